from datetime import UTC, datetime
from typing import Any

import pytest

from badgeservice.credentials.errors import KeyMalformedError, KeyNotBoundError
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.hints import KeyHint, issuer_key, read_hint
from badgeservice.credentials.jose.thumbprints import thumbprint, thumbprint_of, to_jwk
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from tests.credentials.jose.tokens import ATTACKER, DOCUMENT, badge, claims, header, read, token
from tests.credentials.samples import ISSUER, METHOD, SIGNER
from tests.credentials.securing.signers import EcSigner
from tests.credentials.test_jwk import EC, OKP, RSA

AT = datetime(2027, 1, 1, tzinfo=UTC)
THUMBPRINT = thumbprint_of(SIGNER.public_key)
P256 = EcSigner("P-256")


def document(*methods: dict[str, Any], assertion: list[JsonValue] | None = None) -> JsonObject:
    """Return a DID document of the issuer's with those methods."""
    full = [{"controller": ISSUER, "type": "JsonWebKey", **method} for method in methods]
    listed: list[JsonValue] = [m["id"] for m in full] if assertion is None else assertion
    return {"id": ISSUER, "verificationMethod": list(full), "assertionMethod": listed}


def jwk_method(name: str, jwk: JsonObject) -> dict[str, Any]:
    return {"id": f"{ISSUER}#{name}", "publicKeyJwk": jwk}


@pytest.mark.parametrize(
    ("jwk", "expected"),
    [
        pytest.param(
            OKP, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", id="RFC 8037, A.3, Ed25519"
        ),
        pytest.param(EC, "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", id="EC"),
        pytest.param(
            {
                "kty": "RSA",
                "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aP"
                "FFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl9"
                "3lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
                "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3"
                "XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
                "e": "AQAB",
                "alg": "RS256",
                "kid": "2011-04-29",
            },
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
            id="RFC 7638, 3.1, RSA",
        ),
    ],
)
def test_thumbprints_are_those_of_the_rfcs(jwk: JsonObject, expected: str) -> None:
    assert thumbprint(jwk) == expected


@pytest.mark.parametrize("jwk", [OKP, EC, RSA], ids=["OKP", "EC", "RSA"])
def test_a_key_is_written_as_the_jwk_it_was_read_from(jwk: JsonObject) -> None:
    assert to_jwk(from_jwk(jwk)) == jwk
    assert thumbprint({**jwk, "kid": "any", "use": "sig"}) == thumbprint(jwk)


def test_a_private_key_has_no_thumbprint_here() -> None:
    with pytest.raises(KeyMalformedError):
        thumbprint({**OKP, "d": "AAAA"})


