import itertools
import json
import re
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.errors import TooComplexError
from badgeservice.credentials.rdfc import (
    MAXIMUM_QUADS,
    HashName,
    Quad,
    Term,
    canonicalise_quads,
)
from tests.reference import reference

_QUAD = re.compile(
    r"\s*(<[^>]*>|_:\S+)\s*(<[^>]*>)\s*"
    r'(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)\s*(<[^>]*>|_:\S+)?\s*\.\s*'
)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@(.*))?')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_HASHES: dict[str, HashName] = {"SHA256": "sha256", "SHA384": "sha384"}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if code[0] in "uU" else _LETTERS.get(code, code)

    return _ESCAPE.sub(character, text)


def _term(text: str) -> Term:
    if text.startswith("<"):
        return Term(kind="iri", value=_unescape(text[1:-1]))
    if text.startswith("_:"):
        return Term(kind="blank", value=text)
    match = _LITERAL.fullmatch(text)
    assert match is not None
    return Term(
        kind="literal",
        value=_unescape(match[1]),
        datatype=_unescape(match[2] or _STRING),
        language=match[3],
    )


def read_quads(path: Path) -> list[Quad]:
    quads = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip() and not line.startswith("#"):
            match = _QUAD.fullmatch(line)
            assert match is not None, line
            graph = None if match[4] is None else _term(match[4])
            quads.append(
                Quad(
                    subject=_term(match[1]),
                    predicate=_term(match[2]),
                    object=_term(match[3]),
                    graph=graph,
                )
            )
    return quads


def _labels(canonical: bytes) -> set[str]:
    return set(re.findall(r"_:c14n\d+", canonical.decode()))


@pytest.mark.reference
def test_every_published_case_comes_out_as_published() -> None:
    """F12: and the one that is poison is refused."""
    manifest = next(reference("security/jsonld/rdf-canon").rglob("manifest.jsonld"))
    judged = 0

    for entry in json.loads(manifest.read_bytes())["entries"]:
        hash_name = _HASHES[entry.get("hashAlgorithm", "SHA256")]
        quads = read_quads(manifest.parent / entry["action"])
        judged += 1
        if entry["type"] == "rdfc:RDFC10NegativeEvalTest":
            with pytest.raises(TooComplexError):
                canonicalise_quads(quads)
            continue
        result = (manifest.parent / entry["result"]).read_bytes()
        canonical = canonicalise_quads(quads, hash_name=hash_name)
        if entry["type"] == "rdfc:RDFC10EvalTest":
            assert canonical == result, entry["id"]
        else:
            issued = json.loads(result)
            renamed = [_relabelled(quad, issued) for quad in quads]
            assert "".join(sorted(renamed)).encode() == canonical, entry["id"]

    assert judged == 86


def _relabelled(quad: Quad, issued: dict[str, str]) -> str:
    """Write a quad with the labels that the published map gives its blank nodes."""
    constants = [
        Quad(
            subject=_named(quad.subject, issued),
            predicate=quad.predicate,
            object=_named(quad.object, issued),
            graph=None if quad.graph is None else _named(quad.graph, issued),
        )
    ]
    return re.sub(r"<urn:blank:(c14n\d+)>", r"_:\1", canonicalise_quads(constants).decode())


def _named(term: Term, issued: dict[str, str]) -> Term:
    if term.kind != "blank":
        return term
    return Term(kind="iri", value=f"urn:blank:{issued[term.value.removeprefix('_:')]}")


def _blank(label: object) -> Term:
    return Term(kind="blank", value=f"_:{label}")


def _link(subject: object, target: object) -> Quad:
    return Quad(
        subject=_blank(subject),
        predicate=Term(kind="iri", value="urn:p"),
        object=_blank(target),
        graph=None,
    )


def clique(size: int) -> list[Quad]:
    return [_link(a, b) for a, b in itertools.product(range(size), repeat=2)]


def tree(branching: int, depth: int) -> list[Quad]:
    """Return a tree of blank nodes in which all nodes of one depth look alike."""
    quads, level = [], ["r"]
    for _ in range(depth):
        below = [f"{node}{child}" for node in level for child in range(branching)]
        quads += [_link(node[:-1], node) for node in below]
        level = below
    return quads


@pytest.mark.parametrize(
    "quads",
    [pytest.param(clique(size), id=f"clique-{size}") for size in (6, 7, 8, 10, 20)]
    + [pytest.param(tree(2, 7), id="tree-2-7"), pytest.param(tree(3, 4), id="tree-3-4")],
)
def test_a_poison_graph_is_refused_in_less_than_a_second(quads: list[Quad]) -> None:
    """F10: nodes that nothing tells apart."""
    start = time.perf_counter()

    with pytest.raises(TooComplexError):
        canonicalise_quads(quads)

    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("length", [200, 5000])
def test_a_long_ring_of_like_nodes_is_refused_and_not_a_crash(length: int) -> None:
    ring = [_link(number, (number + 1) % length) for number in range(length)]

    with pytest.raises(TooComplexError):
        canonicalise_quads(ring)


def test_more_statements_than_allowed_are_refused() -> None:
    quads = [_link("a", number) for number in range(MAXIMUM_QUADS + 1)]

    with pytest.raises(TooComplexError):
        canonicalise_quads(quads)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\b\t\n\f\r", r"\b\t\n\f\r"),
        ("\x01\x1f\x7f", r"\u0001\u001F\u007F"),
        ('"\\', r"\"\\"),
        ("ä€😀\x80", "ä€😀\x80"),
    ],
)
def test_only_what_the_specification_names_is_escaped(text: str, written: str) -> None:
    quad = Quad(
        subject=Term(kind="iri", value="urn:s"),
        predicate=Term(kind="iri", value="urn:p"),
        object=Term(kind="literal", value=text),
        graph=None,
    )

    assert canonicalise_quads([quad]).decode() == f'<urn:s> <urn:p> "{written}" .\n'


graphs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8)


@given(links=graphs, renaming=st.permutations(range(5)), shuffle=st.randoms())
def test_names_and_order_of_blank_nodes_do_not_matter(
    links: list[tuple[int, int]], renaming: list[int], shuffle: Random
) -> None:
    quads = [_link(a, b) for a, b in links]
    renamed = [_link(f"x{renaming[a]}", f"x{renaming[b]}") for a, b in links]
    shuffle.shuffle(renamed)

    canonical = canonicalise_quads(quads)

    assert canonicalise_quads(renamed) == canonical
    assert len(_labels(canonical)) == len({node for link in links for node in link})
