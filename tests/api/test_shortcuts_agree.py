"""With shortcuts and without them, every request gets the same answer.

Two services are started that are the same to the last random byte, one without its shortcuts, and
both are asked the same in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from starlette.types import Scope

from badgeservice.accounts.actor import Scope as Permission
from badgeservice.api.shortcuts import Shortcut, ShortcutMiddleware
from tests.api.service import Service
from tests.builders import COUNTY, organisation

JSON = "application/json"
ORDER: dict[str, Any] = {"badgeClass": "guidance", "recipient": {"email": "aino@example.org"}}
FULL_ORDER = {
    **ORDER,
    "language": "sv",
    "narrative": "Åsa handledde “tio veckor” 🎓.",
    "evidence": [{"name": "Portfolio", "url": "https://portfolio.example.org/1"}],
    "awardedAt": "2026-11-01T08:00:00.5+02:00",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same service twice; `taken` are the paths that shortcuts answered for in one of them."""

    quick: Service
    plain: Service
    taken: list[str]

    def both(self, act: Callable[[Service], Any]) -> Any:
        """Do the same to both and return what came of it, which must be the same."""
        quick, plain = act(self.quick), act(self.plain)
        if isinstance(quick, httpx2.Response):
            assert _parts(quick) == _parts(plain)
        else:
            assert quick == plain
        return quick

    def ask(self, method: str, path: str, **how: Any) -> httpx2.Response:
        answer: httpx2.Response = self.both(
            lambda service: service.client.request(method, path, **how)
        )
        return answer


@pytest.fixture
def pair() -> Iterator[Pair]:
    with ExitStack() as stack:
        quick = stack.enter_context(Service.started())
        plain = stack.enter_context(Service.started())
        taken: list[str] = []
        for layer in quick.app.user_middleware:
            if _leads_past(layer):
                known: Any = layer.kwargs["shortcuts"]
                layer.kwargs["shortcuts"] = {
                    key: _watched(shortcut, taken) for key, shortcut in known.items()
                }
        plain.app.user_middleware = [
            layer for layer in plain.app.user_middleware if not _leads_past(layer)
        ]
        yield Pair(quick=quick, plain=plain, taken=taken)


@pytest.fixture
def issuer(pair: Pair) -> dict[str, str]:
    pair.both(lambda service: service.keep_class(suspendable=True))
    headers: dict[str, str] = pair.both(lambda service: service.bearer())
    return headers


def _leads_past(layer: Any) -> bool:
    return layer.cls is ShortcutMiddleware


def _watched(shortcut: Shortcut, taken: list[str]) -> Shortcut:
    async def watched(scope: Scope, body: bytes) -> Any:
        answer = await shortcut(scope, body)
        if answer is not None:
            taken.append(scope["path"])
        return answer

    return watched


def _parts(answer: httpx2.Response) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.headers.items() if name != "ratelimit"}
    return answer.status_code, headers, answer.content


# --- Verifying -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "media_type",
    [JSON, "application/vc", "application/vc+ld+json", "Application/LD+JSON; charset=UTF-8"],
)
def test_a_good_badge_is_verified_the_same(pair: Pair, media_type: str) -> None:
    badge = pair.both(lambda service: service.world.badge())

    answer = pair.ask(
        "POST", "/v1/verifications", content=badge, headers={"Content-Type": media_type}
    )

    assert answer.json()["verdict"] == "valid"
    assert pair.taken == ["/v1/verifications"]


def test_a_good_badge_in_a_message_is_verified_the_same(pair: Pair) -> None:
    badge = pair.both(lambda service: service.world.badge())
    message = b'{"credential":' + badge + b"}"

    answer = pair.ask("POST", "/v1/verifications", content=message, headers={"Content-Type": JSON})

    assert answer.json()["verdict"] == "valid"
    assert pair.taken == ["/v1/verifications"]


