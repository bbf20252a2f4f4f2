"""Who may do what: every route of the application, with every kind of caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.api.examples import (
    accounts,
    bases,
    cases,
    evaluations,
    exports,
    extension_contexts,
    issuer_registries,
    issuing,
    letters,
    library,
    mappings,
    recognition,
    webhooks,
)
from badgeservice.api.examples.mappings import LOCAL
from badgeservice.api.wire import wire_name
from badgeservice.verification.jobs import start_job
from tests.api.service import TOKEN_LIFETIME, Service
from tests.builders import COLLEGE, COUNTY
from tests.recognition.cases import case, event
from tests.storage.bases import WHOLE, edition

PUBLIC = "public"
# No token is needed, but one is heeded: a receipt needs it.
OPTIONAL = "optional"
ANY_SCOPE = "any scope"

_SET = "/v1/library/criteria-sets"
_CLASS = "/v1/library/badge-classes"
_ONE = "/{document_id}/versions/{version}"
_JOBS = "/v1/verification-jobs"
_CASE = "/v1/cases/{case_id}"
_TEMPLATE = "/v1/letter-templates/{language}"
_UNIT = "/v1/library/units/{system}/{code}"
_MAPPING = "/v1/mappings/{organisation_id}/{mapping_id}/versions/{version}"

# The whole matrix. A route that is not in it fails the suite.
NEEDS: dict[tuple[str, str], Scope | str] = {
    ("GET", "/v1/library"): Scope.LIBRARY_READ,
    ("PUT", "/v1/library"): Scope.LIBRARY_WRITE,
    ("GET", "/v1/library/units"): Scope.LIBRARY_READ,
    ("GET", _UNIT): Scope.LIBRARY_READ,
    ("PUT", _UNIT): Scope.LIBRARY_WRITE,
    ("GET", _SET): Scope.LIBRARY_READ,
    ("POST", _SET): Scope.LIBRARY_WRITE,
    ("GET", _SET + _ONE): Scope.LIBRARY_READ,
    ("PUT", _SET + _ONE): Scope.LIBRARY_WRITE,
    ("DELETE", _SET + _ONE): Scope.LIBRARY_WRITE,
    # The step in question is publishing; what others need is tested with the library.
    ("POST", _SET + _ONE + "/status"): Scope.LIBRARY_PUBLISH,
    ("GET", _CLASS): Scope.LIBRARY_READ,
    ("POST", _CLASS): Scope.LIBRARY_WRITE,
    ("GET", _CLASS + _ONE): Scope.LIBRARY_READ,
    ("PUT", _CLASS + _ONE): Scope.LIBRARY_WRITE,
    ("DELETE", _CLASS + _ONE): Scope.LIBRARY_WRITE,
    ("POST", _CLASS + _ONE + "/status"): Scope.LIBRARY_PUBLISH,
    ("POST", "/v1/library/imports"): Scope.LIBRARY_WRITE,
    ("POST", "/v1/library/register-imports"): Scope.LIBRARY_WRITE,
    ("GET", "/v1/library/export"): Scope.LIBRARY_READ,
    ("GET", "/v1/extension-contexts"): Scope.LIBRARY_READ,
    ("POST", "/v1/extension-contexts"): Scope.LIBRARY_PUBLISH,
    ("POST", "/v1/badges"): Scope.BADGES_ISSUE,
    ("POST", "/v1/badges/batch"): Scope.BADGES_ISSUE,
    ("GET", "/v1/badges"): Scope.BADGES_READ,
    ("GET", "/v1/badges/{badge_id}"): Scope.BADGES_READ,
    ("POST", "/v1/badges/{badge_id}/revocation"): Scope.BADGES_REVOKE,
    ("PUT", "/v1/badges/{badge_id}/suspension"): Scope.BADGES_REVOKE,
    ("DELETE", "/v1/badges/{badge_id}/suspension"): Scope.BADGES_REVOKE,
    ("POST", "/v1/recognitions"): Scope.RECOGNITION_EVALUATE,
    ("POST", "/v1/evaluation-pages"): Scope.RECOGNITION_EVALUATE,
    ("DELETE", "/v1/evaluation-pages/{page_id}"): Scope.RECOGNITION_EVALUATE,
    ("GET", "/v1/trusts"): Scope.RECOGNITION_TRUST,
    ("POST", "/v1/trusts"): Scope.RECOGNITION_TRUST,
    ("GET", "/v1/trusts/{trust_id}"): Scope.RECOGNITION_TRUST,
    ("DELETE", "/v1/trusts/{trust_id}"): Scope.RECOGNITION_TRUST,
    ("POST", "/v1/cases"): Scope.RECOGNITION_DECIDE,
    ("GET", "/v1/cases"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE): Scope.RECOGNITION_DECIDE,
    ("POST", _CASE + "/steps"): Scope.RECOGNITION_DECIDE,
    ("POST", _CASE + "/exports"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE + "/events"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE + "/evidence/{index}"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE + "/evidence/{index}/report"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE + "/letter"): Scope.RECOGNITION_DECIDE,
    ("GET", _CASE + "/receipt"): Scope.RECOGNITION_DECIDE,
    ("GET", _TEMPLATE): Scope.RECOGNITION_DECIDE,
    ("PUT", _TEMPLATE): Scope.RECOGNITION_DECIDE,
    ("POST", _TEMPLATE + "/preview"): Scope.RECOGNITION_DECIDE,
    ("POST", "/v1/learner-exports"): Scope.RECOGNITION_DECIDE,
    ("POST", "/v1/learner-erasures"): Scope.RECOGNITION_DECIDE,
    ("GET", "/v1/case-settings"): Scope.ACCOUNTS_MANAGE,
    ("PUT", "/v1/case-settings"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/webhooks"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/webhooks"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/webhooks/{webhook_id}"): Scope.ACCOUNTS_MANAGE,
    ("DELETE", "/v1/webhooks/{webhook_id}"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/webhook-deliveries"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/webhook-deliveries/{delivery_id}"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/webhook-deliveries/{delivery_id}/replay"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/bases"): Scope.LIBRARY_WRITE,
    ("GET", "/v1/bases"): Scope.LIBRARY_READ,
    ("GET", "/v1/bases/edition"): Scope.LIBRARY_READ,
    ("GET", "/v1/bases/changes"): Scope.LIBRARY_READ,
    ("GET", "/v1/mappings"): Scope.RECOGNITION_AGREE,
    ("POST", "/v1/mappings"): Scope.RECOGNITION_AGREE,
    ("GET", _MAPPING): Scope.RECOGNITION_AGREE,
    ("POST", _MAPPING + "/agreements"): Scope.RECOGNITION_AGREE,
    ("POST", _MAPPING + "/status"): Scope.RECOGNITION_AGREE,
    ("POST", "/v1/evaluations"): Scope.RECOGNITION_EVALUATE,
    ("GET", "/v1/issuer-registries"): Scope.RECOGNITION_TRUST,
    ("GET", "/v1/issuer-registries/{name}"): Scope.RECOGNITION_TRUST,
    ("PUT", "/v1/issuer-registries/{name}"): Scope.RECOGNITION_TRUST,
    ("DELETE", "/v1/issuer-registries/{name}"): Scope.RECOGNITION_TRUST,
    ("GET", "/v1/organisation"): ANY_SCOPE,
    ("PUT", "/v1/organisation"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/organisation/keys"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/organisation/keys"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/clients"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/clients"): Scope.ACCOUNTS_MANAGE,
    ("GET", "/v1/clients/{client_id}"): Scope.ACCOUNTS_MANAGE,
    ("DELETE", "/v1/clients/{client_id}"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/clients/{client_id}/secrets"): Scope.ACCOUNTS_MANAGE,
    ("DELETE", "/v1/clients/{client_id}/secrets/{secret_id}"): Scope.ACCOUNTS_MANAGE,
    ("POST", "/v1/verifications"): OPTIONAL,
    ("POST", "/v1/verifications/batch"): OPTIONAL,
    ("POST", _JOBS): Scope.BADGES_VERIFY,
    ("GET", _JOBS + "/{job_id}"): Scope.BADGES_VERIFY,
    ("GET", _JOBS + "/{job_id}/results"): Scope.BADGES_VERIFY,
    ("DELETE", _JOBS + "/{job_id}"): Scope.BADGES_VERIFY,
    ("GET", "/schemas/verification-report/1.json"): PUBLIC,
    ("GET", "/checks"): PUBLIC,
    ("GET", "/checks/{code}"): PUBLIC,
    ("GET", "/contexts/verification-receipt/1"): PUBLIC,
    ("POST", "/oauth/token"): PUBLIC,
    ("GET", "/livez"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/docs/start.js"): PUBLIC,
    ("*", "/docs/files"): PUBLIC,
    ("GET", "/badges/{badge_id}.{ending}"): PUBLIC,
    ("GET", "/badges/{badge_id}"): PUBLIC,
    ("GET", "/issuers/{organisation_id}/did.json"): PUBLIC,
    ("GET", "/issuers/{organisation_id}"): PUBLIC,
    ("GET", "/achievements/{organisation_id}/{class_id}/{version}/image.{ending}"): PUBLIC,
    ("GET", "/achievements/{organisation_id}/{class_id}/{version}/{language}"): PUBLIC,
    ("GET", "/status-lists/{list_id}"): PUBLIC,
    ("GET", "/contexts/recognition-decision/1"): PUBLIC,
    ("GET", "/contexts/{organisation_id}/{name}/{version}"): PUBLIC,
    ("GET", "/evaluations/{capability}"): PUBLIC,
    ("GET", "/verify"): PUBLIC,
    ("POST", "/verify"): PUBLIC,
    ("GET", "/"): PUBLIC,
    ("GET", "/accessibility"): PUBLIC,
    ("GET", "/problems/{slug}"): PUBLIC,
    ("GET", "/static/{name}"): PUBLIC,
}
OPEN = {PUBLIC, OPTIONAL}
SECURED = sorted((key for key, need in NEEDS.items() if need not in OPEN), key=str)
SCOPED = [key for key in SECURED if NEEDS[key] != ANY_SCOPE]
# Whoever imports a list makes one of their own, whatever others have under that name.
WITH_AN_ID = [
    key
    for key in SECURED
    if "{" in key[1] and _TEMPLATE not in key[1] and key != ("PUT", "/v1/issuer-registries/{name}")
]

BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/v1/library"): library.DESCRIPTION["minimal"]["value"],
    ("PUT", _UNIT): library.UNIT["minimal"]["value"],
    ("POST", _SET): library.CRITERIA_SET["minimal"]["value"],
    ("PUT", _SET + _ONE): library.CRITERIA_SET["minimal"]["value"],
    ("POST", _SET + _ONE + "/status"): library.STATUS["full"]["value"],
    ("POST", _CLASS): library.BADGE_CLASS["minimal"]["value"],
    ("PUT", _CLASS + _ONE): library.BADGE_CLASS["minimal"]["value"],
    ("POST", _CLASS + _ONE + "/status"): library.STATUS["full"]["value"],
    ("POST", "/v1/library/imports"): library.IMPORT["minimal"]["value"],
    ("POST", "/v1/library/register-imports"): library.REGISTER["minimal"]["value"],
    ("POST", "/v1/extension-contexts"): extension_contexts.CONTEXT["minimal"]["value"],
    ("POST", "/v1/badges"): issuing.BADGE["minimal"]["value"],
    ("POST", "/v1/badges/batch"): issuing.BATCH["minimal"]["value"],
    ("POST", "/v1/badges/{badge_id}/revocation"): issuing.REASON["minimal"]["value"],
    ("PUT", "/v1/badges/{badge_id}/suspension"): issuing.REASON["minimal"]["value"],
    ("POST", "/v1/recognitions"): recognition.APPLICATION["minimal"]["value"],
    ("POST", "/v1/evaluation-pages"): {
        "basis": WHOLE.code,
        "badges": [{"url": "https://a.example/1"}],
    },
    ("POST", "/v1/trusts"): recognition.TRUST["minimal"]["value"],
    ("POST", "/v1/cases"): cases.CASE["minimal"]["value"],
    ("POST", _CASE + "/steps"): cases.STEP["minimal"]["value"],
    ("POST", _CASE + "/exports"): exports.EXPORT["minimal"]["value"],
    ("PUT", _TEMPLATE): letters.TEMPLATE["minimal"]["value"],
    ("POST", _TEMPLATE + "/preview"): letters.TEMPLATE["minimal"]["value"],
    ("POST", "/v1/learner-exports"): cases.LEARNER["minimal"]["value"],
    ("POST", "/v1/learner-erasures"): cases.LEARNER["minimal"]["value"],
    ("POST", "/v1/webhooks"): webhooks.WEBHOOK["minimal"]["value"],
    ("PUT", "/v1/case-settings"): cases.SETTINGS["minimal"]["value"],
    ("POST", "/v1/bases"): bases.BASIS["minimal"]["value"],
    ("POST", "/v1/mappings"): mappings.PROPOSAL["minimal"]["value"],
    ("POST", _MAPPING + "/agreements"): mappings.CONSENT["minimal"]["value"],
    ("POST", _MAPPING + "/status"): mappings.STATUS["full"]["value"],
    ("POST", "/v1/evaluations"): evaluations.ENQUIRY["minimal"]["value"],
    ("PUT", "/v1/issuer-registries/{name}"): issuer_registries.REGISTRY["minimal"]["value"],
    ("PUT", "/v1/organisation"): accounts.PROFILE["minimal"]["value"],
    ("POST", "/v1/clients"): {"name": "Another program", "scopes": ["accounts:manage"]},
}
SMALL_LEAF = {"kind": "badge", "id": "feedback"}
ABSENT = {
    "badge_id": "A" * 22,
    "client_id": "client-AAAAAAAAAAAA",
    "secret_id": "secret-AAAAAAAAAAAA",
    "trust_id": "trust-AAAAAAAAAAAAAAAA",
    "job_id": f"job-{'1' * 32}",
    "case_id": "case-AAAAAAAAAAAAAAAAAAAAAA==",
    "index": "0",
    "webhook_id": "webhook-AAAAAAAAAAAAAAAA",
    "delivery_id": "delivery-AAAAAAAAAAAAAAAA",
    "language": "fi",
    "page_id": "page-AAAAAAAAAAAAAAAA",
    "name": "absent",
    "document_id": "absent",
    "version": "2",
    "system": "finland",
    "code": "tutkinnonosat_106731",
    "organisation_id": COUNTY,
    "mapping_id": "absent-mapping",
}


def _name(key: tuple[str, str]) -> str:
    return f"{key[0]} {key[1]}"


@dataclass
class Scene:
    """A county with one of everything, and a college that has nothing."""

    service: Service
    ids: dict[str, str]

    def ask(
        self, key: tuple[str, str], authorization: str | None, *, ids: dict[str, str] | None = None
    ) -> Response:
        method, path = key
        headers = {"If-Match": '"1"'} if method in {"PUT", "DELETE", "POST"} else {}
        if authorization is not None:
            headers["Authorization"] = authorization
        ids = ids or self.ids
        return self.service.client.request(
            method, path.format(**ids), json=_body(key, ids), headers=headers
        )


@pytest.fixture
def scene(service: Service) -> Scene:
    return _scene(service)


@pytest.fixture(scope="module")
def refusing() -> Iterator[Scene]:
    """A scene for those who are refused, and so change nothing."""
    with Service.started() as service:
        yield _scene(service)


def _scene(service: Service) -> Scene:
    service.keep_class(suspendable=True)
    headers = service.bearer(COUNTY)
    badge = service.issue(headers)
    trust = service.client.post(
        "/v1/trusts", json=recognition.TRUST["minimal"]["value"], headers=headers
    ).json()
    webhook = service.client.post(
        "/v1/webhooks", json=webhooks.WEBHOOK["minimal"]["value"], headers=headers
    ).json()
    with service.wiring.open_books(True) as books:
        books.cases.add_case(case(organisation_id=COUNTY), event(), None)
        (delivery,) = books.webhooks.deliveries(COUNTY)
    mapping = _proposed(service, headers)
    with service.wiring.open_books(True) as books:
        books.bases.put(edition(organisation_id=COUNTY))
    page = service.client.post(
        "/v1/evaluation-pages", json=BODIES["POST", "/v1/evaluation-pages"], headers=headers
    ).json()
    service.client.put(
        "/v1/issuer-registries/colleges",
        json=issuer_registries.REGISTRY["minimal"]["value"],
        headers=headers,
    )
    client = service.add_client(COUNTY)
    ids = {
        "badge_id": badge["id"],
        "client_id": client.id,
        "secret_id": client.secrets[0].id,
        "trust_id": trust["id"],
        "job_id": _job(service),
        "case_id": "case-1",
        "index": "0",
        "webhook_id": webhook["webhook"]["id"],
        "delivery_id": delivery.id,
        "language": "fi",
        "page_id": page["id"],
        "name": "colleges",
        "document_id": "guidance",
        "version": "1",
        "system": "finland",
        "code": "tutkinnonosat_100",
        "organisation_id": COUNTY,
        "mapping_id": mapping["id"],
    }
    return Scene(service, ids)


def _job(service: Service) -> str:
    actor = Actor(organisation_id=COUNTY, client_id="tests", scopes=frozenset(Scope))
    with service.wiring.open_books(True) as books:
        job_id = f"job-{'0' * 32}"
        return start_job(job_id, total=1, actor=actor, at=service.now, shelf=books.jobs).id


def _proposed(service: Service, headers: dict[str, str]) -> dict[str, Any]:
    """Propose a mapping of the county's own class, and return it."""
    leaf = {**SMALL_LEAF, "organisation": COUNTY, "badgeClass": "guidance"}
    answer = service.client.post("/v1/mappings", json={**LOCAL, "badges": leaf}, headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["kept"]["mapping"]
    return found


def test_every_route_of_the_application_is_in_the_matrix(service: Service) -> None:
    routes = {
        (method, route.path)
        for route in iter_route_contexts(service.app.routes)
        for method in (getattr(route, "methods", None) or {"*"}) - {"HEAD"}
    }

    assert routes == set(NEEDS)


def test_the_documentation_names_the_scope_of_every_operation(service: Service) -> None:
    document = service.client.get("/openapi.json").json()

    for (method, path), need in NEEDS.items():
        told_path = re.sub(r"\w+(?=\})", lambda found: wire_name(found[0]), path)
        operation = document["paths"].get(told_path, {}).get(method.lower())
        if operation is None or path == "/oauth/token":
            assert need == PUBLIC
            continue
        told = operation.get("security", [])
        scopes = {scope for entry in told for scheme in entry.values() for scope in scheme}
        if need == OPTIONAL:
            assert ({} in told, scopes) == (True, {Scope.BADGES_VERIFY}), path
            continue
        is_status = path.startswith("/v1/library") and path.endswith("/status")
        assert scopes == ({need} if isinstance(need, Scope) and not is_status else set()), path
        assert bool(told) == (need != PUBLIC), path


@pytest.mark.parametrize("key", SECURED, ids=_name)
def test_without_a_token_nothing_is_told(refusing: Scene, key: tuple[str, str]) -> None:
    response = refusing.ask(key, None)

    _assert_unknown(response)


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer ", id="an empty token"),
        pytest.param("Bearer bst_AAAAAAAA", id="a token that was never given out"),
        pytest.param("Bearer a b c", id="spaces"),
        pytest.param("Bearer " + "a" * 8_000, id="a long token"),
        pytest.param("Basic Y2xpZW50OnNlY3JldA==", id="another scheme"),
        pytest.param("bst_AAAAAAAA", id="no scheme"),
        pytest.param("Bearer \xe4\xf6", id="no ASCII"),
    ],
)
@pytest.mark.parametrize("key", SECURED, ids=_name)
def test_a_malformed_token_is_no_token(
    refusing: Scene, key: tuple[str, str], authorization: str
) -> None:
    method, path = key

    response = refusing.service.client.request(
        method,
        path.format(**refusing.ids),
        headers={b"Authorization": authorization.encode("latin-1")},
    )

    _assert_unknown(response)


