"""`ecdsa-sd-2023`: derived proofs, published ones and our own.

Sources: https://www.w3.org/TR/vc-di-ecdsa/#derived-proof-0, and the sample `sd/derivedcredential`
of the 1EdTech validator, https://github.com/1EdTech/digital-credentials-public-validator.
"""

import base64
import copy
import hashlib
import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.canonical import canonicalise, digest
from badgeservice.credentials.cbor import read
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    CredentialError,
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.multikey import Multikey, from_multibase
from badgeservice.credentials.securing.disclosure import MAXIMUM_SIGNATURES, read_disclosure
from badgeservice.credentials.securing.ecdsa_sd import ECDSA_SD_2023, relabelled
from tests.credentials.samples import SIGNER, credential
from tests.credentials.securing.signers import EcSigner, method
from tests.credentials.test_cbor import write

ISSUER: Final = EcSigner("P-256")
PARTS: Final = ("base_signature", "public_key", "signatures", "labels", "mandatory")

# The W3C's example has its vocabulary inline. Here it stands under a URL, for the same statements.
SELECTIVE: Final = "https://windsurf.example/context"
W3C_CONTEXTS: Final = PINNED_CONTEXTS.extended(
    {SELECTIVE: {"@context": {"@vocab": "https://windsurf.grotto-networking.com/selective#"}}}
)
W3C: Final[dict[str, Any]] = {
    "@context": [pinned.CREDENTIALS_V2, SELECTIVE],
    "type": ["VerifiableCredential"],
    "issuer": "https://vc.example/windsurf/racecommittee",
    "credentialSubject": {
        "sailNumber": "Earth101",
        "sails": [
            {"size": 6.1, "sailName": "Lahaina", "year": 2023},
            {"size": 7, "sailName": "Lahaina", "year": 2020},
        ],
        "boards": [
            {"year": 2022, "boardName": "CompFoil170", "brand": "Wailea"},
            {"boardName": "Kanaha Custom", "brand": "Wailea", "year": 2019},
        ],
    },
}
W3C_KEY: Final = from_multibase("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")
W3C_PROOF: Final[dict[str, Any]] = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-sd-2023",
    "created": "2023-08-15T23:36:38Z",
    "verificationMethod": f"did:key:{W3C_KEY.multibase}#{W3C_KEY.multibase}",
    "proofPurpose": "assertionMethod",
    "proofValue": (
        "u2V0BhVhAkWKMO8zpRmfcUMksHUMtZM7cJt8PmNLsljKTYhSi8gZ7wAWnK4BrOZkrH3dZvxKWlnxGG_0xlFX"
        "mU5sa5-j71VgjgCQCKnLOGbY_FuM-ASpSkkOxsIR2E8n7Ml2q1UQ6tEwzi5OGWEBtAwxySlwwASjXlYLoLwy"
        "jdsIRYUa05OQzE0P4skx1-QJKi8HtGcJHtJfOTn7RhWKC0nkXODvUAChvnKDVY02TWEClAeVhEaVRWS_5ZfU"
        "6MlgnX07DuKm9XBS-b3RKfciM1Eu7L2mvkMebfBWVUw9WkuqNL4Tz-MkN4lXmljRt8r8DWEBqzbDH1twSPRK"
        "Hu3zD0KP7YWlx4al1GFotnFizVkQbz6htSNvQIc7IfxLu7AO2fuhJbagJbZKlm-Vf7aNbXuuaWEA78ePS_Gy"
        "4lnOlUa2CgworZmUYq-Etff-9QK90v4xOWzNWvaILdcmkJs5zwH9b86f5yxos_NRK-VIO015zVlWTWEB2bYe"
        "3iy_95zezUdGp66X77IQbHhKunDI1BF0trlkrIkOCqviH4S1U3Nz4n5WWW8qsc3zAEq1Spquojg2mevHtWEA"
        "5EwtdjPeXn07NztIOTZ6PtyWt6v0Gfp5oFRAbvvcCpDnptz6gZd56Z6TBkI0eMUs4RI2g2rup607wVFuIUdv"
        "gpgBYIOGCDmZ9TBxEtWeCI9oVmRt0eHRGAaoOXx08gxL2IQt_AVggVkUuBrlOaELGVQWJD4M_qW5bcKEHWGN"
        "bOrPA_qAOKKwCWCBD6o5lQOWjNGwaTjq7H2Cn1-NPbwXLeDedy2YyiqL9TQNYIJEdvfdRibsv05I3pv8e6S1"
        "aUuAuBpGQHLhrYj4QX0knBFggk0AeXgJ4e6m1XsV5-xFud0L_1mUjZ9Mffhg5aZGTyDkFWCDYgT4e07o_IdC"
        "wae6qE7WZfpXtGRFESEXR3SxZmXE05o4AAQIFBggJCg4PEBESEw"
    ),
}
SAMPLE: Final[dict[str, Any]] = {
    "@context": [pinned.CREDENTIALS_V2, pinned.OPEN_BADGES_3_0_3],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://1edtech.edu/issuers/565049",
        "type": ["Profile"],
        "url": "https://www.imsglobal.org",
        "name": "Example Corp",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": (
                    "Team members are nominated for this badge by their peers and recognized "
                    "upon review by Example Corp management."
                )
            },
            "description": (
                "This badge recognizes the development of the capacity to collaborate within "
                "a group environment."
            ),
            "name": "Teamwork",
        },
    },
}
SAMPLE_KEY: Final = from_multibase("zDnaekGZTbQBerwcehBSXLqAg6s55hVEBms1zFy89VHXtJSa9")
SAMPLE_PROOF: Final[dict[str, Any]] = {
    "type": "DataIntegrityProof",
    "created": "2010-01-01T19:23:24Z",
    "verificationMethod": f"https://1edtech.edu/issuers/565049#{SAMPLE_KEY.multibase}",
    "cryptosuite": "ecdsa-sd-2023",
    "proofPurpose": "assertionMethod",
    "proofValue": (
        "u2V0BhVhAVrRD4x9j7ya02Hp8-eTaZXba7ifJc_GHBD_m-ZOxfY77E4AzzSsGMDyXqlsJHkjpIugtnksSgr-"
        "RMZA9HdpZGFgjgCQDR9PXNz9b8B28VZqrxx6FfPKVsntpvPzZgGOTBPDe4Y6PWECT6DS3cYAFoxTESK2FgwQ"
        "cVDcryrRg-BOHBbu4Wrzo1aaflUnEHY6fh9ko3FV-w04G8VHRCvfKgeHiCESnZoPpWED9bXOx9BOEgaeYR5K"
        "VXvJKLRaTP7R-IzEtQGzy8U2LxzkQViyjJ6CSG5q5oC_vJm1O_ZwG_yV6e6JmFxRP9YDpWEA20y64aoZHKLM"
        "S9PfgGTuc8XL9NhuyfeB5Do4bE4XSyWesiIEh56VwVljeaFndqoZGjulHM5uy8oCeFHvwsHKUWEDzfcwr81R"
        "dvLzPb3VSOtoi3i_uBv0tjmkRbK4fuuFABVedzuqO5Crp2s1gCuk7x6oc4MTm9Um0Y1TPz8CQb18xWEBfVu-"
        "BmUTKt2rm7gdiMBjABFsu9013Gh1NW2xNclz2aRm6OMBtz-j8FC4HoG5GBbzhvAhw5ijl_g3EJA-kmg3MWEB"
        "npiiafKzLznC_sOBgk11CSONgjTKP1v8A5vvAtOCTuD8QypP7qb3TDZmkDvUsEjbDE2b9mIS4b4W6rhHRnyt"
        "gWEA5-WYiuT2NP7dREnDHRSG4vvgpDmXWiPAtjoVfhwCf2lUCJ7W5DZh14wUZhc8-yZ4rbNUj6ueFhoMYkHw"
        "4rbQwWEDPx0I-wLNweXUmadvEtaMABvhWy_DWcdgDbyNFJuI8tlZUuglJ44AgarddsJJlFVWv4bXJYRHbpAK"
        "83h9iXJxNWEDfg1s4Ka4KiclpEbj4yo_h6cTd9UBUGdU42p4hSXMkGObxnpNW856sYSYIkh1r9qaZzLFPvgx"
        "OLH5ovBgzgpIiWEBuG4-MdR-r5HrHbJvSR00W7fEXZxsyc28aMQN4vwEUGp5K42zfnW_bEmRVddFnXoJqy45"
        "9SauWoZ8ZV_fcK44NWEADb7a6rypZQH3Pu2B-5H7DYdR_vBUuu0mHiGa2e6q9XpH2Xe0VQWkBBu3ANsilxH7"
        "2XX_9QM-yKV-C_46D25A3WEDBU8B6ZwB_8k0JRLVxeunRsXsz9A4A4muZHlAoiVEuMCW1Blq8_suXbrQPKOz"
        "W_raBc0NxVjd6O99SKyXP5GyKWECmkX6rlQoP6HmQNZLJc-sh8dWeznutbDF2Tbn45KIZYqwh7DW9d2W_LzZ"
        "5QApNMl83JcBH5Mw-YIx_xlwBWsg_WECgur0fRZSoHYfC_EricUrUrFCNhUVj-iLbNmrYDkbh-_Ob5y8TPdv"
        "JSW_Iu5fO3_lwZpJhc5dpLRLTwchUzvMrWEBIwyRZtg3xUPTlrpBhE6SD3louL2c0FLSn16JAB66Z3faunIH"
        "9YXRT_rgB3ua9waUIKnmp8NFxRifD_yZVeo1soQBYIP6yN2TIYGPUoiB-pOA91R5Vjpp-MzCdcFLPiPqbqrM"
        "NgA"
    ),
}


