"""Nothing that was changed after it was signed is valid, however it was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.model import Recipient
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Verdict
from tests.verification.judging import changed, codes, judge
from tests.world import World

OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


VC = "https://www.w3.org/2018/credentials#"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(name="Johtaja"),
            "proof.signature-invalid",
            id="another achievement name",
        ),
        pytest.param(
            lambda badge: badge.update(validUntil="2099-01-01T00:00:00Z"),
            "proof.signature-invalid",
            id="a longer life",
        ),
        pytest.param(
            lambda badge: badge.pop("credentialStatus"),
            "proof.signature-invalid",
            id="status removed",
        ),
        pytest.param(
            lambda badge: badge["proof"][0].update(created="2026-11-22T00:00:00Z"),
            "proof.signature-invalid",
            id="another moment of signing",
        ),
        pytest.param(
            lambda badge: badge.update(grade="A+"),
            "signed-content.unsigned-data",
            id="a term that no context defines",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"].update(level="PhD"),
            "signed-content.unsigned-data",
            id="an undefined term inside",
        ),
        pytest.param(
            lambda badge: badge["proof"][0].update(note="x"),
            "proof.unsigned-data",
            id="an undefined term in the proof",
        ),
    ],
)
def test_a_changed_badge_is_invalid(change: Callable[[dict[str, Any]], Any], code: str) -> None:
    world = World()

    report = judge(changed(world.badge(), change), world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED)[0] == code
    assert report.credential is None


def _rekey_until(badge: dict[str, Any]) -> None:
    date = {"@value": badge.pop("validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    badge[f"{VC}validUntil"] = date


def _include_until(badge: dict[str, Any]) -> None:
    badge["@included"] = [{"id": badge["id"], "validUntil": badge.pop("validUntil")}]


def _rekey_status(badge: dict[str, Any]) -> None:
    badge[f"{VC}credentialStatus"] = badge.pop("credentialStatus")


def _nest_status(badge: dict[str, Any]) -> None:
    badge["credentialSubject"]["achievement"]["related"] = [
        {
            "id": badge["id"],
            "type": ["Related"],
            "credentialStatus": badge.pop("credentialStatus"),
        }
    ]


def _alias(badge: dict[str, Any]) -> None:
    badge["@context"].append({"expires": {"@id": f"{VC}validUntil"}})
    badge["expires"] = badge.pop("validUntil")


def _split_subject(badge: dict[str, Any]) -> None:
    subject = badge["credentialSubject"]
    achievement = subject.pop("achievement")
    badge["credentialSubject"] = [subject, {"id": subject["id"], "achievement": achievement}]


@pytest.mark.parametrize(
    "rewrite",
    [_rekey_until, _include_until, _rekey_status, _nest_status, _alias, _split_subject],
    ids=lambda function: function.__name__.strip("_"),
)
def test_a_rewrite_that_keeps_the_signature_is_refused(
    rewrite: Callable[[dict[str, Any]], None],
) -> None:
    """F08, F09: the statements stay, and the reader sees less."""
    world = World()

    report = judge(changed(world.badge(), rewrite), world)

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


ACHIEVEMENT: list[str | int] = ["credentialSubject", "achievement"]


def _swap(badge: dict[str, Any], one: list[str | int], other: list[str | int]) -> None:
    def parent(path: list[str | int]) -> Any:
        found: Any = badge
        for step in path[:-1]:
            found = found[step]
        return found

    first, second = parent(one), parent(other)
    first[one[-1]], second[other[-1]] = second[other[-1]], first[one[-1]]


@pytest.mark.parametrize(
    ("prepare", "rewrite"),
    [
        pytest.param(
            lambda badge: badge.update(
                evidence=[
                    {
                        "id": badge["credentialSubject"]["achievement"]["id"],
                        "type": ["Evidence"],
                        "name": "Evidence name",
                    }
                ]
            ),
            lambda badge: _swap(badge, [*ACHIEVEMENT, "name"], ["evidence", 0, "name"]),
            id="evidence under the achievement's id",
        ),
        pytest.param(
            lambda badge: (
                badge["credentialSubject"]["achievement"].update(
                    criteria={"id": "https://x.example/c", "narrative": "criteria"}
                ),
                badge.update(
                    evidence=[
                        {"id": "https://x.example/c", "type": ["Evidence"], "narrative": "shown"}
                    ]
                ),
            ),
            lambda badge: _swap(
                badge, [*ACHIEVEMENT, "criteria", "narrative"], ["evidence", 0, "narrative"]
            ),
            id="evidence under the criteria's id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"].update(
                id=badge["issuer"]["id"], name="Subject"
            ),
            lambda badge: _swap(badge, ["issuer", "name"], ["credentialSubject", "name"]),
            id="a subject with a name under the issuer's id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                related=[
                    {
                        "id": badge["credentialSubject"]["achievement"]["id"],
                        "type": ["Related"],
                        "version": "9",
                    }
                ]
            ),
            lambda badge: _swap(
                badge, [*ACHIEVEMENT, "version"], [*ACHIEVEMENT, "related", 0, "version"]
            ),
            id="a related achievement under the achievement's own id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                creator=dict(badge["issuer"])
            ),
            lambda badge: badge.update(issuer=badge["issuer"]["id"]),
            id="the issuer's name taken away and left with the creator",
        ),
    ],
)
def test_members_cannot_be_traded_between_two_descriptions_of_one_id(
    prepare: Callable[[dict[str, Any]], Any], rewrite: Callable[[dict[str, Any]], Any]
) -> None:
    """F09: signed by somebody who does not care, then rewritten: the signature would still hold."""
    world = World()
    unsigned = json.loads(json.dumps(world.unsigned_badge()))
    prepare(unsigned)
    try:
        badge = world.sign(unsigned)
    except CredentialError:
        return  # refused before it was signed: nothing to rewrite

    report = judge(changed(badge, rewrite), world)

    assert report.verdict is Verdict.INVALID


def _nodes(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [path, *(found for step, inner in steps for found in _nodes(inner, (*path, step)))][
        0 if path else 1 :
    ]


_WORLD = World()
_BADGE = json.loads(_WORLD.badge(recipient=Recipient(email_hash="sha256$" + "a" * 64, salt="salt")))
_REPLACEMENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just({"id": "https://x.example/"}),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(path=st.sampled_from(_nodes(_BADGE)), replacement=_REPLACEMENTS, remove=st.booleans())
def test_no_change_of_any_single_node_verifies(
    path: tuple[str | int, ...], replacement: Any, *, remove: bool
) -> None:
    """F11: each node of a badge, replaced and removed."""
    document = json.loads(json.dumps(_BADGE))
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    before = parent[path[-1]]
    if remove:
        del parent[path[-1]]
    else:
        parent[path[-1]] = replacement

    try:
        report = judge(json.dumps(document).encode(), _WORLD)
    except NotACredentialError:
        return

    is_same = not remove and replacement == before and type(replacement) is type(before)
    assert report.verdict is not Verdict.VALID or is_same
