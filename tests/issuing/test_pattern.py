"""What is composed once and filled in says the same as what is composed anew."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.canonical import SubtreeCache, canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.model import CONTEXTS, Recipient
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.credentials.walker.slots import TemplateError
from badgeservice.credentials.walker.template import Filled, IssueTemplate
from badgeservice.issuing.compose import Composition, compose_credential, name_recipient
from badgeservice.issuing.ledger import StatusPurpose, StatusSlot
from badgeservice.issuing.order import BadgeOrder, EvidenceItem, ResultItem
from badgeservice.issuing.pattern import (
    Composed,
    Particulars,
    Pattern,
    TemplateDisagreesWarning,
    shape_of,
    varying,
)
from badgeservice.issuing.terms import Dates
from badgeservice.library.documents import ResultDefinition
from tests.builders import NOW, ORIGIN, alignment, criterion, organisation, published, text, unit

PUBLISHED = published(
    criterion("guides", alignment(1)),
    units=(unit().ref,),
    results=(
        ResultDefinition(id="grade", name=text("arvosana"), result_type="Result"),
        ResultDefinition(id="hours", name=text("tunnit"), result_type="Result"),
    ),
)
OWNER = organisation()

_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=12
)
_lines = st.one_of(_words, st.sampled_from(['"', "\\", "a\nb", "%s", "{}", "null", "_:b0"]))
_moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=NOW.tzinfo)
)
_evidence = st.builds(
    EvidenceItem,
    url=st.none() | st.integers(0, 99).map(lambda number: f"https://e.example/{number}"),
    name=st.none() | _lines,
    description=st.none() | _lines,
    narrative=st.none() | _lines,
    genre=st.none() | _lines,
)
_orders = st.builds(
    BadgeOrder,
    class_id=st.just("guidance"),
    language=st.sampled_from(["fi", "sv", "en"]),
    email=st.none() | st.just("aino@example.org"),
    did=st.none() | st.just("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
    narrative=st.none() | _lines,
    evidence=st.lists(_evidence, max_size=3).map(tuple),
    results=st.sampled_from(["", "grade", "hours", "grade hours"]).flatmap(
        lambda names: st.tuples(
            *(
                st.builds(ResultItem, result_id=st.just(name), value=_lines)
                for name in names.split()
            )
        )
    ),
    credits_earned=st.none() | st.sampled_from([Decimal(1), Decimal("1.5"), Decimal("2.00")]),
)


def particulars(order: BadgeOrder, number: int, moment: datetime) -> Particulars:
    until = moment + timedelta(days=number) if number % 2 else None
    return Particulars(
        f"{ORIGIN}/badges/{number}",
        name_recipient(order, lambda size: number.to_bytes(size, "big")),
        Dates(moment, until, moment),
        StatusSlot(list_id="list", index=number, purpose=StatusPurpose.REVOCATION),
    )


def composed(order: BadgeOrder, own: Particulars) -> JsonObject:
    """Return the credential as it is composed without any pattern."""
    return compose_credential(
        order,
        Composition(
            credential_id=own.credential_id,
            published=PUBLISHED,
            units=(unit(),),
            owner=OWNER,
            slot=own.slot,
            origin=ORIGIN,
            recipient=own.recipient,
            dates=own.dates,
        ),
    )


def pattern_of(order: BadgeOrder, own: Particulars) -> Pattern:
    pointers, _ = varying(order, own, origin=ORIGIN)
    return Pattern(composed(order, own), pointers, cache=SubtreeCache())


def values(order: BadgeOrder, own: Particulars) -> list[str | float]:
    return varying(order, own, origin=ORIGIN)[1]


def shape(order: BadgeOrder, own: Particulars) -> Hashable:
    return shape_of(order, varying(order, own, origin=ORIGIN)[0])


def outcome(pattern: Pattern, order: BadgeOrder, own: Particulars) -> Composed | None:
    try:
        return pattern.compose(values(order, own))
    except CredentialError:
        return None


def expected(order: BadgeOrder, own: Particulars) -> Composed | None:
    try:
        document = composed(order, own)
        return Composed(serialise(document), sha256(canonicalise(document)).digest(), CONTEXTS)
    except CredentialError:
        return None


@given(_orders, _orders, st.integers(1, 200), st.integers(1, 200), _moments)
def test_what_is_filled_in_equals_what_is_composed(
    first: BadgeOrder, second: BadgeOrder, one: int, other: int, moment: datetime
) -> None:
    own = particulars(first, one, moment)
    if expected(first, own) is None:
        return
    pattern = pattern_of(first, own)

    assert pattern.fill(values(first, own)) == composed(first, own)
    again = particulars(second, other, moment + timedelta(days=1))
    if shape(second, again) == shape(first, own) and expected(second, again):
        assert pattern.fill(values(second, again)) == composed(second, again)


@given(_orders, st.lists(st.tuples(_lines, st.integers(1, 400)), min_size=9, max_size=12), _moments)
def test_every_badge_of_a_shape_has_the_bytes_and_the_hash_of_one_composed_alone(
    order: BadgeOrder, others: list[tuple[str, int]], moment: datetime
) -> None:
    """The first few go through the walker, the others through a template."""
    own = particulars(order, 1, moment)
    if expected(order, own) is None:
        return
    pattern = pattern_of(order, own)

    for words, number in others:
        other = replace(
            order,
            narrative=None if order.narrative is None else words,
            evidence=tuple(
                item if item.narrative is None else replace(item, narrative=words)
                for item in order.evidence
            ),
        )
        other_own = particulars(other, 2 * number + 1, moment)
        assert outcome(pattern, other, other_own) == expected(other, other_own)


ORDER = BadgeOrder(class_id="guidance", email="aino@example.org", narrative="a")


@pytest.mark.parametrize(
    "change",
    [
        {"language": "sv"},
        {"email": None, "did": "did:web:a.example"},
        {"narrative": None},
        {"credits_earned": Decimal(1)},
        {"evidence": (EvidenceItem(url="https://e.example/1"),)},
        {"evidence": (EvidenceItem(name="a"),)},
        {"evidence": (EvidenceItem(),)},
        {"results": (ResultItem(result_id="grade", value="1"),)},
        {"results": (ResultItem(result_id="hours", value="1"),)},
    ],
    ids=str,
)
def test_what_has_other_members_has_another_shape(change: dict[str, object]) -> None:
    other = replace(ORDER, **change)  # type: ignore[arg-type]  # each as it must be
    own = particulars(ORDER, 2, NOW)

    assert shape(other, particulars(other, 2, NOW)) != shape(ORDER, own)
    assert shape(ORDER, own) != shape(ORDER, particulars(ORDER, 1, NOW))


def test_a_shape_is_not_changed_by_what_stands_in_it() -> None:
    own, other = particulars(ORDER, 2, NOW), particulars(ORDER, 4, NOW + timedelta(days=1))

    assert shape(ORDER, own) == shape(
        replace(ORDER, narrative="b", email="b@example.org", version=3), other
    )


def test_badges_share_what_they_have_in_common_and_nothing_else() -> None:
    own, other = particulars(ORDER, 2, NOW), particulars(ORDER, 4, NOW)
    pattern = pattern_of(ORDER, own)

    first = pattern.fill(values(ORDER, own))
    before = serialise(first)
    pattern.fill(values(ORDER, other))

    assert serialise(first) == before


class _Liar:
    """A template that swaps two hashes once it has been trusted."""

    def __init__(self, real: IssueTemplate, *, honest: int) -> None:
        self._real = real
        self._honest = honest
        self.calls = 0

    def fill(self, given: list[str]) -> Filled | None:
        self.calls += 1
        filled = self._real.fill(given)
        if filled is None or self.calls <= self._honest:
            return filled
        return Filled(filled.content, bytes(32))


@pytest.mark.parametrize(("honest", "believed"), [(0, 0), (1, 999)], ids=["at once", "later"])
def test_a_template_that_disagrees_with_the_walker_is_found_out_and_dropped(
    monkeypatch: pytest.MonkeyPatch, honest: int, believed: int
) -> None:
    real = IssueTemplate.compile
    liars: list[_Liar] = []

    def lying(document: JsonObject, *, slots: tuple[str, ...], contexts: Contexts) -> _Liar:
        liars.append(_Liar(real(document, slots=slots, contexts=contexts), honest=honest))
        return liars[-1]

    monkeypatch.setattr(IssueTemplate, "compile", lying)
    own = particulars(ORDER, 2, NOW)
    pattern = pattern_of(ORDER, own)
    good = expected(ORDER, own)

    for _ in range(7):
        assert pattern.compose(values(ORDER, own)) == good
    with pytest.warns(TemplateDisagreesWarning) as told:
        wrong = sum(pattern.compose(values(ORDER, own)) != good for _ in range(1_001))
    calls = liars[0].calls

    assert wrong == believed
    assert len(told) == len(liars) == 1
    assert "aino" not in str(told[0].message)
    # From now on the walker alone is asked.
    assert pattern.compose(values(ORDER, own)) == good
    assert liars[0].calls == calls


def test_what_no_template_can_be_made_of_is_walked_every_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[None] = []

    def refusing(*_: object, **__: object) -> IssueTemplate:
        tried.append(None)
        raise TemplateError("", "it is unusual")

    monkeypatch.setattr(IssueTemplate, "compile", refusing)
    own = particulars(ORDER, 2, NOW)
    pattern = pattern_of(ORDER, own)

    for _ in range(12):
        assert pattern.compose(values(ORDER, own)) == expected(ORDER, own)
    assert len(tried) == 1


def test_a_recipient_without_an_address_is_named_by_a_random_uuid() -> None:
    named = name_recipient(replace(ORDER, email=None), lambda size: b"\xff" * size)

    assert named == Recipient(id="urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff")


def test_the_bytes_are_those_that_are_read_again() -> None:
    own = particulars(ORDER, 2, NOW)

    assert parse_object(pattern_of(ORDER, own).compose(values(ORDER, own)).content) == composed(
        ORDER, own
    )