@pytest.mark.parametrize(
    "hint",
    [
        pytest.param(KeyHint(kid=METHOD), id="the URL of the method"),
        pytest.param(KeyHint(kid=METHOD.removeprefix(ISSUER)), id="its fragment"),
        pytest.param(KeyHint(kid=METHOD.rpartition("#")[2]), id="its fragment without the hash"),
        pytest.param(KeyHint(kid=THUMBPRINT), id="the thumbprint"),
        pytest.param(
            KeyHint(kid=f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{THUMBPRINT}"),
            id="the thumbprint as a URN",
        ),
        pytest.param(KeyHint(jwk_thumbprint=THUMBPRINT), id="the key itself"),
        pytest.param(KeyHint(kid=METHOD, jwk_thumbprint=THUMBPRINT), id="both"),
    ],
)
def test_a_hint_leads_to_the_issuers_key(hint: KeyHint) -> None:
    assert issuer_key(hint, DOCUMENT, issuer=ISSUER, at=AT) == SIGNER.public_key


def test_a_jwk_goes_by_the_kid_in_it() -> None:
    listed = document(jwk_method("1", {**EC, "kid": "2026"}), jwk_method("2", {**OKP, "kid": "x"}))

    assert issuer_key(KeyHint(kid="2026"), listed, issuer=ISSUER) == from_jwk(EC)


def test_a_method_may_stand_under_assertion_method_itself() -> None:
    method = {"controller": ISSUER, "type": "JsonWebKey", **jwk_method("1", OKP)}
    listed: JsonObject = {"id": ISSUER, "assertionMethod": method}

    found = issuer_key(KeyHint(jwk_thumbprint=thumbprint(OKP)), listed, issuer=ISSUER)

    assert found == from_jwk(OKP)


def test_a_key_that_is_listed_twice_is_found_where_it_may_make_claims() -> None:
    listed = document(
        jwk_method("login", OKP), jwk_method("badges", OKP), assertion=[f"{ISSUER}#badges"]
    )

    assert issuer_key(KeyHint(jwk_thumbprint=thumbprint(OKP)), listed, issuer=ISSUER) == from_jwk(
        OKP
    )


@pytest.mark.parametrize(
    ("hint", "code"),
    [
        pytest.param(KeyHint(), "method-missing", id="no hint"),
        pytest.param(KeyHint(kid="did:web:evil.example#k"), "method-of-another", id="another DID"),
        pytest.param(KeyHint(kid=ISSUER + ":x#k"), "method-of-another", id="a DID that goes on"),
        pytest.param(
            KeyHint(kid="https://evil.example/key"), "method-of-another", id="a URL elsewhere"
        ),
        pytest.param(KeyHint(kid="file:///etc/passwd"), "method-of-another", id="a file"),
        pytest.param(KeyHint(kid="../../etc/passwd"), "method-not-found", id="a path"),
        pytest.param(KeyHint(kid="' OR 1=1 --"), "method-not-found", id="SQL"),
        pytest.param(KeyHint(kid=f"{METHOD}x"), "method-not-found", id="a method not listed"),
        pytest.param(KeyHint(kid=METHOD.upper()), "method-of-another", id="other letters"),
        pytest.param(
            KeyHint(jwk_thumbprint=thumbprint_of(ATTACKER.public_key)),
            "method-not-found",
            id="the attacker's key",
        ),
        pytest.param(
            KeyHint(kid=METHOD, jwk_thumbprint=thumbprint_of(ATTACKER.public_key)),
            "method-of-another",
            id="the issuer's kid with the attacker's key",
        ),
    ],
)
def test_a_hint_that_leads_elsewhere_leads_nowhere(hint: KeyHint, code: str) -> None:
    """J03: paths, addresses and other people's keys."""
    with pytest.raises(KeyNotBoundError) as caught:
        issuer_key(hint, DOCUMENT, issuer=ISSUER, at=AT)

    assert caught.value.code == code


def test_a_key_for_other_purposes_is_not_taken() -> None:
    listed = document(jwk_method("login", OKP), assertion=[])

    for hint in (KeyHint(kid="login"), KeyHint(jwk_thumbprint=thumbprint(OKP))):
        with pytest.raises(KeyNotBoundError) as caught:
            issuer_key(hint, listed, issuer=ISSUER)
        assert caught.value.code == "not-for-assertion"


def test_a_key_that_was_withdrawn_is_not_taken() -> None:
    listed = document({**jwk_method("1", OKP), "revoked": "2026-01-01T00:00:00Z"})

    with pytest.raises(KeyNotBoundError) as caught:
        issuer_key(KeyHint(jwk_thumbprint=thumbprint(OKP)), listed, issuer=ISSUER, at=AT)

    assert caught.value.code == "method-revoked"


def test_keys_of_other_kinds_in_the_document_are_passed_over() -> None:
    listed = document(
        {"id": f"{ISSUER}#0", "type": "Curious"},
        jwk_method("1", {"kty": "OKP", "crv": "Ed448", "x": "AA"}),
        jwk_method("2", OKP),
    )

    found = issuer_key(KeyHint(jwk_thumbprint=thumbprint(OKP)), listed, issuer=ISSUER)

    assert found == from_jwk(OKP)


def test_no_more_methods_are_looked_at_than_an_issuer_has() -> None:
    many = [jwk_method(str(at), OKP) for at in range(64)]
    listed = document(*many, jwk_method("last", EC))

    with pytest.raises(KeyNotBoundError):
        issuer_key(KeyHint(jwk_thumbprint=thumbprint(EC)), listed, issuer=ISSUER)


def test_the_document_of_another_is_of_no_use() -> None:
    with pytest.raises(KeyNotBoundError) as caught:
        issuer_key(KeyHint(kid=METHOD), {**DOCUMENT, "id": "did:web:x.example"}, issuer=ISSUER)

    assert caught.value.code == "document-mismatch"


def test_the_key_in_a_header_is_kept_as_a_thumbprint_alone() -> None:
    hint = read_hint(
        {"alg": "ES256", "jwk": to_jwk(P256.public_key), "jku": "https://evil.example"}
    )

    assert hint == KeyHint(jwk_thumbprint=thumbprint_of(P256.public_key))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kid": None}, id="the attacker's key alone"),
        pytest.param({}, id="with the issuer's kid"),
        pytest.param({"kid": f"{ISSUER}#{ATTACKER.public_key.multibase}"}, id="with a made-up kid"),
        pytest.param({"kid": "did:web:evil.example#k"}, id="with the attacker's kid"),
    ],
)
def test_a_key_that_an_attacker_puts_into_the_header_is_never_taken(changes: Any) -> None:
    """J02: a key in a header is at most a hint."""
    head = header(**{"jwk": to_jwk(ATTACKER.public_key)} | changes)
    forged = token(head, badge() | claims(), signer=ATTACKER)
    found = read(forged)
    jws.verify(jws.read_compact(forged), ATTACKER.public_key)

    with pytest.raises(KeyNotBoundError):
        issuer_key(found.key_hint, DOCUMENT, issuer=ISSUER, at=AT)
