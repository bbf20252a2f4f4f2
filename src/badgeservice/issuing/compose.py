"""From a badge class and an order to the credential, in one language."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from badgeservice.accounts.register import Organisation
from badgeservice.credentials.identity import identity_hash
from badgeservice.credentials.model import (
    Achievement,
    Alignment,
    BadgeContent,
    Criteria,
    Evidence,
    Extension,
    Image,
    Profile,
    Recipient,
    Related,
    Result,
    ResultDescription,
    achievement_credential,
)
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.issuing.addresses import (
    AchievementKey,
    achievement_image_url,
    achievement_url,
    issuer_did,
    issuer_url,
    status_list_url,
)
from badgeservice.issuing.ledger import StatusSlot
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.terms import Dates
from badgeservice.library.documents import (
    LANGUAGES,
    BadgeClass,
    CreditUnit,
    Language,
    Level,
    LocalisedText,
    Requirement,
    Unit,
    UnitRef,
)
from badgeservice.library.shelf import PublishedClass
from badgeservice.library.systems import system_of
from badgeservice.library.word_rules import words_of

# 16 random bytes are 22 characters; the specification of the hash appends them to the address.
_SALT_BYTES: Final = 16
_UUID_BYTES: Final = 16
_EQF_LEVEL: Final = "http://data.europa.eu/snb/eqf/{level}"

_ASSESSMENT: Final = LocalisedText(fi="Arviointi", sv="Bedömning", en="Assessment")
_PARTICIPATION: Final = LocalisedText(
    fi="Suoritustapa", sv="Genomförande", en="Form of participation"
)
_QUALITY: Final = LocalisedText(fi="Laadunvarmistus", sv="Kvalitetssäkring", en="Quality assurance")
_EXTENT: Final = LocalisedText(fi="Laajuus", sv="Omfattning", en="Extent")
_CREDIT_UNITS: Final = {
    CreditUnit.OSP: LocalisedText(
        fi="osaamispistettä", sv="kompetenspoäng", en="competence points"
    ),
    CreditUnit.ECTS: LocalisedText(fi="opintopistettä", sv="studiepoäng", en="ECTS credits"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Everything beside an order that goes into its credential."""

    credential_id: str
    published: PublishedClass
    units: tuple[Unit, ...]
    owner: Organisation
    slot: StatusSlot
    origin: str
    recipient: Recipient
    dates: Dates


def compose_credential(order: BadgeOrder, composition: Composition) -> JsonObject:
    """Return the unsigned credential for an order.

    Raises:
        UnsafeDocumentError: a text holds what must not be signed, such as a control character.
    """
    key = _key(composition.published, order.language)
    achievement = compose_achievement(
        composition.published,
        language=order.language,
        units=composition.units,
        origin=composition.origin,
    )
    return achievement_credential(
        BadgeContent(
            id=composition.credential_id,
            issuer=compose_profile(composition.owner, origin=composition.origin),
            achievement=achievement,
            recipient=composition.recipient,
            valid_from=composition.dates.valid_from,
            valid_until=composition.dates.valid_until,
            awarded=composition.dates.awarded,
            narrative=order.narrative,
            credits_earned=None if order.credits_earned is None else float(order.credits_earned),
            evidence=tuple(
                Evidence(
                    id=item.url,
                    name=item.name,
                    description=item.description,
                    narrative=item.narrative,
                    genre=item.genre,
                )
                for item in order.evidence
            ),
            results=tuple(
                Result(
                    result_description=_result_id(key, item.result_id, composition.origin),
                    value=item.value,
                )
                for item in order.results
            ),
            status=StatusEntry(
                list_url=status_list_url(composition.origin, composition.slot.list_id),
                index=composition.slot.index,
                purpose=composition.slot.purpose.value,
            ),
        )
    )


def name_recipient(order: BadgeOrder, random_bytes: Callable[[int], bytes]) -> Recipient:
    """Return the recipient as a badge names them: by DID or a new URN, and by a salted hash."""
    subject = order.did or _random_urn(random_bytes)
    if order.email is None:
        return Recipient(id=subject)
    salt = base64.urlsafe_b64encode(random_bytes(_SALT_BYTES)).rstrip(b"=").decode("ascii")
    return Recipient(id=subject, email_hash=identity_hash(order.email, salt=salt), salt=salt)


def _random_urn(random_bytes: Callable[[int], bytes]) -> str:
    """Return a UUID of version 4, which is random but for its version and its variant.

    Spec: https://www.rfc-editor.org/rfc/rfc9562#section-5.4
    """
    raw = bytearray(random_bytes(_UUID_BYTES))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def compose_profile(organisation: Organisation, *, origin: str) -> Profile:
    """Return an organisation as an Open Badges issuer.

    Its `url` is its page here, which always answers; its own site is named in the description of
    that page.
    """
    return Profile(
        id=issuer_did(origin, organisation.id),
        name=organisation.name,
        url=issuer_url(origin, organisation.id),
        email=organisation.email,
        description=organisation.description,
    )