def _changed(badge: bytes, **changes: Any) -> bytes:
    return json.dumps({**json.loads(badge), **changes}, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda badge: badge, id="as it is"),
        pytest.param(lambda badge: b" " + badge, id="a space before it"),
        pytest.param(lambda badge: badge + b"\n", id="a line feed after it"),
        pytest.param(lambda badge: _changed(badge, name="Professori"), id="a changed text"),
        pytest.param(lambda badge: _changed(badge, proof=[]), id="no proof"),
        pytest.param(lambda badge: badge[:-1], id="cut off"),
        pytest.param(lambda badge: badge.replace(b'"id"', b'"id":1,"id"', 1), id="a name twice"),
        pytest.param(lambda badge: b'{"credential":' + badge + b',"x":1}', id="another member"),
        pytest.param(
            lambda badge: b'{"credential":' + badge + b',"credential":' + badge + b"}",
            id="two credentials",
        ),
        pytest.param(lambda badge: b'{"credential":' + badge + b"}}", id="a bracket too many"),
        pytest.param(lambda badge: b'{"credential": ' + badge + b"}", id="a space inside"),
        pytest.param(lambda _: b'{"credential":{}}', id="an empty credential"),
        pytest.param(lambda _: b'{"credential":{"a":1}}', id="no credential"),
        pytest.param(lambda _: b'{"url":"https://gone.example/"}', id="an address"),
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"[]", id="a list"),
        pytest.param(lambda _: b"\xff", id="no UTF-8"),
        pytest.param(lambda badge: badge + b" " * 70_000, id="very long"),
        pytest.param(lambda _: b'{"a":' * 64 + b"1" + b"}" * 64, id="64 levels"),
        pytest.param(
            lambda _: b'{"credential":' + b'{"a":' * 63 + b"1" + b"}" * 64, id="64 in a message"
        ),
        pytest.param(
            lambda _: b'{"credential":' + b'{"a":' * 64 + b"1" + b"}" * 65, id="65 in a message"
        ),
    ],
)
def test_odd_bodies_are_judged_the_same(pair: Pair, content: Callable[[bytes], bytes]) -> None:
    badge = pair.both(lambda service: service.world.badge())

    for media_type in (JSON, "application/vc", "text/plain", ""):
        pair.ask(
            "POST",
            "/v1/verifications",
            content=content(badge),
            headers={"Content-Type": media_type},
        )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"revoked": frozenset({7})}, id="revoked"),
        pytest.param({"documents": {}}, id="an issuer that does not answer"),
        pytest.param({"lists": {}}, id="a list that does not answer"),
    ],
)
def test_another_state_of_the_world_is_judged_the_same(pair: Pair, change: dict[str, Any]) -> None:
    badge = pair.both(lambda service: service.world.badge())
    for service in (pair.quick, pair.plain):
        for name, value in change.items():
            setattr(service.world, name, value)
        if "revoked" in change:
            service.world.publish_list()

    pair.ask("POST", "/v1/verifications", content=badge, headers={"Content-Type": JSON})


@pytest.mark.parametrize("query", ["?a=1", "?", "?credential=x"])
def test_query_parameters_of_a_verification_are_judged_the_same(pair: Pair, query: str) -> None:
    badge = pair.both(lambda service: service.world.badge())

    pair.ask("POST", f"/v1/verifications{query}", content=badge, headers={"Content-Type": JSON})


def test_the_two_limits_count_the_same(pair: Pair) -> None:
    badge = pair.both(lambda service: service.world.badge())

    answers = [
        service.client.post("/v1/verifications", content=badge, headers={"Content-Type": JSON})
        for service in (pair.quick, pair.plain)
    ]

    assert len({answer.headers["ratelimit-policy"] for answer in answers}) == 1
    assert len({answer.headers["ratelimit"].split(";")[1] for answer in answers}) == 1


# --- Issuing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(ORDER, id="the least"),
        pytest.param(FULL_ORDER, id="more"),
        pytest.param({**ORDER, "recipient": {"did": "did:web:learner.example"}}, id="a DID"),
    ],
)
@pytest.mark.parametrize("spaces", [True, False])
def test_a_sound_order_makes_the_same_badge(
    pair: Pair, issuer: dict[str, str], order: dict[str, Any], *, spaces: bool
) -> None:
    content = json.dumps(order, separators=None if spaces else (",", ":")).encode()

    answer = pair.ask(
        "POST", "/v1/badges", content=content, headers={**issuer, "Content-Type": JSON}
    )

    assert answer.status_code == 201
    assert pair.taken == ["/v1/badges"]
    pair.ask("GET", answer.headers["location"])
    pair.ask("GET", "/v1/badges", headers=issuer)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param({**ORDER, "badgeClass": "none"}, id="no such class"),
        pytest.param({**ORDER, "language": "de"}, id="no such language"),
        pytest.param({**ORDER, "creditsEarned": 999}, id="too many credits"),
        pytest.param({**ORDER, "results": [{"resultId": "a", "value": "b"}]}, id="no such result"),
        pytest.param({**ORDER, "validUntil": "2020-01-01T00:00:00Z"}, id="over already"),
        pytest.param({**ORDER, "validUntil": "tomorrow"}, id="no date"),
        pytest.param({**ORDER, "recipient": {}}, id="nobody"),
        pytest.param({**ORDER, "extra": 1}, id="another member"),
        pytest.param({**ORDER, "narrative": "131052-308T"}, id="a personal identity code"),
        pytest.param({**ORDER, "narrative": "x" * 70_000}, id="very long"),
        pytest.param([ORDER], id="a list"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_wrong_order_is_refused_the_same(pair: Pair, issuer: dict[str, str], order: Any) -> None:
    answer = pair.ask("POST", "/v1/badges", json=order, headers=issuer)

    assert answer.status_code == 422
    assert pair.ask("GET", "/v1/badges", headers=issuer).json()["items"] == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(b"{", JSON, id="no JSON"),
        pytest.param(b"", JSON, id="nothing"),
        pytest.param(b"null", JSON, id="null"),
        pytest.param(b'{"badgeClass":"a","badgeClass":"b"}', JSON, id="a name twice"),
        pytest.param(json.dumps(ORDER).encode(), "text/plain", id="another type"),
        pytest.param(json.dumps(ORDER).encode(), "application/x+json", id="a kind of JSON"),
        pytest.param(json.dumps(ORDER).encode(), f"{JSON}; charset=latin-1", id="another charset"),
        pytest.param(json.dumps(ORDER).encode(), f"{JSON};charset=utf-8", id="the charset"),
    ],
)
def test_odd_content_is_judged_the_same(
    pair: Pair, issuer: dict[str, str], content: bytes, media_type: str
) -> None:
    headers = {**issuer, "Content-Type": media_type}

    pair.ask("POST", "/v1/badges", content=content, headers=headers)


