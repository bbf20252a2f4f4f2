"""The door for public test suites, open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.door import Door, opened_door


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with opened_door() as door:
        yield door
