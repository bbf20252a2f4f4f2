"""Whether another server took what was sent to it."""

from typing import Final

import httpcore2

from badgeservice.remote.answer import Answer
from badgeservice.verification.errors import SourceUnavailableError

_ACCEPTED: Final = range(200, 300)


def accepted(response: httpcore2.Response, *, url: str) -> Answer:
    """Return an answer without content. What the server says besides its status is not read.

    Raises:
        SourceUnavailableError: the status is not one of success; redirections are not either.
    """
    if response.status not in _ACCEPTED:
        raise SourceUnavailableError(url, f"it answered with the status {response.status}")
    return Answer(content=b"", media_type="", fresh_seconds=0)
