"""What a kind of problem is, for the tables of problems."""

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


def a_problem(
    status: HTTPStatus, slug: str, title: str, *members: str, sentence: str = ""
) -> Problem:
    """Return a kind of problem, its members last."""
    return Problem(status=status, slug=slug, title=title, members=members, sentence=sentence)
