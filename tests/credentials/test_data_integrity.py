import copy
from typing import Any

import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.errors import (
    CredentialError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.securing.data_integrity import (
    check_proof,
    hash_data,
    proof_options,
    proofs,
    secure,
)
from badgeservice.credentials.status_list import StatusList, status_list_credential
from badgeservice.credentials.strict_json import JsonObject, parse_object
from tests.credentials.samples import CREATED, ISSUER, METHOD, SIGNER, SeededSigner, credential


@pytest.fixture(scope="module")
def secured() -> dict[str, Any]:
    made = secure(credential(), signer=SIGNER, verification_method=METHOD, created=CREATED)
    assert made.media_type == "application/vc+ld+json"
    return parse_object(made.content)


def check(document: JsonObject) -> None:
    for _, proof in proofs(document):
        check_proof(document, proof=proof, public_key=SIGNER.public_key)


def test_a_secured_badge_is_what_it_was_and_a_proof_last(secured: dict[str, Any]) -> None:
    assert list(secured)[-1] == "proof"
    assert {name: value for name, value in secured.items() if name != "proof"} == credential()
    assert secured["proof"] == [
        {
            **proof_options(verification_method=METHOD, created=CREATED),
            "proofValue": secured["proof"][0]["proofValue"],
        }
    ]
    check(secured)


def test_the_same_badge_is_secured_the_same(secured: dict[str, Any]) -> None:
    again = secure(credential(), signer=SIGNER, verification_method=METHOD, created=CREATED)

    assert parse_object(again.content) == secured


def test_a_proof_alone_or_in_a_list_is_found(secured: dict[str, Any]) -> None:
    alone = {**secured, "proof": secured["proof"][0]}

    assert [pointer for pointer, _ in proofs(secured)] == ["/proof/0"]
    assert [pointer for pointer, _ in proofs(alone)] == ["/proof"]
    check(alone)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="none"),
        pytest.param("z5x", id="text"),
        pytest.param([{}, "x"], id="text-in-list"),
        pytest.param([{}] * 5, id="five"),
        pytest.param([{}] * 1000, id="thousand"),
    ],
)
def test_a_badge_needs_one_to_four_proofs(value: Any) -> None:
    """K05: none, and a thousand."""
    with pytest.raises(ProofMalformedError):
        proofs({"proof": value})


def test_a_badge_without_proof_has_none() -> None:
    with pytest.raises(ProofMalformedError):
        proofs({})


def test_another_key_did_not_sign_it(secured: dict[str, Any]) -> None:
    with pytest.raises(SignatureInvalidError):
        check_proof(secured, proof=secured["proof"][0], public_key=SeededSigner("other").public_key)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["proof"][0].update(created="2026-11-22T08:00:02Z"), id="created"),
        pytest.param(lambda d: d["proof"][0].update(expires="2036-11-22T08:00:02Z"), id="expires"),
        pytest.param(lambda d: d["proof"][0].update(domain="example.fi"), id="domain"),
        pytest.param(lambda d: d["proof"][0].update(challenge="x"), id="challenge"),
        pytest.param(lambda d: d["proof"][0].update(nonce="x"), id="nonce"),
        pytest.param(
            lambda d: d["proof"][0].update(verificationMethod=f"{ISSUER}#other"), id="method"
        ),
        pytest.param(lambda d: d.update(validUntil="2099-01-01T00:00:00Z"), id="validUntil"),
        pytest.param(lambda d: d.pop("validUntil"), id="no-validUntil"),
        pytest.param(lambda d: d.pop("credentialStatus"), id="no-status"),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["criteria"].update(narrative="x"),
            id="criteria",
        ),
        pytest.param(lambda d: d["issuer"].update(name="Toinen"), id="issuer-name"),
    ],
)
def test_what_was_changed_afterwards_is_noticed(secured: dict[str, Any], change: Any) -> None:
    """K08: of the options of a proof too."""
    changed = copy.deepcopy(secured)
    change(changed)

    with pytest.raises(SignatureInvalidError):
        check(changed)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"type": "Ed25519Signature2020"}, "/proof/type", id="other-type"),
        pytest.param({"type": ["DataIntegrityProof"]}, "/proof/type", id="type-list"),
        pytest.param({"cryptosuite": "eddsa-jcs-2022"}, "/proof/cryptosuite", id="jcs"),
        pytest.param({"cryptosuite": "eddsa-2022"}, "/proof/cryptosuite", id="old-suite"),
        pytest.param(
            {"cryptosuite": ["eddsa-rdfc-2022"]}, "/proof/cryptosuite", id="cryptosuite-list"
        ),
        pytest.param({"proofPurpose": "authentication"}, "/proof/proofPurpose", id="purpose"),
        pytest.param(
            {"proofPurpose": ["assertionMethod"]}, "/proof/proofPurpose", id="purpose-list"
        ),
        pytest.param({"created": "2026-11-22"}, "/proof/created", id="created-no-moment"),
        pytest.param({"created": 1735689600}, "/proof/created", id="created-number"),
        pytest.param({"expires": "never"}, "/proof/expires", id="expires-no-moment"),
        pytest.param({"verificationMethod": "#x"}, "/proof/verificationMethod", id="relative"),
        pytest.param(
            {"verificationMethod": {"id": METHOD}}, "/proof/verificationMethod", id="method-object"
        ),
        pytest.param({"proofValue": "u" + "A" * 86}, "/proof/proofValue", id="base64"),
        pytest.param(
            {"proofValue": multibase.encode(b"\1" * 63)}, "/proof/proofValue", id="63-bytes"
        ),
        pytest.param(
            {"proofValue": multibase.encode(b"\1" * 65)}, "/proof/proofValue", id="65-bytes"
        ),
        pytest.param({"previousProof": "urn:x"}, "/proof/previousProof", id="chain"),
    ],
)
def test_a_proof_of_another_make_is_refused(
    secured: dict[str, Any], changes: JsonObject, pointer: str
) -> None:
    """K04, K07: another purpose, type or suite."""
    proof = {**secured["proof"][0], **changes}

    with pytest.raises(ProofMalformedError) as refusal:
        check_proof(secured, proof=proof, public_key=SIGNER.public_key)

    assert refusal.value.pointer == pointer