@pytest.mark.parametrize("key", SECURED, ids=_name)
def test_an_expired_token_is_no_token(refusing: Scene, key: tuple[str, str]) -> None:
    token = refusing.service.token(COUNTY)
    refusing.service.pass_time(TOKEN_LIFETIME)

    response = refusing.ask(key, f"Bearer {token}")

    _assert_unknown(response)


@pytest.mark.parametrize("key", SECURED, ids=_name)
def test_the_token_of_a_disabled_client_is_no_token(refusing: Scene, key: tuple[str, str]) -> None:
    client = refusing.service.add_client(COUNTY)
    token = refusing.service.token_of(client)
    refusing.service.disable(client)

    response = refusing.ask(key, f"Bearer {token}")

    _assert_unknown(response)


@pytest.mark.parametrize("key", SCOPED, ids=_name)
def test_a_token_without_the_scope_is_refused(refusing: Scene, key: tuple[str, str]) -> None:
    need = NEEDS[key]
    token = refusing.service.token(COUNTY, *(scope for scope in Scope if scope != need))

    response = refusing.ask(key, f"Bearer {token}")

    assert response.status_code == 403
    assert response.json()["scope"] == need
    assert f'scope="{need}"' in response.headers["www-authenticate"]


@pytest.mark.parametrize("key", SCOPED, ids=_name)
def test_the_scope_alone_is_enough(scene: Scene, key: tuple[str, str]) -> None:
    need = NEEDS[key]
    assert isinstance(need, Scope)
    token = scene.service.token(COUNTY, need)

    response = scene.ask(key, f"Bearer {token}")

    assert response.status_code not in {401, 403}
    assert response.status_code < 500


