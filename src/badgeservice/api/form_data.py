"""A badge sent as a form with a file, as browsers and most command lines send files.

Everything stays in memory, and no more parts are read than there are fields.

Spec: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Final

from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from badgeservice.api.asking import Asked, Option
from badgeservice.api.wire import Email
from badgeservice.credentials.strict_json import MAXIMUM_BYTES

FORM_MEDIA_TYPE: Final = "multipart/form-data"
FILE: Final = "file"
_OPTIONS: Final[Mapping[str, TypeAdapter[str]]] = {
    "recipient": TypeAdapter(Email),
    "challenge": TypeAdapter(Option),
    "domain": TypeAdapter(Option),
}


class _InMemoryParser(MultiPartParser):
    """Never lets an upload touch the disk: nothing of it may be left behind."""

    # A byte more than any body that is let in.
    spool_max_size = MAXIMUM_BYTES + 1


async def asked_of_form(headers: Headers, body: bytes) -> Asked:
    """Return what a form asks: a `file`, and perhaps `recipient`, `challenge` and `domain`.

    Raises:
        RequestValidationError: it is no such form.
    """
    form = await _form(headers, body)
    try:
        return await _asked(form)
    finally:
        await form.close()


async def _form(headers: Headers, body: bytes) -> FormData:
    async def whole() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    parser = _InMemoryParser(
        headers, whole(), max_files=1, max_fields=len(_OPTIONS), max_part_size=MAXIMUM_BYTES
    )
    try:
        return await parser.parse()
    except MultiPartException as cause:
        raise _invalid("", cause.message.rstrip(".")) from cause
    except FormParserError as cause:
        raise _invalid("", "the form cannot be read") from cause


async def _asked(form: FormData) -> Asked:
    names = [name for name, _ in form.multi_items()]
    for name in names:
        if name not in {FILE, *_OPTIONS} or names.count(name) > 1:
            # What somebody calls a field may be long, or personal.
            known = name if name in {FILE, *_OPTIONS} else ""
            raise _invalid(known, "there is no such field here, or it occurs twice")
    file = form.get(FILE)
    if not isinstance(file, UploadFile):
        raise _invalid(FILE, "send the badge as a file in this field")
    return Asked(
        badge=await file.read(),
        recipient=_option(form, "recipient"),
        challenge=_option(form, "challenge"),
        domain=_option(form, "domain"),
    )


def _option(form: FormData, name: str) -> str | None:
    value = form.get(name)
    if value is None or value == "":
        return None
    try:
        return _OPTIONS[name].validate_python(value)
    except ValidationError as cause:
        raise _invalid(name, str(cause.errors()[0]["msg"])) from cause


def _invalid(field: str, message: str) -> RequestValidationError:
    steps = (field,) if field else ()
    error = {"type": "missing", "loc": ("body", *steps), "msg": message}
    return RequestValidationError([error], body={})
