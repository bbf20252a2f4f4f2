"""Templates are refused where they cannot be true, and answer only where they are sure."""

import copy
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from badgeservice.credentials.securing.data_integrity import options_hash, proof_options
from badgeservice.credentials.strict_json import JsonObject, JsonValue, serialise
from badgeservice.credentials.walker.canonical import canonicalise
from badgeservice.credentials.walker.slots import TemplateError
from badgeservice.credentials.walker.template import Filled, IssueTemplate
from tests.credentials.samples import CREATED, METHOD
from tests.credentials.walker.templates import BADGE, SLOTS, VALUES, filled, value_at

ISSUER = value_at(BADGE, "/issuer/id")
LIST = value_at(BADGE, "/credentialStatus/statusListCredential")
TEMPLATE = IssueTemplate.compile(BADGE, slots=SLOTS)


def expected(document: JsonObject) -> Filled:
    return Filled(serialise(document), sha256(canonicalise(document)).digest())


def changed(**by_name: JsonValue) -> list[JsonValue]:
    """Return the usual values, some of them replaced; `_` stands for `/`."""
    names = [slot[1:].replace("/", "_") for slot in SLOTS]
    assert by_name.keys() <= set(names)
    return [by_name.get(name, value) for name, value in zip(names, VALUES, strict=True)]


def test_the_example_is_found_again() -> None:
    assert TEMPLATE.fill(VALUES) == expected(BADGE)


def test_other_values_make_another_document() -> None:
    values = changed(id="https://badges.example.fi/badges/2", credentialSubject_narrative="Toinen.")

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


@pytest.mark.parametrize(
    "text",
    [
        *("", "\r\n", '"', "\\", "%b %% %s", "\u2028", "\ue000", "\U0001f468\u200d", "e\u0301"),
        *("null", "_", "a _:b", '" .\n_:a <urn:p> "', "urn:slot-0-0.", ISSUER, "x" * 100_000),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_legal_texts_are_never_declined(text: str) -> None:
    values = changed(
        credentialSubject_narrative=text,
        evidence_2_narrative=text,
        credentialSubject_achievement_tag_1=text,
    )

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


@pytest.mark.parametrize("number", [3, 3.0, 0, -1.5, 2**53 - 1, 1e15, 0.0001, 24.941])
def test_numbers_have_their_own_notation_in_json_and_in_statements(number: float) -> None:
    values = changed(credentialSubject_creditsEarned=number)

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


def test_labels_follow_the_hashes_whatever_order_they_come_in() -> None:
    labels = set()
    for at in range(60):
        values = changed(
            credentialSubject_identifier_0_salt=f"salt {at}", evidence_2_narrative=f"Kolme {at}."
        )
        document = filled(BADGE, SLOTS, values)
        canonical = canonicalise(document).decode()
        labels.add(tuple(re.findall(r"(_:\S+) <\S+#type> <\S+#(?:Evidence|Identity)", canonical)))

        assert TEMPLATE.fill(values) == expected(document)

    assert len(labels) > 20


def test_a_long_document_is_filled_without_keeping_layouts() -> None:
    document: Any = copy.deepcopy(BADGE)
    document["credentialSubject"]["achievement"]["description"] = "Pitkä. " * 50_000
    template = IssueTemplate.compile(document, slots=SLOTS)

    for at in range(20):
        values = changed(credentialSubject_identifier_0_salt=f"salt {at}")
        assert template.fill(values) == expected(filled(document, SLOTS, values))


def test_more_orders_than_are_kept_make_no_difference() -> None:
    document: Any = copy.deepcopy(BADGE)
    document["credentialSubject"]["achievement"]["description"] = "Pitkä. " * 10_000
    template = IssueTemplate.compile(document, slots=SLOTS)

    for at in range(40):
        values = changed(credentialSubject_identifier_0_salt=f"salt {at}")
        assert template.fill(values) == expected(filled(document, SLOTS, values))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(changed(id=ISSUER), id="id-of-another-node"),
        pytest.param(changed(id=LIST), id="id-named-elsewhere"),
        pytest.param(changed(evidence_0_id=VALUES[SLOTS.index("/evidence/1/id")]), id="id-twice"),
        pytest.param(changed(id="/relative"), id="relative-id"),
        pytest.param(changed(id="_:b0"), id="blank-node-id"),
        pytest.param(changed(id="urn:x\u3000y"), id="id-with-white-space"),
        pytest.param(changed(id="https://schema.org/name"), id="id-of-a-term"),
        pytest.param(
            changed(evidence_0_id="https://schema.org/genre"),
            id="id-of-a-term-of-this-type-alone",
        ),
        pytest.param(changed(id=None), id="null"),
        pytest.param(changed(id=["urn:x"]), id="list-of-ids"),
        pytest.param(changed(credentialSubject_narrative="_:x"), id="text-like-a-blank-node"),
        pytest.param(changed(credentialSubject_narrative="a\tb"), id="control-character"),
        pytest.param(changed(credentialSubject_narrative="a\x7fb"), id="delete-character"),
        pytest.param(changed(credentialSubject_narrative="\ud800"), id="half-a-pair"),
        pytest.param(changed(credentialSubject_narrative=1), id="number-for-text"),
        pytest.param(changed(credentialSubject_narrative=["x"]), id="list-for-text"),
        pytest.param(changed(credentialSubject_creditsEarned=True), id="truth-for-number"),
        pytest.param(changed(credentialSubject_creditsEarned="2"), id="text-for-number"),
        pytest.param(changed(credentialSubject_creditsEarned=2**53), id="large-number"),
        pytest.param(changed(credentialSubject_creditsEarned=-0.0), id="minus-zero"),
        pytest.param(changed(credentialSubject_creditsEarned=1e-6), id="exponent"),
        pytest.param(changed(credentialSubject_creditsEarned=float("nan")), id="no-number"),
        pytest.param(changed(credentialSubject_creditsEarned=0.1 + 0.2), id="many-digits"),
        pytest.param(changed(credentialSubject_achievement_tag_1="hitsaus"), id="tag-twice"),
        pytest.param(
            changed(credentialSubject_achievement_resultDescription_0_allowedValue_1="T1"),
            id="grade-twice",
        ),
    ],
)
def test_unusual_values_are_declined(values: list[JsonValue]) -> None:
    assert TEMPLATE.fill(values) is None


