"""What every test gets: no network but this machine, and the official data or a clear word."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.postgres import postgres_url as postgres_url  # noqa: PLC0414 – a fixture for all
from tests.reference import deselect_without_reference

# How long an example takes says more about the neighbours of a machine than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests cannot run without the official data, or fail where it must be there."""
    deselect_without_reference(config, items)


def pytest_configure(config: pytest.Config) -> None:
    """Let sockets reach this machine only; nothing a test does may leave it."""
    config.option.allow_hosts = "127.0.0.1,::1,localhost"
    config.option.allow_unix_socket = True
