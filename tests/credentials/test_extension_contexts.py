"""A registered context only adds words: everything else is refused, and nothing else changes."""

import copy
import json
import re
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.extension import (
    MAXIMUM_BYTES,
    MAXIMUM_TERMS,
    ExtensionContext,
    read_extension_context,
    read_intact,
    terms_of,
)
from badgeservice.credentials.errors import (
    ContextAlteredError,
    CredentialError,
    ExtensionContextInvalidError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.strict_json import serialise
from badgeservice.credentials.walker import general
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk
from tests.credentials.samples import credential
from tests.credentials.walker.generator import Generator, mutant

URL: Final = "https://badges.example.fi/contexts/esimerkki/care/1"
VOCABULARY: Final = f"{URL}#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
Document = dict[str, Any]


def read(document: object, *, url: str = URL) -> ExtensionContext:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_extension_context(content, url=url, vocabulary=f"{url}#")


def defining(**members: Any) -> Document:
    """Return a context that is in order, with other members beside."""
    return {"@context": {"@protected": True, "hours": f"{VOCABULARY}hours", **members}}


def term(**members: Any) -> Document:
    return defining(place={"@id": f"{VOCABULARY}place", **members})


def extended(*extensions: ExtensionContext) -> Contexts:
    return PINNED_CONTEXTS.extended_by(extensions)


def naming(document: Document, *urls: str) -> Document:
    return {**document, "@context": [*document["@context"], *urls]}


def test_a_context_that_only_adds_words_is_taken_byte_for_byte() -> None:
    content = json.dumps(
        {
            "@context": {
                "@version": 1.1,
                "@protected": True,
                "hours": {"@id": f"{VOCABULARY}hours", "@type": f"{XSD}integer"},
                "places": {"@id": f"{VOCABULARY}place", "@type": "@id", "@container": "@set"},
                "work-place": f"{VOCABULARY}workPlace",
            }
        },
        indent=3,
    ).encode()

    taken = read(content)

    assert (taken.url, taken.content) == (URL, content)
    assert terms_of(read_intact(taken)) == {"hours", "places", "work-place"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        pytest.param(b"{", "", id="no-json"),
        pytest.param(b'{"@context":{},"@context":{}}', "/@context", id="a-name-twice"),
        pytest.param([], "", id="no-object"),
        pytest.param(b" " * MAXIMUM_BYTES + b"{}", "", id="too-many-bytes"),
        pytest.param({}, "/@context", id="no-context"),
        pytest.param({**defining(), "@graph": []}, "/@graph", id="a-graph-beside"),
        pytest.param({"@context": "https://x.example/"}, "/@context", id="a-remote-context"),
        pytest.param({"@context": [defining()["@context"]]}, "/@context", id="a-list"),
        pytest.param({"@context": None}, "/@context", id="null-that-forgets-all"),
        pytest.param({"@context": {"@protected": True}}, "/@context", id="no-term"),
        pytest.param(
            defining(**{f"t{at}": f"{VOCABULARY}t{at}" for at in range(MAXIMUM_TERMS)}),
            "/@context",
            id="too-many-terms",
        ),
        pytest.param({"@context": {"a": f"{VOCABULARY}a"}}, "/@context/@protected", id="open"),
        pytest.param(defining(**{"@protected": False}), "/@context/@protected", id="unprotected"),
        pytest.param(defining(**{"@protected": 1}), "/@context/@protected", id="protected-by-1"),
        pytest.param(defining(**{"@version": "1.1"}), "/@context/@version", id="version-as-text"),
        pytest.param(defining(**{"@version": 1}), "/@context/@version", id="version-1"),
        *(
            pytest.param(defining(**{name: value}), f"/@context/{name}", id=name.lstrip("@"))
            for name, value in {
                "@vocab": VOCABULARY,
                "@base": VOCABULARY,
                "@import": "https://x.example/",
                "@propagate": False,
                "@language": "fi",
                "@direction": "rtl",
                "@context": {},
                "@unheardOf": True,
            }.items()
        ),
        pytest.param(defining(validUntil=f"{VOCABULARY}v"), "/@context/validUntil", id="a-member"),
        pytest.param(defining(type=f"{VOCABULARY}t"), "/@context/type", id="an-alias"),
        pytest.param(
            defining(identityHash=f"{VOCABULARY}i"), "/@context/identityHash", id="scoped"
        ),
        pytest.param(defining(Profile=f"{VOCABULARY}P"), "/@context/Profile", id="a-class"),
        pytest.param(
            defining(expirationDate=f"{VOCABULARY}e"), "/@context/expirationDate", id="an-older-one"
        ),
        pytest.param(defining(**{"": f"{VOCABULARY}e"}), "/@context/", id="empty-term"),
        pytest.param(defining(**{"ext:a": f"{VOCABULARY}e"}), "/@context/ext:a", id="compact-iri"),
        pytest.param(
            defining(**{"https://a/b": f"{VOCABULARY}e"}), "/@context/https:~1~1a~1b", id="iri"
        ),
        pytest.param(defining(**{"a\n": f"{VOCABULARY}e"}), "/@context/a\n", id="line-break"),
        pytest.param(defining(työ=f"{VOCABULARY}e"), "/@context/työ", id="a-letter-like-others"),
        pytest.param(defining(**{"a" * 65: f"{VOCABULARY}e"}), f"/@context/{'a' * 65}", id="long"),
        pytest.param(defining(a="https://x.example/a"), "/@context/a", id="elsewhere"),
        pytest.param(defining(a="https://schema.org/name"), "/@context/a", id="known-elsewhere"),
        pytest.param(defining(a=f"{URL}0#a"), "/@context/a", id="in-another-vocabulary"),
        pytest.param(defining(a=VOCABULARY), "/@context/a", id="the-vocabulary-itself"),
        pytest.param(defining(a=f"{VOCABULARY}a/"), "/@context/a", id="a-prefix"),
        pytest.param(defining(a=f"{VOCABULARY}a#"), "/@context/a", id="a-prefix-by-hash"),
        pytest.param(defining(a=f"{VOCABULARY}a b"), "/@context/a", id="white-space"),
        pytest.param(defining(a="@id"), "/@context/a", id="an-alias-of-id"),
        pytest.param(defining(a={"@id": "@type"}), "/@context/a/@id", id="an-alias-of-type"),
        pytest.param(defining(a="cred:a"), "/@context/a", id="a-compact-iri"),
        pytest.param(defining(a="a"), "/@context/a", id="a-relative-iri"),
        pytest.param(defining(a=None), "/@context/a", id="null"),
        pytest.param(defining(a={"@id": None}), "/@context/a/@id", id="null-id"),
        pytest.param(defining(a={}), "/@context/a/@id", id="no-id"),
        pytest.param(defining(a=[]), "/@context/a", id="a-list-for-a-term"),
        pytest.param(defining(a=f"{VOCABULARY}hours"), "/@context/a", id="the-same-iri"),
        *(
            pytest.param(term(**{name: value}), f"/@context/place/{name}", id=f"term-{name[1:]}")
            for name, value in {
                "@context": {"name": f"{VOCABULARY}n"},
                "@reverse": f"{VOCABULARY}r",
                "@nest": "evidence",
                "@prefix": True,
                "@protected": False,
                "@language": "fi",
                "@direction": "rtl",
                "@index": f"{VOCABULARY}i",
                "@propagate": True,
            }.items()
        ),
        *(
            pytest.param(term(**{"@type": value}), "/@context/place/@type", id=f"type-{name}")
            for name, value in {
                "vocab": "@vocab",
                "json": "@json",
                "none": "@none",
                "null": None,
                "list": ["@id"],
                "own": f"{VOCABULARY}t",
                "compact": "xsd:date",
                "https": "https://www.w3.org/2001/XMLSchema#date",
                "html": "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML",
            }.items()
        ),
        *(
            pytest.param(term(**{"@container": value}), "/@context/place/@container", id=name)
            for name, value in {
                "container-list": "@list",
                "container-language": "@language",
                "container-index": "@index",
                "container-id": "@id",
                "container-type": "@type",
                "container-graph": "@graph",
                "containers": ["@set"],
                "container-null": None,
            }.items()
        ),
    ],
)
def test_whatever_could_do_more_than_add_words_is_refused(document: object, pointer: str) -> None:
    with pytest.raises(ExtensionContextInvalidError) as refusal:
        read(document)

    assert refusal.value.pointer == pointer


