"""Status list credentials, as their issuers publish them."""

from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.remote.documents import parsed
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient
from badgeservice.verification.tokens import is_token

_ACCEPT: Final = (
    "application/vc, application/vc+ld+json;q=0.9, application/ld+json;q=0.8,"
    " application/json;q=0.7, application/vc+jwt;q=0.6, text/plain;q=0.5"
)


class RemoteStatusLists:
    """Finds status lists as `verification.sources.StatusListCredentials` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand

    def status_list_credential(self, url: str) -> JsonObject | bytes:
        """Return the (unverified) status list credential at `url`; no redirection is followed.

        It is a JSON object, or the text of a token.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        content = self._client.fetch(url, accept=_ACCEPT, errand=self._errand).content
        if is_token(content):
            return content
        return parsed(content, url, maximum_bytes=self._client.maximum_bytes)
