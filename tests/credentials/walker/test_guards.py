"""One case for each guard of the walker: what it must leave to the general path.

`test_equality` would find the same in the long run; here it is said why.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from badgeservice.credentials import rdfc
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.safe_mode import MAXIMUM_ITEMS
from badgeservice.credentials.securing.data_integrity import proof_options
from badgeservice.credentials.strict_json import MAXIMUM_DEPTH
from badgeservice.credentials.walker import general
from badgeservice.credentials.walker.cache import SubtreeCache
from badgeservice.credentials.walker.canonical import canonicalise_cached, canonicalise_plain
from badgeservice.credentials.walker.graph import Blank, Graph
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk
from tests.credentials.samples import CREATED, METHOD, credential

Document = dict[str, Any]
Change = Callable[[Document], object]


def _document() -> Document:
    return copy.deepcopy(credential())


def _walked(document: Document) -> bytes | None:
    try:
        return walk(document, contexts=PINNED_CONTEXTS).graph.canonical()
    except OutsideShapesError:
        return None


def _accepted(document: Document) -> bytes | None:
    try:
        return general.canonicalise(copy.deepcopy(document), contexts=PINNED_CONTEXTS)
    except CredentialError:
        return None


def _achievement(document: Document) -> Document:
    found: Document = document["credentialSubject"]["achievement"]
    return found


def _grade(document: Document) -> Document:
    found: Document = _achievement(document)["resultDescription"][0]
    return found


def _endorsed_twice(document: Document) -> None:
    document["issuer"]["endorsement"] = [
        {
            "id": "urn:e",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Suositus",
            "issuer": "did:web:b.example",
            "validFrom": "2026-11-22T08:00:00Z",
            "credentialSubject": {"id": "urn:s", "type": ["EndorsementSubject"]},
        }
    ]
    _achievement(document)["creator"] = copy.deepcopy(document["issuer"])


def _status_as_evidence(document: Document) -> None:
    """Describe a status twice, with a number in two notations that make one statement."""
    status = {**document["credentialStatus"], "id": "urn:status", "statusSize": 1}
    document["credentialStatus"] = status
    document["evidence"] = [{**status, "statusSize": 1.0}]


def _own_contexts(contexts: list[str], **members: Any) -> Change:
    def change(document: Document) -> None:
        document["endorsement"] = [{"@context": contexts, "id": "urn:e", **members}]

    return change


# Each is refused by the general path.
UNSAFE: dict[str, Change] = {
    "an id described here and named there": lambda d: d.update(evidence={"id": d["issuer"]["id"]}),
    "an id described differently": lambda d: _achievement(d).update(
        creator={**d["issuer"], "name": "Toinen"}
    ),
    "an id described with one number in two notations": _status_as_evidence,
    "an id described with a number as a text": lambda d: (
        _grade(d).update(valueMax="1", requiredLevel="urn:l"),
        _achievement(d)["related"].append({**_grade(d), "type": ["Related"]}),
    ),
    "a list without values": lambda d: _achievement(d).update(tag=[]),
    "an ordered list without values": lambda d: _grade(d).update(allowedValue=[]),
    "a list that is too long": lambda d: _achievement(d).update(
        tag=[f"{at}" for at in range(MAXIMUM_ITEMS + 1)]
    ),
    "a text listed twice": lambda d: _achievement(d).update(tag=["x", "x"]),
    "a node listed twice": lambda d: _achievement(d)["related"].append(
        copy.deepcopy(_achievement(d)["related"][0])
    ),
    "an ordered text listed twice": lambda d: _grade(d).update(allowedValue=["x", "x"]),
    "one number in two notations": lambda d: _achievement(d).update(creditsAvailable=[1, 1.0]),
    "an id where a date belongs": lambda d: d.update(validFrom={"id": "urn:x"}),
    "a node where a date belongs": lambda d: d.update(validFrom={"type": ["Profile"]}),
    "an endorsement of which nothing is said": _own_contexts([pinned.CREDENTIALS_V2]),
    "an endorsement with contexts of its own": _own_contexts(
        [pinned.OPEN_BADGES_3_0_3], type=["EndorsementCredential"]
    ),
    "contexts of the issuer's own": lambda d: d["issuer"].update({"@context": d["@context"][:1]}),
    "a context in the document": lambda d: d["@context"].append({}),
    "a context that is no text": lambda d: d["@context"].append(1),
    "a text that looks like a blank node": lambda d: d.update(name="_:b0"),
    "a text with a tabulator": lambda d: d.update(name="a\tb"),
    "a text with half a character": lambda d: d.update(name="\ud800"),
    "a number with too many digits": lambda d: _achievement(d).update(creditsAvailable=0.1 + 0.2),
    "a number that is too large": lambda d: _achievement(d).update(creditsAvailable=2**53),
    "minus zero": lambda d: _achievement(d).update(creditsAvailable=-0.0),
    "a relative id": lambda d: d["issuer"].update(id="/issuers/1"),
    "an id with a space": lambda d: d["issuer"].update(id="urn:x y"),
    "a name that is no name": lambda d: d["issuer"].update({"vc:name": "x"}),
    "a type that is an IRI of ours": lambda d: d["issuer"].update(
        type=["https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile"]
    ),
}


def test_the_document_is_walked_before_it_is_changed() -> None:
    assert _walked(_document()) == _accepted(_document()) is not None


@pytest.mark.parametrize("change", UNSAFE.values(), ids=UNSAFE.keys())
def test_what_the_general_path_refuses_is_not_walked(change: Change) -> None:
    # The tables know the contexts already.
    _walked(_document())
    changed = _document()
    change(changed)

    assert _accepted(changed) is None
    assert _walked(changed) is None


def test_an_id_that_begins_like_a_prefix_is_not_walked() -> None:
    changed = _document()
    changed["@context"] = [pinned.CREDENTIALS_V1, pinned.OPEN_BADGES_3_0_1]
    changed["issuanceDate"] = changed.pop("validFrom")
    for name in ("validUntil", "awardedDate", "credentialStatus"):
        changed.pop(name, None)
    _achievement(changed).pop("inLanguage")
    for related in _achievement(changed)["related"]:
        related.pop("inLanguage")
    for part in (changed["issuer"], _achievement(changed)):
        part.pop("image")
    assert _walked(changed) == _accepted(changed) is not None

    changed["evidence"][0]["id"] = "xsd:string"

    assert _walked(changed) is None


@pytest.mark.parametrize(
    ("purpose", "is_walked"),
    [("assertionMethod", True), ("AchievementCredential", False), ("xq_unknown", False)],
)
def test_a_word_is_walked_if_it_would_be_written_back(purpose: str, is_walked: bool) -> None:
    options: Document = {
        **proof_options(verification_method=METHOD, created=CREATED),
        "proofPurpose": purpose,
        "@context": credential()["@context"],
    }

    assert (_walked(options) is not None) == is_walked
    assert _walked(options) in {None, _accepted(options)}


# The general path makes something of these; the walker need not know what.
UNUSUAL: dict[str, Change] = {
    "a description with endorsements repeated": _endorsed_twice,
    "a number as a text": lambda d: _achievement(d).update(creditsAvailable="3"),
    "a truth value as a text": lambda d: d["credentialSubject"]["identifier"][0].update(
        hashed="true"
    ),
    "a truth value as a number": lambda d: _achievement(d).update(creditsAvailable=True),
    "a number where a date belongs": lambda d: d.update(validFrom=5),
    "a truth value where a date belongs": lambda d: d.update(validFrom=True),
    "a node where an ordered text belongs": lambda d: _grade(d).update(
        allowedValue={"type": ["Profile"]}
    ),
    "an object without members": lambda d: d.update(evidence={}),
    "an id that does not show": lambda d: d["evidence"][0].update(id="urn:x:\u200b"),
    "both names of one type": lambda d: d["type"].append("AchievementCredential"),
}


@pytest.mark.parametrize("change", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_what_is_unusual_is_left_to_the_general_path(change: Change) -> None:
    changed = _document()
    change(changed)

    assert _walked(changed) is None


@pytest.mark.parametrize("value", [2, 2.0, 2.5, 1e15, 1e-6, 24.941])
def test_numbers_are_written_as_pyld_writes_them(value: Any) -> None:
    """F15: one notation for each number."""
    changed = _document()
    _achievement(changed)["creditsAvailable"] = value
    changed["issuer"]["description"] = value

    assert _walked(changed) == _accepted(changed) is not None


def _nested(levels: int, innermost: Document) -> Document:
    changed = _document()
    part = innermost
    for at in range(levels):
        part = {"id": f"urn:o:{at}", "type": ["Profile"], "parentOrg": part}
    changed["issuer"]["parentOrg"] = part
    return changed


@pytest.mark.parametrize("innermost", [{"id": "urn:x"}, {"id": "urn:x", "type": ["Profile"]}])
def test_the_walker_goes_as_deep_as_the_guards_and_no_deeper(innermost: Document) -> None:
    # The root and the issuer are two levels, and the innermost is one.
    deepest, too_deep = (_nested(MAXIMUM_DEPTH - 3 + more, innermost) for more in (0, 1))

    assert _walked(deepest) == _accepted(deepest) is not None
    assert _walked(too_deep) is None
    assert _accepted(too_deep) is None


@pytest.mark.parametrize("more", [0, 1])
def test_a_remembered_part_counts_with_its_depth(more: int) -> None:
    """The issuer is remembered as it stands at the root, and found again one level deeper."""
    cache = SubtreeCache()
    whole = _nested(MAXIMUM_DEPTH - 4 + more, {"id": "urn:x", "type": ["Profile"]})
    cache.admit(canonicalise_cached(whole, cache=cache).pending)
    deeper = copy.deepcopy(whole)
    deeper["endorsement"] = [
        {
            "id": "urn:e",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "x",
            "issuer": whole["issuer"],
            "validFrom": "2026-11-22T08:00:00Z",
            "credentialSubject": {"id": "urn:s", "type": ["EndorsementSubject"]},
        }
    ]
    deeper["issuer"] = "did:web:other.example"

    found = canonicalise_plain(deeper, cache=cache)

    assert (None if found is None else found.content) == _walked(deeper)
    assert (_walked(deeper) is None) == bool(more)


def test_a_part_names_no_id_that_is_described_outside_when_it_is_remembered() -> None:
    cache = SubtreeCache()
    apart = _document()
    _achievement(apart)["alignment"][0]["id"] = "urn:named"
    for name in list(_achievement(apart)["alignment"][0]):
        if name != "id":
            del _achievement(apart)["alignment"][0][name]
    cache.admit(canonicalise_cached(apart, cache=cache).pending)
    changed = copy.deepcopy(apart)
    changed["evidence"] = [{"id": "urn:named", "type": ["Evidence"], "name": "x"}]

    assert _accepted(apart) is not None
    assert _accepted(changed) is None
    assert canonicalise_plain(changed, cache=cache) is None
    # And with nothing remembered yet.
    assert canonicalise_plain(changed, cache=SubtreeCache()) is None


def test_a_part_describes_no_id_otherwise_than_outside_when_nothing_is_remembered_yet() -> None:
    changed = _document()
    creator = {"id": changed["issuer"]["id"], "type": ["Profile"], "name": "Toinen"}
    _achievement(changed)["creator"] = creator

    assert canonicalise_plain(changed, cache=SubtreeCache()) is None


def test_more_statements_than_the_general_path_takes_are_left_to_it() -> None:
    graph = Graph()
    graph.lines.extend(f"<a:b> <a:c> <a:{at}> .\n" for at in range(rdfc.MAXIMUM_QUADS + 1))

    with pytest.raises(OutsideShapesError):
        graph.canonical()


def _two_nodes(times: int, text: str) -> Graph:
    """Two nodes without ids, one of which says the same `times` times."""
    graph = Graph()
    for name, number in (("d", times), ("e", 1)):
        blank = Blank()
        blank.hang("<a:b>", None, f" <a:{name}> ")
        blank.tails.extend([f' <a:f> "{text}" .\n'] * number)
        graph.blanks.append(blank)
    return graph


@pytest.mark.parametrize("text", ["a", "b", "c", "d"])
def test_what_is_said_twice_of_a_node_counts_once_for_its_label(text: str) -> None:
    assert _two_nodes(2, text).canonical() == _two_nodes(1, text).canonical()


def test_texts_of_nodes_that_are_alike_come_out_as_they_went_in() -> None:
    changed = _document()
    grade = {**_grade(changed), "valueMax": 'a\nb\r"\\n"'}
    descriptions = [{**grade, "id": f"urn:r:{at}"} for at in range(2)]
    _achievement(changed)["resultDescription"] = descriptions

    assert _walked(changed) == _accepted(changed) is not None


def _with_terms(**terms: Any) -> Contexts:
    """Contexts of which the only one says what the pinned ones do not."""
    names = {"id": "@id", "type": "@type", "name": "urn:t:name", **terms}
    return Contexts(documents={pinned.CREDENTIALS_V2: {"@context": names}})


@pytest.mark.parametrize(
    ("terms", "members"),
    [
        pytest.param(
            {
                "one": {"@id": "urn:t:one", "@context": {"name": "urn:t:a"}},
                "other": {"@id": "urn:t:other", "@context": {"name": "urn:t:b"}},
            },
            {"one": {"id": "urn:x", "name": "n"}, "other": {"id": "urn:x", "name": "n"}},
            id="a description that means something else elsewhere",
        ),
        pytest.param(
            {"one": {"@id": "urn:t:one", "@type": "@id"}, "other": {"@id": "urn:t:one"}},
            {"other": {"id": "urn:x", "name": "n"}},
            id="a node that would be written back under another name",
        ),
        pytest.param(
            {"a\tb": "urn:t:ab"}, {"a\tb": "x"}, id="a name with a tabulator that a context defines"
        ),
        pytest.param(
            {
                "one": {
                    "@id": "urn:t:one",
                    "@context": {"one": {"@id": "urn:t:one", "@type": "@id"}},
                }
            },
            {"one": "x"},
            id="a member whose own context gives it another meaning",
        ),
    ],
)
def test_under_other_contexts_too_nothing_is_walked_that_the_general_path_refuses(
    terms: dict[str, Any], members: Document
) -> None:
    contexts = _with_terms(**terms)
    plain: Document = {"@context": [pinned.CREDENTIALS_V2], "id": "urn:r", "name": "n"}
    assert walk(plain, contexts=contexts).graph.canonical()

    changed = {**plain, **members}

    with pytest.raises(CredentialError):
        general.canonicalise(copy.deepcopy(changed), contexts=contexts)
    with pytest.raises(OutsideShapesError):
        walk(changed, contexts=contexts)


@pytest.mark.parametrize("value", [2, 2.0, 2.5, 0])
def test_a_double_is_written_with_an_exponent_even_if_it_is_whole(value: float) -> None:
    double = "http://www.w3.org/2001/XMLSchema#double"
    contexts = _with_terms(size={"@id": "urn:t:size", "@type": double})
    document: Document = {"@context": [pinned.CREDENTIALS_V2], "id": "urn:r", "size": value}

    form = walk(document, contexts=contexts).graph.canonical()

    assert form == general.canonicalise(copy.deepcopy(document), contexts=contexts)
    assert b"E0" in form
