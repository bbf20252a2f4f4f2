from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.dates import format_datetime, parse_datetime
from badgeservice.credentials.errors import DateMalformedError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T08:00:00Z", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("2026-11-22T10:00:00+02:00", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("2026-11-22T00:30:00-08:30", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-22T08:00:00.5Z", datetime(2026, 11, 22, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-22T08:00:00.123456789Z", datetime(2026, 11, 22, 8, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_a_moment_with_a_zone_is_read_as_utc(text: str, moment: datetime) -> None:
    found = parse_datetime(text)

    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-11-22T08:00:00", id="no-zone"),
        pytest.param("2026-11-22 08:00:00Z", id="space"),
        pytest.param("2026-11-22t08:00:00Z", id="lower-case-t"),
        pytest.param("2026-11-22T08:00:00z", id="lower-case-z"),
        pytest.param("2026-W47-7T08:00:00Z", id="week-date"),
        pytest.param("2026-11-22T08:00:60Z", id="leap-second"),
        pytest.param("2026-11-22T24:00:00Z", id="hour-24"),
        pytest.param("2026-02-29T08:00:00Z", id="no-leap-year"),
        pytest.param("2026-11-22T08:00:00.1234567890Z", id="ten-decimals"),
        pytest.param("2026-11-22T08:00:00.Z", id="no-decimals"),
        pytest.param("2026-11-22T08:00:00+0200", id="offset-without-colon"),
        pytest.param("2026-11-22T08:00:00+24:00", id="offset-of-a-day"),
        pytest.param("2026-11-22T08:00Z", id="no-seconds"),
        pytest.param("2026-11-22", id="date-only"),
        pytest.param("2026-11-22T08:00:00Z\n", id="line-break"),
        pytest.param("２026-11-22T08:00:00Z", id="full-width-digit"),
        pytest.param("0000-11-22T08:00:00Z", id="year-0"),
        pytest.param("0001-01-01T00:00:00+01:00", id="before-all-time"),
        pytest.param("9999-12-31T23:59:59-01:00", id="after-all-time"),
        pytest.param("1735689600", id="epoch"),
        pytest.param("", id="nothing"),
    ],
)
def test_anything_but_a_whole_moment_is_refused(text: str) -> None:
    """K12: a moment has a zone and one writing."""
    with pytest.raises(DateMalformedError):
        parse_datetime(text)


def test_a_moment_without_zone_is_not_written() -> None:
    with pytest.raises(DateMalformedError):
        format_datetime(datetime(2026, 11, 22, 8))


offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moment=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=offsets))
def test_a_moment_survives_being_written_but_for_its_fraction(moment: datetime) -> None:
    text = format_datetime(moment)

    assert text.endswith("Z")
    assert len(text) == 20
    assert parse_datetime(text) == moment.replace(microsecond=0)
