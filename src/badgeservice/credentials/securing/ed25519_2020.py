"""The suite `Ed25519Signature2020`: a type of proof of its own, from before cryptosuites.

Badges by Verifiable Credentials 1.1 carry it. Only one context defines the type, so a document
must name that, or the proof would not say what it is. It knows of no chains.

Spec: https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
"""

from typing import Final

from badgeservice.credentials.contexts.pinned import ED25519_2020_V1
from badgeservice.credentials.securing.forms import ProofForm
from badgeservice.credentials.securing.rdf_proofs import RdfcSuite

ED25519_SIGNATURE_2020: Final = RdfcSuite(
    name="Ed25519Signature2020",
    form=ProofForm(fixed={"type": "Ed25519Signature2020"}, may_follow=False),
    signs_with="Ed25519",
    context=ED25519_2020_V1,
)
