"""Bytes as base64url, in the only way in which each can be written.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-2 and, for the spare bits at the end,
https://www.rfc-editor.org/rfc/rfc4648#section-3.5
"""

import base64
import re
from typing import Final

from badgeservice.credentials.jose.errors import JwsMalformedError

_ALPHABET: Final = re.compile(rb"[A-Za-z0-9_-]*")


def encode(content: bytes) -> bytes:
    """Return `content` in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def decode(text: bytes, *, part: str) -> bytes:
    """Return what `text` stands for; `part` is what it is called when it is refused.

    Python's own reader skips characters it does not know, and lets the spare bits at the end be
    anything, so that one content could be written in many ways.

    Raises:
        JwsMalformedError: padding, white space, characters of another alphabet, a length that
            no bytes have, or spare bits that are not zero.
    """
    if not _ALPHABET.fullmatch(text):
        raise JwsMalformedError("encoding", f"the {part} holds what is not base64url")
    if len(text) % 4 == 1:
        raise JwsMalformedError("encoding", f"the {part} is cut off")
    content = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    if encode(content) != text:
        raise JwsMalformedError("encoding", f"the {part} is not in its only form")
    return content
