"""The national numbers of learners and study rights: their form and their check digit.

Spec: https://github.com/Opetushallitus/ehoks (its validation of numbers)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from badgeservice.recognition.errors import LearnerNumberInvalidError

# 98, 198 and 298 are the numbers of people in test environments.
_LEARNER: Final = re.compile(r"1\.2\.246\.562\.(24|[12]?98)\.([1-9][0-9]{9})([0-9]|10)")
_STUDY_RIGHT: Final = re.compile(r"1\.2\.246\.562\.(15)\.([1-9][0-9]{9})([0-9]|10)")
_WEIGHTS: Final = (7, 3, 1)


def check_learner_number(number: str, pointer: str) -> None:
    """Let a learner number (oppijanumero) pass. `pointer` says where it was sent.

    Raises:
        LearnerNumberInvalidError: its form or its check digit is wrong.
    """
    _check(number, _LEARNER, pointer)


def check_study_right_number(number: str, pointer: str) -> None:
    """Let the number of a study right (opiskeluoikeus) pass. `pointer` says where it was sent.

    Raises:
        LearnerNumberInvalidError: its form or its check digit is wrong.
    """
    _check(number, _STUDY_RIGHT, pointer)


def _check(number: str, form: re.Pattern[str], pointer: str) -> None:
    found = form.fullmatch(number)
    if found is None:
        raise LearnerNumberInvalidError(pointer, "it does not have the form of such a number")
    node, digits, given = found.groups()
    rule: Callable[[str], int] = _ibm if node == "24" else _luhn
    expected = rule(digits)
    # Numbers were once given out that end in "10" where the check digit is 0.
    if given not in (str(expected), "10" if expected == 0 else ""):
        raise LearnerNumberInvalidError(pointer, "its check digit is wrong")


def _ibm(digits: str) -> int:
    """Return the IBM 1-3-7 check digit."""
    total = sum(
        int(digit) * _WEIGHTS[place % len(_WEIGHTS)] for place, digit in enumerate(reversed(digits))
    )
    return -total % 10


def _luhn(digits: str) -> int:
    """Return the check digit of ISO/IEC 7812-1, Annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 – the sum of its digits
    return -total % 10
