"""Export a decided case of one's own organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from badgeservice.accounts.actor import Actor
from badgeservice.recognition.case_book import CaseBook
from badgeservice.recognition.cases import Case
from badgeservice.recognition.casework import find_case
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.ehoks import ehoks_export
from badgeservice.recognition.exports.facts import Export, ExportFormat, Facts, facts_of
from badgeservice.recognition.exports.koski import koski_export
from badgeservice.recognition.exports.micro_credential import europass_export
from badgeservice.recognition.exports.uas import uas_export

_EXPORTS: Final[Mapping[ExportFormat, Callable[[Facts], Export]]] = {
    ExportFormat.KOSKI: koski_export,
    ExportFormat.EHOKS: ehoks_export,
    ExportFormat.UAS: uas_export,
    ExportFormat.EUROPASS: europass_export,
}


def export(case: Case, wanted: ExportFormat, details: ExportDetails) -> Export:
    """Return a decided case in the words of a register.

    Raises:
        ExportNotPossibleError: the case is not decided for the learner, or does not fit the format.
        ExportIncompleteError: something is missing; every single thing is named.
        ExportInvalidError: what came out is not what the register takes.
    """
    return _EXPORTS[wanted](facts_of(case, details))


def export_case(
    case_id: str, wanted: ExportFormat, details: ExportDetails, *, actor: Actor, book: CaseBook
) -> Export:
    """Return a case of the actor's own organisation in the words of a register.

    Raises:
        NotPermittedError: the actor may not see cases.
        CaseNotFoundError: there is no such case.
        ExportNotPossibleError: the case is not decided for the learner, or does not fit the format.
        ExportIncompleteError: something is missing; every single thing is named.
        ExportInvalidError: what came out is not what the register takes.
    """
    return export(find_case(case_id, actor=actor, book=book), wanted, details)
