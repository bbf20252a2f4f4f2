"""The sample credentials of the publisher's own validator, each with its verdict.

Nothing on the network can be reached, and none of the issuers exists: so what is in order there is
*indeterminate* here because of its issuer and of nothing else, or because of its status as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import pytest

from badgeservice.verification.errors import SourceUnavailableError
from badgeservice.verification.report import Outcome, Report
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.reference import references

pytestmark = pytest.mark.reference

FOLDER: Final = "security/openbadges/ob30"


class Nowhere:
    """A network on which nobody answers."""

    def did_document(self, did: str) -> NoReturn:
        raise SourceUnavailableError(did, "no answer")

    def status_list_credential(self, url: str) -> NoReturn:
        raise SourceUnavailableError(url, "no answer")

    def badge(self, url: str) -> NoReturn:
        raise SourceUnavailableError(url, "no answer")


NOWHERE: Final = Nowhere()


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is to be said of a sample: `open` and `failing` are checks by name.

    `shape` is the code of that check, and `cautions` are codes about the form.
    """

    verdict: str = "indeterminate"
    kind: str = "open-badge"
    shape: str = "shape.ok"
    failing: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()


IN_ORDER = Expected()
SAMPLES: Final = {
    "complete.json": Expected(cautions=frozenset({"shape.OB-DM-5"})),
    "endorsement-valid.json": Expected(kind="endorsement", shape="shape.endorsement"),
    "simple-did-key-method.json": IN_ORDER,
    "simple-did-web-method.json": IN_ORDER,
    "simple-eddsa-2022.json": Expected(cautions=frozenset({"form.vc-1.1"})),
    "simple-json.png": IN_ORDER,
    "simple-json.svg": IN_ORDER,
    "simple-jwt.png": IN_ORDER,
    "simple-jwt.svg": IN_ORDER,
    "simple-multiple-proofs.json": Expected(cautions=frozenset({"proof.other-not-checked"})),
    "simple-noproof.json": Expected(
        verdict="invalid", shape="shape.missing", failing=frozenset({"shape"})
    ),
    "simple.json": IN_ORDER,
    "simple.jwt": Expected(verdict="invalid", shape="shape.missing", failing=frozenset({"shape"})),
}
FORMS: Final = ("form.", "shape.", "proof.other")


def report_on(content: bytes) -> Report:
    sources = Sources(did_documents=NOWHERE, status_lists=NOWHERE, badges=NOWHERE)
    return verify(content, at=NOW, sources=sources)


def test_the_table_speaks_of_every_sample() -> None:
    assert {path.name for path in references(f"{FOLDER}/*")} == SAMPLES.keys()


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.name) for path in references(f"{FOLDER}/*")]
)
def test_a_published_sample_gets_its_verdict(path: Path) -> None:
    expected = SAMPLES[path.name]

    report = report_on(path.read_bytes())

    found = Expected(
        verdict=report.verdict.value,
        kind=report.kind,
        shape=report.checks[1].code,
        failing=frozenset(check.name for check in report.checks if check.outcome is Outcome.FAILED),
        cautions=frozenset(each.code for each in report.warnings if each.code.startswith(FORMS)),
    )
    assert found == expected


@pytest.mark.parametrize(
    "name", [name for name, expected in SAMPLES.items() if expected.verdict == "indeterminate"]
)
def test_what_is_in_order_stands_open_because_of_its_issuer_alone(name: str) -> None:
    [path] = references(f"{FOLDER}/{name}")

    report = report_on(path.read_bytes())

    standing_open = {check.name for check in report.checks if check.outcome is not Outcome.PASSED}
    assert "issuer" in standing_open
    assert standing_open <= {"issuer", "proof", "status"}
