"""RDF Dataset Canonicalization (RDFC-1.0), under a budget of work.

Spec: https://www.w3.org/TR/rdf-canon/
"""

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from badgeservice.credentials.errors import TooComplexError

MAXIMUM_QUADS: Final = 20_000
# Badges need none: their blank nodes differ at first sight. The published test suite stays below
# 500 calls; graphs made to be costly need millions.
MAXIMUM_CALLS: Final = 1_000
MAXIMUM_PERMUTATIONS: Final = 5_000
# A long chain of like nodes would otherwise end in Python's own limit on recursion.
MAXIMUM_DEPTH: Final = 100

HashName = Literal["sha256", "sha384"]

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\\x7f]')
_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An IRI, a blank node (its value starts with `_:`) or a literal."""

    kind: Literal["iri", "blank", "literal"]
    value: str
    datatype: str = _XSD_STRING
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quad:
    """One statement; `graph` is None in the default graph."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None

    @property
    def blank_labels(self) -> tuple[str, ...]:
        """The labels of the blank nodes in it, as often as they occur."""
        terms = (self.subject, self.object, self.graph)
        return tuple(term.value for term in terms if term is not None and term.kind == "blank")


def canonicalise_quads(quads: Iterable[Quad], *, hash_name: HashName = "sha256") -> bytes:
    """Return the canonical N-Quads of the dataset, as UTF-8; duplicate quads count once.

    The labels of blank nodes depend on the hash.

    Raises:
        TooComplexError: the dataset has more than 20,000 quads, or its blank nodes are so alike
            that telling them apart takes more than 1,000 calls of Hash N-Degree Quads, 100 of
            them within each other, or 5,000 permutations. Some legal but odd datasets are refused
            by that.
    """
    distinct = tuple(dict.fromkeys(quads))
    if len(distinct) > MAXIMUM_QUADS:
        raise TooComplexError(f"more than {MAXIMUM_QUADS} statements")
    labels = _Canonicaliser(distinct, hash_name).labels()
    # Code point order is the order of the UTF-8 bytes too.
    return "".join(sorted(_line(quad, labels) for quad in distinct)).encode("utf-8")


class _Issuer:
    """Hands out labels in the order of asking."""

    __slots__ = ("_prefix", "issued")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self._prefix = prefix
        self.issued: dict[str, str] = {} if issued is None else issued

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self._prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self._prefix, dict(self.issued))


@dataclass(frozen=True, slots=True)
class _Result:
    """What Hash N-Degree Quads gives back."""

    digest: str
    issuer: _Issuer


@dataclass(slots=True)
class _Budget:
    """The work still allowed."""

    calls: int = MAXIMUM_CALLS
    permutations: int = MAXIMUM_PERMUTATIONS
    depth: int = MAXIMUM_DEPTH

    def enter_call(self) -> None:
        self.calls -= 1
        self.depth -= 1
        if self.calls < 0 or self.depth < 0:
            raise TooComplexError("its unnamed nodes are too alike to be told apart")

    def leave_call(self) -> None:
        self.depth += 1

    def spend_permutation(self) -> None:
        self.permutations -= 1
        if self.permutations < 0:
            raise TooComplexError("its unnamed nodes are linked in too many like ways")


@dataclass(slots=True)
class _Path:
    """The best path found so far in one round of Hash N-Degree Quads."""

    text: str = ""
    issuer: _Issuer | None = None

    def beats(self, other: str) -> bool:
        """Whether `other`, complete or not, can no longer become the chosen path."""
        return bool(self.text) and len(other) >= len(self.text) and other > self.text

    def offer(self, text: str, issuer: _Issuer) -> None:
        if not self.text or text < self.text:
            self.text = text
            self.issuer = issuer


