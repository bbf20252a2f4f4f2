import pytest

from badgeservice.credentials.open_badges_2.scope import Scope, host_of


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Old.Example/x", "old.example"),
        ("https://old.example", "old.example"),
        ("https://old.example:443/x", "old.example"),
        ("http://old.example:80/x", "old.example"),
        ("http://old.example:443/x", "old.example:443"),
        ("https://old.example:8443/x?y=z", "old.example:8443"),
        ("https://[2001:db8::1]/x", "[2001:db8::1]"),
        ("https://old.example/.well-known/x", "old.example"),
    ],
)
def test_the_host_of_an_address_is_told_in_one_way(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "old.example",
        "urn:uuid:1",
        "https://",
        "https:///x",
        "https://user@old.example/",
        "https://old.example/#x",
        "https://old.example/a b",
        "https://old.example\\x",
        "https://old.example/\n",
        "https://old.example\n",
        "https://old.exämple/",
        "https://old.example/..",
        "https://old.example/a/./b",
        "https://old.example/a/.%2E/b",
    ],
)
def test_an_address_that_readers_take_differently_has_no_host(address: str) -> None:
    """N03: where two parsers might see two hosts, there is none."""
    assert host_of(address) is None


def test_a_scope_that_says_nothing_is_the_issuer_s_own_host() -> None:
    scope = Scope()

    assert scope.covers("https://a.example/1", issuer_id="https://a.example/i")
    assert not scope.covers("https://b.example/1", issuer_id="https://a.example/i")


def test_an_issuer_without_an_address_covers_nothing() -> None:
    assert not Scope().covers("https://a.example/1", issuer_id="urn:uuid:1")
    assert not Scope().covers("urn:uuid:2", issuer_id="urn:uuid:1")


def test_a_scope_that_names_origins_means_these_alone() -> None:
    scope = Scope(allowed_origins=("https://b.example",))

    assert scope.covers("https://b.example/1", issuer_id="https://a.example/i")
    assert not scope.covers("https://a.example/1", issuer_id="https://a.example/i")
