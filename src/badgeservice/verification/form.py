"""What a reader should know of the form of a credential that is in order."""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.data_models import VC_1_1, data_model_of
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.proof_sets import unheeded_proofs
from badgeservice.verification.report import Caution, Check, Outcome

_OLDER: Final = Caution(
    code="form.vc-1.1",
    message="The credential is of an older data model, Verifiable Credentials 1.1.",
    pointer="/@context/0",
)


def form_cautions(document: JsonObject, checks: tuple[Check, ...]) -> tuple[Caution, ...]:
    """Return cautions about the form of a document whose shape `checks` found to be in order."""
    shape = next((check for check in checks if check.name == "shape"), None)
    if shape is None or shape.outcome is not Outcome.PASSED:
        return ()
    older = (_OLDER,) if data_model_of(document) is VC_1_1 else ()
    findings = () if shape.facts is None else _findings(shape.facts.get("findings"))
    return older + findings + unheeded_proofs(document)


def _findings(findings: JsonValue) -> tuple[Caution, ...]:
    listed = findings if isinstance(findings, list) else []
    return tuple(
        Caution(
            code=f"shape.{found['code']}",
            message=f"The credential is not quite as the specification describes: "
            f"{found['message']}.",
            pointer=str(found["pointer"]),
        )
        for found in listed
        if isinstance(found, dict)
    )