@pytest.fixture(scope="module")
def badge() -> dict[str, Any]:
    return shown(credential())


def shown(document: dict[str, Any]) -> dict[str, Any]:
    """Return a badge as a holder shows it, everything; that of the status is mandatory."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2026-11-22T08:00:01Z",
        "verificationMethod": method(ISSUER),
        "proofPurpose": "assertionMethod",
    }
    text = canonicalise(document).decode()
    labels = {
        int(number): hashlib.sha256(f"{document['name']} {number}".encode()).digest()
        for number in re.findall(r"^_:c14n([0-9]+)", text, re.MULTILINE)
    }
    lines = relabelled(text, {number: _label(label) for number, label in labels.items()})
    places = [at for at, line in enumerate(lines) if "/status-lists/" in line or "valid" in line]
    mandatory = "".join(lines[at] for at in places)
    one_time = EcSigner("P-256", str(document["name"]))
    proof_key = multibase.decode(one_time.public_key.multibase)
    hashes = digest({**options, "@context": document["@context"]})
    base = ISSUER.sign(hashes + proof_key + hashlib.sha256(mandatory.encode()).digest())
    others = [one_time.sign(line.encode()) for at, line in enumerate(lines) if at not in places]
    value = _value([base, proof_key, others, labels, places])
    return {**document, "proof": {**options, "proofValue": value}}


def _value(parts: Any) -> str:
    return _label(b"\xd9\x5d\x01" + write(parts))


def _label(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def verify(document: dict[str, Any], key: Multikey = ISSUER.public_key) -> None:
    ECDSA_SD_2023.verify(document, proof=document["proof"], key=key)


def parts_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a proof value is made of."""
    text = document["proof"]["proofValue"]
    parts: Any = read(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))[3:])
    return dict(zip(PARTS, parts, strict=True))