@pytest.mark.parametrize(
    "name", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"]
)
def test_a_proof_with_a_gap_is_refused(secured: dict[str, Any], name: str) -> None:
    proof = {key: value for key, value in secured["proof"][0].items() if key != name}

    with pytest.raises(ProofMalformedError) as refusal:
        check_proof(secured, proof=proof, public_key=SIGNER.public_key)

    assert refusal.value.pointer == f"/proof/{name}"


@pytest.mark.parametrize("name", ["foo", "@context", "jws", "https://w3id.org/security#nonce"])
def test_a_member_of_a_proof_that_nothing_defines_is_unsigned(
    secured: dict[str, Any], name: str
) -> None:
    """K08: in a proof as elsewhere."""
    proof = {**secured["proof"][0], name: "x"}

    with pytest.raises(UnsignedDataError) as refusal:
        check_proof(secured, proof=proof, public_key=SIGNER.public_key)

    assert refusal.value.name == name


def test_a_rewrite_that_keeps_the_signature_is_refused_all_the_same(
    secured: dict[str, Any],
) -> None:
    changed = copy.deepcopy(secured)
    changed["https://www.w3.org/2018/credentials#validUntil"] = {
        "@value": changed.pop("validUntil"),
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }

    with pytest.raises(UnsignedDataError):
        check(changed)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(grade="A+"), id="undefined-member"),
        pytest.param(lambda d: d.update(proof=[]), id="proof-already"),
        pytest.param(lambda d: d["type"].append("GoldMedal"), id="undefined-type"),
        pytest.param(lambda d: d["issuer"].update(id="issuers/1"), id="relative-id"),
    ],
)
def test_what_could_not_be_covered_is_not_signed(change: Any) -> None:
    document = credential()
    change(document)

    with pytest.raises(CredentialError):
        secure(document, signer=SIGNER, verification_method=METHOD, created=CREATED)


def test_the_hashes_are_those_of_the_options_and_the_document() -> None:
    options = proof_options(verification_method=METHOD, created=CREATED)
    changed = {**options, "created": "2026-11-22T08:00:02Z"}

    hashes = hash_data(credential(), options)

    assert len(hashes) == 64
    assert hash_data(credential(), changed)[32:] == hashes[32:]
    assert hash_data(credential(), changed)[:32] != hashes[:32]
    assert hash_data({**credential(), "name": "x"}, options)[:32] == hashes[:32]


def test_a_status_list_is_secured_alike() -> None:
    document = status_list_credential(
        list_url="https://badges.example.fi/status-lists/7",
        issuer_id=ISSUER,
        purpose="revocation",
        encoded=StatusList.marking([7]).encode(),
        valid_from=CREATED,
    )

    made = secure(document, signer=SIGNER, verification_method=METHOD, created=CREATED)

    check(parse_object(made.content))
