"""One pass over a document, from JSON to statements; it only ever says yes.

Whatever is not plainly in order, legal or not, raises `OutsideShapesError`, and the guards of the
general path judge it. So nothing here needs to know where in the document it is, or how to explain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from badgeservice.credentials import safe_mode
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.safe_mode import MAXIMUM_ITEMS
from badgeservice.credentials.strict_json import MAXIMUM_DEPTH, JsonObject, JsonValue, is_same
from badgeservice.credentials.walker.cache import Description, Pending, Record, SubtreeCache
from badgeservice.credentials.walker.graph import Blank, Graph
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.tables import END, Root, Table, Term, root_of

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST: Final = f" <{_RDF}first> "
_REST: Final = f" <{_RDF}rest> "
_NIL: Final = f"<{_RDF}nil>"

# The same as in `safe_mode`; texts that Python finds printable need no look at it.
_CONTROL_CHARACTERS: Final = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})

_ENDORSEMENTS: Final = frozenset({"endorsement", "endorsementJwt"})

# A description that the walk is still inside of.
_OPEN: Final = Description({}, 0, 0)

# A node that has an id is its IRI in angle brackets.
_Node: TypeAlias = "str | Blank"


@dataclass(frozen=True, slots=True)
class Walked:
    """The statements of a document, and the parts of it worth remembering if it proves true."""

    graph: Graph
    pending: Pending


def walk(document: JsonObject, *, contexts: Contexts, cache: SubtreeCache | None = None) -> Walked:
    """Return the statements that `document` makes.

    Raises:
        OutsideShapesError: the document is unsafe, or not of a shape the walker knows.
    """
    walker = _Walker(cache, document.get("@context"))
    walker.node(document, root_of(document, contexts), 1)
    # Where an id is described, no other place may just name it. See `nodes`.
    if not walker.named.isdisjoint(walker.described):
        raise OutsideShapesError
    return Walked(walker.graph, tuple(walker.pending))


class _Walker:
    """The state of one walk.

    `described` has each id that members were given to, and where in `lines` that begins and ends;
    the end is 0 while the walk is still inside. `named` has each id that stands without members,
    but for the places where `nodes` allows that.
    """

    __slots__ = (
        "blanks",
        "cache",
        "contexts",
        "deepest",
        "described",
        "graph",
        "lines",
        "named",
        "pending",
    )

    def __init__(self, cache: SubtreeCache | None, contexts: JsonValue) -> None:
        self.graph = Graph()
        self.lines = self.graph.lines
        self.blanks = self.graph.blanks
        self.cache = cache
        self.contexts = contexts
        self.deepest = 0
        self.described: dict[str, Description] = {}
        self.named: set[str] = set()
        self.pending: list[tuple[tuple[Term, str], Record]] = []

    def node(self, value: JsonObject, place: "Term | Root", depth: int) -> _Node:
        """Take in a node with members, and return what to call it."""
        if depth > MAXIMUM_DEPTH:
            raise OutsideShapesError
        if depth > self.deepest:  # noqa: PLR1730  # `max` takes four times as long
            self.deepest = depth
        table = self._table(value, place)
        if "id" not in value:
            blank = Blank()
            self.blanks.append(blank)
            self._members(value, table, "", blank, depth)
            return blank
        name = _iri(value["id"], table)
        start, blanks = len(self.lines), self.graph.blank_count
        earlier = self.described.get(name)
        if earlier is None:
            self.described[name] = _OPEN
        self._members(value, table, name, None, depth)
        end = len(self.lines) if self.graph.blank_count == blanks else -1
        now = Description(value, start, end)
        if earlier is None:
            self.described[name] = now
        else:
            self._require_alike(earlier, now)
        return name

    def _table(self, value: JsonObject, place: "Term | Root") -> Table:
        """Return what the members of a node mean; its types and contexts decide that."""
        types = value.get("type")
        names: tuple[object, ...]
        if type(types) is list and types:
            names = tuple(types)
        elif type(types) is str:
            names = (types,)
        elif "type" not in value:
            names = ()
        else:
            raise OutsideShapesError
        repeated = self._repeated(value, place) if "@context" in value else 0
        key = (names, repeated)
        try:
            return place.nodes.get(key) or place.node(key)
        except TypeError as cause:
            # A list or an object stands among the types, and cannot be looked up.
            raise OutsideShapesError from cause

    def _repeated(self, value: JsonObject, place: "Term | Root") -> int:
        """Return how many of the root's contexts a node repeats; the root repeats none."""
        if value.keys() <= {"@context", "id"}:
            # Nothing is said of it.
            raise OutsideShapesError
        if isinstance(place, Root):
            return 0
        own, roots = value["@context"], self.contexts
        if not (place.repeats_contexts and isinstance(own, list) and isinstance(roots, list)):
            raise OutsideShapesError
        if not own or own != roots[: len(own)]:
            raise OutsideShapesError
        return len(own)

    def _require_alike(self, earlier: Description, now: Description) -> None:
        """Refuse a second description of an id, unless word for word the first."""
        is_closed = earlier.end > 0 and now.end > 0
        if (
            not is_closed
            # `nodes` leaves these out of account in some places and not in others.
            or not _ENDORSEMENTS.isdisjoint(now.value)
            or self.lines[earlier.start : earlier.end] != self.lines[now.start : now.end]
            or not is_same(earlier.value, now.value)
        ):
            raise OutsideShapesError

    def _members(
        self, value: JsonObject, table: Table, head: str, blank: Blank | None, depth: int
    ) -> None:
        """Take in what is said of one node.

        The lines of a node without an id begin after its name, which is only found at the end.
        """
        lines = self.lines if blank is None else blank.tails
        for line in table.types:
            lines.append(head + line)
        terms = table.terms
        for name, content in value.items():
            if name in {"id", "type", "@context"}:
                continue
            term = terms.get(name) or table.term(name)
            # Texts come first, and here, because they are three quarters of all members.
            if type(content) is str and term.text == "literal" and not term.is_list:
                lines.append(head + term.opening + _escaped(content) + term.closing)
            elif term.is_list:
                self._list(content, term, head, blank)
            elif type(content) is list:
                self._items(content, term, head, blank, depth)
            else:
                self._value(content, term, head, blank, depth)

    def _items(
        self, items: list[JsonValue], term: Term, head: str, blank: Blank | None, depth: int
    ) -> None:
        """Take in the values of one member; a set, as far as the signature goes."""
        if not 0 < len(items) <= MAXIMUM_ITEMS:
            raise OutsideShapesError
        is_only = len(items) == 1
        seen: set[str] = set()
        for item in items:
            mark = item.get("id") if type(item) is dict else item
            if type(mark) is str:
                if mark in seen:
                    raise OutsideShapesError
                seen.add(mark)
            elif not (type(item) is dict or is_only):
                # JSON-LD would take 1, 1.0 and true for one value.
                raise OutsideShapesError
            self._value(item, term, head, blank, depth)

    def _value(
        self, content: JsonValue, term: Term, head: str, blank: Blank | None, depth: int
    ) -> None:
        if type(content) is dict:
            self._object(content, term, head, blank, depth)
            return
        lines = self.lines if blank is None else blank.tails
        if type(content) is str and term.text in {"iri", "word"}:
            named = _iri(content, term) if term.text == "iri" else term.word(content)
            lines.append(head + term.predicate + self._name(named, term) + END)
        else:
            lines.append(head + term.opening + _scalar(content, term))

    def _name(self, name: str, term: Term) -> str:
        if not term.may_name:
            self.named.add(name)
        return name

    def _object(
        self, content: JsonObject, term: Term, head: str, blank: Blank | None, depth: int
    ) -> None:
        """Take in an object: a node with members, or only the id of one."""
        lines = self.lines if blank is None else blank.tails
        if len(content) == 1 and "id" in content:
            if depth >= MAXIMUM_DEPTH or not term.takes_references:
                raise OutsideShapesError
            named = self._name(_iri(content["id"], term), term)
            lines.append(head + term.predicate + named + END)
            return
        if not content or not term.takes_nodes:
            raise OutsideShapesError
        if term.is_cacheable and self.cache is not None:
            node = self._remembered(content, term, self.cache, depth + 1)
        else:
            node = self.node(content, term, depth + 1)
        if isinstance(node, str):
            lines.append(head + term.predicate + node + END)
        else:
            node.hang(head, blank, term.predicate)

    def _list(self, content: JsonValue, term: Term, head: str, blank: Blank | None) -> None:
        """Take in an ordered list of texts: a chain of nodes without ids."""
        items = content if type(content) is list else [content]
        if term.text != "literal" or not 0 < len(items) <= MAXIMUM_ITEMS:
            raise OutsideShapesError
        seen: set[JsonValue] = set()
        predicate = term.predicate
        opening = f'{_FIRST}"'
        for item in items:
            if type(item) is not str or item in seen:
                raise OutsideShapesError
            seen.add(item)
            cell = Blank()
            self.blanks.append(cell)
            cell.hang(head, blank, predicate)
            cell.tails.append(opening + _escaped(item) + term.closing)
            head, blank, predicate = "", cell, _REST
        if blank is not None:
            blank.tails.append(_REST + _NIL + END)

    def _remembered(
        self, content: JsonObject, term: Term, cache: SubtreeCache, depth: int
    ) -> _Node:
        """Take in a node from memory if it has been there before, letter for letter."""
        key = (term, cache.text_of(content))
        record = cache.find(key)
        if record is not None and depth + record.height <= MAXIMUM_DEPTH:
            self._recall(record, depth)
            return record.name
        outside, named_outside, deepest = self.described, self.named, self.deepest
        self.described, self.named, self.deepest = {}, set(), depth
        # A part is remembered whole, not in parts of its own.
        self.cache = None
        start, blanks = len(self.lines), len(self.blanks)
        named = self.node(content, term, depth)
        inside = tuple(self.described.items())
        if isinstance(named, str):
            record = Record(
                name=named,
                lines=tuple(self.lines[start:]),
                blanks=self.graph.settle(blanks),
                described=tuple((name, found.moved(-start)) for name, found in inside),
                named=frozenset(self.named),
                height=self.deepest - depth,
            )
            self.pending.append((key, record))
        self.cache = cache
        named_outside |= self.named
        self.described, self.named = outside, named_outside
        self.deepest = max(self.deepest, deepest)
        self._describe(inside)
        return named

    def _recall(self, record: Record, depth: int) -> None:
        start = len(self.lines)
        self.lines.extend(record.lines)
        self.graph.settled.update(record.blanks)
        self.named |= record.named
        self.deepest = max(self.deepest, depth + record.height)
        self._describe((name, found.moved(start)) for name, found in record.described)

    def _describe(self, found: Iterable[tuple[str, Description]]) -> None:
        """Add what was described in a part on its own to what is described around it."""
        for name, description in found:
            earlier = self.described.get(name)
            if earlier is None:
                self.described[name] = description
            else:
                self._require_alike(earlier, description)


