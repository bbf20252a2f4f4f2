"""`badgeservice verify`: the verdict is the exit code, data and talk are apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from badgeservice.cli.application import application
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.credentials.baking import bake_svg
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.main import build_wiring
from badgeservice.wiring.ports import Wiring
from tests.builders import NOW
from tests.verification.forms import DAY, Endorser
from tests.verification.open_badges_2.old_world import OldWorld, badge
from tests.world import World

RUNNER = CliRunner()


class WorldService(Service):
    """A service whose network is a `World` and whose clock stands still."""

    def __init__(self, world: World | OldWorld, folder: Path) -> None:
        super().__init__(
            Settings(
                database_url=f"sqlite:///{folder}/x.sqlite", master_key_file=folder / "master.key"
            )
        )
        self._world = world

    def wiring(self) -> Wiring:
        real = build_wiring(self.settings)
        return Wiring(
            origin=real.origin,
            open_books=real.open_books,
            new_sources=lambda: self._world.sources,
            now=lambda: NOW,
            random_bytes=real.random_bytes,
            status_list_ttl=real.status_list_ttl,
            token_lifetime=real.token_lifetime,
            faults=real.faults,
        )


@pytest.fixture
def world() -> World:
    return World()


def run(
    world: World | OldWorld, folder: Path, *arguments: str, given: bytes | None = None
) -> tuple[int, str]:
    result = RUNNER.invoke(
        application, ["verify", *arguments], obj=WorldService(world, folder), input=given
    )
    return result.exit_code, result.stdout


def test_a_valid_file_ends_with_0(world: World, tmp_path: Path) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(world.badge())

    code, output = run(world, tmp_path, str(file))

    assert code == 0
    assert output.startswith("VALID")


def test_a_revoked_badge_ends_with_1_and_says_so_as_json(world: World, tmp_path: Path) -> None:
    world.revoked = frozenset({7})
    world.publish_list()

    code, output = run(world, tmp_path, "-", "--json", given=world.badge())

    report = json.loads(output)
    assert code == 1
    assert report["verdict"] == "invalid"
    assert report["checks"][-1]["code"] == "status.revoked"


def test_a_list_that_does_not_answer_ends_with_3(world: World, tmp_path: Path) -> None:
    world.lists.clear()

    code, output = run(world, tmp_path, "-", given=world.badge())

    assert code == 3
    assert "INDETERMINATE" in output


def test_a_url_is_fetched_and_a_dead_one_is_indeterminate(world: World, tmp_path: Path) -> None:
    world.pages["https://issuer.example/badges/1"] = world.badge()

    assert run(world, tmp_path, "https://issuer.example/badges/1")[0] == 0
    assert run(world, tmp_path, "https://issuer.example/badges/2")[0] == 3


def test_a_baked_picture_is_read(world: World, tmp_path: Path) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    file = tmp_path / "badge.svg"
    file.write_bytes(bake_svg(drawing, world.badge().decode()))

    assert run(world, tmp_path, str(file))[0] == 0


def test_an_older_badge_is_told_as_such_and_ends_with_3(tmp_path: Path) -> None:
    """F16: never 0, however well its host stands by it."""
    given = json.dumps(badge()).encode()

    code, output = run(OldWorld(), tmp_path, "-", given=given)

    assert code == 3
    assert output.startswith("INDETERMINATE")
    assert "open-badges-2.0: hosted-confirmed" in output
    assert "ob2.issuer" in output


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"not a badge", b"[" * 5000],
    ids=["empty", "no context", "text", "deep"],
)
def test_what_is_no_credential_ends_with_1_and_one_line(
    world: World, tmp_path: Path, content: bytes
) -> None:
    code, output = run(world, tmp_path, "-", "--json", given=content)

    assert code == 1
    assert json.loads(output)["verdict"] == "invalid"


@pytest.mark.parametrize("arguments", [[], ["no-such-file"], ["a", "b"], ["x", "--unknown"]])
def test_what_is_not_understood_ends_with_2(
    world: World, tmp_path: Path, arguments: list[str]
) -> None:
    assert run(world, tmp_path, *arguments)[0] == 2


def test_a_recipient_who_is_not_in_the_badge_leaves_the_verdict_open(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "badge.json"
    path.write_bytes(world.badge())

    code, said = run(world, tmp_path, str(path), "--recipient", "aino@example.fi")

    assert code == 3
    assert "The badge names nobody by an e-mail address." in said


def test_endorsements_are_listed_with_their_verdicts(world: World, tmp_path: Path) -> None:
    path = tmp_path / "badge.json"
    endorsement = Endorser(world).endorsement(about="https://issuer.example/badges/2")
    document: JsonObject = {**world.unsigned_badge(), "endorsement": [endorsement]}
    path.write_bytes(world.sign(document, at=NOW - DAY))

    code, said = run(world, tmp_path, str(path))

    assert code == 0
    assert "endorsement, invalid: /endorsement/0" in said


def test_the_json_is_the_report_of_the_api(world: World, tmp_path: Path) -> None:
    _, output = run(world, tmp_path, "-", "--json", given=world.badge())

    report = json.loads(output)
    assert report["checks"][0]["type"].endswith("/checks/signed-content.ok")
    assert report["checks"][0]["messages"].keys() == {"fi", "sv", "en"}


def test_more_can_be_asked(world: World, tmp_path: Path) -> None:
    asked = ["--recipient", "aino@example.org", "--challenge", "7", "--domain", "example.org"]

    assert run(world, tmp_path, "-", *asked, given=world.badge())[0] in {0, 1, 3}
