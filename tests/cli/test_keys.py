"""`badgeservice key show`: issuers that follow from a seed; secrets only when asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.credentials import multibase
from badgeservice.credentials.multikey import did_key_key
from badgeservice.storage.seeded_keys import seeded_signers

RUNNER = CliRunner()
SEED = "07" * 32


def show(*arguments: str, seed: str | None = None) -> tuple[int, str, str]:
    settings = Settings(vc_api_seed=None if seed is None else SecretStr(seed))
    result = RUNNER.invoke(application, ["key", "show", *arguments], obj=Service(settings))
    return result.exit_code, result.stdout, result.stderr


def test_it_shows_the_issuers_of_the_setting() -> None:
    code, output, _ = show(seed=SEED)

    assert code == 0
    shown = json.loads(output)
    signers = seeded_signers(bytes.fromhex(SEED))
    assert shown.keys() == signers.keys()
    for curve, entry in shown.items():
        assert did_key_key(entry["did"]) == signers[curve].public_key
        assert entry["document"]["id"] == entry["did"]
        assert entry["document"]["authentication"] == [entry["verificationMethod"]]


def test_a_file_wins_over_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "seed"
    file.write_text("08" * 32 + "\n", encoding="ascii")

    assert show("--seed-file", str(file), seed=SEED) == show(seed="08" * 32)


def test_secrets_are_shown_only_when_asked_for() -> None:
    assert "secret" not in show(seed=SEED)[1]

    entries = json.loads(show("--secret", seed=SEED)[1])

    secret = multibase.decode(entries["Ed25519"]["secretKeyMultibase"])
    assert secret == b"\x80\x26" + bytes.fromhex(SEED)
    assert entries["P-256"]["secretKeyMultibase"].startswith("z42")


@pytest.mark.parametrize("text", ["", "07", "no hex", "07" * 33])
def test_without_a_sound_seed_it_ends_with_2(tmp_path: Path, text: str) -> None:
    file = tmp_path / "seed"
    file.write_text(text, encoding="ascii")

    code, output, talk = show("--seed-file", str(file))

    assert (code, output) == (2, "")
    assert text not in talk or not text
    assert show()[0] == 2
    assert show("--seed-file", str(tmp_path / "nothing"))[0] == 2
