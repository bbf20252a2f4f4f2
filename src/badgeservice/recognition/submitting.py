"""Take a learner's application: verify the badges, weigh them, and freeze all of it as a case."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.credentials.strict_json import JsonValue, pointer_to
from badgeservice.issuing.national_id import holds_national_id
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.library.documents import Credits, Language
from badgeservice.library.mapping_documents import Mapping, WholeUnit
from badgeservice.library.shelf import LibraryShelf
from badgeservice.qualifications.bases import BasisShelf
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.case_documents import digest_of, outcome_document, trusts_document
from badgeservice.recognition.cases import (
    SUBMITTED,
    Case,
    CaseEvent,
    CaseState,
    FrozenBasis,
    FrozenEvidence,
)
from badgeservice.recognition.errors import MappingNotFoundError, NationalIdInBadgeError
from badgeservice.recognition.fitting import Desk, Enquiry, Fit, fit
from badgeservice.recognition.holding import PresentedBadge, SeenBadge
from badgeservice.recognition.learner_numbers import check_learner_number, check_study_right_number
from badgeservice.recognition.mapping_book import MappingBook
from badgeservice.recognition.outcomes import MappingOutcome
from badgeservice.recognition.trust import TrustBook
from badgeservice.recognition.used_badges import require_unused
from badgeservice.verification.document import report_document
from badgeservice.verification.sources import Sources

_CASE_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a learner asks of a college: badges toward the target of one of its mappings.

    `language` is the one for letters. With `recipient_email`, badges of anybody else do not count.
    `studying_under` is the code of the basis that the learner began under.
    """

    badges: tuple[PresentedBadge, ...]
    mapping_id: str
    language: Language
    learner_oid: str | None = None
    study_right_oid: str | None = None
    learner_name: str | None = None
    statement: str | None = None
    studying_under: str | None = None
    recipient_email: str | None = None


class CaseBooks(Protocol):
    """The ports that cases need, in one transaction."""

    @property
    def library(self) -> LibraryShelf:
        """Badge classes."""

    @property
    def bases(self) -> BasisShelf:
        """Bases and their units."""

    @property
    def mappings(self) -> MappingBook:
        """Mappings."""

    @property
    def trust(self) -> TrustBook:
        """Whom the college trusts."""

    @property
    def cases(self) -> CaseBook:
        """Cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where and when an application is taken, and through which ports.

    `new_sources` gives the sources for one badge, because they hold its budget of requests.
    """

    origin: str
    at: datetime
    random_bytes: Callable[[int], bytes]
    new_sources: Callable[[], Sources]
    open_books: Callable[[bool], AbstractContextManager[CaseBooks]]


def submit(
    application: Application, *, actor: Actor, request: IdempotentRequest | None, counter: Counter
) -> Case:
    """Open a case. With `request`, the same key and content give the case that the first call made.

    The books are closed while badges are verified, because that may ask the network.

    Raises:
        NotPermittedError: the actor may not work on cases.
        LearnerNumberInvalidError: a number has a wrong form or check digit.
        MappingNotFoundError: the college has no such mapping in use.
        NationalIdInBadgeError: a badge holds a personal identity code.
        BadgeUsedError: a badge that counts did so in the same study right already.
        IdempotencyKeyReusedError: the key came with other content before.
    """
    actor.require(Scope.RECOGNITION_DECIDE)
    _check_numbers(application)
    with counter.open_books(False) as books:
        known = _known(actor, request, books)
    if known is not None:
        return known
    case = _case(application, actor=actor, counter=counter)
    with counter.open_books(True) as books:
        # Again, now that nobody else writes: another one like it may have come meanwhile.
        known = _known(actor, request, books)
        if known is not None:
            return known
        require_unused(case, books.cases)
        event = CaseEvent(kind=SUBMITTED, by=actor.client_id, at=counter.at)
        books.cases.add_case(case, event, request)
    return case


def _check_numbers(application: Application) -> None:
    if application.learner_oid is not None:
        check_learner_number(application.learner_oid, "/learnerOid")
    if application.study_right_oid is not None:
        check_study_right_number(application.study_right_oid, "/studyRightOid")


def _known(actor: Actor, request: IdempotentRequest | None, books: CaseBooks) -> Case | None:
    if request is None:
        return None
    case_id = books.cases.case_of_request(actor.organisation_id, request)
    return None if case_id is None else books.cases.case(actor.organisation_id, case_id)


