import subprocess
import sys

import pytest

_SCRIPT = """
import sys
import badgeservice.credentials.canonical
assert "pyld.jsonld" in sys.modules
print(*sorted({"aiohttp", "lxml", "lxml.html", "requests"} & sys.modules.keys()))
"""


def _told(script: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    return told.stdout.strip()


def test_canonical_forms_need_no_network_and_no_reader_of_web_pages() -> None:
    assert _told(_SCRIPT) == ""


@pytest.mark.parametrize(
    "order",
    [
        ("badgeservice.credentials.canonical", "lxml.html"),
        ("lxml.html", "badgeservice.credentials.canonical"),
    ],
    ids=["loaded after us", "loaded before us"],
)
def test_who_wants_such_a_library_gets_it_whole(order: tuple[str, str]) -> None:
    imports = "\n".join(f"import {name}" for name in order)

    assert _told(f"{imports}\nimport lxml.html\nprint(lxml.html.fromstring('<p>x</p>').tag)") == "p"
