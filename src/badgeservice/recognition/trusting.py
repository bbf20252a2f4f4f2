"""Grant and withdraw trust: a college's explicit, dated and reasoned act."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.recognition.trust import Trust, TrustBook


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustGrant:
    """Whom to trust, for which of their classes (empty: all), since and until when, and why."""

    issuer_id: str
    class_ids: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    reason: str


class TrustingBooks(Protocol):
    """The port that trusting needs, in one transaction."""

    @property
    def trust(self) -> TrustBook:
        """Trust records."""


def grant(
    wanted: TrustGrant,
    *,
    actor: Actor,
    at: datetime,
    random_bytes: Callable[[int], bytes],
    books: TrustingBooks,
) -> Trust:
    """Trust an issuer from now on (or from `valid_from`), and return the record of it.

    Raises:
        NotPermittedError: the actor may not change trust.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    trust = Trust(
        id="trust-" + base64.urlsafe_b64encode(random_bytes(12)).decode("ascii"),
        organisation_id=actor.organisation_id,
        issuer_id=wanted.issuer_id,
        class_ids=wanted.class_ids,
        valid_from=wanted.valid_from or at,
        valid_until=wanted.valid_until,
        granted_by=actor.client_id,
        granted_at=at,
        reason=wanted.reason,
    )
    books.trust.add_trust(trust)
    return trust


def withdraw(trust_id: str, *, actor: Actor, at: datetime, books: TrustingBooks) -> Trust:
    """Stop trusting, and return the record with its end.

    Raises:
        NotPermittedError: the actor may not change trust.
        TrustNotFoundError: no such trust in the actor's organisation, or withdrawn before.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    return books.trust.withdraw(actor.organisation_id, trust_id, by=actor.client_id, at=at)


def trusts(*, actor: Actor, books: TrustingBooks) -> tuple[Trust, ...]:
    """Return every trust of the actor's organisation, withdrawn ones too, oldest first.

    Raises:
        NotPermittedError: the actor may not read trust.
    """
    actor.require(Scope.RECOGNITION_TRUST)
    return books.trust.trusts(actor.organisation_id)
