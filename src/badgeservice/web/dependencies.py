"""What the pages take from the running service and from the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import Depends, Request

from badgeservice.library.documents import Language
from badgeservice.web.negotiation import preferred_language
from badgeservice.wiring.ports import Wiring


def wiring_of(request: Request) -> Wiring:
    """Return the ports that the service was started with (`app.state.wiring`)."""
    return cast("Wiring", request.app.state.wiring)


def problem_pages_of(request: Request) -> Mapping[str, str]:
    """Return the Markdown of every problem page by its slug (`app.state.problem_pages`)."""
    return cast("Mapping[str, str]", request.app.state.problem_pages)


def contact_of(request: Request) -> str | None:
    """Return where to write about accessibility (`app.state.contact`), when that is known."""
    return cast("str | None", getattr(request.app.state, "contact", None))


def language_of(request: Request) -> Language:
    """Return the language to speak: `?lang=` first, then Accept-Language, else Finnish."""
    return preferred_language(
        request.headers.get("accept-language"), chosen=request.query_params.get("lang")
    )


WiringDep = Annotated[Wiring, Depends(wiring_of)]
ProblemPagesDep = Annotated[Mapping[str, str], Depends(problem_pages_of)]
ContactDep = Annotated["str | None", Depends(contact_of)]