@pytest.mark.parametrize("key", ["order-1", '"order-1"', "", "a b", "a" * 256, '""'])
def test_idempotency_keys_work_the_same(pair: Pair, issuer: dict[str, str], key: str) -> None:
    headers = {**issuer, "Idempotency-Key": key}

    first = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)
    again = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)
    other = pair.ask("POST", "/v1/badges", json=FULL_ORDER, headers=headers)

    assert first.status_code == again.status_code
    assert other.status_code == 422


@pytest.mark.parametrize("act", ["revocation", "suspension"])
def test_a_repeated_request_tells_the_same_of_a_badge_that_changed_since(
    pair: Pair, issuer: dict[str, str], act: str
) -> None:
    headers = {**issuer, "Idempotency-Key": "order-1"}
    badge = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers).json()
    method = "POST" if act == "revocation" else "PUT"
    pair.ask(method, f"/v1/badges/{badge['id']}/{act}", json={"reason": "x"}, headers=issuer)

    again = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)

    assert again.json()[act]["reason"] == "x"


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer bst_unknown", id="unknown"),
        pytest.param("Basic bst_unknown", id="another scheme"),
        pytest.param("bearer {token}", id="lower case"),
        pytest.param("Bearer  {token}", id="two spaces"),
        pytest.param("Bearer {token} ", id="a space after it"),
        pytest.param("Bearer {token}x", id="one character more"),
    ],
)
def test_strangers_are_told_the_same(pair: Pair, authorization: str | None) -> None:
    pair.both(lambda service: service.keep_class())
    token = pair.both(lambda service: service.token())
    headers = {} if authorization is None else {"Authorization": authorization.format(token=token)}

    for body in (ORDER, {}, {**ORDER, "narrative": "131052-308T"}):
        pair.ask("POST", "/v1/badges", json=body, headers=headers)


def test_who_may_not_issue_is_told_the_same(pair: Pair) -> None:
    headers = pair.both(lambda service: service.bearer(COUNTY, Permission.BADGES_READ))

    for body in (ORDER, {}):
        assert pair.ask("POST", "/v1/badges", json=body, headers=headers).status_code == 403


def test_a_token_ends_the_same(pair: Pair, issuer: dict[str, str]) -> None:
    for service in (pair.quick, pair.plain):
        service.pass_time(timedelta(minutes=15))

    assert pair.ask("POST", "/v1/badges", json=ORDER, headers=issuer).status_code == 401


def test_a_client_that_was_disabled_issues_no_more(pair: Pair) -> None:
    pair.both(lambda service: service.keep_class())
    clients = [service.add_client() for service in (pair.quick, pair.plain)]
    token = pair.both(lambda service: service.token_of(clients[0 if service is pair.quick else 1]))
    headers = {"Authorization": f"Bearer {token}"}
    before = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)

    pair.quick.disable(clients[0])
    pair.plain.disable(clients[1])
    after = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)

    assert (before.status_code, after.status_code) == (201, 401)


def test_an_organisation_without_a_key_is_told_the_same(pair: Pair) -> None:
    def without_key(service: Service) -> dict[str, str]:
        service.keep_class(organisation_id="lonely")
        return service.bearer("lonely")

    for service in (pair.quick, pair.plain):
        _add_organisation(service, "lonely")
    headers = pair.both(without_key)

    answer = pair.ask("POST", "/v1/badges", json=ORDER, headers=headers)

    assert answer.status_code >= 400


