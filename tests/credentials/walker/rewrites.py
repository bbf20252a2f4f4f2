"""Ways to rewrite a signed badge that change what a reader of JSON sees, and not what was signed.

Each takes a badge and rewrites it where it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Document = dict[str, Any]
Rewrite = Callable[[Document], None]

CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
DATE_TIME: Final = "http://www.w3.org/2001/XMLSchema#dateTime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A rewrite, and the code it is refused under."""

    code: str
    rewrite: Rewrite


def _renamed(name: str, to: str) -> Rewrite:
    def rename(badge: Document) -> None:
        badge[to] = badge.pop(name)

    return rename


def _date(text: str) -> Document:
    return {"@value": text, "@type": DATE_TIME}


def _until_as_iri(badge: Document) -> None:
    badge[f"{CREDENTIALS}validUntil"] = _date(badge.pop("validUntil"))


def _block(badge: Document, *names: str) -> Document:
    """Take members of the badge into another description of it."""
    moved = {name: badge.pop(name) for name in names}
    return {"id": badge["id"], "type": badge["type"], **moved}


def _included(name: str) -> Rewrite:
    def include(badge: Document) -> None:
        badge["@included"] = [_block(badge, name)]

    return include


def _included_below(badge: Document) -> None:
    badge["credentialSubject"]["@included"] = _block(badge, "validUntil")


def _hung_under_its_status(badge: Document) -> None:
    """Begin with the status, which then stands where the badge stood, and say whose it is."""
    kept = {name: badge.pop(name) for name in ("@context", "proof")}
    whole = {name: badge.pop(name) for name in list(badge)}
    status = whole.pop("credentialStatus")
    badge.update(kept, **status)
    badge["@reverse"] = {f"{CREDENTIALS}credentialStatus": whole}


def _graph(badge: Document) -> None:
    kept = {"@context", "proof"}
    badge["@graph"] = [{name: badge.pop(name) for name in list(badge) if name not in kept}]


def _nest(badge: Document) -> None:
    badge["@nest"] = {"validUntil": badge.pop("validUntil")}


def _split_achievement(badge: Document) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    twin = {"id": achievement["id"], "type": achievement["type"]}
    twin["description"] = achievement.pop("description")
    badge["credentialSubject"]["achievement"] = [achievement, twin]


def _inline_alias(badge: Document) -> None:
    badge["@context"].append({"expires": {"@id": f"{CREDENTIALS}validUntil", "@type": DATE_TIME}})
    badge["expires"] = badge.pop("validUntil")


def _second_name(badge: Document) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    achievement["Criteria"] = achievement.pop("criteria")


def _as_value(badge: Document) -> None:
    badge["name"] = {"@value": badge["name"]}


def _as_set(badge: Document) -> None:
    badge["credentialStatus"] = {"@set": [badge["credentialStatus"]]}


def _keyword(name: str) -> Rewrite:
    def rename(badge: Document) -> None:
        badge["issuer"][f"@{name}"] = badge["issuer"].pop(name)

    return rename


def _added(name: str, value: object) -> Rewrite:
    def add(badge: Document) -> None:
        badge[name] = value

    return add


def _own_context(badge: Document) -> None:
    badge["issuer"]["@context"] = list(badge["@context"])


def _list_in_list(badge: Document) -> None:
    badge["credentialSubject"] = [[badge["credentialSubject"]]]


def _split_subject(badge: Document) -> None:
    subject = badge["credentialSubject"]
    achievement = subject.pop("achievement")
    twin = {"id": subject["id"], "type": subject["type"], "achievement": achievement}
    badge["credentialSubject"] = [subject, twin]


def _type_twice(badge: Document) -> None:
    badge["type"].append(badge["type"][0])


def _context_twice(badge: Document) -> None:
    badge["@context"].append(badge["@context"][1])


def _contexts_swapped(badge: Document) -> None:
    badge["@context"].reverse()


def _into_the_refresh_service(badge: Document) -> None:
    """Go on about the badge where its own id may stand once more."""
    service = badge["refreshService"]
    service["type"] = [*badge["type"], service["type"]]
    service["validUntil"] = badge.pop("validUntil")


def _left_with_the_creator(badge: Document) -> None:
    badge["issuer"].pop("name")


