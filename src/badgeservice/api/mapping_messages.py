"""What is sent and answered about mappings."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from badgeservice.api.dependencies import etag_of
from badgeservice.api.wire import Answer, Message
from badgeservice.library.documents import Line
from badgeservice.library.mapping_documents import Agreement, Mapping, MappingStatus
from badgeservice.recognition.agreeing import Consent
from badgeservice.recognition.errors import MappingFault
from badgeservice.recognition.mapping_book import KeptMapping
from badgeservice.recognition.mapping_rules import missing_parties


class ProposalMessage(Mapping):
    """A mapping to be proposed. It begins as a proposal that nobody has agreed to."""

    status: MappingStatus = MappingStatus.PROPOSED
    """Left out, or "proposed"; whatever is sent, it begins as a proposal."""
    agreements: tuple[Agreement, ...] = ()
    """Left out; agreements are given by the parties, each for itself."""

    def mapping(self) -> Mapping:
        """Return the mapping that is proposed."""
        return Mapping.model_validate(self.model_dump())


class ConsentMessage(Message):
    """Who agrees, in whose name."""

    organisation: Line = Field(
        description="Name of the organisation that agrees, as people know it",
        examples=["Kotkan ammattiopisto"],
    )
    by: Line = Field(description="The person or body that decided it", examples=["Rehtori"])

    def consent(self) -> Consent:
        """Return the consent that this message gives."""
        return Consent(organisation=self.organisation, by=self.by)


class MappingStatusMessage(Message):
    """Where a mapping shall be in its life."""

    status: Literal[MappingStatus.AGREED, MappingStatus.SUSPENDED, MappingStatus.ENDED] = Field(
        description="agreed ⇄ suspended, and from anywhere to ended, for good"
    )


class MappingAnswer(Answer):
    """One version of a mapping. To change its status, send `etag` in If-Match."""

    organisation_id: str = Field(description="The college whose mapping it is")
    mapping: Mapping
    missing_parties: list[str] = Field(description="Who has not agreed yet")
    etag: str
    updated_at: datetime
    updated_by: str = Field(description="The client that wrote it")

    @classmethod
    def of(cls, kept: KeptMapping) -> MappingAnswer:
        """Return the answer about a mapping."""
        return cls(
            organisation_id=kept.organisation_id,
            mapping=kept.mapping,
            missing_parties=list(missing_parties(kept.mapping)),
            etag=etag_of(kept.revision),
            updated_at=kept.updated_at,
            updated_by=kept.updated_by,
        )


class MappingFaultAnswer(Answer):
    """One thing in a mapping that cannot be true, or cannot be known."""

    code: str = Field(description="Stable name of the fault", examples=["requirement-not-covered"])
    pointer: str = Field(description="JSON pointer into the mapping")
    detail: str

    @classmethod
    def of(cls, fault: MappingFault) -> MappingFaultAnswer:
        """Return the answer about a fault."""
        return cls(code=fault.code, pointer=fault.pointer, detail=fault.message)


class ProposalAnswer(Answer):
    """What a proposal came to: the mapping as it is kept or, of a dry run, its faults."""

    faults: list[MappingFaultAnswer] = Field(description="Everything that keeps it from being true")
    kept: MappingAnswer | None = Field(description="Null when nothing was written")
