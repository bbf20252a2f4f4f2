"""Credentials and presentations that @digitalbazaar/vc 7 signed hold here, each to the letter.

They were made with the packages of `tools/interop`: `vp…` are presentations for the challenge `abc`
and the domain `ex.org`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgeservice.credentials.did import did_document
from badgeservice.credentials.multikey import did_key_key
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.w3c_problems import INVALID_CHALLENGE, VERIFICATION, W3cProblem
from badgeservice.verification.errors import SourceUnavailableError
from badgeservice.verification.generic import (
    GenericDemands,
    verify_generic_credential,
    verify_generic_presentation,
)
from badgeservice.verification.question import Question
from badgeservice.verification.sources import Sources

SIGNED: dict[str, JsonObject] = json.loads(
    Path(__file__).with_name("digital_bazaar_presentations.json").read_bytes()
)
AT = datetime(2026, 11, 25, tzinfo=UTC)


class Nowhere:
    """Knows the documents that follow from a DID, and nothing else."""

    def did_document(self, did: str) -> JsonObject:
        return did_document(
            did, keys=(did_key_key(did),), purposes=("assertionMethod", "authentication")
        )

    def status_list_credential(self, url: str) -> JsonObject:
        raise SourceUnavailableError(url, "no answer")

    def badge(self, url: str) -> bytes:
        raise SourceUnavailableError(url, "no answer")


def problems(name: str, document: JsonObject, challenge: str = "abc") -> tuple[W3cProblem, ...]:
    nowhere = Nowhere()
    sources = Sources(did_documents=nowhere, status_lists=nowhere, badges=nowhere)
    question = Question(at=AT, sources=sources)
    if not name.startswith("vp"):
        return verify_generic_credential(document, GenericDemands(), question)
    demands = GenericDemands(challenge=challenge, domains=frozenset({"ex.org"}))
    return verify_generic_presentation(document, demands, question)


@pytest.mark.parametrize("name", SIGNED)
def test_what_was_signed_holds(name: str) -> None:
    assert problems(name, SIGNED[name]) == ()


@pytest.mark.parametrize("name", SIGNED)
def test_what_was_changed_does_not(name: str) -> None:
    changed = {**SIGNED[name], "id": "urn:uuid:0"}

    assert [problem.type for problem in problems(name, changed)] == [VERIFICATION]


@pytest.mark.parametrize("name", [name for name in SIGNED if name.startswith("vp")])
def test_another_challenge_is_not_answered(name: str) -> None:
    found = problems(name, SIGNED[name], challenge="x")

    assert [problem.type for problem in found] == [INVALID_CHALLENGE]
