"""F16, I01: nobody gets a better answer by calling a badge an older or a newer one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from badgeservice.credentials.baking import bake_png, bake_svg
from badgeservice.credentials.baking_png import read_chunks
from badgeservice.credentials.open_badges_2.standards import CONTEXT
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify, verify_document, verify_quickly
from tests.builders import NOW
from tests.pictures import chunk as png_chunk
from tests.pictures import with_chunks
from tests.verification.open_badges_2.old_world import (
    BADGE,
    OTHER_RSA_KEY,
    OldWorld,
    badge,
    older,
    signed_badge,
    token,
)
from tests.world import World

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"type": ["VerifiableCredential", "OpenBadgeCredential"]}, id="types of 3.0"),
        pytest.param({"type": ["Assertion", "OpenBadgeCredential"]}, id="types of both"),
        pytest.param({"type": "AchievementCredential"}, id="the other type of 3.0"),
    ],
)
def test_the_context_of_2_with_a_type_of_3_is_no_badge(change: dict[str, Any]) -> None:
    """F16: an OB 2 context with an OB 3 type."""
    report = OldWorld().judge({**badge(), **change})

    assert report.kind == "open-badge-2"
    assert (report.verdict, older(report).result) == (Verdict.INVALID, "malformed")


def test_a_good_badge_of_3_0_with_the_context_of_2_is_none_of_either() -> None:
    """F16: our own valid badge, its context exchanged."""
    world = World()
    document = json.loads(world.badge())
    document["@context"] = CONTEXT

    report = verify(json.dumps(document).encode(), at=NOW, sources=world.sources)

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "malformed")


@pytest.mark.parametrize(
    "context",
    [[CREDENTIALS, OB3, CONTEXT], [CONTEXT, CREDENTIALS, OB3], [CREDENTIALS, CONTEXT]],
)
def test_a_badge_of_3_0_never_becomes_an_older_one_by_one_more_context(context: Any) -> None:
    """F16: a broken 3.0 badge is not given the gentler words of 2.0."""
    document = {**badge(), "@context": context}

    report = OldWorld().judge(document)

    assert report.older is None
    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize("document", [badge(), signed_badge()])
def test_an_older_badge_is_told_as_such_however_it_is_asked_about(document: Any) -> None:
    world = OldWorld()

    assert verify_document(document, at=NOW, sources=world.sources).kind == "open-badge-2"
    assert verify_quickly(json.dumps(document).encode(), at=NOW, sources=world.sources) is None


def _picture(*chunks: tuple[bytes, bytes]) -> bytes:
    return with_chunks(*(png_chunk(kind, content) for kind, content in chunks))


def _itxt(keyword: bytes, text: bytes) -> tuple[bytes, bytes]:
    return b"iTXt", keyword + b"\0\0\0\0\0" + text


JSON_2 = json.dumps(badge()).encode()


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(_itxt(b"openbadges", JSON_2), id="JSON"),
        pytest.param((b"tEXt", b"openbadges\0" + JSON_2), id="JSON in the older chunk"),
        pytest.param((b"tEXt", b"openbadges\0" + BADGE.encode()), id="an address"),
        pytest.param(_itxt(b"openbadges", BADGE.encode() + b"\n"), id="an address in iTXt"),
    ],
)
def test_a_picture_with_an_older_badge_is_opened(chunk: tuple[bytes, bytes]) -> None:
    report = OldWorld().judge(_picture(chunk))

    assert older(report).result == "hosted-confirmed"
    assert report.warnings == ()


def test_a_picture_with_a_signed_older_badge_is_opened() -> None:
    report = OldWorld().judge(_picture((b"tEXt", b"openbadges\0" + token(signed_badge()))))

    assert older(report).result == "signature-confirmed"


def test_the_address_in_a_picture_may_answer_nothing() -> None:
    report = OldWorld().judge(_picture((b"tEXt", b"openbadges\0https://old.example/none")))

    assert (report.verdict, older(report).result) == (Verdict.INDETERMINATE, "unreachable")


def test_the_address_in_a_picture_may_answer_something_else() -> None:
    world = OldWorld()
    world.pages["https://old.example/x"] = {"@context": [CREDENTIALS]}

    report = world.judge(_picture((b"tEXt", b"openbadges\0https://old.example/x")))

    assert older(report).result == "not-confirmed"


def test_of_two_keywords_the_newer_badge_counts_and_the_older_is_mentioned() -> None:
    """F16, I01: v2 and v3 in one PNG: report both, verify 3.0 only."""
    world, old = World(), OldWorld()
    newer = world.badge()
    picture = _picture(_itxt(b"openbadges", JSON_2), _itxt(b"openbadgecredential", newer))
    sources = _both(world, old)

    report = verify(picture, at=NOW, sources=sources)

    assert report.kind == "open-badge"
    assert report.verdict is Verdict.VALID
    assert report.older is None
    assert "source.older-badge-beside" in [warning.code for warning in report.warnings]
    assert old.asked == []


def _both(world: World, old: OldWorld) -> Sources:
    return Sources(did_documents=world, status_lists=world, badges=old, hosted=old)


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param(
            (_itxt(b"openbadgecredential", b"V3"), _itxt(b"openbadges", JSON_2)),
            id="a broken newer one",
        ),
        pytest.param(
            (
                _itxt(b"openbadgecredential", b"{}"),
                _itxt(b"openbadgecredential", b"{}"),
                _itxt(b"openbadges", JSON_2),
            ),
            id="two newer ones",
        ),
        pytest.param(
            ((b"tEXt", b"openbadgecredential\0{}"), _itxt(b"openbadges", JSON_2)),
            id="a newer one in the wrong chunk",
        ),
        pytest.param(
            (_itxt(b"openbadges", JSON_2), _itxt(b"openbadges", JSON_2)), id="two older ones"
        ),
        pytest.param(
            (_itxt(b"openbadges", JSON_2), (b"tEXt", b"openbadges\0" + JSON_2)),
            id="iTXt and tEXt",
        ),
        pytest.param((_itxt(b"OpenBadges", JSON_2),), id="other letters"),
        pytest.param(((b"zTXt", b"openbadges\0\0x"),), id="compressed"),
        pytest.param(((b"iTXt", b"openbadges\0\1\0\0\0x"),), id="compressed iTXt"),
        pytest.param((_itxt(b"openbadges", b"V2"),), id="no JSON"),
        pytest.param((_itxt(b"openbadges", b"{}"),), id="no badge"),
        pytest.param(((b"tEXt", b"openbadges\0file:///etc/passwd"),), id="a path"),
    ],
)
def test_a_picture_without_exactly_one_sound_badge_is_refused(
    chunks: tuple[tuple[bytes, bytes], ...],
) -> None:
    """I01, F16: whoever spoils the newer badge in a picture is not heard with the older one."""
    with pytest.raises(NotACredentialError):
        OldWorld().judge(_picture(*chunks))


def test_a_newer_badge_in_the_place_of_an_older_one_is_refused() -> None:
    """F16: each keyword holds its own kind."""
    with pytest.raises(NotACredentialError):
        OldWorld().judge(_picture(_itxt(b"openbadges", World().badge())))


def test_an_older_badge_in_the_place_of_a_newer_one_is_told_as_older() -> None:
    """F16: the keyword of 3.0 makes nothing valid."""
    report = OldWorld().judge(_picture(_itxt(b"openbadgecredential", JSON_2)))

    assert report.kind == "open-badge-2"
    assert report.verdict is Verdict.INDETERMINATE


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">{}</svg>'
ELEMENT = "<openbadges:assertion>{}</openbadges:assertion>"


def _svg(*elements: str) -> bytes:
    return SVG.format("".join(elements)).encode()


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(ELEMENT.format(f"<![CDATA[{json.dumps(badge())}]]>"), id="JSON"),
        pytest.param(f'<openbadges:assertion verify="{BADGE}"/>', id="an address"),
        pytest.param(
            f'<openbadges:assertion verify="{BADGE}"><!-- x --></openbadges:assertion>',
            id="an address and a comment",
        ),
    ],
)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n"])
def test_a_drawing_with_an_older_badge_is_opened(element: str, before: bytes) -> None:
    report = OldWorld().judge(before + _svg(element))

    assert older(report).result == "hosted-confirmed"


def test_a_drawing_with_a_signed_older_badge_is_opened() -> None:
    content = token(signed_badge()).decode()

    report = OldWorld().judge(_svg(f'<openbadges:assertion verify="{content}"/>'))

    assert older(report).result == "signature-confirmed"


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(_svg(ELEMENT.format("{}"), ELEMENT.format("{}")), id="X03 two"),
        pytest.param(
            _svg(f'<openbadges:assertion verify="{BADGE}">{BADGE}</openbadges:assertion>'),
            id="X03 attribute and text",
        ),
        pytest.param(_svg("<!--" + ELEMENT.format("{}") + "-->"), id="X03 in a comment"),
        pytest.param(
            _svg(ELEMENT.format("{}")).replace(b"http://openbadges.org", b"http://x.example"),
            id="X03 another namespace",
        ),
        pytest.param(
            b'<!DOCTYPE svg SYSTEM "http://x.example/x.dtd">' + _svg(ELEMENT.format("{}")),
            id="X01 a document type",
        ),
        pytest.param(
            b'<!DOCTYPE svg [<!ENTITY x "y">]>' + _svg(ELEMENT.format("&x;")), id="X01 an entity"
        ),
        pytest.param(_svg(ELEMENT.format("<g/>")), id="elements inside"),
    ],
)
def test_a_drawing_without_exactly_one_sound_badge_is_refused(drawing: bytes) -> None:
    """X01, X03: the same rules as for badges of 3.0."""
    world = OldWorld()

    with pytest.raises(NotACredentialError):
        world.judge(drawing)

    assert world.asked == []


def test_a_drawing_with_both_is_judged_by_the_newer() -> None:
    """F16: in a drawing too."""
    world, old = World(), OldWorld()
    both = bake_svg(_plain_svg(), world.badge().decode()).replace(
        b"</svg>",
        b'<o:assertion xmlns:o="http://openbadges.org" verify="' + BADGE.encode() + b'"/></svg>',
    )

    report = verify(both, at=NOW, sources=_both(world, old))

    assert report.verdict is Verdict.VALID
    assert "source.older-badge-beside" in [warning.code for warning in report.warnings]


def test_a_drawing_with_two_newer_badges_and_an_older_one_is_refused() -> None:
    """F16, X03: spoiling the newer one gains nothing."""
    newer = '<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">{}</o:credential>'

    with pytest.raises(NotACredentialError):
        OldWorld().judge(_svg(newer, newer, f'<openbadges:assertion verify="{BADGE}"/>'))


def _plain_svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'


def test_baking_a_newer_badge_removes_the_older_one() -> None:
    picture = bake_png(_picture(_itxt(b"openbadges", JSON_2)), "{}")

    assert [chunk.keyword for chunk in read_chunks(picture) if chunk.keyword] == [
        b"openbadgecredential"
    ]


@pytest.mark.parametrize(
    ("document", "standard"),
    [
        pytest.param(
            {**badge(), "@context": "https://w3id.org/openbadges/v1"}, "open-badges-1.1", id="1.1"
        ),
        pytest.param(
            {
                "uid": "1",
                "recipient": {"type": "email", "hashed": False, "identity": "a@example.org"},
                "badge": "https://old.example/classes/1",
                "verify": {"type": "hosted", "url": BADGE},
                "issuedOn": 1577836800,
            },
            "open-badges-1.0",
            id="1.0",
        ),
        pytest.param(
            {
                "recipient": "sha256$00",
                "salt": "x",
                "badge": {"version": "0.5.0", "name": "x", "issuer": {"origin": "x"}},
            },
            "open-badges-0.5",
            id="0.5",
        ),
    ],
)
def test_badges_before_2_0_are_said_to_be_too_old(document: Any, standard: str) -> None:
    world = OldWorld()

    for presented in (document, token(document, key=OTHER_RSA_KEY)):
        report = world.judge(presented)

        assert report.verdict is Verdict.INDETERMINATE
        assert [check.code for check in report.checks] == ["format.open-badges-too-old"]
        assert (older(report).standard, older(report).result) == (standard, "too-old")
    assert world.asked == []


@pytest.mark.parametrize("document", [{}, {"badge": BADGE}, {"recipient": {}, "badge": []}])
def test_what_is_no_badge_at_all_is_still_none(document: Any) -> None:
    with pytest.raises(NotACredentialError):
        OldWorld().judge(document)


def _codes(report: Report) -> list[str]:
    return [check.code for check in report.checks]


def test_a_token_of_today_is_not_taken_for_an_older_one() -> None:
    content = token({"@context": [CREDENTIALS, OB3], "type": ["VerifiableCredential"]})

    report = OldWorld().judge(content)

    assert report.older is None
    assert report.verdict is not Verdict.VALID
    assert "format.open-badges-2" not in _codes(report)
