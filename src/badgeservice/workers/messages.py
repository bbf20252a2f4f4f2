"""What a parent and a child say to each other: frames of bytes, of which all but a form is JSON.

Nothing is pickled: what a stranger wrote passes as the JSON that it was, and an answer is the
canonical form, or the name and the facts of a refusal.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from badgeservice.credentials import errors
from badgeservice.credentials.canonical import RewrittenNameError
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.strict_json import (
    JsonObject,
    JsonValue,
    parse,
    parse_object,
    serialise,
)

HEADER: Final = struct.Struct(">I")
READY: Final = b"ready"
_FORM: Final = b"+"
_REFUSAL: Final = b"-"
_KINDS: Final[dict[str, type[CredentialError]]] = {
    kind.__name__: kind
    for kind in (
        errors.UnknownContextError,
        errors.UnsignedDataError,
        errors.UnsafeDocumentError,
        errors.TooComplexError,
        RewrittenNameError,
    )
}


def framed(content: bytes) -> bytes:
    """Return `content` with its length before it."""
    return HEADER.pack(len(content)) + content


def question(document: bytes, extensions: Sequence[ExtensionContext], hash_name: HashName) -> bytes:
    """Return what a child is asked: a document's JSON, and the registered contexts it may name.

    `hash_name` is the hash to label unnamed nodes by.
    """
    told: list[JsonValue] = [
        {"url": each.url, "content": each.content.decode("utf-8"), "sha256": each.sha256}
        for each in extensions
    ]
    return framed(hash_name.encode()) + framed(document) + (serialise(told) if told else b"")


def read_question(asked: bytes) -> tuple[bytes, bytes, HashName]:
    """Return the document's JSON, what is told of contexts, and the hash.

    What is told of contexts is for `read_extensions`, if it is anything.
    """
    name, rest = _unframed(asked)
    document, told = _unframed(rest)
    return document, told, "sha384" if name == b"sha384" else "sha256"


def _unframed(content: bytes) -> tuple[bytes, bytes]:
    end = HEADER.size + HEADER.unpack(content[: HEADER.size])[0]
    return content[HEADER.size : end], content[end:]


def read_extensions(told: bytes) -> tuple[ExtensionContext, ...]:
    """Return the registered contexts that a question tells of."""
    listed = parse(told)
    return tuple(
        ExtensionContext(str(each["url"]), str(each["content"]).encode(), str(each["sha256"]))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
    )


def form_answer(form: bytes) -> bytes:
    """Return the answer that hands over a canonical form."""
    return _FORM + form


def refusal_answer(refusal: CredentialError) -> bytes:
    """Return the answer that tells of a refusal."""
    facts: JsonObject = dict(vars(refusal))
    return _REFUSAL + serialise({"kind": type(refusal).__name__, "facts": facts})


def read_answer(answer: bytes) -> bytes:
    """Return the canonical form in an answer.

    Raises:
        CredentialError: the refusal in it, as the child raised it.
    """
    if answer.startswith(_FORM):
        return answer.removeprefix(_FORM)
    told = parse_object(answer.removeprefix(_REFUSAL), maximum_bytes=len(answer))
    facts = told["facts"]
    kind = _KINDS.get(str(told["kind"]))
    if kind is None or not isinstance(facts, dict):
        # No other refusal is foreseen, and none may pass for a form.
        raise errors.TooComplexError("the work ended in an unforeseen way")
    raise kind(**facts)
