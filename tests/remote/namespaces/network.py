"""A network of one's own, made with system calls alone: no program but Python is needed."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_SIOCGIFFLAGS: Final = 0x8913
_SIOCSIFFLAGS: Final = 0x8914
_IFF_UP: Final = 0x1
# Spec: https://man7.org/linux/man-pages/man7/rtnetlink.7.html
_RTM_NEWROUTE: Final = 24
_REQUEST_CREATE_ACK: Final = 0x1 | 0x4 | 0x400
_RT_TABLE_LOCAL: Final = 255
_RTPROT_BOOT: Final = 3
_RT_SCOPE_HOST: Final = 254
_RTN_LOCAL: Final = 2
_RTA_OIF: Final = 4
_NLMSG_ERROR: Final = 2


class NotPermittedError(Exception):
    """This machine does not let us have a network of our own."""


def enter() -> None:
    """Leave the network of this machine for an empty one in which every address is our own.

    Raises:
        NotPermittedError: the kernel does not let us.
    """
    _unshare()
    _bring_up("lo")
    for family in (socket.AF_INET, socket.AF_INET6):
        _take_every_address(family)


def _unshare() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        raise NotPermittedError(os.strerror(ctypes.get_errno()))
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    except OSError as cause:
        raise NotPermittedError(str(cause)) from cause


def _bring_up(name: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", name.encode(), 0)
        answer = fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked)
        flags = struct.unpack("16sh14x", answer)[1] | _IFF_UP
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", name.encode(), flags))


def _take_every_address(family: int) -> None:
    """Do what `ip route add local default dev lo` does."""
    route = struct.pack(
        "BBBBBBBBI",
        *(family, 0, 0, 0, _RT_TABLE_LOCAL, _RTPROT_BOOT, _RT_SCOPE_HOST, _RTN_LOCAL, 0),
    )
    through = struct.pack("HHI", 8, _RTA_OIF, socket.if_nametoindex("lo"))
    length = 16 + len(route) + len(through)
    head = struct.pack("IHHII", length, _RTM_NEWROUTE, _REQUEST_CREATE_ACK, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.send(head + route + through)
        answer = kernel.recv(65536)
    kind, error = struct.unpack_from("H", answer, 4)[0], struct.unpack_from("i", answer, 16)[0]
    if kind != _NLMSG_ERROR or error != 0:
        raise NotPermittedError(os.strerror(-error))


def attempts() -> int:
    """Return how many TCP connections were attempted in this network, answered or not."""
    lines = [
        line.split()
        for line in Path("/proc/self/net/snmp").read_text().splitlines()
        if line.startswith("Tcp:")
    ]
    return int(lines[1][lines[0].index("ActiveOpens")])
