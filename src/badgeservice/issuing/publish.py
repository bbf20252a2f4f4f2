"""What the world may read: signed badges, status lists, issuers and achievements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.accounts.register import Organisation
from badgeservice.credentials.did import did_document as build_did_document
from badgeservice.credentials.model import achievement_document, profile_document
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.securing.secured import SecuredCredential
from badgeservice.credentials.status_list import StatusList, status_list_credential
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.issuing.addresses import (
    AchievementKey,
    issuer_did,
    issuer_url,
    status_list_url,
)
from badgeservice.issuing.compose import compose_achievement, compose_profile, unit_refs
from badgeservice.issuing.errors import (
    BadgeNotFoundError,
    ClassNotIssuableError,
    StatusListNotFoundError,
)
from badgeservice.issuing.ledger import Badge, SigningKey, StatusListInfo
from badgeservice.issuing.order import IssuingBooks
from badgeservice.library.documents import Unit
from badgeservice.library.shelf import PublishedClass

# An old copy of a list cannot be replayed for longer than this, and clocks may be minutes apart.
_SHORTEST_LIST_LIFE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListFacts:
    """All that a status list is made of, read in one transaction; `render` needs no books.

    `etag` is strong: equal facts in the same time slot, signed with the same key, give equal bytes.
    """

    info: StatusListInfo
    marked: frozenset[int]
    key: SigningKey
    slot_start: datetime
    ttl: timedelta
    origin: str

    @property
    def etag(self) -> str:
        """The entity tag of what `render` returns."""
        key = self.key.signer.public_key.multibase[-8:]
        return f'"{self.info.id}-{self.info.version}-{int(self.slot_start.timestamp())}-{key}"'

    def is_current_at(self, at: datetime) -> bool:
        """Whether `at` lies in the time slot that these facts are of."""
        return _slot_start(at, self.ttl) == self.slot_start

    def render(self) -> SecuredCredential:
        """Return the signed list.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
        """
        listing = StatusList.marking(self.marked, length=self.info.length)
        unsigned = status_list_credential(
            list_url=status_list_url(self.origin, self.info.id),
            issuer_id=issuer_did(self.origin, self.info.organisation_id),
            purpose=self.info.purpose.value,
            encoded=listing.encode(),
            valid_from=self.slot_start,
            valid_until=self.slot_start + max(2 * self.ttl, _SHORTEST_LIST_LIFE),
            ttl=self.ttl,
        )
        return secure(
            unsigned,
            signer=self.key.signer,
            verification_method=self.key.verification_method,
            created=self.slot_start,
        )


def public_badge(badge_id: str, *, books: IssuingBooks) -> Badge:
    """Return a signed badge, whosever it is.

    Raises:
        BadgeNotFoundError: no such badge, or it is not signed yet.
    """
    badge = books.badges.badge(badge_id)
    if badge is None or badge.secured is None:
        raise BadgeNotFoundError(badge_id)
    return badge


def status_list(
    list_id: str, *, origin: str, at: datetime, ttl: timedelta, books: IssuingBooks
) -> StatusListFacts:
    """Return the facts of a status list at this moment, ready to be rendered.

    The list is valid from the start of the current time slot of length `ttl`, so that within a
    slot the same facts give the same bytes.

    Raises:
        StatusListNotFoundError: there is no such list.
        SigningKeyMissingError: its organisation has no key.
    """
    info = books.badges.status_list(list_id)
    if info is None:
        raise StatusListNotFoundError(list_id)
    return StatusListFacts(
        info=info,
        marked=books.badges.marked_indices(list_id),
        key=books.keys.current(info.organisation_id),
        slot_start=_slot_start(at, ttl),
        ttl=ttl,
        origin=origin,
    )


def organisation(organisation_id: str, *, books: IssuingBooks) -> Organisation:
    """Return an organisation by its public id.

    Raises:
        OrganisationNotFoundError: there is no such organisation.
    """
    found = books.accounts.organisation(organisation_id)
    if found is None:
        raise OrganisationNotFoundError(organisation_id)
    return found


def did_document(organisation_id: str, *, origin: str, books: IssuingBooks) -> JsonObject:
    """Return the did:web document of an issuer, with every key that ever signed for it.

    Spec: https://www.w3.org/TR/cid-1.0/#verification-methods

    Raises:
        OrganisationNotFoundError: there is no such organisation.
    """
    organisation(organisation_id, books=books)
    return build_did_document(
        issuer_did(origin, organisation_id),
        keys=books.keys.public_keys(organisation_id),
        also_known_as=(issuer_url(origin, organisation_id),),
    )


def issuer_profile(organisation_id: str, *, origin: str, books: IssuingBooks) -> JsonObject:
    """Return the Open Badges profile of an issuer as it is today.

    Raises:
        OrganisationNotFoundError: there is no such organisation.
    """
    return profile_document(
        compose_profile(organisation(organisation_id, books=books), origin=origin)
    )


def published_class(key: AchievementKey, *, books: IssuingBooks) -> PublishedClass:
    """Return the published or retired class behind an achievement address.

    Raises:
        ClassNotIssuableError: there is no such published class.
    """
    found = books.library.published_class(key.organisation_id, key.class_id, key.version)
    if found is None:
        raise ClassNotIssuableError(key.class_id, key.version)
    return found


def achievement(key: AchievementKey, *, origin: str, books: IssuingBooks) -> JsonObject:
    """Return an achievement as a document of its own, in one language.

    Raises:
        ClassNotIssuableError: there is no such published class.
    """
    found = published_class(key, books=books)
    return achievement_document(
        compose_achievement(
            found, language=key.language, units=units_of(found, books=books), origin=origin
        )
    )


def units_of(published: PublishedClass, *, books: IssuingBooks) -> tuple[Unit, ...]:
    """Return the units that a class speaks of, as its organisation's library holds them."""
    kept = [books.library.unit(published.organisation_id, ref) for ref in unit_refs(published)]
    return tuple(item.document for item in kept if item and isinstance(item.document, Unit))


def _slot_start(at: datetime, ttl: timedelta) -> datetime:
    seconds = max(int(ttl.total_seconds()), 1)
    timestamp = int(at.timestamp())
    return datetime.fromtimestamp(timestamp - timestamp % seconds, tz=at.tzinfo)
