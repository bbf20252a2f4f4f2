"""A lookup never takes longer than it may, and never more than one."""

import threading
from collections.abc import Sequence

from badgeservice.remote.resolving import Resolver, system_resolve


def test_a_lookup_that_hangs_is_left_behind() -> None:
    finish = threading.Event()

    def hang(_host: str, _port: int) -> Sequence[str]:
        finish.wait(10)
        return ("8.8.8.8",)

    assert Resolver(hang).addresses("example.com", 443, seconds=0.05) == ()
    finish.set()


def test_lookups_that_hang_do_not_pile_up() -> None:
    finish = threading.Event()
    begun: list[str] = []

    def hang(host: str, _port: int) -> Sequence[str]:
        begun.append(host)
        finish.wait(10)
        return ()

    resolver = Resolver(hang)
    for number in range(20):
        assert resolver.addresses(f"{number}.example", 443, seconds=0.005) == ()
    finish.set()

    assert len(begun) == 16


def test_lookups_one_after_the_other_never_run_out() -> None:
    resolver = Resolver(lambda _host, _port: ("8.8.8.8",))

    for number in range(40):
        assert resolver.addresses(f"{number}.example", 443, seconds=5) == ("8.8.8.8",)


def test_an_unknown_name_has_no_addresses() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    resolver = Resolver(unknown)

    assert resolver.addresses("x.example", 443, seconds=1) == ()


def test_the_system_knows_its_own_name() -> None:
    assert {"127.0.0.1", "::1"} & set(system_resolve("localhost", 80))
