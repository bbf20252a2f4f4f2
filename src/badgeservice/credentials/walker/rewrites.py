"""Names by which a member can be hidden from readers of JSON while its signature stays intact."""

from typing import Final

from badgeservice.credentials.errors import UnsignedDataError
from badgeservice.credentials.strict_json import pointer_to

_KEYWORDS: Final = {
    "@context": "nested-context",
    "@direction": "value-object",
    "@graph": "graph",
    "@id": "keyword-id",
    "@included": "included",
    "@index": "index",
    "@language": "value-object",
    "@list": "list-object",
    "@nest": "nest",
    "@reverse": "reverse",
    "@set": "list-object",
    "@type": "keyword-type",
    "@value": "value-object",
}
# Types that Open Badges contexts give the IRI of a member: `Criteria` is read as `criteria`.
_SECOND_NAMES: Final = frozenset({"Criteria", "GeoCoordinates", "Image"})


class RewrittenNameError(UnsignedDataError):
    """A member has a name that JSON-LD understands and readers of JSON do not.

    `code` tells which kind: `iri-name`, `compact-iri-name`, `second-name`, `included`, `reverse`,
    `graph`, `nest`, `nested-context`, `value-object`, `list-object`, `index`, `keyword-id`,
    `keyword-type` or `keyword`.
    """

    def __init__(self, pointer: str, name: str, code: str) -> None:
        self.code = code
        super().__init__(pointer, name)


def explained(refusal: UnsignedDataError) -> UnsignedDataError:
    """Return the refusal of a member with the reason in it, if its name gives one."""
    name = refusal.name
    # A type is pointed at by its place in a list, or by the member `type`.
    is_member = refusal.pointer.endswith(pointer_to("", name))
    code = _code(name) if is_member else None
    return refusal if code is None else RewrittenNameError(refusal.pointer, name, code)


def _code(name: str) -> str | None:
    if name.startswith("@"):
        return _KEYWORDS.get(name, "keyword")
    if "://" in name:
        return "iri-name"
    if ":" in name:
        return "compact-iri-name"
    if name in _SECOND_NAMES:
        return "second-name"
    return "iri-name" if "/" in name else None
