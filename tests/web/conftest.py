from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.fakes import ORIGIN
from tests.web.service import Service, build_service


@pytest.fixture(scope="session")
def service() -> Service:
    return build_service()


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(service.app, base_url=ORIGIN) as client:
        yield client
