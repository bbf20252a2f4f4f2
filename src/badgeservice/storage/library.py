"""The library on SQL. A document is kept as canonical JSON, beside the columns it is found by."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Final, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Row,
    Select,
    and_,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    BadgeKind,
    CriteriaSet,
    LibraryDescription,
    Status,
    Unit,
    UnitRef,
    VersionRef,
)
from badgeservice.library.errors import DocumentNotFoundError
from badgeservice.library.shelf import ClassFacts, ClassVersion, Kept, PublishedClass, Versioned
from badgeservice.storage.audit import Act, AuditRecord, append
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.tables import extension_context, library_document, organisation

_Document: TypeAlias = CriteriaSet | BadgeClass | Unit | LibraryDescription
_Statement: TypeAlias = Select[*tuple[object, ...]]
_Row: TypeAlias = Row[*tuple[object, ...]]
_Result: TypeAlias = CursorResult[*tuple[object, ...]]

_ANY_DOCUMENT: Final[TypeAdapter[_Document]] = TypeAdapter(AnyDocument)
_NO_VERSION: Final = 0
_ANSWERED_FOR: Final = (Status.PUBLISHED, Status.RETIRED)
_TABLE: Final = library_document.c


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a document stands in an organisation's library."""

    kind: str
    key: str
    version: int


