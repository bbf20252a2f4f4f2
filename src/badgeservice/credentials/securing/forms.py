"""The members a proof may have: a closed set for each suite, each of one shape.

A member that nothing defines is signed by nothing, so every one must be known.

Spec: https://www.w3.org/TR/vc-data-integrity/#proofs
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from badgeservice.credentials import multibase, safe_mode
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import (
    DateMalformedError,
    MultibaseMalformedError,
    ProofMalformedError,
    UnsignedDataError,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

PURPOSE: Final[Purpose] = "assertionMethod"
DATA_INTEGRITY_PROOF: Final = "DataIntegrityProof"

_Test = Callable[[JsonValue, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofForm:
    """What a proof of one suite looks like.

    `fixed` are the members that have one value, `others` those that it may have besides the ones
    that every proof has or may have.
    """

    fixed: Mapping[str, str]
    others: frozenset[str] = frozenset()
    may_follow: bool = True

    def require(self, proof: JsonObject, purpose: Purpose = PURPOSE) -> None:
        """Refuse a proof of another form, or for another purpose.

        Raises:
            UnsignedDataError: it has a member that is not among the known ones.
            ProofMalformedError: a member is missing, or not as it must be.
        """
        self._require_known_members(proof)
        for name in ("type", *self.fixed, "proofPurpose", "verificationMethod", "proofValue"):
            if name not in proof:
                raise ProofMalformedError(f"/proof/{name}", "it is missing")
        for name, expected in {**self.fixed, "proofPurpose": purpose}.items():
            if proof[name] != expected:
                raise ProofMalformedError(f"/proof/{name}", f"it must be {expected!r}")
        for name, test in _TESTS.items():
            if name in proof:
                test(proof[name], f"/proof/{name}")

    def _require_known_members(self, proof: JsonObject) -> None:
        if "previousProof" in proof and not self.may_follow:
            raise ProofMalformedError(
                "/proof/previousProof", "chains of proofs are not checked with this suite"
            )
        for name in proof:
            if name not in _TESTS and name not in self.fixed and name not in self.others:
                raise UnsignedDataError(pointer_to("/proof", name), name)


def require_signature(proof: JsonObject, length_bytes: int) -> bytes:
    """Return the signature in a proof's `proofValue`, in base58btc and of that length.

    Raises:
        ProofMalformedError: it is in another base, or has another length.
    """
    text = _text(proof.get("proofValue"), "/proof/proofValue")
    try:
        signature = multibase.decode(text)
    except MultibaseMalformedError as cause:
        raise ProofMalformedError("/proof/proofValue", cause.reason) from cause
    if len(signature) != length_bytes:
        raise ProofMalformedError(
            "/proof/proofValue", f"{len(signature)} bytes, where a signature has {length_bytes}"
        )
    return signature


def without_value(proof: JsonObject) -> JsonObject:
    """Return a proof without its value: the options it was made with."""
    return {name: value for name, value in proof.items() if name != "proofValue"}


def _text(value: JsonValue, pointer: str) -> str:
    if not isinstance(value, str):
        raise ProofMalformedError(pointer, "it must be a text")
    return value


def _texts(value: JsonValue, pointer: str) -> None:
    items = value if isinstance(value, list) else [value]
    if not items:
        raise ProofMalformedError(pointer, "it must not be empty")
    for item in items:
        _text(item, pointer)


def _url(value: JsonValue, pointer: str) -> None:
    if not safe_mode.is_absolute_iri(_text(value, pointer)):
        raise ProofMalformedError(pointer, "it is no absolute URL")


def _moment(value: JsonValue, pointer: str) -> None:
    try:
        parse_datetime(_text(value, pointer))
    except DateMalformedError as cause:
        raise ProofMalformedError(pointer, "it is no date and time with a time zone") from cause


# Members that a proof of any suite may have.
_TESTS: Final[Mapping[str, _Test]] = MappingProxyType(
    {
        "id": _url,
        "type": _text,
        "created": _moment,
        "expires": _moment,
        "verificationMethod": _url,
        "proofPurpose": _text,
        "domain": _texts,
        "challenge": _text,
        "nonce": _text,
        "previousProof": _texts,
        "proofValue": _text,
    }
)
