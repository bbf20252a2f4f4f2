"""The suite `eddsa-rdfc-2022`, and the same under its early name `eddsa-2022`.

Badges of the years 2022 and 2023 carry the early name; nothing else differs. How badges are issued
with the suite is said in `data_integrity`.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022 and
https://www.w3.org/TR/2023/WD-vc-di-eddsa-20230714/#eddsa-2022
"""

from typing import Final

from badgeservice.credentials.securing.forms import DATA_INTEGRITY_PROOF, ProofForm
from badgeservice.credentials.securing.rdf_proofs import RdfcSuite


def _suite(name: str) -> RdfcSuite:
    form = ProofForm(fixed={"type": DATA_INTEGRITY_PROOF, "cryptosuite": name})
    return RdfcSuite(name=name, form=form, signs_with="Ed25519")


EDDSA_RDFC_2022: Final = _suite("eddsa-rdfc-2022")
EDDSA_2022: Final = _suite("eddsa-2022")
