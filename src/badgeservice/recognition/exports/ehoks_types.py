"""eHOKS's types of earlier competence (`aiemmin-hankitut-*`). Names are those of eHOKS.

They are a little stricter than eHOKS: who says that assessors judged names them, and who was guided
to a demonstration has one.

Source: oph.ehoks.hoks.schema as published in July 2026.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from badgeservice.recognition.exports.details import ORGANISATION_OID, require_business_id
from badgeservice.recognition.exports.koski_codes import COMMON_UNITS, require_day

DIRECTLY: Final = "osaamisentodentamisenprosessi_0001"
ASSESSORS: Final = "osaamisentodentamisenprosessi_0002"
DEMONSTRATION: Final = "osaamisentodentamisenprosessi_0003"

Prosessi: TypeAlias = Literal[
    "osaamisentodentamisenprosessi_0001",
    "osaamisentodentamisenprosessi_0002",
    "osaamisentodentamisenprosessi_0003",
]
Sana: TypeAlias = Annotated[str, StringConstraints(pattern=r"\S", max_length=10_000)]
Paiva: TypeAlias = Annotated[str, AfterValidator(require_day)]
Oid: TypeAlias = Annotated[str, StringConstraints(pattern=ORGANISATION_OID)]
YTunnus: TypeAlias = Annotated[str, AfterValidator(require_business_id)]
Versio: TypeAlias = Annotated[int, Field(ge=1)]
Diaarinumero: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(?:OPH-[0-9]{1,5}-[0-9]{4}|[0-9]{1,3}/[0-9]{3}/[0-9]{4})$")
]
TutkinnonOsaUri: TypeAlias = Annotated[str, StringConstraints(pattern=r"^tutkinnonosat_[0-9]{6}$")]
OsaAlueUri: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^ammatillisenoppiaineet_[a-z0-9]{2,12}$")
]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class EhoksValue(BaseModel):
    """A value with eHOKS's names outside, no unknown members, nothing turned into anything."""

    model_config = ConfigDict(
        alias_generator=_kebab, populate_by_name=True, frozen=True, extra="forbid", strict=True
    )


class OppilaitosOrganisaatio(EhoksValue):
    """An institution."""

    oppilaitos_oid: Oid | None = None


class TyoelamaOrganisaatio(EhoksValue):
    """An organisation of working life."""

    nimi: Sana
    y_tunnus: YTunnus | None = None


class OppilaitosArvioija(EhoksValue):
    """An assessor of an institution."""

    id: int | None = None
    nimi: Sana
    organisaatio: OppilaitosOrganisaatio


class TyoelamaArvioija(EhoksValue):
    """An assessor of working life."""

    id: int | None = None
    nimi: Sana
    organisaatio: TyoelamaOrganisaatio


class Ymparisto(EhoksValue):
    """The environment of a demonstration."""

    nimi: Sana
    y_tunnus: YTunnus | None = None
    kuvaus: Sana | None = None


class Naytto(EhoksValue):
    """A demonstration."""

    jarjestaja: OppilaitosOrganisaatio | None = None
    nayttoymparisto: Ymparisto
    sisallon_kuvaus: Annotated[tuple[Sana, ...], Field(min_length=1)]
    yksilolliset_kriteerit: tuple[Sana, ...] | None = None
    alku: Paiva
    loppu: Paiva
    vaatimuksista_tai_tavoitteista_poikkeaminen: Sana | None = None
    koulutuksen_jarjestaja_osaamisen_arvioijat: tuple[OppilaitosArvioija, ...] | None = None
    tyoelama_osaamisen_arvioijat: tuple[TyoelamaArvioija, ...] | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Naytto:
        if self.loppu < self.alku:
            message = "it ends before it begins"
            raise ValueError(message)
        return self


class ArvioijanTiedot(EhoksValue):
    """Who assessed earlier competence, and when it was sent to them."""

    lahetetty_arvioitavaksi: Paiva | None = None
    aiemmin_hankitun_osaamisen_arvioijat: tuple[OppilaitosArvioija, ...] | None = None


