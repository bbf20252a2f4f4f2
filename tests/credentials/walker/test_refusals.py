"""What can be hidden from readers of JSON is refused, each trick under its own code."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials import safe_mode
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import CredentialError, UnsafeDocumentError, UnsignedDataError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.walker import lexical
from badgeservice.credentials.walker.canonical import canonicalise
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.rewrites import RewrittenNameError
from badgeservice.credentials.walker.walk import walk
from tests.credentials.samples import credential, pyld_canonical

Document = dict[str, Any]
Change = Callable[[Document], object]

CREDENTIALS = "https://www.w3.org/2018/credentials#"


def document() -> Document:
    return copy.deepcopy(credential())


def _renamed(name: str, to: str) -> Change:
    return lambda target: target.update({to: target.pop(name)})


def _typed_value(target: Document) -> None:
    value = {"@value": target.pop("validUntil"), "@type": "xsd:dateTime"}
    target[f"{CREDENTIALS}validUntil"] = value


def _included(target: Document) -> None:
    types = target["type"]
    moved = target.pop("credentialStatus")
    target["@included"] = [{"id": target["id"], "type": types, "credentialStatus": moved}]


def _reversed(target: Document) -> None:
    target["credentialStatus"] = {"@reverse": {f"{CREDENTIALS}x": target.pop("credentialStatus")}}


def _graph(target: Document) -> None:
    whole = {name: target.pop(name) for name in list(target) if name != "@context"}
    target["@graph"] = [whole]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(_typed_value, "iri-name", id="validUntil-as-iri"),
        pytest.param(
            _renamed("credentialStatus", f"{CREDENTIALS}credentialStatus"), "iri-name", id="status"
        ),
        pytest.param(_renamed("issuer", f"{CREDENTIALS}issuer"), "iri-name", id="issuer"),
        pytest.param(
            _renamed("credentialSubject", f"{CREDENTIALS}credentialSubject"),
            "iri-name",
            id="subject",
        ),
        pytest.param(_renamed("validUntil", "vc:validUntil"), "compact-iri-name", id="compact-iri"),
        pytest.param(_included, "included", id="included"),
        pytest.param(_reversed, "reverse", id="reverse"),
        pytest.param(_graph, "graph", id="graph"),
        pytest.param(
            lambda d: d["issuer"].update({"@nest": {"name": "x"}}), "nest", id="nested-members"
        ),
        pytest.param(
            lambda d: d["issuer"].update({"@context": []}), "nested-context", id="nested-context"
        ),
        pytest.param(
            lambda d: d.update(name={"@value": d["name"]}), "value-object", id="value-object"
        ),
        pytest.param(lambda d: d.update(name={"@list": ["x"]}), "list-object", id="list-object"),
        pytest.param(lambda d: d["issuer"].update({"@id": "urn:x"}), "keyword-id", id="id"),
        pytest.param(lambda d: d.update({"@foo": "x"}), "keyword", id="keyword-like"),
    ],
)
def test_a_rewritten_name_is_refused_under_its_own_code(change: Change, code: str) -> None:
    """F08: one code for each way of writing."""
    changed = document()
    change(changed)

    with pytest.raises(RewrittenNameError) as refusal:
        canonicalise(changed)

    assert refusal.value.code == code


def _own_id_again(target: Document) -> None:
    target["evidence"][0]["id"] = target["id"]


def _other_issuer(target: Document) -> None:
    creator = {"id": target["issuer"]["id"], "type": ["Profile"], "name": "Toinen"}
    target["credentialSubject"]["achievement"]["creator"] = creator


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        pytest.param(_own_id_again, "own-id-repeated", "/evidence/0/id", id="own-id-in-a-part"),
        pytest.param(
            _other_issuer,
            "repeated-node",
            "/credentialSubject/achievement/creator/id",
            id="issuer-described-otherwise",
        ),
        pytest.param(
            lambda d: d["@context"].append({"achv": f"{CREDENTIALS}x"}),
            "inline-context",
            "/@context/2",
            id="inline-alias",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=[1, 1.0]),
            "repeated-value",
            "/credentialSubject/creditsEarned/1",
            id="one-number-in-two-notations",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=[1, True]),
            "repeated-value",
            "/credentialSubject/creditsEarned/1",
            id="a-number-and-a-truth-value",
        ),
        pytest.param(lambda d: d.update(description=None), "null", "/description", id="null"),
        pytest.param(
            lambda d: d.update(name=[[d["name"]]]), "nested-list", "/name/0", id="list-in-a-list"
        ),
    ],
)
def test_an_unsafe_construct_is_refused_with_its_place(
    change: Change, code: str, pointer: str
) -> None:
    """F04, F08, F09: an inline alias, a list in a list, two descriptions of one thing."""
    changed = document()
    change(changed)

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise(changed)

    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


@pytest.mark.parametrize(
    "space", ["\u1680", "\u2000", "\u2003", "\u200a", "\u202f", "\u205f", "\u3000"]
)
def test_a_part_that_pyld_would_leave_unsigned_for_a_space_in_its_id_is_refused(space: str) -> None:
    """F07: what has no sound id would not be signed."""
    changed = document()
    forged = {"id": f"https://evil.example/{space}x", "type": ["Evidence"], "name": "Forged"}
    changed["evidence"].append(forged)

    # Without a guard this could be added to a signed badge.
    assert pyld_canonical(changed) == pyld_canonical(document())
    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise(changed)
    assert (refusal.value.code, refusal.value.pointer) == ("relative-iri", "/evidence/1/id")


def test_a_part_that_javascript_would_leave_unsigned_for_its_id_is_refused() -> None:
    changed = document()
    changed["evidence"].append({"id": "urn:x:\ufeff", "type": ["Evidence"], "name": "Forged"})

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise(changed)
    assert (refusal.value.code, refusal.value.pointer) == ("relative-iri", "/evidence/1/id")


def test_a_type_with_a_space_in_it_is_refused() -> None:
    changed = document()
    changed["issuer"]["type"].append("https://evil.example/\u3000Bank")

    with pytest.raises(UnsignedDataError) as refusal:
        canonicalise(changed)

    assert refusal.value.pointer == "/issuer/type/1"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda d: d["issuer"].update(grade="A+"), "/issuer/grade"),
        (lambda d: d["issuer"]["type"].append("GoldMedal"), "/issuer/type/1"),
    ],
    ids=["member", "type"],
)
def test_what_no_context_defines_is_refused_plainly(change: Change, pointer: str) -> None:
    changed = document()
    change(changed)

    with pytest.raises(UnsignedDataError) as refusal:
        canonicalise(changed)

    assert refusal.value.pointer == pointer
    assert not isinstance(refusal.value, RewrittenNameError)


def _is_walked(changed: Document) -> bool:
    try:
        walk(changed, contexts=PINNED_CONTEXTS).graph.canonical()
    except OutsideShapesError:
        return False
    return True


def _is_plain(changed: Document) -> bool:
    try:
        safe_mode.require_plain_json(changed)
    except CredentialError:
        return False
    return True


@given(text=st.text(st.characters(), max_size=4), place=st.sampled_from(["name", "id", "url"]))
def test_a_text_that_is_not_plain_is_never_walked(text: str, place: str) -> None:
    changed = document()
    changed["issuer"][place] = "urn:x:" + text if place == "id" else text

    assert _is_plain(changed) or not _is_walked(changed)


def test_the_walker_knows_the_control_characters_that_the_guards_know() -> None:
    walked = lexical._CONTROL_CHARACTERS.pattern

    assert walked == safe_mode._CONTROL_CHARACTERS.pattern


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    """F10: five thousand levels."""
    deep: Document = {"targetName": "x"}
    for _ in range(5000):
        deep = {"alignment": deep}

    with pytest.raises(CredentialError):
        canonicalise({**document(), **deep})


@pytest.mark.parametrize("contexts", [None, [], "x", [pinned.OPEN_BADGES_3_0_3], [{}], [1], [[]]])
def test_contexts_that_are_no_list_of_known_urls_are_refused(contexts: Any) -> None:
    """F05: nothing but a list of texts."""
    with pytest.raises(CredentialError):
        canonicalise({**document(), "@context": contexts})


@pytest.mark.parametrize("value", [[[]], [{}], {}, 1, None, [], ["Profile", []], ["Profile", 1]])
def test_types_that_are_no_texts_are_refused(value: Any) -> None:
    changed = document()
    changed["issuer"]["type"] = value

    with pytest.raises(CredentialError):
        canonicalise(changed)
