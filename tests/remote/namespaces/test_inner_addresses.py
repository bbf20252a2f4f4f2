"""No badge makes the service call an address inside, whatever place of it holds that address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.reference import reference
from tests.remote.namespaces.inside import ALLOWED, NOT_PERMITTED

_ROOT = Path(__file__).resolve().parents[3]
# Not to be connected to by anybody: two kinds of multicast, broadcast, and one without its link.
_NOT_CONNECTABLE = {"224.0.0.1", "255.255.255.255", "ff02::1", "fe80::1"}


@pytest.mark.reference
def test_no_inner_address_is_called_from_any_place_and_public_ones_are(tmp_path: Path) -> None:
    """N01, N05, N06, J02, J03: not one packet to a blocked address, from any place in a badge."""
    cases = reference("security/own-generated/ssrf-addresses.json")
    expected = {case["address"]: case["expect"] for case in json.loads(cases.read_bytes())}
    seen = tmp_path / "seen.json"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.remote.namespaces.inside", str(cases), str(seen)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if ran.returncode == NOT_PERMITTED and os.environ.get("CI") != "true":
        pytest.skip(f"this machine allows no network of one's own: {ran.stderr.strip()}")
    assert ran.returncode == 0, ran.stderr[-2000:]
    found = json.loads(seen.read_text(encoding="utf-8"))

    # Somebody less careful would have been counted at nearly all of them.
    assert set(expected) - set(found["reachable"]) == _NOT_CONNECTABLE
    called = Counter[str]()
    for row in found["rows"]:
        # Every attempt to connect was one to the one address that the case allows.
        is_blocked = expected[row["address"]] == "block"
        if is_blocked:
            assert row["attempts"] == row["called"].get(ALLOWED, 0), row
            assert set(row["called"]) <= {ALLOWED}, row
        elif row["isFetched"]:
            assert row["attempts"] >= 1, row
            called.update(row["called"].keys())
    assert set(called) == {address for address, told in expected.items() if told == "allow"}
    assert len(found["rows"]) > 4000
