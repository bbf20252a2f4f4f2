"""The master key: made once, read by its owner alone, and never shown."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from badgeservice.storage.errors import MasterKeyError
from badgeservice.storage.master_key import (
    MasterKey,
    master_key_from_base64,
    read_or_create_master_key,
)

RAW = bytes(range(32))
TEXT = base64.b64encode(RAW).decode()


def _write(path: Path, content: bytes, *, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    first = read_or_create_master_key(path)
    second = read_or_create_master_key(path)

    assert first == second
    assert len(first.raw) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_two_files_hold_different_keys(tmp_path: Path) -> None:
    assert read_or_create_master_key(tmp_path / "a") != read_or_create_master_key(tmp_path / "b")


def test_all_who_start_together_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_create_master_key, [path] * 16))

    assert len(keys) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601, 0o644])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = _write(tmp_path / "master.key", TEXT.encode(), mode=mode)

    with pytest.raises(MasterKeyError, match="chmod 600"):
        read_or_create_master_key(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TEXT[:-4].encode(),
        TEXT.encode() + TEXT.encode(),
        base64.b64encode(RAW + b"x"),
        RAW,
        b"\xff" * 44,
        b"-----BEGIN PRIVATE KEY-----",
    ],
    ids=["empty", "short", "twice", "33-bytes", "raw", "not-ascii", "pem"],
)
def test_a_file_without_a_key_is_refused_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = _write(tmp_path / "master.key", content)

    with pytest.raises(MasterKeyError, match=r"master\.key"):
        read_or_create_master_key(path)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="No such file"):
        read_or_create_master_key(tmp_path / "missing" / "master.key")


def test_a_key_is_read_through_a_link_as_mounted_secrets_are(tmp_path: Path) -> None:
    _write(tmp_path / "real.key", TEXT.encode() + b"\n")
    (tmp_path / "master.key").symlink_to("real.key")

    assert read_or_create_master_key(tmp_path / "master.key") == MasterKey(RAW)


def test_a_key_can_be_given_as_base64() -> None:
    assert master_key_from_base64(f" {TEXT}\n") == MasterKey(RAW)


def test_a_wrong_key_is_refused_without_being_shown() -> None:
    with pytest.raises(MasterKeyError) as caught:
        master_key_from_base64(TEXT + TEXT)

    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r}".format])
def test_a_key_never_shows_itself(show: object) -> None:
    shown = show(MasterKey(RAW))  # type: ignore[operator]  # one of four callables

    assert shown == "MasterKey(…)"


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "master.key").mkdir(mode=0o700)

    with pytest.raises(MasterKeyError, match="directory"):
        read_or_create_master_key(tmp_path / "master.key")
