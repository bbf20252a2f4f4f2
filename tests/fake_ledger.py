"""The badge ledger and the key ring in memory."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from badgeservice.credentials.keys import PublicKey
from badgeservice.issuing.addresses import issuer_did
from badgeservice.issuing.errors import BadgeNotFoundError, SigningKeyMissingError
from badgeservice.issuing.ledger import (
    Badge,
    BadgeFilter,
    Below,
    Edition,
    PlannedBadge,
    RequestRecord,
    Revocation,
    SignedPlan,
    SigningKey,
    StatusListInfo,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.storage.errors import (
    SignedOtherwiseError,
    StorageConflictError,
)
from tests.fake_store import Ed25519Signer, FakeStore


class FakeBadgeLedger:
    """A `BadgeLedger` in memory."""

    def __init__(self, store: FakeStore, *, list_length: int) -> None:
        self._store = store
        self._list_length = list_length

    def request(self, organisation_id: str, key: str) -> RequestRecord | None:
        return self._store.requests.get((organisation_id, key))

    def add_request(self, record: RequestRecord) -> bool:
        self._store.require_writable(record.at)
        place = (record.organisation_id, record.key)
        if record.organisation_id not in self._store.organisations:
            raise StorageConflictError(f"no organisation {record.organisation_id}")
        return self._store.requests.setdefault(place, record) is record

    def edition(self, organisation_id: str) -> Edition | None:
        owner = self._store.organisations.get(organisation_id)
        if owner is None:
            return None
        keys = self._store.keys.get(organisation_id)
        return Edition(
            self._store.name,
            owner,
            self._store.revisions.get(organisation_id, 0),
            keys[0].public_key.multibase if keys else None,
        )

    def free_slots(
        self, organisation_id: str, purpose: StatusPurpose, *, count: int, below: Below
    ) -> tuple[StatusSlot, ...]:
        current = self._store.current_lists.get((organisation_id, purpose))
        if current is None:
            return ()
        length = self._store.lists[current].length
        guesses = dict.fromkeys(below(length) for _ in range(count))
        return tuple(
            StatusSlot(list_id=current, index=index, purpose=purpose)
            for index in guesses
            if (current, index) not in self._store.slots
        )

    def claim_slots(
        self,
        organisation_id: str,
        purpose: StatusPurpose,
        *,
        count: int,
        below: Below,
        wanted: Sequence[StatusSlot] = (),
    ) -> tuple[StatusSlot, ...]:
        self._store.require_writable()
        self._store.require_organisation(organisation_id)
        current = self._store.current_lists.get((organisation_id, purpose))
        if not wanted:
            return tuple([self._claim(organisation_id, purpose, below) for _ in range(count)])
        kept = {
            slot
            for slot in wanted
            if slot.list_id == current and (slot.list_id, slot.index) not in self._store.slots
        }
        self._store.slots.update({(slot.list_id, slot.index): "" for slot in kept})
        places = [*wanted, *([None] * (count - len(wanted)))]
        return tuple(
            slot if slot in kept else self._claim(organisation_id, purpose, below)
            for slot in places
        )

    def _claim(self, organisation_id: str, purpose: StatusPurpose, below: Below) -> StatusSlot:
        current = self._store.current_lists.get((organisation_id, purpose))
        if current is None:
            current = self._open_list(organisation_id, purpose, below)
        index = self._free_index(current, below)
        if index is None:
            current = self._open_list(organisation_id, purpose, below)
            index = below(self._list_length)
        self._store.slots[current, index] = ""
        return StatusSlot(list_id=current, index=index, purpose=purpose)

    def add_plans(self, plans: Sequence[PlannedBadge]) -> None:
        for plan in plans:
            self._add_plan(plan)

    def _add_plan(self, plan: PlannedBadge) -> None:
        self._store.require_writable(plan.planned_at, plan.proof_created)
        place = (plan.slot.list_id, plan.slot.index)
        info = self._store.lists.get(plan.slot.list_id)
        is_own = info is not None and info.organisation_id == plan.organisation_id
        if not is_own or plan.id in self._store.badges or self._store.slots.get(place) != "":
            raise StorageConflictError(f"badge {plan.id} or its slot")
        self._store.slots[place] = plan.id
        self._store.badges[plan.id] = Badge(
            plan=plan, secured=None, revocation=None, suspension=None
        )

    def record_signatures(self, signed: Sequence[SignedPlan], *, at: datetime) -> None:
        self._store.require_writable(at)
        for each in signed:
            badge = self._require(each.plan.id)
            if badge.secured not in (None, each.secured):
                raise SignedOtherwiseError(badge.id)
            self._store.badges[badge.id] = Badge(
                plan=badge.plan,
                secured=each.secured,
                revocation=badge.revocation,
                suspension=badge.suspension,
            )

    def badge(self, badge_id: str) -> Badge | None:
        return self._store.badges.get(badge_id)

    def badges_by_id(self, ids: Sequence[str]) -> tuple[Badge, ...]:
        return tuple(self._require(badge_id) for badge_id in ids)

    def badges(
        self,
        organisation_id: str,
        *,
        matching: BadgeFilter,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Badge, ...]:
        found = [
            badge
            for badge in sorted(self._store.badges.values(), key=_age, reverse=True)
            if badge.plan.organisation_id == organisation_id
            and matching.class_id in (None, badge.plan.class_id)
            and matching.state in (None, badge.state)
            and (after is None or _age(badge) < after)
        ]
        return tuple(found[:limit])

    def unsigned_plans(self, *, limit: int) -> tuple[PlannedBadge, ...]:
        found = sorted(self._store.badges.values(), key=_age)
        return tuple(badge.plan for badge in found if badge.secured is None)[:limit]

    def add_revocation(self, revocation: Revocation) -> bool:
        self._store.require_writable(revocation.revoked_at)
        badge = self._require(revocation.badge_id)
        if badge.revocation is not None:
            return False
        self._change(replace(badge, revocation=revocation))
        return True

    def add_suspension(self, suspension: Suspension) -> bool:
        self._store.require_writable(suspension.suspended_at)
        badge = self._require(suspension.badge_id)
        if badge.suspension is not None:
            return False
        self._change(replace(badge, suspension=suspension))
        return True

    def end_suspension(self, badge_id: str, *, by: str, at: datetime) -> bool:
        self._store.require_writable(at)
        badge = self._store.badges.get(badge_id)
        if badge is None or badge.suspension is None:
            return False
        self._change(replace(badge, suspension=None))
        return True

    def status_list(self, list_id: str) -> StatusListInfo | None:
        return self._store.lists.get(list_id)

    def marked_indices(self, list_id: str) -> frozenset[int]:
        return frozenset(
            badge.plan.slot.index
            for badge in self._store.badges.values()
            if badge.plan.slot.list_id == list_id and (badge.revocation or badge.suspension)
        )

    def _require(self, badge_id: str) -> Badge:
        badge = self._store.badges.get(badge_id)
        if badge is None:
            raise BadgeNotFoundError(badge_id)
        return badge

    def _change(self, badge: Badge) -> None:
        self._store.badges[badge.id] = badge
        info = self._store.lists[badge.plan.slot.list_id]
        self._store.lists[info.id] = replace(info, version=info.version + 1)

    def _free_index(self, list_id: str, below: Below) -> int | None:
        length = self._store.lists[list_id].length
        for _ in range(8):
            guess = below(length)
            if (list_id, guess) not in self._store.slots:
                return guess
        free = [index for index in range(length) if (list_id, index) not in self._store.slots]
        return free[below(len(free))] if free else None

    def _open_list(self, organisation_id: str, purpose: StatusPurpose, below: Below) -> str:
        content = below(256**16).to_bytes(16, "big")
        list_id = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
        self._store.lists[list_id] = StatusListInfo(
            id=list_id,
            organisation_id=organisation_id,
            purpose=purpose,
            length=self._list_length,
            version=1,
        )
        self._store.current_lists[organisation_id, purpose] = list_id
        return list_id


class FakeKeyRing:
    """A `KeyRing` in memory. Its keys are the same in every run."""

    def __init__(self, store: FakeStore, *, origin: str) -> None:
        self._store = store
        self._origin = origin

    def create(self, organisation_id: str, *, at: datetime, by: str | None = None) -> PublicKey:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)
        earlier = self._store.keys.get(organisation_id, ())
        seed = hashlib.sha256(f"{organisation_id}/{len(earlier)}".encode()).digest()
        signer = Ed25519Signer(seed)
        self._store.keys[organisation_id] = (signer, *earlier)
        return signer.public_key

    def current(self, organisation_id: str) -> SigningKey:
        for key in self._keys(organisation_id):
            return key
        raise SigningKeyMissingError(organisation_id)

    def key_for(self, organisation_id: str, verification_method: str) -> SigningKey:
        for key in self._keys(organisation_id):
            if key.verification_method == verification_method:
                return key
        raise SigningKeyMissingError(organisation_id)

    def public_keys(self, organisation_id: str) -> tuple[PublicKey, ...]:
        return tuple(signer.public_key for signer in self._store.keys.get(organisation_id, ()))

    def _keys(self, organisation_id: str) -> Iterator[SigningKey]:
        did = issuer_did(self._origin, organisation_id)
        for signer in self._store.keys.get(organisation_id, ()):
            method = f"{did}#{signer.public_key.multibase}"
            yield SigningKey(signer=signer, verification_method=method)


def _age(badge: Badge) -> tuple[datetime, str]:
    return (badge.plan.planned_at, badge.id)
