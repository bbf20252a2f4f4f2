from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from badgeservice.cli.library import library_app
from badgeservice.cli.service import Service
from badgeservice.config import Settings
from badgeservice.library.documents import AnyDocument, Status
from badgeservice.library.files import render_all
from badgeservice.library.folder import read_folder, write_folder
from badgeservice.library.schema import schema_text
from badgeservice.wiring.ports import Wiring
from tests.builders import COUNTY, NOW, ORIGIN, badge_class, criteria_set, organisation, unit
from tests.fake_store import FakeStore
from tests.fakes import open_fake_books
from tests.world import World

LIBRARY = (unit(), criteria_set(), badge_class())
BASIS = Path(__file__).parents[1] / "library/fixtures/basis-2022.json"
NATIONAL_BADGES = BASIS.with_name("osaamismerkit.json")
URL = "https://register.example/peruste/1"


@dataclass
class FakeService(Service):
    """The service with books in memory and one register document on its network."""

    settings: Settings = field(default_factory=Settings)
    store: FakeStore = field(default_factory=FakeStore)

    def __post_init__(self) -> None:
        self.store.organisations[COUNTY] = organisation(COUNTY)

    def wiring(self) -> Wiring:
        return Wiring(
            origin=ORIGIN,
            open_books=open_fake_books(self.store),
            new_sources=lambda: World().sources,
            now=lambda: NOW,
            random_bytes=bytes,
            status_list_ttl=timedelta(minutes=1),
            token_lifetime=timedelta(minutes=1),
            faults=tuple,
        )

    @property
    def fetch(self) -> Callable[[str], bytes]:
        return {URL: BASIS.read_bytes()}.__getitem__

    def documents(self) -> set[AnyDocument]:
        return {kept.document for kept in self.store.documents.values()}


def run(*arguments: str | Path, service: Service | None = None) -> Result:
    return CliRunner().invoke(
        library_app, [str(each) for each in arguments], obj=service or FakeService()
    )


def folder_with(folder: Path, *documents: AnyDocument) -> Path:
    write_folder(render_all(documents), folder)
    return folder


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "criteria", *LIBRARY)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    broken = badge_class(achievement_type="Trophy")
    return folder_with(tmp_path / "bad", unit(), criteria_set(), broken)


def test_a_good_library_is_valid_and_says_so_on_standard_error(good: Path) -> None:
    result = run("validate", good)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "3 documents, 0 errors, 0 warnings." in result.stderr


def test_an_error_is_a_line_with_file_line_and_code(bad: Path) -> None:
    result = run("validate", bad)

    path = bad / "badge-classes/guidance/v1.yaml"
    line = path.read_text().splitlines().index("achievementType: Trophy") + 1
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path.as_posix()}:{line}: error: ")
    assert "[achievement-type-unknown]" in result.stdout


def test_findings_are_json_for_programs(bad: Path) -> None:
    result = run("validate", bad, "--json")

    written = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (written["isValid"], written["documents"]) == (False, 3)
    assert written["findings"][0]["pointer"] == "/achievementType"


