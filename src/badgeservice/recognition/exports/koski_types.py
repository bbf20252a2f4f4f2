"""Koski's types of a recognised unit, as far as vocational units, their parts and badges go.

Names are Koski's. Rules that Koski makes of several members at once are validators here. What a
unit of one kind of qualification must and must not have is in `koski_checks`.

Source: Koski's published types, August 2026.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from badgeservice.recognition.exports.koski_assessment import (
    Arvioinnit,
    Naytto,
    Toimipiste,
    Vahvistus,
)
from badgeservice.recognition.exports.koski_codes import (
    COMMON_UNITS,
    FAILED,
    ArvosanaMerkki,
    KieliKoodi,
    Koodi,
    KoskiValue,
    Laajuus,
    OsaAlueKoodi,
    OsaamismerkkiKoodi,
    PaikallinenKoodi,
    Paiva,
    RyhmaKoodi,
    Sana,
    Teksti,
    TutkinnonOsaKoodi,
    TutkintoKoodi,
)

_TOLERANCE = 0.001


class ValtakunnallinenOsa(KoskiValue):
    """A unit of a national basis."""

    tunniste: TutkinnonOsaKoodi
    pakollinen: bool
    laajuus: Laajuus | None = None
    kuvaus: Teksti | None = None


class PaikallinenOsa(KoskiValue):
    """A unit of the college's own."""

    tunniste: PaikallinenKoodi
    kuvaus: Teksti
    pakollinen: bool
    laajuus: Laajuus | None = None


class Osaalue(KoskiValue):
    """A sub-area of the code list."""

    tunniste: OsaAlueKoodi
    pakollinen: bool
    kieli: KieliKoodi | None = None
    laajuus: Laajuus | None = None

    @model_validator(mode="after")
    def _names_its_language(self) -> Osaalue:
        if is_language(self.tunniste.koodiarvo) and self.kieli is None:
            message = f"the sub-area {self.tunniste.koodiarvo} is a language, and none is named"
            raise ValueError(message)
        return self


def is_language(area: str) -> bool:
    """Ask whether a sub-area is mother tongue, second national or foreign language."""
    return area.startswith(("VVAI", "VVTK", "VVVK"))


class PaikallinenOsaalue(KoskiValue):
    """A sub-area of the college's own."""

    tunniste: PaikallinenKoodi
    kuvaus: Teksti
    pakollinen: bool
    laajuus: Laajuus | None = None


class Kokonaisuus(KoskiValue):
    """A part of a unit that is smaller than the unit."""

    tunniste: PaikallinenKoodi
    kuvaus: Teksti
    laajuus: Laajuus | None = None


class OsanTyyppi(Koodi):
    """That it is a unit."""

    koodiarvo: Literal["ammatillisentutkinnonosa"]
    koodisto_uri: Literal["suorituksentyyppi"]


class OsaalueenTyyppi(Koodi):
    """That it is a sub-area."""

    koodiarvo: Literal["ammatillisentutkinnonosanosaalue"]
    koodisto_uri: Literal["suorituksentyyppi"]


class KokonaisuudenTyyppi(Koodi):
    """That it is a part of a unit."""

    koodiarvo: Literal["ammatillisentutkinnonosaapienempikokonaisuus"]
    koodisto_uri: Literal["suorituksentyyppi"]


class MerkinTyyppi(Koodi):
    """That it is a national badge."""

    koodiarvo: Literal["vstosaamismerkki"]
    koodisto_uri: Literal["suorituksentyyppi"]


class Osaamismerkki(KoskiValue):
    """What a completion is of: a national badge."""

    tunniste: OsaamismerkkiKoodi


class MerkinArviointi(KoskiValue):
    """The assessment of a national badge, which there were none of before 2024."""

    arvosana: ArvosanaMerkki
    paiva: Paiva = Field(alias="päivä")
    hyvaksytty: Literal[True] | None = Field(None, alias="hyväksytty")

    @model_validator(mode="after")
    def _is_young_enough(self) -> MerkinArviointi:
        if self.paiva < "2024-01-01":
            message = "there were no national badges before 2024"
            raise ValueError(message)
        return self


class OsaamismerkinSuoritus(KoskiValue):
    """A national badge that somebody completed."""

    koulutusmoduuli: Osaamismerkki
    toimipiste: Toimipiste
    arviointi: Annotated[tuple[MerkinArviointi, ...], Field(min_length=1)]
    tyyppi: MerkinTyyppi


class AiempiOsa(KoskiValue):
    """A unit that somebody completed earlier."""

    koulutusmoduuli: ValtakunnallinenOsa | PaikallinenOsa
    toimipiste: Toimipiste | None = None
    arviointi: Arvioinnit | None = None
    vahvistus: Vahvistus | None = None
    naytto: Naytto | None = Field(None, alias="näyttö")
    tyyppi: OsanTyyppi


