"""What the bits of a list mean, for every purpose and size, and for several entries at once."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.verification.report import Outcome, Verdict
from tests.verification.judging import judge, judge_once
from tests.verification.statuses import (
    FOUR_MESSAGES,
    badge,
    entry,
    marking,
    publish,
    status_of,
    unsigned_list,
)
from tests.world import LIST_URL, TestSigner, World

OTHER_URL = "https://issuer.example/status-lists/2"
WHY = "https://issuer.example/why"


@pytest.mark.parametrize(
    ("purpose", "code", "verdict"),
    [
        ("revocation", "status.revoked", Verdict.INVALID),
        ("suspension", "status.suspended", Verdict.INVALID),
        ("refresh", "status.refresh-available", Verdict.VALID),
        ("message", "status.message", Verdict.INDETERMINATE),
        ("https://issuer.example/retired", "status.purpose-unknown", Verdict.INDETERMINATE),
    ],
)
def test_every_purpose_has_its_meaning(purpose: str, code: str, verdict: Verdict) -> None:
    world = World()
    publish(world, marking(7), purpose=purpose)

    report = judge(badge(world, entry(purpose)), world)

    assert (report.checks[-1].code, report.verdict) == (code, verdict)


@pytest.mark.parametrize("purpose", ["revocation", "suspension", "refresh", "message", "x"])
def test_a_status_that_is_not_set_is_none(purpose: str) -> None:
    world = World()
    publish(world, marking(6, 8), purpose=purpose)

    assert status_of(badge(world, entry(purpose)), world).code == "status.ok"


@pytest.mark.parametrize("purposes", [["revocation"], ["suspension", "revocation"]])
def test_a_list_may_serve_several_purposes(purposes: list[str]) -> None:
    world = World()
    publish(world, marking(7), purpose=purposes)

    assert status_of(badge(world, entry()), world).code == "status.revoked"
    assert status_of(badge(world, entry("refresh")), world).code == "status.list-purpose-differs"


@pytest.mark.parametrize("value", range(4))
def test_a_status_of_two_bits_is_told_with_its_message(value: int) -> None:
    world = World()
    publish(world, marking(7, size=2, value=value), purpose="message")
    status = entry("message", statusSize=2, statusMessage=FOUR_MESSAGES, statusReference=[WHY])

    check = status_of(badge(world, status), world)

    if value == 0:
        assert check.code == "status.ok"
    else:
        assert check.code == "status.message"
        assert check.facts == {
            "status": f"0x{value}",
            "message": f"message {value}",
            "references": [WHY],
        }


def test_a_list_that_is_too_short_for_two_bits_is_no_list() -> None:
    world = World()
    publish(world, marking(), purpose="message")
    status = entry("message", statusSize=2, statusMessage=FOUR_MESSAGES)

    check = status_of(badge(world, status), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-malformed")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"statusSize": 2}, id="size-without-messages"),
        pytest.param({"statusSize": 2, "statusMessage": FOUR_MESSAGES[:3]}, id="too-few-messages"),
        pytest.param({"statusSize": 0}, id="no-bits"),
        pytest.param({"statusMessage": FOUR_MESSAGES}, id="too-many-messages"),
        pytest.param({"id": LIST_URL}, id="id-of-the-list"),
    ],
)
def test_a_malformed_entry_is_a_fault_of_the_badge(changes: dict[str, Any]) -> None:
    world = World()

    check = status_of(badge(world, entry(**changes)), world)

    assert (check.outcome, check.code) == (Outcome.FAILED, "status.entry-malformed")


def test_an_index_that_is_a_number_is_read_with_a_caution() -> None:
    world = World(revoked=frozenset({7}))

    report = judge(badge(world, entry(statusListIndex=7)), world)

    assert report.checks[-1].code == "status.revoked"
    assert "status.index-not-text" in [caution.code for caution in report.warnings]


def test_a_usual_badge_has_no_caution_about_its_status() -> None:
    world = World()

    report = judge(world.badge(), world)

    assert [caution.code for caution in report.warnings] == ["issuer.trust-not-assessed"]


OTHER_KIND = {"id": "https://issuer.example/status/1", "type": "OtherStatus2030"}


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        pytest.param([entry(), entry("suspension", id="urn:x:1")], "revoked", id="both"),
        pytest.param([entry("suspension"), entry(id="urn:x:1")], "revoked", id="revoked-last"),
        pytest.param([entry("refresh"), entry("suspension", id="urn:x:1")], "suspended", id="mild"),
        pytest.param([entry("refresh"), entry("message", id="urn:x:1")], "message", id="open"),
        pytest.param([entry("y"), entry("refresh", id="urn:x:1")], "purpose-unknown", id="unknown"),
    ],
)
def test_of_several_entries_the_worst_counts_and_each_is_told(
    statuses: list[dict[str, Any]], code: str
) -> None:
    """S06: every entry is evaluated."""
    world = World()
    purposes = ["revocation", "suspension", "refresh", "message", "y"]
    publish(world, marking(7), purpose=purposes)

    report = judge(badge(world, statuses), world)

    check = report.checks[-1]
    assert check.code == f"status.{code}"
    told = (check.facts or {})["entries"]
    assert isinstance(told, list)
    assert [each["pointer"] for each in told if isinstance(each, dict)] == [
        "/credentialStatus/0",
        "/credentialStatus/1",
    ]
    assert "status.several-entries" in [caution.code for caution in report.warnings]


def test_an_unknown_kind_before_it_hides_no_revocation() -> None:
    """S06: the first of an old type, the second revoked."""
    world = World(revoked=frozenset({7}))
    old = {"id": "https://elsewhere.example/list", "type": "1EdTechRevocationList"}
    contexts = [
        *world.unsigned_badge()["@context"],  # type: ignore[misc]  # our own badges have a list
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]

    content = badge(world, [old, entry()], **{"@context": contexts})

    assert status_of(content, world).code == "status.revoked"


def test_one_entry_that_cannot_be_asked_leaves_the_status_open() -> None:
    world = World()
    statuses = [entry(), entry("suspension", statusListCredential=OTHER_URL, id="urn:x:1")]

    report = judge_once(badge(world, statuses), world)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[-1].code == "status.list-unreachable"


def test_too_many_entries_are_not_asked() -> None:
    """S06: a hundred entries at a hundred hosts."""
    world = World()
    statuses = [
        entry(statusListCredential=f"https://host-{number}.example/list", id=f"urn:x:{number}")
        for number in range(100)
    ]

    report = judge_once(badge(world, statuses), world)

    assert report.checks[-1].code == "status.too-many"
    assert world.asked == [world.did]


@pytest.mark.parametrize("index", ["131072", "2147483648", "9999999999"])
def test_a_place_outside_the_list_is_open(index: str) -> None:
    """S03: an index as long as the list or longer."""
    check = status_of(badge(World(), entry(statusListIndex=index)), World())

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.index-out-of-range")


@pytest.mark.parametrize(
    "index", ["-1", "05", "5.0", "1e3", " 5", "５", "+5", "18446744073709551616", "1" * 20, "x", ""]
)
def test_an_index_in_another_form_never_passes(index: str) -> None:
    """S03: forms that some readers take for a number."""
    world = World()

    report = judge_once(badge(world, entry(statusListIndex=index)), world)

    assert report.verdict is Verdict.INVALID
    assert LIST_URL not in world.asked


@pytest.mark.parametrize("place", [0, 7, 8, 131_071])
def test_the_first_place_is_the_left_most_bit(place: int) -> None:
    """S04: a list with only some bits set, read MSB first."""
    world = World()
    publish(world, marking(0, 7, 8, 131_071))

    def code(index: int) -> str:
        return status_of(badge(world, entry(statusListIndex=str(index))), world).code

    assert code(place) == "status.revoked"
    assert {code(each) for each in (1, 6, 9, 131_070)} == {"status.ok"}


def test_badges_of_one_list_are_asked_about_alike() -> None:
    """P05: nobody who publishes a list learns from the questions which badge is looked at."""
    asked = []
    for number in (7, 8):
        world = World()
        one = badge(
            world, entry(statusListIndex=str(number)), id=f"https://issuer.example/b/{number}"
        )
        judge_once(one, world)
        asked.append(world.asked)

    assert asked[0] == asked[1] == [World().did, LIST_URL, World().did]


def test_a_list_by_a_stranger_is_not_the_issuers() -> None:
    """S01: signed by another issuer, and an issuer that differs only in case."""
    for did in ("did:web:other.example", "did:web:ISSUER.example"):
        world = World()
        other = World(did=did, signer=TestSigner(2))
        world.documents[did] = other.documents[did]
        world.lists[LIST_URL] = publish(other, marking())

        check = status_of(badge(world, entry()), world)

        assert (check.outcome, check.code) == (Outcome.FAILED, "status.list-of-another-issuer")


def test_an_answer_that_is_no_list_says_nothing_about_the_badge() -> None:
    world = World()
    for answer in (
        {},
        {"error": "gone"},
        {"type": "VerifiableCredential", "issuer": "x"},
        b"e.e.e",
    ):
        world.lists[LIST_URL] = answer  # type: ignore[assignment]  # all are JSON or bytes

        check = status_of(badge(world, entry()), world)

        assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-malformed")


def test_an_unsigned_list_is_not_believed() -> None:
    """S07: no proof."""
    world = World()
    world.lists[LIST_URL] = unsigned_list(world, marking())

    check = status_of(badge(world, entry()), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-not-verified")