@pytest.mark.parametrize("key", WITH_AN_ID, ids=_name)
def test_what_belongs_to_another_tenant_looks_like_nothing(
    scene: Scene, key: tuple[str, str]
) -> None:
    token = f"Bearer {scene.service.token(COLLEGE)}"

    foreign = scene.ask(key, token)
    absent = scene.ask(key, token, ids=ABSENT)

    assert foreign.status_code == absent.status_code == 404
    assert _without_ids(foreign, scene.ids) == _without_ids(absent, ABSENT)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/badges",
        "/v1/trusts",
        "/v1/cases",
        "/v1/webhooks",
        "/v1/webhook-deliveries",
        "/v1/mappings",
        "/v1/clients",
        "/v1/organisation/keys",
        "/v1/library/units",
        _SET,
        _CLASS,
        "/v1/library/export",
        "/v1/library",
    ],
)
def test_a_list_holds_nothing_of_another_tenant(scene: Scene, path: str) -> None:
    ours = scene.service.client.get(path, headers=scene.service.bearer(COUNTY))
    theirs = scene.service.client.get(path, headers=scene.service.bearer(COLLEGE))

    assert ours.status_code == theirs.status_code == 200
    for own in (*scene.ids.values(), "county"):
        if len(own) > 7 or own == "county":
            assert own not in theirs.text
    assert ours.text != theirs.text