def test_two_slots_of_one_list_may_not_be_the_same() -> None:
    tags = ("/credentialSubject/achievement/tag/0", "/credentialSubject/achievement/tag/1")
    template = IssueTemplate.compile(BADGE, slots=tags)

    assert template.fill(["a", "a"]) is None
    assert template.fill(["b", "a"]) == expected(filled(BADGE, tags, ["b", "a"]))
    assert template.fill(["a", "b"]) == expected(filled(BADGE, tags, ["a", "b"]))


def test_a_text_may_not_be_the_id_of_another_item_of_its_list() -> None:
    document: Any = copy.deepcopy(BADGE)
    document["credentialSubject"]["achievement"]["tag"] = ["urn:a", {"id": "urn:b"}]
    slots = ("/credentialSubject/achievement/tag/0", "/credentialSubject/achievement/tag/1/id")
    template = IssueTemplate.compile(document, slots=slots)

    assert template.fill(["urn:c", "urn:c"]) is None
    assert template.fill(["urn:b", "urn:a"]) == expected(
        filled(document, slots, ["urn:b", "urn:a"])
    )


def _with_two_texts() -> tuple[JsonObject, tuple[str, str]]:
    document: Any = copy.deepcopy(BADGE)
    document["evidence"] = [
        {"type": ["Evidence"], "narrative": "a"},
        {"type": ["Evidence"], "narrative": "b"},
        {"type": ["Evidence"], "narrative": "c"},
    ]
    return document, ("/evidence/0/narrative", "/evidence/1/narrative")


@pytest.mark.parametrize("texts", [("x", "x"), ("c", "x")], ids=["both-vary", "one-is-fixed"])
def test_nodes_alike_at_first_sight_are_declined(texts: tuple[str, str]) -> None:
    document, slots = _with_two_texts()
    template = IssueTemplate.compile(document, slots=slots)

    assert template.fill(texts) is None
    assert template.fill(["x", "y"]) == expected(filled(document, slots, ["x", "y"]))


def test_an_example_with_nodes_alike_is_refused() -> None:
    document, slots = _with_two_texts()

    with pytest.raises(TemplateError):
        IssueTemplate.compile(filled(document, slots, ["x", "x"]), slots=slots)


