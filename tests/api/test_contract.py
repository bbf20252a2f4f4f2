"""The service keeps its own contract, in thousands of good and bad requests made from it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from pydantic import SecretStr
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import new_client
from badgeservice.accounts.tokens import new_token
from badgeservice.api.examples.issuer_registries import REGISTRY
from badgeservice.api.examples.mappings import LOCAL
from badgeservice.config import Settings
from badgeservice.credentials.strict_json import serialise
from badgeservice.issuing.issue import issue
from badgeservice.issuing.order import BadgeOrder, Desk
from badgeservice.library.documents import Status
from badgeservice.library.extensions import ContextKey, register_context
from badgeservice.library.mapping_documents import Mapping
from badgeservice.main import create_app, upgrade_database
from badgeservice.recognition.agreeing import propose
from badgeservice.recognition.evaluation_pages import (
    USUAL,
    EvaluationPage,
    PageDesk,
    PageOrder,
    make_page,
)
from badgeservice.recognition.fitting import Desk as FittingDesk
from badgeservice.recognition.fitting import Enquiry
from badgeservice.recognition.holding import PresentedBadge
from badgeservice.recognition.registries import NewRegistry, import_registry
from badgeservice.recognition.registry_formats.reading import registry_of
from badgeservice.recognition.trusting import TrustGrant, grant
from badgeservice.verification.jobs import Job, start_job
from badgeservice.wiring.ports import Books, Wiring
from tests.builders import NOW, badge_class, criteria_set, organisation, unit
from tests.recognition.cases import case, event
from tests.storage.bases import WHOLE, edition
from tests.world import World

SEED: Final = 20261124
CASES_OF_A_READ: Final = 24
CASES_OF_A_WRITE: Final = 60
LEAST_CASES: Final = 2_000
OURS: Final = "county"
RESULT: Final = b'{"report": null, "problem": null}'
MAPPED: Final = {"kind": "badge", "id": "g", "organisation": OURS, "badgeClass": "guidance"}
CHECKS: Final = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]

# Some of the bad requests are so large that 413 comes before anything else.
REJECTIONS: Final = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
CONFIG: Final = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REJECTIONS}}}
)

# Lines of JSON are sent as the text that they are.
LINES: Final = "application/x-ndjson"
schemathesis.serializer.alias(LINES, "text/plain")


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The application with one of everything, and what opens it."""

    app: FastAPI
    headers: dict[str, str]
    basic: dict[str, str]
    known: dict[str, Any]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    settings = _settings(tmp_path_factory.mktemp("contract"))
    upgrade_database(settings)
    app = create_app(settings)
    # Nobody outside is asked: addresses that the requests hold lead nowhere.
    wiring = replace(app.state.wiring, new_sources=lambda: World().sources)
    app.state.wiring = wiring
    return _furnished(app, wiring)


