"""Which errors of recognition become which answers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from badgeservice.api.problem_kinds import Problem, a_problem
from badgeservice.errors import BadgeServiceError
from badgeservice.recognition import errors as recognition

_S = HTTPStatus

# Errors that tell every fault of a document, each with a code and a pointer.
FAULTY: Final = (
    recognition.MappingInvalidError,
    recognition.DecisionInvalidError,
    recognition.ExportIncompleteError,
    recognition.ExportInvalidError,
)

RECOGNITION_PROBLEMS: Final[Mapping[type[BadgeServiceError], Problem]] = {
    recognition.UnitNotFoundError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "unit-not-found",
        "The unit is not in the library",
        "system",
        "code",
    ),
    recognition.UnitWithoutRequirementsError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "unit-without-requirements",
        "The unit's requirements are unknown",
        "system",
        "code",
    ),
    recognition.EvaluationPageNotFoundError: a_problem(
        _S.NOT_FOUND, "evaluation-page-not-found", "No such evaluation page"
    ),
    recognition.TrustNotFoundError: a_problem(
        _S.NOT_FOUND, "trust-not-found", "No such trust", "trust_id"
    ),
    recognition.RegistryNotFoundError: a_problem(
        _S.NOT_FOUND, "issuer-registry-not-found", "No such list of issuers"
    ),
    recognition.RegistryInvalidError: a_problem(
        _S.UNPROCESSABLE_ENTITY, "issuer-registry-invalid", "The list of issuers is not understood"
    ),
    recognition.TooManyRegistriesError: a_problem(
        _S.CONFLICT, "too-many-issuer-registries", "No more lists of issuers can be kept", "limit"
    ),
    recognition.BasisNotFoundError: a_problem(
        _S.NOT_FOUND, "basis-not-found", "The basis has not been imported", "system", "code"
    ),
    recognition.BasisEditionNotFoundError: a_problem(
        _S.NOT_FOUND,
        "basis-edition-not-found",
        "The basis has no such edition",
        "system",
        "code",
        "number",
    ),
    recognition.ExportNotPossibleError: a_problem(
        _S.CONFLICT, "export-not-possible", "The case has no such export", "case_id"
    ),
    recognition.ExportIncompleteError: a_problem(
        _S.UNPROCESSABLE_ENTITY, "export-incomplete", "The export lacks facts"
    ),
    recognition.ExportInvalidError: a_problem(
        _S.UNPROCESSABLE_ENTITY, "export-invalid", "The register would not take the export"
    ),
    # Mappings
    recognition.MappingNotFoundError: a_problem(
        _S.NOT_FOUND, "mapping-not-found", "No such mapping", "mapping_id", "version"
    ),
    recognition.MappingChangedError: a_problem(
        _S.PRECONDITION_FAILED,
        "precondition-failed",
        "Somebody changed it in between",
        "mapping_id",
    ),
    recognition.MappingStateError: a_problem(
        _S.CONFLICT,
        "mapping-state",
        "The mapping cannot take this step",
        "mapping_id",
        "status",
    ),
    recognition.MappingInvalidError: a_problem(
        _S.UNPROCESSABLE_ENTITY, "mapping-invalid", "The mapping contradicts itself"
    ),
    recognition.MappingCodeUnknownError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "mapping-code-unknown",
        "The mapping names something that is not there",
    ),
    recognition.MappingVersionDiffersError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "mapping-version-differs",
        "The mapping names another version than the one in force",
    ),
    recognition.BasisNotInForceError: a_problem(
        _S.UNPROCESSABLE_ENTITY, "basis-not-in-force", "The basis serves nobody any more"
    ),
    recognition.CreditUnitDiffersError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "credit-unit-differs",
        "Competence points and ECTS credits are not the same",
    ),
    recognition.ParticipationMappedError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "participation-mapped",
        "A participation badge does not show competence",
    ),
    recognition.UnitNotCoveredError: a_problem(
        _S.UNPROCESSABLE_ENTITY,
        "unit-not-covered",
        "The mapping does not cover the whole unit",
    ),
}
