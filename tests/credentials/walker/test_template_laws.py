"""Whatever a template answers, the walker and the serialiser say too, byte for byte."""

import os
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to, serialise
from badgeservice.credentials.walker import general
from badgeservice.credentials.walker.slots import TemplateError
from badgeservice.credentials.walker.template import Filled, IssueTemplate
from badgeservice.credentials.walker.walk import walk
from tests.credentials.walker.generator import NUMBERS, STRANGE, TEXTS, Generator, places
from tests.credentials.walker.templates import BADGE, SLOTS, VALUES, filled, value_at

# How many documents to compare; more take longer.
CASES = int(os.environ.get("BADGESERVICE_WALKER_CASES", "2000"))
SHARDS = 10
FILLS_OF_ONE = 10
TEMPLATE = IssueTemplate.compile(BADGE, slots=SLOTS)
IDS = [at for at, slot in enumerate(SLOTS) if slot.endswith("/id")]

hostile_texts = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), max_size=3),
    st.text(
        st.sampled_from('"\\\n\r\t\x7f%b{}<>_:\u2028\ue000\ufffd\U00010000\u0301é'), max_size=8
    ),
    st.sampled_from(
        ["_:x", "_:c14n0", "_:", "%b", "%%", "%s", "\\n", '" .\n_:a <urn:p> "', "é\u0301"]
    ),
    st.sampled_from(["urn:slot-0-0.", "<urn:slot-0-0.>", "4000000000000001", "x" * 70_000]),
    st.sampled_from([value for value in VALUES if isinstance(value, str)]),
)
hostile_ids = st.one_of(
    st.text(st.sampled_from('abc:/#%.>< \u3000\u200bé"\\{'), max_size=8).map("urn:{}".format),
    st.sampled_from([*VALUES, BADGE["issuer"]["id"], "urn:x", "vc:x", "https://schema.org/name"]),
    st.sampled_from(["https://a.example/z", "did:web:a", "zz:1", "a:", ":a", "/relative", "xsd:a"]),
    st.integers(0, 9).map("urn:uuid:{}".format),
)
odd_values: st.SearchStrategy[JsonValue] = st.one_of(
    st.sampled_from([None, True, False, 0, -0.0, 1.0, 2**53, 1e-5, 1e-9, float("nan"), "1", "2.5"]),
    st.sampled_from([[], ["x"], {"id": "urn:x"}]),
    st.integers(-(2**70), 2**70),
    st.floats(),
)
changes = st.dictionaries(
    st.integers(0, len(SLOTS) - 1), hostile_texts | hostile_ids | odd_values, max_size=3
)


def expected(document: JsonObject) -> Filled:
    """Return what the walker makes of a document, which it must not decline."""
    canonical = walk(document, contexts=PINNED_CONTEXTS).graph.canonical()
    return Filled(serialise(document), sha256(canonical).digest())


@given(changes=changes)
@settings(max_examples=CASES)
def test_no_hostile_value_makes_a_template_answer_otherwise_than_the_walker(
    changes: dict[int, JsonValue],
) -> None:
    values = [changes.get(at, value) for at, value in enumerate(VALUES)]

    found = TEMPLATE.fill(values)

    assert found is None or found == expected(filled(BADGE, SLOTS, values))


plain_texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="_")
    | st.sampled_from("\n\r"),
    max_size=40,
)


@given(texts=st.lists(plain_texts, min_size=len(SLOTS), max_size=len(SLOTS), unique=True))
@settings(max_examples=200)
def test_texts_without_control_characters_are_never_declined(texts: list[str]) -> None:
    values = [
        text if isinstance(value, str) and at not in IDS else value
        for at, (text, value) in enumerate(zip(texts, VALUES, strict=True))
    ]

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


@given(order=st.permutations(range(len(IDS))))
@settings(max_examples=100)
def test_ids_may_come_in_any_order(order: list[int]) -> None:
    starts = ("a:", "https://aaa.example/", "https://badges.example.fi/b", "urn:uuid:", "zz:")
    values = list(VALUES)
    for at, rank in zip(IDS, order, strict=True):
        values[at] = f"{starts[rank % len(starts)]}{'x' * (rank + 1)}"

    assert TEMPLATE.fill(values) == expected(filled(BADGE, SLOTS, values))


def _template_of_any_shape(random: Random) -> tuple[JsonObject, list[str], IssueTemplate]:
    """Return a random credential, some of its places, and a template with slots there."""
    while True:
        document = Generator(random.randrange(10_000)).credential()
        pointers = ["".join(pointer_to("", step) for step in place) for place in places(document)]
        leaves = [at for at in pointers if not isinstance(value_at(document, at), dict | list)]
        slots = random.sample(leaves, min(len(leaves), random.randint(1, 10)))
        if (template := _compiled(document, slots)) is not None:
            return document, slots, template


def _compiled(document: JsonObject, slots: list[str]) -> IssueTemplate | None:
    """Return a template, having taken slots away that cannot be there."""
    while True:
        try:
            return IssueTemplate.compile(document, slots=slots)
        except TemplateError as refusal:
            if not refusal.pointer:
                # The walker leaves some documents to the general path.
                return None
            slots.remove(refusal.pointer)


def _value(original: JsonValue, others: list[JsonValue], random: Random) -> JsonValue:
    chance = random.random()
    if chance < 0.05:
        strange: JsonValue = random.choice(STRANGE)
        return strange
    if chance < 0.1:
        return random.choice(others)
    if isinstance(original, str):
        is_id = original.startswith(("https:", "urn:", "did:"))
        return f"urn:new:{random.random()}" if is_id else random.choice(TEXTS)
    return random.choice(NUMBERS)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_templates_of_every_shape_answer_as_the_walker_does(shard: int) -> None:
    random = Random(shard)  # noqa: S311  # it makes test data
    answered = 0
    for _ in range(CASES // FILLS_OF_ONE // SHARDS):
        document, slots, template = _template_of_any_shape(random)
        originals = [value_at(document, slot) for slot in slots]
        for _ in range(FILLS_OF_ONE):
            values = [_value(original, originals, random) for original in originals]
            if (found := template.fill(values)) is not None:
                answered += 1
                assert found == expected(filled(document, slots, values)), (slots, values)

    assert answered > 0.3 * CASES / SHARDS


@pytest.mark.parametrize("seed", range(20))
def test_templates_agree_with_the_general_path(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # it makes test data
    found = None
    while found is None:
        document, slots, template = _template_of_any_shape(random)
        values = [_value(value_at(document, slot), ["x"], random) for slot in slots]
        found = template.fill(values)

    document = filled(document, slots, values)
    canonical = general.canonicalise(document, contexts=PINNED_CONTEXTS)
    assert found == Filled(serialise(document), sha256(canonical).digest())
