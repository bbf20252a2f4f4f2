"""DID documents: those of did:web are fetched, those of did:key and did:jwk follow from the DID."""

from collections.abc import Sequence
from typing import Final, Literal

from badgeservice.credentials.did import Purpose, did_document, did_web_url
from badgeservice.credentials.did_jwk import did_jwk_document
from badgeservice.credentials.multikey import did_key_key
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.remote.documents import fetch_object
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient
from badgeservice.remote.urls import parse_url
from badgeservice.verification.errors import SourceRefusedError

_ACCEPT: Final = "application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8"
_LONGEST_DID_SHOWN: Final = 200


class RemoteDidDocuments:
    """Finds DID documents as `verification.sources.DidDocuments` wants it.

    The did:web of one of the client's test hosts is asked by `test_host_scheme`.
    """

    def __init__(
        self,
        client: GuardedClient,
        *,
        errand: Errand | None = None,
        test_host_scheme: Literal["https", "http"] = "http",
    ) -> None:
        self._client = client
        self._errand = errand
        self._test_host_scheme = test_host_scheme

    def did_document(self, did: str) -> JsonObject:
        """Return the DID document of a did:web, did:key or did:jwk.

        No redirection is followed: the host in the DID itself has to answer.

        Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve,
        https://w3c-ccg.github.io/did-key-spec/#read and
        https://github.com/quartzjer/did-jwk/blob/main/spec.md#read

        Raises:
            DidMalformedError: it is of one of these methods, but malformed.
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it is of another method, or may not be fetched.
        """
        if did.startswith("did:key:"):
            # Whoever has the key of a did:key is who it names, for every purpose.
            purposes: Sequence[Purpose] = ("assertionMethod", "authentication")
            return did_document(did, keys=(did_key_key(did),), purposes=purposes)
        if did.startswith("did:jwk:"):
            return did_jwk_document(did)
        if not did.startswith("did:web:"):
            raise SourceRefusedError(
                did[:_LONGEST_DID_SHOWN], "only did:web, did:key and did:jwk are looked up"
            )
        return fetch_object(self._client, self._url(did), accept=_ACCEPT, errand=self._errand)

    def _url(self, did: str) -> str:
        if self._test_host_scheme == "http" and self._is_at_test_host(did):
            return did_web_url(did, scheme="http")
        return did_web_url(did)

    def _is_at_test_host(self, did: str) -> bool:
        """Whether a did:web lies at a test host, whose name need not be a public one."""
        test_hosts = self._client.allowed_test_hosts
        if not test_hosts:
            return False
        try:
            return parse_url(
                did_web_url(did, scheme="http"), allowed_test_hosts=test_hosts
            ).is_test_host
        except SourceRefusedError:
            # Over http, the URL of every host that is no test host is refused.
            return False
