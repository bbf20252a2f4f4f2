"""Read the verification form: one badge as an address, a file or a text, in memory only."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal, TypeAlias

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

MAXIMUM_BYTES: Final = 1024 * 1024
_MAXIMUM_BODY_BYTES: Final = MAXIMUM_BYTES + 64 * 1024
_FIELDS: Final = ("url", "file", "text")
_RECIPIENT: Final = "recipient"
_LONGEST_RECIPIENT: Final = 254
# The parser looks at every empty field, and more slowly than one would think.
_MOST_SEPARATORS: Final = 100
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

Field: TypeAlias = Literal["url", "file", "text", "recipient"]
Fault: TypeAlias = Literal["nothing", "too-many", "too-large", "form", "recipient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What came with the form: one way filled in with its content, or the fault and its field.

    `recipient` is the e-mail address that was filled in beside it, if any.
    """

    field: Field
    content: bytes = b""
    fault: Fault | None = None
    recipient: str | None = None


class _InMemoryParser(MultiPartParser):
    """Never lets an upload touch the disk: nothing of it may be left behind."""

    spool_max_size = _MAXIMUM_BODY_BYTES


async def presented(request: Request) -> Presented:
    """Return what the form holds. Async only because the body has to be measured as it comes."""
    body = await _limited_body(request)
    if body is None:
        return Presented(field="file", fault="too-large")
    try:
        form = await _parse(request, body)
    except (MultiPartException, FormParserError):
        return Presented(field="url", fault="form")
    ways = [way for name in _FIELDS if (way := await _way(form, name)) is not None]
    await form.close()
    recipient = str(form.get(_RECIPIENT) or "").strip()
    if not ways:
        return Presented(field="url", fault="nothing")
    if len(ways) > 1:
        return Presented(field=ways[1].field, fault="too-many")
    if len(ways[0].content) > MAXIMUM_BYTES:
        return Presented(field=ways[0].field, fault="too-large")
    if recipient and not _is_address(recipient):
        return Presented(field="recipient", fault="recipient")
    return replace(ways[0], recipient=recipient or None)


def _is_address(text: str) -> bool:
    """Ask roughly; what is no address is simply nobody's."""
    return len(text) <= _LONGEST_RECIPIENT and _ADDRESS.fullmatch(text) is not None


async def _limited_body(request: Request) -> bytes | None:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MAXIMUM_BODY_BYTES:
            return None
    return bytes(body)


async def _parse(request: Request, body: bytes) -> FormData:
    async def again() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        limits = {"max_files": 1, "max_fields": len(_FIELDS) + 1}
        parser = _InMemoryParser(
            request.headers, again(), max_part_size=_MAXIMUM_BODY_BYTES, **limits
        )
        return await parser.parse()
    if body.count(b"&") > _MOST_SEPARATORS:
        raise MultiPartException("too many fields")
    return await FormParser(request.headers, again()).parse()


async def _way(form: FormData, name: str) -> Presented | None:
    value = form.get(name)
    content = await value.read() if isinstance(value, UploadFile) else str(value or "").encode()
    field: Field = "file" if name == "file" else "text" if name == "text" else "url"
    return Presented(field=field, content=content.strip()) if content.strip() else None


PresentedDep = Annotated[Presented, Depends(presented)]
