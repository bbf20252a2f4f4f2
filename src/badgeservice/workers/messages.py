"""What a parent and a child say to each other: frames of bytes, of which all but a form is JSON.

Nothing is pickled: what a stranger wrote passes as the JSON that it was, and an answer is the
canonical form, or the name and the facts of a refusal.
"""

from __future__ import annotations

import struct
from typing import Final

from badgeservice.credentials import errors
from badgeservice.credentials.canonical import RewrittenNameError
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise

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
