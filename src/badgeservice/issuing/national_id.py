"""Recognises Finnish personal identity codes (henkilötunnus), which must never stand in a badge.

A badge names its recipient by a salted hash of an e-mail address. There are so few personal
identity codes that a hash of one can be undone by trying them all, and a text with one in it would
be signed and public for good.

Spec: https://dvv.fi/en/personal-identity-code
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import unquote

# Day, month, year; the sign of the century (more signs since 2023); number; check character. The
# check character is not worked out: a mistyped code is personal too.
_CODE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
    r"[-+\u2010-\u2014\u2212A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y](?![0-9A-Za-z])",
    re.IGNORECASE,
)


def holds_national_id(text: str) -> bool:
    """Ask whether a text holds a personal identity code.

    Full-width digits and percent signs hide nothing. Texts may be joined with line feeds and asked
    about together: no code spans two lines.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if _CODE.search(plain):
        return True
    return "%" in plain and _CODE.search(unquote(plain)) is not None
