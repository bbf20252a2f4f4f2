"""The elements that an EU micro-credential must have, read from the badges of a case.

What a badge does not say is null and listed as missing: nothing is filled in. For badges of this
service some elements stand in the narrative of the criteria, each behind its label.

Source: Council Recommendation 2022/C 243/02 on micro-credentials, Annex I.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.recognition.exports.facts import Export, ExportFormat, Facts
from badgeservice.recognition.exports.proof import ProvenBadge, achievement_of, member, plain

SCHEMA_VERSION: Final = "Council Recommendation 2022/C 243/02, Annex I: eleven mandatory elements"
_NOTES: Final = (
    "The elements as data, each with where it stands in the badge.",
    "In which file format Europass would take them is not settled here.",
    "An element that is null is not in the badge; nothing was filled in.",
)
_LONGEST: Final = 8_000
_LABELS: Final = {
    "workload": ("Laajuus", "Omfattning", "Extent"),
    "assessment": ("Arviointi", "Bedömning", "Assessment"),
    "participation": ("Suoritustapa", "Genomförande", "Form of participation"),
    "quality": ("Laadunvarmistus", "Kvalitetssäkring", "Quality assurance"),
}
_NARRATIVE: Final = "/credentialSubject/achievement/criteria/narrative"

# What an element is, and at which JSON pointer it stands.
Found = tuple[JsonValue, str]
_NOWHERE: Final[Found] = (None, "")


def europass_export(facts: Facts) -> Export:
    """Return the mandatory elements of every badge of the case.

    Raises:
        ExportIncompleteError: no badge of the case held.
    """
    need = facts.lacking.need
    need(facts.badges or None, "evidence-missing", "/evidence", "No badge of the case held.")
    facts.lacking.settle()
    documents: list[JsonValue] = [_micro_credential(badge) for badge in facts.badges]
    return Export(
        format=ExportFormat.EUROPASS,
        schema_version=SCHEMA_VERSION,
        document={"microCredentials": documents},
        notes=_NOTES,
    )


def _micro_credential(badge: ProvenBadge) -> JsonObject:
    elements = [
        (number, name, *find(badge.credential)) for number, (name, find) in _ELEMENTS.items()
    ]
    listed: list[JsonValue] = [
        {"number": number, "element": name, "value": value, "pointer": pointer or None}
        for number, name, value, pointer in elements
    ]
    missing: list[JsonValue] = [name for _, name, value, _ in elements if value is None]
    return {
        "credentialId": badge.credential_id,
        "sha256": badge.content_sha256,
        "elements": listed,
        "missing": missing,
    }


def _learner(credential: JsonObject) -> Found:
    subject = credential.get("credentialSubject")
    if did := plain(member(subject, "id")):
        return did, "/credentialSubject/id"
    identifiers = member(subject, "identifier")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else identifiers
    if hashed := plain(member(first, "identityHash")):
        kind = plain(member(first, "identityType"))
        hashing: JsonObject = {"identityHash": hashed, "identityType": kind}
        return hashing, "/credentialSubject/identifier"
    return _NOWHERE


def _title(credential: JsonObject) -> Found:
    return _said(plain(member(achievement_of(credential), "name")), "/name")


def _said(value: JsonValue, place: str) -> Found:
    return _NOWHERE if value is None else (value, f"/credentialSubject/achievement{place}")


def _country(credential: JsonObject) -> Found:
    address = member(credential.get("issuer"), "address")
    for name in ("addressCountryCode", "addressCountry"):
        if found := plain(member(address, name)):
            return found, f"/issuer/address/{name}"
    return _NOWHERE


def _body(credential: JsonObject) -> Found:
    issuer = credential.get("issuer")
    name = plain(member(issuer, "name"))
    return _NOWHERE if name is None else (name, "/issuer/name")


def _date(credential: JsonObject) -> Found:
    for name in ("awardedDate", "validFrom", "issuanceDate"):
        if found := plain(credential.get(name)):
            return found, f"/{name}"
    return _NOWHERE


def _outcomes(credential: JsonObject) -> Found:
    """The criteria, and which requirements they are aligned with."""
    achievement = achievement_of(credential)
    narrative = _narrative(credential)
    if narrative is None:
        return _NOWHERE
    criteria = [line for line in narrative.split("\n") if line and not line.startswith("**")]
    aligned: list[JsonValue] = [
        {"name": plain(member(each, "targetName")), "url": plain(member(each, "targetUrl"))}
        for each in _listed(member(achievement, "alignment"))
        if member(each, "targetType") != "ext:EQFLevel"
    ]
    return {"criteria": "\n".join(criteria), "alignedWith": aligned}, _NARRATIVE


def _workload(credential: JsonObject) -> Found:
    """The extent with its unit; a bare number says nothing, as points and credits differ."""
    return _labelled(credential, "workload")


def _level(credential: JsonObject) -> Found:
    for index, each in enumerate(_listed(member(achievement_of(credential), "alignment"))):
        if member(each, "targetType") == "ext:EQFLevel":
            return _said(plain(member(each, "targetName")), f"/alignment/{index}")
    return _NOWHERE


def _narrative(credential: JsonObject) -> str | None:
    text = member(member(achievement_of(credential), "criteria"), "narrative")
    if not isinstance(text, str) or not text.strip():
        return None
    lines = (plain(line, longest=_LONGEST) or "" for line in text.splitlines())
    return "\n".join(lines).strip() or None


def _labelled(credential: JsonObject, element: str) -> Found:
    """Return what stands behind a label, as in `**Assessment:** discussion`."""
    narrative = _narrative(credential) or ""
    labels = "|".join(re.escape(label) for label in _LABELS[element])
    found = re.search(rf"^\*\*(?:{labels}):\*\* (.+)$", narrative, re.MULTILINE)
    return _NOWHERE if found is None else (found[1], _NARRATIVE)


def _listed(value: JsonValue) -> Iterator[JsonValue]:
    yield from value if isinstance(value, list) else [] if value is None else [value]


_ELEMENTS: Final[dict[int, tuple[str, Callable[[JsonObject], Found]]]] = {
    1: ("Identification of the learner", _learner),
    2: ("Title of the micro-credential", _title),
    3: ("Country or region of the issuer", _country),
    4: ("Awarding body", _body),
    5: ("Date of issuing", _date),
    6: ("Learning outcomes", _outcomes),
    7: ("Notional workload", _workload),
    8: ("Level", _level),
    9: ("Type of assessment", lambda credential: _labelled(credential, "assessment")),
    10: ("Form of participation", lambda credential: _labelled(credential, "participation")),
    11: ("Type of quality assurance", lambda credential: _labelled(credential, "quality")),
}
