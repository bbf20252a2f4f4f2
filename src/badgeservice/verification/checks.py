"""The checks that need nothing but the credential and the time. One function, one `Check`."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from badgeservice.credentials.canonical import (
    Canonical,
    Pending,
    RewrittenNameError,
    canonicalise_plain,
)
from badgeservice.credentials.data_models import VC_1_1, VC_2_0, DataModel
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.soundness import is_plainly_sound
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.errors import GeneralPathBusyError
from badgeservice.verification.kinds import OPEN_BADGE, kind_of
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import Sources

DEFAULT_CLOCK_SKEW: Final = timedelta(minutes=5)
_MAXIMUM_FAULTS_SHOWN: Final = 5
# What the specification describes and does not demand: said, and not held against a badge.
_BENIGN: Final = frozenset({"OB-DM-5"})
_NOTHING: Final[Mapping[int, bytes]] = {}
_CONTEXT_MISSING: Final = frozenset(
    {"signed-content.context-unknown", "signed-content.context-unreachable"}
)


def passed(name: str, message: str, *, code: str | None = None, pointer: str = "") -> Check:
    """Return a check that passed; its code is `<name>.ok` unless another is given."""
    return Check(
        name=name,
        outcome=Outcome.PASSED,
        code=code or f"{name}.ok",
        message=message,
        pointer=pointer,
    )


def failed(
    name: str, code: str, message: str, *, pointer: str = "", facts: JsonObject | None = None
) -> Check:
    """Return a check that failed."""
    return Check(
        name=name,
        outcome=Outcome.FAILED,
        code=f"{name}.{code}",
        message=message,
        pointer=pointer,
        facts=facts,
    )


def undetermined(
    name: str, code: str, message: str, *, pointer: str = "", facts: JsonObject | None = None
) -> Check:
    """Return a check that could not be made."""
    return Check(
        name=name,
        outcome=Outcome.UNDETERMINED,
        code=f"{name}.{code}",
        message=message,
        pointer=pointer,
        facts=facts,
    )


class _Any:
    """Contains everything."""

    def __contains__(self, _item: object) -> bool:
        return True


_ANY: Final = _Any()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The check of what a document says, and what later checks need of it.

    `document_hash` is the SHA-256 of its canonical form without proofs; `pending` and `known` are
    the parts to remember once all holds, and those remembered; `is_sound` tells of its shape (see
    `canonical.Canonical`). `contexts` are those it was read with.
    """

    check: Check
    document_hash: bytes | None = None
    pending: Pending = ()
    known: Mapping[int, bytes] = field(default_factory=dict)
    is_sound: bool = False
    contexts: Contexts = PINNED_CONTEXTS

    @property
    def extension_terms(self) -> Container[str]:
        """Members it may have beside those of the specification; any, where a context is missing.

        Such a document is no badge that holds here, but perhaps one that holds elsewhere.
        """
        return _ANY if self.check.code in _CONTEXT_MISSING else self.contexts.extension_terms


def read_content(
    document: JsonObject,
    *,
    sources: Sources,
    memory: Memory,
    contexts: Contexts = PINNED_CONTEXTS,
) -> Content:
    """Ask whether everything that a reader sees is what a signature can cover.

    Refused: terms that no context among `contexts` defines, aliases, keywords, relative
    identifiers, any form other than the compacted one, and graphs that take too much work.
    `memory` is where parts are kept and found.

    Spec: https://www.w3.org/TR/vc-data-integrity/#dataloss
    """
    name = "signed-content"
    try:
        return _content_of(_canonical(document, sources, memory, contexts), contexts)
    except GeneralPathBusyError as cause:
        check = undetermined(name, "busy", str(cause))
    except UnknownContextError as cause:
        check = undetermined(name, "context-unknown", str(cause), pointer=cause.pointer)
    except RewrittenNameError as cause:
        check = failed(name, cause.code, str(cause), pointer=cause.pointer)
    except UnsignedDataError as cause:
        check = failed(name, "unsigned-data", str(cause), pointer=cause.pointer)
    except UnsafeDocumentError as cause:
        check = failed(name, cause.code, str(cause), pointer=cause.pointer)
    except TooComplexError as cause:
        check = failed(name, "too-complex", str(cause))
    except CredentialError as cause:
        check = failed(name, "malformed", str(cause))
    return Content(check=check)


