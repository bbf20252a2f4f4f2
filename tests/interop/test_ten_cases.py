"""Ten bad badges: we name what is wrong with each, and the page says what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.ten_cases import CASES, Fault, decisive_code, our_report, page

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"


@pytest.mark.parametrize("fault", CASES, ids=[fault.code for fault in CASES])
def test_our_report_names_what_is_wrong(fault: Fault) -> None:
    assert decisive_code(our_report(fault)) == fault.code


def test_the_page_shows_what_the_script_finds() -> None:
    assert _PAGE.read_text(encoding="utf-8") == page()
