from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from badgeservice.library.documents import AnyDocument, LocalisedText
from badgeservice.library.errors import Finding
from badgeservice.library.files import (
    MAXIMUM_BYTES,
    parse_file,
    place,
    render,
    render_all,
    schema_comment,
)
from tests.builders import badge_class, criteria_set, text, unit
from tests.library.strategies import documents, texts

PATH = "criteria-sets/guidance/v1.yaml"
GOOD = """\
# yaml-language-server: $schema=../../schema/library.schema.json
kind: criteria-set
id: guidance
version: 1
status: draft
name: {fi: Ohjaus}
criteria:
  - id: guides
    text:
      fi: Ohjaa
      sv: Handleder
"""


def findings(text_: str, *, path: str = PATH) -> tuple[Finding, ...]:
    return parse_file(path, text_).findings


def the_error(text_: str, *, path: str = PATH) -> Finding:
    errors = [finding for finding in findings(text_, path=path) if finding.is_error]
    assert len(errors) == 1, errors
    return errors[0]


@given(documents)
@settings(max_examples=200, deadline=None)
def test_parsing_what_was_rendered_gives_back_the_same_document(document: AnyDocument) -> None:
    path, written = render(document)

    parsed = parse_file(path, written)

    assert parsed.findings == ()
    assert parsed.document == document


@given(texts)
@example("a\n b")
@example("trailing \n")
@settings(max_examples=300, deadline=None)
def test_no_text_is_changed_by_a_journey_through_a_file(written: str) -> None:
    document = criteria_set(name=LocalisedText(fi=written))

    parsed = parse_file(*render(document))

    assert parsed.document == document


@given(st.lists(documents, max_size=6))
@settings(max_examples=50, deadline=None)
def test_rendering_twice_gives_the_same_files(several: list[AnyDocument]) -> None:
    assert render_all(several) == render_all(reversed(several)) or _have_equal_keys(several)


def _have_equal_keys(several: list[AnyDocument]) -> bool:
    return len({render(each)[0] for each in several}) < len(several)


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_document_or_has_an_error(anything: str) -> None:
    parsed = parse_file(PATH, anything)

    assert parsed.document is not None or any(each.is_error for each in parsed.findings)


@given(st.text(alphabet=" -:{}[],#&*!|>'\"%@`\n\tabc1?~", max_size=60))
@settings(max_examples=500, deadline=None)
def test_text_that_looks_like_yaml_never_breaks_the_reader(anything: str) -> None:
    parsed = parse_file(PATH, anything)

    assert all(finding.line >= 1 for finding in parsed.findings)


def test_a_good_file_has_no_findings() -> None:
    parsed = parse_file(PATH, GOOD)

    assert parsed.findings == ()
    assert parsed.document is not None


def test_every_part_of_a_file_knows_its_line() -> None:
    placed = parse_file(PATH, GOOD).placed

    assert placed is not None
    assert placed.finding("/criteria/0/text/sv", code="x", message="").line == 11
    assert placed.finding("/criteria/0/alignments/3", code="x", message="").line == 8
    assert placed.finding("", code="x", message="").line >= 1


