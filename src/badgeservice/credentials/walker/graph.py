"""The statements of a document, and their canonical form.

Nodes without ids come from objects without ids and from ordered lists. So each hangs under exactly
one other node, and only the root may hang under none; RDFC-1.0 is much simpler for such graphs, as
long as all nodes without ids differ at first sight. Where some do not, `rdfc` decides.

Spec: https://www.w3.org/TR/rdf-canon/
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from operator import eq
from typing import Final

from badgeservice.credentials import rdfc
from badgeservice.credentials.rdfc import Quad, Term
from badgeservice.credentials.walker.outside import OutsideShapesError

# Telling more alike nodes apart may exceed the budget of `rdfc`, and by how the statements happen
# to be ordered; the general path has the say on that.
_MAXIMUM_ALIKE: Final = 8
# Then `rdfc` takes a multiple of the walker's time, which the general path spends elsewhere.
_MANY: Final = 500

_LINE: Final = re.compile(
    r'(<[^>]*>|_:\S+) (<[^>]*>) (?:(<[^>]*>|_:\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>)?) \.\n'
)
_ESCAPE: Final = re.compile(r"\\(.)")
_UNESCAPED: Final = {"n": "\n", "r": "\r"}


class Blank:
    """A node without an id.

    `tails` are the lines that begin with it, without its label. It hangs by `predicate` under
    `parent`, or under the node with the id `head`.
    """

    __slots__ = ("children", "head", "parent", "predicate", "tails")

    def __init__(self) -> None:
        self.tails: list[str] = []
        self.children: list[Blank] = []
        self.head = ""
        self.parent: Blank | None = None
        self.predicate = ""

    def hang(self, head: str, parent: "Blank | None", predicate: str) -> None:
        """Say which node this one hangs under, and by which predicate."""
        self.head = head
        self.parent = parent
        self.predicate = predicate
        if parent is not None:
            parent.children.append(self)

    def digest(self) -> str:
        """Return its first degree hash.

        Spec: https://www.w3.org/TR/rdf-canon/#hash-1d-quads
        """
        lines = [f"_:a{tail}" for tail in set(self.tails)]
        lines.extend(f"_:a{child.predicate}_:z .\n" for child in self.children)
        if self.predicate:
            lines.append(f"{self.head or '_:z'}{self.predicate}_:a .\n")
        lines.sort()
        return sha256("".join(lines).encode("utf-8")).hexdigest()


class Graph:
    """The statements of a document.

    `lines` are those without nodes that lack an id, as they stand in N-Quads; `blanks` those nodes;
    and `settled` more of them, with their first degree hashes.
    """

    __slots__ = ("blanks", "lines", "settled")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.blanks: list[Blank] = []
        self.settled: dict[Blank, str] = {}

    def settle(self, start: int) -> tuple[tuple[Blank, str], ...]:
        """Find the hashes of the nodes from `start` on, which must be complete."""
        found = tuple((blank, blank.digest()) for blank in self.blanks[start:])
        del self.blanks[start:]
        self.settled.update(found)
        return found

    def canonical(self) -> bytes:
        """Return the canonical N-Quads.

        Raises:
            OutsideShapesError: the general path must decide.
            TooComplexError: nodes without ids are too alike to be told apart.
        """
        try:
            return self._canonical()
        except UnicodeEncodeError as cause:
            raise OutsideShapesError from cause

    def _canonical(self) -> bytes:
        labels: dict[Blank, str] | None
        if len(self.blanks) == 1 and not self.settled:
            # As in every proof: what is alone needs no hash to be told apart.
            labels = {self.blanks[0]: "_:c14n0"}
        else:
            self.settle(0)
            labels = self._labels()
        if labels is None:
            if len(self.lines) + sum(len(blank.tails) for blank in self.settled) > _MANY:
                raise OutsideShapesError
            return rdfc.canonicalise_quads(_quads(self._distinct(self._provisional())))
        return "".join(self._distinct(labels)).encode("utf-8")

    def _labels(self) -> dict[Blank, str] | None:
        """Return the canonical labels, or None if some nodes are alike at first sight."""
        by_digest = {digest: blank for blank, digest in self.settled.items()}
        if len(by_digest) == len(self.settled):
            return {by_digest[digest]: f"_:c14n{at}" for at, digest in enumerate(sorted(by_digest))}
        counts = Counter(self.settled.values())
        if sum(count for count in counts.values() if count > 1) > _MAXIMUM_ALIKE:
            raise OutsideShapesError
        return None

    def _provisional(self) -> dict[Blank, str]:
        return {blank: f"_:b{at}" for at, blank in enumerate(self.settled)}

    def _distinct(self, labels: dict[Blank, str]) -> list[str]:
        """Return the lines in their order, each once."""
        lines = self.lines.copy()
        for blank, label in labels.items():
            lines += [label + tail for tail in blank.tails]
            if blank.predicate:
                under = labels[blank.parent] if blank.parent is not None else blank.head
                lines.append(f"{under}{blank.predicate}{label} .\n")
        lines.sort()
        # To compare neighbours takes less than to hash all.
        if any(map(eq, lines, islice(lines, 1, None))):
            lines = sorted(set(lines))
        if len(lines) > rdfc.MAXIMUM_QUADS:
            raise OutsideShapesError
        return lines


def _quads(lines: Iterable[str]) -> Iterator[Quad]:
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise OutsideShapesError
        subject, predicate, node, text, datatype = match.groups()
        if node is not None:
            thing = _term(node)
        elif datatype is not None:
            thing = Term(kind="literal", value=_ESCAPE.sub(_unescape, text), datatype=datatype)
        else:
            thing = Term(kind="literal", value=_ESCAPE.sub(_unescape, text))
        yield Quad(subject=_term(subject), predicate=_term(predicate), object=thing, graph=None)


def _term(text: str) -> Term:
    if text.startswith("<"):
        return Term(kind="iri", value=text[1:-1])
    return Term(kind="blank", value=text)


def _unescape(match: re.Match[str]) -> str:
    return _UNESCAPED.get(match[1], match[1])
