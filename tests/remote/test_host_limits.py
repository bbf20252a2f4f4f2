"""Nobody can turn the service against a host."""

from __future__ import annotations

import threading

import pytest

from badgeservice.remote.host_limits import HostLimits


def test_a_third_request_at_once_has_to_wait_for_one_of_two() -> None:
    """N10: two at once to one host."""
    limits = HostLimits()

    with (
        limits.turn("a", wait_seconds=0) as first,
        limits.turn("a", wait_seconds=0) as second,
    ):
        with limits.turn("a", wait_seconds=0) as third:
            pass
        with limits.turn("b", wait_seconds=0) as other_host:
            pass
    with limits.turn("a", wait_seconds=0) as afterwards:
        pass

    assert (first, second, third, other_host, afterwards) == (True, True, False, True, True)


def test_a_waiting_request_gets_the_place_that_becomes_free() -> None:
    limits = HostLimits(parallel=1)
    had_turn: list[bool] = []

    def wait() -> None:
        with limits.turn("a", wait_seconds=10) as has_turn:
            had_turn.append(has_turn)

    waiting = threading.Thread(target=wait)
    with limits.turn("a", wait_seconds=0):
        waiting.start()
    waiting.join(timeout=10)

    assert had_turn == [True]


def test_sixty_requests_fit_into_any_minute() -> None:
    """N10: sixty a minute to one host."""
    now = 1000.0
    limits = HostLimits(clock=lambda: now)

    def ask() -> bool:
        with limits.turn("a", wait_seconds=0) as has_turn:
            return has_turn

    assert [ask() for _ in range(61)] == [True] * 60 + [False]
    now += 59.9
    assert not ask()
    now += 0.1
    assert ask()


def test_a_place_is_given_back_after_a_failure() -> None:
    limits = HostLimits(parallel=1)

    for _ in range(3):
        with (
            pytest.raises(ZeroDivisionError),
            limits.turn("a", wait_seconds=0) as has_turn,
        ):
            1 // (not has_turn)

    with limits.turn("a", wait_seconds=0) as afterwards:
        pass
    assert afterwards


def test_hosts_of_long_ago_are_forgotten() -> None:
    now = 0.0
    limits = HostLimits(clock=lambda: now)

    for number in range(5000):
        now += 1
        with limits.turn(f"{number}.example", wait_seconds=0):
            pass

    assert len(limits._recent) <= 1024
    assert len(limits._running) <= 1024
