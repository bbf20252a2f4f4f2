"""Official data to test against, which the project does not carry itself.

It lies in `../shared/data` beside the repository, or where the environment variable
`BADGESERVICE_REFERENCE_DATA` says. A test that needs it is marked `reference`. Where the folder is
missing those tests are skipped, all for one listed reason; an integration run (`CI=true`) fails
instead, so that the data cannot go missing unseen.
"""

import os
from pathlib import Path
from typing import Final

import pytest

MARKER: Final = "reference"

_ROOT: Final = Path(__file__).resolve().parents[1]
_FOLDER: Final = Path(
    os.environ.get("BADGESERVICE_REFERENCE_DATA") or _ROOT.parent / "shared" / "data"
)
_MISSING: Final = (
    f"the reference data is not in {_FOLDER}; say where it is in BADGESERVICE_REFERENCE_DATA"
)


def reference(path: str) -> Path:
    """Return where the reference file or folder `path` is, as in `reference("spec/contexts")`.

    Raises:
        FileNotFoundError: it is not there.
    """
    found = _FOLDER / path
    if not found.exists():
        raise FileNotFoundError(_MISSING if not _FOLDER.is_dir() else found)
    return found


def references(pattern: str) -> tuple[Path, ...]:
    """Return the reference files that match a glob, sorted; none where there is no such data.

    Made for `pytest.mark.parametrize`, which is evaluated on machines without the data too.

    Raises:
        FileNotFoundError: nothing matches, though the data is there or must be.
    """
    found = tuple(sorted(_FOLDER.glob(pattern)))
    if not found and (_FOLDER.is_dir() or _must_be_there()):
        raise FileNotFoundError(_FOLDER / pattern if _FOLDER.is_dir() else _MISSING)
    return found


def deselect_without_reference(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests marked `reference` where the data is missing. For the collection hook.

    In an integration run they are left to fail, each with the reason.
    """
    del config  # The hook hands it over; nothing here depends on it.
    if _FOLDER.is_dir() or _must_be_there():
        return
    for item in items:
        if item.get_closest_marker(MARKER) is not None:
            item.add_marker(pytest.mark.skip(reason=_MISSING))


def _must_be_there() -> bool:
    return os.environ.get("CI") == "true"