def test_one_changed_byte_is_noticed() -> None:
    taken = read(defining())
    content = taken.content.replace(b"hours", b"hourz", 1)
    altered = ExtensionContext(taken.url, content, taken.sha256)

    with pytest.raises(ContextAlteredError) as refusal:
        PINNED_CONTEXTS.extended_by([altered])

    assert (refusal.value.url, refusal.value.expected) == (URL, taken.sha256)


def test_a_pinned_context_is_never_replaced() -> None:
    url = next(iter(PINNED_CONTEXTS.documents))

    contexts = extended(read(defining(), url=URL), ExtensionContext(url, *_bytes_and_hash()))

    assert contexts.documents[url] is PINNED_CONTEXTS.documents[url]


def _bytes_and_hash() -> tuple[bytes, str]:
    taken = read(defining())
    return taken.content, taken.sha256


def test_a_word_needs_its_context() -> None:
    document = {**credential(), "hours": 3}
    contexts = extended(read(defining()))

    with pytest.raises(UnsignedDataError):
        canonicalise(document, contexts=contexts)
    with pytest.raises(UnknownContextError):
        canonicalise(naming(document, URL))
    assert f"<{VOCABULARY}hours>" in canonicalise(naming(document, URL), contexts=contexts).decode()


def test_two_contexts_do_not_share_a_word() -> None:
    other = f"{URL}0"
    second = read({"@context": {"@protected": True, "hours": f"{other}#hours"}}, url=other)

    with pytest.raises(UnsafeDocumentError, match="protected"):
        canonicalise(naming(credential(), URL, other), contexts=extended(read(defining()), second))


