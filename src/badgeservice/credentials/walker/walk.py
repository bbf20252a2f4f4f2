"""One pass over a document, from JSON to statements; it only ever says yes.

Whatever is not plainly in order, legal or not, raises `OutsideShapesError`, and the guards of the
general path judge it. So nothing here needs to know where in the document it is, or how to explain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.safe_mode import MAXIMUM_ITEMS
from badgeservice.credentials.strict_json import MAXIMUM_DEPTH, JsonObject, JsonValue, is_same
from badgeservice.credentials.walker.cache import (
    Description,
    Key,
    Pending,
    Placed,
    Record,
    SubtreeCache,
)
from badgeservice.credentials.walker.graph import Blank, Graph
from badgeservice.credentials.walker.lexical import escaped, iri, scalar
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.tables import END, Root, Table, Term, root_of

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST: Final = f" <{_RDF}first> "
_REST: Final = f" <{_RDF}rest> "
_NIL: Final = f"<{_RDF}nil>"

_ENDORSEMENTS: Final = frozenset({"endorsement", "endorsementJwt"})

# A description that the walk is still inside of.
_OPEN: Final = (Description({}, 0, 0), 0)

# A node that has an id is its IRI in angle brackets.
_Node: TypeAlias = "str | Blank"


@dataclass(frozen=True, slots=True)
class Walked:
    """The statements of a document, and the parts of it worth remembering if it proves true.

    `recalled` are the parts that were found in memory, by `id()`, with their exact JSON. `is_sound`
    says that every member was seen to be as the data model has it; see `soundness`.
    """

    graph: Graph
    pending: Pending
    recalled: Mapping[int, bytes]
    is_sound: bool


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
    return Walked(walker.graph, tuple(walker.pending), walker.recalled, walker.is_sound)


class _Walker:
    """The state of one walk.

    `described` has each id that members were given to, and where in `lines` that begins and ends;
    the end is 0 while the walk is still inside. `named` has each id that stands without members,
    but for the places where `nodes` allows that. `is_sound` is false as soon as something was not
    plainly as the data model has it. A part with the id of the whole, which that forbids, needs no
    look: to the walk, it is a second description of what is still open.
    """

    __slots__ = (
        "blanks",
        "cache",
        "contexts",
        "deepest",
        "described",
        "graph",
        "is_sound",
        "lines",
        "named",
        "pending",
        "recalled",
        "settled",
    )

    def __init__(self, cache: SubtreeCache | None, contexts: JsonValue) -> None:
        self.graph = Graph()
        self.lines = self.graph.lines
        self.blanks = self.graph.blanks
        self.settled = self.graph.settled
        self.cache = cache
        self.contexts = contexts
        self.deepest = 0
        self.is_sound = True
        self.described: dict[str, Placed] = {}
        self.named: set[str] = set()
        self.pending: list[tuple[Key, Record]] = []
        self.recalled: dict[int, bytes] = {}

    def node(self, value: JsonObject, place: "Term | Root", depth: int) -> _Node:
        """Take in a node with members, and return what to call it."""
        if depth > MAXIMUM_DEPTH:
            raise OutsideShapesError
        if depth > self.deepest:  # noqa: PLR1730  # `max` takes four times as long
            self.deepest = depth
        table = self._table(value, place)
        if not table.suits(value):
            self.is_sound = False
        if "id" not in value:
            blank = Blank()
            self.blanks.append(blank)
            self._members(value, table, "", blank, depth)
            return blank
        name = iri(value["id"], table)
        start, blanks = len(self.lines), len(self.blanks) + len(self.settled)
        earlier = self.described.get(name)
        if earlier is None:
            self.described[name] = _OPEN
        self._members(value, table, name, None, depth)
        is_closed = len(self.blanks) + len(self.settled) == blanks
        end = len(self.lines) if is_closed else -1
        now = (Description(value, start, end), 0)
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

    def _require_alike(self, earlier: Placed, now: Placed) -> None:
        """Refuse a second description of an id, unless word for word the first."""
        (first, first_from), (second, second_from) = earlier, now
        is_closed = first.end > 0 and second.end > 0
        if (
            not is_closed
            # `nodes` leaves these out of account in some places and not in others.
            or not _ENDORSEMENTS.isdisjoint(second.value)
            or self.lines[first_from + first.start : first_from + first.end]
            != self.lines[second_from + second.start : second_from + second.end]
            or not is_same(first.value, second.value)
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
        known = table.terms
        for name, content in value.items():
            try:
                term = known[name]
            except KeyError:
                term = table.term(name)
            if term is None:
                continue
            # Texts come first, and here, because they are three quarters of all members.
            if type(content) is str and term.is_plain:
                lines.append(f"{head}{term.opening}{escaped(content)}{term.closing}")
                if not (term.is_sound_text is None or term.is_sound_text(content)):
                    self.is_sound = False
            else:
                self._content(content, term, head, blank, depth)

    def _content(
        self, content: JsonValue, term: Term, head: str, blank: Blank | None, depth: int
    ) -> None:
        """Take in what one member has."""
        if term.is_list:
            self._list(content, term, head, blank)
        elif type(content) is dict:
            self._object(content, term, head, blank, depth)
        elif type(content) is list:
            self._items(content, term, head, blank, depth)
        else:
            self._value(content, term, head, blank)

    def _items(
        self, items: list[JsonValue], term: Term, head: str, blank: Blank | None, depth: int
    ) -> None:
        """Take in the values of one member; a set, as far as the signature goes."""
        if not 0 < len(items) <= MAXIMUM_ITEMS:
            raise OutsideShapesError
        if not term.rule.is_list:
            self.is_sound = False
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
            if type(item) is dict:
                self._object(item, term, head, blank, depth)
            else:
                self._value(item, term, head, blank)

    def _value(self, content: JsonValue, term: Term, head: str, blank: Blank | None) -> None:
        """Take in a value without members."""
        lines = self.lines if blank is None else blank.tails
        test = term.is_sound_text if type(content) is str else term.rule.test
        if test is not None and not test(content):
            self.is_sound = False
        if type(content) is str and term.text in {"iri", "word"}:
            named = iri(content, term) if term.text == "iri" else term.word(content)
            lines.append(f"{head}{term.predicate}{self._name(named, term)}{END}")
        else:
            lines.append(head + term.opening + scalar(content, term))

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
            if not term.is_sound_name:
                self.is_sound = False
            named = self._name(iri(content["id"], term), term)
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
        if not (term.rule.is_list or items is not content) or not all(map(term.rule.test, items)):
            self.is_sound = False
        predicate = term.predicate
        opening = f'{_FIRST}"'
        for item in items:
            if type(item) is not str or item in seen:
                raise OutsideShapesError
            seen.add(item)
            cell = Blank()
            self.blanks.append(cell)
            cell.hang(head, blank, predicate)
            cell.tails.append(opening + escaped(item) + term.closing)
            head, blank, predicate = "", cell, _REST
        if blank is not None:
            blank.tails.append(_REST + _NIL + END)

    def _remembered(
        self, content: JsonObject, term: Term, cache: SubtreeCache, depth: int
    ) -> _Node:
        """Take in a node from memory if it has been there before, letter for letter."""
        text = cache.text_of(content)
        if text is None:
            raise OutsideShapesError
        key = (term, text)
        record = cache.find(key)
        if record is not None and depth + record.height <= MAXIMUM_DEPTH:
            self._recall(record, depth)
            self.recalled[id(content)] = text
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
                described=tuple((name, (how, at - start)) for name, (how, at) in inside),
                named=frozenset(self.named),
                height=self.deepest - depth,
            )
            self.pending.append((key, record))
        self.cache = cache
        named_outside |= self.named
        self.described, self.named = outside, named_outside
        self.deepest = max(self.deepest, deepest)
        self._describe(inside, 0)
        return named

    def _recall(self, record: Record, depth: int) -> None:
        start = len(self.lines)
        self.lines.extend(record.lines)
        self.graph.settled.update(record.blanks)
        self.named |= record.named
        self.deepest = max(self.deepest, depth + record.height)
        self._describe(record.described, start)

    def _describe(self, found: Iterable[tuple[str, Placed]], line: int) -> None:
        """Add what was described in a part on its own, counted from `line`, to what is around."""
        described = self.described
        for name, (description, start) in found:
            now = (description, start + line)
            earlier = described.get(name)
            if earlier is None:
                described[name] = now
            else:
                self._require_alike(earlier, now)
