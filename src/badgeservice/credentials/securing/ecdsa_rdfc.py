"""The suite `ecdsa-rdfc-2019`: ECDSA on P-256 with SHA-256, or on P-384 with SHA-384.

The key says which; on P-384 even the unnamed nodes of the document are labelled by SHA-384.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019
"""

from typing import Final

from badgeservice.credentials.securing.forms import DATA_INTEGRITY_PROOF, ProofForm
from badgeservice.credentials.securing.rdf_proofs import RdfcSuite

_NAME: Final = "ecdsa-rdfc-2019"

ECDSA_RDFC_2019: Final = RdfcSuite(
    name=_NAME,
    form=ProofForm(fixed={"type": DATA_INTEGRITY_PROOF, "cryptosuite": _NAME}),
    signs_with="ECDSA",
)
