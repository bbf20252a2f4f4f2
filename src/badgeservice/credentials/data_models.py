"""Which edition of the data model a credential is of, and what its dates are called there.

The first context decides. A credential with dates of the other edition is refused, because readers
would not agree on when it ends.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#base-context and
https://www.w3.org/TR/vc-data-model/#contexts
"""

from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V1
from badgeservice.credentials.strict_json import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class DataModel:
    """An edition: its number, and what it calls the moments when a credential begins and ends."""

    edition: str
    begins: str
    ends: str


VC_1_1: Final = DataModel(edition="1.1", begins="issuanceDate", ends="expirationDate")
VC_2_0: Final = DataModel(edition="2.0", begins="validFrom", ends="validUntil")


def data_model_of(document: JsonObject) -> DataModel:
    """Return the edition of a credential: 1.1 if that context comes first, and otherwise 2.0."""
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    return VC_1_1 if first == CREDENTIALS_V1 else VC_2_0


def other_than(model: DataModel) -> DataModel:
    """Return the other edition."""
    return VC_2_0 if model is VC_1_1 else VC_1_1
