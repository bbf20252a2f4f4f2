"""The eleven elements of a micro-credential: as the badge has them, or missing."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.recognition.errors import ExportIncompleteError
from badgeservice.recognition.exports.details import ExportDetails
from badgeservice.recognition.exports.export import export
from badgeservice.recognition.exports.facts import ExportFormat
from tests.recognition.exports.decided import credential, decided, evidence, with_evidence

NARRATIVE = """1. Toimii turvallisesti.
2. Kirjaa havainnot.

**Arviointi:** Keskustelu ja havainnointi työpaikalla

**Suoritustapa:** Työpaikalla

**Laadunvarmistus:** Kaksi arvioijaa

**Laajuus:** 5 osaamispistettä"""
FULL: JsonObject = {
    **credential(
        criteria={"narrative": NARRATIVE},
        alignment=[
            {"targetName": "EQF 4", "targetUrl": "https://e.example", "targetType": "ext:EQFLevel"},
            {
                "targetName": "Ohjaa",
                "targetUrl": "https://k.example/1",
                "targetType": "ext:Ammattitaitovaatimus",
            },
        ],
    ),
}


def micro(badge: JsonObject) -> Any:
    case = with_evidence(decided(), evidence(badge))
    return export(case, ExportFormat.EUROPASS, ExportDetails()).document["microCredentials"]


def full() -> JsonObject:
    badge = dict(FULL)
    issuer, subject = badge["issuer"], badge["credentialSubject"]
    assert isinstance(issuer, dict)
    assert isinstance(subject, dict)
    badge["issuer"] = {**issuer, "address": {"addressCountryCode": "FI"}}
    badge["credentialSubject"] = {
        **subject,
        "identifier": [{"identityHash": "sha256$00", "identityType": "emailAddress"}],
    }
    return badge


def test_a_badge_that_says_everything_has_all_eleven() -> None:
    found = micro(full())[0]

    values = {each["number"]: each["value"] for each in found["elements"]}
    assert found["missing"] == []
    assert values == {
        1: {"identityHash": "sha256$00", "identityType": "emailAddress"},
        2: "Ikääntyvien osallisuuden edistäminen kotihoidossa",
        3: "FI",
        4: "Pohjois-Savon hyvinvointialue",
        5: "2026-03-02T00:00:00Z",
        6: {
            "criteria": "1. Toimii turvallisesti.\n2. Kirjaa havainnot.",
            "alignedWith": [{"name": "Ohjaa", "url": "https://k.example/1"}],
        },
        7: "5 osaamispistettä",
        8: "EQF 4",
        9: "Keskustelu ja havainnointi työpaikalla",
        10: "Työpaikalla",
        11: "Kaksi arvioijaa",
    }


def test_what_a_badge_does_not_say_is_null_and_listed() -> None:
    found = micro(credential())[0]

    numbers = [each["number"] for each in found["elements"] if each["value"] is None]
    assert numbers == [1, 3, 7, 8, 9, 10, 11]
    assert found["missing"] == [
        "Identification of the learner",
        "Country or region of the issuer",
        "Notional workload",
        "Level",
        "Type of assessment",
        "Form of participation",
        "Type of quality assurance",
    ]


def test_a_bare_number_is_no_workload() -> None:
    found = micro(credential(creditsAvailable=5))[0]

    assert "Notional workload" in found["missing"]


def test_an_element_says_where_it_stands() -> None:
    places = {each["number"]: each["pointer"] for each in micro(full())[0]["elements"]}

    assert places[3] == "/issuer/address/addressCountryCode"
    assert places[8] == "/credentialSubject/achievement/alignment/0"


def test_the_learner_number_of_the_case_is_never_in_it() -> None:
    """P06: who the learner is comes from the badge alone."""
    assert "1.2.246.562.24." not in str(micro(full()))


def test_without_a_badge_there_is_nothing_to_tell() -> None:
    case = with_evidence(decided(), evidence(verdict="indeterminate"))

    with pytest.raises(ExportIncompleteError):
        export(case, ExportFormat.EUROPASS, ExportDetails())


@pytest.mark.parametrize(
    "wrong",
    [{"issuer": []}, {"credentialSubject": "x"}, {"issuer": None, "validFrom": 5}],
    ids=["a list for an issuer", "a text for a subject", "a number for a date"],
)
def test_a_badge_of_odd_shape_only_misses_more(wrong: JsonObject) -> None:
    found = micro({**credential(), **wrong})[0]

    assert len(found["elements"]) == 11
    assert found["missing"]
