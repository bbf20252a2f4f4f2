"""What can be wrong with an Open Badge 2.0 or with a document that it links to."""

from typing import Literal

from badgeservice.credentials.errors import CredentialError

MalformedFault = Literal[
    "date", "id", "image", "keyword", "member", "recipient", "second-name", "type", "verification"
]
UnreadableFault = Literal["context", "property"]


class OlderBadgeMalformedError(CredentialError):
    """It breaks Open Badges 2.0, or says something in a form that readers take differently."""

    def __init__(self, code: MalformedFault, pointer: str, reason: str) -> None:
        self.code = code
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"This is no sound Open Badge 2.0: {reason}.")


class OlderBadgeUnreadableError(CredentialError):
    """It may be in order, but says so in a way that is not understood here."""

    def __init__(self, code: UnreadableFault, pointer: str, reason: str) -> None:
        self.code = code
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"This cannot be understood here: {reason}.")
