"""Which suites of proofs this service can check, and which of them a proof is of.

A proof of no suite listed here can be neither right nor wrong to us. None is ever checked by
another suite than the one it names.

Spec: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badgeservice.credentials.securing.ecdsa_rdfc import ECDSA_RDFC_2019
from badgeservice.credentials.securing.ecdsa_sd import ECDSA_SD_2023
from badgeservice.credentials.securing.ed25519_2020 import ED25519_SIGNATURE_2020
from badgeservice.credentials.securing.eddsa_jcs import EDDSA_JCS_2022
from badgeservice.credentials.securing.eddsa_rdfc import EDDSA_2022, EDDSA_RDFC_2022
from badgeservice.credentials.securing.forms import DATA_INTEGRITY_PROOF
from badgeservice.credentials.securing.suite import CreatingSuite, Suite
from badgeservice.credentials.strict_json import JsonObject

# By the name of the cryptosuite; all are of the type DataIntegrityProof.
_BY_CRYPTOSUITE: Final[Mapping[str, Suite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (EDDSA_RDFC_2022, EDDSA_2022, EDDSA_JCS_2022, ECDSA_RDFC_2019, ECDSA_SD_2023)
    }
)
# Types of proof that are a suite by themselves.
_BY_TYPE: Final[Mapping[str, Suite]] = MappingProxyType(
    {ED25519_SIGNATURE_2020.name: ED25519_SIGNATURE_2020}
)

SUITES: Final[tuple[Suite, ...]] = (*_BY_CRYPTOSUITE.values(), *_BY_TYPE.values())
# Those that proofs can be made by; new badges get `eddsa-rdfc-2022`, by `data_integrity.secure`.
CREATING_SUITES: Final[Mapping[str, CreatingSuite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022, ED25519_SIGNATURE_2020, ECDSA_RDFC_2019)
    }
)


def suite_of(proof: JsonObject) -> Suite | None:
    """Return the suite that `proof` says it is of, or None if that is not known here."""
    kind, cryptosuite = proof.get("type"), proof.get("cryptosuite")
    if kind == DATA_INTEGRITY_PROOF:
        return _BY_CRYPTOSUITE.get(cryptosuite) if isinstance(cryptosuite, str) else None
    return _BY_TYPE.get(kind) if isinstance(kind, str) else None
