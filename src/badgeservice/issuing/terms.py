"""What an order may ask for, given its badge class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from badgeservice.issuing.errors import OrderInvalidError
from badgeservice.issuing.national_id import holds_national_id
from badgeservice.issuing.order import BadgeOrder, ResultItem
from badgeservice.library.documents import BadgeClass

# Clocks of clients differ from ours; a date this little ahead is not "in the future".
_CLOCK_SKEW: Final = timedelta(minutes=5)
_DURATION: Final = re.compile(r"P(\d+)([YMD])")
_MONTHS_A_YEAR: Final = 12


class Dates(NamedTuple):
    """The moments of a badge, to the second."""

    valid_from: datetime
    valid_until: datetime | None
    awarded: datetime


def settle_dates(order: BadgeOrder, badge_class: BadgeClass, *, at: datetime) -> Dates:
    """Return every date of a badge: the order's own, or what the class and the moment give."""
    valid_from = at if order.valid_from is None else order.valid_from.replace(microsecond=0)
    awarded = at if order.awarded_at is None else order.awarded_at.replace(microsecond=0)
    if order.valid_until is not None:
        return Dates(valid_from, order.valid_until.replace(microsecond=0), awarded)
    if badge_class.validity is None:
        return Dates(valid_from, None, awarded)
    return Dates(valid_from, add_duration(valid_from, badge_class.validity), awarded)


def add_duration(moment: datetime, duration: str) -> datetime:
    """Return the moment that lies an ISO 8601 duration (`P5Y`, `P6M`, `P90D`) later.

    A day that the month does not have becomes its last day: 29 February + P1Y is 28 February.
    """
    count, unit = _parts_of(duration)
    if unit == "D":
        return moment + timedelta(days=count)
    months = count * _MONTHS_A_YEAR if unit == "Y" else count
    years, month = divmod(moment.month - 1 + months, _MONTHS_A_YEAR)
    return _last_possible_day(moment, year=moment.year + years, month=month + 1)


@lru_cache(maxsize=256)
def _parts_of(duration: str) -> tuple[int, str]:
    found = _DURATION.fullmatch(duration)
    if found is None:
        message = f"{duration!r} is no duration of years, months or days"
        raise ValueError(message)
    return int(found[1]), found[2]


def _last_possible_day(moment: datetime, *, year: int, month: int) -> datetime:
    for day in range(moment.day, 0, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    message = f"{year}-{month} has no days"
    raise ValueError(message)


def require_terms(
    order: BadgeOrder, dates: Dates, badge_class: BadgeClass, *, at: datetime
) -> None:
    """Let an order and its settled dates pass, or say what is wrong with them.

    Raises:
        OrderInvalidError: the first thing that its class does not allow, with a pointer.
    """
    _require_recipient(order)
    _require_language(order, badge_class)
    _require_dates(dates, at)
    _require_results(order.results, badge_class)
    _require_credits(order, badge_class)
    _require_no_national_id(order)


def _require_recipient(order: BadgeOrder) -> None:
    if order.email is None and order.did is None:
        raise OrderInvalidError("/recipient", "Name the recipient by e-mail, by DID, or by both.")


def _require_language(order: BadgeOrder, badge_class: BadgeClass) -> None:
    language = order.language
    if None in (getattr(badge_class.name, language), getattr(badge_class.description, language)):
        reason = f"The badge class has no texts in the language {order.language}."
        raise OrderInvalidError("/language", reason)


def _require_dates(dates: Dates, at: datetime) -> None:
    if dates.valid_until is not None and dates.valid_until <= dates.valid_from:
        raise OrderInvalidError("/validUntil", "The badge would end before it begins.")
    if dates.awarded > at + _CLOCK_SKEW:
        raise OrderInvalidError("/awardedAt", "A badge cannot be awarded in the future.")


def _require_results(results: tuple[ResultItem, ...], badge_class: BadgeClass) -> None:
    if not results:
        return
    definitions = {definition.id: definition for definition in badge_class.results}
    seen: set[str] = set()
    for index, result in enumerate(results):
        definition = definitions.get(result.result_id)
        pointer = f"/results/{index}"
        if definition is None:
            reason = f"The badge class defines no result {result.result_id}."
            raise OrderInvalidError(f"{pointer}/resultId", reason)
        if result.result_id in seen:
            raise OrderInvalidError(f"{pointer}/resultId", "This result is stated twice.")
        seen.add(result.result_id)
        if definition.allowed_values and result.value not in definition.allowed_values:
            allowed = ", ".join(definition.allowed_values)
            raise OrderInvalidError(f"{pointer}/value", f"The allowed values are: {allowed}.")


def _require_credits(order: BadgeOrder, badge_class: BadgeClass) -> None:
    if order.credits_earned is None:
        return
    if badge_class.credits is None:
        raise OrderInvalidError("/creditsEarned", "The badge class gives no credits.")
    if order.credits_earned > badge_class.credits.value:
        reason = f"The badge class gives at most {badge_class.credits.value} credits."
        raise OrderInvalidError("/creditsEarned", reason)


def _require_no_national_id(order: BadgeOrder) -> None:
    # One look at all of the texts; they are told apart only when there is something to tell.
    texts = [order.email, order.did, order.narrative, *[result.value for result in order.results]]
    for item in order.evidence:
        texts += (item.url, item.name, item.description, item.narrative, item.genre)
    if not holds_national_id("\n".join(filter(None, texts))):
        return
    for pointer, text in _texts(order):
        if text is not None and holds_national_id(text):
            reason = "This holds a personal identity code, which must never stand in a badge."
            raise OrderInvalidError(pointer, reason)


def _texts(order: BadgeOrder) -> Iterator[tuple[str, str | None]]:
    """Yield every text that comes from the client, with its pointer."""
    yield "/recipient/email", order.email
    yield "/recipient/did", order.did
    yield "/narrative", order.narrative
    for index, item in enumerate(order.evidence):
        for name in ("url", "name", "description", "narrative", "genre"):
            yield f"/evidence/{index}/{name}", getattr(item, name)
    for index, result in enumerate(order.results):
        yield f"/results/{index}/value", result.value
