"""All routes of this room, in the order in which they have to be tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from badgeservice.web import (
    achievements,
    badges,
    decision_context,
    evaluations,
    explanations,
    extension_contexts,
    front,
    issuers,
    own_files,
    status_lists,
    verifying,
)

if TYPE_CHECKING:
    from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """Return every router of the pages and of the public documents behind them.

    The app has to hold `state.wiring` (a `Wiring`), `state.problem_pages` (Markdown by slug) and,
    when somebody answers for accessibility, `state.contact` (an e-mail address).
    """
    return (
        badges.router(),
        issuers.router(),
        achievements.router(),
        status_lists.router(),
        decision_context.router(),
        extension_contexts.router(),
        verifying.router(),
        evaluations.router(),
        explanations.router(),
        front.router(),
        own_files.router(),
    )
