"""The schemas that a credential says it follows.

None is ever fetched: whoever could choose what a verifier loads could make it look anywhere. The
schemas that the specification publishes say no more than its tables, by which the shape was checked
before, so it is enough to see that a credential names the one for its kind and edition. Whether it
follows any other schema cannot be told here.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#credentialschema
"""

from __future__ import annotations

import re
from typing import Final

from badgeservice.credentials.data_models import VC_1_1, data_model_of
from badgeservice.credentials.semantics import texts
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.kinds import ENDORSEMENT, kind_of
from badgeservice.verification.report import Check, Outcome

_TYPE: Final = "1EdTechJsonSchemaValidator2019"
_PUBLISHED: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/schema/json(?:-ld)?/"
    r"ob_v3p0_(any)?(achievement|endorsement)credential_schema\.json"
)
_MAXIMUM_SCHEMAS: Final = 8


def check_schema(document: JsonObject) -> Check | None:
    """Ask whether a credential of the right shape follows the schemas it names, if it names any.

    The worst answer counts.
    """
    if "credentialSchema" not in document:
        return None
    schemas = document["credentialSchema"]
    pointed = (
        [(f"/credentialSchema/{at}", schema) for at, schema in enumerate(schemas)]
        if isinstance(schemas, list)
        else [("/credentialSchema", schemas)]
    )
    if len(pointed) > _MAXIMUM_SCHEMAS:
        message = f"More than {_MAXIMUM_SCHEMAS} schemas are not looked at."
        return undetermined("schema", "too-many", message, pointer="/credentialSchema")
    answers = [_check_one(document, schema, pointer) for pointer, schema in pointed]
    for outcome in (Outcome.FAILED, Outcome.UNDETERMINED):
        for answer in answers:
            if answer.outcome is outcome:
                return answer
    return answers[0]


def _check_one(document: JsonObject, schema: JsonValue, pointer: str) -> Check:
    if not isinstance(schema, dict) or _TYPE not in texts(schema.get("type")):
        message = "This kind of schema cannot be checked here."
        return undetermined("schema", "type-unsupported", message, pointer=f"{pointer}/type")
    url = schema.get("id")
    published = _PUBLISHED.fullmatch(url) if isinstance(url, str) else None
    if published is None:
        message = (
            "The schema is none of those that the specification publishes, and is not fetched."
        )
        return undetermined("schema", "not-fetched", message, pointer=f"{pointer}/id")
    for_endorsements = published[2] == "endorsement"
    if for_endorsements is not (kind_of(document) == ENDORSEMENT):
        message = "The credential is of another kind than the schema that it names is for."
        return failed("schema", "of-another-kind", message, pointer=f"{pointer}/id")
    if data_model_of(document) is VC_1_1 and published[1] is None:
        message = "The schema that the credential names is for a newer data model."
        return failed("schema", "of-another-edition", message, pointer=f"{pointer}/id")
    return _PASSED


_PASSED: Final = passed(
    "schema", "The credential follows its schema: it was checked by the rules of the specification."
)