def _add_organisation(service: Service, organisation_id: str) -> None:
    with service.wiring.open_books(True) as books:
        books.accounts.put_organisation(organisation(organisation_id))


# --- Public documents ----------------------------------------------------------------------


ACCEPTED = [
    None,
    "*/*",
    "application/json",
    "application/vc",
    "application/ld+json;q=0.5, application/vc+ld+json;q=0.4",
    "text/html,application/xhtml+xml,*/*;q=0.8",
    "image/png",
    "image/svg+xml",
    "text/plain",
    "",
    "a" * 3_000,
]


@pytest.mark.parametrize("accept", ACCEPTED)
def test_a_badge_is_shown_the_same(pair: Pair, issuer: dict[str, str], accept: str | None) -> None:
    badge = pair.ask("POST", "/v1/badges", json=ORDER, headers=issuer).json()
    headers = {} if accept is None else {"Accept": accept}

    for ending in ("", ".json", ".png", ".svg", ".txt", ".json.json", "?lang=sv"):
        path = f"/badges/{badge['id']}{ending}"
        for method in ("GET", "HEAD", "GET", "OPTIONS", "POST"):
            answer = pair.ask(method, path, headers=headers)
            for known in _tags_like(answer.headers.get("etag")):
                pair.ask(method, path, headers={**headers, "If-None-Match": known})


def _tags_like(tag: str | None) -> tuple[str, ...]:
    return () if tag is None else (tag, f"W/{tag}", f'"x", {tag}', "*", '"x"', "")


@pytest.mark.parametrize(
    "path",
    [
        "/badges/AAAAAAAAAAAAAAAAAAAAAA",
        "/badges/short.json",
        "/badges/",
        "/badges",
        "/badges/%C3%A4AAAAAAAAAAAAAAAAAAAAA",
        "/status-lists/AAAAAAAAAAAAAAAAAAAAAA",
        "/status-lists/short",
        "/status-lists/%00",
        "/status-lists/",
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_what_is_not_there_is_missed_the_same(pair: Pair, path: str, accept: str) -> None:
    for method in ("GET", "HEAD"):
        answer = pair.ask(method, path, headers={"Accept": accept})

        assert answer.status_code == 404


def test_a_status_list_tells_the_same_in_every_state(pair: Pair, issuer: dict[str, str]) -> None:
    badges = [pair.ask("POST", "/v1/badges", json=ORDER, headers=issuer).json() for _ in range(2)]
    path = badges[0]["credential"]["credentialStatus"]["statusListCredential"]
    seen = [pair.ask("GET", path)]

    for method, badge, act in (
        ("POST", badges[0], "revocation"),
        ("PUT", badges[1], "suspension"),
        ("DELETE", badges[1], "suspension"),
    ):
        body = {} if method == "DELETE" else {"json": {"reason": "x"}}
        pair.ask(method, f"/v1/badges/{badge['id']}/{act}", headers=issuer, **body)
        for known in (seen[-1].headers["etag"], "*", '"x"'):
            pair.ask("GET", path, headers={"If-None-Match": known})
            pair.ask("HEAD", path, headers={"If-None-Match": known})
        seen.append(pair.ask("GET", path))

    assert len({answer.headers["etag"] for answer in seen}) == len(seen)


@pytest.mark.parametrize(
    "passed", [timedelta(seconds=59), timedelta(seconds=61), timedelta(days=1)]
)
def test_time_passes_the_same(pair: Pair, issuer: dict[str, str], passed: timedelta) -> None:
    badge = pair.ask("POST", "/v1/badges", json=ORDER, headers=issuer).json()
    paths = (badge["url"], badge["credential"]["credentialStatus"]["statusListCredential"])
    for path in paths:
        pair.ask("GET", path)

    for service in (pair.quick, pair.plain):
        service.pass_time(passed)

    for path in paths:
        pair.ask("GET", path)


def test_public_documents_are_answered_by_shortcuts(pair: Pair, issuer: dict[str, str]) -> None:
    badge = pair.ask("POST", "/v1/badges", json=ORDER, headers=issuer).json()
    paths = [
        f"/badges/{badge['id']}",
        f"/badges/{badge['id']}.json",
        badge["credential"]["credentialStatus"]["statusListCredential"].removeprefix(
            "https://badges.example.org"
        ),
    ]
    pair.taken.clear()

    for path in paths:
        for method in ("GET", "HEAD"):
            pair.ask(method, path)

    assert pair.taken == [path for path in paths for _ in range(2)]