def test_another_tenants_class_cannot_be_issued_from(scene: Scene) -> None:
    body = {"badgeClass": "guidance", "recipient": {"email": "a@example.org"}}

    response = scene.service.client.post(
        "/v1/badges", json=body, headers=scene.service.bearer(COLLEGE)
    )

    assert response.status_code == 422
    assert response.json()["type"].endswith("/class-not-issuable")


@pytest.mark.parametrize(
    "field", ["id", "organisationId", "tenant", "issuer", "issuedAt", "statusListIndex", "proof"]
)
def test_fields_of_the_service_cannot_be_sent(scene: Scene, field: str) -> None:
    body = {"badgeClass": "guidance", "recipient": {"email": "a@example.org"}, field: "college"}

    response = scene.service.client.post(
        "/v1/badges", json=body, headers=scene.service.bearer(COUNTY)
    )

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == f"/{field}"


def test_a_client_cannot_hand_out_more_than_it_holds(scene: Scene) -> None:
    headers = scene.service.bearer(COUNTY, Scope.ACCOUNTS_MANAGE)

    response = scene.service.client.post(
        "/v1/clients", json={"name": "More", "scopes": ["badges:issue"]}, headers=headers
    )

    assert response.status_code == 403
    assert response.json()["type"].endswith("/scope-not-granted")


def test_a_token_works_until_the_moment_it_expires(scene: Scene) -> None:
    headers = scene.service.bearer(COUNTY)
    scene.service.pass_time(TOKEN_LIFETIME - timedelta(seconds=1))

    response = scene.service.client.get("/v1/organisation", headers=headers)

    assert response.status_code == 200


def _assert_unknown(response: Response) -> None:
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer ")
    assert response.json()["type"].endswith("/problems/not-authenticated")


def _body(key: tuple[str, str], ids: dict[str, str]) -> Any:
    """Return the body to send; a document that is written names its own address."""
    body: Any = BODIES.get(key)
    if key in {("PUT", _SET + _ONE), ("PUT", _CLASS + _ONE)}:
        return {**body, "id": ids["document_id"], "version": int(ids["version"])}
    if key == ("PUT", _UNIT):
        return {**body, "system": ids["system"], "code": ids["code"]}
    return body


def _without_ids(response: Response, ids: dict[str, str]) -> str:
    text = response.text
    for own in sorted(ids.values(), key=len, reverse=True):
        text = text.replace(own, "ID")
    return text
