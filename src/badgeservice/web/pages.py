"""Turn a template and its content into a page with all its headers."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.web.dependencies import language_of
from badgeservice.web.narrative import narrative, visible
from badgeservice.web.own_files import address_of, integrity_of
from badgeservice.web.responses import PAGE_HEADERS
from badgeservice.web.words import LANGUAGE_NAMES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping


def page(
    request: Request,
    template: str,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    content: Mapping[str, object],
) -> HTMLResponse:
    """Return a page in the language of the request."""
    language = language_of(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            t=Words(language),
            language=language,
            switches=_switches(request, current=language),
            keep=f"?lang={language}" if "lang" in request.query_params else "",
            **content,
        )
    )
    sent = {
        **PAGE_HEADERS,
        "Vary": "Accept, Accept-Language",
        "Content-Language": language,
        **(headers or {}),
    }
    return HTMLResponse(html, status_code=status, headers=sent)


def _switches(request: Request, *, current: Language) -> list[tuple[Language, str, str, bool]]:
    """Return for each language its code, name, the address of this page in it, and if it is on."""
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        (
            language,
            LANGUAGE_NAMES[language],
            f"{request.url.path}?{urlencode([*others, ('lang', language)])}",
            language == current,
        )
        for language in LANGUAGES
    ]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("badgeservice.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_spoken,
    )
    environment.globals.update(own_file=address_of, integrity=integrity_of)
    environment.filters.update(narrative=narrative)
    return environment


def _spoken(value: object) -> object:
    """Spell out marks that turn the reading direction, in whatever a template prints."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value
