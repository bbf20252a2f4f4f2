"""A rewrite that leaves the signature intact is refused, each kind under its own code.

That the signature holds is asked of a verifier without any guard: each attack is a real one.
"""

import copy
import json
from typing import Any

import pytest

from badgeservice.credentials.canonical import RewrittenNameError, canonicalise
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import CredentialError
from badgeservice.library.documents import LANGUAGES
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.web.words import catalogue
from tests.credentials.walker import naive
from tests.credentials.walker.rewrites import (
    REWRITES,
    Case,
    compact_iri,
    compact_iri_without_prefix,
)
from tests.verification.judging import codes, judge
from tests.world import World

Document = dict[str, Any]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def badge(world: World) -> Document:
    """A badge of ours that has a place for every rewrite."""
    unsigned: Document = copy.deepcopy(world.unsigned_badge())
    unsigned["@context"].append(pinned.OPEN_BADGES_EXTENSIONS)
    unsigned["refreshService"] = {"id": unsigned["id"], "type": "1EdTechCredentialRefresh"}
    unsigned["evidence"] = [{"type": ["Evidence"], "narrative": "Näyttö"}]
    achievement = unsigned["credentialSubject"]["achievement"]
    achievement["creator"] = copy.deepcopy(unsigned["issuer"])
    achievement["achievementType"] = "Competency"
    achievement["creditsAvailable"] = 3
    found: Document = json.loads(world.sign(unsigned))
    return found


@pytest.fixture
def older_badge(world: World, badge: Document) -> Document:
    """A badge of the older model, signed by somebody else."""
    older = copy.deepcopy(badge)
    older["@context"] = [pinned.CREDENTIALS_V1, pinned.OPEN_BADGES_3_0_1]
    older["issuanceDate"] = older.pop("validFrom")
    older["expirationDate"] = older.pop("validUntil")
    for name in ("proof", "credentialStatus", "refreshService", "awardedDate"):
        older.pop(name, None)
    older["credentialSubject"]["achievement"].pop("inLanguage")
    return naive.signed(older, world.signer, world.method)


def test_the_badge_is_valid_before_it_is_rewritten(world: World, badge: Document) -> None:
    assert judge(json.dumps(badge).encode(), world).verdict is Verdict.VALID
    assert naive.signature_holds(badge, world.signer.public_key)


@pytest.mark.parametrize("case", REWRITES.values(), ids=REWRITES.keys())
def test_a_rewrite_under_which_the_signature_holds_is_refused_by_its_code(
    case: Case, world: World, badge: Document
) -> None:
    before = copy.deepcopy(badge)
    case.rewrite(badge)

    assert badge != before
    assert naive.signature_holds(badge, world.signer.public_key)
    report = judge(json.dumps(badge).encode(), world)
    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED)[0] == f"signed-content.{case.code}"
    assert report.credential is None


def test_a_changed_badge_does_not_pass_the_verifier_without_guards(
    world: World, badge: Document
) -> None:
    badge["validUntil"] = "2099-01-01T00:00:00Z"

    assert not naive.signature_holds(badge, world.signer.public_key)


def test_a_compact_iri_in_an_older_badge_is_refused_though_the_signature_holds(
    world: World, older_badge: Document
) -> None:
    unsecured = {name: value for name, value in older_badge.items() if name != "proof"}
    canonicalise(unsecured)
    compact_iri(older_badge)

    assert naive.signature_holds(older_badge, world.signer.public_key)
    report = judge(json.dumps(older_badge).encode(), world)
    assert codes(report, Outcome.FAILED)[0] == "signed-content.compact-iri-name"


def test_a_compact_iri_without_a_prefix_changes_the_statements_and_is_refused_by_its_code(
    world: World, badge: Document
) -> None:
    compact_iri_without_prefix(badge)

    assert not naive.signature_holds(badge, world.signer.public_key)
    report = judge(json.dumps(badge).encode(), world)
    assert codes(report, Outcome.FAILED)[0] == "signed-content.compact-iri-name"


@pytest.mark.parametrize("name", ["foo", "grade", "level", "xq_1", "Expires"])
def test_a_member_that_no_context_defines_is_refused_at_every_object(
    name: str, world: World, badge: Document
) -> None:
    for pointer in _objects(badge, ""):
        changed = copy.deepcopy(badge)
        _at(changed, pointer)[name] = "A+"

        # No signature covers it, wherever it stands.
        assert naive.signature_holds(changed, world.signer.public_key)
        with pytest.raises(CredentialError) as refusal:
            canonicalise(_unsecured(changed))
        assert getattr(refusal.value, "name", None) == name
        assert getattr(refusal.value, "pointer", None) == f"{pointer}/{name}"
        assert not isinstance(refusal.value, RewrittenNameError)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_sentence_for_every_code(language: Any) -> None:
    used = {case.code for case in REWRITES.values()} | {"compact-iri-name"}

    said = catalogue(language)

    assert {code for code in used if f"check.sentences.signed-content.{code}" not in said} == set()


def _unsecured(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}


def _objects(value: Any, pointer: str) -> list[str]:
    """Return the pointer of every object but the proof, whose names its own check looks at."""
    if isinstance(value, list):
        return [
            found for at, item in enumerate(value) for found in _objects(item, f"{pointer}/{at}")
        ]
    if not isinstance(value, dict):
        return []
    below = [
        found
        for name, item in value.items()
        if name not in {"@context", "proof"}
        for found in _objects(item, f"{pointer}/{name}")
    ]
    return [pointer, *below]


def _at(document: Document, pointer: str) -> Any:
    found: Any = document
    for step in pointer.split("/")[1:]:
        found = found[int(step) if isinstance(found, list) else step]
    return found
