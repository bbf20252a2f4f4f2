"""The stylesheet, the scripts and the icon, under names that change with their content."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Response

from badgeservice.web.responses import COMMON_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "style.css": "text/css; charset=utf-8",
    "evaluation.css": "text/css; charset=utf-8",
    "copy.js": "text/javascript; charset=utf-8",
    "verify.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnFile:
    content: bytes
    media_type: str


@lru_cache(maxsize=1)
def _addresses() -> Mapping[str, str]:
    """Return the hashed name of every file by its plain name."""
    hashed = {}
    for name in _MEDIA_TYPES:
        digest = hashlib.sha256(_read(name)).hexdigest()[:12]
        stem, _, ending = name.rpartition(".")
        hashed[name] = f"{stem}.{digest}.{ending}"
    return hashed


@lru_cache(maxsize=1)
def _served() -> Mapping[str, _OwnFile]:
    return {
        hashed: _OwnFile(content=_read(name), media_type=_MEDIA_TYPES[name])
        for name, hashed in _addresses().items()
    }


def address_of(name: str) -> str:
    """Return the path under which an own file is served."""
    return f"/static/{_addresses()[name]}"


@lru_cache(maxsize=len(_MEDIA_TYPES))
def integrity_of(name: str) -> str:
    """Return the hash by which a browser knows that it got this very file.

    Spec: https://www.w3.org/TR/SRI/
    """
    return "sha384-" + base64.b64encode(hashlib.sha384(_read(name)).digest()).decode("ascii")


def router() -> APIRouter:
    """Return the route of the own files."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/static/{name}", methods=["GET", "HEAD"])
    def own_file(name: str) -> Response:
        found = _served().get(name)
        if found is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=dict(COMMON_HEADERS))
        headers = {**COMMON_HEADERS, "Cache-Control": _FOREVER}
        return Response(found.content, media_type=found.media_type, headers=headers)

    return routes


def _read(name: str) -> bytes:
    return files("badgeservice.web").joinpath(f"static/{name}").read_bytes()
