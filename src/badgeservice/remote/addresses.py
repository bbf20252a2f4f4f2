"""Addresses that nothing is ever fetched from.

`ipaddress.is_global` lets through forms that lead back inside (NAT64, 6to4, IPv4-compatible, site
local, multicast), so the list is our own. In IPv6 everything outside 2000::/3 is refused.

Spec: https://www.iana.org/assignments/iana-ipv4-special-registry/ and
https://www.iana.org/assignments/iana-ipv6-special-registry/
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, TypeAlias

_Network: TypeAlias = IPv4Network | IPv6Network

_LOOPBACK: Final = "loopback"
_PRIVATE: Final = "a private network"
_METADATA: Final = "a cloud's metadata service"
_DOCUMENTATION: Final = "for documentation only"
_MULTICAST: Final = "multicast"
_RESERVED: Final = "reserved"
_TUNNEL: Final = "an IPv4 address inside IPv6"

# The first row that fits gives the reason, so the narrower of two stands first.
_REFUSED: Final[tuple[tuple[_Network, str], ...]] = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("100.100.100.200/32", _METADATA),
        ("168.63.129.16/32", _METADATA),
        ("169.254.169.254/32", _METADATA),
        ("169.254.170.2/32", _METADATA),
        ("192.0.0.192/32", _METADATA),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", _PRIVATE),
        ("100.64.0.0/10", "a carrier's own network"),
        ("127.0.0.0/8", _LOOPBACK),
        ("169.254.0.0/16", "link local"),
        ("172.16.0.0/12", _PRIVATE),
        ("192.0.0.0/24", _RESERVED),
        ("192.0.2.0/24", _DOCUMENTATION),
        ("192.31.196.0/24", _RESERVED),
        ("192.52.193.0/24", _RESERVED),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", _PRIVATE),
        ("192.175.48.0/24", _RESERVED),
        ("198.18.0.0/15", "for measurements only"),
        ("198.51.100.0/24", _DOCUMENTATION),
        ("203.0.113.0/24", _DOCUMENTATION),
        ("224.0.0.0/4", _MULTICAST),
        ("240.0.0.0/4", _RESERVED),
        ("::/128", "unspecified"),
        ("::1/128", _LOOPBACK),
        ("::/96", _TUNNEL),
        ("::ffff:0:0/96", _TUNNEL),
        ("::ffff:0:0:0/96", _TUNNEL),
        ("64:ff9b::/96", _TUNNEL),
        ("64:ff9b:1::/48", _TUNNEL),
        ("100::/63", "discarded"),
        ("2001::/32", _TUNNEL),
        ("2001::/23", _RESERVED),
        ("2001:db8::/32", _DOCUMENTATION),
        ("2002::/16", _TUNNEL),
        ("2620:4f:8000::/48", _RESERVED),
        ("3ffe::/16", _RESERVED),
        ("3fff::/20", _DOCUMENTATION),
        ("5f00::/16", "segment routing"),
        ("fd00:ec2::254/128", _METADATA),
        ("fc00::/7", _PRIVATE),
        ("fe80::/10", "link local"),
        ("fec0::/10", "site local"),
        ("ff00::/8", _MULTICAST),
    )
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_OPEN_TO_TEST_HOSTS: Final = frozenset({_LOOPBACK, _PRIVATE})


def refusal(address: str, *, is_test_host: bool = False) -> str | None:
    """Return why nothing is fetched from an IP address, or None when it is a public one.

    The address of a test host may also be loopback or in a private network; never anything else
    on the list.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "no IP address"
    reason = _reason(parsed)
    return None if is_test_host and reason in _OPEN_TO_TEST_HOSTS else reason


def _reason(address: IPv4Address | IPv6Address) -> str | None:
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return "bound to one interface"
    for network, reason in _REFUSED:
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "not assigned"
    return None
