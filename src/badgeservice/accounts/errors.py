"""What can go wrong with accounts."""

from __future__ import annotations

from badgeservice.errors import BadgeServiceError


class AccountsError(BadgeServiceError):
    """Something about organisations, clients or permissions."""


class NotPermittedError(AccountsError):
    """The client lacks the scope that the act needs."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"This needs the scope {scope}, which the access token does not carry.")


class NotAuthenticatedError(AccountsError):
    """No access token, or one that is unknown, expired or withdrawn."""

    def __init__(self) -> None:
        super().__init__("A valid access token is needed; get one at /oauth/token.")


class OrganisationNotFoundError(AccountsError):
    """No such organisation."""

    def __init__(self, organisation_id: str) -> None:
        self.organisation_id = organisation_id
        super().__init__(f"There is no organisation {organisation_id}.")


class OrganisationExistsError(AccountsError):
    """The id is taken."""

    def __init__(self, organisation_id: str) -> None:
        self.organisation_id = organisation_id
        super().__init__(f"The organisation {organisation_id} exists already.")


class ProfileInvalidError(AccountsError):
    """A profile that no badge could carry. `field` is a field of `Organisation`."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"The {field} of the organisation cannot be used: {reason}.")

    @property
    def pointer(self) -> str:
        """Where the field stands in a profile that was sent."""
        return f"/{self.field}"


class ClientNotFoundError(AccountsError):
    """No such client in this organisation."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        super().__init__(f"There is no client {client_id}.")


class ClientDisabledError(AccountsError):
    """The client was disabled for good; it gets no new secret."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        super().__init__(f"The client {client_id} is disabled for good; add a new client.")


class TooManySecretsError(AccountsError):
    """A client may have two live secrets, so that one can be replaced without a pause."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        super().__init__(f"The client {client_id} has two live secrets; retire one first.")


class SecretNotFoundError(AccountsError):
    """No such live secret on the client."""

    def __init__(self, client_id: str, secret_id: str) -> None:
        self.client_id = client_id
        self.secret_id = secret_id
        super().__init__(f"The client {client_id} has no live secret {secret_id}.")


class ScopeNotGrantedError(AccountsError):
    """A client may not hand out more than it holds."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"The scope {scope} cannot be granted by a client that does not hold it.")
