"""What the messages of the API have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2999
# What another name is used for inside than the one that the API gave it first.
_OTHER_NAMES: Final[Mapping[str, str]] = {"class_id": "badgeClass"}


def wire_name(name: str) -> str:
    """Return how the API calls what is called `name` inside: camelCase, one name for one fact."""
    return _OTHER_NAMES.get(name) or to_camel(name)


class Message(BaseModel):
    """What a client sends: camelCase names only, and nothing that is not asked for."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="forbid")


class Answer(BaseModel):
    """What the service answers: camelCase names, every member always there."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid"
    )


def _moment(value: object) -> datetime:
    # pydantic alone would also take 1735689600 and times without a zone.
    if not isinstance(value, str):
        message = "a date and time is a text such as 2026-11-24T09:30:00Z"
        raise ValueError(message)  # noqa: TRY004 – pydantic turns only ValueError into a finding
    try:
        moment = parse_datetime(value)
    except DateMalformedError:
        message = "not an RFC 3339 date and time with a time zone, such as 2026-11-24T09:30:00Z"
        raise ValueError(message) from None
    # Dates are added to; near the ends of the calendar there would be nowhere to go.
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        message = f"the year must be between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(message)
    return moment


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "a number is needed"
        raise ValueError(message)  # noqa: TRY004 – pydantic turns only ValueError into a finding
    return Decimal(str(value))


Moment: TypeAlias = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-24T09:30:00Z"]}),
]

CreditAmount: TypeAlias = Annotated[
    Decimal,
    Field(gt=0, le=1_000, decimal_places=2),
    BeforeValidator(_decimal),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1_000}),
]

# Dot-atoms and host names only: what every mail system accepts. Quoted local parts, comments and
# address literals are refused, because two programs may read them as two recipients.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
Email: TypeAlias = Annotated[
    str,
    StringConstraints(
        max_length=254,
        pattern=rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}$",
    ),
    Field(examples=["aino.virtanen@example.org"]),
]

Did: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=2_000, pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$"),
    Field(examples=["did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"]),
]

HttpUrl: TypeAlias = Annotated[
    str,
    StringConstraints(
        min_length=9, max_length=2_000, pattern=r"^https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+$"
    ),
    Field(examples=["https://badges.example.org/badges/3yZe7rY0T9mR5qH2cVw1Xg"]),
]

BadgeId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
# Ids of clients, secrets and trusts: what the service makes, and nothing near it.
RecordId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]+-[A-Za-z0-9_=-]{1,64}$")]
