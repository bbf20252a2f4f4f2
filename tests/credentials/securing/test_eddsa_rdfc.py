"""`eddsa-rdfc-2022` and its early name, as a suite among others.

The samples are those of the 1EdTech validator; the suite by itself is tested with
`data_integrity`, and with the W3C's vectors.
"""

import json
from typing import Any

import pytest

from badgeservice.credentials.errors import (
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.multikey import did_key_method_key, from_multibase
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from badgeservice.credentials.securing.eddsa_rdfc import EDDSA_2022, EDDSA_RDFC_2022
from badgeservice.credentials.securing.suites import suite_of
from tests.credentials.samples import SIGNER
from tests.credentials.securing.signers import secured
from tests.reference import reference


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        reference(f"security/openbadges/ob30/{name}.json").read_bytes()
    )
    return document


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "suite"),
    [
        ("simple", "eddsa-rdfc-2022"),
        ("complete", "eddsa-rdfc-2022"),
        ("endorsement-valid", "eddsa-rdfc-2022"),
        ("simple-did-key-method", "eddsa-rdfc-2022"),
        ("simple-did-web-method", "eddsa-rdfc-2022"),
        ("simple-eddsa-2022", "eddsa-2022"),
    ],
)
def test_the_samples_of_1edtech_hold(name: str, suite: str) -> None:
    document = load(name)
    for _, proof in proofs(document):
        method = str(proof["verificationMethod"])
        is_did_key = method.startswith("did:key:")
        key = did_key_method_key(method) if is_did_key else from_multibase(method.split("#")[1])
        found = suite_of(proof)
        assert found is not None

        found.verify(document, proof=proof, key=key)

        assert found.name == suite
        with pytest.raises(SignatureInvalidError):
            found.verify({**document, "name": "Changed"}, proof=proof, key=key)


@pytest.mark.reference
def test_of_several_proofs_each_is_judged_by_itself() -> None:
    document = load("simple-multiple-proofs")
    first, second = (proof for _, proof in proofs(document))
    key = from_multibase(str(second["verificationMethod"]).split("#")[1])

    assert suite_of(first) is None
    EDDSA_RDFC_2022.verify(document, proof=second, key=key)


def test_a_made_proof_is_the_one_that_badges_are_issued_with() -> None:
    badge = secured(EDDSA_RDFC_2022, SIGNER)

    check_proof(badge, proof=badge["proof"][0], public_key=SIGNER.public_key)
    EDDSA_RDFC_2022.verify(badge, proof=badge["proof"][0], key=SIGNER.public_key)


def test_the_early_name_is_signed_too() -> None:
    badge = secured(EDDSA_2022, SIGNER)
    renamed = {**badge["proof"][0], "cryptosuite": "eddsa-rdfc-2022"}

    EDDSA_2022.verify(badge, proof=badge["proof"][0], key=SIGNER.public_key)

    with pytest.raises(SignatureInvalidError):
        EDDSA_RDFC_2022.verify(badge, proof=renamed, key=SIGNER.public_key)
    with pytest.raises(ProofMalformedError):
        EDDSA_RDFC_2022.verify(badge, proof=badge["proof"][0], key=SIGNER.public_key)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"type": "Ed25519Signature2020"}, "/proof/type", id="type"),
        pytest.param({"type": ["DataIntegrityProof"]}, "/proof/type", id="type-list"),
        pytest.param({"cryptosuite": "ecdsa-rdfc-2019"}, "/proof/cryptosuite", id="other-suite"),
        pytest.param({"cryptosuite": ["eddsa-rdfc-2022"]}, "/proof/cryptosuite", id="suite-list"),
        pytest.param({"proofPurpose": "authentication"}, "/proof/proofPurpose", id="purpose"),
        pytest.param(
            {"proofPurpose": ["assertionMethod"]}, "/proof/proofPurpose", id="purpose-list"
        ),
        pytest.param({"id": "x"}, "/proof/id", id="relative-id"),
        pytest.param({"id": ["urn:x:y"]}, "/proof/id", id="id-list"),
        pytest.param({"created": "2026-11-22"}, "/proof/created", id="date-only"),
        pytest.param({"created": 1735689600}, "/proof/created", id="created-number"),
        pytest.param({"expires": "never"}, "/proof/expires", id="expires"),
        pytest.param({"verificationMethod": "#x"}, "/proof/verificationMethod", id="relative"),
        pytest.param({"verificationMethod": {}}, "/proof/verificationMethod", id="method-object"),
        pytest.param({"domain": []}, "/proof/domain", id="no-domain"),
        pytest.param({"domain": [1]}, "/proof/domain", id="domain-number"),
        pytest.param({"challenge": ["x"]}, "/proof/challenge", id="challenge-list"),
        pytest.param({"nonce": 1}, "/proof/nonce", id="nonce-number"),
        pytest.param({"previousProof": 1}, "/proof/previousProof", id="previous-number"),
        pytest.param({"previousProof": []}, "/proof/previousProof", id="previous-empty"),
        pytest.param({"proofValue": "uAAAA"}, "/proof/proofValue", id="base64url"),
        pytest.param({"proofValue": "z2"}, "/proof/proofValue", id="short"),
        pytest.param({"proofValue": 1}, "/proof/proofValue", id="value-number"),
    ],
)
def test_a_proof_of_another_make_is_refused(changes: dict[str, Any], pointer: str) -> None:
    badge = secured(EDDSA_RDFC_2022, SIGNER)

    with pytest.raises(ProofMalformedError) as refusal:
        EDDSA_RDFC_2022.verify(badge, proof={**badge["proof"][0], **changes}, key=SIGNER.public_key)

    assert refusal.value.pointer == pointer


@pytest.mark.parametrize(
    "name", ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"]
)
def test_a_proof_with_a_gap_is_refused(name: str) -> None:
    badge = secured(EDDSA_RDFC_2022, SIGNER)
    proof = {key: value for key, value in badge["proof"][0].items() if key != name}

    with pytest.raises(ProofMalformedError) as refusal:
        EDDSA_RDFC_2022.verify(badge, proof=proof, key=SIGNER.public_key)

    assert refusal.value.pointer == f"/proof/{name}"


@pytest.mark.parametrize("name", ["foo", "@context", "jws", "https://w3id.org/security#nonce"])
def test_a_member_that_nothing_defines_is_unsigned(name: str) -> None:
    badge = secured(EDDSA_RDFC_2022, SIGNER)

    with pytest.raises(UnsignedDataError) as refusal:
        EDDSA_RDFC_2022.verify(badge, proof={**badge["proof"][0], name: "x"}, key=SIGNER.public_key)

    assert refusal.value.name == name
