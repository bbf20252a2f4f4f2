"""Forgeries by way of JSON, JSON-LD and texts, shown to the whole of verification."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any, Final

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.pinned import OPEN_BADGES_3_0_3
from badgeservice.credentials.errors import CredentialError, UnsafeDocumentError
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Verdict
from tests.verification.judging import changed, judge, judge_once
from tests.world import World

Change = Callable[[dict[str, Any]], Any]


def _contexts(change: Callable[[list[Any]], Any]) -> Change:
    return lambda badge: change(badge["@context"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_contexts(list.reverse), id="swapped"),
        pytest.param(_contexts(lambda them: them.append(them[1])), id="the last one twice"),
        pytest.param(_contexts(lambda them: them.append(them[0])), id="the first one twice"),
        pytest.param(_contexts(lambda them: them.append("https://evil.example/ctx")), id="foreign"),
        pytest.param(
            _contexts(lambda them: them.append(OPEN_BADGES_3_0_3 + "?x")), id="known, with a query"
        ),
        pytest.param(
            _contexts(lambda them: them.append(OPEN_BADGES_3_0_3 + "#x")), id="with a fragment"
        ),
        pytest.param(
            _contexts(lambda them: them.append(OPEN_BADGES_3_0_3.replace("https:", "http:"))),
            id="over http",
        ),
        pytest.param(_contexts(lambda them: them.append([them[1]])), id="in a list"),
        pytest.param(lambda badge: badge.update({"@context": badge["@context"][0]}), id="alone"),
        pytest.param(lambda badge: badge.pop("@context"), id="none"),
        pytest.param(
            lambda badge: badge["issuer"].update({"@context": badge["@context"]}), id="nested"
        ),
        pytest.param(
            lambda badge: badge["issuer"].update({"@context": None}), id="nested and nothing"
        ),
        pytest.param(
            _contexts(lambda them: them.append({"achv": "https://purl.imsglobal.org/x"})),
            id="F04 an alias",
        ),
        pytest.param(_contexts(lambda them: them.append({"@vocab": "https://x/"})), id="F04 vocab"),
        pytest.param(_contexts(lambda them: them.append({"grade": None})), id="F04 a null term"),
        pytest.param(
            _contexts(lambda them: them.append({"name": "https://x.example/name"})),
            id="F03 a protected term",
        ),
        pytest.param(
            _contexts(
                lambda them: them.append({"OpenBadgeCredential": {"@id": "x:y", "@context": {}}})
            ),
            id="F03 a context of a type",
        ),
    ],
)
def test_a_badge_with_other_contexts_is_not_believed_and_sends_us_nowhere(change: Change) -> None:
    """F03, F04, F05: known contexts in their order, and none is ever fetched."""
    world = World()
    badge = changed(world.badge(), change)

    try:
        report = judge_once(badge, world)
    except NotACredentialError:
        report = None

    assert world.asked == []
    assert report is None or report.verdict is not Verdict.VALID
    assert report is None or report.credential is None


@pytest.mark.parametrize(
    "address",
    ["/x", "x y", "_:b0", "", "x", "https://x.example/ y", "https://x.example/\u3000", "#x", "a:"],
)
@pytest.mark.parametrize("where", ["id", "issuer", "credentialSubject"])
def test_an_id_that_is_no_address_is_never_valid(where: str, address: str) -> None:
    """F07: neither signed by us, nor believed when others signed it."""
    world = World()
    unsigned: Any = json.loads(json.dumps(world.unsigned_badge()))
    if where == "id":
        unsigned["id"] = address
    else:
        unsigned[where]["id"] = address
    try:
        badge = world.sign(unsigned)
    except CredentialError:
        badge = changed(world.badge(), lambda it: it.update(unsigned))

    assert judge(badge, world).verdict is Verdict.INVALID


def _objects(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return isinstance(value, dict) + sum(_objects(item) for item in inner)


OBJECTS: Final = _objects(json.loads(World().badge()))


@pytest.mark.parametrize("number", range(OBJECTS))
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "behind"])
def test_a_name_that_is_there_twice_is_refused_in_every_object(number: int, is_first: bool) -> None:
    """F13: two readers could take different ones."""
    world = World()
    text = world.badge().decode()
    places = [at for at, character in enumerate(text) if character == ("{" if is_first else "}")]
    assert len(places) == OBJECTS
    at = places[number] + is_first
    twice = '"x":1,"x":2,' if is_first else ',"x":1,"x":2'

    with pytest.raises(NotACredentialError):
        judge_once((text[:at] + twice + text[at:]).encode(), world)


TEXTS: Final = {
    "composed": "Työ é",
    "decomposed": unicodedata.normalize("NFD", "Työ é"),
    "joined": "a\u200db",
    "turned around": "photo_\u202egnp.exe",
    "homoglyphs": "Еsіmеrkki",
    "no characters": "a\ufffe\U0001ffff",
    "a great many marks": "a" + "\u0301" * 100_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_verified_and_shown_as_it_was_signed(name: str) -> None:
    """F14: nothing is normalised, dropped or put in order."""
    world = World()
    badge = world.badge(name=TEXTS[name])

    report = judge(badge, world)

    assert report.verdict is Verdict.VALID
    assert report.credential is not None
    assert report.credential["name"] == TEXTS[name]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_a_text_in_another_form_of_unicode_is_another_text(form: Any) -> None:
    """F14: alike on the page, but not what was signed."""
    world = World()
    signed = "Työ e\u0301 ﬁ"
    badge = world.badge(name=signed)
    other = unicodedata.normalize(form, signed)
    assert other != signed

    report = judge(changed(badge, lambda it: it.update(name=other)), world)

    assert (report.verdict, report.credential) == (Verdict.INVALID, None)


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff", "\\u0000", "\\ud800\\u0041"])
def test_half_a_character_or_none_is_refused(text: str) -> None:
    """F14: such text breaks readers, databases and signatures."""
    world = World()
    badge = world.badge(name="XXXX").decode().replace("XXXX", text)

    with pytest.raises(NotACredentialError):
        judge_once(badge.encode(), world)


@pytest.mark.parametrize(
    "number",
    ["1e400", "-1e400", "9007199254740992", "1e-400", "NaN", "Infinity", "01", "1.", "0x1", "+1"],
)
def test_a_number_that_readers_read_differently_is_refused(number: str) -> None:
    """F15: as it stands, before anything is signed or compared."""
    world = World()
    badge = _with_number(world.badge(), number)

    with pytest.raises(NotACredentialError):
        judge_once(badge, world)


@pytest.mark.parametrize(
    ("signed", "shown", "verdict"),
    [
        ("2.5", "2.5", "valid"),
        ("2.5", "25e-1", "valid"),
        ("2.5", "2.50000000000000000000000000001", "valid"),
        ("2.5", "2.5000001", "invalid"),
        ("1", "1.0", "valid"),
        ("1", "1e0", "valid"),
        ("1", "true", "invalid"),
        ("1", '"1"', "invalid"),
        ("0", "-0", "valid"),
        ("0", "-1e-300", "invalid"),
        ("1", "1.0000000001", "invalid"),
    ],
)
def test_a_number_stands_for_its_value_however_it_is_written(
    signed: str, shown: str, verdict: str
) -> None:
    """F15: what holds under a signature is the number that is shown."""
    world = World()
    unsigned: Any = json.loads(json.dumps(world.unsigned_badge()))
    unsigned["credentialSubject"]["creditsEarned"] = json.loads(signed)
    badge = world.sign(unsigned)

    report = judge(_with_number(badge, shown), world)

    assert report.verdict.value == verdict
    if report.credential is not None:
        found: Any = report.credential["credentialSubject"]
        assert found["creditsEarned"] == json.loads(signed)


def _with_number(badge: bytes, number: str) -> bytes:
    document = json.loads(badge)
    document["credentialSubject"]["creditsEarned"] = "NUMBER"
    return json.dumps(document).replace('"NUMBER"', number).encode()


@pytest.mark.parametrize("place", ["id", "url", "name", "image"])
def test_a_node_without_a_name_is_never_given_one(place: str) -> None:
    """F07, F10: blank ids are what poison is made of, and nobody could look them up."""
    unsigned: Any = json.loads(json.dumps(World().unsigned_badge()))
    unsigned["issuer"][place] = "_:b0"

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise(unsigned)

    assert (refusal.value.code, refusal.value.pointer) == ("blank-node-id", f"/issuer/{place}")
