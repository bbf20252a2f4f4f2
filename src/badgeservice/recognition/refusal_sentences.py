"""Why a badge does not count for a leaf of a mapping, as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.library.documents import LocalisedText
from badgeservice.recognition.outcomes import LeafRefusal


def _said(fi: str, sv: str, en: str) -> LocalisedText:
    return LocalisedText(fi=fi, sv=sv, en=en)


LEAF_SENTENCES: Final[Mapping[LeafRefusal, LocalisedText]] = {
    LeafRefusal.NOT_HELD: _said(
        "Tätä osaamismerkkiä ei ole esitetty.",
        "Det här kompetensmärket har inte visats upp.",
        "No such badge was presented.",
    ),
    LeafRefusal.EXPIRED: _said(
        "Osaamismerkki ei ole enää voimassa.",
        "Kompetensmärket har gått ut.",
        "The badge has expired.",
    ),
    LeafRefusal.TOO_OLD: _said(
        "Osaamismerkki on annettu liian kauan sitten tätä sopimusta varten.",
        "Kompetensmärket gavs för länge sedan för den här överenskommelsen.",
        "The badge was given too long ago for this agreement.",
    ),
    LeafRefusal.NOT_YET_VALID: _said(
        "Osaamismerkki ei ole vielä voimassa.",
        "Kompetensmärket gäller inte ännu.",
        "The badge is not valid yet.",
    ),
    LeafRefusal.REVOKED: _said(
        "Myöntäjä on perunut osaamismerkin.",
        "Utfärdaren har återkallat kompetensmärket.",
        "The issuer has revoked the badge.",
    ),
    LeafRefusal.SUSPENDED: _said(
        "Myöntäjä on keskeyttänyt osaamismerkin voimassaolon toistaiseksi.",
        "Utfärdaren har tills vidare avbrutit kompetensmärkets giltighet.",
        "The issuer has suspended the badge for now.",
    ),
    LeafRefusal.BAD_SIGNATURE: _said(
        "Osaamismerkki ei ole myöntäjänsä allekirjoittama, tai sitä on muutettu jälkeenpäin.",
        "Kompetensmärket är inte undertecknat av sin utfärdare eller har ändrats efteråt.",
        "The badge was not signed by its issuer, or was changed afterwards.",
    ),
    LeafRefusal.INVALID: _said(
        "Osaamismerkki ei läpäissyt tarkistusta.",
        "Kompetensmärket klarade inte kontrollen.",
        "The badge did not pass verification.",
    ),
    LeafRefusal.UNVERIFIABLE: _said(
        "Kaikkea, mitä osaamismerkin tarkistamiseen tarvitaan, ei saatu nyt luettua.",
        "Allt som behövs för att kontrollera kompetensmärket kunde inte läsas nu.",
        "Something needed to verify the badge could not be read now.",
    ),
    LeafRefusal.OTHER_RECIPIENT: _said(
        "Osaamismerkki on annettu jollekulle toiselle.",
        "Kompetensmärket har getts till någon annan.",
        "The badge was issued to somebody else.",
    ),
    LeafRefusal.UNTRUSTED_ISSUER: _said(
        "Oppilaitos ei ole ilmoittanut luottavansa tähän myöntäjään tämän osaamismerkin osalta.",
        "Läroanstalten har inte uppgett att den litar på utfärdaren av det här kompetensmärket.",
        "The college has not said that it trusts this issuer for this badge.",
    ),
    LeafRefusal.NOT_ENDORSED: _said(
        "Osaamismerkiltä puuttuu suositus, jota sopimus edellyttää.",
        "Kompetensmärket saknar den rekommendation som överenskommelsen kräver.",
        "The badge lacks the endorsement that the agreement asks for.",
    ),
    LeafRefusal.WRONG_ASSESSMENT: _said(
        "Osaamista ei ole arvioitu tavalla, jota sopimus edellyttää.",
        "Kunnandet har inte bedömts på det sätt som överenskommelsen kräver.",
        "The competence was not assessed in a way that the agreement asks for.",
    ),
    LeafRefusal.WRONG_VERSION: _said(
        "Osaamismerkki on muuta versiota kuin sopimus hyväksyy.",
        "Kompetensmärket är av en annan version än överenskommelsen godtar.",
        "The badge is of another version than the agreement accepts.",
    ),
    LeafRefusal.NOT_GRADED: _said(
        "Osaamismerkissä ei ole arvosanaa, jota sopimus edellyttää.",
        "Kompetensmärket saknar det vitsord som överenskommelsen kräver.",
        "The badge carries no grade, and the agreement asks for one.",
    ),
    LeafRefusal.PARTICIPATION_ONLY: _said(
        "Osaamismerkki kertoo osallistumisesta, ei osaamisesta.",
        "Kompetensmärket visar deltagande, inte kunnande.",
        "The badge shows participation, not competence.",
    ),
    LeafRefusal.BASIS_NOT_IN_FORCE: _said(
        "Tutkinnon perusteet, joihin sopimus viittaa, eivät ole voimassa tälle opiskelijalle.",
        "Examensgrunderna som överenskommelsen gäller är inte i kraft för den här studerande.",
        "The basis that the agreement is made under does not serve this learner.",
    ),
    LeafRefusal.MAPPING_NOT_VALID: _said(
        "Sopimus ei ole voimassa tänä päivänä.",
        "Överenskommelsen gäller inte i dag.",
        "The agreement does not hold on this day.",
    ),
}
