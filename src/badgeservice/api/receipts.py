"""Signed receipts for verifications, in the name of an organisation. Nothing of them is kept."""

from __future__ import annotations

import re
from typing import Final

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotAuthenticatedError
from badgeservice.accounts.tokens import actor_of
from badgeservice.api.asking import Asked
from badgeservice.api.errors import ReceiptNeedsAClientError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.issuing.addresses import issuer_did
from badgeservice.verification.receipts import Verified, compose_receipt, receipt_context
from badgeservice.verification.report import Report
from badgeservice.wiring.ports import Wiring

_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{1,100})", re.IGNORECASE)


class Receipts:
    """Signs receipts for whoever sent a request, if an organisation stands behind it."""

    def __init__(
        self, wiring: Wiring, *, authorization: str | None = None, actor: Actor | None = None
    ) -> None:
        """Let `authorization`, a header, tell whose name it is; or `actor`, if that is known."""
        self._authorization = authorization
        self._actor = actor
        self._wiring = wiring

    @property
    def actor(self) -> Actor | None:
        """Who sent the request, if that was found out before."""
        return self._actor

    def signatory(self, asked: Asked) -> Actor | None:
        """Return in whose name a receipt is to be signed; None when none is wanted.

        Raises:
            ReceiptNeedsAClientError: one is wanted, and no access token was sent.
            NotAuthenticatedError: the access token is not valid now.
            NotPermittedError: it does not carry the scope.
        """
        if not asked.wants_receipt:
            return None
        if self._actor is not None:
            return self._actor
        if self._authorization is None:
            raise ReceiptNeedsAClientError
        found = _BEARER.fullmatch(self._authorization)
        if found is None:
            raise NotAuthenticatedError
        with self._wiring.open_books(False) as books:
            actor = actor_of(found[1], register=books.accounts, at=self._wiring.now())
        actor.require(Scope.BADGES_VERIFY)
        return actor

    def receipt(self, asked: Asked, report: Report, signatory: Actor | None) -> JsonObject | None:
        """Return the signed receipt for a report, if one is wanted.

        Raises:
            SigningKeyMissingError: the organisation has no key.
        """
        if signatory is None:
            return None
        with self._wiring.open_books(False) as books:
            key = books.keys.current(signatory.organisation_id)
        origin = self._wiring.origin
        unsigned = compose_receipt(
            report,
            _verified(asked),
            issuer=issuer_did(origin, signatory.organisation_id),
            origin=origin,
        )
        secured = secure(
            unsigned,
            signer=key.signer,
            verification_method=key.verification_method,
            created=report.verified_at,
            contexts=PINNED_CONTEXTS.extended_by([receipt_context(origin)]),
        )
        return parse_object(secured.content)


def _verified(asked: Asked) -> Verified:
    if isinstance(asked.badge, bytes):
        return Verified(content=asked.badge)
    if isinstance(asked.badge, str):
        return Verified(address=asked.badge)
    return Verified(document=asked.badge)
