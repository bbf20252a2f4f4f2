"""Koski's types of how something was assessed, shown and confirmed, and where.

Source: Koski's published types, August 2026.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from badgeservice.recognition.exports.koski_codes import (
    FAILED,
    Arvosana,
    Koodi,
    KoskiValue,
    Oid,
    Paiva,
    Sana,
    Teksti,
)


class Toimipiste(KoskiValue):
    """A site."""

    oid: Oid
    nimi: Teksti | None = None


class Oppilaitosnumero(Koodi):
    """The number of an institution."""

    koodisto_uri: Literal["oppilaitosnumero"]


class Organisaatio(KoskiValue):
    """An organisation that confirms."""

    oid: Oid
    nimi: Teksti | None = None
    oppilaitosnumero: Oppilaitosnumero | None = None


class Allekirjoittaja(KoskiValue):
    """Somebody who confirms."""

    nimi: Sana
    titteli: Teksti | None = None
    organisaatio: Organisaatio


class Vahvistus(KoskiValue):
    """That a completion is confirmed."""

    paiva: Paiva = Field(alias="päivä")
    myontaja: Organisaatio = Field(alias="myöntäjäOrganisaatio")
    henkilot: Annotated[tuple[Allekirjoittaja, ...], Field(min_length=1)] = Field(
        alias="myöntäjäHenkilöt"
    )


class Arvioitsija(KoskiValue):
    """An assessor."""

    nimi: Sana
    ntm: bool | None = None


def _require_agreement(arvosana: Koodi, *, is_passed: bool | None) -> None:
    if is_passed is not None and is_passed != (arvosana.koodiarvo not in FAILED):
        message = "hyväksytty contradicts the grade"
        raise ValueError(message)


class Arviointi(KoskiValue):
    """An assessment with its grade and day."""

    arvosana: Arvosana
    paiva: Paiva = Field(alias="päivä")
    arvioitsijat: Annotated[tuple[Arvioitsija, ...], Field(min_length=1)] | None = None
    hyvaksytty: bool | None = Field(None, alias="hyväksytty")

    @model_validator(mode="after")
    def _agrees(self) -> Arviointi:
        _require_agreement(self.arvosana, is_passed=self.hyvaksytty)
        return self


Arvioinnit: TypeAlias = Annotated[tuple[Arviointi, ...], Field(min_length=1)]


class KohdeKoodi(Koodi):
    """What is assessed in a demonstration."""

    koodisto_uri: Literal["ammatillisennaytonarviointikohde"]


class Arviointikohde(KoskiValue):
    """The grade of one target."""

    tunniste: KohdeKoodi
    arvosana: Arvosana


class PaattajaKoodi(Koodi):
    """Who decided on the assessment of a demonstration."""

    koodisto_uri: Literal["ammatillisennaytonarvioinnistapaattaneet"]


class OsallistujaKoodi(Koodi):
    """Who took part in the talk about a demonstration."""

    koodisto_uri: Literal["ammatillisennaytonarviointikeskusteluunosallistuneet"]


class NaytonArviointi(Arviointi):
    """The assessment of a demonstration."""

    arviointikohteet: tuple[Arviointikohde, ...] | None = None
    paattaneet: tuple[PaattajaKoodi, ...] | None = Field(None, alias="arvioinnistaPäättäneet")
    osallistuneet: tuple[OsallistujaKoodi, ...] | None = Field(
        None, alias="arviointikeskusteluunOsallistuneet"
    )


class PaikkaKoodi(Koodi):
    """What kind of place a demonstration is in."""

    koodisto_uri: Literal["ammatillisennaytonsuorituspaikka"]


class Suorituspaikka(KoskiValue):
    """Where a demonstration is."""

    tunniste: PaikkaKoodi
    kuvaus: Teksti


class Suoritusaika(KoskiValue):
    """When a demonstration is."""

    alku: Paiva
    loppu: Paiva

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Suoritusaika:
        if self.loppu < self.alku:
            message = "it ends before it begins"
            raise ValueError(message)
        return self


class Naytto(KoskiValue):
    """A demonstration."""

    kuvaus: Teksti | None = None
    suorituspaikka: Suorituspaikka | None = None
    suoritusaika: Suoritusaika | None = None
    tyossaoppimisen: bool | None = Field(None, alias="työssäoppimisenYhteydessä")
    arviointi: NaytonArviointi | None = None
