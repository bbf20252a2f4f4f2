"""The whole application over books in memory, with two organisations and a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.service import Service


@pytest.fixture
def service() -> Iterator[Service]:
    with Service.started() as started:
        yield started
