"""What the benchmark needs from the machine, and what it says about it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PEERS: Final = ROOT / "tools" / "bench"

# `machine` is where `make` finds and installs what is no Python package.
sys.path.insert(0, str(ROOT / "tools"))

from bench.errors import BenchError  # noqa: E402 – see above
from machine.node import NODE, find_node, install_npm_packages  # noqa: E402 – see above
from machine.shell import (  # noqa: E402 – see above
    VENV,
    CommandFailedError,
    apt_install,
    fingerprint,
    is_root,
    run,
    say,
    step,
)

__all__ = [
    "NODE",
    "PEERS",
    "ROOT",
    "VENV",
    "facts",
    "load",
    "make_ready",
    "require_space",
    "run",
    "say",
    "source_mark",
    "step",
    "versions",
]

_PYTHON_PACKAGES: Final = (
    "cryptography",
    "pynacl",
    "orjson",
    "pyld",
    "fastapi",
    "uvicorn",
    "uvloop",
    "httptools",
    "sqlalchemy",
    "openvc-core",
    "openbadgeslib",
)
_NPM_PACKAGES: Final = (
    "@digitalbazaar/vc",
    "@digitalbazaar/data-integrity",
    "@digitalbazaar/eddsa-rdfc-2022-cryptosuite",
    "@digitalcredentials/vc",
    "jose",
)


def make_ready() -> None:
    """Install the peers and `wrk`.

    Raises:
        BenchError: `wrk` is not here and may not be installed.
    """
    find_node()
    install_npm_packages("bench")
    if shutil.which("wrk") is not None:
        return
    if not is_root():
        raise BenchError("wrk is not installed. Install it first: sudo apt-get install wrk")
    with step("Installing Debian's wrk"):
        apt_install("wrk")


def facts() -> dict[str, str]:
    """Return what a reader must know of the machine to weigh the figures."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "load before": f"{load():.2f}",
    }


def require_space(folder: Path, needed: int) -> None:
    """Have room for so many bytes.

    Raises:
        BenchError: there is less on the disk of `folder`.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BenchError(f"{needed / 1e9:.1f} GB are needed in {folder}, and {free / 1e9:.1f} free")


def source_mark() -> str:
    """Return a hash of all the code that is measured or measures."""
    folders = (ROOT / "src", ROOT / "bench", PEERS)
    code = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".py", ".mjs", ".lua"} and "node_modules" not in path.parts
    ]
    return fingerprint(*(path.read_bytes() for path in code))


def load() -> float:
    """Return how many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def versions() -> dict[str, str]:
    """Return the version of everything that was measured."""
    return {
        "Python": platform.python_version(),
        **{name: version(name) for name in _PYTHON_PACKAGES},
        **{name: _npm_version(name) for name in _NPM_PACKAGES},
        "wrk": _wrk_version(),
    }


def _npm_version(name: str) -> str:
    script = f"process.stdout.write(require('./node_modules/{name}/package.json').version)"
    return run([str(NODE), "-e", script], folder=PEERS)


def _wrk_version() -> str:
    try:
        text = run(["wrk", "--version"])
    except CommandFailedError as told:
        text = told.output  # It prints its version, and calls that a failure.
    return text.split()[1].removeprefix("debian/")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
