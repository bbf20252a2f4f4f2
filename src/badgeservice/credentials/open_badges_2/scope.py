"""Whose badges are whose: which addresses an issuer of Open Badges 2.0 answers for.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject
"""

import re
from dataclasses import dataclass
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[A-Za-z0-9.:\[\]-]+)(?P<rest>[/?][^#\\\s]*)?"
)
# Where such a step leads depends on who follows it.
_DOT_STEP: Final = re.compile(r"/(?:\.|%2e){1,2}(?:[/?;]|$)", re.IGNORECASE)
_DEFAULT_PORTS: Final = {"https": ":443", "http": ":80"}


def host_of(address: str) -> str | None:
    """Return host and unusual port of a web address, in lower case.

    None for what is none, and for one that programs read differently: with a password, a
    fragment, a backslash, white space or a step of dots.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or _DOT_STEP.search(match["rest"] or ""):
        return None
    return match["authority"].lower().removesuffix(_DEFAULT_PORTS[match["scheme"]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an issuer says about the addresses of its badges; empty when it says nothing."""

    allowed_origins: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()

    def covers(self, badge_id: str, *, issuer_id: str) -> bool:
        """Whether the issuer answers for a badge at this address.

        An issuer that says nothing answers for its own host alone. A beginning counts only when
        it ends within the path: as text, `https://a.example` also begins `https://a.example.org`.
        """
        host = host_of(badge_id)
        if host is None:
            return False
        if self.starts_with and not any(_begins(badge_id, start) for start in self.starts_with):
            return False
        if self.allowed_origins or not self.starts_with:
            return self.covers_host(host, issuer_id=issuer_id)
        return True

    def covers_host(self, host: str, *, issuer_id: str) -> bool:
        """Whether the issuer answers for this host, from `host_of`; its own without saying so."""
        allowed = {_origin(origin) for origin in self.allowed_origins} or {host_of(issuer_id)}
        return host in allowed


def _origin(said: str) -> str | None:
    return host_of(said) if "://" in said else said.lower()


def _begins(address: str, start: str) -> bool:
    return address.startswith(start) and host_of(address) == host_of(start)
