from datetime import UTC, datetime
from typing import Any

import pytest

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    CredentialError,
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.rsa import RsaPublicKey
from badgeservice.credentials.securing.suites import CREATING_SUITES, SUITES, suite_of
from tests.credentials.samples import SIGNER, credential
from tests.credentials.securing.signers import EcSigner, secured

SIGNERS: dict[str, list[ProofSigner]] = {
    "eddsa-rdfc-2022": [SIGNER],
    "eddsa-jcs-2022": [SIGNER],
    "Ed25519Signature2020": [SIGNER],
    "ecdsa-rdfc-2019": [EcSigner("P-256"), EcSigner("P-384")],
}
MADE = [(name, signer) for name, signers in SIGNERS.items() for signer in signers]
RSA = RsaPublicKey(modulus=2**2047 + 1, exponent=65537)


def badge() -> dict[str, Any]:
    document = credential()
    contexts = document["@context"]
    assert isinstance(contexts, list)
    return {**document, "@context": [*contexts, pinned.ED25519_2020_V1]}


def test_every_suite_is_found_by_what_its_proofs_say() -> None:
    for suite in SUITES:
        is_a_type = suite.name == "Ed25519Signature2020"
        proof: dict[str, Any] = (
            {"type": suite.name}
            if is_a_type
            else {"type": "DataIntegrityProof", "cryptosuite": suite.name}
        )

        assert suite_of(proof) is suite

    assert [suite.name for suite in SUITES] == [
        "eddsa-rdfc-2022",
        "eddsa-2022",
        "eddsa-jcs-2022",
        "ecdsa-rdfc-2019",
        "ecdsa-sd-2023",
        "Ed25519Signature2020",
    ]
    assert [suite.name for suite in SUITES if suite.is_selective] == ["ecdsa-sd-2023"]


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param({}, id="empty"),
        pytest.param({"type": "DataIntegrityProof"}, id="no-cryptosuite"),
        pytest.param({"cryptosuite": "eddsa-rdfc-2022"}, id="no-type"),
        pytest.param({"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}, id="unknown"),
        pytest.param({"type": "DataIntegrityProof", "cryptosuite": "EDDSA-RDFC-2022"}, id="case"),
        pytest.param({"type": "DataIntegrityProof", "cryptosuite": ["eddsa-rdfc-2022"]}, id="list"),
        pytest.param({"type": "DataIntegrityProof", "cryptosuite": {}}, id="object"),
        pytest.param(
            {"type": "DataIntegrityProof", "cryptosuite": "Ed25519Signature2020"},
            id="type-as-cryptosuite",
        ),
        pytest.param({"type": "eddsa-rdfc-2022"}, id="cryptosuite-as-type"),
        pytest.param(
            {"type": ["DataIntegrityProof"], "cryptosuite": "eddsa-rdfc-2022"}, id="type-list"
        ),
        pytest.param({"type": "RsaSignature2018"}, id="other-type"),
        pytest.param({"type": "Other", "cryptosuite": "eddsa-rdfc-2022"}, id="type-and-suite"),
    ],
)
def test_a_proof_that_names_no_known_suite_is_of_none(proof: dict[str, Any]) -> None:
    assert suite_of(proof) is None


@pytest.mark.parametrize(("name", "signer"), MADE)
def test_what_a_suite_makes_it_verifies(name: str, signer: ProofSigner) -> None:
    made = secured(CREATING_SUITES[name], signer, badge())
    proof = made["proof"][0]
    suite = suite_of(proof)
    assert suite is not None

    suite.verify(made, proof=proof, key=signer.public_key)

    assert suite.name == name


@pytest.mark.parametrize(("name", "signer"), MADE)
def test_no_suite_takes_the_proof_of_another(name: str, signer: ProofSigner) -> None:
    """K07: nothing falls through to another."""
    made = secured(CREATING_SUITES[name], signer, badge())
    proof = made["proof"][0]

    for other in SUITES:
        if other.name != name:
            with pytest.raises(CredentialError):
                other.verify(made, proof=proof, key=signer.public_key)


@pytest.mark.parametrize(("name", "signer"), MADE)
def test_a_proof_under_the_label_of_another_suite_never_holds(
    name: str, signer: ProofSigner
) -> None:
    """K07: the label is no proof."""
    made = secured(CREATING_SUITES[name], signer, badge())
    options = {
        member: value
        for member, value in made["proof"][0].items()
        if member not in {"type", "cryptosuite", "@context"}
    }

    for other in SUITES:
        if other.name == name:
            continue
        labelled = {**options, "type": "DataIntegrityProof", "cryptosuite": other.name}
        if other.name == "Ed25519Signature2020":
            labelled = {**options, "type": other.name}
        with pytest.raises((SignatureInvalidError, ProofMalformedError)):
            other.verify({**made, "proof": [labelled]}, proof=labelled, key=signer.public_key)


@pytest.mark.parametrize(("name", "signer"), MADE)
def test_no_suite_signs_with_rsa(name: str, signer: ProofSigner) -> None:
    made = secured(CREATING_SUITES[name], signer, badge())

    with pytest.raises(KeyUnsuitableError) as refusal:
        CREATING_SUITES[name].verify(made, proof=made["proof"][0], key=RSA)

    assert refusal.value.pointer == "/proof/verificationMethod"
    assert (refusal.value.suite, refusal.value.kind) == (name, "RSA")


@pytest.mark.parametrize(("name", "signer"), MADE)
def test_wishes_are_written_into_the_proof(name: str, signer: ProofSigner) -> None:
    end = datetime(2031, 11, 22, 8, tzinfo=UTC)

    proof = secured(CREATING_SUITES[name], signer, badge(), id="urn:x:1", expires=end)["proof"][0]

    assert next(iter(proof)) == "id"
    assert proof["id"] == "urn:x:1"
    assert proof["expires"] == "2031-11-22T08:00:00Z"
    assert proof["created"] == "2026-11-22T08:00:01Z"


@pytest.mark.parametrize("name", ["Ed25519Signature2020", "ecdsa-sd-2023"])
def test_some_suites_know_of_no_chains(name: str) -> None:
    (suite,) = (suite for suite in SUITES if suite.name == name)

    with pytest.raises(ProofMalformedError) as refusal:
        suite.verify(badge(), proof={"previousProof": "urn:x:0"}, key=SIGNER.public_key)

    assert refusal.value.pointer == "/proof/previousProof"
