"""Which numbers of learners and study rights are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.recognition.errors import LearnerNumberInvalidError
from badgeservice.recognition.learner_numbers import (
    check_learner_number,
    check_study_right_number,
)


def is_learner(number: str) -> bool:
    try:
        check_learner_number(number, "/learnerOid")
    except LearnerNumberInvalidError:
        return False
    return True


@pytest.mark.parametrize(
    "number",
    [
        "1.2.246.562.24.77925329174",
        "1.2.246.562.24.81055904918",
        "1.2.246.562.24.34797182265",
        "1.2.246.562.24.90339285276",
        "1.2.246.562.24.47360239257",
    ],
)
def test_published_examples_of_learner_numbers_are_taken(number: str) -> None:
    check_learner_number(number, "/learnerOid")


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("1.2.246.562.24.77925329175", id="wrong check digit"),
        pytest.param("1.2.246.562.24.7792532917", id="too short"),
        pytest.param("1.2.246.562.24.779253291740", id="too long"),
        pytest.param("1.2.246.562.24.07925329174", id="begins with zero"),
        pytest.param("1.2.246.562.10.77925329174", id="an organisation"),
        pytest.param("1.2.246.562.15.77925329174", id="a study right"),
        pytest.param("1.2.246.562.24.7792532917\u0664", id="an Arabic digit"),
        pytest.param("1.2.246.562.24.77925329174\n", id="a line feed"),
        pytest.param("010190-123A", id="a personal identity code"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_texts_are_no_learner_numbers_and_are_not_repeated(number: str) -> None:
    with pytest.raises(LearnerNumberInvalidError) as caught:
        check_learner_number(number, "/learnerOid")

    assert caught.value.pointer == "/learnerOid"
    assert not number or number not in str(caught.value)


@given(st.from_regex(r"1\.2\.246\.562\.24\.[1-9][0-9]{9}", fullmatch=True))
def test_every_learner_number_has_one_check_digit(begin: str) -> None:
    fitting = [digit for digit in "0123456789" if is_learner(begin + digit)]

    assert len(fitting) == 1
    # Numbers that end in 10 were given out by mistake where the check digit is 0.
    assert is_learner(begin + "10") == (fitting == ["0"])


@given(
    st.from_regex(r"1\.2\.246\.562\.24\.[1-9][0-9]{9}", fullmatch=True),
    st.integers(min_value=0, max_value=9),
    st.integers(min_value=1, max_value=9),
)
def test_one_wrong_digit_is_always_noticed(begin: str, place: int, by: int) -> None:
    number = next(begin + digit for digit in "0123456789" if is_learner(begin + digit))
    position = len("1.2.246.562.24.") + place
    other = str((int(number[position]) + by) % 10)

    assert not is_learner(number[:position] + other + number[position + 1 :])


@pytest.mark.parametrize("node", ["98", "198", "298"])
def test_numbers_of_test_environments_follow_the_other_rule(node: str) -> None:
    check_learner_number(f"1.2.246.562.{node}.12345678903", "/learnerOid")


def test_study_rights_follow_the_other_rule() -> None:
    check_study_right_number("1.2.246.562.15.12345678903", "/studyRightOid")
    with pytest.raises(LearnerNumberInvalidError):
        check_study_right_number("1.2.246.562.15.12345678904", "/studyRightOid")
    with pytest.raises(LearnerNumberInvalidError):
        check_study_right_number("1.2.246.562.24.77925329174", "/studyRightOid")