class SqlLibraryShelf:
    """The libraries of all organisations, inside one transaction (a `LibraryShelf`).

    A transaction that writes holds the organisation from its first read on, and one that only reads
    sees one snapshot. So what was read stays true until this transaction itself writes.
    """

    def __init__(self, connection: Connection, *, locks: OrganisationLocks) -> None:
        self._connection = connection
        self._locks = locks
        # A batch asks for the same few classes and units a hundred times.
        self._known_units: dict[tuple[str, UnitRef], Kept | None] = {}
        self._known_classes: dict[tuple[str, str, int | None], PublishedClass | None] = {}

    def description(self, organisation_id: str) -> Kept | None:
        """Return what the library is, or None before it was described."""
        return self._kept(organisation_id, _description_place())

    def unit(self, organisation_id: str, ref: UnitRef) -> Kept | None:
        """Return the newest version of a unit (an unknown version counts as oldest)."""
        if (organisation_id, ref) in self._known_units:
            return self._known_units[organisation_id, ref]
        statement = (
            _documents(organisation_id)
            .where(_TABLE.kind == "unit", _TABLE.key == _unit_key(ref))
            .order_by(_TABLE.version.desc())
            .limit(1)
        )
        row = self._read(organisation_id, statement).first()
        found = None if row is None else _kept(row)
        self._known_units[organisation_id, ref] = found
        return found

    def criteria_set(self, organisation_id: str, set_id: str, version: int) -> Kept | None:
        """Return one version of a criteria set."""
        place = _Place(kind="criteria-set", key=set_id, version=version)
        return self._kept(organisation_id, place)

    def badge_class(self, organisation_id: str, class_id: str, version: int) -> Kept | None:
        """Return one version of a badge class."""
        place = _Place(kind="badge-class", key=class_id, version=version)
        return self._kept(organisation_id, place)

    def newest_published(self, organisation_id: str, class_id: str) -> PublishedClass | None:
        """Return the newest version of a class whose status is published (not retired)."""
        if (organisation_id, class_id, None) in self._known_classes:
            return self._known_classes[organisation_id, class_id, None]
        statement = (
            _classes(organisation_id, class_id)
            .where(_TABLE.status == Status.PUBLISHED)
            .order_by(_TABLE.version.desc())
            .limit(1)
        )
        found = self._published(organisation_id, statement)
        self._known_classes[organisation_id, class_id, None] = found
        return found

    def published_class(
        self, organisation_id: str, class_id: str, version: int
    ) -> PublishedClass | None:
        """Return one published or retired version of a class, whoever asks."""
        if (organisation_id, class_id, version) in self._known_classes:
            return self._known_classes[organisation_id, class_id, version]
        statement = _classes(organisation_id, class_id).where(
            _TABLE.version == version, _TABLE.status.in_(_ANSWERED_FOR)
        )
        found = self._published(organisation_id, statement)
        self._known_classes[organisation_id, class_id, version] = found
        return found

    def published_versions(self, organisation_id: str, class_id: str) -> tuple[PublishedClass, ...]:
        """Return every published or retired version of a class, oldest first, whoever asks."""
        statement = (
            select(_TABLE.version)
            .where(
                _TABLE.organisation_id == organisation_id,
                _TABLE.kind == "badge-class",
                _TABLE.key == class_id,
                _TABLE.status.in_(_ANSWERED_FOR),
            )
            .order_by(_TABLE.version)
        )
        versions = self._connection.execute(statement).scalars().all()
        found = (self.published_class(organisation_id, class_id, each) for each in versions)
        return tuple(each for each in found if each is not None)

    def class_facts(self, versions: Collection[ClassVersion]) -> Mapping[ClassVersion, ClassFacts]:
        """Return what badges of these versions show, of all that are published or retired."""
        classes = self._contents("badge-class", {(*astuple(each),) for each in versions})
        wanted = {place: BadgeClass.model_validate_json(text) for place, text in classes.items()}
        pinned = {
            (place[0], each.criteria_set.id, each.criteria_set.version)
            for place, each in wanted.items()
        }
        sets = {
            place: CriteriaSet.model_validate_json(text)
            for place, text in self._contents("criteria-set", pinned).items()
        }
        return {
            ClassVersion(*place): _facts(
                each, sets[place[0], each.criteria_set.id, each.criteria_set.version]
            )
            for place, each in wanted.items()
        }

    def _contents(
        self, kind: str, places: set[tuple[str, str, int]]
    ) -> dict[tuple[str, str, int], str]:
        """Return the texts of published or retired documents of one kind."""
        if not places:
            return {}
        columns = (_TABLE.organisation_id, _TABLE.key, _TABLE.version)
        statement = select(*columns, _TABLE.content).where(
            _TABLE.kind == kind,
            _TABLE.status.in_(_ANSWERED_FOR),
            tuple_(*columns).in_(sorted(places)),
        )
        rows = self._connection.execute(statement)
        return {(row.organisation_id, row.key, row.version): row.content for row in rows}

    def context(self, organisation_id: str, ref: VersionRef) -> ExtensionContext | None:
        """Return a context that the organisation registered."""
        kept = extension_context.c
        statement = select(kept.url, kept.content, kept.sha256).where(
            kept.organisation_id == organisation_id,
            kept.name == ref.id,
            kept.version == ref.version,
        )
        row = self._read(organisation_id, statement).first()
        return None if row is None else ExtensionContext(row.url, row.content, row.sha256)

    def all_documents(
        self, organisation_id: str, *, kind: str | None = None, status: Status | None = None
    ) -> tuple[Kept, ...]:
        """Return every document, ordered by kind, id and version."""
        statement = _documents(organisation_id).order_by(_TABLE.kind, _TABLE.key, _TABLE.version)
        if kind is not None:
            statement = statement.where(_TABLE.kind == kind)
        if status is not None:
            statement = statement.where(_TABLE.status == status)
        return tuple(_kept(row) for row in self._read(organisation_id, statement))

    def put(self, organisation_id: str, document: _Document, *, at: datetime, by: str) -> Kept:
        """Write a document, over the one with the same kind, id and version if there is one.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """
        self._forget_known()
        place = _place(document)
        revision = self._next_revision(organisation_id)
        values = {
            "status": getattr(document, "status", None),
            "content": _canonical(document),
            "revision": revision,
            "updated_at": at,
            "updated_by": by,
        }
        replaced = self._connection.execute(
            update(library_document).where(_at_place(organisation_id, place)).values(**values)
        )
        if replaced.rowcount == 0:
            self._connection.execute(
                insert(library_document).values(
                    organisation_id=organisation_id,
                    kind=place.kind,
                    key=place.key,
                    version=place.version,
                    **values,
                )
            )
        record = AuditRecord(
            organisation_id=organisation_id,
            client_id=by,
            act=Act.DOCUMENT_WRITTEN,
            object=f"{place.kind}/{place.key}/{place.version}",
            at=at,
        )
        append(self._connection, record)
        return Kept(document=document, revision=revision, updated_at=at, updated_by=by)

    def remove(self, organisation_id: str, document: Versioned) -> None:
        """Forget a draft.

        Raises:
            DocumentNotFoundError: it is not kept, or badges may have been issued from it.
        """
        self._forget_known()
        place = _place(document)
        removed = self._connection.execute(
            delete(library_document).where(
                _at_place(organisation_id, place), _TABLE.status.not_in(_ANSWERED_FOR)
            )
        )
        if removed.rowcount == 0:
            raise DocumentNotFoundError(place.kind, f"{place.key}/{place.version}")

    def _next_revision(self, organisation_id: str) -> int:
        counted = self._connection.execute(
            update(organisation)
            .where(organisation.c.id == organisation_id)
            .values(library_revision=organisation.c.library_revision + 1)
            .returning(organisation.c.library_revision)
        ).first()
        if counted is None:
            raise OrganisationNotFoundError(organisation_id)
        return int(counted.library_revision)

    def _kept(self, organisation_id: str, place: _Place) -> Kept | None:
        statement = select(library_document).where(_at_place(organisation_id, place))
        row = self._read(organisation_id, statement).first()
        return None if row is None else _kept(row)

    def _read(self, organisation_id: str, statement: _Statement) -> _Result:
        self._locks.hold_to_write(organisation_id)
        return self._connection.execute(statement)

    def _forget_known(self) -> None:
        self._known_units.clear()
        self._known_classes.clear()

    def _published(self, organisation_id: str, statement: _Statement) -> PublishedClass | None:
        row = self._read(organisation_id, statement).first()
        if row is None:
            return None
        badge_class = BadgeClass.model_validate_json(row.content)
        pinned = badge_class.criteria_set
        kept = self.criteria_set(organisation_id, pinned.id, pinned.version)
        if kept is None or not isinstance(kept.document, CriteriaSet):
            raise DocumentNotFoundError("criteria-set", f"{pinned.id}/{pinned.version}")
        return PublishedClass(
            organisation_id=organisation_id,
            badge_class=badge_class,
            criteria_set=kept.document,
            context=self._used_context(organisation_id, badge_class),
        )

    def _used_context(
        self, organisation_id: str, badge_class: BadgeClass
    ) -> ExtensionContext | None:
        if badge_class.extensions is None:
            return None
        ref = badge_class.extensions.context
        found = self.context(organisation_id, ref)
        if found is None:
            raise DocumentNotFoundError("extension-context", f"{ref.id}/{ref.version}")
        return found


