"""When a proof was made, and until when it counts, by what it says itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed
from badgeservice.verification.report import Check


def untimely(
    proof: JsonObject, pointer: str, *, at: datetime, clock_skew: timedelta
) -> Check | None:
    """Return what is wrong with the moments of a proof whose form was checked, if anything is.

    Spec: https://www.w3.org/TR/vc-data-integrity/#proofs (`created`, `expires`)
    """
    created, expires = proof.get("created"), proof.get("expires")
    if isinstance(created, str) and parse_datetime(created) > at + clock_skew:
        message = "The proof says that it was made in the future."
        return failed("proof", "created-in-future", message, pointer=f"{pointer}/created")
    if isinstance(expires, str) and parse_datetime(expires) < at - clock_skew:
        message = "The proof has expired."
        return failed("proof", "expired", message, pointer=f"{pointer}/expires")
    return None