class Tunnustettu(KoskiValue):
    """That earlier competence was recognised, how, and what it was (OsaamisenTunnustaminen)."""

    osaaminen: OsaamismerkinSuoritus | AiempiOsa | None = None
    selite: Teksti
    rahoituksen_piirissa: bool = Field(alias="rahoituksenPiirissä")


class OsaalueenSuoritus(KoskiValue):
    """A sub-area."""

    koulutusmoduuli: Osaalue | PaikallinenOsaalue
    arviointi: Arvioinnit | None = None
    tunnustettu: Tunnustettu | None = None
    tyyppi: OsaalueenTyyppi

    @model_validator(mode="after")
    def _is_passed(self) -> OsaalueenSuoritus:
        require_passed(self.tunnustettu, self.arviointi)
        return self


class KokonaisuudenSuoritus(KoskiValue):
    """A part of a unit."""

    koulutusmoduuli: Kokonaisuus
    arviointi: Arvioinnit | None = None
    tunnustettu: Tunnustettu | None = None
    tyyppi: KokonaisuudenTyyppi

    @model_validator(mode="after")
    def _is_passed(self) -> KokonaisuudenSuoritus:
        require_passed(self.tunnustettu, self.arviointi)
        return self


def require_passed(tunnustettu: Tunnustettu | None, arviointi: Arvioinnit | None) -> None:
    """Let what was recognised pass only with a passing grade.

    Raises:
        ValueError: it has another one last.
    """
    if tunnustettu and arviointi and arviointi[-1].arvosana.koodiarvo in FAILED:
        message = "what failed cannot be recognised"
        raise ValueError(message)


class LisatietoKoodi(Koodi):
    """What kind of further information it is."""

    koodisto_uri: Literal["ammatillisentutkinnonosanlisatieto"]


class Lisatieto(KoskiValue):
    """Further information on a unit."""

    tunniste: LisatietoKoodi
    kuvaus: Teksti


class Tutkinto(KoskiValue):
    """Another qualification, which the unit comes from."""

    tunniste: TutkintoKoodi
    perusteen_diaarinumero: Sana | None = None


class OsanSuoritus(KoskiValue):
    """A unit: the `osasuoritus` that a college puts under the learner's qualification."""

    koulutusmoduuli: ValtakunnallinenOsa | PaikallinenOsa
    tutkinto: Tutkinto | None = None
    tutkinnon_osan_ryhma: RyhmaKoodi | None = Field(None, alias="tutkinnonOsanRyhmä")
    toimipiste: Toimipiste
    arviointi: Arvioinnit | None = None
    vahvistus: Vahvistus | None = None
    naytto: Naytto | None = Field(None, alias="näyttö")
    tunnustettu: Tunnustettu | None = None
    lisatiedot: tuple[Lisatieto, ...] | None = Field(None, alias="lisätiedot")
    osasuoritukset: tuple[OsaalueenSuoritus | KokonaisuudenSuoritus, ...] | None = None
    tyyppi: OsanTyyppi

    @property
    def is_common(self) -> bool:
        """Whether it is a common unit, the only ones with sub-areas."""
        return self.koulutusmoduuli.tunniste.koodiarvo in COMMON_UNITS

    @model_validator(mode="after")
    def _is_passed(self) -> OsanSuoritus:
        require_passed(self.tunnustettu, self.arviointi)
        return self

    @model_validator(mode="after")
    def _is_in_its_place(self) -> OsanSuoritus:
        if self.tutkinto is not None and isinstance(self.koulutusmoduuli, PaikallinenOsa):
            message = "a local unit cannot come from another qualification"
            raise ValueError(message)
        ryhma = self.tutkinnon_osan_ryhma
        if self.is_common and ryhma is not None and ryhma.koodiarvo != "2":
            message = "a common unit belongs to the group 2"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_fitting_parts(self) -> OsanSuoritus:
        for osa in self.osasuoritukset or ():
            if isinstance(osa, OsaalueenSuoritus) != self.is_common:
                message = "common units have sub-areas, the others have smaller parts"
                raise ValueError(message)
            is_loose = isinstance(osa, KokonaisuudenSuoritus) and self.tunnustettu is None
            if is_loose and osa.tunnustettu and self.arviointi:
                message = "a unit of which a part is recognised carries no assessment of its own"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> OsanSuoritus:
        limit = self.koulutusmoduuli.laajuus
        parts = [osa.koulutusmoduuli.laajuus for osa in self.osasuoritukset or ()]
        if limit is None or not any(parts):
            return self
        total = sum(part.arvo for part in parts if part is not None)
        if total > limit.arvo + _TOLERANCE:
            message = "the parts come to more than the unit"
            raise ValueError(message)
        if self.is_common and self.arviointi and total < limit.arvo - _TOLERANCE:
            message = "an assessed common unit is as large as its sub-areas together"
            raise ValueError(message)
        return self
