"""Sets and chains of proofs; the vectors are those of the W3C.

Source: https://www.w3.org/TR/vc-di-eddsa/#proof-chain-examples and
https://github.com/w3c/vc-di-eddsa/tree/main/TestVectors/proof-set-chain
"""

import copy
import hashlib
import itertools
from typing import Any, Final

import pytest

from badgeservice.credentials.errors import ProofMalformedError, SignatureInvalidError
from badgeservice.credentials.multikey import ProofSigner, from_multibase
from badgeservice.credentials.securing.chains import covered, with_proof
from badgeservice.credentials.securing.data_integrity import proofs
from badgeservice.credentials.securing.ecdsa_rdfc import ECDSA_RDFC_2019
from badgeservice.credentials.securing.eddsa_jcs import EDDSA_JCS_2022
from badgeservice.credentials.securing.eddsa_rdfc import EDDSA_RDFC_2022
from badgeservice.credentials.securing.rdf_proofs import hash_data
from badgeservice.credentials.securing.suite import CreatingSuite
from badgeservice.credentials.securing.suites import suite_of
from tests.credentials.samples import (
    METHOD,
    SIGNER,
    SeededSigner,
    credential,
    pyld_canonical,
)
from tests.credentials.securing.signers import EcSigner, secured, w3c_contexts, w3c_json

FIRST: Final = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
SECOND: Final = "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54"
THIRD: Final = "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23"
PUBLISHED: Final[list[dict[str, Any]]] = [
    {
        "type": "DataIntegrityProof",
        "id": FIRST,
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": (
            "https://vc.example/issuers/56781#z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7"
        ),
        "proofPurpose": "assertionMethod",
        "proofValue": (
            "z5KTX5yikM4eUukZW9qh66LGT3KZEUCACGpWcT2t4Yd54NMoFRchGmH4778omyNFAD3weSt6sNk5fuaMQmhhzN"
            "mEC"
        ),
    },
    {
        "type": "DataIntegrityProof",
        "id": SECOND,
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": (
            "https://vc.example/issuers/56782#z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E"
        ),
        "proofPurpose": "assertionMethod",
        "proofValue": (
            "z5KXNyXDcm822dHS37tmS6Xc7FFNo8c73AfeqmfHoywPxnXWNjWKYK3VQzt3CMUoK9uAqsboVHKJXxuYwbdnfx"
            "ZeA"
        ),
    },
    {
        "type": "DataIntegrityProof",
        "id": THIRD,
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-26T22:06:38Z",
        "verificationMethod": (
            "https://vc.example/issuers/56783#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1"
        ),
        "proofPurpose": "assertionMethod",
        "previousProof": [FIRST, SECOND],
        "proofValue": (
            "z2hcFbMaj3BJufikuLZQ36gAXVT9J3ZiwB9rqN3j7VdqyT1GaQPbMTaF1Q2gn7h75ZcJ6JpV9pvNoDumvcjtmS"
            "RAV"
        ),
    },
    {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-26T22:16:38Z",
        "verificationMethod": (
            "https://vc.example/issuers/56784#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1"
        ),
        "proofPurpose": "assertionMethod",
        "previousProof": THIRD,
        "proofValue": (
            "z6f4Lx4xiwWq8sucv6pg2vVvD5R4bxr58q2TagpwDXCxPVVS28S1iFwhor4ikhG6u4RKrNx7uSkYrCHdiiw5Js"
            "3d"
        ),
    },
]
SUITES: Final[list[tuple[CreatingSuite, ProofSigner]]] = [
    (EDDSA_RDFC_2022, SIGNER),
    (EDDSA_JCS_2022, SeededSigner("second")),
    (ECDSA_RDFC_2019, EcSigner("P-256")),
    (ECDSA_RDFC_2019, EcSigner("P-384")),
]


def chain(document: dict[str, Any], *follows: tuple[str, ...]) -> dict[str, Any]:
    """Return a badge with a proof for each item, by turns of another suite, with ids urn:x:0 …"""
    for at, previous in enumerate(follows):
        suite, signer = SUITES[at % len(SUITES)]
        document = secured(suite, signer, document, id=f"urn:x:{at}", previous=previous)
    return document


