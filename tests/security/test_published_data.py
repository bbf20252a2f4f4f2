"""Everything that others have published to break parsers and verifiers, at every door of ours.

Files of pictures, XML, JSON, JSON-LD, RDF, keys, tokens and texts are presented as they are; texts
are also written into good badges, and good badges are put into pictures and under foreign names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.security.corpus import Case, cases, files
from tests.security.sweep import NOTHING_SAID
from tests.world import World

pytestmark = pytest.mark.reference

ROOT: Final = Path(__file__).resolve().parents[2]
MOST_SECONDS: Final = 3.0
MOST_SECONDS_OF_POISON: Final = 1.0
MOST_GROWTH_BYTES: Final = 150 * 1024 * 1024
DOORS: Final = {"in_a_call", "in_haste", "over_http", "on_the_page"}
FEWEST: Final = {"good badge in": 150, "good badge with texts": 100, "token": 400, "signature": 150}


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What was presented, and what came of it, by name."""

    presented: dict[str, Case]
    found: dict[str, dict[str, Any]]
    grown_bytes: int

    def said(self, name: str) -> set[str]:
        return set(self.found[name]["outcomes"].values()) - {NOTHING_SAID}


@pytest.fixture(scope="module")
def swept() -> Swept:
    """Run the sweep once, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.security.sweep"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    *lines, last = (json.loads(line) for line in told.stdout.splitlines())
    presented = list(cases(World()))
    assert max(Counter(case.name for case in presented).values()) == 1
    return Swept(
        presented={case.name: case for case in presented},
        found={line["name"]: line for line in lines},
        grown_bytes=last["grown_bytes"],
    )


def test_every_published_file_is_presented(swept: Swept) -> None:
    used = {path for case in swept.presented.values() for path in case.files}

    assert set(files()) - used == set()
    assert swept.found.keys() == swept.presented.keys()


def test_there_is_enough_of_each_kind(swept: Swept) -> None:
    for kind, fewest in FEWEST.items():
        assert sum(name.startswith(kind) for name in swept.found) >= fewest


def test_nothing_is_the_fault_of_the_service(swept: Swept) -> None:
    """I03, V06: no exception and no 5xx, whatever is presented, and at whichever door."""
    outcomes = {"refused", "valid", "invalid", "indeterminate"}
    broken = [name for name in swept.found if not swept.said(name) <= outcomes]

    assert broken == []


def test_each_comes_out_as_the_data_states(swept: Swept) -> None:
    """F03, F04, K09, N02: pieces of the JSON-LD tests, published signatures and odd names too."""
    otherwise = {
        name: swept.said(name)
        for name, case in swept.presented.items()
        if not swept.said(name) <= case.expected
    }

    assert otherwise == {}


def test_nothing_is_valid_but_what_was_signed_here(swept: Swept) -> None:
    """J01, I01, X01: and those that were signed here are valid at every door."""
    valid = {name for name in swept.found if "valid" in swept.said(name)}

    assert all(name.startswith("good badge") for name in valid)
    assert valid


def test_all_doors_say_the_same(swept: Swept) -> None:
    split = {name: swept.said(name) for name in swept.found if len(swept.said(name)) != 1}

    assert split == {}
    assert {door for line in swept.found.values() for door in line["outcomes"]} == DOORS


def test_what_is_shown_is_what_was_signed_and_does_nothing(swept: Swept) -> None:
    """F14, H01, H02: no text runs, fetches or changes anything on a page, in a thousand badges."""
    odd = {name: line["oddities"] for name, line in swept.found.items() if line["oddities"]}

    assert odd == {}


def test_nothing_takes_long(swept: Swept) -> None:
    """V01, V05: measured as time of the processor, which neighbours do not lengthen."""
    slow = {name: line["seconds"] for name, line in swept.found.items()}

    assert max(slow.values()) <= MOST_SECONDS


def test_poison_is_refused_within_a_second(swept: Swept) -> None:
    """F10: whatever the graph, it is given up before it costs anything."""
    poison = {name: line for name, line in swept.found.items() if "poison" in name}

    assert len(poison) >= 5
    for line in poison.values():
        assert line["seconds"] <= MOST_SECONDS_OF_POISON
        assert line["codes"][0].startswith("signed-content.")


def test_no_memory_is_lost_to_any_of_it(swept: Swept) -> None:
    """I02, S05: bombs unpack to no more than they may."""
    assert swept.grown_bytes <= MOST_GROWTH_BYTES
