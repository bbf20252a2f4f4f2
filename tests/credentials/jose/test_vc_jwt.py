import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgeservice.credentials.baking import bake_png, bake_svg, extract_png, extract_svg
from badgeservice.credentials.errors import (
    DateMalformedError,
)
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.errors import (
    JwsMalformedError,
    JwtClaimError,
    JwtMalformedError,
)
from badgeservice.credentials.jose.vc_jwt import (
    OPEN_BADGES,
    VC_JWT,
    JwtProfile,
    read_credential,
    secure,
)
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.strict_json import JsonObject
from tests.credentials.jose.tokens import (
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
from tests.credentials.samples import ISSUER, METHOD, SIGNER, credential
from tests.credentials.securing.signers import EcSigner
from tests.pictures import png
from tests.reference import reference

OB30 = "security/openbadges/ob30"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


@pytest.mark.parametrize("signer", [SIGNER, EcSigner("P-256")], ids=["EdDSA", "ES256"])
@pytest.mark.parametrize("profile", [OPEN_BADGES, VC_JWT])
def test_a_secured_badge_is_read_again(profile: JwtProfile, signer: Any) -> None:
    secured = secure(badge(), signer=signer, verification_method=METHOD, profile=profile)

    token_ = jws.read_compact(secured.content)
    found = read(secured.content)
    jws.verify(token_, signer.public_key)

    assert found.document == badge()
    assert found.profile == profile
    assert (found.key_hint.kid, found.key_hint.jwk_thumbprint) == (METHOD, None)
    assert (found.lacking, found.extra_headers) == ((), ())


def test_an_open_badges_token_repeats_what_it_must() -> None:
    secured = secure(badge(), signer=SIGNER, verification_method=METHOD)

    token_ = jws.read_compact(secured.content)

    assert token_.header == {"alg": "EdDSA", "kid": METHOD, "typ": "JWT"}
    assert json.loads(token_.payload) == badge() | claims()
    assert secured.media_type == "text/plain"


def test_a_token_of_the_w3c_holds_the_credential_alone() -> None:
    secured = secure(badge(), signer=SIGNER, verification_method=METHOD, profile=VC_JWT)

    token_ = jws.read_compact(secured.content)

    assert token_.header == {"alg": "EdDSA", "kid": METHOD, "typ": "vc+jwt", "cty": "vc"}
    assert json.loads(token_.payload) == badge()
    assert secured.media_type == "application/vc+jwt"


def test_claims_beside_the_credential_are_told_and_are_no_part_of_it() -> None:
    found = read(open_badge(badge() | claims(iat=VALID_FROM + 1.5, aud=SUBJECT, cnf={"kid": "h"})))

    assert found.document == badge()
    assert found.claims == claims(iat=VALID_FROM + 1.5, aud=SUBJECT, cnf={"kid": "h"})
    assert found.issued_at == datetime.fromtimestamp(VALID_FROM + 1.5, tz=UTC)
    assert found.not_before == datetime.fromtimestamp(VALID_FROM, tz=UTC)
    assert found.expires == datetime.fromtimestamp(VALID_UNTIL, tz=UTC)


def test_a_badge_of_the_old_data_model_lies_in_a_claim() -> None:
    found = read(open_badge({"vc": old(), **claims()}))

    assert found.document == old()


def test_the_end_of_a_token_becomes_that_of_a_badge_without_one() -> None:
    found = read(open_badge(badge(validUntil=None) | claims()))
    aged = read(open_badge({"vc": {**old(), "expirationDate": "2031-11-22T08:00:00Z"}} | claims()))

    assert found.document["validUntil"] == "2031-11-22T08:00:00Z"
    assert aged.document["expirationDate"] == "2031-11-22T08:00:00Z"
    assert "validUntil" not in aged.document


def test_the_end_of_a_token_of_the_old_kind_goes_by_the_old_name() -> None:
    inside = old()
    del inside["expirationDate"]

    found = read(open_badge({"vc": inside, **claims()}))

    assert found.document["expirationDate"] == "2031-11-22T08:00:00Z"
    assert "validUntil" not in found.document


def test_the_end_of_a_signature_is_not_that_of_a_badge() -> None:
    found = read(w3c(badge() | {"iat": VALID_FROM + 9, "exp": VALID_FROM + 99}))

    assert found.document == badge()
    assert found.issued_at == datetime.fromtimestamp(VALID_FROM + 9, tz=UTC)
    assert found.expires == datetime.fromtimestamp(VALID_FROM + 99, tz=UTC)


@pytest.mark.parametrize(
    "moment", ["2026-11-22T08:00:00.000Z", "2026-11-22T08:00:00.7Z", "2026-11-22T10:00:00+02:00"]
)
def test_moments_are_compared_as_moments_and_to_the_second(moment: str) -> None:
    found = read(open_badge(badge(validFrom=moment) | claims()))

    assert found.document["validFrom"] == moment


@pytest.mark.parametrize("typ", ["JWT", "jwt", "application/JWT", None])
def test_the_usual_type_of_token_goes_by_several_names(typ: str | None) -> None:
    assert read(open_badge(typ=typ)).profile == "ob3-vc-jwt"


@pytest.mark.parametrize("typ", ["vc+jwt", "VC+JWT", "application/vc+jwt"])
@pytest.mark.parametrize("cty", ["vc", "application/vc", None])
def test_so_does_the_type_of_the_w3c(typ: str, cty: str | None) -> None:
    assert read(token(header(typ=typ, cty=cty), badge())).profile == "vc+jwt"


def test_headers_that_open_badges_does_not_allow_are_told_and_not_heeded() -> None:
    found = read(open_badge(x5u="https://evil.example/", jku="https://evil.example/"))

    assert found.extra_headers == ("x5u", "jku")
    assert found.key_hint.kid == METHOD


def test_an_issuer_may_be_no_more_than_a_text_and_a_subject_a_list_of_one() -> None:
    made = badge(issuer=ISSUER)
    made["credentialSubject"] = [made["credentialSubject"]]

    assert read(open_badge(made | claims())).document == made


def test_a_badge_for_an_email_address_cannot_become_an_open_badges_token() -> None:
    with pytest.raises(JwtClaimError) as caught:
        secure(credential(), signer=SIGNER, verification_method=METHOD)

    assert (caught.value.claim, caught.value.member) == ("sub", "credentialSubject.id")
    secure(credential(), signer=SIGNER, verification_method=METHOD, profile=VC_JWT)


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        pytest.param(old(), JwtMalformedError, id="the old data model"),
        pytest.param(badge(sub="x"), JwtMalformedError, id="a member like a claim"),
        pytest.param(badge(vc={}), JwtMalformedError, id="a member vc"),
        pytest.param(badge(validFrom=None), JwtClaimError, id="no beginning"),
        pytest.param(badge(validUntil=5), JwtClaimError, id="a number for an end"),
        pytest.param(badge(validFrom="soon"), DateMalformedError, id="no moment"),
    ],
)
def test_no_token_is_made_that_would_be_refused(
    document: JsonObject, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        secure(document, signer=SIGNER, verification_method=METHOD)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=50, deadline=None)
