"""Guards on the expanded form of a document: sound names, and each id described in one way.

Spec: https://www.w3.org/TR/vc-data-integrity/#context-validation
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.errors import UnsafeDocumentError, UnsignedDataError
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.strict_json import JsonObject, JsonValue, is_same, pointer_to

_OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_VC: Final = "https://www.w3.org/2018/credentials#"
_STATUS: Final = "https://www.w3.org/ns/credentials/status#"
_ENDORSEMENT: Final = f"{_OB}endorsement"
_ENDORSEMENTS: Final = frozenset({_ENDORSEMENT, f"{_ENDORSEMENT}Jwt"})
_ENDORSEMENT_COMMENT: Final = f"{_OB}endorsementComment"
_SUBJECT: Final = f"{_VC}credentialSubject"
_REFRESH_SERVICE: Final = f"{_VC}refreshService"
# The kinds of places of which the tables of `shape` keep the members apart; every other property
# is a kind of its own.
_KINDS: Final = {
    f"{_VC}issuer": "profile",
    f"{_OB}creator": "profile",
    f"{_OB}source": "profile",
    f"{_OB}parentOrg": "profile",
    _SUBJECT: "subject",
    f"{_OB}achievement": "achievement",
    f"{_OB}Criteria": "criteria",
}
# What a subject may have in common with a profile. A badge that somebody issued to themselves
# says these of the issuer; were the subject to have them too, they could change places.
_OF_PROFILES: Final = frozenset(
    {"https://schema.org/name", "https://schema.org/description", f"{_OB}image"}
)
# Properties in whose place it is enough to name what is described elsewhere.
_MAY_NAME: Final = frozenset(
    {
        f"{_STATUS}statusListCredential",
        f"{_STATUS}statusReference",
        f"{_OB}creator",
        f"{_OB}source",
        f"{_OB}parentOrg",
        "https://w3id.org/security#previousProof",
    }
)


def require_sound_nodes(expanded: list[JsonValue], document: JsonObject) -> None:
    """Refuse nodes and types without an absolute IRI, and ids of which members could be traded.

    In RDF, all that is said of one id is said of one thing, wherever it stands: members could move
    from one description of an id to another under the same signature, and a reader of JSON would
    see another text in each place. Therefore two descriptions of an id must be the same (profiles
    but for their endorsements), unless they are of kinds that `shape` keeps apart member by
    member: an achievement and its criteria, or the issuer of a badge and the same person as its
    subject. Where an id is described, few other places may just name it. The credential's own id
    may be mentioned only by a refresh service, or commented on by an endorsement.

    Args:
        expanded: the expanded form of `document`.
        document: the document itself, to find the pointers of errors in.

    Raises:
        UnsignedDataError: a type is not defined by the contexts.
        UnsafeDocumentError: with code `relative-iri`, `repeated-node` or `own-id-repeated`.
    """
    seen = _Seen(document)
    for mention in _mentions(expanded, "", ""):
        _require_iris(mention.node, document)
        id_ = mention.node.get("@id")
        if isinstance(id_, str):
            seen.add(id_, mention)
    seen.require_named_where_described()


@dataclass(frozen=True, slots=True)
class _Mention:
    """A node object, the property it was reached by, and the one its parent was reached by."""

    node: JsonObject
    via: str
    parent_via: str

    @property
    def kind(self) -> str:
        """The kind of place it stands in."""
        return _KINDS.get(self.via, self.via)

    @property
    def core(self) -> JsonObject:
        """The node; a profile without its endorsements, which speak for themselves anywhere."""
        if self.kind != "profile":
            return self.node
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


class _Seen:
    """What was said of each id so far: the first description of each kind, and who named it."""

    __slots__ = ("_comments", "_described", "_document", "_named")

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._described: dict[str, dict[str, _Mention]] = {}
        self._comments: dict[str, _Mention] = {}
        self._named: set[str] = set()

    def add(self, id_: str, mention: _Mention) -> None:
        if len(mention.node) == 1:
            if mention.via not in _MAY_NAME:
                self._named.add(id_)
        elif mention.is_comment:
            self._require_apart(id_, mention, self._comments.setdefault(id_, mention))
        elif not (mention.is_refresh_service and id_ == self._document.get("id")):
            described = self._described.setdefault(id_, {})
            for other in described.values():
                self._require_apart(id_, mention, other)
            described.setdefault(mention.kind, mention)

    def require_named_where_described(self) -> None:
        for id_ in self._named & self._described.keys():
            raise UnsafeDocumentError(
                _find(self._document, id_) or "",
                "repeated-node",
                "an id is described in one place and only named in another",
            )

    def _require_apart(self, id_: str, mention: _Mention, other: _Mention) -> None:
        if mention is other or is_same(mention.core, other.core) or _are_apart(mention, other):
            return
        is_own = id_ == self._document.get("id")
        raise UnsafeDocumentError(
            _find(self._document, id_, skip=1) or "",
            "own-id-repeated" if is_own else "repeated-node",
            "a part has the id of the whole document"
            if is_own
            else "an id is described twice, and not alike",
        )


def _are_apart(one: _Mention, other: _Mention) -> bool:
    """Ask whether no member can change places between two unlike descriptions of an id."""
    kinds = {one.kind, other.kind}
    if kinds == {"profile", "subject"}:
        subject = one if one.kind == "subject" else other
        return not subject.node.keys() & _OF_PROFILES
    return kinds == {"achievement", "criteria"}


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
