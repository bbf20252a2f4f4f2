"""Lists of issuers are read in four forms, and never by guessing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import IssuerRegistry, RegisteredIssuer
from badgeservice.recognition.registry_formats.own import own_document, read_own, schema
from badgeservice.recognition.registry_formats.reading import (
    MOST_ISSUERS,
    read_registry,
    registry_of,
)

DID = "did:web:badges.example.org:issuers:kotka"
URL = "https://umea.example.org/issuer"
FULL: dict[str, Any] = {
    "name": "Nordic colleges",
    "issuers": [
        {"id": DID, "name": "Kotka", "url": "https://kotka.example.org"},
        {
            "id": URL,
            "name": "Umeå",
            "since": "2025-01-01T00:00:00Z",
            "until": "2026-12-31T23:59:59+02:00",
        },
    ],
}
DCC: JsonObject = {
    "meta": {"created": "2020-12-02T02:32:16+0000"},
    "registry": {
        "did:key:z6MkhVTX9BF3NGYX6cc7jWpbNnR7cAjH8LUffabZP8Qu4ysC": {
            "name": "A university",
            "location": "Cambridge, MA, USA",
            "url": "https://university.example.org",
        },
        "did:web:a.example": {"name": "Another", "url": "javascript:alert(1)"},
    },
}
EBSI: JsonObject = {
    "did": "did:ebsi:zZeKyEJfUTGwajhNyNX928z",
    "attributes": [
        {
            "hash": "0x1a",
            "body": "eyJ.e30.x",
            "issuerType": "TI",
            "tao": "did:ebsi:zA",
            "rootTao": "did:ebsi:zB",
        }
    ],
}


def _etsi(*ids: str) -> JsonObject:
    identity: JsonObject = {"X509Certificates": [{"val": "MII"}], "OtherIds": [*ids]}
    return {
        "LoTE": {
            "ListAndSchemeInformation": {
                "SchemeName": [
                    {"lang": "fi", "value": "Luottamusluettelo"},
                    {"lang": "en", "value": "Trust list"},
                ],
                "NextUpdate": "2027-01-01T00:00:00Z",
            },
            "TrustedEntitiesList": [
                {
                    "TrustedEntityInformation": {"TEName": [{"lang": "sv", "value": "Umeå"}]},
                    "TrustedEntityServices": [
                        {"ServiceInformation": {"ServiceDigitalIdentity": identity}}
                    ],
                }
            ],
        }
    }


def test_our_own_form_is_read_whole() -> None:
    registry = read_registry(json.dumps(FULL).encode(), name="other")

    assert registry.name == "Nordic colleges"
    assert registry.issuers[0].url == "https://kotka.example.org"
    assert registry.issuers[1] == RegisteredIssuer(
        id=URL,
        name="Umeå",
        since=datetime(2025, 1, 1, tzinfo=UTC),
        until=datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC),
    )


def test_a_consortium_registry_is_read_under_the_name_it_is_given() -> None:
    registry = registry_of(DCC, name="dcc-community")

    assert registry.name == "dcc-community"
    assert [issuer.name for issuer in registry.issuers] == ["A university", "Another"]
    # An address that is no web address is never shown, so it is left out.
    assert [issuer.url for issuer in registry.issuers] == ["https://university.example.org", None]


@pytest.mark.parametrize(
    ("kinds", "is_taken"),
    [
        (["TI"], True),
        (["Revoked", "TAO"], True),
        (["RootTAO"], True),
        (["Revoked"], False),
        (["Undefined"], False),
        ([], False),
    ],
    ids=str,
)
def test_an_issuer_of_ebsi_counts_while_an_accreditation_holds(
    kinds: list[str], is_taken: bool
) -> None:
    attributes: list[Any] = [{"hash": "0x1a", "body": "", "issuerType": kind} for kind in kinds]
    answer: JsonObject = {"did": EBSI["did"], "attributes": attributes}

    registry = registry_of(answer, name="ebsi")

    assert [issuer.id for issuer in registry.issuers] == ([EBSI["did"]] if is_taken else [])


def test_several_answers_of_ebsi_are_one_list() -> None:
    other: JsonObject = {**EBSI, "did": "did:ebsi:zOther"}

    registry = registry_of({"items": [EBSI, other], "total": 2}, name="ebsi")

    assert [issuer.id for issuer in registry.issuers] == [EBSI["did"], "did:ebsi:zOther"]


def test_a_list_of_trusted_entities_speaks_until_its_next_update() -> None:
    registry = registry_of(_etsi("did:web:a.example", "urn:x", URL), name="etsi")

    assert registry.name == "Trust list"
    assert [issuer.id for issuer in registry.issuers] == ["did:web:a.example", URL]
    assert {issuer.name for issuer in registry.issuers} == {"Umeå"}
    assert {issuer.until for issuer in registry.issuers} == {datetime(2027, 1, 1, tzinfo=UTC)}


def _own(**changes: Any) -> dict[str, Any]:
    return {"name": "N", "issuers": [{"id": DID, "name": "K", **changes}]}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"name": "N", "issuers": {}}, "/issuers", id="issuers-no-list"),
        pytest.param({"issuers": []}, "/name", id="no-name"),
        pytest.param({"name": " ", "issuers": []}, "/name", id="empty-name"),
        pytest.param({"name": "N", "issuers": ["x"]}, "/issuers/0", id="issuer-no-object"),
        pytest.param({**FULL, "more": 1}, "/more", id="unforeseen-member"),
        pytest.param(_own(id="Kotka"), "/issuers/0/id", id="id-is-a-name"),
        pytest.param(_own(id="http://a.example"), "/issuers/0/id", id="id-over-http"),
        pytest.param(_own(id=f"{DID}\n"), "/issuers/0/id", id="id-with-line-feed"),
        pytest.param(_own(id=None), "/issuers/0/id", id="no-id"),
        pytest.param(_own(name=7), "/issuers/0/name", id="name-is-a-number"),
        pytest.param(_own(name="x" * 1_001), "/issuers/0/name", id="endless-name"),
        pytest.param(_own(url="javascript:x"), "/issuers/0/url", id="url-is-a-script"),
        pytest.param(_own(since="2026"), "/issuers/0/since", id="since-is-a-year"),
        pytest.param(_own(until=0), "/issuers/0/until", id="until-is-a-number"),
        pytest.param(
            _own(since="2026-01-02T00:00:00Z", until="2026-01-01T00:00:00Z"),
            "/issuers/0/until",
            id="ends-before-it-begins",
        ),
        pytest.param(_own(trusted=True), "/issuers/0/trusted", id="unforeseen-in-issuer"),
        pytest.param({"registry": {"x": {"name": "N"}}}, "/registry/x", id="dcc-no-did"),
        pytest.param({"registry": {DID: {}}}, f"/registry/{DID}/name", id="dcc-no-name"),
        pytest.param({"registry": {DID: "K"}}, f"/registry/{DID}", id="dcc-no-object"),
        pytest.param({"did": "x", "attributes": []}, "/did", id="ebsi-no-did"),
        pytest.param(
            {"items": [{"did": "did:ebsi:zA", "href": "https://a.example"}]},
            "/items/0",
            id="ebsi-only-addresses",
        ),
        pytest.param({"LoTE": {}}, "/LoTE/ListAndSchemeInformation", id="etsi-empty"),
        pytest.param(_etsi("urn:x"), "/LoTE/TrustedEntitiesList", id="etsi-no-issuer-id"),
        pytest.param(
            {"name": "N", "issuers": _own()["issuers"] * (MOST_ISSUERS + 1)}, "", id="too-many"
        ),
    ],
)
def test_what_is_no_sound_list_is_refused_with_its_place(
    document: JsonObject, pointer: str
) -> None:
    with pytest.raises(RegistryInvalidError) as caught:
        registry_of(document, name="n")

    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "signed", id="a-token"),
        pytest.param(b"<html></html>", "Expecting", id="a-page"),
        pytest.param(b'{"name": "a", "name": "b", "issuers": []}', "twice", id="twice-a-name"),
        pytest.param(b"[]", "object", id="a-list"),
    ],
)
def test_bytes_that_are_no_sound_json_are_refused(content: bytes, told: str) -> None:
    with pytest.raises(RegistryInvalidError, match=told):
        read_registry(content, name="n")


_moments = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC)
).map(lambda moment: moment.replace(microsecond=0))
_names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40).filter(
    lambda text: bool(text.strip())
)
_issuers = st.builds(
    RegisteredIssuer,
    id=st.sampled_from([DID, URL, "did:key:z6Mk"]),
    name=_names.map(str.strip),
    url=st.none() | st.just("https://a.example/x"),
    since=st.none() | _moments,
)


@given(st.builds(IssuerRegistry, name=_names.map(str.strip), issuers=st.tuples(_issuers)))
def test_what_is_written_is_read_again_and_follows_the_schema(registry: IssuerRegistry) -> None:
    document = own_document(registry)

    assert read_own(json.loads(serialise(document))) == registry
    jsonschema.validate(document, schema())


def test_a_list_as_long_as_may_be_is_kept_and_read_again() -> None:
    issuer = {**FULL["issuers"][1], "url": "https://umea.example.org"}
    longest = {"name": "N", "issuers": [issuer] * MOST_ISSUERS}

    registry = read_registry(json.dumps(longest).encode(), name="n")

    assert read_registry(serialise(own_document(registry)), name="n") == registry


@pytest.mark.parametrize("document", [_own(id="Kotka"), _own(url="x"), {"issuers": []}], ids=str)
def test_the_schema_refuses_what_we_refuse(document: JsonObject) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())
