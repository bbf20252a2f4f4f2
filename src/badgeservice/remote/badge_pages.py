"""Badge URLs, asked for the credential rather than for the page about it."""

from typing import Final

from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient

MAXIMUM_REDIRECTS: Final = 3
_ACCEPT: Final = (
    "application/vc+ld+json, application/vc, application/ld+json;q=0.9, application/json;q=0.8"
)


class RemoteBadges:
    """Fetches badges as `verification.sources.BadgePages` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand
        self._landings: dict[str, str] = {}

    def landing(self, url: str) -> str:
        """Return where a badge URL that was asked led to in the end, else the URL itself."""
        return self._landings.get(url, url)

    def badge(self, url: str) -> bytes:
        """Return the bytes behind a badge URL, following up to three redirections over https.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        answer = self._client.fetch(
            url, accept=_ACCEPT, redirects=MAXIMUM_REDIRECTS, errand=self._errand
        )
        self._landings[url] = answer.url or url
        return answer.content