def test_the_shape_of_a_badge_leaves_room_for_registered_words_alone() -> None:
    document: Document = {**credential(), "hours": 3, "minutes": 5}
    document["credentialSubject"] = {**document["credentialSubject"], "hours": [1, 2]}

    faults = find_shape_faults(document, extension_terms=frozenset({"hours"}))

    assert [(fault.pointer, fault.code) for fault in faults] == [("/minutes", "unknown-member")]


TAKEN: Final = frozenset(
    re.findall(r'"([^"]+)":', json.dumps([*PINNED_CONTEXTS.documents.values()]))
)
# Among them names that are schemes of IRIs, and those that old readers might take for something.
NAMES: Final = st.one_of(
    st.sampled_from(["urn", "did", "https", "data", "mailto", "ext", "context", "graph", "list"]),
    st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,6}", fullmatch=True),
).filter(lambda name: name not in TAKEN)
# What terms are coerced to, and a value of each that is nothing unusual.
FITTING: Final[dict[str | None, Any]] = {
    None: "x",
    "@id": "urn:a:b",
    f"{XSD}string": "x",
    f"{XSD}integer": 3,
    f"{XSD}date": "2026-11-24",
    f"{XSD}boolean": True,
    f"{XSD}double": 2.5,
}


@st.composite
def accepted_contexts(draw: st.DrawFn) -> tuple[ExtensionContext, dict[str, str | None]]:
    """Draw a context that is accepted, and what its terms are coerced to."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    members: Document = {"@protected": True}
    coercions: dict[str, str | None] = {}
    for name in names:
        coercion = coercions[name] = draw(st.sampled_from(list(FITTING)))
        definition = {"@id": f"{VOCABULARY}{name}"}
        if coercion is not None:
            definition["@type"] = coercion
        if draw(st.booleans()):
            definition["@container"] = "@set"
        is_short = len(definition) == 1 and draw(st.booleans())
        members[name] = definition["@id"] if is_short else definition
    return read({"@context": members}), coercions


def judged(document: Document, contexts: Contexts) -> bytes | None:
    try:
        return general.canonicalise(copy.deepcopy(document), contexts=contexts)
    except CredentialError:
        return None


def walked(document: Document, contexts: Contexts) -> bytes | None:
    try:
        return walk(document, contexts=contexts).graph.canonical()
    except (OutsideShapesError, CredentialError):
        return None


def strings(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(text for below in value.values() for text in strings(below))}
    if isinstance(value, list):
        return {text for below in value for text in strings(below)}
    return {value} if isinstance(value, str) else set()


RELAXED: Final = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@RELAXED
@given(accepted_contexts(), st.integers(0, 10_000))
def test_a_document_without_its_words_means_the_same_with_it_as_without(
    drawn: tuple[ExtensionContext, dict[str, str | None]], seed: int
) -> None:
    context, coercions = drawn
    document = Generator(seed).credential()
    assume(not coercions.keys() & strings(document))
    contexts = extended(context)
    plain = judged(document, PINNED_CONTEXTS)

    assert judged(document, contexts) == plain
    assert judged(naming(document, URL), contexts) == plain
    assert walked(naming(document, URL), contexts) in {None, plain}


@RELAXED
@given(accepted_contexts(), st.integers(0, 10_000), st.data())
def test_a_document_with_its_words_is_judged_alike_on_both_paths(
    drawn: tuple[ExtensionContext, dict[str, str | None]], seed: int, data: st.DataObject
) -> None:
    context, coercions = drawn
    contexts = extended(context)
    document = naming(Generator(seed).credential(), URL)
    scalars = st.sampled_from(
        [
            *("x", "", "urn:a:b", "did:web:x", "2026-11-24", 3, 2.5, True, "3", None, "Profile"),
            *coercions,
        ]
    )
    values = st.one_of(
        scalars,
        st.lists(scalars, max_size=3),
        st.fixed_dictionaries({"name": st.just("x")}, optional={"id": st.just("urn:a:c")}),
    )
    for name, coercion in coercions.items():
        place = data.draw(st.sampled_from([document, document["credentialSubject"]]))
        for target in place if isinstance(place, list) else [place]:
            target[name] = data.draw(st.one_of(st.just(FITTING[coercion]), values))
    changed = mutant(document, Generator(seed).random) if data.draw(st.booleans()) else document
    found = walked(changed, contexts)

    assert found is None or found == judged(changed, contexts)


def test_the_walker_takes_registered_words() -> None:
    context = read(
        {
            "@context": {
                "@protected": True,
                "hours": {"@id": f"{VOCABULARY}hours", "@type": f"{XSD}integer"},
                "shownOn": {"@id": f"{VOCABULARY}shownOn", "@type": f"{XSD}date"},
                "shownAt": {"@id": f"{VOCABULARY}at", "@type": "@id", "@container": "@set"},
                "place": f"{VOCABULARY}place",
            }
        }
    )
    contexts = extended(context)
    document: Document = naming(copy.deepcopy(credential()), URL)
    document["credentialSubject"] |= {
        "hours": 30,
        "shownOn": "2026-11-24",
        "shownAt": ["https://a.example/", "https://b.example/"],
        "place": "Kotka",
    }

    form = walked(document, contexts)

    assert form is not None
    assert form == judged(document, contexts)
    assert f'<{VOCABULARY}hours> "30"^^<{XSD}integer>' in form.decode()


def test_what_is_published_is_what_was_read() -> None:
    taken = read(serialise(defining()))

    assert read_intact(taken) == defining()
