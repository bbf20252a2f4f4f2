"""The mappings of a library's folder: checked, compared and proposed on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from badgeservice.library.folder import read_folder
from badgeservice.library.mapping_documents import MappingStatus
from badgeservice.recognition.weigh import leaves_of
from tests.builders import COUNTY, NOW
from tests.cli.test_bases import Register
from tests.cli.test_bases import run as run_bases
from tests.cli.test_library import FakeService, run
from tests.stories.recognising import basis_of

SHIPPED = Path(__file__).parents[2] / "criteria"
INSTRUCTOR = "mappings/workplace-instructor/v1.yaml"
LOCAL = "mappings/care-encounters/v1.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "criteria"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder: Path) -> list[tuple[str, str, bool]]:
    told = json.loads(run("validate", folder, "--json").stdout)["findings"]
    return [
        (each["code"], each["pointer"], each["isError"])
        for each in told
        if "/mappings/" in each["file"]
    ]


def test_the_shipped_mappings_are_proposals_without_a_fault(folder: Path) -> None:
    told = run("validate", folder)

    assert told.exit_code == 0
    assert "3 mappings" in told.stderr
    assert found(folder) == []
    for path in (folder / "mappings").rglob("*.yaml"):
        assert "status: proposed" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "ammattitaitovaatimukset_9528",
            "ammattitaitovaatimukset_1",
            ("requirement-unknown", "/coverage/0/requirement", True),
            id="a requirement that the unit does not have",
        ),
        pytest.param(
            "unitVersion: 1",
            "unitVersion: 2",
            ("unit-version-differs", "/target/unitVersion", True),
            id="another version of the unit",
        ),
        pytest.param(
            "kind: all-of",
            "kind: any-of",
            ("requirement-not-always-covered", "/badges", True),
            id="a way around a requirement",
        ),
        pytest.param(
            "badgeClass: feedback-giver",
            "badgeClass: digital-teaching-workshops",
            ("participation-badge", "/badges/of/2", True),
            id="a participation badge",
        ),
        pytest.param(
            "badgeClass: feedback-giver",
            "badgeClass: elsewhere",
            ("class-unknown", "/badges/of/2", False),
            id="a class that the folder cannot know",
        ),
        pytest.param(
            "basis: OPH-456-2022",
            "basis: OPH-1-2026",
            ("basis-unknown", "/basis", False),
            id="a basis that the folder cannot know",
        ),
        pytest.param("route: directly", "rute: directly", ("key-unknown", "/rute", True), id="key"),
        pytest.param("kind: mapping", "kind: unit", ("kind-unknown", "/kind", True), id="kind"),
        pytest.param("version: 1", "version: 2", ("path-differs", "", True), id="path"),
        pytest.param(
            "# yaml-language-server", "# x", ("schema-comment-missing", "", False), id="comment"
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    folder: Path, old: str, new: str, expected: tuple[str, str, bool]
) -> None:
    edit(folder, INSTRUCTOR, old, new)

    assert expected in found(folder)
    assert (run("validate", folder).exit_code == 1) is expected[2]


def test_a_finding_names_the_line(folder: Path) -> None:
    edit(folder, INSTRUCTOR, "unitVersion: 1", "unitVersion: 2")
    lines = (folder / INSTRUCTOR).read_text(encoding="utf-8").splitlines()
    line = next(index for index, text in enumerate(lines, 1) if "unitVersion" in text)

    assert f"{INSTRUCTOR}:{line}: " in run("validate", folder).stdout


def test_mappings_are_compared_like_the_rest(folder: Path, tmp_path: Path) -> None:
    newer = Path(shutil.copytree(folder, tmp_path / "newer"))
    edit(newer, INSTRUCTOR, "route: directly", "route: assessors")
    (newer / LOCAL).unlink()

    told = run("diff", folder, newer)

    assert told.exit_code == 0
    assert "~ mapping workplace-instructor v1: edited" in told.stdout
    assert "route directly → assessors" in told.stdout
    assert "- mapping care-encounters v1: removed" in told.stdout


def test_what_was_agreed_cannot_be_edited(folder: Path, tmp_path: Path) -> None:
    edit(folder, LOCAL, "status: proposed", "status: ended")
    newer = Path(shutil.copytree(folder, tmp_path / "newer"))
    edit(newer, LOCAL, "count: 2", "count: 1")

    told = run("diff", folder, newer)

    assert told.exit_code == 1
    assert "a new version is needed" in told.stdout


def test_an_import_proposes_them_when_it_is_asked_to(folder: Path, tmp_path: Path) -> None:
    service = Register()
    basis = tmp_path / "basis.json"
    basis.write_text(json.dumps(common_units()), encoding="utf-8")
    run_bases(service, "import", basis, "--organisation", COUNTY)

    without = run("import", folder, "--organisation", COUNTY, service=service)
    dry = run(
        "import", folder, "--organisation", COUNTY, "--mappings", "--dry-run", service=service
    )
    before = dict(service.store.mappings)
    done = run("import", folder, "--organisation", COUNTY, "--mappings", service=service)
    again = run("import", folder, "--organisation", COUNTY, "--mappings", service=service)

    assert (without.exit_code, before) == (0, {})
    assert "+ mapping care-encounters v1" in dry.stdout
    assert done.exit_code == 0, done.output
    kept = [each.mapping for each in service.store.mappings.values()]
    assert [each.status for each in kept] == [MappingStatus.PROPOSED] * 3
    assert {leaf.organisation for each in kept for leaf in leaves_of(each.badges)} == {COUNTY}
    assert "= mapping care-encounters v1" in again.stdout
    assert [each.revision for each in service.store.mappings.values()] == [1, 1, 1]


def test_nothing_is_written_when_one_of_them_cannot_be_true(folder: Path) -> None:
    service = FakeService()

    refused = run("import", folder, "--organisation", COUNTY, "--mappings", service=service)

    assert refused.exit_code == 1
    assert "OPH-456-2022 has not been imported" in refused.stderr
    assert (service.store.mappings, service.store.documents) == ({}, {})


def test_the_folder_is_compared_with_what_was_agreed(folder: Path) -> None:
    service = FakeService()
    only = folder / "mappings"
    for name in ("workplace-instructor", "climate-responsible-work"):
        shutil.rmtree(only / name)
    run("import", folder, "--organisation", COUNTY, "--mappings", service=service)
    ((place, kept),) = service.store.mappings.items()
    with service.wiring().open_books(True) as books:
        agreed = kept.mapping.model_copy(update={"status": MappingStatus.AGREED})
        books.mappings.put_mapping(place[0], agreed, at=NOW, by="x")
    edit(folder, LOCAL, "count: 2", "count: 1")

    told = run("diff", folder, "--against-database", "--organisation", COUNTY, service=service)
    refused = run("import", folder, "--organisation", COUNTY, "--mappings", service=service)

    assert "mapping care-encounters v1: published content changed" in told.stdout
    assert told.exit_code == refused.exit_code == 1
    assert "write a new version" in refused.stderr


def common_units() -> dict[str, Any]:
    """Return the basis of the shipped units, as a document."""
    documents = [
        each.model_dump(mode="json", by_alias=True) for each in read_folder(SHIPPED).documents
    ]
    return basis_of(documents, "OPH-456-2022")
