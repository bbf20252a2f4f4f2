"""`openapi.yaml` is exactly what the service serves."""

from __future__ import annotations

from pathlib import Path

import yaml
from openapi_spec_validator import validate

from badgeservice.main import openapi_document

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_document_is_the_served_one() -> None:
    committed = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))

    assert committed == openapi_document()


def test_it_is_a_sound_openapi_document() -> None:
    validate(openapi_document())
