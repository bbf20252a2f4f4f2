"""Whatever one trick changes in a signed credential is refused, or seen by nobody.

`tests/interop` asks jsonld.js about those that are not refused.
"""

import copy
from collections import Counter
from typing import Final

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import UnsafeDocumentError, UnsignedDataError
from tests.credentials.walker.spots import nodes
from tests.credentials.walker.strictness import (
    Mutant,
    is_accepted,
    is_alike,
    is_canonical,
    mutants,
    originals,
    unsecured,
)
from tests.credentials.walker.tricks import TRICKS

MUTANTS: Final = 5000
# Tricks that leave no document that could be signed.
HOPELESS: Final = (
    *("absolute_name", "compact_name", "alias", "keyword_alias", "included", "reverse", "graph"),
    *("nest", "index", "nested_context", "wrapper", "relative_id", "unknown", "list_in_list"),
)
# Tricks that change nothing anybody sees, so that not all mutants are refused.
HARMLESS: Final = ("order", "synonym", "list_or_not", "reference", "contexts")


@pytest.fixture(scope="module")
def played() -> tuple[Mutant, ...]:
    return tuple(mutants(MUTANTS))


@pytest.fixture(scope="module")
def accepted(played: tuple[Mutant, ...]) -> tuple[Mutant, ...]:
    """Return the mutants whose shape is right and whose signature holds."""
    return tuple(mutant for mutant in played if is_accepted(mutant.document))


def test_every_original_is_accepted() -> None:
    assert len(originals()) >= 30
    assert all(is_accepted(original) for original in originals())


def test_every_trick_is_played_often(played: tuple[Mutant, ...]) -> None:
    times = Counter(mutant.trick for mutant in played)

    assert times.keys() == TRICKS.keys()
    assert min(times.values()) > 50


def test_whatever_is_accepted_shows_what_was_signed(accepted: tuple[Mutant, ...]) -> None:
    """F11: thousands of mutants, each refused or seen by nobody."""
    changed = [
        (mutant.trick, mutant.seed)
        for mutant in accepted
        if not is_alike(mutant.document, mutant.original)
    ]

    assert changed == []


def test_some_mutants_are_accepted(accepted: tuple[Mutant, ...]) -> None:
    times = Counter(mutant.trick for mutant in accepted)

    assert all(times[name] for name in HARMLESS)


@pytest.mark.parametrize("name", HOPELESS)
def test_a_trick_on_names_or_form_never_has_a_canonical_form(
    name: str, played: tuple[Mutant, ...]
) -> None:
    taken = [
        mutant.seed for mutant in played if mutant.trick == name and is_canonical(mutant.document)
    ]

    assert taken == []


@pytest.mark.parametrize("number", range(len(originals())))
def test_an_undefined_member_is_refused_at_every_object(number: int) -> None:
    """F01: a member that no context defines is nobody's word."""
    document = unsecured(originals()[number])
    for at, node in enumerate(nodes(document)):
        changed = copy.deepcopy(document)
        list(nodes(changed))[at]["xq_1"] = "A+"
        # Next to an id alone it makes an object of what is written back as a text.
        expected = UnsafeDocumentError if node.keys() == {"id"} else UnsignedDataError

        with pytest.raises(expected) as refusal:
            canonicalise(changed)
        assert expected is UnsafeDocumentError or str(refusal.value).startswith("'xq_1' at /")
