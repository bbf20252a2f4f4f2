"""What a report says of an issuer that is known, unknown, or not asked about at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from badgeservice.verification.document import report_document
from badgeservice.verification.errors import NotAtHandError
from badgeservice.verification.known_issuers import KnownIssuers, Listing
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.verify import verify, verify_quickly
from tests.builders import NOW
from tests.world import World

DAY = timedelta(days=1)
KOTKA = Listing(registry="Colleges", issuer="Kotka")


@dataclass
class Lists:
    """Lists in memory; `own` are those of one organisation."""

    listings: dict[str, tuple[Listing, ...]] = field(default_factory=dict)

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        return self.listings.get(issuer_id, ())

    def of(self, organisation_id: str) -> KnownIssuers:
        raise AssertionError(organisation_id)


class NotNow(Lists):
    """Lists that would have to be waited for."""

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        raise NotAtHandError(issuer_id)


def _report(world: World, lists: Lists | None, *, badge: bytes | None = None) -> Report:
    sources = world.sources
    if lists is not None:
        sources = replace(sources, known_issuers=lists)
    return verify(badge or world.badge(), at=NOW, sources=sources)


def test_without_any_list_trust_is_not_assessed() -> None:
    report = _report(World(), None)

    assert [caution.code for caution in report.warnings] == ["issuer.trust-not-assessed"]


def test_a_known_issuer_is_told_with_everybody_who_knows_it() -> None:
    world = World()
    listings = (KOTKA, Listing(registry="Ministry", issuer="K"), replace(KOTKA, issuer="again"))

    report = _report(world, Lists({world.did: listings}))

    (caution,) = report.warnings
    assert (report.verdict, caution.code) == (Verdict.VALID, "issuer.known")
    assert caution.facts == {"registries": ["Colleges", "Ministry"], "name": "Kotka"}
    assert "Colleges, Ministry" in caution.message


def test_an_unknown_issuer_is_a_warning_and_no_verdict() -> None:
    report = _report(World(), Lists())

    assert report.verdict is Verdict.VALID
    assert [caution.code for caution in report.warnings] == ["issuer.unknown"]


@pytest.mark.parametrize(
    ("listing", "code"),
    [
        pytest.param(replace(KOTKA, since=NOW), "issuer.known", id="from-this-moment"),
        pytest.param(replace(KOTKA, until=NOW), "issuer.known", id="up-to-this-moment"),
        pytest.param(replace(KOTKA, since=NOW + DAY), "issuer.unknown", id="not-yet"),
        pytest.param(replace(KOTKA, until=NOW - DAY), "issuer.unknown", id="no-longer"),
    ],
)
def test_a_list_speaks_for_its_own_time(listing: Listing, code: str) -> None:
    world = World()

    report = _report(world, Lists({world.did: (listing,)}))

    assert [caution.code for caution in report.warnings] == [code]


def test_who_only_claims_to_be_a_known_issuer_is_not_called_known() -> None:
    """K03: a name on a list is worth nothing without the signature."""
    world = World()
    forged = world.badge().replace(b"Ohjaaja", b"Johtaja")

    report = _report(world, Lists({world.did: (KOTKA,)}), badge=forged)

    assert report.verdict is Verdict.INVALID
    assert [c.code for c in report.warnings if c.code.startswith("issuer.")] == []


def test_the_quick_way_says_the_same_and_waits_for_nothing() -> None:
    world = World()
    quick = replace(world.sources, known_issuers=Lists({world.did: (KOTKA,)}))
    waiting = replace(world.sources, known_issuers=NotNow())

    report = verify_quickly(world.badge(), at=NOW, sources=quick)

    assert report is not None
    assert [caution.code for caution in report.warnings] == ["issuer.known"]
    assert verify_quickly(world.badge(), at=NOW, sources=waiting) is None


def test_the_facts_are_in_the_report_for_programs() -> None:
    world = World()
    document = report_document(
        _report(world, Lists({world.did: (KOTKA,)})), origin="https://badges.example.org"
    )

    assert isinstance(document["warnings"], list)
    (warning,) = document["warnings"]
    assert isinstance(warning, dict)
    assert warning["facts"] == {"registries": ["Colleges"], "name": "Kotka"}
