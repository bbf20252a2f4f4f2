"""Documents that count because of where they are, such as those of Open Badges 2.0."""

from typing import Final

from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient
from badgeservice.remote.urls import parse_url
from badgeservice.verification.errors import SourceRefusedError

# Not that of badge pages: an answer to that one may have come by way of a redirection.
_ACCEPT: Final = "application/ld+json, application/json;q=0.9"
_OPEN: Final = "http://"


class RemoteHostedDocuments:
    """Fetches documents as `verification.sources.HostedDocuments` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand

    def hosted_document(self, url: str) -> bytes:
        """Return what `url` itself answers.

        No redirection is followed, or whoever can redirect from a host could speak for it. Many
        old addresses begin with http; the same host is asked over https.

        Raises:
            SourceGoneError: it was taken away.
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return self._client.fetch(self._secured(url), accept=_ACCEPT, errand=self._errand).content

    def _secured(self, url: str) -> str:
        if not url.startswith(_OPEN):
            return url
        try:
            parse_url(url, allowed_test_hosts=self._client.allowed_test_hosts)
        except SourceRefusedError:
            return f"https://{url.removeprefix(_OPEN)}"
        return url