def _facts(badge_class: BadgeClass, criteria_set: CriteriaSet) -> ClassFacts:
    return ClassFacts(
        is_participation=badge_class.badge_kind is BadgeKind.PARTICIPATION,
        evidence_kinds=frozenset(
            kind.value for each in criteria_set.criteria for kind in each.evidence_kinds
        ),
    )


def _documents(organisation_id: str) -> _Statement:
    return select(library_document).where(_TABLE.organisation_id == organisation_id)


def _classes(organisation_id: str, class_id: str) -> _Statement:
    return _documents(organisation_id).where(_TABLE.kind == "badge-class", _TABLE.key == class_id)


def _at_place(organisation_id: str, place: _Place) -> ColumnElement[bool]:
    return and_(
        _TABLE.organisation_id == organisation_id,
        _TABLE.kind == place.kind,
        _TABLE.key == place.key,
        _TABLE.version == place.version,
    )


def _place(document: _Document) -> _Place:
    if isinstance(document, LibraryDescription):
        return _description_place()
    if isinstance(document, Unit):
        version = _NO_VERSION if document.version is None else document.version
        return _Place(kind=document.kind, key=_unit_key(document.ref), version=version)
    return _Place(kind=document.kind, key=document.id, version=document.version)


def _description_place() -> _Place:
    # An organisation has one library, whatever its id is.
    return _Place(kind="library", key="library", version=_NO_VERSION)


def _unit_key(ref: UnitRef) -> str:
    return f"{ref.system}/{ref.code}"


def _canonical(document: _Document) -> str:
    content = document.model_dump(mode="json", by_alias=True)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _kept(row: _Row) -> Kept:
    return Kept(
        document=_ANY_DOCUMENT.validate_json(row.content),
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
