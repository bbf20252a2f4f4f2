"""The master key, which seals the signing keys in the database. It lies beside it, never in it."""

from __future__ import annotations

import base64
import binascii
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from badgeservice.storage.errors import MasterKeyError

KEY_BYTES: Final = 32
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """256 secret bits."""

    raw: bytes

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return "MasterKey(…)"


def master_key_from_base64(text: str, *, source: str = "that was given") -> MasterKey:
    """Return the key that `text` holds: base64 of 32 bytes. `source` says in errors where it was.

    Raises:
        MasterKeyError: `text` is something else.
    """
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as cause:
        raise MasterKeyError(source, "it is not base64") from cause
    if len(raw) != KEY_BYTES:
        raise MasterKeyError(source, f"it has {len(raw)} bytes instead of {KEY_BYTES}")
    return MasterKey(raw)


def read_or_create_master_key(path: Path) -> MasterKey:
    """Return the key in the file `path`, which holds base64; make a new one if there is no file.

    When several processes start together, all of them get the key of the one that was first.

    Raises:
        MasterKeyError: others may read the file, it cannot be read or made, or holds no key.
    """
    try:
        if not path.exists():
            _create(path)
        return _read(path)
    except OSError as cause:
        raise MasterKeyError(str(path), cause.strerror or type(cause).__name__) from cause


def _read(path: Path) -> MasterKey:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & _OPEN_TO_OTHERS:
            reason = f"others may use the file (mode {mode:04o}); run chmod 600 on it"
            raise MasterKeyError(str(path), reason)
        content = file.read()
    return master_key_from_base64(content.decode("ascii", "replace"), source=str(path))


def _create(path: Path) -> None:
    # Made under another name, with mode 0600, and linked when it is complete: nobody ever reads
    # half a key, and a link fails rather than replace the file of another process.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _link_if_absent(unfinished, path)
    finally:
        unfinished.unlink()
    _sync_folder(path.parent)


def _link_if_absent(unfinished: Path, path: Path) -> None:
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        return  # Another process was first; its key is the key.


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
