"""Guards on the expanded form of a document: sound names, and each id described in one way.

Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.errors import UnsafeDocumentError, UnsignedDataError
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.strict_json import JsonObject, JsonValue, is_same, pointer_to

_ENDORSEMENT_COMMENT: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementComment"
_ENDORSEMENT: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement"
_ENDORSEMENTS: Final = frozenset({_ENDORSEMENT, f"{_ENDORSEMENT}Jwt"})
_PROFILES: Final = frozenset(
    {
        "https://www.w3.org/2018/credentials#issuer",
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#creator",
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#source",
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#parentOrg",
    }
)
_SUBJECT: Final = "https://www.w3.org/2018/credentials#credentialSubject"
_REFRESH_SERVICE: Final = "https://www.w3.org/2018/credentials#refreshService"


def require_sound_nodes(expanded: list[JsonValue], document: JsonObject) -> None:
    """Refuse nodes and types without an absolute IRI, and nodes that are described in two ways.

    In RDF, all that is said of one id is said of one thing, wherever it stands, so a member could
    move from one mention of an id to another under the same signature. Therefore two descriptions
    in places of one kind (an issuer and a creator, say) must be equal but for their endorsements,
    and two of different kinds
    must have no type in common; `shape` then keeps the members of each kind apart. The
    credential's own id may be mentioned only by a refresh service, or commented on by an
    endorsement.

    Args:
        expanded: the expanded form of `document`.
        document: the document itself, to find the pointers of errors in.

    Raises:
        UnsignedDataError: a type is not defined by the contexts.
        UnsafeDocumentError: with code `relative-iri`, `repeated-node` or `own-id-repeated`.
    """
    described: dict[str, list[_Mention]] = {}
    for mention in _mentions(expanded, "", ""):
        _require_iris(mention.node, document)
        id_ = mention.node.get("@id")
        if not isinstance(id_, str) or len(mention.node) == 1:
            continue
        others = described.setdefault(id_, [])
        if others:
            _require_apart(mention, others, document)
        others.append(mention)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A node object, the property it was reached by, and the one its parent was reached by."""

    node: JsonObject
    via: str
    parent_via: str

    @property
    def place(self) -> str:
        """The kind of place it stands in."""
        return "profile" if self.via in _PROFILES else self.via

    @property
    def types(self) -> frozenset[str]:
        names = self.node.get("@type", [])
        return frozenset(map(str, names)) if isinstance(names, list) else frozenset({str(names)})

    @property
    def core(self) -> JsonObject:
        """The node without its endorsements, which speak for themselves wherever they stand."""
        return {name: value for name, value in self.node.items() if name not in _ENDORSEMENTS}

    @property
    def is_comment(self) -> bool:
        """Whether this is all an endorsement says of a node of its document."""
        in_endorsement = self.via == _SUBJECT and self.parent_via == _ENDORSEMENT
        return in_endorsement and self.node.keys() <= {"@id", "@type", _ENDORSEMENT_COMMENT}

    @property
    def is_refresh_service(self) -> bool:
        return self.via == _REFRESH_SERVICE and self.node.keys() == {"@id", "@type"}


def _mentions(value: JsonValue, via: str, parent_via: str) -> Iterator[_Mention]:
    """Yield each node object, a parent before its children."""
    if isinstance(value, list):
        for item in value:
            yield from _mentions(item, via, parent_via)
    elif isinstance(value, dict) and "@value" not in value:
        if "@list" in value or "@graph" in value:
            yield from _mentions(value.get("@list", value.get("@graph")), via, parent_via)
            return
        yield _Mention(value, via, parent_via)
        for name, below in value.items():
            if name not in {"@id", "@type"}:
                yield from _mentions(below, name, via)


def _require_iris(node: JsonObject, document: JsonObject) -> None:
    id_ = node.get("@id")
    if isinstance(id_, str) and not is_absolute_iri(id_):
        raise UnsafeDocumentError(
            _find(document, id_) or "", "relative-iri", f"{id_[:80]!r} is no absolute IRI"
        )
    types = node.get("@type", [])
    for name in types if isinstance(types, list) else [types]:
        if isinstance(name, str) and not is_absolute_iri(name):
            raise UnsignedDataError(_find(document, name) or "", name)


def _require_apart(mention: _Mention, others: list[_Mention], document: JsonObject) -> None:
    """Refuse a further mention of an id if members could move between it and the others."""
    id_ = str(mention.node["@id"])
    pointer = _find(document, id_, skip=len(others)) or ""
    if id_ == document.get("id") and not (mention.is_comment or mention.is_refresh_service):
        raise UnsafeDocumentError(
            pointer, "own-id-repeated", "a part has the id of the whole document"
        )
    for other in others:
        alike = mention.place == other.place or bool(mention.types & other.types)
        if alike and not is_same(mention.core, other.core):
            raise UnsafeDocumentError(
                pointer, "repeated-node", "an id is described twice, and not alike"
            )


def _find(value: JsonValue, wanted: str, *, skip: int = 0) -> str | None:
    """Return the pointer of the first string equal to `wanted` after `skip` others, if any."""
    found = [pointer for pointer, text in _texts(value, "") if text == wanted]
    return found[min(skip, len(found) - 1)] if found else None


def _texts(value: JsonValue, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _texts(below, pointer_to(pointer, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from _texts(below, pointer_to(pointer, at))
