"""What can go wrong with recognition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from badgeservice.errors import BadgeServiceError


class RecognitionError(BadgeServiceError):
    """Something about recognition."""


class UnitNotFoundError(RecognitionError):
    """The unit is not in the college's library."""

    def __init__(self, system: str, code: str) -> None:
        self.system = system
        self.code = code
        super().__init__(f"There is no unit {code} of {system} in this library; import it first.")


class UnitWithoutRequirementsError(RecognitionError):
    """Nothing can be compared with a unit whose requirements are unknown."""

    def __init__(self, system: str, code: str) -> None:
        self.system = system
        self.code = code
        super().__init__(f"The requirements of unit {code} of {system} are not known yet.")


class TrustNotFoundError(RecognitionError):
    """No such trust in this organisation."""

    def __init__(self, trust_id: str) -> None:
        self.trust_id = trust_id
        super().__init__(f"There is no trust {trust_id}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFault:
    """One thing in a mapping that cannot be true, or cannot be known.

    `code` is stable; `pointer` is a JSON pointer into the mapping.
    """

    code: str
    pointer: str
    message: str


class MappingNotFoundError(RecognitionError):
    """No such mapping, or none that the asker is a party to."""

    def __init__(self, mapping_id: str, version: int | None = None) -> None:
        self.mapping_id = mapping_id
        self.version = version
        which = "" if version is None else f" in version {version}"
        super().__init__(f"There is no mapping {mapping_id}{which} that you are a party to.")


class MappingChangedError(RecognitionError):
    """Somebody else wrote in between (If-Match did not match)."""

    def __init__(self, mapping_id: str, *, revision: int) -> None:
        self.mapping_id = mapping_id
        self.revision = revision
        super().__init__(
            f"The mapping {mapping_id} was changed by somebody else; it is at revision {revision}."
        )


class MappingStateError(RecognitionError):
    """A step that a mapping cannot take where it is in its life."""

    def __init__(self, mapping_id: str, *, status: str, reason: str) -> None:
        self.mapping_id = mapping_id
        self.status = status
        super().__init__(f"The mapping {mapping_id} is {status}: {reason}.")


class MappingInvalidError(RecognitionError):
    """A mapping says what cannot be true, or cannot be known. Nothing was written."""

    def __init__(self, faults: tuple[MappingFault, ...]) -> None:
        self.faults = faults
        super().__init__(faults[0].message)


class MappingCodeUnknownError(MappingInvalidError):
    """A mapping names something that is not there: a unit, a requirement, a class, a criterion."""


class MappingVersionDiffersError(MappingInvalidError):
    """A mapping names another version than the one in force."""


class BasisNotInForceError(MappingInvalidError):
    """A mapping is to a basis that serves nobody any more."""


class CreditUnitDiffersError(MappingInvalidError):
    """A mapping counts competence points where credits are counted, or the other way round."""


class ParticipationMappedError(MappingInvalidError):
    """A mapping lets presence count as competence."""


class UnitNotCoveredError(MappingInvalidError):
    """A mapping to a whole unit leaves requirements uncovered."""


_BY_CODE: Final[Mapping[str, type[MappingInvalidError]]] = {
    **dict.fromkeys(
        (
            "basis-unknown",
            "unit-unknown",
            "requirement-unknown",
            "sub-area-unknown",
            "class-unknown",
            "leaf-unknown",
            "criterion-unknown",
            "grade-unknown",
        ),
        MappingCodeUnknownError,
    ),
    "unit-version-differs": MappingVersionDiffersError,
    "requirement-version-differs": MappingVersionDiffersError,
    "basis-not-in-force": BasisNotInForceError,
    "credit-unit-differs": CreditUnitDiffersError,
    "participation-badge": ParticipationMappedError,
    "requirement-not-covered": UnitNotCoveredError,
    "requirement-not-always-covered": UnitNotCoveredError,
    "requirements-unknown": UnitNotCoveredError,
}


def mapping_invalid(faults: tuple[MappingFault, ...]) -> MappingInvalidError:
    """Return the error that fits the first of these faults and tells them all."""
    return _BY_CODE.get(faults[0].code, MappingInvalidError)(faults)


class BasisNotFoundError(RecognitionError):
    """The basis has not been imported."""

    def __init__(self, system: str, code: str) -> None:
        self.system = system
        self.code = code
        super().__init__(f"There is no basis {code} of {system} here; import it first.")


class BasisEditionNotFoundError(RecognitionError):
    """The basis has been imported, but not so often."""

    def __init__(self, system: str, code: str, *, number: int) -> None:
        self.system = system
        self.code = code
        self.number = number
        super().__init__(f"The basis {code} of {system} has no edition {number}.")


class EvaluationPageNotFoundError(RecognitionError):
    """No such page, or its time is over. Its address is a secret, so it is not told again."""

    def __init__(self) -> None:
        super().__init__("There is no such evaluation page, or its time is over.")


class CaseNotFoundError(RecognitionError):
    """No such case in this organisation."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"There is no case {case_id}.")


class CaseChangedError(RecognitionError):
    """Somebody else wrote in between (If-Match did not match)."""

    def __init__(self, case_id: str, *, version: int) -> None:
        self.case_id = case_id
        self.version = version
        super().__init__(
            f"The case {case_id} was changed by somebody else; it is at version {version}."
        )


class CaseStateError(RecognitionError):
    """A step that a case cannot take where it is."""

    def __init__(self, case_id: str, *, state: str, step: str) -> None:
        self.case_id = case_id
        self.state = state
        self.step = step
        super().__init__(f"The case {case_id} is {state}; the step {step!r} is not possible now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFault:
    """One thing that is wrong with a decision; `pointer` is a JSON pointer into it."""

    code: str
    pointer: str
    message: str


class DecisionInvalidError(RecognitionError):
    """A decision contradicts itself or its case. Nothing was written."""

    def __init__(self, faults: tuple[DecisionFault, ...]) -> None:
        self.faults = faults
        super().__init__(faults[0].message)


class LearnerNumberInvalidError(RecognitionError):
    """A learner number or study right number whose form or check digit is wrong."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"The number is wrong: {reason}.")


class BadgeUsedError(RecognitionError):
    """A badge was recognised before in the same study right."""

    def __init__(self, credential_id: str, case_id: str) -> None:
        self.credential_id = credential_id
        self.case_id = case_id
        super().__init__(
            f"The badge {credential_id} counted in the case {case_id} of the same study right."
        )


class NationalIdInBadgeError(RecognitionError):
    """A badge that was presented holds a personal identity code. Nothing was kept."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer
        super().__init__("The badge holds a personal identity code; nothing of it was kept.")


class LearnerNotFoundError(RecognitionError):
    """No case of such a learner in this organisation. The number is not repeated."""

    def __init__(self) -> None:
        super().__init__("There is no case of this learner.")


class EvidenceNotFoundError(RecognitionError):
    """A case has no badge of that index."""

    def __init__(self, case_id: str, index: int) -> None:
        self.case_id = case_id
        self.index = index
        super().__init__(f"The case {case_id} has no badge {index}.")


class CaseUndecidedError(RecognitionError):
    """Nothing was decided in the case, so there is nothing to write about."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"Nothing has been decided in the case {case_id} yet.")


class LetterTemplateInvalidError(RecognitionError):
    """A template for letters that cannot be filled in. `line` counts from 1; 0 is the whole."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        self.pointer = "/text"
        where = f"Line {line} of the template" if line else "The template"
        super().__init__(f"{where} cannot be used: {reason}.")


class WebhookNotFoundError(RecognitionError):
    """No such webhook in this organisation."""

    def __init__(self, webhook_id: str) -> None:
        self.webhook_id = webhook_id
        super().__init__(f"There is no webhook {webhook_id}.")


class WebhookDeliveryNotFoundError(RecognitionError):
    """No such delivery in this organisation, or its webhook was removed."""

    def __init__(self, delivery_id: str) -> None:
        self.delivery_id = delivery_id
        super().__init__(f"There is no delivery {delivery_id} to a webhook that is there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFault:
    """One thing that an export lacks, or that is wrong with it.

    `pointer` is a JSON pointer: into the request (`/details/…`) for what the college can add there,
    into the case (`/decision/…`, `/mapping/…`, `/evidence/…`) for what is missing in that, and into
    the exported document for what is wrong with that.
    """

    code: str
    pointer: str
    message: str


class ExportNotPossibleError(RecognitionError):
    """A case that is not decided for the learner, or a format that has no place for it."""

    def __init__(self, case_id: str, reason: str) -> None:
        self.case_id = case_id
        self.reason = reason
        super().__init__(f"The case {case_id} cannot be exported like that: {reason}")


class ExportIncompleteError(RecognitionError):
    """An export lacks facts; `faults` names every one."""

    def __init__(self, faults: tuple[ExportFault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.message for fault in faults))


class ExportInvalidError(RecognitionError):
    """What was put together is not what the register takes; it does not leave."""

    def __init__(self, faults: tuple[ExportFault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.message for fault in faults))


class RegistryNotFoundError(RecognitionError):
    """No such list of issuers."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no list of issuers named {key}.")


class TooManyRegistriesError(RecognitionError):
    """As many lists of issuers are kept as may be."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"No more than {limit} lists of issuers can be kept; remove one first.")


class RegistryInvalidError(RecognitionError):
    """What should be a list of issuers is none that is understood."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(
            f"The list of issuers is not understood at {pointer or 'its root'}: {reason}."
        )