@pytest.mark.parametrize(
    "pointer",
    [
        pytest.param("", id="root"),
        pytest.param("id", id="no-slash"),
        pytest.param("x/id", id="text-before-slash"),
        pytest.param("/nothing", id="no-such-member"),
        pytest.param("/id/0", id="below-a-text"),
        pytest.param("/evidence/3/id", id="index-too-high"),
        pytest.param("/evidence/-1/narrative", id="index-below-zero"),
        pytest.param("/evidence/01/narrative", id="index-with-zero"),
        pytest.param("/evidence/x/narrative", id="index-no-number"),
        pytest.param("/evidence/2/id", id="node-without-id"),
        pytest.param("/evidence", id="list"),
        pytest.param("/issuer", id="object"),
        pytest.param("/type/0", id="type"),
        pytest.param("/credentialStatus/type", id="type-below"),
        pytest.param("/@context/1", id="context"),
        pytest.param("/credentialSubject/identifier/0/hashed", id="truth-value"),
        pytest.param("/evidence/~2", id="odd-escape"),
    ],
)
def test_a_slot_that_cannot_be_there_is_refused(pointer: str) -> None:
    with pytest.raises(TemplateError) as refused:
        IssueTemplate.compile(BADGE, slots=["/id", pointer])

    assert refused.value.pointer == pointer


def test_a_slot_named_twice_is_refused() -> None:
    with pytest.raises(TemplateError, match="named twice"):
        IssueTemplate.compile(BADGE, slots=["/id", "/id"])


@pytest.mark.parametrize(
    "changes",
    [{"unknown": "x"}, {"id": "/relative"}, {"name": None}, {"id": ISSUER}],
    ids=["undefined-member", "relative-id", "null", "id-twice"],
)
def test_a_document_that_the_walker_declines_is_refused(changes: JsonObject) -> None:
    with pytest.raises(TemplateError):
        IssueTemplate.compile({**BADGE, **changes}, slots=["/validFrom"])


def test_a_number_that_serialisers_write_differently_is_refused() -> None:
    document: Any = copy.deepcopy(BADGE)
    document["credentialSubject"]["achievement"]["creditsAvailable"] = 1e-6

    with pytest.raises(TemplateError, match="exponent"):
        IssueTemplate.compile(document, slots=["/id"])


def test_every_character_that_may_be_signed_is_written_alike_in_json_and_in_statements() -> None:
    legal = [*"\n\r", *map(chr, range(0x20, 0x7F)), *map(chr, range(0x80, 0xD800))]
    text = "".join([*legal, *map(chr, range(0xE000, 0x110000))])
    values = changed(credentialSubject_narrative=text)

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


def test_two_descriptions_of_one_id_may_not_vary_apart() -> None:
    document: Any = copy.deepcopy(BADGE)
    document["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(document["issuer"])

    with pytest.raises(TemplateError):
        IssueTemplate.compile(document, slots=["/issuer/name"])

    template = IssueTemplate.compile(document, slots=SLOTS)
    assert template.fill(VALUES) == expected(document)


def test_marks_that_stand_in_the_document_already_do_no_harm() -> None:
    values = changed(credentialSubject_narrative="urn:slot-0-0. <urn:slot-0-1.>")
    document = filled(BADGE, SLOTS, values)
    document["name"] = "urn:slot-0-0. urn:slot-1-0. 4000000002000007"
    template = IssueTemplate.compile(document, slots=SLOTS)

    assert template.fill(values) == expected(document)
    assert template.fill(VALUES) == expected(filled(document, SLOTS, VALUES))


def test_a_template_without_slots_is_a_document() -> None:
    assert IssueTemplate.compile(BADGE, slots=[]).fill([]) == expected(BADGE)


@pytest.mark.parametrize("count", [0, len(SLOTS) - 1, len(SLOTS) + 1])
def test_there_is_a_value_for_each_slot(count: int) -> None:
    with pytest.raises(ValueError, match="values for"):
        TEMPLATE.fill([*VALUES, "x"][:count])


def test_a_template_of_proof_options_finds_their_hash() -> None:
    options = proof_options(verification_method=METHOD, created=CREATED)
    later = proof_options(verification_method=METHOD, created=CREATED + timedelta(seconds=1))
    context = BADGE["@context"]
    template = IssueTemplate.compile({**options, "@context": context}, slots=["/created"])

    found = template.fill([later["created"]])

    assert found is not None
    assert found.document_hash == options_hash(later, context)


def test_threads_share_a_template_without_harm() -> None:
    template = IssueTemplate.compile(BADGE, slots=SLOTS)
    many = [changed(credentialSubject_identifier_0_salt=f"salt {at % 40}") for at in range(400)]
    alone = [TEMPLATE.fill(values) for values in many]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(template.fill, many))

    assert together == alone
