"""A whole service over a real database, and clients of it that speak only HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import new_client
from badgeservice.config import Settings
from badgeservice.main import build_wiring, create_app, library_directory, upgrade_database
from badgeservice.wiring.ports import Wiring
from tests.builders import NOW, organisation
from tests.postgres import fresh_database

ORIGIN = "http://localhost:8000"
INSTRUCTOR_UNIT = {"system": "finland", "code": "tutkinnonosat_106731"}
INSTRUCTOR_CLASSES = ("workplace-contact-person", "guidance-preparation", "feedback-giver")


@dataclass
class Member:
    """A client of one organisation, with an access token."""

    http: TestClient
    organisation_id: str
    client_id: str
    secret: str

    def __post_init__(self) -> None:
        answer = self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(self.client_id, self.secret),
        )
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def get(self, path: str, **more: Any) -> Any:
        return self.http.get(path, headers=self.headers, **more)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.http.post(path, json=body, headers={**self.headers, **headers})

    def issue(self, badge_class: str, **more: Any) -> dict[str, Any]:
        body = {
            "badgeClass": badge_class,
            "recipient": {"email": "aino@example.org"},
            "language": "fi",
        }
        answer = self.post("/v1/badges", {**body, **more})
        assert answer.status_code == 201, answer.text
        issued: dict[str, Any] = answer.json()
        return issued

    def trust(self, issuer: str, **more: Any) -> dict[str, Any]:
        body = {"issuerId": issuer, "reason": "We wrote the criteria together."}
        answer = self.post("/v1/trusts", {**body, **more})
        assert answer.status_code == 201, answer.text
        granted: dict[str, Any] = answer.json()
        return granted

    def evaluate(self, *urls: str) -> dict[str, Any]:
        body = {"target": INSTRUCTOR_UNIT, "badges": [{"url": url} for url in urls]}
        answer = self.post("/v1/recognitions", body)
        assert answer.status_code == 200, answer.text
        evaluation: dict[str, Any] = answer.json()
        return evaluation


@dataclass
class Service:
    """The running service: anybody's HTTP client, and members of organisations."""

    http: TestClient
    wiring: Wiring

    def join(self, organisation_id: str, *scopes: Scope) -> Member:
        with self.wiring.open_books(True) as books:
            if books.accounts.organisation(organisation_id) is None:
                books.accounts.put_organisation(organisation(organisation_id))
                books.keys.create(organisation_id, at=NOW)
            client, secret = new_client(
                organisation_id=organisation_id,
                name="story",
                scopes=frozenset(scopes or Scope),
                at=NOW,
                random_bytes=self.wiring.random_bytes,
            )
            books.accounts.put_client(client)
        return Member(self.http, organisation_id, client.id, secret)

    def verify(self, badge: Any) -> dict[str, Any]:
        key = "url" if isinstance(badge, str) else "credential"
        answer = self.http.post("/v1/verifications", json={key: badge})
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        return report


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    if request.param == "sqlite":
        database_url = f"sqlite:///{tmp_path}/story.sqlite"
    else:
        database_url = fresh_database(request.getfixturevalue("postgres_url"))
    settings = Settings(
        origin=ORIGIN,
        database_url=database_url,
        master_key_file=tmp_path / "master.key",
        verifications_per_minute=10_000,
        token_requests_per_minute=10_000,
    )
    upgrade_database(settings)
    wiring = build_wiring(settings)
    with TestClient(create_app(settings), base_url=ORIGIN) as http:
        yield Service(http, wiring)
    wiring.close()


@pytest.fixture
def library_documents() -> list[dict[str, Any]]:
    """Return the library that is shipped with the service, as the API takes it."""
    from badgeservice.library.folder import read_folder

    return [
        document.model_dump(mode="json", by_alias=True)
        for document in read_folder(library_directory()).documents
    ]
