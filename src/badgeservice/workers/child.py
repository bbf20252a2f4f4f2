"""The child: it reads documents from its standard input, and writes their canonical forms.

    python -m badgeservice.workers.child

It knows neither settings nor keys nor the database, and ends when its parent is gone.
"""

from __future__ import annotations

import os
import resource
import time
from functools import lru_cache
from pathlib import Path
from typing import Final

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.errors import CredentialError, TooComplexError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.strict_json import parse_object
from badgeservice.workers.messages import (
    HEADER,
    READY,
    form_answer,
    framed,
    question,
    read_extensions,
    read_question,
    refusal_answer,
)

# What one document may take beyond what an idle child has.
_MEMORY_BYTES: Final = 150 * 1024 * 1024
# The system counts whole seconds, so this is one to two.
_CPU_SECONDS: Final = 2
# Good badges need no child, and must not be kept waiting by one.
_NICENESS: Final = 10
_IN, _OUT = 0, 1
_WARM_UP: Final = (
    b'{"@context":["https://www.w3.org/ns/credentials/v2",'
    b'"https://purl.imsglobal.org/spec/vc/ob/v3p0/context-3.0.3.json"],'
    b'"type":["VerifiableCredential","OpenBadgeCredential"],"name":"x"}'
)


def main() -> None:
    """Serve until the parent closes its end, or the memory does not suffice."""
    os.nice(_NICENESS)
    _answer(question(_WARM_UP, (), "sha256"))
    _limit_memory()
    os.write(_OUT, framed(READY))
    while (asked := _read_frame()) is not None:
        _limit_cpu()
        _write(framed(_answer(asked)))


def _answer(asked: bytes) -> bytes:
    content, told, hash_name = read_question(asked)
    try:
        document = parse_object(content)
        contexts = _extended(told) if told else PINNED_CONTEXTS
        return form_answer(canonicalise_generally(document, contexts, hash_name=hash_name))
    except CredentialError as refusal:
        return refusal_answer(refusal)
    except RecursionError:
        return refusal_answer(TooComplexError("it is too deep"))


# They are told with every document, and learnt once.
@lru_cache(maxsize=8)
def _extended(told: bytes) -> Contexts:
    return PINNED_CONTEXTS.extended_by(read_extensions(told))


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
