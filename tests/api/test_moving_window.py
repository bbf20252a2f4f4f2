"""The moving window counts what a list of all moments would count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from badgeservice.api.moving_window import WINDOW_SECONDS, MovingWindow

STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=60)


@given(STEPS, st.integers(1, 4))
def test_it_counts_as_a_list_of_everything_would(steps: list[tuple[str, int]], most: int) -> None:
    window, at = MovingWindow(), 1_000.0
    counted: list[tuple[str, float]] = []

    for key, passed in steps:
        at += passed
        found = window.hit(key, most=most, at=at)

        times = [time for name, time in counted if name == key and time >= at - WINDOW_SECONDS]
        if len(times) < most:
            times.append(at)
            counted.append((key, at))
            assert found == (True, most - len(times), times[0] + WINDOW_SECONDS - at)
        else:
            assert found == (False, 0, times[0] + WINDOW_SECONDS - at)


def test_strangers_cannot_fill_the_memory() -> None:
    window = MovingWindow(most_keys=10)

    for number in range(1_000):
        window.hit(number, most=1, at=0.0)

    assert len(window._recent) + len(window._older) <= 20


def test_a_flood_of_strangers_does_not_free_those_heard_of_last() -> None:
    window = MovingWindow(most_keys=10)

    window.hit("known", most=1, at=0.0)
    for number in range(9):
        window.hit(number, most=1, at=0.0)

    assert window.hit("known", most=1, at=1.0) == (False, 0, 59.0)


def test_who_is_quiet_for_two_windows_is_forgotten() -> None:
    window = MovingWindow()
    window.hit("quiet", most=1, at=0.0)

    for at in (61.0, 122.0):
        window.hit("loud", most=1, at=at)

    assert "quiet" not in {*window._recent, *window._older}
