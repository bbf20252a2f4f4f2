"""Who is known to those who keep lists of issuers. To be known is no merit, and no verdict.

Without any list, a report says that trust was not assessed. With lists, it says on which of them
the issuer stands, or that it stands on none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, Self

from badgeservice.credentials.strict_json import JsonValue
from badgeservice.verification.report import Caution

_POINTER: Final = "/issuer"
NOT_ASSESSED: Final = Caution(
    code="issuer.trust-not-assessed",
    message="The issuer is who it says it is; whether you trust it is for you to decide.",
    pointer=_POINTER,
)
_UNKNOWN: Final = Caution(
    code="issuer.unknown",
    message="The issuer is who it says it is, but it stands on no list of issuers that is kept "
    "here. That alone says nothing against it.",
    pointer=_POINTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """That an issuer stands on a list: the list's name, and the name that it gives the issuer.

    `since` and `until` bound the time for which the list says so, both included.
    """

    registry: str
    issuer: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Ask whether the list says so of a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


class KnownIssuers(Protocol):
    """Tells on which lists an issuer stands. Asked at every verification, so it answers quickly."""

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return where an issuer stands; empty when it is on none, None when there are no lists.

        Raises:
            NotAtHandError: the lists are not at hand now (only where nothing may be waited for).
        """

    def of(self, organisation_id: str) -> KnownIssuers:
        """Return the same with the lists of one organisation beside those of the service."""


class NoLists:
    """Keeps no lists."""

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        """Return None."""
        del issuer_id
        return None

    def of(self, organisation_id: str) -> Self:
        """Return itself."""
        del organisation_id
        return self


def trust_caution(issuer_id: str, *, at: datetime, known_issuers: KnownIssuers) -> Caution:
    """Say whether anybody whose lists are kept here knows an issuer.

    Raises:
        NotAtHandError: as `KnownIssuers.known`.
    """
    listings = known_issuers.known(issuer_id)
    if listings is None:
        return NOT_ASSESSED
    # Asked at every verification, so the usual case, a list without dates, costs no call.
    holding = [
        each for each in listings if (each.since is None and each.until is None) or each.holds(at)
    ]
    if not holding:
        return _UNKNOWN
    registries: list[JsonValue] = [holding[0].registry]
    for listing in holding[1:]:
        if listing.registry not in registries:
            registries.append(listing.registry)
    said = ", ".join([str(name) for name in registries])
    return Caution(
        code="issuer.known",
        message=f"The issuer is known to: {said}. Whether you trust it is for you to decide.",
        pointer=_POINTER,
        facts={"registries": registries, "name": holding[0].issuer},
    )
