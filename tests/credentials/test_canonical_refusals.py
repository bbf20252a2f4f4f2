import copy
from collections.abc import Callable
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    CredentialError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from tests.credentials.samples import credential, pyld_canonical

# Documents here are changed by hand in ways their types would not allow.
Document = dict[str, Any]
Change = Callable[[Document], object]

CREDENTIALS = "https://www.w3.org/2018/credentials#"
XSD_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


V2 = pinned.CREDENTIALS_V2
OB = pinned.OPEN_BADGES_3_0_3


def document() -> Document:
    return copy.deepcopy(credential())


def _rekey(name: str, iri: str, make: Callable[[Any], object] = lambda value: value) -> Change:
    def change(target: Document) -> None:
        target[iri] = make(target.pop(name))

    return change


def _include(name: str) -> Change:
    def change(target: Document) -> None:
        types = target["type"]
        target["@included"] = [{"id": target["id"], "type": types, name: target.pop(name)}]

    return change


def _reverse(target: Document) -> None:
    target["credentialStatus"] = {"@reverse": {f"{CREDENTIALS}x": target.pop("credentialStatus")}}


def _repeat_node(target: Document) -> None:
    target["evidence"][0]["id"] = target["id"]


def _graph(target: Document) -> None:
    context = target.pop("@context")
    whole = dict(target)
    target.clear()
    target.update({"@context": context, "@graph": [whole]})


# Each of these keeps the signature intact, and takes something away from a reader of JSON.
REWRITES: list[Any] = [
    pytest.param(
        _rekey(
            "validUntil",
            f"{CREDENTIALS}validUntil",
            lambda value: {"@value": value, "@type": XSD_DATE_TIME},
        ),
        id="validUntil-as-iri",
    ),
    pytest.param(_rekey("credentialStatus", f"{CREDENTIALS}credentialStatus"), id="status-as-iri"),
    pytest.param(_rekey("issuer", f"{CREDENTIALS}issuer"), id="issuer-as-iri"),
    pytest.param(
        _rekey("credentialSubject", f"{CREDENTIALS}credentialSubject"), id="subject-as-iri"
    ),
    pytest.param(_include("validUntil"), id="validUntil-included"),
    pytest.param(_include("credentialStatus"), id="status-included"),
    pytest.param(_graph, id="graph"),
    pytest.param(lambda target: target["type"].append(target["type"][0]), id="type-repeated"),
    pytest.param(lambda target: target.update(grade="A+"), id="undefined-member"),
    pytest.param(
        lambda target: target["credentialSubject"]["achievement"].update(level="PhD"),
        id="undefined-nested-member",
    ),
    pytest.param(lambda target: target.update({"@foo": "x"}), id="keyword-like"),
    pytest.param(lambda target: target.update(description=None), id="null"),
    pytest.param(lambda target: target.update(endorsement=[]), id="empty-list"),
    pytest.param(lambda target: target.update(name={"@value": target["name"]}), id="value-object"),
    pytest.param(lambda target: target.update(name=[[target["name"]]]), id="list-in-list"),
    pytest.param(
        lambda target: target["credentialSubject"]["achievement"]["tag"].append("hitsaus"),
        id="tag-repeated",
    ),
]


@pytest.mark.parametrize("rewrite", REWRITES)
def test_what_keeps_a_signature_but_changes_the_json_is_refused(rewrite: Change) -> None:
    """F01, F08: the same statements in another writing."""
    changed = document()
    rewrite(changed)

    assert pyld_canonical(changed) == pyld_canonical(document())
    with pytest.raises(CredentialError):
        canonicalise(changed)