def _case(application: Application, *, actor: Actor, counter: Counter) -> Case:
    found = fit(
        Enquiry(
            badges=application.badges,
            mapping_id=application.mapping_id,
            studying_under=application.studying_under,
            recipient_email=application.recipient_email,
        ),
        # Who decides may look at what there is to decide about.
        actor=replace(actor, scopes=actor.scopes | {Scope.RECOGNITION_EVALUATE}),
        desk=Desk(
            origin=counter.origin,
            at=counter.at,
            new_sources=counter.new_sources,
            open_books=counter.open_books,
        ),
    )
    for seen in found.badges:
        _refuse_national_ids(seen.claims, pointer_to("/badges", seen.index))
    if not found.outcomes:
        raise MappingNotFoundError(application.mapping_id)
    outcome = max(found.outcomes, key=lambda each: each.mapping.version)
    return Case(
        id="case-" + base64.urlsafe_b64encode(counter.random_bytes(_CASE_ID_BYTES)).decode("ascii"),
        organisation_id=actor.organisation_id,
        version=1,
        state=CaseState.SUBMITTED,
        learner_oid=application.learner_oid,
        study_right_oid=application.study_right_oid,
        learner_name=application.learner_name,
        statement=application.statement,
        language=application.language,
        mapping_id=outcome.mapping.id,
        mapping_version=outcome.mapping.version,
        target_credits=_target_credits(outcome.mapping, actor, counter),
        evidence=tuple(_evidence(found, outcome, origin=counter.origin)),
        basis=_frozen_basis(found, outcome),
        decision=None,
        earlier_decisions=(),
        submitted_at=counter.at,
        updated_at=counter.at,
        studying_under=application.studying_under,
        recipient_email=application.recipient_email,
    )


def _refuse_national_ids(value: JsonValue, pointer: str) -> None:
    if isinstance(value, str):
        if holds_national_id(value):
            raise NationalIdInBadgeError(pointer)
    elif isinstance(value, dict):
        for below in value.values():
            _refuse_national_ids(below, pointer)
    elif isinstance(value, list):
        for below in value:
            _refuse_national_ids(below, pointer)


def _target_credits(mapping: Mapping, actor: Actor, counter: Counter) -> Credits | None:
    target = mapping.target
    if not isinstance(target, WholeUnit):
        return target.credits
    if mapping.basis is None:
        return None
    with counter.open_books(False) as books:
        edition = books.bases.newest(actor.organisation_id, target.unit.system, mapping.basis)
    unit = None if edition is None else edition.basis.unit(target.unit.code)
    return None if unit is None else unit.credits


def _evidence(found: Fit, outcome: MappingOutcome, *, origin: str) -> Iterator[FrozenEvidence]:
    """Freeze every badge that could be read; of one at an address without answer, nothing is."""
    leaves = [leaf for leaf in outcome.leaves if leaf.badge is not None and leaf.is_met]
    if outcome.is_satisfied:
        leaves = [leaf for leaf in leaves if leaf.leaf in outcome.taken]
    counted = {leaf.badge for leaf in leaves}
    for seen in found.badges:
        if seen.content is not None and seen.report is not None:
            is_counted = seen.index in counted
            yield _frozen(seen, seen.content, is_counted=is_counted, origin=origin)


def _frozen(seen: SeenBadge, content: bytes, *, is_counted: bool, origin: str) -> FrozenEvidence:
    report = {} if seen.report is None else report_document(seen.report, origin=origin)
    holds = seen.report is not None and seen.report.credential is not None
    return FrozenEvidence(
        content=content,
        content_sha256=hashlib.sha256(content).hexdigest(),
        report=report,
        report_sha256=digest_of(report),
        credential_id=seen.credential_id if holds else None,
        index=seen.index,
        counted=is_counted,
    )


def _frozen_basis(found: Fit, outcome: MappingOutcome) -> FrozenBasis:
    mapping = outcome.mapping.model_dump(mode="json", by_alias=True)
    trusts, evaluation = trusts_document(found.trusts), outcome_document(outcome)
    return FrozenBasis(
        mapping=mapping,
        mapping_sha256=digest_of(mapping),
        trusts=trusts,
        trusts_sha256=digest_of(trusts),
        evaluation=evaluation,
        evaluation_sha256=digest_of(evaluation),
    )
