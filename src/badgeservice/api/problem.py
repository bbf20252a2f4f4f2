"""A kind of problem, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A kind of problem. `members` are the attributes of the error that may be shown.

    `sentence` is said where there is no error of ours to say one.
    """

    status: HTTPStatus
    slug: str
    title: str
    members: tuple[str, ...] = ()
    sentence: str = ""


def problem(
    status: HTTPStatus, slug: str, title: str, *members: str, sentence: str = ""
) -> Problem:
    """Return a kind of problem, written as a row of a table."""
    return Problem(status=status, slug=slug, title=title, members=members, sentence=sentence)
