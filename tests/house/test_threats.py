"""Every known threat is named by a test, and the page about them is true.

A test names its threats at the beginning of its docstring: ids, a colon, and what it is about.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = ROOT / "tests"
GUARDS: Final = ROOT / "src" / "badgeservice"
PAGE: Final = ROOT / "docs" / "threats.md"
# Threats of other groups, which tests may name too.
ELSEWHERE: Final = frozenset("AVDPR")
THREATS: Final = {
    "F01": "a member that no context defines, so that no signature covers it",
    "F02": "the same, in what somebody asks us to sign",
    "F03": "a context that gives a known word another meaning",
    "F04": "a context of one's own, written into the credential",
    "F05": "contexts that are swapped, repeated, nested, or somewhere else",
    "F06": "a context that was altered since it was pinned",
    "F07": "ids that are relative, blank or no addresses",
    "F08": "the same statements in another JSON",
    "F09": "parts traded between badges, or between two descriptions of one thing",
    "F10": "a graph that takes for ever to put into canonical form",
    "F11": "any small change of a signed credential",
    "F12": "a canonical form that others do not find",
    "F13": "a name that is there twice in one object",
    "F14": "letters that look alike, turn around, or are half there",
    "F15": "numbers that readers read differently",
    "F16": "an older standard in place of a newer one",
    "F17": "an endorsement of something else, or by nobody, inside a good badge",
    "K01": "a key that the proof brings along",
    "K02": "a key that the issuer's document holds for something else",
    "K03": "an issuer spelt in almost the same way",
    "K04": "a proof for another purpose",
    "K05": "a false proof beside a good one, or proofs without end",
    "K06": "a chain of proofs with a link missing, or without an end",
    "K07": "a proof of one suite under the name of another",
    "K08": "options of a proof that were changed or added",
    "K09": "signatures and keys at the edge of what Ed25519 allows",
    "K10": "keys in another encoding, or of another kind",
    "K11": "a key that has ended or was withdrawn",
    "K12": "moments that are none, or that lie in the future",
    "K13": "a badge shown by somebody whom it is not about",
    "J01": "a token that is not signed, or by an algorithm of the forger's choice",
    "J02": "a key, or the address of one, in the header",
    "J03": "a key id that leads elsewhere",
    "J04": "critical headers, unencoded payloads, tokens made for other uses",
    "J05": "one token in several encodings",
    "J06": "claims that contradict the credential",
    "J07": "tokens that are too large or too deep",
    "I01": "a picture with several badges, or a damaged one",
    "I02": "a picture that unpacks without end",
    "I03": "pictures made to break readers",
    "I04": "what is left in a picture beside the badge",
    "X01": "XML that names other files or unpacks without end",
    "X02": "a drawing that does something where it is shown",
    "X03": "several badges in a drawing, or one that only looks like it",
    "H01": "markup in what people write",
    "H02": "pictures and fonts that report who looks",
    "H03": "names that become headers, tags or addresses",
    "S01": "a status list that somebody else signed",
    "S02": "a status list for something else",
    "S03": "a place in a list that is written otherwise than as a number",
    "S04": "bits counted from the wrong end",
    "S05": "a status list that unpacks without end, or is too short",
    "S06": "several entries, of which one counts against the badge",
    "S07": "a list that is unsigned, expired, or older than one seen before",
    "S08": "a list that does not answer",
    "S09": "a published list that differs from the books",
    "N01": "addresses inside the network",
    "N02": "odd names of did:web",
    "N03": "an address that two parsers read differently",
    "N04": "other schemes than https",
    "N05": "a name that leads inside, now or a moment later",
    "N06": "redirections",
    "N07": "answers without end, packed, or slow",
    "N08": "certificates of others",
    "N09": "telling open ports from closed ones by our answers",
    "N10": "one badge that makes us ask many",
    "N11": "fetching before anything was checked",
    "N12": "proxies and passwords from the environment",
    "V01": "work that keeps everybody waiting",
    "V02": "bodies that are too large, packed, or of a million parts",
    "V05": "regular expressions that take long",
    "V06": "texts that break programs",
}
_NAMED: Final = re.compile(r"([A-Z][0-9]{2}(?:(?:, | and )[A-Z][0-9]{2})*): ")
_ROW: Final = re.compile(r"\| ([A-Z][0-9]{2}) \| (.+) \| (.+) \| (.+) \|")


@cache
def named() -> dict[str, frozenset[str]]:
    """Return the files of tests that name a threat, by its id."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for docstring in _docstrings(path):
            names = _NAMED.match(docstring)
            for threat in re.findall(r"[A-Z][0-9]{2}", names[1]) if names else ():
                found.setdefault(threat, set()).add(str(path.relative_to(TESTS)))
    return {threat: frozenset(files) for threat, files in found.items()}


def _docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield ast.get_docstring(node) or ""


def _rows() -> dict[str, tuple[str, list[str], list[str]]]:
    """Return what the page says of each threat: its title, its guards and its tests."""
    return {
        threat: (title, re.findall(r"`([^`]+)`", guards), re.findall(r"`([^`]+)`", tests))
        for threat, title, guards, tests in _ROW.findall(PAGE.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("threat", THREATS)
def test_a_threat_is_named_by_a_test(threat: str) -> None:
    assert named().get(threat), f"no test says that it is about {threat}: {THREATS[threat]}"


def test_no_test_names_a_threat_that_nobody_knows() -> None:
    unknown = {threat for threat in named() if threat[0] not in ELSEWHERE} - THREATS.keys()

    assert unknown == set()


def test_the_page_lists_every_threat_by_its_title() -> None:
    assert {threat: row[0] for threat, row in _rows().items()} == THREATS


def test_the_page_names_guards_that_are_there() -> None:
    missing = {name for _, guards, _ in _rows().values() for name in guards if not _is_there(name)}

    assert missing == set()
    assert all(guards for _, guards, _ in _rows().values())


def _is_there(name: str) -> bool:
    return (GUARDS / name).exists()


def test_the_page_names_tests_that_name_the_threat() -> None:
    otherwise = {
        (threat, name)
        for threat, (_, _, tests) in _rows().items()
        for name in tests
        if name not in named().get(threat, ())
    }

    assert otherwise == set()
    assert all(tests for _, _, tests in _rows().values())
