"""The one who asks, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from badgeservice.accounts.errors import NotPermittedError


class Scope(StrEnum):
    """A permission that a client can hold."""

    LIBRARY_READ = "library:read"
    LIBRARY_WRITE = "library:write"
    LIBRARY_PUBLISH = "library:publish"
    BADGES_READ = "badges:read"
    BADGES_ISSUE = "badges:issue"
    BADGES_REVOKE = "badges:revoke"
    BADGES_VERIFY = "badges:verify"
    RECOGNITION_EVALUATE = "recognition:evaluate"
    RECOGNITION_TRUST = "recognition:trust"
    RECOGNITION_AGREE = "recognition:agree"
    RECOGNITION_DECIDE = "recognition:decide"
    ACCOUNTS_MANAGE = "accounts:manage"


SCOPE_MEANINGS: dict[Scope, str] = {
    Scope.LIBRARY_READ: "Read the criteria library of the organisation",
    Scope.LIBRARY_WRITE: "Draft and import library documents",
    Scope.LIBRARY_PUBLISH: "Publish and retire library documents",
    Scope.BADGES_READ: "Read issued badges",
    Scope.BADGES_ISSUE: "Issue badges",
    Scope.BADGES_REVOKE: "Revoke, suspend and reinstate badges",
    Scope.BADGES_VERIFY: "Have receipts signed for verifications, and verify thousands of badges",
    Scope.RECOGNITION_EVALUATE: "Evaluate badges toward units",
    Scope.RECOGNITION_TRUST: "Read and change which issuers the organisation trusts",
    Scope.RECOGNITION_AGREE: "Propose, agree to and end mappings of badges to units",
    Scope.RECOGNITION_DECIDE: "Read and decide recognition cases, with the learner's data",
    Scope.ACCOUNTS_MANAGE: "Read and change the organisation's profile and clients",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A client acting for its organisation, with the scopes of its access token."""

    organisation_id: str
    client_id: str
    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        """Let the act pass, or refuse.

        Raises:
            NotPermittedError: the actor does not hold `scope`.
        """
        if scope not in self.scopes:
            raise NotPermittedError(scope)
