"""The child: it reads documents from its standard input, and writes their canonical forms.

    python -m badgeservice.workers.child

It knows neither settings nor keys nor the database, and ends when its parent is gone.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import Final

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.errors import CredentialError, TooComplexError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.strict_json import parse_object
from badgeservice.workers.messages import HEADER, READY, form_answer, framed, refusal_answer

# What one document may take beyond what an idle child has.
_MEMORY_BYTES: Final = 150 * 1024 * 1024
# The parent kills sooner; this is for a child whose parent was killed in the middle.
_CPU_SECONDS: Final = 5
_IN, _OUT = 0, 1
_WARM_UP: Final = (
    b'{"@context":["https://www.w3.org/ns/credentials/v2",'
    b'"https://purl.imsglobal.org/spec/vc/ob/v3p0/context-3.0.3.json"],'
    b'"type":["VerifiableCredential","OpenBadgeCredential"],"name":"x"}'
)


def main() -> None:
    """Serve until the parent closes its end."""
    _answer(_WARM_UP)
    _limit_memory()
    os.write(_OUT, framed(READY))
    while (document := _read_frame()) is not None:
        _limit_cpu()
        _write(framed(_answer(document)))


def _answer(content: bytes) -> bytes:
    try:
        document = parse_object(content)
        return form_answer(canonicalise_generally(document, PINNED_CONTEXTS))
    except CredentialError as refusal:
        return refusal_answer(refusal)
    except (MemoryError, RecursionError):
        return refusal_answer(TooComplexError("it takes too much memory"))


def _read_frame() -> bytes | None:
    header = _read(HEADER.size)
    return None if header is None else _read(HEADER.unpack(header)[0])


def _read(size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(_IN, size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(content: bytes) -> None:
    while content:
        content = content[os.write(_OUT, content) :]


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + _MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_cpu() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + _CPU_SECONDS, hard))


if __name__ == "__main__":
    main()