class _Canonicaliser:
    """The canonicalisation state of one dataset."""

    def __init__(self, quads: Sequence[Quad], hash_name: HashName) -> None:
        self._hash_name = hash_name
        self._budget = _Budget()
        self._canonical = _Issuer("_:c14n")
        self._quads: defaultdict[str, list[Quad]] = defaultdict(list)
        self._first_hashes: dict[str, str] = {}
        for quad in quads:
            for label in dict.fromkeys(quad.blank_labels):
                self._quads[label].append(quad)

    def labels(self) -> dict[str, str]:
        """Return the canonical label of each blank node."""
        by_hash: defaultdict[str, list[str]] = defaultdict(list)
        for label in self._quads:
            by_hash[self._hash_first_degree(label)].append(label)
        for digest in sorted(by_hash):
            if len(by_hash[digest]) == 1:
                self._canonical.issue(by_hash[digest][0])
        for digest in sorted(by_hash):
            if len(by_hash[digest]) > 1:
                self._label_alike(by_hash[digest])
        return self._canonical.issued

    def _label_alike(self, labels: Sequence[str]) -> None:
        results = []
        for label in labels:
            if label in self._canonical.issued:
                continue
            issuer = _Issuer("_:b")
            issuer.issue(label)
            results.append(self._hash_n_degree(label, issuer))
        for result in sorted(results, key=lambda found: found.digest):
            for label in result.issuer.issued:
                self._canonical.issue(label)

    def _hash_first_degree(self, label: str) -> str:
        if label not in self._first_hashes:
            seen = _Masked(label)
            lines = sorted(_line(quad, seen) for quad in self._quads[label])
            self._first_hashes[label] = self._digest("".join(lines))
        return self._first_hashes[label]

    def _hash_n_degree(self, label: str, issuer: _Issuer) -> _Result:
        self._budget.enter_call()
        text = ""
        related = self._related(label, issuer)
        for digest in sorted(related):
            chosen = _Path()
            for order in itertools.permutations(related[digest]):
                self._budget.spend_permutation()
                self._follow(order, issuer.copy(), chosen)
            text += digest + chosen.text
            issuer = chosen.issuer or issuer
        self._budget.leave_call()
        return _Result(self._digest(text), issuer)

    def _follow(self, order: Sequence[str], issuer: _Issuer, chosen: _Path) -> None:
        """Walk the related nodes in this order; offer the path to `chosen` if it may win."""
        path = ""
        recursion: list[str] = []
        for label in order:
            if label in self._canonical.issued:
                path += self._canonical.issued[label]
            else:
                if label not in issuer.issued:
                    recursion.append(label)
                path += issuer.issue(label)
            if chosen.beats(path):
                return
        for label in recursion:
            result = self._hash_n_degree(label, issuer)
            path += f"{issuer.issue(label)}<{result.digest}>"
            issuer = result.issuer
            if chosen.beats(path):
                return
        chosen.offer(path, issuer)

    def _related(self, label: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Group the blank nodes that share a quad with `label` by how they are related to it."""
        related: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self._quads[label]:
            for position, term in _positions(quad):
                if term.kind == "blank" and term.value != label:
                    digest = self._hash_related(term.value, quad, issuer, position)
                    related[digest].append(term.value)
        return related

    def _hash_related(self, label: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        predicate = "" if position == "g" else f"<{quad.predicate.value}>"
        identifier = self._canonical.issued.get(label) or issuer.issued.get(label)
        return self._digest(position + predicate + (identifier or self._hash_first_degree(label)))

    def _digest(self, text: str) -> str:
        return hashlib.new(self._hash_name, text.encode("utf-8")).hexdigest()


class _Masked(dict[str, str]):
    """Labels as one blank node sees them: itself, and others."""

    def __init__(self, label: str) -> None:
        super().__init__({label: "_:a"})

    def __missing__(self, _label: str) -> str:
        return "_:z"


def _positions(quad: Quad) -> Iterator[tuple[str, Term]]:
    yield "s", quad.subject
    yield "o", quad.object
    if quad.graph is not None:
        yield "g", quad.graph


def _line(quad: Quad, labels: dict[str, str]) -> str:
    words = [_word(quad.subject, labels), _word(quad.predicate, labels), _word(quad.object, labels)]
    if quad.graph is not None:
        words.append(_word(quad.graph, labels))
    return " ".join(words) + " .\n"


def _word(term: Term, labels: dict[str, str]) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return labels[term.value]
    text = f'"{_ESCAPED.sub(_escape, term.value)}"'
    if term.language is not None:
        return f"{text}@{term.language}"
    return text if term.datatype == _XSD_STRING else f"{text}^^<{term.datatype}>"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
