"""Rules that need more than one field, or more than one document.

Every finding has a stable code. Errors stop an import and a publication; warnings are things that
somebody should know, such as a translation that nobody has written yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from badgeservice.library.catalogue import Catalogue, catalogue_of, is_public
from badgeservice.library.class_rules import check_class
from badgeservice.library.criteria_rules import check_criteria_set, check_unit
from badgeservice.library.documents import BadgeClass, CriteriaSet, LocalisedText, Unit
from badgeservice.library.errors import Finding
from badgeservice.library.files import PlacedDocument
from badgeservice.library.keys import DocumentKey, key_of
from badgeservice.library.pointers import step


def check_library(documents: Iterable[PlacedDocument]) -> tuple[Finding, ...]:
    """Return everything that is wrong with a library, ordered by file and line."""
    catalogue = catalogue_of(documents)
    found: list[Finding] = [*_duplicates(catalogue), *_version_gaps(catalogue)]
    for placed in catalogue.documents:
        found.extend(_missing_translations(placed, catalogue))
        found.extend(_document_findings(placed, catalogue))
    return tuple(sorted(found, key=lambda each: (each.file, each.line, each.pointer, each.code)))


def _document_findings(placed: PlacedDocument, catalogue: Catalogue) -> Iterator[Finding]:
    match placed.document:
        case Unit() as unit:
            yield from check_unit(unit, placed)
        case CriteriaSet() as criteria_set:
            yield from check_criteria_set(criteria_set, placed, catalogue)
        case BadgeClass() as badge_class:
            yield from check_class(badge_class, placed, catalogue)
        case _:
            return


def _duplicates(catalogue: Catalogue) -> Iterator[Finding]:
    first: dict[DocumentKey, PlacedDocument] = {}
    for placed in catalogue.documents:
        key = key_of(placed.document)
        earlier = first.setdefault(key, placed)
        if earlier is not placed:
            message = f"the {key} is in {earlier.file} already"
            yield placed.finding("", code="duplicate-document", message=message)


def _version_gaps(catalogue: Catalogue) -> Iterator[Finding]:
    versions: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for placed in catalogue.documents:
        if isinstance(placed.document, CriteriaSet | BadgeClass):
            versions[placed.document.kind, placed.document.id].add(placed.document.version)
    for placed in catalogue.documents:
        document = placed.document
        if not isinstance(document, CriteriaSet | BadgeClass) or document.version == 1:
            continue
        if document.version - 1 not in versions[document.kind, document.id]:
            message = (
                f"version {document.version} follows no version {document.version - 1}; "
                "versions are counted 1, 2, 3, …"
            )
            yield placed.finding("/version", code="version-gap", message=message)


def _missing_translations(placed: PlacedDocument, catalogue: Catalogue) -> Iterator[Finding]:
    texts = tuple(_texts(placed.document, ""))
    for language in catalogue.languages:
        missing = [where for where, text in texts if getattr(text, language) is None]
        # Official texts are facts: all there is to do is to look whether the source has them now,
        # so that one line a unit says it.
        if missing and isinstance(placed.document, Unit):
            message = f"the source gave no text in {language} for {len(missing)} of {len(texts)}"
            yield _untranslated(placed, missing[0], message)
            continue
        for where in missing:
            yield _untranslated(placed, where, f"nobody has written this in {language} yet")


def _untranslated(placed: PlacedDocument, where: str, message: str) -> Finding:
    return placed.finding(where, code="translation-missing", message=message, is_error=False)


def _texts(value: object, where: str) -> Iterator[tuple[str, LocalisedText]]:
    if isinstance(value, LocalisedText):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _texts(getattr(value, name), step(where, field.alias or name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, member in enumerate(value):
            yield from _texts(member, step(where, index))


def check_change(
    kept: Iterable[PlacedDocument], newer: Sequence[PlacedDocument]
) -> tuple[Finding, ...]:
    """Return what is wrong once each of `newer` has taken the place of its kept state.

    Everything about the newer documents counts. Of kept ones only new errors do, and only where
    the world relies on them: a published class must not lose its criteria set, while drafts may be
    as broken as they were.
    """
    before = tuple(kept)
    files = {each.file for each in newer}
    public = {each.file for each in before if _is_public(each)} - files
    known = set(check_library(before))
    return tuple(
        finding
        for finding in check_library(_merged(before, newer))
        if finding.file in files
        or (finding.file in public and finding.is_error and finding not in known)
    )


def _merged(
    kept: Iterable[PlacedDocument], newer: Sequence[PlacedDocument]
) -> tuple[PlacedDocument, ...]:
    replaced = frozenset(key_of(each.document) for each in newer)
    staying = (each for each in kept if key_of(each.document) not in replaced)
    return (*newer, *staying)


def _is_public(placed: PlacedDocument) -> bool:
    document = placed.document
    return isinstance(document, CriteriaSet | BadgeClass) and is_public(document.status)
