"""The service says that it is ready only when it can read its tables and its keys."""

from __future__ import annotations

import base64
from pathlib import Path

from pydantic import SecretStr

from badgeservice.config import Settings
from badgeservice.main import build_wiring, upgrade_database
from tests.builders import COUNTY, NOW, organisation


def settings(folder: Path, master_key: int = 1) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/x.sqlite",
        master_key=SecretStr(base64.b64encode(bytes([master_key]) * 32).decode()),
    )


def faults(chosen: Settings) -> tuple[str, ...]:
    wiring = build_wiring(chosen)
    found = wiring.faults()
    wiring.close()
    return found


def open_for_business(folder: Path) -> None:
    upgrade_database(settings(folder))
    wiring = build_wiring(settings(folder))
    with wiring.open_books(True) as books:
        books.accounts.put_organisation(organisation(COUNTY))
        books.keys.create(COUNTY, at=NOW)
    wiring.close()


def test_with_tables_and_keys_nothing_is_at_fault(tmp_path: Path) -> None:
    open_for_business(tmp_path)

    assert faults(settings(tmp_path)) == ()


def test_another_master_key_is_a_fault(tmp_path: Path) -> None:
    open_for_business(tmp_path)

    assert faults(settings(tmp_path, master_key=2)) == (
        "The signing keys cannot be read with this master key.",
    )


def test_missing_tables_are_a_fault_and_no_path_is_told(tmp_path: Path) -> None:
    (fault,) = faults(settings(tmp_path))

    assert str(tmp_path) not in fault
