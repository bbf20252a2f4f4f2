"""The wired service writes in groups, and lets go of its writer at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgeservice.config import Settings
from badgeservice.main import build_wiring, upgrade_database
from badgeservice.storage.errors import StorageUnavailableError
from badgeservice.wiring.ports import Books
from tests.builders import COUNTY, ORIGIN, organisation


def test_a_submitted_write_is_kept_and_none_is_taken_after_the_end(tmp_path: Path) -> None:
    settings = Settings(
        origin=ORIGIN,
        database_url=f"sqlite:///{tmp_path}/books.sqlite",
        master_key_file=tmp_path / "master.key",
    )
    upgrade_database(settings)
    wiring = build_wiring(settings)

    def add(books: Books) -> None:
        books.accounts.put_organisation(organisation())

    wiring.submit_write(add).result(20)

    with wiring.open_books(False) as books:
        assert books.accounts.organisation(COUNTY) is not None
    wiring.close()
    with pytest.raises(StorageUnavailableError):
        wiring.submit_write(add)
