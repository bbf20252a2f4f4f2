"""Registers of qualifications and their units, fetched for an import on the command line."""

import re
from typing import Final

from badgeservice.remote.fetch import GuardedClient, Network
from badgeservice.remote.urls import Host
from badgeservice.verification.errors import SourceRefusedError

MAXIMUM_REGISTER_BYTES: Final = 16 * 1024 * 1024
REGISTER_TIMEOUT_SECONDS: Final = 30.0
EPERUSTEET: Final = "https://eperusteet.opintopolku.fi/eperusteet-service"

_MAXIMUM_REDIRECTS: Final = 3
_BASIS_ID: Final = re.compile(r"[0-9]{1,12}")


class RemoteRegisters:
    """Fetches register documents, larger and slower than anything a verification may ask for.

    `caller_id` tells the register's keeper who is asking, as the Finnish services wish; it is left
    out when empty.
    """

    def __init__(
        self,
        *,
        caller_id: str = "",
        allowed_test_hosts: frozenset[Host] = frozenset(),
        network: Network | None = None,
    ) -> None:
        self._headers = {"Caller-Id": caller_id} if caller_id else {}
        self._client = GuardedClient(
            allowed_test_hosts=allowed_test_hosts,
            timeout_seconds=REGISTER_TIMEOUT_SECONDS,
            maximum_bytes=MAXIMUM_REGISTER_BYTES,
            network=network,
        )

    def document(self, url: str) -> bytes:
        """Return what `url` answers when asked for JSON, at most 16 MiB, unread.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: it may not be fetched at all.
        """
        return self._client.fetch(
            url, accept="application/json", redirects=_MAXIMUM_REDIRECTS, headers=self._headers
        ).content

    def basis(self, basis_id: str, *, service: str = EPERUSTEET) -> bytes:
        """Return a whole qualification basis (peruste) of ePerusteet, such as `7283253`.

        Raises:
            SourceUnavailableError: it could not be fetched now.
            SourceRefusedError: `basis_id` is no number, or it may not be fetched at all.
        """
        url = f"{service}/api/external/peruste/{basis_id}"
        if not _BASIS_ID.fullmatch(basis_id):
            raise SourceRefusedError(url[:200], "a basis is named by a number")
        return self.document(url)

    def national_badges(self, *, service: str = EPERUSTEET) -> bytes:
        """Return all national competence badges (osaamismerkit).

        Raises:
            SourceUnavailableError: they could not be fetched now.
            SourceRefusedError: they may not be fetched at all.
        """
        return self.document(f"{service}/api/external/osaamismerkit")