def rewritten(
    document: dict[str, Any], change: Callable[[dict[str, Any]], object]
) -> dict[str, Any]:
    """Return a badge with its proof value taken apart, changed, and put together again."""
    parts = parts_of(document)
    change(parts)
    return {**document, "proof": {**document["proof"], "proofValue": _value([*parts.values()])}}


def test_the_published_proof_holds() -> None:
    ECDSA_SD_2023.verify(W3C, proof=W3C_PROOF, key=W3C_KEY, contexts=W3C_CONTEXTS)


def test_the_sample_of_1edtech_holds() -> None:
    ECDSA_SD_2023.verify(SAMPLE, proof=SAMPLE_PROOF, key=SAMPLE_KEY)


@pytest.mark.parametrize(
    ("document", "proof", "key", "change"),
    [
        pytest.param(
            W3C, W3C_PROOF, W3C_KEY, lambda d: d.update(issuer="https://vc.example/x"), id="issuer"
        ),
        pytest.param(
            W3C,
            W3C_PROOF,
            W3C_KEY,
            lambda d: d["credentialSubject"]["sails"][1].update(year=2021),
            id="year",
        ),
        pytest.param(
            W3C,
            W3C_PROOF,
            W3C_KEY,
            lambda d: d["credentialSubject"]["sails"][1].pop("year"),
            id="year-taken-away",
        ),
        pytest.param(
            SAMPLE,
            SAMPLE_PROOF,
            SAMPLE_KEY,
            lambda d: d["credentialSubject"]["achievement"].update(name="Solitude"),
            id="name",
        ),
        pytest.param(
            SAMPLE, SAMPLE_PROOF, SAMPLE_KEY, lambda d: d.update(name="Teamwork"), id="added"
        ),
        pytest.param(
            SAMPLE, SAMPLE_PROOF, SAMPLE_KEY, lambda d: d.pop("validFrom"), id="taken-away"
        ),
    ],
)
def test_published_proofs_cover_every_statement(
    document: dict[str, Any],
    proof: dict[str, Any],
    key: Multikey,
    change: Callable[[dict[str, Any]], object],
) -> None:
    changed = copy.deepcopy(document)
    change(changed)

    with pytest.raises((SignatureInvalidError, ProofMalformedError)):
        ECDSA_SD_2023.verify(changed, proof=proof, key=key, contexts=W3C_CONTEXTS)


