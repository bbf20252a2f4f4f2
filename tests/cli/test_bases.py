"""What the operator does with bases: import them, list them, and see what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from badgeservice.cli.application import application
from badgeservice.cli.bases_register import EPERUSTEET
from badgeservice.verification.errors import SourceUnavailableError
from tests.builders import COUNTY
from tests.cli.test_library import FakeService

OWN = ("--organisation", COUNTY)
PAGES = f"{EPERUSTEET}/api/external/perusteet"


def basis(number: int, **changes: Any) -> dict[str, Any]:
    name = {"fi": f"Peruste {number}"}
    return {"diaarinumero": f"OPH-{number}-2026", "nimi": name, "tutkinnonOsat": [], **changes}


@dataclass
class Register(FakeService):
    """The service, with a register of several pages on its network."""

    documents_at: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def fetch(self) -> Callable[[str], bytes]:
        def fetched(url: str) -> bytes:
            self.asked.append(url)
            if url not in self.documents_at:
                raise SourceUnavailableError(url, "no answer")
            return self.documents_at[url]

        return fetched

    def serve(self, *pages: list[int]) -> None:
        for index, numbers in enumerate(pages):
            query = "koodi=koulutus_371101&tulevat=true&voimassa=true&siirtyma=true&poistuneet=true"
            found = {"data": [{"id": each} for each in numbers], "sivuja": len(pages)}
            url = f"{PAGES}?{query}&sivu={index}&sivukoko=50"
            self.documents_at[url] = json.dumps(found).encode()
            for each in numbers:
                address = f"{EPERUSTEET}/api/external/peruste/{each}"
                self.documents_at[address] = json.dumps(basis(each)).encode()


@pytest.fixture
def register() -> Register:
    return Register()


def run(register: Register, *arguments: str | Path) -> Result:
    return CliRunner().invoke(
        application, ["bases", *(str(each) for each in arguments)], obj=register
    )


def written(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_file_is_imported_once_and_its_hash_is_recorded(
    register: Register, tmp_path: Path
) -> None:
    path = written(tmp_path / "basis.json", basis(1))

    first = run(register, "import", path, *OWN)
    again = run(register, "import", path, *OWN)
    listed = json.loads(run(register, "list", *OWN, "--json").stdout)["bases"]

    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert first.stdout == f"+ OPH-1-2026 edition 1 ({sha256})\n"
    assert again.stdout == f"= {path.as_posix()} is known already\n"
    assert [(each["code"], each["sha256"]) for each in listed] == [("OPH-1-2026", sha256)]


def test_a_dry_run_tells_the_changes_and_writes_nothing(register: Register, tmp_path: Path) -> None:
    run(register, "import", written(tmp_path / "old.json", basis(1)), *OWN)
    newer = written(tmp_path / "new.json", basis(1, nimi={"fi": "Uusi"}))

    told = run(register, "import", newer, *OWN, "--dry-run")
    listed = run(register, "list", *OWN)

    assert "changed OPH-1-2026: name" in told.stdout
    assert "dry run" in told.stderr
    assert listed.stdout == "finland\tOPH-1-2026\t1\tin-force\tPeruste 1\n"


def test_changes_between_editions_are_told(register: Register, tmp_path: Path) -> None:
    for name in ("Vanha", "Uusi"):
        run(register, "import", written(tmp_path / "b.json", basis(1, nimi={"fi": name})), *OWN)

    told = run(register, "diff", "OPH-1-2026", *OWN)
    same = run(register, "diff", "OPH-1-2026", *OWN, "--before", "2", "--json")

    assert told.stdout == "changed OPH-1-2026: name\n"
    assert json.loads(same.stdout) == {"before": 2, "after": 2, "changes": []}


def test_all_bases_of_a_qualification_are_fetched_page_by_page(register: Register) -> None:
    register.serve([11, 12], [13])

    done = run(register, "import", *OWN, "--qualification", "koulutus_371101", "--json")

    imports = json.loads(done.stdout)["imports"]
    assert [each["basis"]["code"] for each in imports] == [
        "OPH-11-2026",
        "OPH-12-2026",
        "OPH-13-2026",
    ]
    assert imports[0]["basis"]["sourceUrl"] == f"{EPERUSTEET}/api/external/peruste/11"
    assert "Page 1 of 2" in done.stderr
    assert len(register.asked) == 5


def test_an_import_that_broke_off_goes_on_where_it_was(register: Register) -> None:
    register.serve([11, 12], [13])
    missing = register.documents_at.pop(f"{EPERUSTEET}/api/external/peruste/12")

    broken = run(register, "import", *OWN, "--qualification", "koulutus_371101")
    register.documents_at[f"{EPERUSTEET}/api/external/peruste/12"] = missing
    resumed = run(register, "import", *OWN, "--qualification", "koulutus_371101")

    assert broken.exit_code == 1
    assert "no answer" in broken.stderr
    assert [line[0] for line in broken.stdout.splitlines()] == ["+", "+"]
    assert [line[0] for line in resumed.stdout.splitlines()] == ["=", "+", "="]
    assert resumed.exit_code == 0


def test_pages_are_read_in_the_newer_shape_too(register: Register) -> None:
    register.serve([11])
    (url,) = (each for each in register.documents_at if each.startswith(PAGES + "?"))
    page = {"content": [{"id": 11}], "totalPages": 1}
    register.documents_at[url] = json.dumps(page).encode()

    done = run(register, "import", *OWN, "--qualification", "koulutus_371101")

    assert done.stdout.startswith("+ OPH-11-2026")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(("import", *OWN), 2, "Give files", id="nothing to import"),
        pytest.param(
            ("import", *OWN, "--qualification", "371101"), 2, "koulutus_371101", id="a bare number"
        ),
        pytest.param(("import", "absent.json", *OWN), 1, "cannot be read", id="no such file"),
        pytest.param(
            ("import", "x.json", "--organisation", "nobody"), 1, "nobody", id="no such organisation"
        ),
        pytest.param(("diff", "OPH-9-2026", *OWN), 1, "OPH-9-2026", id="no such basis"),
    ],
)
def test_what_cannot_be_done_gets_one_line(
    register: Register, arguments: tuple[str, ...], code: int, told: str
) -> None:
    refused = run(register, *arguments)

    assert refused.exit_code == code, refused.output
    assert told in refused.stderr


@pytest.mark.parametrize(
    "page",
    [
        pytest.param([], id="a list"),
        pytest.param({"data": [], "sivuja": "many"}, id="no number of pages"),
        pytest.param({"data": [{"id": "../1"}], "sivuja": 1}, id="an id that is no number"),
    ],
)
def test_a_page_of_another_shape_ends_the_import(register: Register, page: Any) -> None:
    register.serve([11])
    (url,) = (each for each in register.documents_at if each.startswith(PAGES + "?"))
    register.documents_at[url] = json.dumps(page).encode()

    refused = run(register, "import", *OWN, "--qualification", "koulutus_371101")

    assert refused.exit_code == 1
    assert "not understood" in refused.stderr
    assert run(register, "list", *OWN).stdout == ""


def test_a_document_larger_than_the_largest_basis_is_refused(
    register: Register, tmp_path: Path
) -> None:
    path = written(tmp_path / "b.json", basis(1, kuvaus="x" * (10 * 1024 * 1024)))

    refused = run(register, "import", path, *OWN)

    assert refused.exit_code == 1
    assert "larger than" in refused.stderr
