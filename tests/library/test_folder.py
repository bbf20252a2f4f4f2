from __future__ import annotations

from pathlib import Path

import pytest

from badgeservice.library.files import MAXIMUM_BYTES, render, render_all
from badgeservice.library.folder import read_folder, write_folder
from tests.builders import badge_class, criteria_set, unit
from tests.pictures import data_uri, png

LIBRARY = (unit(), criteria_set(), badge_class())
CLASS_PATH = "badge-classes/guidance/v1.yaml"
SHIPPED = Path(__file__).parents[2] / "criteria"


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in read_folder(folder).findings}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(render_all(LIBRARY), tmp_path)
    return tmp_path


def test_what_was_written_is_read(folder: Path) -> None:
    found = read_folder(folder)

    assert found.findings == ()
    assert found.is_valid
    assert set(found.documents) == set(LIBRARY)


def test_writing_again_touches_nothing(folder: Path) -> None:
    before = (folder / CLASS_PATH).stat().st_mtime_ns

    done = write_folder(render_all(LIBRARY), folder)

    assert (done.written, len(done.unchanged), done.strays) == ((), 3, ())
    assert (folder / CLASS_PATH).stat().st_mtime_ns == before


def test_files_of_no_document_are_pointed_out_and_left_alone(folder: Path) -> None:
    done = write_folder(render_all(LIBRARY[:2]), folder)

    assert done.strays == (CLASS_PATH,)
    assert (folder / CLASS_PATH).exists()


def test_findings_name_files_as_one_can_open_them(folder: Path) -> None:
    path = folder / CLASS_PATH
    path.write_text(path.read_text().replace("status: published", "status: done"))

    (finding,) = read_folder(folder).findings

    assert finding.file == path.as_posix()
    assert path.read_text().splitlines()[finding.line - 1] == "status: done"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("units/finland/a.yaml", b"\xff\xfe", "not-utf-8", id="no UTF-8"),
        pytest.param(
            "units/finland/a.yaml", b"#" * (MAXIMUM_BYTES + 1), "file-too-large", id="too much"
        ),
        pytest.param("units/finland/a.yml", b"", "file-suffix", id="another suffix"),
        pytest.param("a.yaml", render(unit())[1].encode(), "path-differs", id="a wrong place"),
    ],
)
def test_files_that_cannot_be_read_are_found(
    folder: Path, name: str, content: bytes, code: str
) -> None:
    (folder / name).write_bytes(content)

    assert code in codes(folder)
    assert not read_folder(folder).is_valid


def test_rules_are_not_asked_about_half_a_library(folder: Path) -> None:
    (folder / "criteria-sets/guidance/v1.yaml").write_text("[")

    assert "criteria-set-missing" not in codes(folder)
    assert "yaml-syntax" in codes(folder)


def test_an_image_stands_in_the_file_of_its_class(folder: Path) -> None:
    write_folder(render_all([badge_class(image=data_uri(png()))]), folder)
    assert codes(folder) == set()

    write_folder(render_all([badge_class(image=data_uri(png(9, 3)))]), folder)
    assert codes(folder) == {"image-not-square"}


def test_progress_is_told_each_file(folder: Path) -> None:
    told: list[str] = []

    read_folder(folder, progress=told.append)

    assert len(told) == 3


def test_the_library_that_comes_with_the_service_has_no_errors() -> None:
    found = read_folder(SHIPPED)

    assert [str(finding) for finding in found.findings if finding.is_error] == []
    assert found.documents


def test_the_library_that_comes_with_the_service_survives_a_rewriting(tmp_path: Path) -> None:
    documents = read_folder(SHIPPED).documents

    write_folder(render_all(documents), tmp_path)

    assert set(read_folder(tmp_path).documents) == set(documents)
