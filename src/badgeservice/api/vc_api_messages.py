"""What the test suites of the W3C ask, and what they are answered.

Spec: https://w3c-ccg.github.io/vc-api/
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from starlette.responses import Response

from badgeservice.api.problems import MEDIA_TYPE
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.w3c_problems import GENERATION, MALFORMED, W3cProblem
from badgeservice.issuing.generic import GenericWish
from badgeservice.verification.generic import GenericDemands

DATA_INTEGRITY: Final = "DataIntegrityProof"
DEFAULT_SUITE: Final = "eddsa-rdfc-2022"
TOKEN_TYPES: Final = frozenset({"application/vc+jwt", "application/vp+jwt"})

_PURPOSES: Final[dict[str, Purpose]] = {
    "assertionMethod": "assertionMethod",
    "authentication": "authentication",
}


class VcApiProblemsError(Exception):
    """The request is answered with these problems; it stays between the routes of the adapter."""

    def __init__(self, *problems: W3cProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.detail for problem in problems))


def member_of(body: JsonObject, name: str) -> JsonObject:
    """Return the object that a request is about.

    Raises:
        VcApiProblemsError: it is not there, or no object.
    """
    value = body.get(name)
    if not isinstance(value, dict):
        raise VcApiProblemsError(W3cProblem(MALFORMED, f"{name} must be an object.", f"/{name}"))
    return value


def options_of(body: JsonObject) -> JsonObject:
    """Return the options of a request.

    Raises:
        VcApiProblemsError: they are no object.
    """
    options = body.get("options", {})
    if not isinstance(options, dict):
        raise VcApiProblemsError(W3cProblem(MALFORMED, "options must be an object.", "/options"))
    return options


def wish_of(options: JsonObject, *, purpose: Purpose, at: datetime) -> GenericWish:
    """Return the proof that options ask for.

    Raises:
        VcApiProblemsError: they ask for none that there is.
    """
    asked = options.get("proofPurpose", purpose)
    if asked != purpose:
        raise _refused("proofPurpose", f"proofs are made for {purpose} here")
    if "mandatoryPointers" in options:
        raise _refused("mandatoryPointers", "no proofs with selective disclosure are made here")
    return GenericWish(
        suite=_suite(options),
        purpose=purpose,
        created=_moment(options, "created") or at,
        expires=_moment(options, "expires"),
        proof_id=_text(options, "proofId"),
        previous=_texts(options, "previousProof"),
        domain=_texts(options, "domain"),
        challenge=_text(options, "challenge"),
    )


def demands_of(options: JsonObject) -> GenericDemands:
    """Return what a verification is asked: all there is, unless `checks` name what is wanted.

    Raises:
        VcApiProblemsError: an option is of a wrong kind, or there is no such purpose.
    """
    purpose = _text(options, "expectedProofPurpose")
    if purpose is not None and purpose not in _PURPOSES:
        raise VcApiProblemsError(
            W3cProblem(MALFORMED, "There is no such purpose.", "/options/expectedProofPurpose")
        )
    return GenericDemands(
        is_whole="checks" not in options,
        purpose=None if purpose is None else _PURPOSES[purpose],
        challenge=_text(options, "challenge"),
        domains=frozenset(_texts(options, "domain")),
    )


def secured_answer(name: str, document: JsonObject) -> Response:
    """Return the answer that holds what was secured."""
    return _json({name: document}, status=201, media_type="application/json")


def verified_answer(name: str, document: JsonObject) -> Response:
    """Return the answer to a verification that found nothing wrong."""
    body: JsonObject = {
        "verified": True,
        "checks": ["proof"],
        "warnings": [],
        "errors": [],
        "problemDetails": [],
        name: document,
    }
    return _json(body, status=200, media_type="application/json")


def problems_answer(problems: Sequence[W3cProblem]) -> Response:
    """Return the answer that says what is wrong, by the W3C's names.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#problem-details
    """
    first = problems[0]
    listed: list[JsonValue] = [
        {
            "type": problem.type,
            "title": problem.title,
            "detail": problem.detail,
            "pointer": problem.pointer,
        }
        for problem in problems
    ]
    body: JsonObject = {
        "type": first.type,
        "title": first.title,
        "status": 400,
        "detail": first.detail,
        "verified": False,
        "errors": listed,
        "problemDetails": listed,
    }
    return _json(body, status=400, media_type=MEDIA_TYPE)


def _json(body: JsonObject, *, status: int, media_type: str) -> Response:
    # Half a surrogate pair cannot be sent; it becomes a question mark rather than a crash.
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(
        content,
        status_code=status,
        media_type=media_type,
        headers={"Cache-Control": "no-store"},
    )


def _suite(options: JsonObject) -> str | None:
    """Return the name of the suite that is asked for; None for a token."""
    if _text(options, "mediaType") in TOKEN_TYPES:
        return None
    type_, cryptosuite = _text(options, "type"), _text(options, "cryptosuite")
    if type_ in (None, DATA_INTEGRITY):
        return cryptosuite or DEFAULT_SUITE
    if cryptosuite is not None:
        raise _refused("cryptosuite", f"{str(type_)[:80]!r} has no cryptosuites")
    return type_


def _moment(options: JsonObject, name: str) -> datetime | None:
    text = _text(options, name)
    try:
        return None if text is None else parse_datetime(text)
    except DateMalformedError as cause:
        raise _refused(name, "it is no date and time with a time zone") from cause


def _text(options: JsonObject, name: str) -> str | None:
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise _refused(name, "it must be a text")
    return value


def _texts(options: JsonObject, name: str) -> tuple[str, ...]:
    value = options.get(name, [])
    listed = value if isinstance(value, list) else [value]
    texts = tuple(item for item in listed if isinstance(item, str))
    if len(texts) != len(listed):
        raise _refused(name, "it must be a text or several")
    return texts


def _refused(name: str, reason: str) -> VcApiProblemsError:
    return VcApiProblemsError(W3cProblem(GENERATION, f"{name}: {reason}.", f"/options/{name}"))