def test_a_badge_that_is_shown_whole_holds(badge: dict[str, Any]) -> None:
    verify(badge)
    ECDSA_SD_2023.verify(
        {**badge, "proof": [badge["proof"]]}, proof=badge["proof"], key=ISSUER.public_key
    )


def test_a_base_proof_is_for_the_holder_only(badge: dict[str, Any]) -> None:
    value = _label(b"\xd9\x5d\x00" + write([b"", b"", b"", [], []]))

    with pytest.raises(ProofMalformedError, match="base proof"):
        verify({**badge, "proof": {**badge["proof"], "proofValue": value}})


def test_a_statement_may_be_left_out_with_its_signature(badge: dict[str, Any]) -> None:
    without = {name: value for name, value in badge.items() if name != "awardedDate"}
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    texts = [
        canonicalise({name: value for name, value in document.items() if name != "proof"}).decode()
        for document in (unsecured, without)
    ]
    labels = read_disclosure(badge["proof"]["proofValue"]).labels
    before, after = (relabelled(text, labels) for text in texts)
    (gone,) = set(before) - set(after)
    places = parts_of(badge)["mandatory"]
    at = before.index(gone)

    def leave_out(parts: dict[str, Any]) -> None:
        parts["signatures"].pop(at - sum(place < at for place in places))
        parts["mandatory"] = [place - (place > at) for place in places]

    verify(rewritten(without, leave_out))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda d: d.update(name="Muu"), SignatureInvalidError, id="statement-changed"),
        pytest.param(
            lambda d: d.update(description="Lisätty."),
            SignatureInvalidError,
            id="statement-added",
        ),
        pytest.param(lambda d: d.pop("name"), SignatureInvalidError, id="statement-taken-away"),
        pytest.param(
            lambda d: d.pop("credentialStatus"), SignatureInvalidError, id="mandatory-taken-away"
        ),
        pytest.param(
            lambda d: d.update(validUntil="2099-01-01T00:00:00Z"),
            SignatureInvalidError,
            id="mandatory-changed",
        ),
        pytest.param(lambda d: d.update(foo="x"), UnsignedDataError, id="undefined"),
        pytest.param(
            lambda d: d["proof"].update(created="2026-11-22T08:00:02Z"),
            SignatureInvalidError,
            id="created",
        ),
        pytest.param(lambda d: d["proof"].update(nonce="x"), SignatureInvalidError, id="nonce"),
        pytest.param(lambda d: d["proof"].update(foo="x"), UnsignedDataError, id="proof-member"),
        pytest.param(
            lambda d: d["proof"].update(previousProof="urn:x:y"), ProofMalformedError, id="chain"
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["identifier"][0].update(id="urn:x:y"),
            ProofMalformedError,
            id="unnamed-node-named",
        ),
    ],
)
def test_what_was_changed_afterwards_is_noticed(
    badge: dict[str, Any], change: Any, error: type[CredentialError]
) -> None:
    changed = copy.deepcopy(badge)
    change(changed)

    with pytest.raises(error):
        verify(changed)


