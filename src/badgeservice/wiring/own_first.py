"""Ask our own books for what is ours, and the network for the rest."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import SourceUnavailableError
from badgeservice.verification.kept_lists import KeptList, KeptLists, NothingKept
from badgeservice.verification.known_issuers import KnownIssuers, NoLists
from badgeservice.verification.memory import Memory
from badgeservice.verification.sources import (
    BadgePages,
    DidDocuments,
    RegisteredContexts,
    Sources,
    StatusListCredentials,
)


class _Handles(Protocol):
    def handles(self, address: str, /) -> bool:
        """Ask whether an address is ours, whether or not anything is there."""


class OwnDidDocuments(DidDocuments, _Handles, Protocol):
    """DID documents of our own issuers."""


class OwnStatusLists(StatusListCredentials, _Handles, Protocol):
    """Status lists of our own issuers."""


class OwnBadges(BadgePages, _Handles, Protocol):
    """Our own badges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSources:
    """What our own books can answer."""

    did_documents: OwnDidDocuments
    status_lists: OwnStatusLists
    badges: OwnBadges
    contexts: RegisteredContexts
    kept_lists: KeptLists = field(default_factory=NothingKept)
    known_issuers: KnownIssuers = field(default_factory=NoLists)


def own_first(
    own: OwnSources,
    remote: Sources,
    *,
    memory: Memory,
    general: General = canonicalise_generally,
    turn: AbstractContextManager[object] | None = None,
) -> Sources:
    """Return sources for one verification that never ask the network about an address of ours.

    `memory` is that of the process, `general` its general path, and `turn` what is held in it
    during long work, if anything is.
    """
    first = _OwnFirst(own=own, remote=remote, asked={})
    return Sources(
        did_documents=first,
        status_lists=first,
        badges=first,
        controllers=first,
        published_keys=first,
        hosted=first,
        memory=memory,
        general=general,
        contexts=own.contexts,
        kept_lists=first,
        known_issuers=own.known_issuers,
        turn=turn or nullcontext(),
        # What is ours was not fetched from elsewhere.
        fetched=remote.fetched,
        landing=remote.landing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnFirst:
    own: OwnSources
    remote: Sources
    # One verification asks for the issuer's document twice: for the badge and for its status list.
    asked: dict[str, JsonObject]

    def did_document(self, did: str) -> JsonObject:
        if did not in self.asked:
            is_ours = self.own.did_documents.handles(did)
            source: DidDocuments = self.own.did_documents if is_ours else self.remote.did_documents
            self.asked[did] = source.did_document(did)
        return self.asked[did]

    def status_list_credential(self, url: str) -> JsonObject | bytes:
        is_ours = self.own.status_lists.handles(url)
        source: StatusListCredentials = (
            self.own.status_lists if is_ours else self.remote.status_lists
        )
        return source.status_list_credential(url)

    def badge(self, url: str) -> bytes:
        is_ours = self.own.badges.handles(url)
        source: BadgePages = self.own.badges if is_ours else self.remote.badges
        return source.badge(url)

    def keep(self, url: str, content: bytes, at: datetime) -> None:
        # Our own lists are made from the books, so there is never an old copy to fall back on.
        if not self.own.status_lists.handles(url):
            self.own.kept_lists.keep(url, content, at)

    def kept(self, url: str) -> KeptList | None:
        if self.own.status_lists.handles(url):
            return None
        return self.own.kept_lists.kept(url)

    def controller_document(self, url: str) -> JsonObject:
        self._require_elsewhere(url)
        return self.remote.controllers.controller_document(url)

    def key_set(self, url: str) -> JsonObject:
        self._require_elsewhere(url)
        return self.remote.published_keys.key_set(url)

    def key(self, url: str) -> JsonObject:
        self._require_elsewhere(url)
        return self.remote.published_keys.key(url)

    def _require_elsewhere(self, url: str) -> None:
        """Answer for ourselves: our issuers have DIDs, and list their keys nowhere else."""
        if self.own.badges.handles(url):
            raise SourceUnavailableError(url, "no keys are listed there", is_absent=True)

    def hosted_document(self, url: str) -> bytes:
        # None of ours is of the kind that counts for where it is; the badge at the address tells.
        if self.own.badges.handles(url):
            return self.own.badges.badge(url)
        return self.remote.hosted.hosted_document(url)
