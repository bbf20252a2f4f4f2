"""Keys by DID documents, whoever they must be of, and the moments of proofs by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.errors import (
    CredentialError,
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
)
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, undetermined
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.report import Check
from badgeservice.verification.sources import DidDocuments


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose key must have signed: the name of the check about that, and where they are named."""

    check: str
    pointer: str


ISSUER: Final = Whose("issuer", "/issuer/id")


def found_key(
    did: str,
    pointer: str,
    *,
    did_documents: DidDocuments,
    find: Callable[[JsonObject], VerificationKey],
    whose: Whose = ISSUER,
) -> VerificationKey | Check:
    """Return what `find` makes of a DID document, or the check that tells why not.

    `pointer` is where the key is named, and `whose` it should be.
    """
    name, place = whose.check, whose.pointer
    if not did.startswith("did:"):
        message = "Whoever is not named by a DID cannot be authenticated here."
        return undetermined(name, "id-unsupported", message, pointer=place)
    try:
        return find(did_documents.did_document(did))
    except SourceUnavailableError as cause:
        return undetermined(name, "unreachable", str(cause), pointer=place)
    except SourceRefusedError as cause:
        return undetermined(name, "not-fetched", str(cause), pointer=place)
    except DidMalformedError as cause:
        return failed(name, "did-malformed", str(cause), pointer=place)
    except KeyNotBoundError as cause:
        return failed(name, cause.code, str(cause), pointer=pointer)
    except KeyMalformedError as cause:
        return failed(name, "key-malformed", str(cause), pointer=pointer)
    except CredentialError as cause:
        return undetermined(name, "document-malformed", str(cause), pointer=place)
