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

    def badge(self, url: str) -> bytes:
        """Return the bytes behind a badge URL, following up to three redirections over https.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return self._client.fetch(
            url, accept=_ACCEPT, redirects=MAXIMUM_REDIRECTS, errand=self._errand
        ).content