def read_plain_content(
    document: JsonObject, *, memory: Memory, contexts: Contexts = PINNED_CONTEXTS
) -> Content | None:
    """Return the same as `read_content` for a document in which that passes quickly, else None."""
    found = canonicalise_plain(_unsecured(document), cache=memory.parts, contexts=contexts)
    return None if found is None else _content_of(found, contexts)


def _canonical(
    document: JsonObject, sources: Sources, memory: Memory, contexts: Contexts
) -> Canonical:
    unsecured = _unsecured(document)
    with sources.turn:
        found = canonicalise_plain(unsecured, cache=memory.parts, contexts=contexts)
    # The general path is gone by somebody else, for whom one has to wait.
    return found or Canonical(sources.general(unsecured, contexts))


def _unsecured(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "proof"}


def _content_of(found: Canonical, contexts: Contexts) -> Content:
    return Content(
        check=_CONTENT_PASSED,
        document_hash=sha256(found.content).digest(),
        # A part that is remembered keeps its contexts in memory, and of these there may be many.
        pending=() if contexts.extensions else found.pending,
        known=found.recalled,
        is_sound=found.is_sound,
        contexts=contexts,
    )


def check_shape(
    document: JsonObject,
    *,
    known: Mapping[int, bytes] = _NOTHING,
    is_walked: bool = False,
    extension_terms: Container[str] = frozenset(),
) -> Check:
    """Ask whether the document has the shape of an Open Badges 3.0 credential of some kind.

    `known` are parts of it that were in order in another badge, and `is_walked` says that the
    walker saw that the members are; see `soundness`. `extension_terms` are members that it may have
    beside those of the specification.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-model
    """
    kind = kind_of(document)
    if kind is None:
        message = "This is no badge: its type must include AchievementCredential or its other name."
        return failed("shape", "not-a-badge", message, pointer="/type")
    if is_plainly_sound(document, known=known, is_walked=is_walked):
        return _SHAPE_PASSED
    found = find_shape_faults(document, extension_terms=extension_terms)
    faults = [fault for fault in found if fault.code not in _BENIGN]
    if not faults:
        good = _SHAPE_PASSED if kind == OPEN_BADGE else _ENDORSEMENT_PASSED
        return replace(good, facts={"findings": _shown(found)}) if found else good
    first = faults[0]
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return failed(
        "shape",
        first.code,
        first.message + more,
        pointer=first.pointer,
        facts={"faults": _shown(faults)},
    )


def _shown(faults: Sequence[ShapeFault]) -> list[JsonValue]:
    return [
        {"pointer": fault.pointer, "code": fault.code, "message": fault.message}
        for fault in faults[:_MAXIMUM_FAULTS_SHOWN]
    ]


def check_validity_period(
    document: JsonObject, *, at: datetime, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Check:
    """Ask whether `at` falls between when a credential begins and ends, both ends included.

    The dates of either edition of the data model count. Clocks differ, so each end is widened by
    `clock_skew`. The shape was checked before.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period
    """
    for model in (VC_2_0, VC_1_1):
        fault = _untimely(document, model, at, clock_skew)
        if fault is not None:
            return fault
    return _VALIDITY_PASSED


def _untimely(
    document: JsonObject, model: DataModel, at: datetime, clock_skew: timedelta
) -> Check | None:
    begins = _moment(document.get(model.begins))
    ends = _moment(document.get(model.ends))
    if begins is not None and at + clock_skew < begins:
        return failed(
            "validity",
            "not-yet-valid",
            f"The badge is valid only from {begins:%Y-%m-%d %H:%M} UTC.",
            pointer=f"/{model.begins}",
            facts={"validFrom": document[model.begins]},
        )
    if ends is not None and at - clock_skew > ends:
        return failed(
            "validity",
            "expired",
            f"The badge expired at {ends:%Y-%m-%d %H:%M} UTC.",
            pointer=f"/{model.ends}",
            facts={"validUntil": document[model.ends]},
        )
    return None


def _moment(value: JsonValue) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None


_CONTENT_PASSED: Final = passed(
    "signed-content", "Everything in the credential is covered by its signature."
)
_SHAPE_PASSED: Final = passed("shape", "The credential has the shape of an Open Badge 3.0.")
_ENDORSEMENT_PASSED: Final = passed(
    "shape",
    "The credential has the shape of an endorsement of Open Badges 3.0.",
    code="shape.endorsement",
)
_VALIDITY_PASSED: Final = passed("validity", "The badge is within its validity period.")
