"""The contexts a document may name, and the bytes each stands for.

A context decides what a signature covers, so none is ever fetched: the files beside this module
are compared with their SHA-256 when the process starts. `SOURCES.md` says where they come from.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from badgeservice.credentials import strict_json
from badgeservice.credentials.errors import ContextAlteredError, UnknownContextError
from badgeservice.credentials.strict_json import JsonObject

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3_0_0: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
# The first name of the same document; issuers of the first months wrote it.
OPEN_BADGES_3_0_0_ALIAS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld"
OPEN_BADGES_3_0_1: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
OPEN_BADGES_3_0_2: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
OPEN_BADGES_3_0_3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DATA_INTEGRITY_V1: Final = "https://w3id.org/security/data-integrity/v1"
DATA_INTEGRITY_V2: Final = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_V1: Final = "https://w3id.org/security/multikey/v1"
ED25519_2020_V1: Final = "https://w3id.org/security/suites/ed25519-2020/v1"
DID_V1: Final = "https://www.w3.org/ns/did/v1"
STATUS_LIST_2021_V1: Final = "https://w3id.org/vc/status-list/2021/v1"


@dataclass(frozen=True, slots=True)
class PinnedContext:
    """One context: the URL documents name, our file, and the SHA-256 of its bytes in hex."""

    url: str
    filename: str
    sha256: str


_CONTEXTS: Final = (
    PinnedContext(
        CREDENTIALS_V1,
        "credentials-v1.json",
        "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    ),
    PinnedContext(
        CREDENTIALS_V2,
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    PinnedContext(
        OPEN_BADGES_3_0_0,
        "ob-v3p0-3.0.0.json",
        "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72",
    ),
    PinnedContext(
        OPEN_BADGES_3_0_0_ALIAS,
        "ob-v3p0-3.0.0.json",
        "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72",
    ),
    PinnedContext(
        OPEN_BADGES_3_0_1,
        "ob-v3p0-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    PinnedContext(
        OPEN_BADGES_3_0_2,
        "ob-v3p0-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    PinnedContext(
        OPEN_BADGES_3_0_3,
        "ob-v3p0-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    PinnedContext(
        OPEN_BADGES_EXTENSIONS,
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    PinnedContext(
        DATA_INTEGRITY_V1,
        "data-integrity-v1.json",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
    ),
    PinnedContext(
        DATA_INTEGRITY_V2,
        "data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    PinnedContext(
        MULTIKEY_V1,
        "multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    PinnedContext(
        ED25519_2020_V1,
        "ed25519-2020-v1.json",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
    PinnedContext(
        DID_V1,
        "did-v1.json",
        "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f",
    ),
    PinnedContext(
        STATUS_LIST_2021_V1,
        "status-list-2021-v1.json",
        "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160",
    ),
)

PINNED: Final[Mapping[str, PinnedContext]] = MappingProxyType(
    {context.url: context for context in _CONTEXTS}
)


def read_intact(context: PinnedContext, content: bytes) -> JsonObject:
    """Return the context document in `content`, having compared it with its hash.

    Raises:
        ContextAlteredError: `content` has another SHA-256 than the one pinned.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != context.sha256:
        raise ContextAlteredError(context.url, expected=context.sha256, found=found)
    return strict_json.parse_object(content)


def load(url: str) -> JsonObject:
    """Return a fresh copy of the context document pinned under `url`.

    Raises:
        UnknownContextError: no context is pinned under `url`.
    """
    context = PINNED.get(url)
    if context is None:
        raise UnknownContextError(url, "")
    return read_intact(context, (files(__package__) / context.filename).read_bytes())


# Read once at import: a process with an altered context must not start at all.
_DOCUMENTS: Final[Mapping[str, JsonObject]] = MappingProxyType({url: load(url) for url in PINNED})


def content_of(url: str) -> bytes | None:
    """Return the bytes of the context pinned under `url`, or None if there is none."""
    context = PINNED.get(url)
    return None if context is None else (files(__package__) / context.filename).read_bytes()


def documents() -> Mapping[str, JsonObject]:
    """Return every pinned context document by its URL; shared, so never to be changed."""
    return _DOCUMENTS