class Aiempi(EhoksValue):
    """What every earlier competence says about its verification."""

    valittu_todentamisen_prosessi_koodi_uri: Prosessi | None = None
    valittu_todentamisen_prosessi_koodi_versio: Versio | None = None
    tarkentavat_tiedot_naytto: tuple[Naytto, ...] | None = None
    tarkentavat_tiedot_osaamisen_arvioija: ArvioijanTiedot | None = None
    vaatimuksista_tai_tavoitteista_poikkeaminen: Sana | None = None
    koulutuksen_jarjestaja_oid: Oid | None = None
    olennainen_seikka: bool | None = None

    @model_validator(mode="after")
    def _proves_its_process(self) -> Aiempi:
        process = self.valittu_todentamisen_prosessi_koodi_uri
        if (process is None) != (self.valittu_todentamisen_prosessi_koodi_versio is None):
            message = "a process and its version belong together"
            raise ValueError(message)
        if process == DEMONSTRATION and not self.tarkentavat_tiedot_naytto:
            message = "who is guided to a demonstration has one"
            raise ValueError(message)
        if process == ASSESSORS and not self._is_assessed:
            message = "who goes through assessors names them, and when it was sent to them"
            raise ValueError(message)
        return self

    @property
    def _is_assessed(self) -> bool:
        told = self.tarkentavat_tiedot_osaamisen_arvioija
        return told is not None and bool(
            told.lahetetty_arvioitavaksi and told.aiemmin_hankitun_osaamisen_arvioijat
        )


class AiempiAmmatillinen(Aiempi):
    """A vocational unit (`aiemmin-hankitut-ammat-tutkinnon-osat`)."""

    tutkinnon_osa_koodi_uri: TutkinnonOsaUri
    tutkinnon_osa_koodi_versio: Versio
    tutkinnon_osan_perusteen_diaarinro: Diaarinumero | None = None

    @model_validator(mode="after")
    def _is_no_common_unit(self) -> AiempiAmmatillinen:
        if self.tutkinnon_osa_koodi_uri.removeprefix("tutkinnonosat_") in COMMON_UNITS:
            message = "a common unit belongs to aiemmin-hankitut-yhteiset-tutkinnon-osat"
            raise ValueError(message)
        return self


class AiempiPaikallinen(Aiempi):
    """A local unit (`aiemmin-hankitut-paikalliset-tutkinnon-osat`): its process is required."""

    valittu_todentamisen_prosessi_koodi_uri: Prosessi
    valittu_todentamisen_prosessi_koodi_versio: Versio
    amosaa_tunniste: Sana | None = None
    nimi: Sana | None = None
    laajuus: Annotated[int, Field(ge=1, le=1_000)] | None = None
    tavoitteet_ja_sisallot: Sana | None = None


class AiempiOsaAlue(Aiempi):
    """A sub-area of a common unit."""

    osa_alue_koodi_uri: OsaAlueUri
    osa_alue_koodi_versio: Versio


class AiempiYhteinen(Aiempi):
    """A common unit with its sub-areas (`aiemmin-hankitut-yhteiset-tutkinnon-osat`)."""

    tutkinnon_osa_koodi_uri: TutkinnonOsaUri
    tutkinnon_osa_koodi_versio: Versio
    tutkinnon_osan_perusteen_diaarinro: Diaarinumero | None = None
    osa_alueet: Annotated[tuple[AiempiOsaAlue, ...], Field(min_length=1)]


class AiemminHankitut(EhoksValue):
    """The fragment of a HOKS: the earlier competence of a learner."""

    aiemmin_hankitut_ammat_tutkinnon_osat: tuple[AiempiAmmatillinen, ...] | None = None
    aiemmin_hankitut_paikalliset_tutkinnon_osat: tuple[AiempiPaikallinen, ...] | None = None
    aiemmin_hankitut_yhteiset_tutkinnon_osat: tuple[AiempiYhteinen, ...] | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> AiemminHankitut:
        lists = (
            self.aiemmin_hankitut_ammat_tutkinnon_osat,
            self.aiemmin_hankitut_paikalliset_tutkinnon_osat,
            self.aiemmin_hankitut_yhteiset_tutkinnon_osat,
        )
        if not any(lists):
            message = "there is no earlier competence in it"
            raise ValueError(message)
        return self