def _iri(value: JsonValue, place: Table | Term) -> str:
    """Return an id in angle brackets, if it is read and written here as it stands."""
    if (
        type(value) is not str
        or not safe_mode.is_absolute_iri(value)
        # PyLD drops what is said of an id with a white space of any kind in it.
        or not value.isprintable()
        or value.startswith(place.prefixes)
        or value in place.vocabulary
    ):
        raise OutsideShapesError
    return f"<{value}>"


def _escaped(text: str) -> str:
    """Return a text as N-Quads have it between quotation marks."""
    if text.startswith("_:"):
        raise OutsideShapesError
    if not text.isprintable():
        if _CONTROL_CHARACTERS.search(text):
            raise OutsideShapesError
        return text.translate(_ESCAPES)
    if '"' in text or "\\" in text:
        return text.translate(_ESCAPES)
    return text


def _scalar(content: JsonValue, term: Term) -> str:
    """Return the end of a line, from the text of a literal on."""
    if type(content) is str and term.text == "literal":
        return _escaped(content) + term.closing
    if type(content) is bool and term.truths is not None:
        return f"{'true' if content else 'false'}{term.truths}"
    if type(content) is int or type(content) is float:
        return _number(content, term)
    raise OutsideShapesError


def _number(number: float, term: Term) -> str:
    """Return a number in its canonical form, and the end of its line.

    Spec: https://www.w3.org/TR/json-ld11-api/#data-round-tripping
    """
    try:
        # Numbers are rare, so this need not be fast.
        safe_mode.require_plain_json({"number": number})
    except CredentialError as cause:
        raise OutsideShapesError from cause
    # JSON has one kind of number, so 2.0 is 2.
    is_whole = float(number).is_integer() and not term.is_double
    closing = term.integers if is_whole else term.doubles
    if closing is None:
        raise OutsideShapesError
    if is_whole:
        return f"{int(number)}{closing}"
    mantissa, exponent = f"{float(number):.15E}".split("E")
    whole, fraction = mantissa.split(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}{closing}"
