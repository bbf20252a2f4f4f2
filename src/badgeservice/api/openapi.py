"""The OpenAPI document: what it says about the whole API, and what FastAPI cannot know."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic.json_schema import models_json_schema

from badgeservice.api import report_schema
from badgeservice.api.asking import VerificationMessage
from badgeservice.api.examples.answers import ANSWERS
from badgeservice.api.openapi_responses import share_responses
from badgeservice.api.problems import ProblemDocument
from badgeservice.api.wire import wire_name

TITLE: Final = "Badge service API"
# The one of pyproject.toml.
VERSION: Final = importlib.metadata.version("badgeservice")
DESCRIPTION: Final = """\
Issue, verify and recognise Open Badges 3.0 as part of vocational qualifications.

**First time here?** Ask whoever runs the service for a client id and secret. Press *Authorize*,
enter them under *clientCredentials*, tick the scopes you need, and every *Try it out* below works
as your organisation. Every request body offers three examples: minimal, full, and a mistake.

| I want to… | Do this |
|---|---|
| write what a badge is given for | `POST /v1/library/criteria-sets` and \
`POST /v1/library/badge-classes`, then \
bring each to `in-review` and `published` with `POST …/status` |
| bring in the units of a qualification | `POST /v1/library/register-imports`, first with \
`?dryRun=true` |
| issue badges | `POST /v1/badges`, or up to 100 at once with `POST /v1/badges/batch`; send an \
`Idempotency-Key` |
| take a badge back | `POST /v1/badges/{badgeId}/revocation`, for good |
| check a badge that somebody shows me | `POST /v1/verifications`, or up to 100 at once with \
`POST /v1/verifications/batch`; no token needed. Thousands: `POST /v1/verification-jobs` |
| count badges toward a unit | `POST /v1/trusts` once for each issuer, then \
`POST /v1/recognitions` |
| let another program in | `POST /v1/clients` |

**Errors** are problem documents (RFC 9457): `type` leads to a page that says what to do, and
`errors` points to each wrong place in the body; what breaks a rule of the library is in
`findings`. **Lists** come in pages: follow `Link: …; \
rel="next"`, or send `nextCursor` as `cursor`. **Changes** to library documents need the `ETag` of \
what you read, in `If-Match`. Texts are UTF-8; times are RFC 3339 with a zone.
"""
TAGS: Final[list[dict[str, str]]] = [
    {
        "name": "Library",
        "description": "What badges are given for: units, criteria sets and badge classes, with "
        "versions and a life from draft to retired.",
    },
    {"name": "Issuing", "description": "Issue badges, look them up, revoke and suspend them."},
    {
        "name": "Verifying",
        "description": "Say what holds about any Open Badge 3.0. Open to everybody.",
    },
    {
        "name": "Recognising",
        "description": "Let badges count toward a qualification unit, requirement by requirement.",
    },
    {
        "name": "Accounts",
        "description": "Access tokens, the organisation's profile and keys, and its clients.",
    },
    {
        "name": "Public documents",
        "description": "What badges refer to: readable by everybody, page or document as Accept "
        "asks.",
    },
    {"name": "Service", "description": "For those who operate the service."},
]
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_REF: Final = "#/components/schemas/{model}"


def describe(app: FastAPI) -> None:
    """Let `app` describe itself with the title, texts and schemas of this API."""
    app.title, app.version, app.description = TITLE, VERSION, DESCRIPTION

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        summary="Issue, verify and recognise Open Badges 3.0",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        tags=TAGS,
        routes=app.routes,
        separate_input_output_schemas=True,
    )
    _restore_examples(document, app)
    share_responses(document)
    _add_answer_examples(document)
    _name_path_parameters(document)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name, schema in _own_schemas().items():
        schemas.setdefault(name, schema)
    # Added here, because FastAPI takes no address without a host.
    schemas["ReportAnswer"]["externalDocs"] = {
        "description": "The same as a published JSON Schema",
        "url": report_schema.PATH,
    }
    components.setdefault("securitySchemes", {})["clientSecret"] = {
        "type": "http",
        "scheme": "basic",
        "description": "Client id and secret, for /oauth/token only",
    }
    return document


def _restore_examples(document: dict[str, Any], app: FastAPI) -> None:
    """Put back the nulls of example bodies, which FastAPI leaves out like those of OpenAPI."""
    for route in iter_route_contexts(app.routes):
        body = getattr(route, "body_field", None)
        examples = getattr(body.field_info, "openapi_examples", None) if body else None
        if examples:
            for method in getattr(route, "methods", None) or ():
                content = document["paths"][route.path][method.lower()]["requestBody"]["content"]
                content["application/json"]["examples"] = examples


def _add_answer_examples(document: dict[str, Any]) -> None:
    """Give every JSON answer the example of its model.

    They are added here and not in the models, because FastAPI would leave out their nulls, and
    because documents of the library have a schema that is not of the API alone.
    """
    used: dict[str, Any] = {}
    for content in _json_answers(document):
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in ANSWERS:
            used[name] = {"summary": "An answer", "value": ANSWERS[name]}
            content["examples"] = {"answer": {"$ref": f"#/components/examples/{name}"}}
    document["components"]["examples"] = dict(sorted(used.items()))


def _json_answers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json")
                if status.startswith("2") and content is not None:
                    yield content


def _name_path_parameters(document: dict[str, Any]) -> None:
    """Call path parameters as the API calls everything; their names in code are Python's."""
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["name"] = wire_name(parameter["name"])
    document["paths"] = {_wire_path(path): item for path, item in document["paths"].items()}


def _wire_path(path: str) -> str:
    return _PARAMETER.sub(lambda found: f"{{{wire_name(found[1])}}}", path)


def _own_schemas() -> dict[str, Any]:
    """Return the schemas that no FastAPI parameter mentions."""
    _, definitions = models_json_schema(
        [(ProblemDocument, "validation"), (VerificationMessage, "validation")], ref_template=_REF
    )
    schemas: dict[str, Any] = dict(definitions["$defs"])
    schemas["Problem"] = schemas.pop("ProblemDocument")
    return schemas
