"""Status list credentials, as their issuers publish them."""

from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.remote.documents import fetch_object
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient

_ACCEPT: Final = (
    "application/vc, application/vc+ld+json;q=0.9, application/ld+json;q=0.8,"
    " application/json;q=0.7"
)


class RemoteStatusLists:
    """Finds status lists as `verification.sources.StatusListCredentials` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand

    def status_list_credential(self, url: str) -> JsonObject:
        """Return the (unverified) status list credential at `url`; no redirection is followed.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return fetch_object(self._client, url, accept=_ACCEPT, errand=self._errand)