def compose_achievement(
    published: PublishedClass, *, language: Language, units: tuple[Unit, ...], origin: str
) -> Achievement:
    """Return a badge class as an Open Badges achievement in one language.

    There is one alignment for each unit that the class is about and for each requirement that a
    criterion speaks for. `units` are the units as the organisation's library holds them.
    """
    badge_class = published.badge_class
    key = _key(published, language)
    return Achievement(
        id=achievement_url(origin, key),
        achievement_type=badge_class.achievement_type,
        in_language=language,
        version=str(badge_class.version),
        name=badge_class.name.in_language(language),
        description=badge_class.description.in_language(language),
        criteria=Criteria(
            # The same page, and an id of its own: two descriptions of one id are one in RDF.
            id=f"{achievement_url(origin, key)}#criteria",
            narrative=_criteria_narrative(published, language),
        ),
        image=Image(
            id=achievement_image_url(origin, key), caption=badge_class.name.in_language(language)
        ),
        credits_available=float(badge_class.credits.value) if badge_class.credits else None,
        human_code=f"{badge_class.id} v{badge_class.version}",
        alignments=(
            *_alignments(published, units, language),
            *_level_alignments(badge_class.level),
        ),
        related=_related(published, language, origin),
        result_descriptions=tuple(
            ResultDescription(
                id=_result_id(key, definition.id, origin),
                name=definition.name.in_language(language),
                result_type=definition.result_type,
                allowed_values=definition.allowed_values,
                required_value=definition.required_value,
            )
            for definition in badge_class.results
        ),
        tags=badge_class.tags,
        extension=_extension(published),
    )


def unit_refs(published: PublishedClass) -> tuple[UnitRef, ...]:
    """Return every unit that a class or its criteria speak of, each once, in order."""
    refs = [
        *published.badge_class.units,
        *(
            alignment.unit_ref
            for criterion in published.criteria_set.criteria
            for alignment in criterion.alignments
        ),
    ]
    return tuple(dict.fromkeys(refs))


def _key(published: PublishedClass, language: Language) -> AchievementKey:
    return AchievementKey(
        organisation_id=published.organisation_id,
        class_id=published.badge_class.id,
        version=published.badge_class.version,
        language=language,
    )


def _result_id(key: AchievementKey, result_id: str, origin: str) -> str:
    return f"{achievement_url(origin, key)}#result-{result_id}"


def _extension(published: PublishedClass) -> Extension | None:
    used = published.badge_class.extensions
    if used is None or published.context is None:
        return None
    return Extension(context=published.context.url, words=words_of(used))


def _criteria_narrative(published: PublishedClass, language: Language) -> str:
    """Return the criteria as a numbered list, and below it what a reader needs to weigh them."""
    badge_class = published.badge_class
    lines = [
        f"{number}. {_one_line(criterion.text.in_language(language))}"
        for number, criterion in enumerate(published.criteria_set.criteria, start=1)
    ]
    notes = [
        (_ASSESSMENT, badge_class.assessment.in_language(language)),
        (_PARTICIPATION, badge_class.participation.in_language(language)),
        (_QUALITY, badge_class.quality_assurance.in_language(language)),
        (_EXTENT, _extent(badge_class, language)),
    ]
    lines += [
        f"\n**{label.in_language(language)}:** {_one_line(text)}" for label, text in notes if text
    ]
    return "\n".join(lines)


def _extent(badge_class: BadgeClass, language: Language) -> str:
    if badge_class.credits is None:
        return ""
    unit = _CREDIT_UNITS[badge_class.credits.unit].in_language(language)
    return f"{badge_class.credits.value.normalize():f} {unit}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _alignments(
    published: PublishedClass, units: tuple[Unit, ...], language: Language
) -> list[Alignment]:
    by_ref = {unit.ref: unit for unit in units}
    wanted = {
        (alignment.unit_ref, alignment.requirement, alignment.version)
        for criterion in published.criteria_set.criteria
        for alignment in criterion.alignments
    }
    alignments = []
    for ref in unit_refs(published):
        unit = by_ref.get(ref)
        if unit is None:
            continue
        alignments.append(_unit_alignment(unit, language))
        alignments += [
            _requirement_alignment(unit, requirement, language)
            for requirement in unit.requirements
            if (ref, requirement.code, requirement.version) in wanted
        ]
    return alignments


def _unit_alignment(unit: Unit, language: Language) -> Alignment:
    system = system_of(unit)
    return Alignment(
        target_name=unit.name.in_language(language),
        target_url=system.url_of(unit.code, unit.version),
        target_code=unit.code,
        target_framework=system.framework_of(unit),
        target_type=system.unit_type,
    )


def _requirement_alignment(unit: Unit, requirement: Requirement, language: Language) -> Alignment:
    system = system_of(unit)
    return Alignment(
        target_name=_one_line(requirement.text.in_language(language)),
        target_url=system.url_of(requirement.code, requirement.version),
        target_code=requirement.code,
        target_framework=system.framework_of_requirement(unit, requirement),
        target_type=system.requirement_type,
    )


def _level_alignments(level: Level | None) -> tuple[Alignment, ...]:
    """Only the European framework has addresses for its levels, and an alignment needs one."""
    if level is None or level.framework != "EQF":
        return ()
    alignment = Alignment(
        target_name=f"EQF {level.level}",
        target_url=_EQF_LEVEL.format(level=level.level),
        target_code=level.level,
        target_framework="EQF",
        target_type="ext:EQFLevel",
    )
    return (alignment,)


def _related(published: PublishedClass, language: Language, origin: str) -> tuple[Related, ...]:
    missing = {
        *published.badge_class.name.missing(),
        *published.badge_class.description.missing(),
    }
    return tuple(
        Related(
            id=achievement_url(origin, _key(published, other)),
            in_language=other,
            version=str(published.badge_class.version),
        )
        for other in LANGUAGES
        if other != language and other not in missing
    )