def verify(document: dict[str, Any]) -> None:
    for at, (_, proof) in enumerate(proofs(document)):
        suite, signer = SUITES[at % len(SUITES)]
        suite.verify(document, proof=proof, key=signer.public_key)


@pytest.mark.reference
def test_the_published_chain_holds() -> None:
    document = {**w3c_json("unsigned.json"), "proof": PUBLISHED}

    for proof in PUBLISHED:
        suite = suite_of(proof)
        assert suite is not None
        key = from_multibase(proof["verificationMethod"].split("#")[1])
        suite.verify(document, proof=proof, key=key, contexts=w3c_contexts())


@pytest.mark.reference
@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1::5])
def test_the_order_of_the_proofs_does_not_matter(order: tuple[int, ...]) -> None:
    document = {**w3c_json("unsigned.json"), "proof": [PUBLISHED[at] for at in order]}

    for proof in PUBLISHED:
        key = from_multibase(proof["verificationMethod"].split("#")[1])
        EDDSA_RDFC_2022.verify(document, proof=proof, key=key, contexts=w3c_contexts())


@pytest.mark.reference
@pytest.mark.parametrize(("changed", "broken"), [(0, 2), (1, 2), (2, 3)])
def test_an_earlier_proof_is_signed_by_the_one_that_follows(changed: int, broken: int) -> None:
    published = copy.deepcopy(PUBLISHED)
    published[changed]["nonce"] = "x"
    document = {**w3c_json("unsigned.json"), "proof": published}
    key = from_multibase(PUBLISHED[broken]["verificationMethod"].split("#")[1])

    with pytest.raises(SignatureInvalidError):
        EDDSA_RDFC_2022.verify(document, proof=published[broken], key=key, contexts=w3c_contexts())


def test_proofs_of_many_suites_follow_one_another() -> None:
    badge = chain(
        credential(), (), ("urn:x:0",), ("urn:x:0", "urn:x:1"), ("urn:x:0", "urn:x:1", "urn:x:2")
    )

    verify(badge)

    assert badge["proof"][1]["previousProof"] == "urn:x:0"
    assert badge["proof"][2]["previousProof"] == ["urn:x:0", "urn:x:1"]


def test_a_context_in_an_earlier_proof_adds_nothing_to_the_rdf() -> None:
    badge = secured(EDDSA_JCS_2022, SIGNER, id="urn:x:0")
    options: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "previousProof": "urn:x:0",
    }

    hashes = hash_data(badge, options)

    assert "@context" in badge["proof"][0]
    assert hashes[32:] == hashlib.sha256(pyld_canonical(badge)).digest()


def test_the_proofs_of_a_set_can_be_taken_away_and_added() -> None:
    badge = chain(credential(), (), (), ())
    first, _, third = badge["proof"]

    verify(badge)
    EDDSA_RDFC_2022.verify({**badge, "proof": first}, proof=first, key=SIGNER.public_key)
    ECDSA_RDFC_2019.verify(
        {**badge, "proof": [third, {"type": "Other"}]},
        proof=third,
        key=EcSigner("P-256").public_key,
    )


def test_an_earlier_proof_cannot_be_exchanged_for_another() -> None:
    badge = chain(credential(), (), ("urn:x:0",))
    other = secured(EDDSA_RDFC_2022, SeededSigner("other"), id="urn:x:0")["proof"][0]
    exchanged = {**badge, "proof": [other, badge["proof"][1]]}

    with pytest.raises(SignatureInvalidError):
        EDDSA_JCS_2022.verify(
            exchanged, proof=badge["proof"][1], key=SeededSigner("second").public_key
        )


