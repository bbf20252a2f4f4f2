from typing import Any

import pytest

from badgeservice.credentials.errors import (
    KeyMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.errors import (
    ClaimFault,
    JwtClaimError,
    JwtMalformedError,
)
from badgeservice.credentials.jose.thumbprints import to_jwk
from tests.credentials.jose.tokens import (
    ATTACKER,
    SUBJECT,
    VALID_FROM,
    VALID_UNTIL,
    badge,
    claims,
    header,
    old,
    open_badge,
    read,
    token,
    w3c,
)
from tests.credentials.samples import ISSUER, SIGNER


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub", "exp"])
def test_a_claim_that_must_be_there_and_is_not_is_named(claim: str) -> None:
    content = open_badge(badge() | claims(**{claim: None}))

    with pytest.raises(JwtClaimError) as caught:
        read(content)

    assert (caught.value.claim, caught.value.code) == (claim, "missing")


def test_a_caller_may_let_a_claim_be_missing_and_is_told_of_it() -> None:
    content = open_badge(badge() | claims(sub=None))

    assert read(content, may_lack=frozenset({"sub"})).lacking == ("sub",)
    assert read(open_badge(), may_lack=frozenset({"sub"})).lacking == ()


def test_to_let_one_claim_be_missing_lets_no_other() -> None:
    content = open_badge(badge() | claims(sub=None, iss=None))

    with pytest.raises(JwtClaimError) as caught:
        read(content, may_lack=frozenset({"sub"}))

    assert (caught.value.claim, caught.value.code) == ("iss", "missing")


def test_a_claim_that_may_be_missing_may_not_be_wrong() -> None:
    content = open_badge(badge() | claims(sub="did:example:other"))

    with pytest.raises(JwtClaimError):
        read(content, may_lack=frozenset({"sub"}))


def test_a_badge_without_an_end_needs_no_end_of_its_token() -> None:
    made = badge(validUntil=None)

    assert read(open_badge(made | claims(exp=None))).document == made


@pytest.mark.parametrize(
    ("claim", "value", "code"),
    [
        pytest.param("iss", "did:web:evil.example", "differs", id="iss of another"),
        pytest.param("iss", ISSUER + "/", "differs", id="iss with a slash more"),
        pytest.param("iss", [ISSUER], "malformed", id="iss a list"),
        pytest.param("jti", "urn:uuid:0", "differs", id="jti of another badge"),
        pytest.param("jti", 5, "malformed", id="jti a number"),
        pytest.param("sub", "did:example:eve", "differs", id="sub of another"),
        pytest.param("nbf", VALID_FROM - 1, "differs", id="nbf a second early"),
        pytest.param("nbf", VALID_FROM + 1, "differs", id="nbf a second late"),
        pytest.param("nbf", VALID_FROM * 1000, "malformed", id="nbf in milliseconds"),
        pytest.param("nbf", str(VALID_FROM), "malformed", id="nbf a text"),
        pytest.param("nbf", True, "malformed", id="nbf true"),
        pytest.param("nbf", 1e300, "malformed", id="nbf beyond all years"),
        pytest.param("exp", VALID_UNTIL + 1, "differs", id="exp a second late"),
        pytest.param("exp", VALID_UNTIL - 1, "differs", id="exp a second early"),
        pytest.param("exp", [VALID_UNTIL], "malformed", id="exp a list"),
        pytest.param("iat", "now", "malformed", id="iat a text"),
    ],
)
def test_a_claim_that_is_not_what_the_badge_says_is_refused(
    claim: str, value: object, code: ClaimFault
) -> None:
    """J06: issuer, subject, id and dates."""
    content = open_badge(badge() | claims(**{claim: value}))

    with pytest.raises(JwtClaimError) as caught:
        read(content)

    assert (caught.value.claim, caught.value.code) == (claim, code)


@pytest.mark.parametrize(
    ("changed", "claim"),
    [
        pytest.param({"id": None}, "jti", id="no id"),
        pytest.param({"issuer": None}, "iss", id="no issuer"),
        pytest.param({"issuer": {"name": "x"}}, "iss", id="an issuer without an id"),
        pytest.param({"validFrom": None}, "nbf", id="no beginning"),
        pytest.param({"validFrom": "yesterday"}, "nbf", id="no moment"),
        pytest.param({"validFrom": VALID_FROM}, "nbf", id="a number for a moment"),
        pytest.param({"validUntil": "never"}, "exp", id="an end that is no moment"),
        pytest.param({"credentialSubject": []}, "sub", id="no subject"),
        pytest.param({"credentialSubject": [{"id": SUBJECT}] * 2}, "sub", id="two subjects"),
        pytest.param({"issuanceDate": "2020-01-01T00:00:00Z"}, "nbf", id="two beginnings"),
        pytest.param({"expirationDate": "2090-01-01T00:00:00Z"}, "exp", id="two ends"),
    ],
)
def test_a_badge_that_does_not_say_what_its_token_claims_is_refused(
    changed: dict[str, Any], claim: str
) -> None:
    """J06: the other way round."""
    with pytest.raises(JwtClaimError) as caught:
        read(open_badge(badge(**changed) | claims()))

    assert (caught.value.claim, caught.value.code) == (claim, "differs")


@pytest.mark.parametrize(("claim", "value"), [("iss", "did:x:y"), ("jti", "urn:x"), ("sub", "u:x")])
def test_a_token_of_the_w3c_may_not_contradict_its_credential(claim: str, value: str) -> None:
    with pytest.raises(JwtClaimError):
        read(w3c(badge() | {claim: value}))


def test_nor_may_a_header() -> None:
    assert read(w3c(iss=ISSUER)).document == badge()
    with pytest.raises(JwtClaimError):
        read(w3c(iss="did:web:evil.example"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(open_badge(typ="vc+jwt"), "read", id="claims under vc+jwt are only that"),
        pytest.param(
            w3c(badge() | {"vc": badge()}), "ambiguous", id="vc+jwt with a claim vc beside it"
        ),
        pytest.param(w3c({"vc": badge(), **claims()}), "ambiguous", id="vc+jwt with only a vc"),
        pytest.param(w3c(badge() | {"vp": {}}), "presentation", id="vc+jwt with a claim vp"),
        pytest.param(w3c(old()), "credential", id="vc+jwt of the old data model"),
        pytest.param(w3c(claims()), "credential", id="vc+jwt with claims alone"),
        pytest.param(open_badge({**claims(), "vp": {}}), "presentation", id="a claim vp"),
        pytest.param(open_badge(typ="vp+jwt"), "presentation", id="vp+jwt"),
        pytest.param(open_badge(typ="application/VP+JWT"), "presentation", id="vp+jwt in full"),
        pytest.param(w3c(), "read", id="a good one"),
        pytest.param(
            token(header(typ="vc+jwt", cty="vp"), badge()), "presentation", id="vc+jwt of a vp"
        ),
        pytest.param(
            token(header(typ="vc+jwt", cty="cat"), badge()), "content-type", id="vc+jwt of a cat"
        ),
        pytest.param(
            token(header(typ="vc+jwt", cty=["vc"]), badge()), "content-type", id="cty a list"
        ),
        pytest.param(open_badge(typ="at+jwt"), "type-forbidden", id="an access token"),
        pytest.param(open_badge(typ="dpop+jwt"), "type-forbidden", id="a proof of possession"),
        pytest.param(open_badge(typ=""), "type-forbidden", id="typ empty"),
        pytest.param(open_badge(typ=["JWT"]), "type-forbidden", id="typ a list"),
        pytest.param(open_badge(typ="vc+sd-jwt"), "type-unsupported", id="selective disclosure"),
        pytest.param(open_badge(typ="vc+ld+jwt"), "type-unsupported", id="a draft's name"),
        pytest.param(open_badge(cty="JWT"), "nested", id="said to hold a token"),
        pytest.param(token(header(), open_badge()), "nested", id="a token in a token"),
        pytest.param(w3c(open_badge()), "nested", id="a token in a vc+jwt"),
        pytest.param(token(header(), b""), "payload", id="an empty payload"),
        pytest.param(token(header(), b"[]"), "payload", id="a list for a payload"),
        pytest.param(token(header(), b"\xff{}"), "payload", id="a payload that is not UTF-8"),
        pytest.param(
            token(header(), b'{"iss":"a","iss":"b"}'), "payload", id="a claim that is there twice"
        ),
        pytest.param(token(header(), b'{"nbf":NaN}'), "payload", id="a claim that is no number"),
        pytest.param(open_badge({"vc": [], **claims()}), "credential", id="vc a list"),
        pytest.param(open_badge({"vc": None} | claims()), "credential", id="vc null"),
        pytest.param(
            open_badge({"vc": old()} | badge() | claims()), "ambiguous", id="two credentials"
        ),
        pytest.param(
            open_badge({"vc": old(), "name": "Doctor"} | claims()), "ambiguous", id="more beside vc"
        ),
        pytest.param(
            open_badge({"vc": old(iss="did:x:y")} | claims()), "ambiguous", id="a claim inside vc"
        ),
        pytest.param(open_badge(kid=""), "key-hint", id="kid empty"),
        pytest.param(open_badge(kid=["k"]), "key-hint", id="kid a list"),
        pytest.param(open_badge(jwk="k"), "key-hint", id="jwk a text"),
    ],
)
def test_what_holds_no_credential_is_refused_and_told_why(content: bytes, code: str) -> None:
    """F13, J04, J06: tokens for other uses, claims that are there twice."""
    if code == "read":
        assert read(content).document == badge()
        return

    with pytest.raises(JwtMalformedError) as caught:
        read(content)

    assert caught.value.code == code


def test_a_token_of_the_w3c_is_none_of_open_badges() -> None:
    content = token(header(typ="JWT"), badge())

    with pytest.raises(JwtClaimError) as caught:
        read(content)

    assert caught.value.code == "missing"


@pytest.mark.parametrize("member", ["d", "p", "k"])
def test_a_private_key_in_a_header_is_refused(member: str) -> None:
    jwk = {**to_jwk(SIGNER.public_key), member: "AAAA"}

    with pytest.raises(KeyMalformedError):
        read(open_badge(kid=None, jwk=jwk))


def test_what_an_attacker_signs_does_not_hold_under_the_issuers_key() -> None:
    forged = token(header(jwk=to_jwk(ATTACKER.public_key)), badge() | claims(), signer=ATTACKER)

    with pytest.raises(SignatureInvalidError):
        jws.verify(jws.read_compact(forged), SIGNER.public_key)