def _evidence_added(badge: Document) -> None:
    forged = {"id": "https://x.example/a b", "type": ["Evidence"], "name": "Forged"}
    badge["evidence"].append(forged)


def _blank_node_named(badge: Document) -> None:
    badge["evidence"][0]["id"] = "_:b0"


def _type_as_iri(badge: Document) -> None:
    service = badge["refreshService"]
    service["type"] = (
        "https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh"
    )


def _number_twice(badge: Document) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    achievement["creditsAvailable"] = [achievement["creditsAvailable"], 3.0]


def _unsigned_type(badge: Document) -> None:
    badge["issuer"]["type"].append("GoldMedal")


# The signature still holds over each of these.
REWRITES: Final[Mapping[str, Case]] = {
    "validUntil renamed to its IRI": Case(code="iri-name", rewrite=_until_as_iri),
    **{
        f"{name} renamed to its IRI": Case(
            code="iri-name", rewrite=_renamed(name, f"{CREDENTIALS}{name}")
        )
        for name in ("credentialStatus", "issuer", "credentialSubject")
    },
    "validUntil moved aside": Case(code="included", rewrite=_included("validUntil")),
    "credentialStatus moved aside": Case(code="included", rewrite=_included("credentialStatus")),
    "validUntil moved aside in the subject": Case(code="included", rewrite=_included_below),
    "the badge hung under its status": Case(code="reverse", rewrite=_hung_under_its_status),
    "the badge in a graph": Case(code="graph", rewrite=_graph),
    "validUntil nested": Case(code="nest", rewrite=_nest),
    "the achievement described in two halves": Case(
        code="repeated-value", rewrite=_split_achievement
    ),
    "the subject described in two halves": Case(code="repeated-value", rewrite=_split_subject),
    "validUntil under an alias of its own": Case(code="inline-context", rewrite=_inline_alias),
    "criteria under the name of their type": Case(code="second-name", rewrite=_second_name),
    "a text as a value object": Case(code="value-object", rewrite=_as_value),
    "the status as a set": Case(code="list-object", rewrite=_as_set),
    "the issuer's id as a keyword": Case(code="keyword-id", rewrite=_keyword("id")),
    "the issuer's type as a keyword": Case(code="keyword-type", rewrite=_keyword("type")),
    "an index": Case(code="index", rewrite=_added("@index", "A+")),
    "a name like a keyword": Case(code="keyword", rewrite=_added("@grade", "A+")),
    "a member that no context defines": Case(code="unsigned-data", rewrite=_added("foo", "A+")),
    "a type that no context defines": Case(code="unsigned-data", rewrite=_unsigned_type),
    "a null": Case(code="null", rewrite=_added("description", None)),
    "an empty list": Case(code="empty-list", rewrite=_added("endorsement", [])),
    "a list in a list": Case(code="nested-list", rewrite=_list_in_list),
    "contexts of the issuer's own": Case(code="nested-context", rewrite=_own_context),
    "a context named twice": Case(code="context-repeated", rewrite=_context_twice),
    "contexts in another order": Case(code="context-order", rewrite=_contexts_swapped),
    "validUntil moved into the refresh service": Case(
        code="own-id-repeated", rewrite=_into_the_refresh_service
    ),
    "the issuer's name left with the creator": Case(
        code="repeated-node", rewrite=_left_with_the_creator
    ),
    "a number listed once more in another notation": Case(
        code="repeated-value", rewrite=_number_twice
    ),
    "evidence under an id with a space": Case(code="relative-iri", rewrite=_evidence_added),
    "a blank node named": Case(code="blank-node-id", rewrite=_blank_node_named),
    "a type written as its IRI": Case(code="not-compacted", rewrite=_type_as_iri),
    "a type named twice": Case(code="repeated-value", rewrite=_type_twice),
}


def compact_iri(badge: Document) -> None:
    """Use a prefix of the older credentials context, which the newer one does not have."""
    badge["cred:expirationDate"] = _date(badge.pop("expirationDate"))


def compact_iri_without_prefix(badge: Document) -> None:
    """Use the same prefix where it is none: then it is the name of an IRI of its own."""
    badge["cred:validUntil"] = _date(badge.pop("validUntil"))
