"""Whose an access token is now: one question, asked at every request that a shortcut answers.

Nothing is remembered, so a token that was withdrawn is refused at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from badgeservice.accounts.register import AccessToken
from badgeservice.storage.account_rows import scopes_of
from badgeservice.storage.side_door import SideDoor

_QUESTION: Final = """
    SELECT access_token.organisation_id, access_token.client_id, access_token.scopes, expires_at
    FROM access_token JOIN client ON client.id = access_token.client_id
    WHERE access_token.digest = ? AND client.disabled_at IS NULL
"""


class LiveTokens(SideDoor):
    """Tells the access tokens in a SQLite file."""

    def token(self, digest: bytes) -> AccessToken | None:
        """Return a token whose client is not disabled, expired or not.

        None means also that the file does not answer now.
        """
        row = self.ask(_QUESTION, digest)
        if row is None:
            return None
        organisation_id, client_id, scopes, expires_at = map(str, row)
        return AccessToken(
            digest=digest,
            organisation_id=organisation_id,
            client_id=client_id,
            scopes=scopes_of(scopes),
            # As `types.UtcDateTime` has it: in UTC, without saying so.
            expires_at=datetime.fromisoformat(expires_at).replace(tzinfo=UTC),
        )
