"""The last good lists of other issuers outlive the process."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from badgeservice.config import Settings
from badgeservice.main import build_wiring, upgrade_database
from badgeservice.verification.kept_lists import KeptList
from tests.builders import NOW, ORIGIN
from tests.world import LIST_URL


def test_a_list_that_one_process_keeps_is_known_to_the_next(tmp_path: Path) -> None:
    """S08: a restart forgets no revocation."""
    settings = Settings(
        origin=ORIGIN,
        database_url=f"sqlite:///{tmp_path / 'badges.db'}",
        master_key=SecretStr("A" * 43 + "="),
    )
    upgrade_database(settings)
    first = build_wiring(settings)
    first.sources.kept_lists.keep(LIST_URL, b"{}", NOW)
    first.close()

    second = build_wiring(settings)
    kept = second.sources.kept_lists.kept(LIST_URL)
    second.close()

    assert kept == KeptList(content=b"{}", fetched_at=NOW)
