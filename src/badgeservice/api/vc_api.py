"""The door for public test suites: the VC-API, off unless a setting turns it on.

It secures any credential with `did:key` keys that are of no organisation, for everybody who asks.
It is not part of the API, and no document describes it but `docs/conformance.md`.

Spec: https://w3c-ccg.github.io/vc-api/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from badgeservice.api.dependencies import WiringDep
from badgeservice.api.errors import MediaTypeUnsupportedError
from badgeservice.api.strict_route import media_type_of
from badgeservice.api.vc_api_messages import (
    VcApiProblemsError,
    demands_of,
    member_of,
    options_of,
    problems_answer,
    secured_answer,
    verified_answer,
    wish_of,
)
from badgeservice.credentials.data_model import (
    find_credential_faults,
    find_presentation_faults,
)
from badgeservice.credentials.did import Purpose, did_document
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.credentials.w3c_problems import (
    GENERATION,
    W3cProblem,
    problem_of_error,
    problem_of_fault,
)
from badgeservice.issuing.errors import ProofRefusedError
from badgeservice.issuing.generic import GenericSigners, did_of, secure_generically
from badgeservice.verification.generic import (
    GenericDemands,
    find_content_problems,
    generic_contexts,
    verify_generic_credential,
    verify_generic_presentation,
)
from badgeservice.verification.question import Question
from badgeservice.wiring.apart import apart
from badgeservice.wiring.ports import Wiring

PREFIX: Final = "/vc-api"

_JSON: Final = ("application/json",)

_FindFaults = Callable[[JsonObject], tuple[ShapeFault, ...]]
_Verify = Callable[[JsonObject, GenericDemands, Question], tuple[W3cProblem, ...]]
_Answer = Callable[[JsonObject, Wiring], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What is different between credentials and presentations."""

    member: str
    secured: str
    purpose: Purpose
    find_faults: _FindFaults
    verify: _Verify


_CREDENTIAL: Final = _Kind(
    member="credential",
    secured="verifiableCredential",
    purpose="assertionMethod",
    find_faults=find_credential_faults,
    verify=verify_generic_credential,
)
_PRESENTATION: Final = _Kind(
    member="presentation",
    secured="verifiablePresentation",
    purpose="authentication",
    find_faults=find_presentation_faults,
    verify=verify_generic_presentation,
)


def vc_api_router(signers: GenericSigners) -> APIRouter:
    """Return the routes of the adapter, which sign with `signers`."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)
    routes = {
        "/credentials/issue": _securing(_CREDENTIAL, signers),
        "/credentials/verify": _verifying(_CREDENTIAL),
        "/presentations": _securing(_PRESENTATION, signers),
        "/presentations/issue": _securing(_PRESENTATION, signers),
        "/presentations/verify": _verifying(_PRESENTATION),
    }
    for path, answer in routes.items():
        router.add_api_route(path, _route(answer), methods=["POST"])
    router.add_api_route("/issuers", lambda: _issuers(signers), methods=["GET"])
    return router


def _issuers(signers: GenericSigners) -> JsonObject:
    """Return the DID document of each key, so that suites can be told who issues."""
    return {
        curve: did_document(
            did_of(signers, curve),
            keys=(signer.public_key,),
            purposes=("assertionMethod", "authentication"),
        )
        for curve, signer in signers.items()
    }


def _route(answer: _Answer) -> Callable[..., object]:
    async def route(request: Request, wiring: WiringDep) -> Response:
        if media_type_of(request.headers.get("content-type", "")) not in _JSON:
            raise MediaTypeUnsupportedError(_JSON)
        content = await request.body()
        return await apart(lambda: _answered(content, wiring, answer), size_bytes=len(content))

    return route


def _answered(content: bytes, wiring: Wiring, answer: _Answer) -> Response:
    try:
        return answer(parse_object(content), wiring)
    except VcApiProblemsError as cause:
        return problems_answer(cause.problems)


def _securing(kind: _Kind, signers: GenericSigners) -> _Answer:
    def answer(body: JsonObject, wiring: Wiring) -> Response:
        document = member_of(body, kind.member)
        wish = wish_of(options_of(body), purpose=kind.purpose, at=wiring.now())
        faults = kind.find_faults(document)
        problems = tuple(map(problem_of_fault, faults)) or find_content_problems(document)
        if problems:
            raise VcApiProblemsError(*(problem.within(f"/{kind.member}") for problem in problems))
        try:
            secured = secure_generically(
                document, wish, signers=signers, contexts=generic_contexts()
            )
        except ProofRefusedError as cause:
            raise VcApiProblemsError(W3cProblem(GENERATION, str(cause), cause.pointer)) from cause
        except CredentialError as cause:
            problem = problem_of_error(cause).within(f"/{kind.member}")
            raise VcApiProblemsError(problem) from cause
        return secured_answer(kind.secured, secured)

    return answer


def _verifying(kind: _Kind) -> _Answer:
    def answer(body: JsonObject, wiring: Wiring) -> Response:
        document = member_of(body, kind.secured)
        question = Question(at=wiring.now(), sources=wiring.sources)
        problems = kind.verify(document, demands_of(options_of(body)), question)
        if problems:
            raise VcApiProblemsError(*(problem.within(f"/{kind.secured}") for problem in problems))
        return verified_answer(kind.secured, document)

    return answer
