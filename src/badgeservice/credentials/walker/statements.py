"""The statements of a template: their order, labels and hash, with gaps for what varies.

Nothing here knows JSON. It starts from the canonical form of an example in which each slot has a
value that occurs nowhere else, its mark.

Spec: https://www.w3.org/TR/rdf-canon/
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, groupby
from operator import itemgetter, lt
from typing import Final, NamedTuple

from badgeservice.credentials.walker.gaps import Marks, Part, Pieces, Text

# How much is kept to spare work: as many layouts as have this many bytes together.
_KEPT_BYTES: Final = 512 * 1024
# Where ids come in ever new orders, there is no use in remembering the last one.
_TRIES: Final = 4


class Statement(NamedTuple):
    """One statement in the terms of N-Quads."""

    subject: str
    predicate: str
    object: str

    def seen_from(self, label: str) -> "Statement":
        """Return it with the labels it has where the node `label` is told from others."""
        return Statement(_seen(self.subject, label), self.predicate, _seen(self.object, label))


class Block(NamedTuple):
    """All statements about one node, which come together."""

    name: Text
    text: Text

    @property
    def is_fixed(self) -> bool:
        """Whether there is no gap in them."""
        return self.name.is_fixed and self.text.is_fixed


class Statements:
    """The statements of all documents that differ in nothing but their slots.

    `named` are the ids in them that are no slots, in angle brackets. Gaps are numbered slots first,
    then nodes without ids.
    """

    __slots__ = (
        *("_blocks", "_changing", "_digests", "_kept", "_labels", "_layout", "_room", "_slots"),
        "named",
    )

    def __init__(self, canonical: bytes, marks: Sequence[str]) -> None:
        statements = _read(canonical)
        terms = {term for of in statements for term in (of.subject, of.object)}
        nodes = sorted(filter(_is_label, terms))
        writer = _Writer(marks, nodes)
        self._slots: Final = len(marks)
        self._labels: Final = [f"_:c14n{rank}".encode() for rank in range(len(nodes))]
        self.named: Final = frozenset(
            term for term in terms if term.startswith("<") and not writer.has_gaps(term)
        )
        self._blocks: Final = writer.blocks(statements)
        self._layout: Final = Layout(self._blocks)
        hashed = [writer.hashed(node, statements) for node in nodes]
        # What is alone needs no hash to be told apart.
        changing = [at for at, text in enumerate(hashed) if not text.is_fixed and len(nodes) > 1]
        self._changing: Final = [(at, hashed[at]) for at in changing]
        self._digests: Final = [
            sha256(text.render(())).digest() if text.is_fixed else b"" for text in hashed
        ]
        self._room: Final = _KEPT_BYTES // (2 * len(canonical))
        self._kept: Final[dict[tuple[int, ...], Layout]] = {}

    def digest(self, pieces: Pieces) -> bytes | None:
        """Return the SHA-256 of the canonical form, or None if two nodes are alike at first sight.

        `pieces` are what stands in the slots; the ids among them must all differ, from those in
        `named` too.
        """
        digests = self._digests.copy()
        for at, text in self._changing:
            digests[at] = sha256(text.render(pieces)).digest()
        if len(set(digests)) < len(digests):
            return None
        order = tuple(sorted(range(len(digests)), key=digests.__getitem__))
        if (kept := self._kept.get(order)) is not None:
            return kept.digest(pieces)
        labels = dict(zip(order, self._labels, strict=True))
        if len(self._kept) < self._room:
            kept = self._kept[order] = self._bound(labels)
            return kept.digest(pieces)
        return self._layout.digest([*pieces, *(labels[node] for node in range(len(labels)))])

    def _bound(self, labels: Mapping[int, bytes]) -> "Layout":
        texts = {self._slots + node: label.decode() for node, label in labels.items()}
        bound = [Block(of.name.bound(texts), of.text.bound(texts)) for of in self._blocks]
        return Layout(bound, tries=_TRIES)


class Layout:
    """The lines in their order, which is that of their subjects.

    Blocks without gaps stand still; others find their places among them when they are known. Ids
    of one kind begin alike, so these are nearly always the places that were found last.
    """

    __slots__ = ("_begun", "_known", "_moving", "_names", "_still", "_subjects", "_tries")

    def __init__(self, blocks: Sequence[Block], *, tries: int = 0) -> None:
        """Remember places, and find others so many times; it takes as long as a few documents."""
        self._tries = tries
        self._moving: Final = [block for block in blocks if not block.is_fixed]
        self._subjects: Final = [_subject(block.name) for block in self._moving]
        fixed = [block for block in blocks if block.is_fixed]
        still = sorted((block.name.render(()), block.text.render(())) for block in fixed)
        self._names: Final = [name for name, _ in still]
        self._still: Final = [text for _, text in still]
        # What comes before the first moving line is hashed once and for all.
        self._begun: Final = [sha256()]
        for text in self._still:
            self._begun.append(self._begun[-1].copy())
            self._begun[-1].update(text)
        self._known: _Places | None = None

    def digest(self, pieces: Pieces) -> bytes:
        """Return the SHA-256 of the lines."""
        names = _filled(self._subjects, pieces)
        known = self._known
        if known is None or not known.holds(names):
            if not self._tries:
                return self._sorted_digest(pieces)
            self._tries -= 1
            known = self._known = self._placed(names)
        hasher = self._begun[known.start].copy()
        hasher.update(known.text.render(pieces))
        return hasher.digest()

    def _sorted_digest(self, pieces: Pieces) -> bytes:
        moving = sorted([(name.render(pieces), text.render(pieces)) for name, text in self._moving])
        at = bisect(self._names, moving[0][0]) if moving else len(self._still)
        hasher = self._begun[at].copy()
        lines: list[bytes] = []
        for name, text in moving:
            until = bisect(self._names, name, at)
            lines += self._still[at:until]
            lines.append(text)
            at = until
        lines += self._still[at:]
        hasher.update(b"".join(lines))
        return hasher.digest()

    def _placed(self, names: Sequence[bytes]) -> "_Places":
        """Return the places of moving blocks with these names."""
        at = start = bisect(self._names, min(names)) if names else len(self._still)
        order: list[int | bytes] = [*self._names[max(0, at - 1) : at]]
        parts: list[Part] = []
        for moving in sorted(range(len(names)), key=names.__getitem__):
            until = bisect(self._names, names[moving], at)
            between = self._names[at:until]
            order += [*between[:1], *between[1:][-1:], moving]
            parts += [*self._parts(at, until), *self._moving[moving].text.parts]
            at = until
        order += self._names[at : at + 1]
        parts += self._parts(at, None)
        return _Places(start, order, Text(parts))

    def _parts(self, start: int, end: int | None) -> Iterator[Part]:
        return (text.decode("utf-8") for text in self._still[start:end])


class _Places(NamedTuple):
    """Where moving blocks stand.

    `start` is before how many blocks that stand still. `order` are the moving ones, by their
    numbers, and the names of those that stand still next to them. `text` is all from there on.
    """

    start: int
    order: Sequence[int | bytes]
    text: Text

    def holds(self, names: Sequence[bytes]) -> bool:
        """Whether moving blocks with these names stand in the same places."""
        order = _filled(self.order, names)
        return all(map(lt, order, order[1:]))


def _filled(order: Sequence[int | bytes], pieces: Pieces) -> list[bytes]:
    """Return what is there, and of what is a number the piece."""
    return [pieces[of] if isinstance(of, int) else of for of in order]


def _subject(name: Text) -> int | bytes:
    """Return the number of the gap that a name is, or else the name."""
    gap = name.gap
    return name.render(()) if gap is None else gap


class _Writer:
    """Makes texts of statements; it knows the marks of the gaps."""

    __slots__ = ("_marks", "_nodes")

    def __init__(self, marks: Sequence[str], nodes: Sequence[str]) -> None:
        self._marks: Final = Marks(marks)
        self._nodes: Final = {node: len(marks) + at for at, node in enumerate(nodes)}

    def blocks(self, statements: Iterable[Statement]) -> list[Block]:
        """Return the statements, those about one node together."""
        by_subject = groupby(sorted(statements), key=itemgetter(0))
        return [Block(Text(self._term(name)), self._text(about)) for name, about in by_subject]

    def hashed(self, node: str, statements: Iterable[Statement]) -> Text:
        """Return the text by whose hash a node is told from others.

        Spec: https://www.w3.org/TR/rdf-canon/#hash-1d-quads
        """
        return self._text(
            of.seen_from(node) for of in statements if node in (of.subject, of.object)
        )

    def has_gaps(self, term: str) -> bool:
        """Whether a term varies."""
        return len(self._term(term)) > 1

    def _text(self, statements: Iterable[Statement]) -> Text:
        """Return the lines of statements about one node, or of those around one, in their order.

        No IRI is the beginning of another, brackets and all, so lines are in the order of their
        predicates, and of their objects only where those are the same.
        """
        parts: list[Part] = []
        for _, alike in groupby(sorted(statements), key=itemgetter(0, 1)):
            group = list(alike)
            lines = [self._line(of) for of in group]
            if len(group) > 1 and any(self.has_gaps(of.object) for of in group):
                parts.append([Text(line) for line in lines])
            else:
                parts += chain.from_iterable(lines)
        return Text(parts)

    def _line(self, of: Statement) -> list[Part]:
        return [*self._term(of.subject), f" {of.predicate} ", *self._term(of.object), " .\n"]

    def _term(self, term: str) -> list[Part]:
        node = self._nodes.get(term)
        return self._marks.split(term) if node is None else ["", node, ""]


def _read(canonical: bytes) -> list[Statement]:
    # Not `splitlines`: to that, more than a line feed ends a line.
    lines = canonical.decode("utf-8").removesuffix("\n").split("\n")
    return [Statement(*line.removesuffix(" .").split(" ", 2)) for line in lines]


def _is_label(term: str) -> bool:
    return term.startswith("_:")


def _seen(term: str, label: str) -> str:
    if not _is_label(term):
        return term
    return "_:a" if term == label else "_:z"
