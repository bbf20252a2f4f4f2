"""What is at hand in the wired service never fetches, opens books, or takes the general path."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgeservice.config import Settings
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.main import build_wiring
from badgeservice.verification.errors import NotAtHandError
from tests.builders import ORIGIN


def test_nothing_at_hand_takes_long(tmp_path: Path) -> None:
    """V01: nothing slow runs where others wait."""
    settings = Settings(
        origin=ORIGIN,
        database_url=f"sqlite:///{tmp_path}/never-opened.sqlite",
        master_key_file=tmp_path / "master.key",
    )
    wiring = build_wiring(settings)
    sources = wiring.sources_at_hand

    with pytest.raises(NotAtHandError):
        sources.general({}, PINNED_CONTEXTS)
    with pytest.raises(NotAtHandError):
        sources.did_documents.did_document("did:web:elsewhere.example")
    with pytest.raises(NotAtHandError):
        sources.status_lists.status_list_credential("https://elsewhere.example/1")
    with pytest.raises(NotAtHandError):
        sources.contexts.extension_context("https://elsewhere.example/1")
    wiring.close()
    assert not (tmp_path / "never-opened.sqlite").exists()
