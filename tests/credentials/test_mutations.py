"""Every small change to a signed badge is noticed, or changes nothing that a reader sees."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.strict_json import JsonValue, is_same
from tests.credentials.samples import credential
from tests.reference import references

Step = str | int
OTHERS: tuple[JsonValue, ...] = (None, True, 0, "", "x", "urn:x", [], {}, ["x"], {"id": "urn:x"})


def _places(value: JsonValue, place: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if place:
        yield place
    steps: list[tuple[Step, JsonValue]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    for step, below in steps:
        yield from _places(below, (*place, step))


def _mutants(document: JsonValue, place: tuple[Step, ...]) -> Iterator[dict[str, Any]]:
    """Delete, double, wrap and replace the value at one place."""

    def fresh() -> tuple[Any, Any, Step]:
        whole: Any = copy.deepcopy(document)
        parent = whole
        for step in place[:-1]:
            parent = parent[step]
        return whole, parent, place[-1]

    whole, parent, step = fresh()
    original = parent[step]
    del parent[step]
    yield whole
    for value in (*OTHERS, [original, original], [[original]], {"@value": original}):
        whole, parent, step = fresh()
        parent[step] = copy.deepcopy(value)
        yield whole
    if isinstance(step, int):
        whole, parent, _ = fresh()
        parent.append(copy.deepcopy(original))
        yield whole
    else:
        whole, parent, _ = fresh()
        parent[f"@{step}"] = parent.pop(step)
        yield whole


def _plain(value: JsonValue) -> JsonValue:
    """Leave out differences of form that mean nothing: a list of one, an object of an id."""
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else [_plain(item) for item in value]
    if isinstance(value, dict):
        if value.keys() == {"id"}:
            return value["id"]
        # A context that defines nothing of what is used shows nothing either.
        return {name: _plain(item) for name, item in value.items() if name != "@context"}
    return value


def _survivors(document: dict[str, Any]) -> list[tuple[Step, ...]]:
    """Return the places at which a change of what is shown keeps the signature intact."""
    signed = canonicalise(document)
    found = []
    for place in _places(document):
        for mutant in _mutants(document, place):
            if is_same(_plain(mutant), _plain(document)) or find_shape_faults(mutant):
                continue
            try:
                if canonicalise(mutant) == signed:
                    found.append(place)
            except CredentialError:
                continue
    return found


def test_no_change_of_a_badge_of_ours_survives() -> None:
    """F11: each node of a badge, in a dozen ways."""
    assert _survivors(credential()) == []


def test_no_change_survives_where_a_creator_is_the_issuer_again() -> None:
    document: dict[str, Any] = credential()
    document["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(document["issuer"])

    assert _survivors(document) == []


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/openbadges/ob30/simple*method.json"), ids=lambda path: path.stem
)
def test_no_change_of_a_published_badge_survives(path: Any) -> None:
    document = json.loads(path.read_bytes())
    del document["proof"]

    assert _survivors(document) == []
