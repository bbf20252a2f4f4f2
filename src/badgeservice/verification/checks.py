"""The checks that need nothing but the credential and the time. One function, one `Check`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.report import Check, Outcome

DEFAULT_CLOCK_SKEW: Final = timedelta(minutes=5)
_MAXIMUM_FAULTS_SHOWN: Final = 5
_BADGE_TYPES: Final = frozenset({"AchievementCredential", "OpenBadgeCredential"})


def passed(name: str, message: str, *, code: str | None = None, pointer: str = "") -> Check:
    """Return a check that passed; its code is `<name>.ok` unless another is given."""
    return Check(
        name=name,
        outcome=Outcome.PASSED,
        code=code or f"{name}.ok",
        message=message,
        pointer=pointer,
    )


def failed(
    name: str, code: str, message: str, *, pointer: str = "", facts: JsonObject | None = None
) -> Check:
    """Return a check that failed."""
    return Check(
        name=name,
        outcome=Outcome.FAILED,
        code=f"{name}.{code}",
        message=message,
        pointer=pointer,
        facts=facts,
    )


def undetermined(
    name: str, code: str, message: str, *, pointer: str = "", facts: JsonObject | None = None
) -> Check:
    """Return a check that could not be made."""
    return Check(
        name=name,
        outcome=Outcome.UNDETERMINED,
        code=f"{name}.{code}",
        message=message,
        pointer=pointer,
        facts=facts,
    )


def check_signed_content(document: JsonObject) -> Check:
    """Ask whether everything that a reader sees is what a signature can cover.

    Refused: terms that no pinned context defines, aliases, keywords, relative identifiers, any
    form other than the compacted one, and graphs that take too much work.

    Spec: https://www.w3.org/TR/vc-data-integrity/#dataloss
    """
    name = "signed-content"
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    try:
        canonicalise(unsigned)
    except UnknownContextError as cause:
        return undetermined(name, "context-unknown", str(cause), pointer=cause.pointer)
    except UnsignedDataError as cause:
        return failed(name, "unsigned-data", str(cause), pointer=cause.pointer)
    except UnsafeDocumentError as cause:
        return failed(name, cause.code, str(cause), pointer=cause.pointer)
    except TooComplexError as cause:
        return failed(name, "too-complex", str(cause))
    except CredentialError as cause:
        return failed(name, "malformed", str(cause))
    return passed(name, "Everything in the credential is covered by its signature.")


def check_shape(document: JsonObject) -> Check:
    """Ask whether the document has the shape of an Open Badges 3.0 credential.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-model
    """
    types = document.get("type")
    listed = types if isinstance(types, list) else [types]
    if not any(name in _BADGE_TYPES for name in listed if isinstance(name, str)):
        message = "This is no badge: its type must include AchievementCredential or its other name."
        return failed("shape", "not-a-badge", message, pointer="/type")
    faults = find_shape_faults(document)
    if not faults:
        return passed("shape", "The credential has the shape of an Open Badge 3.0.")
    first = faults[0]
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    shown: list[JsonValue] = [
        {"pointer": fault.pointer, "code": fault.code, "message": fault.message}
        for fault in faults[:_MAXIMUM_FAULTS_SHOWN]
    ]
    return failed(
        "shape",
        first.code,
        first.message + more,
        pointer=first.pointer,
        facts={"faults": shown},
    )


def check_validity_period(
    document: JsonObject, *, at: datetime, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Check:
    """Ask whether `at` falls within `validFrom` … `validUntil`, both ends included.

    Clocks differ, so each end is widened by `clock_skew`. The shape was checked before.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period
    """
    name = "validity"
    valid_from = _moment(document.get("validFrom"))
    valid_until = _moment(document.get("validUntil"))
    if valid_from is not None and at < valid_from - clock_skew:
        return failed(
            name,
            "not-yet-valid",
            f"The badge is valid only from {valid_from:%Y-%m-%d %H:%M} UTC.",
            pointer="/validFrom",
            facts={"validFrom": document["validFrom"]},
        )
    if valid_until is not None and at > valid_until + clock_skew:
        return failed(
            name,
            "expired",
            f"The badge expired at {valid_until:%Y-%m-%d %H:%M} UTC.",
            pointer="/validUntil",
            facts={"validUntil": document["validUntil"]},
        )
    return passed(name, "The badge is within its validity period.")


def _moment(value: JsonValue) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None
