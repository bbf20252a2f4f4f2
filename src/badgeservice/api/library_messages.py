"""What is sent and answered about the library, besides its documents themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Final, Generic, Literal, TypeAlias, TypeVar, cast

from pydantic import Field, JsonValue

from badgeservice.api.wire import Answer, HttpUrl, Message
from badgeservice.library.changes import Change, FieldChange
from badgeservice.library.documents import (
    AnyDocument,
    BadgeClass,
    CriteriaSet,
    LibraryDescription,
    Line,
    Source,
    Status,
    Unit,
)
from badgeservice.library.errors import Finding
from badgeservice.library.keys import DocumentKey, key_of
from badgeservice.library.shelf import Kept
from badgeservice.library.transfer import ImportPlan

D = TypeVar("D")

MAXIMUM_DOCUMENTS: Final = 500
Kind: TypeAlias = Literal["library", "unit", "criteria-set", "badge-class"]


class KeptAnswer(Answer, Generic[D]):
    """A document in a list. To change it, send `etag` in If-Match."""

    document: D
    etag: str
    updated_at: datetime
    updated_by: str = Field(description="The client that wrote it")


class CountsAnswer(Answer):
    """How many documents there are, every version counted."""

    units: int
    criteria_sets: int
    badge_classes: int
    published_badge_classes: int


class LibraryAnswer(Answer):
    """What the library is, and how much is in it."""

    description: LibraryDescription | None = Field(description="Null before it was described")
    counts: CountsAnswer

    @classmethod
    def of(cls, kept: tuple[Kept, ...], description: Kept | None) -> LibraryAnswer:
        """Return the answer about a whole library."""
        documents = [each.document for each in kept]
        classes = [each for each in documents if isinstance(each, BadgeClass)]
        described = description.document if description else None
        return cls(
            description=described if isinstance(described, LibraryDescription) else None,
            counts=CountsAnswer(
                units=sum(isinstance(each, Unit) for each in documents),
                criteria_sets=sum(isinstance(each, CriteriaSet) for each in documents),
                badge_classes=len(classes),
                published_badge_classes=sum(each.status is Status.PUBLISHED for each in classes),
            ),
        )


class StatusMessage(Message):
    """The step that a document shall take in its life."""

    status: Status = Field(
        description="draft → in-review → draft or published → retired. Publishing and retiring "
        "need the scope library:publish."
    )


class ImportMessage(Message):
    """Documents that come into the library together: all of them, or none."""

    documents: Annotated[list[AnyDocument], Field(min_length=1, max_length=MAXIMUM_DOCUMENTS)]


class SourceMessage(Message):
    """Where a register document was fetched."""

    title: Line = "ePerusteet, Finnish National Agency for Education"
    url: HttpUrl | None = None


class RegisterImportMessage(Message):
    """A document of a national register, exactly as the register answers it."""

    document: dict[str, JsonValue] | list[JsonValue] = Field(
        description="A basis (peruste) or unit (tutkinnon osa) of ePerusteet, or national badges "
        "(osaamismerkit)"
    )
    source: SourceMessage = SourceMessage()

    def described_source(self, *, today: date) -> Source:
        """Return the source that the imported units name."""
        return Source(title=self.source.title, url=self.source.url, retrieved=today)


class DocumentKeyAnswer(Answer):
    """Which document is meant."""

    kind: Kind
    id: str
    version: int | None

    @classmethod
    def of(cls, key: DocumentKey) -> DocumentKeyAnswer:
        """Return the answer about a key."""
        return cls(kind=cast("Kind", key.kind), id=key.id, version=key.version)


class FieldChangeAnswer(Answer):
    """One thing that changes in a document."""

    pointer: str
    change: Change
    words: str
    old: JsonValue
    new: JsonValue

    @classmethod
    def of(cls, change: FieldChange) -> FieldChangeAnswer:
        """Return the answer about a change."""
        return cls(
            pointer=change.pointer,
            change=change.change,
            words=change.words,
            old=change.old,
            new=change.new,
        )


class ContentChangeAnswer(Answer):
    """A document whose content changes."""

    document: DocumentKeyAnswer
    changes: list[FieldChangeAnswer]


class StatusChangeAnswer(Answer):
    """A document whose status changes."""

    document: DocumentKeyAnswer
    before: Status
    after: Status


class FindingAnswer(Answer):
    """One thing found in the documents of a library. Warnings stop nothing."""

    file: str = Field(description="The document, by where it lies in a library's folder")
    pointer: str = Field(description="JSON pointer into the request, or into the kept document")
    code: str
    message: str
    is_error: bool

    @classmethod
    def of(cls, finding: Finding) -> FindingAnswer:
        """Return the answer about a finding."""
        return cls(
            file=finding.file,
            pointer=finding.pointer,
            code=finding.code,
            message=finding.message,
            is_error=finding.is_error,
        )


class ImportAnswer(Answer):
    """What an import does or, with `dryRun`, would do."""

    applied: bool = Field(description="False: nothing was written")
    applicable: bool = Field(description="Whether no finding is an error")
    created: list[DocumentKeyAnswer]
    changed: list[ContentChangeAnswer]
    status_changes: list[StatusChangeAnswer]
    unchanged: list[DocumentKeyAnswer]
    findings: list[FindingAnswer]

    @classmethod
    def of(cls, plan: ImportPlan, *, applied: bool) -> ImportAnswer:
        """Return the answer that tells a plan."""
        return cls(
            applied=applied,
            applicable=plan.is_applicable,
            created=[DocumentKeyAnswer.of(key_of(each)) for each in plan.created],
            changed=[
                ContentChangeAnswer(
                    document=DocumentKeyAnswer.of(key_of(each.document)),
                    changes=[FieldChangeAnswer.of(change) for change in each.changes],
                )
                for each in plan.changed
            ],
            status_changes=[
                StatusChangeAnswer(
                    document=DocumentKeyAnswer.of(key_of(each.document)),
                    before=each.before,
                    after=each.after,
                )
                for each in plan.status_changes
            ],
            unchanged=[DocumentKeyAnswer.of(key_of(each)) for each in plan.unchanged],
            findings=[FindingAnswer.of(each) for each in plan.findings],
        )


class ExportAnswer(Answer):
    """A whole library, in the shape that an import takes."""

    documents: list[AnyDocument]


def day_of(moment: datetime) -> date:
    """Return the day of a moment, in UTC."""
    return moment.astimezone(UTC).date()
