"""Answers are used again only while they are fresh, and only so many are kept."""

from badgeservice.remote.answer import Answer
from badgeservice.remote.freshness import FreshAnswers


def _answer(content: bytes = b"{}", *, fresh_seconds: int = 60) -> Answer:
    return Answer(content=content, media_type="", fresh_seconds=fresh_seconds)


def test_an_answer_is_found_until_it_is_stale() -> None:
    now = 5.0
    answers = FreshAnswers(clock=lambda: now)
    answers.keep("a", "json", _answer())

    now += 59
    while_fresh = answers.find("a", "json")
    now += 1
    when_stale = answers.find("a", "json")

    assert (while_fresh, when_stale) == (_answer(), None)
    assert answers.find("a", "html") is None


def test_what_may_not_be_kept_is_not_kept() -> None:
    answers = FreshAnswers()

    answers.keep("a", "json", _answer(fresh_seconds=0))

    assert answers.find("a", "json") is None


def test_the_oldest_answers_make_room() -> None:
    by_number = FreshAnswers(maximum_answers=2)
    by_size = FreshAnswers(maximum_bytes=8)

    for answers in (by_number, by_size):
        for url in ("a", "b", "c"):
            answers.keep(url, "", _answer(b"1234"))
        assert [answers.find(url, "") is None for url in ("a", "b", "c")] == [True, False, False]


def test_an_answer_kept_again_does_not_count_twice() -> None:
    answers = FreshAnswers(maximum_bytes=8)

    for _ in range(10):
        answers.keep("a", "", _answer(b"1234"))
    answers.keep("b", "", _answer(b"1234"))

    assert answers.find("a", "") is not None


def test_an_answer_larger_than_all_the_room_throws_nothing_out() -> None:
    answers = FreshAnswers(maximum_bytes=8)
    answers.keep("a", "", _answer(b"1234"))

    answers.keep("b", "", _answer(b"123456789"))

    assert answers.find("a", "") is not None
    assert answers.find("b", "") is None