@pytest.mark.parametrize("suite_at", range(len(SUITES)))
def test_what_a_proof_follows_cannot_be_left_out(suite_at: int) -> None:
    """K06: a chain with a link taken out."""
    suite, signer = SUITES[suite_at]
    first = secured(EDDSA_RDFC_2022, SIGNER, id="urn:x:0")
    badge = secured(suite, signer, first, previous=("urn:x:0",))
    follower = badge["proof"][1]

    suite.verify(badge, proof=follower, key=signer.public_key)

    with pytest.raises(ProofMalformedError) as refusal:
        suite.verify({**badge, "proof": [follower]}, proof=follower, key=signer.public_key)
    without = {name: value for name, value in follower.items() if name != "previousProof"}
    with pytest.raises(SignatureInvalidError):
        suite.verify({**badge, "proof": [without]}, proof=without, key=signer.public_key)
    assert refusal.value.pointer == "/proof/previousProof"


@pytest.mark.parametrize(
    ("proof", "others"),
    [
        pytest.param({"previousProof": "urn:x:9"}, [{"id": "urn:x:1"}], id="missing"),
        pytest.param({"previousProof": ["urn:x:1", "urn:x:9"]}, [{"id": "urn:x:1"}], id="one-of"),
        pytest.param({"previousProof": "urn:x:1"}, [{}], id="without-id"),
        pytest.param({"previousProof": "urn:x:1"}, [{"id": ["urn:x:1"]}], id="id-list"),
        pytest.param(
            {"previousProof": "urn:x:1"}, [{"id": "urn:x:1"}, {"id": "urn:x:1"}], id="two"
        ),
        pytest.param(
            {"previousProof": ["urn:x:1", "urn:x:1"]}, [{"id": "urn:x:1"}], id="named-twice"
        ),
        pytest.param({"previousProof": 1}, [{"id": "urn:x:1"}], id="number"),
        pytest.param({"previousProof": []}, [{"id": "urn:x:1"}], id="empty"),
        pytest.param({"previousProof": ["urn:x:1", 1]}, [{"id": "urn:x:1"}], id="number-in-list"),
        pytest.param({"previousProof": {"id": "urn:x:1"}}, [{"id": "urn:x:1"}], id="object"),
        pytest.param({"id": "urn:x:0", "previousProof": "urn:x:0"}, [], id="itself"),
        pytest.param(
            {"id": "urn:x:0", "previousProof": "urn:x:1"},
            [{"id": "urn:x:1", "previousProof": "urn:x:0"}],
            id="cycle-of-two",
        ),
        pytest.param(
            {"previousProof": "urn:x:1"},
            [
                {"id": "urn:x:1", "previousProof": ["urn:x:2"]},
                {"id": "urn:x:2", "previousProof": ["urn:x:3"]},
                {"id": "urn:x:3", "previousProof": ["urn:x:1"]},
            ],
            id="cycle-before-it",
        ),
        pytest.param(
            {"previousProof": "urn:x:1"},
            [{"id": "urn:x:1", "previousProof": "urn:x:9"}],
            id="missing-before-it",
        ),
    ],
)
def test_a_chain_must_have_an_end(proof: dict[str, Any], others: list[dict[str, Any]]) -> None:
    """K06: a ring, and a proof that follows itself."""
    document: dict[str, Any] = {**credential(), "proof": [*others, proof]}

    with pytest.raises(ProofMalformedError) as refusal:
        covered(document, proof)

    assert refusal.value.pointer == "/proof/previousProof"


def test_a_proof_is_put_behind_the_others() -> None:
    one: dict[str, Any] = {"id": "urn:x:1"}
    two: dict[str, Any] = {"id": "urn:x:2"}
    three: dict[str, Any] = {"id": "urn:x:3"}

    assert with_proof({"a": 1}, one) == {"a": 1, "proof": [one]}
    assert with_proof({"proof": one}, two) == {"proof": [one, two]}
    assert with_proof({"proof": [one, two]}, three) == {"proof": [one, two, three]}


def test_what_is_covered_leaves_out_everything_else() -> None:
    one: dict[str, Any] = {"id": "urn:x:1"}
    two: dict[str, Any] = {"id": "urn:x:2"}
    three: dict[str, Any] = {"previousProof": "urn:x:2"}
    document: dict[str, Any] = {"a": 1, "proof": [one, two, three]}

    assert covered(document, one) == {"a": 1}
    assert covered(document, three) == {"a": 1, "proof": [two]}
    assert document["proof"] == [one, two, three]
