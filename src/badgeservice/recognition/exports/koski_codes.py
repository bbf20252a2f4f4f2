"""Koski's codes: the code lists and values that a recognised unit may name.

Source: Koski's code lists and types as published in August 2026.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel

from badgeservice.recognition.exports.details import ORGANISATION_OID

# The common units (yhteiset tutkinnon osat) of every generation: these alone have sub-areas.
COMMON_UNITS: Final = frozenset(
    {
        "400012",
        "400013",
        "400014",
        "106727",
        "106728",
        "106729",
        "108356",
        "108357",
        "108358",
    }
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def require_day(value: str) -> str:
    """Return a day of the calendar as `YYYY-MM-DD`.

    Raises:
        ValueError: it is none.
    """
    if _DAY.fullmatch(value) is None:
        message = "a day is written YYYY-MM-DD"
        raise ValueError(message)
    date.fromisoformat(value)
    return value


Paiva: TypeAlias = Annotated[str, AfterValidator(require_day)]
Oid: TypeAlias = Annotated[str, StringConstraints(pattern=ORGANISATION_OID)]
Sana: TypeAlias = Annotated[str, StringConstraints(pattern=r"\S", max_length=10_000)]
Maara: TypeAlias = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]


class KoskiValue(BaseModel):
    """A value with Koski's names outside, no unknown members, and nothing turned into anything."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        strict=True,
    )


class Teksti(KoskiValue):
    """A text in one or more languages (LocalizedString)."""

    fi: Sana | None = None
    sv: Sana | None = None
    en: Sana | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Teksti:
        if self.fi is None and self.sv is None and self.en is None:
            message = "a text needs a language"
            raise ValueError(message)
        return self


class Koodi(KoskiValue):
    """A code of a list (Koodistokoodiviite); which list and codes, its kinds say."""

    koodiarvo: Sana
    nimi: Teksti | None = None
    lyhyt_nimi: Teksti | None = None
    koodisto_versio: Annotated[int, Field(ge=1)] | None = None


class PaikallinenKoodi(KoskiValue):
    """A code of the college's own."""

    koodiarvo: Sana
    nimi: Teksti


class TutkinnonOsaKoodi(Koodi):
    """A unit."""

    koodiarvo: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    koodisto_uri: Literal["tutkinnonosat"]


class TutkintoKoodi(Koodi):
    """A qualification."""

    koodiarvo: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    koodisto_uri: Literal["koulutus"]


class OsaAlueKoodi(Koodi):
    """A sub-area of a common unit."""

    koodiarvo: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,12}$")]
    koodisto_uri: Literal["ammatillisenoppiaineet"]


class KieliKoodi(Koodi):
    """A language that is studied."""

    koodiarvo: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]
    koodisto_uri: Literal["kielivalikoima"]


class RyhmaKoodi(Koodi):
    """The group of a unit: vocational, common, of free choice, broadening."""

    koodiarvo: Literal["1", "2", "3", "4"]
    koodisto_uri: Literal["ammatillisentutkinnonosanryhma"]


class OsaamispisteKoodi(Koodi):
    """The competence point, the only unit in which vocational extents are counted."""

    koodiarvo: Literal["6"]
    koodisto_uri: Literal["opintojenlaajuusyksikko"]


class Laajuus(KoskiValue):
    """An extent in competence points."""

    arvo: Maara
    yksikko: OsaamispisteKoodi = Field(alias="yksikkö")


class Arvosana15(Koodi):
    """A grade of the present scale."""

    koodiarvo: Literal["1", "2", "3", "4", "5", "Hyväksytty", "Hylätty"]
    koodisto_uri: Literal["arviointiasteikkoammatillinen15"]


class ArvosanaHyvaksytty(Koodi):
    """Passed or failed."""

    koodiarvo: Literal["Hyväksytty", "Hylätty"]
    koodisto_uri: Literal["arviointiasteikkoammatillinenhyvaksyttyhylatty"]


class Arvosana13(Koodi):
    """A grade of the scale before the reform."""

    koodiarvo: Literal["0", "1", "2", "3", "Hyväksytty"]
    koodisto_uri: Literal["arviointiasteikkoammatillinent1k3"]


class ArvosanaMerkki(Koodi):
    """The only grade that a national badge has."""

    koodiarvo: Literal["Hyväksytty"]
    koodisto_uri: Literal["arviointiasteikkovst"]


Arvosana: TypeAlias = Annotated[
    Arvosana15 | ArvosanaHyvaksytty | Arvosana13, Field(discriminator="koodisto_uri")
]
GRADES: Final = {
    "arviointiasteikkoammatillinen15": frozenset("12345") | {"Hyväksytty", "Hylätty"},
    "arviointiasteikkoammatillinenhyvaksyttyhylatty": frozenset({"Hyväksytty", "Hylätty"}),
    "arviointiasteikkoammatillinent1k3": frozenset("0123") | {"Hyväksytty"},
}
FAILED: Final = frozenset({"0", "Hylätty"})


class OsaamismerkkiKoodi(Koodi):
    """A national badge."""

    koodiarvo: Annotated[str, StringConstraints(pattern=r"^1[0-9]{3}$")]
    koodisto_uri: Literal["osaamismerkit"]