def test_warnings_fail_only_when_asked_to(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, unit((), credits=None))

    assert run("validate", folder).exit_code == 0
    assert run("validate", folder, "--strict").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("validate", "nowhere"), id="a folder that is not there"),
        pytest.param(("validate", "."), id="a folder without a library"),
        pytest.param(("diff", "."), id="one folder to compare"),
        pytest.param(("diff", ".", "--against-database"), id="no organisation"),
        pytest.param(("import", "."), id="an import to nobody"),
        pytest.param(("export", "."), id="an export from nobody"),
        pytest.param(("preview", "guidance", "--dir", "nowhere"), id="a preview of nothing"),
        pytest.param(("fetch-register", "nowhere.json", "--output", "."), id="no register file"),
        pytest.param(("polish",), id="an unknown command"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_an_explanation(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_folders_are_compared_in_words(good: Path, tmp_path: Path) -> None:
    newer = folder_with(
        tmp_path / "newer", *LIBRARY, badge_class(version=2, status=Status.DRAFT, validity="P5Y")
    )

    result = run("diff", good, newer)

    assert result.exit_code == 0
    assert result.stdout == ("+ badge class guidance v2: new version\n    validity null → P5Y\n")


def test_a_change_that_needs_a_new_version_fails(good: Path, tmp_path: Path) -> None:
    newer = folder_with(tmp_path / "newer", unit(), criteria_set(), badge_class(validity="P5Y"))

    result = run("diff", good, newer, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["documents"][0]["judgement"] == "new-version-needed"


def test_a_folder_is_compared_with_the_database(good: Path) -> None:
    service = FakeService()

    empty = run("diff", good, "--against-database", "--organisation", COUNTY, service=service)
    run("import", good, "--organisation", COUNTY, service=service)
    same = run("diff", good, "--against-database", "--organisation", COUNTY, service=service)

    assert empty.stdout.count("+ ") == 3
    assert same.stdout == "No differences.\n"


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(good: Path) -> None:
    service = FakeService()

    result = run("import", good, "--organisation", COUNTY, "--dry-run", service=service)

    assert result.exit_code == 0
    assert "+ badge class guidance v1\n" in result.stdout
    assert "dry run" in result.stderr
    assert service.documents() == set()


def test_an_import_writes_everything_in_the_name_of_the_command_line(good: Path) -> None:
    service = FakeService()

    result = run("import", good, "--organisation", COUNTY, "--json", service=service)

    assert result.exit_code == 0
    assert json.loads(result.stdout)["isWritten"] is True
    assert service.documents() == set(LIBRARY)
    assert {kept.updated_by for kept in service.store.documents.values()} == {"cli"}


def test_a_library_with_errors_is_not_imported(bad: Path) -> None:
    service = FakeService()

    result = run("import", bad, "--organisation", COUNTY, service=service)

    assert result.exit_code == 1
    assert "achievement-type-unknown" in result.stderr
    assert service.documents() == set()


def test_published_content_is_not_overwritten_by_an_import(good: Path, tmp_path: Path) -> None:
    service = FakeService()
    run("import", good, "--organisation", COUNTY, service=service)
    newer = folder_with(tmp_path / "newer", badge_class(validity="P5Y"), unit(), criteria_set())

    result = run("import", newer, "--organisation", COUNTY, service=service)

    assert result.exit_code == 1
    assert "published-version-changed" in result.stdout
    assert service.documents() == set(LIBRARY)


def test_an_unknown_organisation_is_explained(good: Path, tmp_path: Path) -> None:
    for command in (("import", good), ("export", tmp_path / "out")):
        result = run(*command, "--organisation", "nobody")

        assert result.exit_code == 1
        assert "There is no organisation nobody." in result.stderr


def test_an_export_is_the_library_that_was_imported(good: Path, tmp_path: Path) -> None:
    service = FakeService()
    run("import", good, "--organisation", COUNTY, service=service)
    out = folder_with(tmp_path / "out", unit(code="tutkinnonosat_999"))

    result = run("export", out, "--organisation", COUNTY, service=service)

    assert result.exit_code == 0
    assert (out / "badge-classes/guidance/v1.yaml").as_posix() in result.stdout.splitlines()
    assert "tutkinnonosat_999.yaml belongs to no document" in result.stderr
    for path in good.rglob("*.yaml"):
        assert (out / path.relative_to(good)).read_bytes() == path.read_bytes()


def test_a_preview_shows_the_newest_version_or_the_one_asked_for(tmp_path: Path) -> None:
    second = badge_class(version=2, status=Status.DRAFT)
    folder = folder_with(tmp_path, *LIBRARY, second)

    newest = run("preview", "guidance", "--dir", folder)
    first = run("preview", "guidance", "--dir", folder, "--version", "1")
    missing = run("preview", "guidance", "--dir", folder, "--version", "3")

    assert "guidance v2: draft" in newest.stdout
    assert "guidance v1: published" in first.stdout
    assert missing.exit_code == 2
    assert "there are: 1, 2" in missing.stderr


def test_a_preview_can_be_a_file(good: Path, tmp_path: Path) -> None:
    result = run("preview", "guidance", "--dir", good, "--output", tmp_path / "p.html")

    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "p.html").read_text().startswith("<!doctype html>")


def test_a_misnamed_class_is_answered_with_those_there_are(good: Path) -> None:
    result = run("preview", "guidence", "--dir", good)

    assert result.exit_code == 2
    assert "there are: guidance" in result.stderr


@pytest.mark.parametrize("source", [str(BASIS), URL])
def test_a_register_document_becomes_files(source: str, tmp_path: Path) -> None:
    result = run("fetch-register", source, "--output", tmp_path, "--retrieved", "2026-11-24")

    found = read_folder(tmp_path)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert found.is_valid
    sources = {document.source for document in found.documents if document.kind == "unit"}
    assert len(sources) == 1
    (provenance,) = sources
    assert provenance.retrieved.isoformat() == "2026-11-24"
    assert provenance.url == (URL if source == URL else None)
    assert provenance.sha256 is not None


def test_a_register_completes_units_and_never_overwrites_known_facts(tmp_path: Path) -> None:
    known = unit(code="tutkinnonosat_990001", version=2)
    folder_with(tmp_path, known)
    path = tmp_path / "units/finland/tutkinnonosat_990001.yaml"
    before = path.read_bytes()

    refused = run("fetch-register", BASIS, "--output", tmp_path)
    kept = path.read_bytes()
    replaced = run("fetch-register", BASIS, "--output", tmp_path, "--replace")

    assert (refused.exit_code, kept) == (1, before)
    assert "unit-fact-changed" in refused.stderr
    assert replaced.exit_code == 0
    assert path.read_bytes() != before


def test_national_badges_become_drafts_once(tmp_path: Path) -> None:
    first = run("fetch-register", NATIONAL_BADGES, "--output", tmp_path)
    draft = tmp_path / "badge-classes/osaamismerkit-9901/v1.yaml"
    edited = draft.read_text().replace("fi: Kuvaus", "fi: Parempi kuvaus")
    draft.write_text(edited)
    second = run("fetch-register", NATIONAL_BADGES, "--output", tmp_path)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert draft.read_text() == edited
    assert "is there already" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("--system", "sweden"), 2, id="another system"),
        pytest.param(("--retrieved", "yesterday"), 2, id="no day"),
    ],
)
def test_register_options_are_checked(
    arguments: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    result = run("fetch-register", BASIS, "--output", tmp_path, *arguments)

    assert result.exit_code == code


def test_a_register_document_that_is_not_understood_is_explained(tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text('{"data": []}')

    result = run("fetch-register", odd, "--output", tmp_path / "out")

    assert result.exit_code == 1
    assert "fetch one basis by its id" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = run("schema")
    run("schema", "--output", tmp_path / "a/b.json")

    assert printed.stdout == schema_text()
    assert (tmp_path / "a/b.json").read_text() == schema_text()


@pytest.mark.parametrize(
    "command",
    ["validate", "diff", "import", "export", "preview", "fetch-register", "schema"],
)
def test_every_command_shows_an_example(command: str) -> None:
    result: Any = run(command, "--help")

    assert result.exit_code == 0
    assert f"Example: badgeservice library {command}" in " ".join(result.stdout.split())
