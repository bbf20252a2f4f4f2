import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.canonical import Canonical, SubtreeCache, canonicalise_plain
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.soundness import is_plainly_sound
from badgeservice.credentials.strict_json import parse_object, serialise
from tests.credentials.samples import CREATED, METHOD, SIGNER, credential

_VALUES: list[Any] = [
    *("x", "", 5, 5.5, -1, True, [], {}, ["x"], ["x", "x"], [[]], [{}], {"id": "urn:x:y"}),
    *("urn:x:y", "2026-01-31T12:00:00Z", "ext:own", "Achievement", "sv-FI", "1.5", ["Evidence"]),
]


def signed_badge() -> dict[str, Any]:
    made = secure(credential(), signer=SIGNER, verification_method=METHOD, created=CREATED)
    return parse_object(made.content)


def walked(document: dict[str, Any], *, cache: SubtreeCache | None = None) -> Canonical | None:
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    return canonicalise_plain(unsecured, cache=cache or SubtreeCache())


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and item of a document, with what holds it."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, below in pairs:
        found.append((value, name))
        if isinstance(below, dict | list):
            found += _places(below)
    return found


def test_a_badge_of_ours_is_sound() -> None:
    assert is_plainly_sound(signed_badge())


def test_the_walker_sees_that_a_badge_of_ours_is_sound() -> None:
    document = signed_badge()
    found = walked(document)

    assert found is not None
    assert found.is_sound
    assert is_plainly_sound(document, is_walked=True)


@given(data=st.data())
def test_what_is_plainly_sound_has_no_fault(data: st.DataObject) -> None:
    document = signed_badge()
    _alter(document, data)

    if is_plainly_sound(document):
        assert find_shape_faults(document) == ()


@given(data=st.data())
def test_what_the_walker_finds_sound_has_no_fault(data: st.DataObject) -> None:
    document = signed_badge()
    _alter(document, data)
    found = walked(document)

    if found is not None and is_plainly_sound(document, is_walked=found.is_sound):
        assert find_shape_faults(document) == ()


def _alter(document: dict[str, Any], data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        holder, name = data.draw(st.sampled_from(_places(document)))
        change = data.draw(st.sampled_from(["replace", "remove", "add", "own id"]))
        if change == "remove":
            del holder[name]
        elif change == "add" and isinstance(holder, dict):
            names = ["x", "narrative", "id", "result", "achievedLevel", "validUntil", "endorsement"]
            holder[data.draw(st.sampled_from(names))] = copy.deepcopy(
                data.draw(st.sampled_from(_VALUES))
            )
        else:
            own = document.get("id") if change == "own id" else None
            holder[name] = own or copy.deepcopy(data.draw(st.sampled_from(_VALUES)))


# What the walker has a form for, and the data model a fault.
_FAULTS: list[tuple[str, list[str | int], Any]] = [
    ("type of a part", ["issuer", "type"], ["Achievement"]),
    ("type that is no class", ["type"], ["VerifiableCredential"]),
    ("required member", ["credentialSubject", "achievement", "name"], None),
    ("vocabulary", ["credentialSubject", "achievement", "achievementType"], "ext:no no"),
    ("moment", ["validFrom"], "2026-01-31"),
    ("kind of a number", ["credentialSubject", "achievement", "creditsAvailable"], "5"),
    ("address that is none", ["issuer", "url"], "no address"),
    ("list where one belongs", ["validFrom"], ["2026-01-31T12:00:00Z"]),
    ("id alone", ["issuer"], {"id": "did:web:badges.example.org:issuers:college"}),
    (
        "id where none belongs",
        ["credentialSubject", "achievement", "alignment"],
        {
            "id": "urn:x:y",
            "type": "Alignment",
            "targetName": "x",
            "targetUrl": "https://x.example/",
        },
    ),
    ("member of another class", ["issuer", "narrative"], "x"),
    ("nothing but a wrong type", ["evidence"], [{"type": ["Alignment"]}]),
    (
        "number that is not whole",
        ["credentialStatus"],
        {
            "id": "urn:x:y",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "5",
            "statusListCredential": "https://badges.example.org/status-lists/1",
            "statusSize": -1,
        },
    ),
    ("end before the beginning", ["validUntil"], "1999-01-31T12:00:00Z"),
    ("moment of a proof", ["proof", 0, "created"], "yesterday"),
    ("recipient nobody knows", ["credentialSubject", "id"], None),
]


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for _, path, value in _FAULTS], ids=[f[0] for f in _FAULTS]
)
def test_the_walker_finds_no_fault_sound(path: list[str | int], value: Any) -> None:
    document = signed_badge()
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    if value is None:
        holder.pop(path[-1], None)
    else:
        holder[path[-1]] = value
    if path[-1] == "id":
        del holder["identifier"]

    found = walked(document)

    assert find_shape_faults(document) != ()
    assert found is None or not is_plainly_sound(document, is_walked=found.is_sound)


def test_parts_from_memory_are_sound_as_they_were() -> None:
    cache = SubtreeCache()
    document = signed_badge()
    first = walked(document, cache=cache)
    assert first is not None
    cache.admit(first.pending)
    again = walked(document, cache=cache)
    assert again is not None
    assert again.recalled
    assert again.is_sound

    document["credentialSubject"]["achievement"]["related"] = [
        {"id": document["id"], "type": ["Related"]}
    ]

    assert walked(document, cache=cache) is None


def test_what_may_be_anything_is_looked_into() -> None:
    document = signed_badge()
    document["credentialStatus"] = {
        "id": "https://badges.example.org/status-lists/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://badges.example.org/status-lists/1",
        "statusMessage": {"id": document["id"], "status": "0x0"},
    }

    assert find_shape_faults(document) != ()
    assert not is_plainly_sound(document)


def test_a_known_part_is_not_looked_into() -> None:
    document = signed_badge()
    achievement = document["credentialSubject"]["achievement"]
    known = {id(achievement): serialise(achievement)}
    del achievement["name"]

    assert is_plainly_sound(document, known=known)
    assert not is_plainly_sound(document)


def test_a_known_part_that_has_the_id_of_this_badge_is_looked_into() -> None:
    document = signed_badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["related"] = [{"id": document["id"], "type": ["Related"]}]

    assert not is_plainly_sound(document, known={id(achievement): serialise(achievement)})


@pytest.mark.parametrize("name", ["EndorsementCredential", "BitstringStatusListCredential"])
def test_other_credentials_are_left_to_the_long_way(name: str) -> None:
    document = signed_badge()
    document["type"].append(name)

    assert not is_plainly_sound(document)
