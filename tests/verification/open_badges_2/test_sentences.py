"""Every check and result of Open Badges 2.0 can be said in Finnish, Swedish and English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import badgeservice.verification.open_badges_2
from badgeservice.credentials.open_badges_2.errors import MalformedFault
from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.web.verdicts import check_lines, lead, older_lines
from badgeservice.web.words import Words, catalogue
from tests.verification.open_badges_2.old_world import OldWorld, badge

SOURCES = Path(badgeservice.verification.open_badges_2.__path__[0])
TEXT = "".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.py")))
NAMES = dict(re.findall(r'^([A-Z_]+)(?:: Final)? = "(ob2\.[a-z-]+)"', TEXT, re.MULTILINE))
# What any document that is linked to may be, whatever check it is for.
LINKED = ("gone", "unreachable", "unreadable")


def test_every_code_has_a_sentence_in_every_language() -> None:
    made = re.findall(r'\b(?:failed|undetermined)\(\s*([A-Z]+),\s*"([a-z-]+)"', TEXT)
    codes = {f"{NAMES[name]}.{code}" for name, code in made}
    codes |= {f"ob2.shape.{fault}" for fault in get_args(MalformedFault)}
    codes |= {
        f"ob2.{name}.{code}"
        for name in ("hosted", "badge-class", "issuer", "signature", "revoked")
        for code in (*LINKED, "ok", "not-checked")
    }
    codes |= {
        f"ob2.{name}.{code}"
        for name in ("badge-class", "issuer")
        for code in ("no-address", "id-differs", "differs")
    }

    assert len(NAMES) >= 8
    assert len(codes) > 55
    assert {code for code in codes if f"check.sentences.{code}" not in catalogue("fi")} == set()


def test_every_result_has_a_sentence() -> None:
    results = set(re.findall(r'": "([a-z-]+)",', TEXT)) | set(
        re.findall(r'return "([a-z-]+)"', TEXT)
    )

    assert len(results) > 8
    assert {name for name in results if f"older.results.{name}" not in catalogue("fi")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_report_is_told_in_the_reader_s_language(language: Language) -> None:
    world, document = OldWorld(), badge(expires="2021-01-01T00:00:00Z")
    world.put(document)
    report = world.judge(document)

    lines = (*check_lines(report, Words(language)), *older_lines(report, Words(language)))

    assert len(lines) == 8
    assert [line.sentence for line in lines if line.detail is not None] == []
    assert "2021" in lines[1].sentence
    assert lead(report, Words(language)) == catalogue(language)["older.results.expired"]
