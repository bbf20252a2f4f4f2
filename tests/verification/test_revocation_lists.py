"""Unsigned lists of revoked badges count on the issuer's own server, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.multikey import did_key
from badgeservice.verification.report import Check, Outcome, Verdict
from tests.verification.judging import judge_once
from tests.verification.statuses import badge, status_of
from tests.world import TestSigner, World

URL = "https://issuer.example/revocations/1"
BADGE = "https://issuer.example/badges/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def named(world: World, url: str = URL) -> bytes:
    contexts = world.unsigned_badge()["@context"]
    assert isinstance(contexts, list)
    return badge(
        world,
        {"id": url, "type": "1EdTechRevocationList"},
        **{"@context": [*contexts, EXTENSIONS]},
    )


def asked(listed: Any, *, url: str = URL) -> Check:
    world = World()
    world.lists[url] = listed
    return status_of(named(world, url), world)


def listing(*entries: Any, key: str = "revokedCredential", **changes: Any) -> dict[str, Any]:
    return {"id": URL, "issuer": World().did, key: list(entries), **changes}


@pytest.mark.parametrize("key", ["revokedCredential", "revokedCredentials"])
@pytest.mark.parametrize("revoked", [{}, {"revoked": True}])
def test_a_listed_badge_is_revoked_under_either_name(key: str, revoked: dict[str, Any]) -> None:
    check = asked(listing({"id": "urn:x"}, {"id": BADGE, **revoked}, key=key))

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.revoked")
    assert check.facts is None


def test_the_reason_is_told_and_cut_short() -> None:
    check = asked(listing({"id": BADGE, "revocationReason": "x" * 1000}))

    assert check.facts == {"reason": "x" * 200}


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(listing(), id="empty"),
        pytest.param(listing({"id": f"{BADGE}0"}), id="others"),
        pytest.param(listing({"id": BADGE, "revoked": False}), id="not-revoked"),
        pytest.param({"revokedCredential": []}, id="without-issuer"),
        pytest.param(listing(issuer={"id": World().did}), id="issuer-as-object"),
    ],
)
def test_a_badge_that_is_not_listed_is_not_revoked(listed: Any) -> None:
    check = asked(listed)

    assert (check.outcome, check.code) == (Outcome.PASSED, "status.ok")


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        pytest.param({}, "list-malformed", id="no-list"),
        pytest.param(b"a.b.c", "list-malformed", id="token"),
        pytest.param({"revokedCredential": "x"}, "list-malformed", id="text"),
        pytest.param(listing("urn:x"), "list-malformed", id="entry-as-text"),
        pytest.param(listing({"id": 5}), "list-malformed", id="id-as-number"),
        pytest.param(listing({"id": BADGE, "revoked": "no"}), "list-malformed", id="revoked-text"),
        pytest.param(listing(id=f"{URL}0"), "list-id-differs", id="other-address"),
    ],
)
def test_another_list_is_never_read_as_not_revoked(listed: Any, code: str) -> None:
    check = asked(listed)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, f"status.{code}")


def test_an_entry_that_cannot_be_read_hides_no_revocation() -> None:
    assert asked(listing("odd", {"id": BADGE})).code == "status.revoked"


@pytest.mark.parametrize("issuer", ["did:web:other.example", "did:web:ISSUER.example", 5])
def test_a_list_of_another_issuer_is_none(issuer: Any) -> None:
    """S01: an unsigned list that names another issuer."""
    check = asked(listing(issuer=issuer))

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.list-of-another-issuer")


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/revocations/1",
        "https://issuer.example:8443/revocations/1",
        "http://issuer.example/revocations/1",
        "https://issuer.example.evil.example/1",
        "https://issuer.example@evil.example/1",
        "https://user@issuer.example/1",
        "https://evil.example/issuer.example",
        "https://sub.issuer.example/1",
        "urn:issuer.example",
        "https://issuer.example:x/1",
    ],
)
def test_a_list_on_another_server_is_not_asked(url: str) -> None:
    world = World()
    world.lists[url] = listing(id=url)

    report = judge_once(named(world, url), world)

    assert report.checks[-1].code == "status.list-not-bound"
    assert report.verdict is Verdict.INDETERMINATE
    assert world.asked == [world.did]


def test_the_port_of_a_did_counts() -> None:
    world = World(did="did:web:issuer.example%3A8443:issuers:x")
    url = "https://issuer.example:8443/1"
    world.lists[url] = listing(id=url, issuer=world.did)

    assert status_of(named(world, url), world).code == "status.ok"


def test_an_issuer_without_a_server_has_no_such_list() -> None:
    signer = TestSigner()
    world = World(did=did_key(signer.public_key), signer=signer)
    world.lists[URL] = listing(issuer=world.did)

    check = status_of(named(world), world)

    assert check.code == "status.list-not-bound"


def test_a_list_that_does_not_answer_leaves_the_status_open() -> None:
    world = World()

    check = status_of(named(world), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-unreachable")


def test_no_copy_of_such_a_list_is_kept() -> None:
    """P07: it names credentials and reasons."""
    world = World()
    world.lists[URL] = listing({"id": BADGE, "revocationReason": "Left the course"})

    status_of(named(world), world)

    assert world.kept.kept(URL) is None


def test_an_entry_without_an_address_is_malformed() -> None:
    world = World()
    contexts = world.unsigned_badge()["@context"]
    assert isinstance(contexts, list)
    content = badge(
        world, {"type": "1EdTechRevocationList"}, **{"@context": [*contexts, EXTENSIONS]}
    )

    check = status_of(content, world)

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.entry-malformed")