@given(
    name=words,
    start=st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)),
    profile=st.sampled_from([OPEN_BADGES, VC_JWT]),
)
def test_any_badge_comes_back(name: str, start: datetime, profile: JwtProfile) -> None:
    made = badge(name=name, validFrom=start.isoformat(), validUntil=None)

    secured = secure(made, signer=SIGNER, verification_method=METHOD, profile=profile)

    assert read(secured.content).document == made


@pytest.mark.reference
@pytest.mark.parametrize("name", ["simple-jwt.png", "simple-jwt.svg"])
def test_the_baked_samples_hold_a_token_that_lacks_a_claim(name: str) -> None:
    image = reference(f"{OB30}/{name}").read_bytes()
    text = extract_png(image) if name.endswith("png") else extract_svg(image)
    token_ = jws.read_compact(text.encode())

    with pytest.raises(JwtClaimError) as caught:
        read(text.encode())
    found = read(text.encode(), may_lack=frozenset({"sub"}))
    embedded = token_.header["jwk"]
    assert isinstance(embedded, dict)
    jws.verify(token_, from_jwk(embedded))

    assert (caught.value.claim, caught.value.code) == ("sub", "missing")
    assert found.lacking == ("sub",)
    assert found.profile == "ob3-vc-jwt"
    assert found.document["name"] == "Teamwork Badge"
    assert found.key_hint.kid is None
    assert found.key_hint.jwk_thumbprint is not None


@pytest.mark.reference
def test_the_old_sample_holds_a_badge_in_a_claim_and_names_no_key() -> None:
    content = reference(f"{OB30}/simple.jwt").read_bytes().strip()

    found = read(content)

    assert found.document["id"] == "http://example.edu/credentials/3732"
    assert found.lacking == ()
    assert (found.key_hint.kid, found.key_hint.jwk_thumbprint) == (None, None)


@pytest.mark.reference
def test_the_sample_of_open_badges_2_is_no_credential_here() -> None:
    content = reference("security/openbadges/ob20/simple.jwt").read_bytes().strip()

    with pytest.raises((JwtClaimError, JwtMalformedError, JwsMalformedError)):
        read(content)


def test_a_token_goes_into_pictures_and_comes_out_of_them() -> None:
    content = secure(badge(), signer=SIGNER, verification_method=METHOD).content
    text = content.decode("ascii")

    assert extract_png(bake_png(png(), text)) == text
    assert extract_svg(bake_svg(DRAWING, text)) == text


def test_the_last_microsecond_of_a_second_far_away_is_not_the_next_second() -> None:
    """Floating point would round it up, and the claim would differ from the member."""
    late: JsonObject = {**badge(), "validFrom": "3059-01-01T00:00:00.999999Z"}
    late.pop("validUntil", None)

    token = secure(late, signer=SIGNER, verification_method=METHOD).content

    assert read_credential(jws.read_compact(token)).document == late
