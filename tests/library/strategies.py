"""Any library document, for laws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from badgeservice.library.documents import (
    Alignment,
    AnyDocument,
    BadgeClass,
    BadgeKind,
    Basis,
    CoAuthor,
    Credits,
    CreditUnit,
    CriteriaSet,
    Criterion,
    EvidenceKind,
    Extensions,
    Level,
    LibraryDescription,
    LocalisedText,
    Publisher,
    RequiredBadge,
    Requirement,
    ResultDefinition,
    Role,
    Source,
    Status,
    Strength,
    Unit,
    UnitRef,
    VersionRef,
)
from tests.pictures import data_uri

Made = TypeVar("Made")

# What YAML could take for something else, or fold, or lose.
_TRICKY = st.sampled_from(
    ["no", "null", "~", "1e3", "012", "0x1F", "1_000", "12:30:45", "2026-01-01", "- a", "a: b",
     "# a", "a #b", "'", '"', "*a", "&a", "!a", "%a", "@a", "|", ">", "{a}", "[a]", " a", "a ",
     "a\n b", "a \nb", "\na", "a\n", "a\n\n", "a\n\nb\n", "  a\nb", "a\u2028b", "a\u0085b",
     "a\ufeffb", "=", "<<", "?", "a\\tb", "😀", "é", "e\u0301", "...", "---", "\u00a0a", "a" * 300,
     "word " * 60, "true", "-", "+1", ".5", "5.", "1.50", "a\n# b", "x\n---\ny"]
)  # fmt: skip
_LETTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="".join(map(chr, (*range(0x20), 0x7F)))
)
_free_lines = st.text(_LETTERS, min_size=1, max_size=60)


def _is_text(text: str) -> bool:
    return bool(text.strip()) and any(not letter.isspace() for letter in text)


lines = st.one_of(_TRICKY.filter(lambda text: "\n" not in text), _free_lines).filter(_is_text)
texts = st.one_of(
    _TRICKY, st.lists(_free_lines, min_size=1, max_size=4).map("\n".join), _free_lines
).filter(_is_text)
slugs = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
versions = st.integers(1, 100_000)
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
maybe_days = st.none() | days


def made(model: Callable[..., Made], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Made]:
    # `st.builds` would look at the aliases in the models' signatures, and invent those fields.
    @st.composite
    def whole(draw: st.DrawFn) -> Made:
        return model(**{name: draw(strategy) for name, strategy in fields.items()})

    return whole()


def _several(
    strategy: st.SearchStrategy[Made], *, least: int = 0
) -> st.SearchStrategy[tuple[Made, ...]]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


localised = made(LocalisedText, fi=texts, sv=st.none() | texts, en=st.none() | texts)
credit = made(
    Credits,
    value=st.integers(1, 100_000).map(lambda hundredths: Decimal(hundredths) / 100),
    unit=st.sampled_from(CreditUnit),
)
unit_refs = made(UnitRef, system=slugs, code=codes)
units = made(
    Unit,
    system=slugs,
    code=codes,
    version=st.none() | versions,
    name=localised,
    credits=st.none() | credit,
    basis=st.none()
    | made(
        Basis,
        code=st.sampled_from(["OPH-456-2022", "79/011/2014"]),
        qualification=st.none() | codes,
        in_force_from=maybe_days,
    ),
    source=made(
        Source,
        title=lines,
        url=st.none() | st.just("https://example.org/?a=b#c"),
        retrieved=days,
        sha256=st.none() | st.just("0" * 64),
    ),
    requirements=_several(
        made(Requirement, code=codes, version=versions, area=st.none() | localised, text=localised)
    ),
    note=st.none() | texts,
)
criteria_sets = made(
    CriteriaSet,
    id=slugs,
    version=versions,
    status=st.sampled_from(Status),
    name=localised,
    co_authors=_several(made(CoAuthor, name=lines, role=st.sampled_from(Role))),
    valid_from=maybe_days,
    valid_until=maybe_days,
    criteria=_several(
        made(
            Criterion,
            id=slugs,
            text=localised,
            evidence_kinds=_several(st.sampled_from(EvidenceKind)),
            alignments=_several(
                made(
                    Alignment,
                    system=slugs,
                    unit=codes,
                    requirement=codes,
                    version=versions,
                    strength=st.sampled_from(Strength),
                )
            ),
        ),
        least=1,
    ),
)
# Some have the names of fields, which files and diffs know how to write.
words = st.sampled_from(
    ["hours", "retrieved", "units", "requirements", "status", "strength", "sv", "fi", "image"]
) | st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,10}", fullmatch=True)
word_scalars = st.one_of(
    texts,
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1000),
    st.booleans(),
)
extensions = made(
    Extensions,
    context=made(VersionRef, id=slugs, version=versions),
    values=st.dictionaries(
        words, word_scalars | _several(word_scalars, least=1), min_size=1, max_size=3
    ),
)
badge_classes = made(
    BadgeClass,
    id=slugs,
    version=versions,
    status=st.sampled_from(Status),
    badge_kind=st.sampled_from(BadgeKind),
    achievement_type=st.sampled_from(["Badge", "ext:Own.Type", "Nonsense"]),
    criteria_set=made(VersionRef, id=slugs, version=versions),
    name=localised,
    description=localised,
    credits=st.none() | credit,
    units=_several(unit_refs),
    validity=st.none() | st.sampled_from(["P5Y", "P18M", "P30D"]),
    level=st.none() | made(Level, framework=st.just("EQF"), level=st.sampled_from(["4", "04"])),
    assessment=localised,
    participation=localised,
    quality_assurance=localised,
    tags=_several(lines),
    results=_several(
        made(
            ResultDefinition,
            id=slugs,
            name=localised,
            result_type=st.sampled_from(["Status", "Percent"]),
            allowed_values=_several(lines),
            required_value=st.none() | lines,
        )
    ),
    requires=_several(made(RequiredBadge, id=slugs, minimum_version=versions)),
    suspendable=st.booleans(),
    image=st.none() | st.binary(min_size=1, max_size=300).map(data_uri),
    extensions=st.none() | extensions,
)
descriptions = made(
    LibraryDescription,
    id=slugs,
    name=localised,
    description=localised,
    licence=lines,
    languages=st.sampled_from([("fi",), ("fi", "sv", "en")]),
    publishers=_several(made(Publisher, name=lines, role=st.sampled_from(Role))),
)
documents: st.SearchStrategy[AnyDocument] = st.one_of(
    units, criteria_sets, badge_classes, descriptions
)
