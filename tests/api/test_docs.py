"""The documentation: complete, true, and served from our own files under a strict policy."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from badgeservice.accounts.actor import Scope
from badgeservice.api.examples.answers import ANSWERS
from tests.api.service import Service

ROOT = Path(__file__).resolve().parents[2]
PAGES = "Public documents"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    with Service.started() as service:
        found: dict[str, Any] = service.client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def serving() -> Iterator[Service]:
    with Service.started() as service:
        yield service


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_sound_openapi(document: dict[str, Any]) -> None:
    validate(document)

    assert document["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    tags = [tag["name"] for tag in document["tags"]]
    ids = []

    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert re.fullmatch(r"[a-z]+[A-Za-z]+", operation["operationId"]), name
        assert set(operation["tags"]) <= set(tags), name
        ids.append(operation["operationId"])

    assert len(ids) == len(set(ids))


def test_tags_come_in_the_order_of_the_work(document: dict[str, Any]) -> None:
    assert [tag["name"] for tag in document["tags"]] == [
        "Library",
        "Issuing",
        "Verifying",
        "Recognising",
        "Accounts",
        PAGES,
        "Service",
    ]
    assert all(tag["description"] for tag in document["tags"])


def test_every_json_body_has_a_minimal_a_full_and_a_mistaken_example(
    document: dict[str, Any],
) -> None:
    for name, operation in operations(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            examples = media.get("examples")
            if examples is not None:
                assert list(examples) == ["minimal", "full", "mistake"], name
    bodies = [
        operation["requestBody"]["content"]["application/json"]
        for _, operation in operations(document)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    assert len(bodies) == 37
    assert all("examples" in body for body in bodies)


def test_every_problem_is_documented_with_an_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400 and "oauth" not in name and "readyz" not in name:
                if "$ref" in response:
                    shared = response["$ref"].removeprefix("#/components/responses/")
                    response = document["components"]["responses"][shared]  # noqa: PLW2901
                problem = response["content"]["application/problem+json"]
                assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}, name
                for slug, example in problem["examples"].items():
                    assert example["value"]["type"].endswith(f"/problems/{slug}")
                    assert example["value"]["status"] == int(status)


def test_every_json_answer_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    shown = set()
    for _, operation in operations(document):
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/json", {})
            if status.startswith("2") and "schema" in content:
                (example,) = content["examples"].values()
                model = example["$ref"].removeprefix("#/components/examples/")
                value = document["components"]["examples"][model]["value"]
                shown.add(model)
                Draft202012Validator(
                    {**content["schema"], "components": document["components"]}
                ).validate(value)

    assert shown == set(document["components"]["examples"]) == set(ANSWERS)


def test_names_of_parameters_are_those_of_the_wire(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        named = re.findall(r"\{(.+?)\}", name)
        told = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"]
        assert sorted(named) == sorted(told), name
        assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", each) for each in named), name


def test_reading_one_thing_is_read_and_reading_many_is_list(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if name.startswith("GET /v1/"):
            first = re.match(r"[a-z]+", operation["operationId"])
            is_list = "cursor" in {each["name"] for each in operation.get("parameters", ())}
            assert first is not None
            assert first[0] in ({"list"} if is_list else {"read", "list", "export"}), name


def test_the_version_is_that_of_the_package(document: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert document["info"]["version"] == project["version"]


def test_no_answer_is_documented_in_the_way_of_the_framework(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in json.dumps(document)


def test_every_member_of_an_answer_is_always_there(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(("Answer", "Summary")) or name.startswith("Page_"):
            assert set(schema["required"]) == set(schema["properties"]), name
            assert schema["additionalProperties"] is False, name


def test_all_scopes_are_offered(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["clientCredentials"]["flows"]

    assert flow["clientCredentials"]["tokenUrl"] == "/oauth/token"
    assert set(flow["clientCredentials"]["scopes"]) == {scope.value for scope in Scope}


def test_good_examples_fit_the_schema_and_mistakes_are_refused(
    document: dict[str, Any], serving: Service
) -> None:
    headers = {**serving.bearer(), "If-Match": '"1"'}
    for name, operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        method, path = name.split(" ")
        schema = {**body["schema"], "components": document["components"]}
        for kind in ("minimal", "full"):
            value = body["examples"][kind]["value"]
            Draft202012Validator(schema).validate(value)
        refused = serving.client.request(
            method,
            re.sub(r"\{version\}", "2", re.sub(r"\{(?!version)\w+\}", "feedback-giver", path)),
            json=body["examples"]["mistake"]["value"],
            headers=headers,
        )
        assert 400 <= refused.status_code < 500, name


def test_the_page_asks_nobody_but_the_service_and_runs_nothing_inline(serving: Service) -> None:
    page = serving.client.get("/docs")

    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    policy = page.headers["content-security-policy"]
    assert '<html lang="en">' in page.text
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    assert all(source.startswith(("/docs/", "data:,")) for source in sources)
    assert "script-src 'self';" in policy
    assert "http" not in policy
    for source in sources:
        if source.startswith("/"):
            assert serving.client.get(source).status_code == 200, source


def test_the_page_is_set_up_for_people_who_try_things(serving: Service) -> None:
    script = serving.client.get("/docs/start.js")

    options = json.loads(script.text.removeprefix("SwaggerUIBundle(").removesuffix(");"))
    assert script.headers["content-type"].startswith("text/javascript")
    assert options["persistAuthorization"] is True
    assert options["tryItOutEnabled"] is True
    assert options["filter"] is True
    assert options["displayRequestDuration"] is True
    assert (options["docExpansion"], options["defaultModelsExpandDepth"]) == ("list", 0)


def test_readiness_says_why_not(serving: Service) -> None:
    with Service.started(reasons=("The tables of the database are out of date.",)) as service:
        unready = service.client.get("/readyz")
        alive = service.client.get("/livez")

    assert (unready.status_code, alive.status_code) == (503, 200)
    assert unready.json() == {
        "ready": False,
        "reasons": ["The tables of the database are out of date."],
    }
    assert serving.client.get("/readyz").json() == {"ready": True, "reasons": []}
