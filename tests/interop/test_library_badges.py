"""A badge of every class in the library, in every language, as it is issued: read by all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest
from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.issuing.issue import issue
from badgeservice.issuing.order import BadgeOrder, Desk, EvidenceItem, ResultItem
from badgeservice.issuing.publish import did_document, status_list
from badgeservice.library.documents import LANGUAGES, BadgeClass, Status
from badgeservice.library.folder import read_folder
from badgeservice.main import library_directory
from tests.builders import COUNTY, actor, organisation
from tests.fakes import open_fake_books
from tests.interop import peers
from tests.interop.badge import OFFICIAL_SCHEMA, OFFICIAL_SCHEMA_URL, STRICT_SCHEMA, schema
from tests.interop.now import NOW, chance
from tests.interop.peers import VERIFIERS, Case

pytestmark = pytest.mark.reference

ORIGIN: Final = "https://badges.example.fi"


def _order(badge_class: BadgeClass, language: str) -> BadgeOrder:
    results = tuple(
        ResultItem(result_id=result.id, value=result.allowed_values[-1])
        for result in badge_class.results
        if result.allowed_values
    )
    return BadgeOrder(
        class_id=badge_class.id,
        version=badge_class.version,
        language=language,  # type: ignore[arg-type]  # one of LANGUAGES
        email="aino@example.org",
        narrative="Kolme kuukautta työpaikalla.\n\nArvioija oli mukana.",
        evidence=(EvidenceItem(name="Portfolio", url="https://portfolio.example.org/1"),),
        results=results,
    )


@pytest.fixture(scope="module")
def issued() -> Mapping[str, Case]:
    """Return a case for every published class and language, made by the issuing room."""
    opener = open_fake_books(origin=ORIGIN)
    documents = read_folder(library_directory()).documents
    with opener(True) as books:
        books.accounts.put_organisation(organisation(COUNTY))
        books.keys.create(COUNTY, at=NOW)
        for document in documents:
            books.library.put(COUNTY, document, at=NOW, by="test")
    orders = {
        f"{document.id} v{document.version} {language}": _order(document, language)
        for document in documents
        if isinstance(document, BadgeClass) and document.status is Status.PUBLISHED
        for language in LANGUAGES
    }
    badges = issue(
        list(orders.values()),
        actor=actor(COUNTY),
        request=None,
        desk=Desk(origin=ORIGIN, at=NOW, random_bytes=chance()),
        open_books=opener,
    )
    looked_up: dict[str, JsonObject] = {OFFICIAL_SCHEMA_URL: schema(OFFICIAL_SCHEMA)}
    with opener(False) as books:
        did = did_document(COUNTY, origin=ORIGIN, books=books)
        looked_up[str(did["id"])] = did
        for list_id in {badge.plan.slot.list_id for badge in badges}:
            published = status_list(
                list_id, origin=ORIGIN, at=NOW, ttl=timedelta(days=1), books=books
            )
            content = parse_object(published.render().content)
            looked_up[str(content["id"])] = content
    return {
        name: Case(credential=badge.secured or b"", documents=looked_up)
        for name, badge in zip(orders, badges, strict=True)
    }


def test_every_peer_verifies_every_badge_that_the_library_gives(
    issued: Mapping[str, Case],
) -> None:
    verdicts = peers.verdicts(issued)

    refused = {key: verdict.reason for key, verdict in verdicts.items() if not verdict.verified}
    assert len(verdicts) == len(issued) * len(VERIFIERS)
    assert refused == {}


@pytest.mark.parametrize("path", [STRICT_SCHEMA, OFFICIAL_SCHEMA])
def test_every_badge_fits_both_generations_of_the_official_schema(
    issued: Mapping[str, Case], path: str
) -> None:
    published = schema(path)
    validator = validator_for(published)(published, format_checker=FormatChecker())

    faults = {
        name: [error.message for error in validator.iter_errors(json.loads(case.credential))]
        for name, case in issued.items()
    }

    assert {name: found for name, found in faults.items() if found} == {}


def test_every_badge_passes_safe_mode(issued: Mapping[str, Case]) -> None:
    documents = {name: parse_object(case.credential) for name, case in issued.items()}

    canonical = peers.canonicalise_in_safe_mode(documents)

    assert {name: found.error for name, found in canonical.items() if found.error} == {}
