"""Bases as documents: how those of any system are written, and read without code for that system.

A register with a JSON of its own gets a reader (as ePerusteet has one); every other system sends
its bases in this shape.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from badgeservice.credentials.strict_json import JsonObject, parse
from badgeservice.library.documents import (
    Code,
    Credits,
    Day,
    Document,
    LocalisedText,
    Requirement,
    Slug,
    Source,
    Text,
    UnitRef,
    Version,
)
from badgeservice.library.errors import RegisterDocumentError
from badgeservice.library.mapping_documents import RecordNumber
from badgeservice.library.pointers import pointer
from badgeservice.qualifications.bases import Basis, QualificationUnit, SubArea, UnitKind
from badgeservice.qualifications.eperusteet import basis_of

KIND: Final = "basis"
# The largest basis has some nine megabytes.
MAXIMUM_BYTES: Final = 10 * 1024 * 1024
_MOST_VALUES: Final = 1_000_000
_MOST_UNITS: Final = 2_000
_MOST_PARTS: Final = 1_000


class SubAreaDocument(Document):
    """A part of a common unit, with a code of its own."""

    code: Code
    version: Version | None = None
    name: LocalisedText
    compulsory: Credits | None = None
    optional: Credits | None = None
    language: Code | None = None


class UnitDocument(Document):
    """A unit of a basis. What is not known is left out, and never guessed."""

    code: Code
    version: Version | None = None
    kind: UnitKind = UnitKind.NATIONAL
    name: LocalisedText
    credits: Credits | None = None
    requirements: Annotated[tuple[Requirement, ...], Field(max_length=_MOST_PARTS)] = ()
    sub_areas: Annotated[tuple[SubAreaDocument, ...], Field(max_length=_MOST_PARTS)] = ()
    grade_scale: Code | None = None
    groups: tuple[Code, ...] = ()
    note: Text | None = None


class BasisDocument(Document):
    """A basis of any qualification system."""

    kind: Literal["basis"] = "basis"
    system: Slug
    code: RecordNumber
    name: LocalisedText
    qualifications: tuple[Code, ...] = ()
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    transition_until: Day | None = None
    replaces: tuple[RecordNumber, ...] = ()
    units: Annotated[tuple[UnitDocument, ...], Field(max_length=_MOST_UNITS)]

    def basis(self, source: Source) -> Basis:
        """Return the basis that this document describes."""
        return Basis(
            system=self.system,
            code=self.code,
            name=self.name,
            qualifications=self.qualifications,
            in_force_from=self.in_force_from,
            in_force_until=self.in_force_until,
            transition_until=self.transition_until,
            replaces=self.replaces,
            units=tuple(_unit(each, self.system) for each in self.units),
            source=source,
        )


def read_basis(content: bytes, *, source_url: str | None, retrieved: date) -> tuple[Basis, str]:
    """Return the basis that bytes hold, of ePerusteet or any system, and their hash.

    The hash is SHA-256 in hex, of the bytes as they came.

    Raises:
        JsonMalformedError: they are no JSON in the strict sense, or more than 10 MiB of it.
        RegisterDocumentError: they are no such document.
    """
    if not content:
        raise RegisterDocumentError("", "there is no document")
    value = parse(content, maximum_bytes=MAXIMUM_BYTES, maximum_nodes=_MOST_VALUES)
    sha256 = hashlib.sha256(content).hexdigest()
    if not isinstance(value, dict):
        raise RegisterDocumentError("", "a basis is an object")
    is_ours = value.get("kind") == KIND
    title = "A basis document" if is_ours else "ePerusteet"
    source = Source(title=title, url=source_url, retrieved=retrieved, sha256=sha256)
    return (_own(value, source) if is_ours else _of_eperusteet(value, source)), sha256


def _own(value: JsonObject, source: Source) -> Basis:
    document = _validated(value)
    codes = [unit.code for unit in document.units]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise RegisterDocumentError(pointer("units", index, "code"), f"{code} is there twice")
    return document.basis(source)


def _of_eperusteet(value: JsonObject, source: Source) -> Basis:
    try:
        basis = basis_of(value, source=source)
    except ValidationError as cause:
        raise RegisterDocumentError("", str(cause.errors()[0]["msg"])) from cause
    # What mappings and addresses name must be nameable.
    for where, text in _record_numbers(basis):
        _require(where, text, _Named)
    for where, text in _codes(basis):
        _require(where, text, _Coded)
    return basis


def _record_numbers(basis: Basis) -> Iterator[tuple[str, str]]:
    yield "/diaarinumero", basis.code
    for each in basis.replaces:
        yield "/korvattavatDiaarinumerot", each


def _codes(basis: Basis) -> Iterator[tuple[str, str]]:
    for each in basis.qualifications:
        yield "/koulutukset", each
    for unit in basis.units:
        for area in unit.sub_areas:
            yield "/tutkinnonOsat", area.code
            if area.language is not None:
                yield "/tutkinnonOsat", area.language


class _Named(Document):
    code: RecordNumber


class _Coded(Document):
    code: Code


def _require(where: str, text: str, model: type[_Named | _Coded]) -> None:
    try:
        model(code=text)
    except ValidationError as cause:
        raise RegisterDocumentError(where, "this is no code or record number") from cause


def _validated(value: JsonObject) -> BasisDocument:
    try:
        return BasisDocument.model_validate(value)
    except ValidationError as cause:
        first = cause.errors()[0]
        raise RegisterDocumentError(pointer(*first["loc"]), str(first["msg"])) from cause


def _unit(document: UnitDocument, system: str) -> QualificationUnit:
    return QualificationUnit(
        ref=UnitRef(system=system, code=document.code),
        version=document.version,
        kind=document.kind,
        name=document.name,
        credits=document.credits,
        requirements=document.requirements,
        sub_areas=tuple(
            SubArea(
                code=area.code,
                version=area.version,
                name=area.name,
                compulsory=area.compulsory,
                optional=area.optional,
                language=area.language,
            )
            for area in document.sub_areas
        ),
        grade_scale=document.grade_scale,
        groups=document.groups,
        note=document.note,
    )
