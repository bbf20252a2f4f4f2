"""The quick labels are those of RDFC-1.0, on the published vectors that have such graphs."""

from collections import defaultdict

import pytest

from badgeservice.credentials.rdfc import Quad, Term, canonicalise_quads
from badgeservice.credentials.walker.graph import Blank, Graph
from badgeservice.credentials.walker.outside import OutsideShapesError
from tests.credentials.test_rdfc import read_quads
from tests.reference import references

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def _written(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    text = f'"{term.value.translate(_ESCAPES)}"'
    if term.language is not None:
        return f"{text}@{term.language}"
    return text if term.datatype == _STRING else f"{text}^^<{term.datatype}>"


def _graph(quads: list[Quad]) -> Graph | None:
    """Return the quads as the walker would hold them, or None if they are not of its kind."""
    graph = Graph()
    blanks: defaultdict[str, Blank] = defaultdict(Blank)
    for quad in dict.fromkeys(quads):
        predicate = f" {_written(quad.predicate)} "
        parent = blanks[quad.subject.value] if quad.subject.kind == "blank" else None
        head = "" if parent is not None else _written(quad.subject)
        if quad.graph is not None:
            return None
        if quad.object.kind == "blank":
            child = blanks[quad.object.value]
            if child.predicate or child is parent:
                return None
            child.hang(head, parent, predicate)
        else:
            lines = graph.lines if parent is None else parent.tails
            lines.append(f"{head}{predicate}{_written(quad.object)} .\n")
    graph.blanks.extend(blanks.values())
    return graph


@pytest.mark.reference
def test_the_published_vectors_of_its_kind_come_out_as_published() -> None:
    compared = 0
    for path in references("**/rdfc10/test*-in.nq"):
        quads = read_quads(path)
        graph = _graph(quads)
        if graph is None or any(
            ord(c) < 32 or ord(c) == 127 for q in quads for c in q.object.value
        ):
            continue
        try:
            found = graph.canonical()
        except OutsideShapesError:
            continue
        compared += 1
        assert found == canonicalise_quads(quads), path.name

    assert compared >= 10


def test_lines_count_once() -> None:
    graph = Graph()
    graph.lines.extend(["<a:b> <a:c> <a:d> .\n"] * 2)
    blank = Blank()
    blank.hang("<a:b>", None, " <a:e> ")
    blank.tails.extend([' <a:f> "x" .\n'] * 2)
    graph.blanks.append(blank)

    assert graph.canonical().count(b"\n") == 3


@pytest.mark.parametrize("lines", [100, 1_000])
def test_like_nodes_among_many_statements_are_left_to_the_general_path(lines: int) -> None:
    graph = Graph()
    graph.lines.extend(f"<a:b> <a:c> <a:{number}> .\n" for number in range(lines))
    for _ in range(2):
        blank = Blank()
        blank.hang("<a:b>", None, " <a:e> ")
        graph.blanks.append(blank)

    if lines == 100:
        assert graph.canonical().count(b"\n") == 102
    else:
        with pytest.raises(OutsideShapesError):
            graph.canonical()


def test_half_a_surrogate_pair_is_left_to_the_guards() -> None:
    graph = Graph()
    graph.lines.append('<a:b> <a:c> "\ud800" .\n')

    with pytest.raises(OutsideShapesError):
        graph.canonical()