def test_two_badges_of_one_issuer_cannot_be_mixed(badge: dict[str, Any]) -> None:
    theirs = shown({**credential(), "name": "Muu"})
    mixed = rewritten(
        {**badge, "name": "Muu"},
        lambda parts: parts.update(signatures=parts_of(theirs)["signatures"]),
    )

    verify(theirs)

    with pytest.raises(SignatureInvalidError):
        verify(mixed)


def _swap(items: list[Any]) -> None:
    items[0], items[1] = items[1], items[0]


def _swap_labels(parts: dict[str, Any]) -> None:
    labels = parts["labels"]
    labels[0], labels[1] = labels[1], labels[0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda p: _swap(p["signatures"]), SignatureInvalidError, id="order"),
        pytest.param(lambda p: p["signatures"].pop(), SignatureInvalidError, id="one-less"),
        pytest.param(
            lambda p: p["signatures"].append(p["signatures"][0]),
            SignatureInvalidError,
            id="one-more",
        ),
        pytest.param(
            lambda p: p["signatures"].__setitem__(0, bytes(64)), SignatureInvalidError, id="zeros"
        ),
        pytest.param(
            lambda p: p["signatures"].__setitem__(0, bytes(63)), ProofMalformedError, id="63-bytes"
        ),
        pytest.param(
            lambda p: p.update(signatures=[bytes(64)] * (MAXIMUM_SIGNATURES + 1)),
            ProofMalformedError,
            id="too-many",
        ),
        pytest.param(
            lambda p: p.update(base_signature=p["base_signature"][::-1]),
            SignatureInvalidError,
            id="base-signature",
        ),
        pytest.param(
            lambda p: p.update(base_signature=bytes(65)), ProofMalformedError, id="base-65-bytes"
        ),
        pytest.param(
            lambda p: p.update(public_key=b"\x80\x24" + EcSigner("P-256", "x").public_key.raw),
            SignatureInvalidError,
            id="other-proof-key",
        ),
        pytest.param(
            lambda p: p.update(public_key=b"\x81\x24" + EcSigner("P-384").public_key.raw),
            ProofMalformedError,
            id="proof-key-on-p-384",
        ),
        pytest.param(
            lambda p: p.update(public_key=b"\xed\x01" + SIGNER.public_key.raw),
            ProofMalformedError,
            id="proof-key-ed25519",
        ),
        pytest.param(_swap_labels, SignatureInvalidError, id="labels-swapped"),
        pytest.param(lambda p: p["labels"].pop(0), ProofMalformedError, id="label-missing"),
        pytest.param(
            lambda p: p["labels"].update({99: b"\1" * 32}),
            ProofMalformedError,
            id="label-too-many",
        ),
        pytest.param(
            lambda p: p["labels"].update({0: p["labels"][1]}),
            ProofMalformedError,
            id="label-twice",
        ),
        pytest.param(
            lambda p: p["labels"].update({0: b"\1" * 31}),
            ProofMalformedError,
            id="label-short",
        ),
        pytest.param(lambda p: p["mandatory"].append(999), ProofMalformedError, id="place-beyond"),
        pytest.param(
            lambda p: p["mandatory"].append(p["mandatory"][0]),
            ProofMalformedError,
            id="place-twice",
        ),
        pytest.param(lambda p: p["mandatory"].pop(), SignatureInvalidError, id="place-less"),
        pytest.param(
            lambda p: p.update(mandatory=[], signatures=[]),
            SignatureInvalidError,
            id="nothing-signed",
        ),
    ],
)
def test_a_value_that_was_tampered_with_is_refused(
    badge: dict[str, Any], change: Any, error: type[CredentialError]
) -> None:
    with pytest.raises(error):
        verify(rewritten(badge, change))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("u", id="nothing"),
        pytest.param("z2V0B", id="base58"),
        pytest.param("u2V0B", id="header-alone"),
        pytest.param(_label(b"\xd9\x5d\x02\x80"), id="other-header"),
        pytest.param(_label(b"\xd9\x5d\x01\x80"), id="no-parts"),
        pytest.param(_label(b"\xd9\x5d\x01\x85\0\0\0\0\0"), id="numbers"),
        pytest.param(_label(b"\xd9\x5d\x01\xa0"), id="map"),
        pytest.param(_label(b"\xd9\x5d\x01\x9f\xff"), id="endless"),
        pytest.param("u2V0BhVhA" + "A" * 5, id="cut-off"),
        pytest.param("u2V0B\n", id="line-break"),
        pytest.param("u2V0Bgg==", id="padded"),
        pytest.param("u2V0BhVhAw", id="cut-in-bytes"),
        pytest.param("u2V0BgB", id="stray-bits"),
        pytest.param("u2V0Bg€", id="not-ascii"),
    ],
)
def test_other_values_are_refused(text: str) -> None:
    with pytest.raises(ProofMalformedError) as refusal:
        read_disclosure(text)

    assert refusal.value.pointer == "/proof/proofValue"


