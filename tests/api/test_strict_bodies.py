"""Every JSON body is read strictly, and nothing that is sent breaks the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import MAXIMUM_BYTES, parse
from tests.api.service import Service

_DEEP = b"[" * 100_000
_IDS = {
    "documentId": "guidance",
    "version": "1",
    "system": "finland",
    "code": "tutkinnonosat_100",
    "badgeId": "A" * 22,
    "clientId": "client-AAAAAAAAAAAA",
    "organisationId": "county",
    "mappingId": "guidance",
    "caseId": "case-AAAAAAAAAAAAAAAAAAAAAA==",
    "language": "fi",
    "name": "nordic",
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Service]:
    with Service.started() as service:
        service.keep_class()
        yield service


def json_routes() -> list[tuple[str, str]]:
    with Service.started() as service:
        document = service.client.get("/openapi.json").json()
    return sorted(
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    )


ROUTES = json_routes()
# It takes the largest documents of national registers, so it has limits of its own.
REGISTER = ("POST", "/v1/bases")
USUAL = [route for route in ROUTES if route != REGISTER]
MANY = b"[" + b"1," * 30_000 + b"1]"
MALFORMED = [
    pytest.param(b'{"a": 1, "a": 2}', "/a", id="a name twice"),
    pytest.param(b'{"a": {"b": [{"c": 1, "c": 1}]}}', "/a/b/0/c", id="a name twice far down"),
    pytest.param(b'{"a": NaN}', "/a", id="NaN"),
    pytest.param(b'{"a": -Infinity}', "/a", id="an infinity"),
    pytest.param(b'{"a": 1e400}', "/a", id="a number beyond 64 bits"),
    pytest.param(b'{"a": 9007199254740993}', "/a", id="an integer that JavaScript rounds"),
    pytest.param(b'{"a": ' + b"9" * 5_000 + b"}", "/a", id="an integer of 5,000 digits"),
    pytest.param(rb'{"a": "\ud800"}', "/a", id="half a surrogate pair"),
    pytest.param(rb'{"\ud800": 1}', "", id="half a surrogate pair as a name"),
    pytest.param(rb'{"a": "\u0000"}', "/a", id="U+0000"),
    pytest.param(b'{"a": "\xff"}', "", id="no UTF-8"),
    pytest.param(b"\xef\xbb\xbf{}", "", id="a byte order mark"),
    pytest.param('{"a": 1}'.encode("utf-16"), "", id="UTF-16"),
    pytest.param(_DEEP, "", id="100,000 levels"),
    pytest.param(MANY, None, id="30,000 values"),
    pytest.param(b"{", "", id="half of it"),
    pytest.param(b"{} {}", "", id="two of them"),
    pytest.param(b" ", "", id="a space"),
    pytest.param(b"{'a': 1}", "", id="single quotes"),
]


def test_every_route_with_a_json_body_is_known() -> None:
    assert len(ROUTES) == 37


@pytest.mark.parametrize(("content", "pointer"), MALFORMED)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_malformed_json_is_400_and_the_place_is_named(
    reading: Service, route: tuple[str, str], content: bytes, pointer: str | None
) -> None:
    if route == REGISTER and content == MANY:
        content = MANY[:-1] * 40
    response = _send(reading, route, content)

    assert response.status_code == 400, response.text
    body = response.json()
    assert body["type"].endswith("/problems/json-malformed")
    assert pointer is None or body["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "content_type",
    [
        pytest.param("", id="none"),
        pytest.param("text/html", id="text"),
        pytest.param("application/x-www-form-urlencoded", id="a form"),
        pytest.param("application/json; charset=utf-16", id="another charset"),
        pytest.param("application/jsonx", id="something like JSON"),
        pytest.param("text/json", id="text/json"),
        pytest.param("application/json, text/plain", id="two"),
        pytest.param("json", id="no type"),
        pytest.param("\xe4\xff", id="no ASCII"),
    ],
)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_another_content_type_is_415(
    reading: Service, route: tuple[str, str], content_type: str
) -> None:
    response = _send(reading, route, b'{"@context": []}', content_type=content_type)

    assert response.status_code == 415
    assert response.json()["type"].endswith("/problems/media-type-unsupported")


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route != ("POST", "/v1/verifications")],
    ids=lambda route: f"{route[0]} {route[1]}",
)
def test_plain_text_is_read_by_verifications_alone(
    reading: Service, route: tuple[str, str]
) -> None:
    response = _send(reading, route, b"{}", content_type="text/plain")

    assert response.status_code == 415


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"1", b'"text"', b"true", b"{}"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_json_of_another_shape_is_refused_with_a_pointer(
    reading: Service, route: tuple[str, str], content: bytes
) -> None:
    response = _send(reading, route, content)

    # A verification takes whole credentials too, so it reads nothing but objects as JSON.
    reads_objects_only = route == ("POST", "/v1/verifications") and content != b"{}"
    assert response.status_code == (400 if reads_objects_only else 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["errors"]


@pytest.mark.parametrize("route", USUAL, ids=lambda route: f"{route[0]} {route[1]}")
def test_a_body_beyond_the_limit_is_413_before_it_is_read(
    reading: Service, route: tuple[str, str]
) -> None:
    """V02: by its length."""
    response = _send(reading, route, b'"' + b"a" * MAXIMUM_BYTES + b'"')

    assert response.status_code == 413
    assert response.json()["maximumBytes"] == MAXIMUM_BYTES


@pytest.mark.parametrize("route", USUAL, ids=lambda route: f"{route[0]} {route[1]}")
def test_a_body_whose_length_is_not_told_is_413_when_it_grows_too_large(
    reading: Service, route: tuple[str, str]
) -> None:
    """V02: without a length."""

    def pieces() -> Iterator[bytes]:
        for _ in range(MAXIMUM_BYTES // 65_536 + 1):
            yield b" " * 65_536

    response = _send(reading, route, pieces())

    assert response.status_code == 413
    assert response.json()["type"].endswith("/problems/body-too-large")


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, identity"])
def test_a_compressed_body_is_415(reading: Service, encoding: str) -> None:
    """V02: nothing is unpacked."""
    response = reading.client.post(
        "/v1/verifications",
        content=b"{}",
        headers={"Content-Type": "application/json", "Content-Encoding": encoding},
    )

    assert response.status_code == 415


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_an_unknown_query_parameter_is_refused_rather_than_ignored(
    reading: Service, route: tuple[str, str]
) -> None:
    response = _send(reading, route, b"{}", query="?dryrun=true")

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "dryrun"


def test_a_query_parameter_that_occurs_twice_is_refused(reading: Service) -> None:
    response = reading.client.get("/v1/badges?limit=1&limit=2", headers=reading.bearer())

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "limit"


def test_snake_case_names_are_not_the_names_of_the_contract(reading: Service) -> None:
    """F02: what an order says beyond the contract is not signed by chance."""
    body = {"badge_class": "guidance", "recipient": {"email": "a@example.org"}}

    response = reading.client.post("/v1/badges", json=body, headers=reading.bearer())

    assert {error["pointer"] for error in response.json()["errors"]} == {
        "/badgeClass",
        "/badge_class",
    }


def test_a_fault_in_a_union_points_into_the_body_and_not_into_the_schema(
    reading: Service,
) -> None:
    body = {"documents": [{"kind": "criteria-set", "id": "a/b~c", "version": 1}]}

    response = reading.client.post("/v1/library/imports", json=body, headers=reading.bearer())

    pointers = {error["pointer"] for error in response.json()["errors"]}
    assert "/documents/0/id" in pointers
    assert "/documents/0/name" in pointers
    assert not any("criteria-set" in pointer for pointer in pointers)


def test_what_was_sent_is_never_repeated(reading: Service) -> None:
    body = {"badgeClass": "SECRET<script>", "recipient": {"email": "SECRET<script>"}}

    response = reading.client.post("/v1/badges", json=body, headers=reading.bearer())

    assert response.status_code == 422
    assert "SECRET" not in response.text


_NAUGHTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(),
    st.text(max_size=50),
    st.sampled_from(
        [
            "\u202egnp.exe",
            "Z\u0351\u0343a\u030blgo" * 20,
            "<img src=x onerror=alert(1)>",
            "'; DROP TABLE badges; --",
            "${jndi:ldap://x}",
            "../../etc/passwd",
            "a" * 500,
            "\x7f\x1b[31m",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "did:web:a%00b",
        ]
    ),
)
_VALUES = st.recursive(
    _NAUGHTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
)
_NAMES = (
    "version",
    "language",
    "narrative",
    "evidence",
    "results",
    "awardedAt",
    "validFrom",
    "validUntil",
    "creditsEarned",
    "recipient",
)
_MEMBERS = st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _VALUES))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_MEMBERS)
def test_no_order_whatever_it_holds_is_the_fault_of_the_service(
    reading: Service, changes: dict[str, Any]
) -> None:
    """V06: whatever people write."""
    body = {"badgeClass": "guidance", "recipient": {"email": "a@example.org"}, **changes}
    content = json.dumps(body).encode()

    response = reading.client.post(
        "/v1/badges",
        content=content,
        headers={**reading.bearer(), "Content-Type": "application/json"},
    )

    assert response.status_code in ({201, 422} if _is_sound(content) else {400}), response.text


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), route=st.sampled_from(ROUTES))
def test_no_bytes_are_the_fault_of_the_service(
    reading: Service, content: bytes, route: tuple[str, str]
) -> None:
    response = _send(reading, route, content)

    assert response.status_code < 500


def test_every_route_of_the_api_reads_strictly(reading: Service) -> None:
    loose = [
        route.path
        for route in iter_route_contexts(reading.app.routes)
        if str(route.path).startswith("/v1/")
        and type(route.original_route).__name__ != "StrictRoute"
    ]

    assert loose == []


def _is_sound(content: bytes) -> bool:
    try:
        parse(content)
    except JsonMalformedError:
        return False
    return True


def _send(
    service: Service,
    route: tuple[str, str],
    content: Any,
    *,
    content_type: str = "application/json",
    query: str = "",
) -> Any:
    method, path = route
    headers = {b"If-Match": b'"1"', b"Content-Type": content_type.encode("latin-1")}
    if not content_type:
        del headers[b"Content-Type"]
    headers |= {name.encode(): value.encode() for name, value in service.bearer().items()}
    return service.client.request(
        method, path.format(**_IDS) + query, content=content, headers=headers
    )