@pytest.mark.parametrize(
    ("old", "new", "line", "pointer", "code"),
    [
        pytest.param("id: guidance\n", "", 1, "/id", "key-missing", id="a missing key"),
        pytest.param(
            "version: 1",
            "version: 1\nverzion: 2",
            5,
            "/verzion",
            "key-unknown",
            id="an unknown key",
        ),
        pytest.param(
            "status: draft", "status: done", 5, "/status", "value-invalid", id="no status"
        ),
        pytest.param("version: 1", "version: 0", 4, "/version", "value-invalid", id="version zero"),
        pytest.param(
            "version: 1", "version: true", 4, "/version", "value-invalid", id="a version of true"
        ),
        pytest.param(
            "version: 1", 'version: "1"', 4, "/version", "value-invalid", id="a version in quotes"
        ),
        pytest.param(
            "id: guidance", "id: Guidance", 3, "/id", "value-invalid", id="an upper-case id"
        ),
        pytest.param(
            "fi: Ohjaa", "fi: ' '", 10, "/criteria/0/text/fi", "value-invalid", id="a blank"
        ),
        pytest.param(
            "fi: Ohjaa", 'fi: "a\\tb"', 10, "/criteria/0/text/fi", "value-invalid", id="a tabulator"
        ),
        pytest.param(
            "fi: Ohjaa", "fi: 5", 10, "/criteria/0/text/fi", "value-invalid", id="a number for text"
        ),
        pytest.param(
            "status: draft",
            "status: draft\nvalidFrom: 20260101",
            6,
            "/validFrom",
            "value-invalid",
            id="a date that is a number",
        ),
        pytest.param(
            "status: draft",
            "status: draft\nvalidFrom: 2026-02-30",
            6,
            "/validFrom",
            "value-invalid",
            id="a day that never was",
        ),
        pytest.param(
            "status: draft",
            "status: draft\nid: b",
            6,
            "/id",
            "yaml-duplicate-key",
            id="a key twice",
        ),
        pytest.param("{fi: Ohjaus}", "*a", 6, "/name", "yaml-alias", id="an alias"),
        pytest.param("{fi: Ohjaus}", "&a {fi: b}", 6, "/name", "yaml-alias", id="an anchor"),
        pytest.param(
            "fi: Ohjaa",
            "fi: !!python/name:os.system a",
            10,
            "/criteria/0/text/fi",
            "yaml-tag",
            id="a tag that calls code",
        ),
        pytest.param("kind: criteria-set", "kind: badge", 2, "/kind", "kind-unknown", id="no kind"),
        pytest.param("  - id", "  -\n id", 9, "", "yaml-syntax", id="broken indentation"),
        pytest.param("fi: Ohjaa", "fi: a\x07b", 10, "", "yaml-syntax", id="a control character"),
        pytest.param(
            "Handleder\n", "b\n---\na: b\n", 12, "", "yaml-several-documents", id="two in one"
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_pointer(
    old: str, new: str, line: int, pointer: str, code: str
) -> None:
    assert old in GOOD
    broken = GOOD.replace(old, new, 1)

    errors = [finding for finding in findings(broken) if finding.is_error]

    assert (line, pointer, code) in {(each.line, each.pointer, each.code) for each in errors}
    assert parse_file(PATH, broken).document is None


def test_a_misspelt_key_is_told_the_right_one() -> None:
    finding = the_error(GOOD.replace("status: draft", "status: draft\ncoAuthrs: []"))

    assert "did you mean coAuthors?" in finding.message


def test_a_number_where_a_text_belongs_is_told_about_quotation_marks() -> None:
    finding = the_error(GOOD.replace("fi: Ohjaa", "fi: 5"))

    assert 'write "5" with quotation marks' in finding.message


def test_everything_wrong_is_said_at_once() -> None:
    broken = GOOD.replace("version: 1", "version: 0").replace("fi: Ohjaa", "se: a")

    pointers = {finding.pointer for finding in findings(broken)}

    assert pointers == {"/version", "/criteria/0/text/fi", "/criteria/0/text/se"}


def test_words_that_yaml_1_1_took_for_booleans_stay_words() -> None:
    parsed = parse_file(PATH, GOOD.replace("fi: Ohjaa", "fi: no"))

    assert parsed.document == criteria_set().model_copy(
        update={
            "status": parsed.document.status,  # type: ignore[union-attr]  # asserted by equality
            "name": LocalisedText(fi="Ohjaus"),
            "criteria": (
                criteria_set()
                .criteria[0]
                .model_copy(
                    update={"text": LocalisedText(fi="no", sv="Handleder"), "alignments": ()}
                ),
            ),
        }
    )


@pytest.mark.parametrize(
    "laughs",
    [
        pytest.param("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", id="a billion laughs"),
        pytest.param("a: " + "[" * 50_000, id="brackets without end"),
        pytest.param("a: " + "{b: " * 40 + "1" + "}" * 40, id="maps in maps"),
        pytest.param("? [a]\n: b\n", id="a list for a key"),
        pytest.param("[]", id="a list for a document"),
        pytest.param("", id="nothing"),
        pytest.param("kind: [unit]\n", id="a list for a kind"),
    ],
)
def test_hostile_yaml_is_refused_and_nothing_is_expanded(laughs: str) -> None:
    parsed = parse_file(PATH, laughs)

    assert parsed.document is None
    assert any(finding.is_error for finding in parsed.findings)


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    finding = the_error("#" * (MAXIMUM_BYTES + 1))

    assert finding.code == "file-too-large"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("criteria-sets/other/v1.yaml", id="another id"),
        pytest.param("criteria-sets/guidance/v2.yaml", id="another version"),
        pytest.param("badge-classes/guidance/v1.yaml", id="another kind"),
        pytest.param("xcriteria-sets/guidance/v1.yaml", id="a longer folder name"),
    ],
)
def test_a_file_must_lie_where_its_document_belongs(path: str) -> None:
    assert the_error(GOOD, path=path).code == "path-differs"


def test_the_library_may_lie_in_any_folder() -> None:
    assert findings(GOOD, path="/somewhere/criteria/criteria-sets/guidance/v1.yaml") == ()


def test_a_file_without_the_schema_comment_is_warned_and_read() -> None:
    parsed = parse_file(PATH, GOOD.partition("\n")[2])

    assert [finding.code for finding in parsed.findings] == ["schema-comment-missing"]
    assert parsed.document is not None


def test_the_schema_comment_points_from_the_file_to_the_schema() -> None:
    assert schema_comment("library.yaml").endswith("$schema=schema/library.schema.json")
    assert schema_comment(PATH).endswith("$schema=../../schema/library.schema.json")


def test_rendered_dates_and_extents_need_no_quotation_marks() -> None:
    _, written = render(unit())

    assert "retrieved: 2026-11-01\n" in written
    assert "value: 5\n" in written


def test_unknown_facts_are_written_as_null_and_missing_translations_left_out() -> None:
    _, written = render(unit(credits=None, name=LocalisedText(fi="a")))

    assert "credits: null\n" in written
    assert "sv: null" not in written


def test_older_versions_of_a_unit_get_files_of_their_own() -> None:
    several = [unit(version=None), unit(version=1), unit(version=2)]

    files = render_all(several)

    assert sorted(files) == [
        "units/finland/tutkinnonosat_100.yaml",
        "units/finland/tutkinnonosat_100/unknown.yaml",
        "units/finland/tutkinnonosat_100/v1.yaml",
    ]
    parsed = [parse_file(path, written) for path, written in files.items()]
    assert [each.findings for each in parsed] == [(), (), ()]
    assert {each.document.version for each in parsed if each.document} == {None, 1, 2}  # type: ignore[union-attr]  # all are units


def test_pointers_of_a_part_begin_at_the_whole() -> None:
    placed = place(badge_class(name=text("x")), root="/documents/3")

    assert placed.finding("/name", code="x", message="").pointer == "/documents/3/name"
