"""Controller documents of issuers that are named by URLs."""

from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.remote.documents import fetch_object
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient

_ACCEPT: Final = (
    "application/cid, application/did+json;q=0.9, application/ld+json;q=0.9, application/json;q=0.8"
)


class RemoteControllers:
    """Finds controller documents as `verification.sources.ControllerDocuments` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand

    def controller_document(self, url: str) -> JsonObject:
        """Return the JSON object at exactly `url`; no redirection is followed.

        Issuers of badges often have a Profile there, which may list keys as well.

        Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return fetch_object(self._client, url, accept=_ACCEPT, errand=self._errand)
