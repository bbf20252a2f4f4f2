"""The service as a factory, for an ASGI server that starts several workers."""

from __future__ import annotations

from fastapi import FastAPI

from badgeservice.config import Settings
from badgeservice.main import create_app


def application() -> FastAPI:
    """Build the service from the environment, as `badgeservice serve` does."""
    return create_app(Settings())
