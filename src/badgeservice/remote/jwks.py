"""JSON Web Keys, as issuers publish them: in sets, and one by one."""

from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.remote.documents import fetch_object
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient

_ACCEPT_SET: Final = "application/jwk-set+json, application/json;q=0.9"
_ACCEPT_KEY: Final = "application/jwk+json, application/json;q=0.9"


class RemoteKeys:
    """Finds keys as `verification.sources.PublishedKeys` wants it."""

    def __init__(self, client: GuardedClient, *, errand: Errand | None = None) -> None:
        self._client = client
        self._errand = errand

    def key_set(self, url: str) -> JsonObject:
        """Return the JWK Set at `url`; no redirection is followed.

        Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return fetch_object(self._client, url, accept=_ACCEPT_SET, errand=self._errand)

    def key(self, url: str) -> JsonObject:
        """Return the one JWK at `url`; no redirection is followed.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return fetch_object(self._client, url, accept=_ACCEPT_KEY, errand=self._errand)
