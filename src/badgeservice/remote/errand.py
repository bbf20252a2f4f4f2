"""What one verification may ask of the world."""

from typing import Final

from badgeservice.remote.answer import Answer
from badgeservice.verification.errors import SourceRefusedError

DEFAULT_REQUESTS: Final = 6


class Errand:
    """A budget of requests, and the answers had so far, which are not asked for again.

    Each step of a redirection is a request of its own. Not for use by several threads.
    """

    __slots__ = ("_answers", "_requests", "_spent")

    def __init__(self, requests: int = DEFAULT_REQUESTS) -> None:
        self._requests = requests
        self._spent = 0
        self._answers: dict[tuple[str, str], Answer] = {}

    def spend(self, url: str) -> None:
        """Count one request, about to be made.

        Raises:
            SourceRefusedError: there is none left.
        """
        if self._spent >= self._requests:
            raise SourceRefusedError(
                url, f"no more than {self._requests} requests are made for one verification"
            )
        self._spent += 1

    def recall(self, url: str, accept: str) -> Answer | None:
        """Return the answer had before, or None."""
        return self._answers.get((url, accept))

    def remember(self, url: str, accept: str, answer: Answer) -> None:
        """Keep an answer until the errand is over."""
        self._answers[url, accept] = answer
