"""Whether a badge is about a certain person: asked on request, and only then in the verdict."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.credentials.identity import identity_hash
from badgeservice.verification.memory import Memory
from badgeservice.verification.question import Question
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.verify import judge, verify
from tests.builders import NOW
from tests.verification.forms import DAY
from tests.world import World

EMAIL = "aino@example.fi"
MD5 = hashlib.md5(f"{EMAIL}x".encode(), usedforsecurity=False).hexdigest()


def identity(value: str, *, hashed: Any = True, kind: str = "emailAddress", salt: str = "") -> Any:
    return {
        "type": "IdentityObject",
        "hashed": hashed,
        "identityHash": value,
        "identityType": kind,
        **({"salt": salt} if salt else {}),
    }


def answer(world: World, *identifiers: Any, recipient: str | None = EMAIL) -> Report:
    document: Any = world.unsigned_badge()
    if identifiers:
        document["credentialSubject"]["identifier"] = list(identifiers)
    content = world.sign(document, at=NOW - DAY)
    return verify(content, at=NOW, sources=world.sources, recipient=recipient)


@pytest.mark.parametrize(
    "identifier",
    [
        pytest.param(identity(EMAIL, hashed=False), id="plain"),
        pytest.param(identity(identity_hash(EMAIL, salt="Kosher"), salt="Kosher"), id="salted"),
        pytest.param(identity(identity_hash(EMAIL, salt="")), id="without salt"),
        pytest.param(
            identity("sha256$" + identity_hash(EMAIL, salt="").partition("$")[2].upper()),
            id="in capital letters",
        ),
        pytest.param(identity(f"md5${MD5}", salt="x"), id="by md5"),
    ],
)
def test_a_badge_is_about_the_person_it_names(identifier: Any) -> None:
    world = World()
    report = answer(world, identity("else@example.fi", hashed=False), identifier)

    assert report.verdict is Verdict.VALID
    assert report.checks[-1].code == "recipient.ok"


@pytest.mark.parametrize(
    ("identifiers", "code", "verdict"),
    [
        pytest.param(
            [identity("else@example.fi", hashed=False)],
            "recipient.of-another",
            Verdict.INVALID,
            id="somebody else",
        ),
        pytest.param(
            [identity(identity_hash(EMAIL, salt="a"), salt="b")],
            "recipient.of-another",
            Verdict.INVALID,
            id="another salt",
        ),
        pytest.param(
            [identity(EMAIL)],
            "recipient.algorithm-unsupported",
            Verdict.INDETERMINATE,
            id="the address itself in place of a hash",
        ),
        pytest.param(
            [identity(identity_hash(EMAIL, salt=""), hashed=False)],
            "recipient.of-another",
            Verdict.INVALID,
            id="a hash in place of the address",
        ),
        pytest.param(
            [identity("sha3$00")],
            "recipient.algorithm-unsupported",
            Verdict.INDETERMINATE,
            id="an unknown hash",
        ),
        pytest.param(
            [identity(EMAIL, hashed=False, kind="userName")],
            "recipient.not-named",
            Verdict.INDETERMINATE,
            id="the same text as a user name",
        ),
        pytest.param([], "recipient.not-named", Verdict.INDETERMINATE, id="nobody"),
    ],
)
def test_a_badge_of_another_is_not_taken_for_that_of_the_person(
    identifiers: Any, code: str, verdict: Verdict
) -> None:
    """K13: a badge is shown by somebody whom it is not about."""
    report = answer(World(), *identifiers)

    assert (report.checks[-1].code, report.verdict) == (code, verdict)


def test_what_only_looks_like_a_truth_value_is_refused_by_its_shape() -> None:
    """K13: `hashed` is true or false, and no text."""
    report = answer(World(), identity(EMAIL, hashed="false"))

    assert report.verdict is Verdict.INVALID
    assert report.checks[-1].code == "recipient.not-checked"


def test_nobody_is_looked_for_unless_asked() -> None:
    """K13: the person is no part of the verdict by itself."""
    report = answer(World(), identity("else@example.fi", hashed=False), recipient=None)

    assert report.verdict is Verdict.VALID
    assert report.check("recipient") is None


def test_a_remembered_badge_is_compared_again() -> None:
    world = World()
    sources = replace(world.sources, memory=Memory())
    document: Any = world.unsigned_badge()
    document["credentialSubject"]["identifier"] = [identity(EMAIL, hashed=False)]
    content = world.sign(document, at=NOW - DAY)

    found = [
        judge(content, Question(at=NOW, sources=sources, recipient=email)).verdict
        for email in (EMAIL, "else@example.fi", EMAIL)
    ]

    assert found == [Verdict.VALID, Verdict.INVALID, Verdict.VALID]
