"""What `tools/bootstrap.py` found on this machine for the tests to use."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOUND: Final = Path(__file__).resolve().parents[1] / ".venv" / "tools.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Programs that are no Python packages: where they are, and what they need."""

    node: Path
    interop: Path
    """The folder of the scripts and npm packages that our badges are held against."""
    postgresql: Path
    """The folder of PostgreSQL's programs."""
    chromium: Path
    chromium_environment: Mapping[str, str]


def tools() -> Tools:
    """Return what was found.

    Raises:
        FileNotFoundError: nothing has been looked for yet; `make test` does.
    """
    if not _FOUND.is_file():
        message = f"{_FOUND} is missing. Run `make test`, or `python3 tools/bootstrap.py test`."
        raise FileNotFoundError(message)
    found = json.loads(_FOUND.read_text(encoding="utf-8"))
    return Tools(
        node=Path(found["node"]),
        interop=Path(found["interop"]),
        postgresql=Path(found["postgresql"]),
        chromium=Path(found["chromium"]["executable"]),
        chromium_environment=found["chromium"]["environment"],
    )
