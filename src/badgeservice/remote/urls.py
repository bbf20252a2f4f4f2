"""URLs, read so strictly that no two programs can disagree about the host.

Spec: https://www.rfc-editor.org/rfc/rfc3986 and, for names beyond ASCII,
https://www.rfc-editor.org/rfc/rfc5891 (IDNA 2008, without any mapping but to lower case)
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final, Literal, TypeAlias

import idna

from badgeservice.remote.addresses import refusal
from badgeservice.verification.errors import SourceRefusedError

Host: TypeAlias = tuple[str, int]
"""A host as in a URL, in ASCII and lower case, IPv6 without brackets; and a port."""

_LONGEST_URL: Final = 2048
_LONGEST_SHOWN: Final = 200
_LONGEST_NAME: Final = 253
_PCHAR: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_URL: Final = re.compile(
    r"(?P<scheme>[Hh][Tt][Tt][Pp][Ss]?)://"
    r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\x00-\x20\x7f\[\]/\\?#@:%]+))"
    r"(?::(?P<port>[0-9]{1,5}))?"
    rf"(?P<path>(?:/{_PCHAR}*)*)"
    rf"(?P<query>\?(?:{_PCHAR}|[/?])*)?"
    rf"(?:#(?:{_PCHAR}|[/?])*)?"
)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# What looks like a number is an address to some resolvers: 127.1, 0x7f.1, 2130706433.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PRIVATE_ENDINGS: Final = (
    ".local",
    ".localhost",
    ".localdomain",
    ".internal",
    ".intranet",
    ".private",
    ".lan",
    ".home",
    ".home.arpa",
    ".corp",
    ".onion",
    ".alt",
)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_FIRST_USER_PORT: Final = 1024
_LAST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that may be asked, in its parts.

    `host` is in ASCII and lower case, an IPv6 address without brackets; `path` has the query with
    it and never the fragment.
    """

    url: str
    scheme: Literal["https", "http"]
    host: str
    port: int
    path: str
    is_literal: bool
    is_test_host: bool

    @property
    def authority(self) -> str:
        """The host, and the port unless it is the scheme's own, as in a `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_url(url: str, *, allowed_test_hosts: frozenset[Host] = frozenset()) -> Target:
    """Return the parts of a URL that may be asked, before its name is looked up.

    Only https is allowed, at port 443 or from 1024 on, to public names and public addresses; to
    `allowed_test_hosts` http as well, and any name.

    Raises:
        SourceRefusedError: it is no such URL.
    """
    match = _URL.fullmatch(url) if len(url) <= _LONGEST_URL else None
    if match is None:
        raise _refused(url, "it is no complete URL with https")
    scheme: Literal["https", "http"] = "https" if match["scheme"].lower() == "https" else "http"
    host, is_literal = _read_host(url, match)
    port = int(match["port"] or _DEFAULT_PORTS[scheme])
    is_test_host = (host, port) in allowed_test_hosts
    if not is_test_host:
        _require_allowed(url, scheme=scheme, port=port)
        _require_public(url, host, is_literal=is_literal)
    return Target(
        url=url,
        scheme=scheme,
        host=host,
        port=port,
        path=(match["path"] or "/") + (match["query"] or ""),
        is_literal=is_literal,
        is_test_host=is_test_host,
    )


def _refused(url: str, reason: str) -> SourceRefusedError:
    printable = "".join(character if character.isprintable() else "�" for character in url)
    return SourceRefusedError(printable[:_LONGEST_SHOWN], reason)


def _read_host(url: str, match: re.Match[str]) -> tuple[str, bool]:
    """Return the host in its one spelling, and whether it is an address."""
    if match["ipv6"]:
        try:
            return str(IPv6Address(match["ipv6"])), True
        except AddressValueError as cause:
            raise _refused(url, "its host is no address") from cause
    name = _ascii_name(url, match["name"].lower())
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name, False
    try:
        return str(IPv4Address(name)), True
    except AddressValueError as cause:
        raise _refused(url, "its host is no address as commonly written") from cause


def _ascii_name(url: str, name: str) -> str:
    if not name.isascii() or "xn--" in name:
        try:
            name = idna.encode(name, strict=True).decode("ascii")
        except idna.IDNAError as cause:
            raise _refused(url, "its host is no domain name") from cause
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused(url, "its host is no domain name")
    return name


def _require_allowed(url: str, *, scheme: str, port: int) -> None:
    if scheme != "https":
        raise _refused(url, "only https is used")
    if port != _DEFAULT_PORTS["https"] and not _FIRST_USER_PORT <= port <= _LAST_PORT:
        raise _refused(url, f"port {port} is not allowed")


def _require_public(url: str, host: str, *, is_literal: bool) -> None:
    if is_literal:
        if refusal(host) is not None:
            raise _refused(url, "its address is not a public one")
    elif "." not in host or host.endswith(_PRIVATE_ENDINGS):
        raise _refused(url, "its host is not a public name")
