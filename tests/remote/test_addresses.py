"""No address that leads inside is ever taken for a public one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.remote.addresses import refusal
from tests.reference import reference


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("0.0.0.0", id="this-host"),  # noqa: S104 - an address, not a binding
        pytest.param("0.255.255.255", id="end-of-this-network"),
        pytest.param("10.255.255.255", id="end-of-private-10"),
        pytest.param("100.64.0.0", id="start-of-carrier-network"),
        pytest.param("100.127.255.255", id="end-of-carrier-network"),
        pytest.param("100.100.100.200", id="metadata-in-carrier-network"),
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.255.255.255", id="end-of-loopback"),
        pytest.param("168.63.129.16", id="metadata-with-public-looks"),
        pytest.param("169.254.169.254", id="metadata"),
        pytest.param("172.31.255.255", id="end-of-private-172"),
        pytest.param("192.0.0.8", id="dummy-address"),
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("192.88.99.1", id="6to4-relay"),
        pytest.param("192.168.255.255", id="end-of-private-192"),
        pytest.param("198.19.255.255", id="end-of-measurements"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::", id="unspecified"),
        pytest.param("::1", id="loopback-6"),
        pytest.param("::127.0.0.1", id="ipv4-compatible"),
        pytest.param("::8.8.8.8", id="ipv4-compatible-of-public"),
        pytest.param("::ffff:127.0.0.1", id="mapped-loopback"),
        pytest.param("::ffff:8.8.8.8", id="mapped-public"),
        pytest.param("::ffff:0:127.0.0.1", id="translated"),
        pytest.param("64:ff9b::169.254.169.254", id="nat64-of-metadata"),
        pytest.param("64:ff9b:1::1", id="local-nat64"),
        pytest.param("100::1", id="discard-only"),
        pytest.param("2001:0:7f00:1::1", id="teredo"),
        pytest.param("2001:20::1", id="orchid"),
        pytest.param("2001:db8::1", id="documentation-6"),
        pytest.param("2002:7f00:1::", id="6to4-of-loopback"),
        pytest.param("3ffe::1", id="6bone"),
        pytest.param("3fff::1", id="documentation-of-2024"),
        pytest.param("4000::1", id="not-assigned"),
        pytest.param("5f00::1", id="segment-routing"),
        pytest.param("fd00:ec2::254", id="metadata-in-private-network"),
        pytest.param("fe80::1", id="link-local"),
        pytest.param("fe80::1%1", id="link-local-with-scope"),
        pytest.param("2606:4700:4700::1111%1", id="public-with-scope"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("ff02::1", id="multicast-6"),
        pytest.param("", id="nothing"),
        pytest.param("localhost", id="a-name"),
        pytest.param("127.1", id="short-form"),
        pytest.param("0177.0.0.1", id="octal"),
        pytest.param("①②⑦.⓪.⓪.①", id="circled-digits"),
    ],
)
def test_nothing_is_fetched_from(address: str) -> None:
    assert refusal(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00::1",
    ],
)
def test_a_public_address_is_allowed_up_to_the_edge_of_its_range(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.reference
def test_every_published_case_is_judged_as_expected() -> None:
    """N01: all published addresses."""
    cases = json.loads(
        reference("security/own-generated/ssrf-addresses.json").read_text(encoding="utf-8")
    )

    judged = {
        case["address"]: "allow" if refusal(case["address"]) is None else "block" for case in cases
    }

    assert judged == {case["address"]: case["expect"] for case in cases}


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "172.18.0.2", "fd12::1"])
def test_a_test_host_may_be_on_this_machine_or_in_a_private_network(address: str) -> None:
    assert refusal(address, is_test_host=True) is None


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "fe80::1", "0.0.0.0", "224.0.0.1"],  # noqa: S104 - an address
)
def test_a_test_host_may_not_be_anywhere_else(address: str) -> None:
    assert refusal(address, is_test_host=True) is not None


@given(ipv4=st.ip_addresses(v=4))
def test_no_ipv4_address_becomes_public_by_being_wrapped_in_ipv6(ipv4: object) -> None:
    """N01: mapped, translated, tunnelled."""
    for prefix in ("::", "::ffff:", "64:ff9b::"):
        assert refusal(f"{prefix}{ipv4}") is not None
