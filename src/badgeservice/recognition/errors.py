"""What can go wrong with recognition."""

from __future__ import annotations

from badgeservice.errors import BadgeServiceError


class RecognitionError(BadgeServiceError):
    """Something about recognition."""


class UnitNotFoundError(RecognitionError):
    """The unit is not in the college's library."""

    def __init__(self, system: str, code: str) -> None:
        self.system = system
        self.code = code
        super().__init__(f"There is no unit {code} of {system} in this library; import it first.")


class UnitWithoutRequirementsError(RecognitionError):
    """Nothing can be compared with a unit whose requirements are unknown."""

    def __init__(self, system: str, code: str) -> None:
        self.system = system
        self.code = code
        super().__init__(f"The requirements of unit {code} of {system} are not known yet.")


class TrustNotFoundError(RecognitionError):
    """No such trust in this organisation."""

    def __init__(self, trust_id: str) -> None:
        self.trust_id = trust_id
        super().__init__(f"There is no trust {trust_id}.")


class RegistryNotFoundError(RecognitionError):
    """No such list of issuers."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no list of issuers named {key}.")


class TooManyRegistriesError(RecognitionError):
    """As many lists of issuers are kept as may be."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"No more than {limit} lists of issuers can be kept; remove one first.")


class RegistryInvalidError(RecognitionError):
    """What should be a list of issuers is none that is understood."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(
            f"The list of issuers is not understood at {pointer or 'its root'}: {reason}."
        )
