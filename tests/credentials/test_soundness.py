import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(data=st.data())
def test_what_is_plainly_sound_has_no_fault(data: st.DataObject) -> None:
    document = signed_badge()
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

    if is_plainly_sound(document):
        assert find_shape_faults(document) == ()


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
