"""Hosted badges of Open Badges 2.0: what their own address answers, and who answers for it."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.open_badges_2.standards import CONTEXT
from badgeservice.verification.report import Verdict
from badgeservice.verification.verify import verify_url
from tests.builders import NOW
from tests.verification.open_badges_2.old_world import (
    BADGE,
    BADGE_CLASS,
    HOST,
    ISSUER,
    SIGNED_ID,
    OldWorld,
    badge,
    codes,
    older,
    without_nothing,
)


def _hosted(**changes: Any) -> tuple[OldWorld, dict[str, Any]]:
    """A world that hosts a badge just as it is presented."""
    world, document = OldWorld(), badge(**changes)
    world.put(document)
    return world, document


def test_a_badge_that_its_host_confirms_is_said_to_be_so_and_never_valid() -> None:
    """F16: the best that an Open Badge 2.0 can be is indeterminate, in words of its own."""
    report = OldWorld().judge(badge())

    assert report.kind == "open-badge-2"
    assert report.verdict is Verdict.INDETERMINATE
    assert [check.code for check in report.checks] == ["format.open-badges-2"]
    assert report.credential is None
    assert (older(report).standard, older(report).result) == ("open-badges-2.0", "hosted-confirmed")
    assert [check.name for check in older(report).checks] == [
        "ob2.shape", "ob2.hosted", "ob2.expires", "ob2.revoked", "ob2.badge-class", "ob2.issuer",
    ]  # fmt: skip


def test_what_the_badge_tells_is_told_as_claimed_by_its_host() -> None:
    evidence = [{"id": f"{HOST}/work", "narrative": "x"}, "javascript:alert(1)"]
    world, document = _hosted(narrative="Hyvin", evidence=evidence, expires="2030-01-01T00:00:00Z")

    content = older(world.judge(document)).content

    assert content is not None
    assert (content.host, content.badge_class, content.issuer) == (
        "old.example", "Ohjaaja", "Vanha opisto",
    )  # fmt: skip
    assert (content.narrative, content.evidence) == ("Hyvin", (f"{HOST}/work",))


def test_no_more_is_fetched_than_badge_badge_class_and_issuer() -> None:
    """N10: three of the six requests, whatever else the documents name."""
    world, document = _hosted(evidence=[f"{HOST}/{number}" for number in range(50)])

    world.judge(document)

    assert world.asked == [BADGE, BADGE_CLASS, ISSUER]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"badge": f"{HOST}/classes/2"}, id="another badge class"),
        pytest.param({"expires": "2030-01-01T00:00:00Z"}, id="a later end"),
        pytest.param({"issuedOn": "2021-01-01T00:00:00Z"}, id="another date"),
        pytest.param({"narrative": "Excellent"}, id="praise"),
        pytest.param(
            {"recipient": {"type": "email", "hashed": False, "identity": "x@example.org"}},
            id="another recipient",
        ),
        pytest.param({"extensions:grade": {"grade": 5}}, id="an extension"),
        pytest.param({"revoked": False}, id="an assurance"),
    ],
)
def test_a_badge_that_says_otherwise_than_its_host_is_invalid(change: dict[str, Any]) -> None:
    report = OldWorld().judge(badge(**change))

    assert report.verdict is Verdict.INVALID
    assert older(report).result == "differs-from-hosted"
    assert older(report).content is None
    assert codes(report) == ["ob2.hosted.differs"]


def test_true_and_one_are_not_the_same_thing() -> None:
    world, _ = _hosted(**{"extensions:x": {"a": 1}})

    assert older(world.judge(badge(**{"extensions:x": {"a": True}}))).result == (
        "differs-from-hosted"
    )


def test_an_end_that_was_left_out_of_what_is_presented_still_counts() -> None:
    world, _ = _hosted(expires="2021-01-01T00:00:00Z")

    report = world.judge(badge())

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "expired")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"expires": "2021-01-01T00:00:00Z"}, "expired", id="expired"),
        pytest.param({"issuedOn": "2040-01-01T00:00:00Z"}, "in-future", id="issued in future"),
        pytest.param({"expires": "2019-01-01T00:00:00Z"}, "before-issued", id="ended before"),
    ],
)
def test_dates_that_do_not_hold_make_it_invalid(changes: dict[str, Any], code: str) -> None:
    world, document = _hosted(**changes)

    report = world.judge(document)

    assert report.verdict is Verdict.INVALID
    assert codes(report) == [f"ob2.expires.{code}"]


def test_an_expired_badge_still_tells_what_it_was_for() -> None:
    world, document = _hosted(expires="2021-01-01T00:00:00Z")

    assert older(world.judge(document)).content is not None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"revoked": True}, id="nothing but the fact"),
        pytest.param(
            {**badge(), "revoked": True, "revocationReason": "Wrong person"}, id="a whole badge"
        ),
    ],
)
def test_a_badge_that_its_host_says_is_revoked_is_revoked(answer: dict[str, Any]) -> None:
    world = OldWorld()
    world.pages[BADGE] = answer

    report = world.judge(badge())

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "revoked")


def test_the_reason_for_a_revocation_is_passed_on() -> None:
    world = OldWorld()
    world.change(BADGE, revoked=True, revocationReason="Wrong person")

    check = next(item for item in older(world.judge(badge())).checks if item.name == "ob2.revoked")

    assert check.message.endswith("It says: Wrong person")


def test_a_badge_that_was_taken_away_is_revoked() -> None:
    world = OldWorld()
    world.gone.add(BADGE)

    report = world.judge(badge())

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "revoked")


@pytest.mark.parametrize("missing", [BADGE, BADGE_CLASS, ISSUER])
def test_what_cannot_be_reached_leaves_it_undecided(missing: str) -> None:
    world = OldWorld()
    del world.pages[missing]

    report = world.judge(badge())

    assert (report.verdict, older(report).result) == (Verdict.INDETERMINATE, "unreachable")
    assert older(report).content is None


@pytest.mark.parametrize("url", [BADGE_CLASS, ISSUER])
def test_a_badge_class_or_issuer_that_is_gone_does_not_revoke(url: str) -> None:
    world = OldWorld()
    world.gone.add(url)

    assert older(world.judge(badge())).result == "not-confirmed"


@pytest.mark.parametrize("url", [BADGE, BADGE_CLASS, ISSUER])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"<html>", id="a page"),
        pytest.param(b'{"a":1,"a":2}', id="a name twice"),
        pytest.param(b"[" * 100_000, id="very deep"),
        pytest.param({"@context": CONTEXT}, id="hardly anything"),
        pytest.param({"@context": "https://w3id.org/openbadges/v1", "id": ...}, id="older still"),
        pytest.param({"@context": [CONTEXT, {"name": "x:y"}], "id": ...}, id="own words"),
        pytest.param({"id": f"{HOST}/other"}, id="another address"),
    ],
)
def test_a_host_that_answers_something_else_leaves_it_undecided(url: str, answer: Any) -> None:
    world = OldWorld()
    if isinstance(answer, dict):
        answer = {**world.pages[url], **{k: v for k, v in answer.items() if v is not ...}}
        if len(answer) == 1:
            answer = {"id": url}
    world.pages[url] = answer

    report = world.judge(badge())

    assert report.verdict is not Verdict.VALID
    assert older(report).result in ("not-confirmed", "hosted-confirmed")
    assert (older(report).result == "hosted-confirmed") == (answer == OldWorld().pages[url])


def test_nothing_is_fetched_for_a_badge_without_an_address() -> None:
    """N11: a hosted badge whose id is no web address is refused before anything is asked."""
    world = OldWorld()

    report = world.judge(badge(id=SIGNED_ID))

    assert codes(report) == ["ob2.hosted.no-address"]
    assert world.asked == []


def test_an_issuer_answers_only_for_its_own_host_unless_it_says_otherwise() -> None:
    """F16: a badge on any other host may not name the issuer whose name it borrows."""
    forged = badge(id="https://evil.example/badges/1")
    world = OldWorld()
    world.put(forged)

    report = world.judge(forged)

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "not-the-issuers")
    assert older(report).content is None


@pytest.mark.parametrize(
    ("rules", "badge_id", "expected"),
    [
        ({"allowedOrigins": "other.example"}, "https://other.example/1", "hosted-confirmed"),
        (
            {"allowedOrigins": ["x.example", "Other.Example"]},
            "https://other.example/1",
            "hosted-confirmed",
        ),
        ({"allowedOrigins": "other.example"}, BADGE, "not-the-issuers"),
        ({"allowedOrigins": "example"}, "https://other.example/1", "not-the-issuers"),
        ({"allowedOrigins": "other.example"}, "https://other.example:8443/1", "not-the-issuers"),
        ({"startsWith": f"{HOST}/badges/"}, BADGE, "hosted-confirmed"),
        ({"startsWith": [f"{HOST}/x/", f"{HOST}/badges/"]}, BADGE, "hosted-confirmed"),
        ({"startsWith": f"{HOST}/not/"}, BADGE, "not-the-issuers"),
        ({"startsWith": HOST}, "https://old.example.evil.example/1", "not-the-issuers"),
        ({"startsWith": HOST, "allowedOrigins": "x.example"}, BADGE, "not-the-issuers"),
        ({"startsWith": [], "allowedOrigins": []}, "https://x.example/1", "not-the-issuers"),
        ({"verificationProperty": "id"}, BADGE, "hosted-confirmed"),
        ({"verificationProperty": "url"}, BADGE, "not-confirmed"),
        ({"allowedOrigins": [1]}, BADGE, "not-confirmed"),
        ("hosted", BADGE, "not-confirmed"),
    ],
)
def test_the_rules_of_the_issuer_say_which_addresses_are_its_own(
    rules: Any, badge_id: str, expected: str
) -> None:
    world, document = _hosted(id=badge_id)
    world.change(ISSUER, verification=rules)

    assert older(world.judge(document)).result == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://old.example/badges/../evil/1",
        "https://old.example/badges/%2e%2E/evil/1",
        "https://old.example@evil.example/1",
        "https://old.example\\@evil.example/1",
        "https://old.example/1#x",
        "https://old.example/ 1",
        "ftp://old.example/1",
        "file:///etc/passwd",
        "//old.example/1",
    ],
)
def test_an_address_that_programs_read_differently_is_none(address: str) -> None:
    """N03, N04: such an address is neither asked nor compared."""
    world, document = _hosted(id=address)

    assert codes(world.judge(document)) == ["ob2.hosted.no-address"]
    assert world.asked == []


def test_a_badge_class_written_into_the_badge_is_fetched_all_the_same() -> None:
    world = OldWorld()
    embedded = dict(world.pages[BADGE_CLASS])
    del embedded["@context"]

    report = world.judge(badge(badge=embedded))

    assert older(report).result == "hosted-confirmed"
    assert world.asked == [BADGE, BADGE_CLASS, ISSUER]


@pytest.mark.parametrize("change", [{"name": "Tohtori"}, {"issuer": "https://mit.example/"}])
def test_a_badge_class_written_into_the_badge_must_be_the_one_at_its_address(
    change: dict[str, str],
) -> None:
    world = OldWorld()

    report = world.judge(badge(badge={**world.pages[BADGE_CLASS], **change}))

    assert report.verdict is Verdict.INVALID
    assert codes(report) == ["ob2.badge-class.differs"]


def test_an_issuer_written_into_the_badge_must_be_the_one_at_its_address() -> None:
    world = OldWorld()
    issuer = {**world.pages[ISSUER], "name": "MIT"}

    report = world.judge(badge(badge={**world.pages[BADGE_CLASS], "issuer": issuer}))

    assert report.verdict is Verdict.INVALID
    assert codes(report) == ["ob2.issuer.differs"]


def test_a_badge_url_of_an_older_badge_is_followed() -> None:
    world = OldWorld()

    report = verify_url(BADGE, at=NOW, sources=world.sources)

    assert older(report).result == "hosted-confirmed"


@pytest.mark.parametrize("address", ["urn:uuid:1", "https://a@b.example/", f"{HOST}/a/../b"])
@pytest.mark.parametrize(("url", "member"), [(BADGE, "badge"), (BADGE_CLASS, "issuer")])
def test_a_link_that_is_no_plain_address_is_not_followed(
    url: str, member: str, address: str
) -> None:
    """N03, N04: for what is linked to, as for the badge itself."""
    world = OldWorld()
    world.change(url, **{member: address})
    world.put({**world.pages[BADGE_CLASS if member == "badge" else ISSUER], "id": address})

    report = world.judge(world.pages[BADGE])

    assert older(report).result == "not-confirmed"
    assert codes(report)[0].endswith(".no-address")
    assert address not in world.asked


def test_an_end_of_null_does_not_contradict_the_host() -> None:
    world, _ = _hosted(expires="2030-01-01T00:00:00Z")

    content = older(world.judge(badge(expires=None))).content

    assert content is not None
    assert content.expires is not None


def test_a_member_that_is_null_says_nothing() -> None:
    document = badge(expires=None, narrative=None, revoked=None)

    assert older(OldWorld().judge(document)).result == "hosted-confirmed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"type": "BadgeClass"}, "type", id="a badge class"),
        pytest.param({"type": ["Assertion", "Other"]}, "type", id="a type nobody knows"),
        pytest.param({"type": ...}, "type", id="no type"),
        pytest.param({"type": []}, "type", id="an empty type"),
        pytest.param({"type": {"id": "Assertion"}}, "type", id="a type in an object"),
        pytest.param({"@graph": [badge()]}, "keyword", id="a graph"),
        pytest.param({"@id": BADGE}, "keyword", id="an id by its keyword"),
        pytest.param({"@type": "Assertion"}, "keyword", id="a type by its keyword"),
        pytest.param({"@included": []}, "keyword", id="something included"),
        pytest.param({"sec:expiration": "2020-01-01T00:00:00Z"}, "second-name", id="short name"),
        pytest.param(
            {"https://w3id.org/security#expiration": "x"}, "second-name", id="a whole name"
        ),
        pytest.param({"verify": {"type": "hosted"}}, "second-name", id="the name of 1.1"),
        pytest.param({"revokedAssertions": True}, "second-name", id="revoked by another name"),
        pytest.param({"id": ...}, "id", id="no id"),
        pytest.param({"id": [BADGE]}, "id", id="a list of ids"),
        pytest.param({"badge": ...}, "member", id="no badge class"),
        pytest.param({"badge": [BADGE_CLASS]}, "member", id="several badge classes"),
        pytest.param({"badge": {"@id": BADGE_CLASS}}, "member", id="a badge class by keyword"),
        pytest.param({"recipient": ...}, "recipient", id="no recipient"),
        pytest.param({"recipient": {"type": "email"}}, "recipient", id="an empty recipient"),
        pytest.param({"issuedOn": ...}, "date", id="no date"),
        pytest.param({"issuedOn": "2020-01-01"}, "date", id="a day"),
        pytest.param({"issuedOn": 1577836800}, "date", id="a number for a date"),
        pytest.param({"expires": ["2020-01-01T00:00:00Z"]}, "date", id="an end in a list"),
        pytest.param({"expires": ""}, "date", id="an empty end"),
        pytest.param({"revoked": "true"}, "member", id="revoked as a text"),
        pytest.param({"verification": ...}, "verification", id="no verification"),
        pytest.param({"verification": {"type": "Trust"}}, "verification", id="another way"),
        pytest.param({"verification": {"type": ["hosted"]}}, "verification", id="ways in a list"),
        pytest.param({"image": "data:image/png;base64,AA=="}, "image", id="a picture inside"),
    ],
)
def test_a_badge_of_another_shape_is_invalid_and_nothing_is_fetched_for_it(
    change: dict[str, Any], code: str
) -> None:
    """F16, N11: games with types and names are over before the first request."""
    world, document = _hosted(**{name: value for name, value in change.items() if name != "id"})
    document = without_nothing({**document, **change})

    report = world.judge(document)

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "malformed")
    assert codes(report) == [f"ob2.shape.{code}"]
    assert world.asked == []


@pytest.mark.parametrize(
    "context",
    [
        pytest.param([CONTEXT, {"expires": "https://x.example/none"}], id="words of its own"),
        pytest.param([CONTEXT, "https://x.example/context"], id="another vocabulary"),
        pytest.param([CONTEXT, CONTEXT], id="the same twice"),
        pytest.param([CONTEXT, "https://w3id.org/openbadges/v1"], id="an older one too"),
    ],
)
def test_words_of_another_vocabulary_leave_it_undecided(context: Any) -> None:
    world, document = _hosted(**{"@context": context})

    report = world.judge(document)

    assert (report.verdict, older(report).result) == (Verdict.INDETERMINATE, "not-confirmed")
    assert codes(report) == ["ob2.shape.context"]
    assert world.asked == []