def test_thousands_of_requests_find_no_broken_promise(
    contract: Contract, subtests: pytest.Subtests
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", contract.app, config=CONFIG)
    asked = 0

    def call(case: Any) -> None:
        nonlocal asked
        asked += 1
        is_token = case.path == "/oauth/token"
        response = case.call(headers=contract.basic if is_token else contract.headers)
        assert response.status_code < 500, response.text
        case.validate_response(response, checks=CHECKS)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        with subtests.test(operation.label):
            _explore(operation, contract.known, call)

    assert asked >= LEAST_CASES


def _explore(operation: Any, known: dict[str, Any], call: Callable[[Any], None]) -> None:
    count = CASES_OF_A_WRITE if operation.body else CASES_OF_A_READ
    for strategy in _strategies(operation, known):

        @seed(SEED)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def explore(case: Any) -> None:
            call(case)

        explore()


def _strategies(operation: Any, known: dict[str, Any]) -> Iterator[SearchStrategy[Any]]:
    """Yield good requests, good requests about things that are there, and bad ones."""
    yield operation.as_strategy(GenerationMode.POSITIVE)
    names = [parameter.name for parameter in operation.path_parameters]
    if names:
        yield operation.as_strategy(
            GenerationMode.POSITIVE, path_parameters={name: known[name] for name in names}
        )
    # Any line is taken: one that is wrong gets a problem of its own.
    if any(body.media_type != LINES for body in operation.body) or _can_be_wrong(operation):
        yield operation.as_strategy(GenerationMode.NEGATIVE)


def _can_be_wrong(operation: Any) -> bool:
    """Ask whether a parameter has a shape; any text is right for one that is only a string."""
    schemas = [
        parameter.definition["schema"]
        for parameter in (*operation.path_parameters, *operation.query)
    ]
    return any(set(schema) - {"type", "title", "description", "examples"} for schema in schemas)


def _settings(folder: Path) -> Settings:
    return Settings(
        origin="http://localhost:8000",
        database_url=f"sqlite:///{folder / 'contract.sqlite'}",
        master_key=SecretStr(base64.b64encode(bytes(range(32))).decode("ascii")),
        verifications_per_minute=1_000_000,
        token_requests_per_minute=1_000_000,
    )


def _know_issuers(books: Books, actor: Actor) -> None:
    listed: Any = REGISTRY["full"]["value"]
    import_registry(
        NewRegistry(key="guidance", registry=registry_of(listed["document"], name="guidance")),
        actor=actor,
        at=NOW,
        shelf=books.registries,
    )


def _started_job(wiring: Wiring, actor: Actor) -> Job:
    with wiring.open_books(True) as books:
        job_id = f"job-{'0' * 32}"
        job = start_job(job_id, total=1, actor=actor, at=wiring.now(), shelf=books.jobs)
        books.jobs.record(job.id, {0: RESULT}, at=wiring.now())
    return job


def _made_page(wiring: Wiring, actor: Actor) -> EvaluationPage:
    fitting = FittingDesk(
        origin=wiring.origin,
        at=wiring.now(),
        new_sources=wiring.new_sources,
        open_books=wiring.open_books,
    )
    page, _ = make_page(
        PageOrder(
            enquiry=Enquiry(badges=(PresentedBadge(content=b"{}"),), basis=WHOLE.code),
            person=None,
            lifetime=USUAL,
        ),
        actor=actor,
        desk=PageDesk(
            fitting=fitting, random_bytes=wiring.random_bytes, open_books=wiring.open_books
        ),
    )
    return page


def _furnished(app: FastAPI, wiring: Wiring) -> Contract:
    actor = Actor(organisation_id=OURS, client_id="tests", scopes=frozenset(Scope))
    client, secret = new_client(
        organisation_id=OURS,
        name="Contract",
        scopes=frozenset(Scope),
        at=NOW,
        random_bytes=wiring.random_bytes,
    )
    token, text = new_token(
        client,
        scopes=client.scopes,
        at=wiring.now(),
        lifetime=timedelta(minutes=15),
        random_bytes=wiring.random_bytes,
    )
    other, _ = new_client(
        organisation_id=OURS,
        name="Another",
        scopes=frozenset({Scope.BADGES_READ}),
        at=NOW,
        random_bytes=wiring.random_bytes,
    )
    with wiring.open_books(True) as books:
        books.accounts.put_organisation(organisation(OURS))
        books.keys.create(OURS, at=NOW)
        books.accounts.put_client(client)
        books.accounts.put_client(other)
        books.accounts.add_token(token)
        for document in (unit(), criteria_set(), badge_class(suspendable=True)):
            books.library.put(OURS, document, at=NOW, by="tests")
        key = ContextKey(organisation_id=OURS, name="guidance", version=1)
        register_context(
            key,
            serialise({"@context": {"@protected": True, "a": f"{key.vocabulary(wiring.origin)}a"}}),
            origin=wiring.origin,
            actor=actor,
            at=NOW,
            shelf=books.extensions,
        )
        proposal = {**LOCAL, "status": "proposed", "badges": MAPPED}
        propose(Mapping.model_validate(proposal), actor=actor, at=NOW, books=books)
        draft = criteria_set(version=2, status=Status.DRAFT)
        books.library.put(OURS, draft, at=NOW, by="tests")
        books.bases.put(edition(organisation_id=OURS))
        trust = grant(
            TrustGrant(issuer_id="did:web:a.example", reason="Test"),
            actor=actor,
            at=NOW,
            random_bytes=wiring.random_bytes,
            books=books,
        )
        books.cases.add_case(case(organisation_id=OURS), event(), None)
        _know_issuers(books, actor)
    badge = issue(
        [BadgeOrder(class_id="guidance", email="aino@example.org")],
        actor=actor,
        request=None,
        desk=Desk(origin=wiring.origin, at=wiring.now(), random_bytes=wiring.random_bytes),
        open_books=wiring.open_books,
    )[0]
    job = _started_job(wiring, actor)
    page = _made_page(wiring, actor)
    pair = base64.b64encode(f"{client.id}:{secret}".encode()).decode("ascii")
    return Contract(
        app=app,
        headers={"Authorization": f"Bearer {text}"},
        basic={"Authorization": f"Basic {pair}"},
        known={
            "badgeId": badge.id,
            "clientId": other.id,
            "secretId": other.secrets[0].id,
            "trustId": trust.id,
            "caseId": "case-1",
            "index": 0,
            "webhookId": "webhook-AAAAAAAAAAAAAAAA",
            "deliveryId": "delivery-AAAAAAAAAAAAAAAA",
            "pageId": page.id,
            "documentId": "guidance",
            "name": "guidance",
            "badgeClass": "guidance",
            "version": 1,
            "language": "fi",
            "ending": "png",
            "system": "finland",
            "code": "tutkinnonosat_100",
            "organisationId": OURS,
            "mappingId": LOCAL["id"],
            "listId": badge.plan.slot.list_id,
            "jobId": job.id,
        },
    )
