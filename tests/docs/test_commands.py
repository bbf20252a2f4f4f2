"""Every command that the documents and the demo show is run against a live service."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from badgeservice.issuing.addresses import issuer_did

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LOGIN = re.compile(r"(Issuer|College)\s+client_id=(\S+) client_secret=(\S+)")


def blocks(document: Path) -> list[str]:
    return _BLOCK.findall(document.read_text(encoding="utf-8"))


def make_lines(document: Path) -> list[str]:
    lines = [line for block in blocks(document) for line in block.splitlines()]
    return [line for line in lines if line.startswith("make")]


@dataclass(frozen=True)
class Demo:
    """The demo, running; `talk` is what it printed."""

    origin: str
    folder: Path
    talk: str

    @property
    def badge_url(self) -> str:
        found = re.search(r"Badge page\s+(\S+)", self.talk)
        assert found
        return found[1]

    @property
    def commands(self) -> dict[str, str]:
        shown = self.talk.split("Try it:", 1)[1]
        found = re.findall(r"^# (.+)\n(curl .+)$", shown, re.MULTILINE)
        return dict(found)

    def environment(self, who: str) -> dict[str, str]:
        logins = {name: (client, secret) for name, client, secret in _LOGIN.findall(self.talk)}
        client_id, secret = logins[who]
        return {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "ORIGIN": self.origin,
            "CLIENT_ID": client_id,
            "CLIENT_SECRET": secret,
            "BADGE_URL": self.badge_url,
            "ISSUER_DID": issuer_did(self.origin, "esimerkin-hyvinvointialue"),
            "BADGESERVICE_ORIGIN": self.origin,
            "BADGESERVICE_DATABASE_URL": next(
                f"sqlite:///{path}" for path in self.folder.glob("demo-*.sqlite")
            ),
            "BADGESERVICE_MASTER_KEY_FILE": str(self.folder / "demo-master.key"),
        }

    def run(self, script: str, *, who: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=cwd,
            env=self.environment(who),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    port = _free_port()
    process = subprocess.Popen(
        [BIN / "badgeservice", "demo", "--port", str(port), "--directory", folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "1000"},
    )
    assert process.stdout is not None
    talk = ""
    try:
        for line in process.stdout:
            talk += line
            if "/revocation" in line and line.startswith("curl"):
                break
        assert "Try it:" in talk, talk
        yield Demo(f"http://localhost:{port}", folder, talk)
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


TOKEN = (
    "TOKEN=$(curl -sf $ORIGIN/oauth/token -u $CLIENT_ID:$CLIENT_SECRET"
    " -d grant_type=client_credentials"
    """ | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')\n"""
)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("docs/library.md", "College"),
        ("docs/issuing.md", "Issuer"),
        ("docs/verifying.md", "College"),
        ("docs/recognising.md", "College"),
        ("docs/cases.md", "College"),
        ("docs/operating.md", "College"),
        ("docs/conformance.md", "College"),
    ],
)
def test_the_commands_of_a_guide_run_from_top_to_bottom(
    demo: Demo, tmp_path: Path, name: str, who: str
) -> None:
    shutil.copytree(ROOT / "criteria", tmp_path / "criteria")
    script = "\n".join(blocks(ROOT / name))

    result = demo.run(TOKEN + script, who=who, cwd=tmp_path)

    assert script
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"


def test_every_document_with_commands_is_run() -> None:
    guides = ("library", "issuing", "verifying", "recognising", "cases", "operating", "conformance")
    run = {f"{guide}.md" for guide in guides}
    others = [path for path in DOCUMENTS if path.name not in run]

    for path in others:
        lines = [line for block in blocks(path) for line in block.splitlines() if line]
        assert lines == make_lines(path), path.name


@pytest.mark.parametrize(
    "line", sorted({line for document in DOCUMENTS for line in make_lines(document)})
)
def test_every_make_command_names_a_target(line: str) -> None:
    command = ["make", "--dry-run", *line.split()[1:]]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr


def test_the_demo_runs_to_its_end_twice_and_prints_the_reports(tmp_path: Path) -> None:
    command = [
        str(BIN / "badgeservice"),
        "demo",
        "--once",
        "--port",
        str(_free_port()),
        "--directory",
        str(tmp_path),
    ]

    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    for word in ("valid", "whole-unit", "part-of-unit", "invalid", "revoked"):
        assert word in first.stdout
    assert [line for line in first.stdout.splitlines() if "Issued" in line] == [
        line for line in second.stdout.splitlines() if "Issued" in line
    ]


def test_the_commands_that_the_demo_prints_do_what_they_say(demo: Demo, tmp_path: Path) -> None:
    expected = {
        "Issue a badge": '"url"',
        "Verify a badge": '"verdict":"valid"',
        "Recognise a badge toward a unit": '"part-of-unit"',
        "Revoke a badge (for good)": '"Kokeilu"',
    }

    assert set(demo.commands) == set(expected)
    for title, word in expected.items():
        result = demo.run(demo.commands[title], who="Issuer", cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert word in result.stdout.replace('": "', '":"'), f"{title}: {result.stdout}"


def test_a_port_that_is_taken_gets_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command: list[str | Path] = [BIN / "badgeservice", "demo", "--once", "--port", port]
        command += ["--directory", tmp_path]

        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "is taken" in result.stderr
    assert "Traceback" not in result.stderr
