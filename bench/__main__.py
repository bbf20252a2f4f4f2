"""`python -m bench [--quick] [--into FOLDER]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.errors import BenchError
from bench.machine import ROOT, say
from bench.plan import FULL, QUICK
from bench.run import run


def main() -> None:
    """Run the benchmark, and show the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="at most five minutes: fewer rounds and badges"
    )
    parser.add_argument(
        "--into", type=Path, default=ROOT, help="the folder to write build/ and docs/ in"
    )
    given = parser.parse_args()
    try:
        figures = run(QUICK if given.quick else FULL, into=given.into)
    except BenchError as cause:
        sys.stderr.write(f"bench: {cause}\n")
        raise SystemExit(1) from cause
    for name, value in figures.items():
        if "_vs_" in name:
            say(f"  {name:<50} {value:8.2f}")


if __name__ == "__main__":
    main()