@pytest.mark.parametrize(
    ("change", "error", "pointer"),
    [
        pytest.param(
            lambda d: d["credentialSubject"].update(x=1),
            UnsignedDataError,
            "/credentialSubject/x",
            id="undefined-member",
        ),
        pytest.param(
            lambda d: d["issuer"]["type"].append("GoldMedal"),
            UnsignedDataError,
            "/issuer/type/1",
            id="undefined-type",
        ),
        pytest.param(lambda d: d.update({"vc:x": 1}), UnsignedDataError, "/vc:x", id="compact-iri"),
        pytest.param(lambda d: d.update({"a/b": 1}), UnsignedDataError, "/a~1b", id="slash"),
        pytest.param(
            lambda d: d["issuer"].update({"@id": "urn:x"}),
            UnsignedDataError,
            "/issuer/@id",
            id="id-keyword",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update({"@context": {}}),
            UnsignedDataError,
            "/credentialSubject/@context",
            id="nested-context",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update({"@context": d["@context"]}),
            UnsignedDataError,
            "/credentialSubject/@context",
            id="nested-context-of-the-root",
        ),
        pytest.param(_reverse, UnsignedDataError, "/credentialStatus/@reverse", id="reverse"),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"].update(
                Criteria=d["credentialSubject"]["achievement"].pop("criteria")
            ),
            UnsignedDataError,
            "/credentialSubject/achievement/Criteria",
            id="alias-of-a-member",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id="/issuers/1"),
            UnsafeDocumentError,
            "/issuer/id",
            id="relative-iri",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id="urn:x y"),
            UnsafeDocumentError,
            "/issuer/id",
            id="space",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id="urn:x>"),
            UnsafeDocumentError,
            "/issuer/id",
            id="bracket",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id="_:b0"),
            UnsafeDocumentError,
            "/issuer/id",
            id="blank-id",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id=""), UnsafeDocumentError, "/issuer/id", id="empty-id"
        ),
        pytest.param(
            lambda d: d["issuer"].update(name="a\tb"), UnsafeDocumentError, "/issuer/name", id="tab"
        ),
        pytest.param(
            lambda d: d["issuer"].update(name="a\x7f"),
            UnsafeDocumentError,
            "/issuer/name",
            id="delete",
        ),
        pytest.param(
            lambda d: d["issuer"].update(name="\ud800"),
            UnsafeDocumentError,
            "/issuer/name",
            id="surrogate",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=2**53),
            UnsafeDocumentError,
            "/credentialSubject/creditsEarned",
            id="large-integer",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=1e300),
            UnsafeDocumentError,
            "/credentialSubject/creditsEarned",
            id="large-float",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=1e-7),
            UnsafeDocumentError,
            "/credentialSubject/creditsEarned",
            id="small-float",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(creditsEarned=0.1 + 0.2),
            UnsafeDocumentError,
            "/credentialSubject/creditsEarned",
            id="seventeen-digits",
        ),
        pytest.param(_repeat_node, UnsafeDocumentError, "/evidence/0/id", id="own-id-in-a-part"),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"].update(
                creator={"id": d["issuer"]["id"], "type": ["Profile"], "name": "Toinen"}
            ),
            UnsafeDocumentError,
            "/credentialSubject/achievement/creator/id",
            id="issuer-described-otherwise",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["related"].append(
                {"id": "https://badges.example.fi/achievements/esimerkki/hitsaus/3/sv"}
            ),
            UnsafeDocumentError,
            "/credentialSubject/achievement/related/2",
            id="id-listed-twice",
        ),
    ],
)
def test_the_refusal_names_the_place(
    change: Change, error: type[CredentialError], pointer: str
) -> None:
    """F07, F08: addresses that are none, and keywords where a name belongs."""
    changed = document()
    change(changed)

    with pytest.raises(error) as refusal:
        canonicalise(changed)

    assert vars(refusal.value)["pointer"] == pointer


@pytest.mark.parametrize(
    ("contexts", "error"),
    [
        pytest.param(V2, UnsafeDocumentError, id="text"),
        pytest.param([], UnsafeDocumentError, id="empty"),
        pytest.param(None, UnsafeDocumentError, id="null"),
        pytest.param([OB, V2], UnsafeDocumentError, id="order"),
        pytest.param([V2, OB, OB], UnsafeDocumentError, id="repeated"),
        pytest.param([V2, OB, {}], UnsafeDocumentError, id="inline-empty"),
        pytest.param([V2, OB, {"grade": None}], UnsafeDocumentError, id="inline-null"),
        pytest.param([V2, OB, {"achv": f"{OB}#x"}], UnsafeDocumentError, id="inline-alias"),
        pytest.param([V2, OB, [OB]], UnsafeDocumentError, id="list-in-list"),
        pytest.param([V2, OB, None], UnsafeDocumentError, id="null-in-list"),
        pytest.param([V2, OB, "https://evil.example/ctx"], UnknownContextError, id="unknown"),
        pytest.param([V2, OB.replace("https", "http")], UnknownContextError, id="http-twin"),
        pytest.param([V2, f"{OB}?x"], UnknownContextError, id="query"),
        pytest.param([V2, f"{OB}#x"], UnknownContextError, id="fragment"),
        pytest.param([V2, *(f"urn:{n}" for n in range(8))], UnsafeDocumentError, id="too-many"),
    ],
)
def test_contexts_are_a_list_of_known_urls_credentials_first(
    contexts: Any, error: type[CredentialError]
) -> None:
    """F03, F04, F05: no words of one's own, in no other order."""
    with pytest.raises(error):
        canonicalise({**document(), "@context": contexts})