def test_flipped_bits_of_the_value_are_noticed() -> None:
    value = W3C_PROOF["proofValue"]
    content = base64.urlsafe_b64decode(value[1:] + "==")

    for bit in range(0, 8 * len(content), 41):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        proof = {**W3C_PROOF, "proofValue": _label(bytes(flipped))}
        with pytest.raises((SignatureInvalidError, ProofMalformedError)):
            ECDSA_SD_2023.verify(W3C, proof=proof, key=W3C_KEY, contexts=W3C_CONTEXTS)


@pytest.mark.parametrize(
    ("key", "kind"),
    [(SIGNER.public_key, "Ed25519"), (EcSigner("P-384").public_key, "P-384")],
)
def test_it_signs_on_p_256_alone(badge: dict[str, Any], key: Multikey, kind: str) -> None:
    with pytest.raises(KeyUnsuitableError, match=f"ecdsa-sd-2023 .* {kind}"):
        verify(badge, key)


def test_another_issuer_did_not_sign_it(badge: dict[str, Any]) -> None:
    with pytest.raises(SignatureInvalidError):
        verify(badge, EcSigner("P-256", "other").public_key)


def test_labels_are_replaced_in_statements_and_nowhere_else() -> None:
    text = (
        '<urn:x:_:c14n0> <urn:y> " _:c14n0 \\" _:c14n1 " .\n'
        '_:c14n0 <urn:y> "line\u2028\x85_:c14n0" .\n'
        "_:c14n0 <urn:y> _:c14n10 _:c14n1 .\n"
    )

    lines = relabelled(text, {0: "uZ", 1: "uA", 10: "uB"})

    assert lines == (
        '<urn:x:_:c14n0> <urn:y> " _:c14n0 \\" _:c14n1 " .\n',
        '_:uZ <urn:y> "line\u2028\x85_:c14n0" .\n',
        "_:uZ <urn:y> _:uB _:uA .\n",
    )


def test_statements_are_sorted_by_their_labels_of_the_day_of_signing() -> None:
    lines = relabelled("_:c14n0 <urn:y> <urn:z> .\n_:c14n1 <urn:y> <urn:z> .\n", {0: "u9", 1: "u1"})

    assert lines == ("_:u1 <urn:y> <urn:z> .\n", "_:u9 <urn:y> <urn:z> .\n")
