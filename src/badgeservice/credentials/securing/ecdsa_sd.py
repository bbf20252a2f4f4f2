"""The suite `ecdsa-sd-2023`: badges of which the holder shows a part.

The issuer signs some statements together and every other one by itself, with a key made for that
badge alone and then forgotten. A holder leaves out what need not be shown. What is shown is signed;
that nothing was left out is not. Whoever decides by the absence of a member (a status, an expiry)
must know that `is_selective` is true.

Only derived proofs are checked here. Issuing with the suite is not offered.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from badgeservice.credentials import canonical
from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import (
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.securing.disclosure import Disclosure, read_disclosure
from badgeservice.credentials.securing.forms import (
    DATA_INTEGRITY_PROOF,
    PURPOSE,
    ProofForm,
    without_value,
)
from badgeservice.credentials.securing.suite import kind_of, require_ec
from badgeservice.credentials.strict_json import JsonObject

_NAME: Final = "ecdsa-sd-2023"
# Literals and IRIs are matched so that nothing in them is taken for a label; one without an end is
# matched too, so that it is not looked for again and again.
_TOKENS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|<[^>]*+>?|_:c14n([0-9]+)')


@dataclass(frozen=True, slots=True)
class EcdsaSdSuite:
    """ECDSA on P-256 over single statements."""

    name: str = _NAME
    form: ProofForm = field(
        default=ProofForm(
            fixed={"type": DATA_INTEGRITY_PROOF, "cryptosuite": _NAME}, may_follow=False
        )
    )

    @property
    def is_selective(self) -> bool:
        """Whether a holder may have left out members: yes."""
        return True

    def verify(
        self,
        document: JsonObject,
        *,
        proof: JsonObject,
        key: VerificationKey,
        contexts: Contexts = PINNED_CONTEXTS,
        general: General = canonicalise_generally,
        purpose: Purpose = PURPOSE,
    ) -> None:
        """Return when `proof` covers all that is left in `document`; see `suite.Suite`.

        Spec: https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023
        """
        self.form.require(proof, purpose)
        suitable = _require_p256(key)
        disclosure = read_disclosure(str(proof["proofValue"]))
        configuration: JsonObject = {**without_value(proof), "@context": document.get("@context")}
        options_hash = canonical.digest(configuration, contexts=contexts, general=general)
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        form = canonical.canonicalise(unsecured, contexts=contexts, general=general)
        statements = relabelled(form.decode("utf-8"), disclosure.labels)
        _require_signed(statements, disclosure, suitable, options_hash)


ECDSA_SD_2023: Final = EcdsaSdSuite()


def relabelled(canonical_text: str, labels: Mapping[int, str]) -> tuple[str, ...]:
    """Return canonical N-Quads, by line and sorted again, with the labels of the day of signing.

    `labels` go by the number in the canonical label: 3 for `_:c14n3`.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#labelreplacementcanonicalizejsonld

    Raises:
        ProofMalformedError: `labels` are not just those of the unnamed nodes that there are.
    """
    met: set[int] = set()

    def label(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        number = int(match[1])
        met.add(number)
        return f"_:{labels.get(number, '')}"

    # Not splitlines: literals may hold other characters that Python takes for line breaks.
    lines = [f"{line}\n" for line in _TOKENS.sub(label, canonical_text).split("\n") if line]
    if met != labels.keys():
        raise ProofMalformedError(
            "/proof/proofValue", "its labels are not those of the document's unnamed nodes"
        )
    return tuple(sorted(lines))


def _require_p256(key: VerificationKey) -> EcPublicKey:
    suitable = require_ec(key, _NAME)
    if suitable.curve != "P-256":
        raise KeyUnsuitableError(_NAME, kind_of(suitable))
    return suitable


def _require_signed(
    statements: Sequence[str], disclosure: Disclosure, key: EcPublicKey, options_hash: bytes
) -> None:
    if any(place >= len(statements) for place in disclosure.mandatory):
        raise ProofMalformedError(
            "/proof/proofValue", "it speaks of more statements than there are"
        )
    mandatory = [line for at, line in enumerate(statements) if at in disclosure.mandatory]
    others = [line for at, line in enumerate(statements) if at not in disclosure.mandatory]
    if len(others) != len(disclosure.signatures):
        raise SignatureInvalidError
    mandatory_hash = hashlib.sha256("".join(mandatory).encode("utf-8")).digest()
    key.verify(
        disclosure.base_signature, options_hash + disclosure.proof_key_content + mandatory_hash
    )
    for line, signature in zip(others, disclosure.signatures, strict=True):
        disclosure.proof_key.verify(signature, line.encode("utf-8"))
