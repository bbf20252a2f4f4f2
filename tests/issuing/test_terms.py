"""An order may ask only for what its class allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.issuing.errors import OrderInvalidError
from badgeservice.issuing.order import BadgeOrder, EvidenceItem, ResultItem
from badgeservice.issuing.terms import add_duration, require_terms, settle_dates
from badgeservice.library.documents import LocalisedText, ResultDefinition
from tests.builders import NOW, badge_class, text

GRADED = badge_class(
    results=(
        ResultDefinition(
            id="grade", name=text("arvosana"), result_type="Result", allowed_values=("1", "2")
        ),
    )
)


def order(**changes: Any) -> BadgeOrder:
    return BadgeOrder(**{"class_id": "guidance", "email": "aino@example.org", **changes})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"email": None}, "/recipient", id="nobody to give it to"),
        pytest.param(
            {"valid_from": NOW, "valid_until": NOW}, "/validUntil", id="ends when it begins"
        ),
        pytest.param(
            {"awarded_at": NOW + timedelta(minutes=6)}, "/awardedAt", id="awarded in the future"
        ),
        pytest.param(
            {"results": (ResultItem(result_id="mark", value="1"),)},
            "/results/0/resultId",
            id="a result that the class does not define",
        ),
        pytest.param(
            {"results": (ResultItem(result_id="grade", value="6"),)},
            "/results/0/value",
            id="a grade off the scale",
        ),
        pytest.param(
            {"results": (ResultItem(result_id="grade", value="1"),) * 2},
            "/results/1/resultId",
            id="the same result twice",
        ),
        pytest.param(
            {"credits_earned": Decimal(3)}, "/creditsEarned", id="more credits than there are"
        ),
        pytest.param(
            {"email": "131052-308T@example.org"}, "/recipient/email", id="national id as address"
        ),
        pytest.param(
            {"narrative": "Henkilötunnus 131052-308t."}, "/narrative", id="national id in text"
        ),
        pytest.param(
            {"evidence": (EvidenceItem(description="x 010101A123N"),)},
            "/evidence/0/description",
            id="national id of this century in evidence",
        ),
    ],
)
def test_an_order_is_refused_where_it_is_wrong(changes: dict[str, Any], pointer: str) -> None:
    wrong = order(**changes)
    dates = settle_dates(wrong, GRADED, at=NOW)

    with pytest.raises(OrderInvalidError) as refused:
        require_terms(wrong, dates, GRADED, at=NOW)

    assert refused.value.pointer == pointer


def test_a_badge_is_not_issued_in_a_language_that_nobody_has_written() -> None:
    finnish_only = badge_class(name=LocalisedText(fi="merkki"))
    swedish = order(language="sv")
    dates = settle_dates(swedish, finnish_only, at=NOW)

    with pytest.raises(OrderInvalidError) as refused:
        require_terms(swedish, dates, finnish_only, at=NOW)

    assert refused.value.pointer == "/language"


def test_an_order_with_everything_right_passes() -> None:
    full = order(
        did="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        results=(ResultItem(result_id="grade", value="2"),),
        credits_earned=Decimal("1.5"),
        awarded_at=NOW - timedelta(days=30),
    )

    require_terms(full, settle_dates(full, GRADED, at=NOW), GRADED, at=NOW)


def test_the_class_says_how_long_a_badge_is_valid_unless_the_order_does() -> None:
    five_years = badge_class(validity="P5Y")

    assert settle_dates(order(), five_years, at=NOW).valid_until == NOW.replace(year=2031)
    own = settle_dates(order(valid_until=NOW + timedelta(days=3)), five_years, at=NOW)
    assert own.valid_until == NOW + timedelta(days=3)
    assert settle_dates(order(), badge_class(), at=NOW).valid_until is None


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ((2024, 2, 29), "P1Y", (2025, 2, 28)),
        ((2024, 1, 31), "P1M", (2024, 2, 29)),
        ((2026, 11, 24), "P14M", (2028, 1, 24)),
        ((2026, 12, 31), "P1D", (2027, 1, 1)),
    ],
)
def test_a_duration_is_added_as_people_count(
    start: tuple[int, int, int], duration: str, end: tuple[int, int, int]
) -> None:
    assert add_duration(datetime(*start, tzinfo=UTC), duration) == datetime(*end, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(1, 99))
def test_years_later_is_later_by_that_many_years(start: datetime, years: int) -> None:
    later = add_duration(start, f"P{years}Y")

    assert later.year == start.year + years
    assert start.day - later.day in (0, 1)
