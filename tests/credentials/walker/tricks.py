"""Changes to one node of a signed credential that JSON-LD may see through, or be fooled by.

Each trick takes a document, changes it where it stands, and says whether it found a place to.
Some change nothing of what a reader sees and are there to be accepted.
"""

import copy
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from badgeservice.credentials.contexts import pinned
from tests.credentials.walker import tricks_on_values as values
from tests.credentials.walker.generator import Document, Step
from tests.credentials.walker.spots import TERMS, node_of, renamed, slot

Trick = Callable[[Document, Random], bool]

CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA: Final = "https://schema.org/"
PREFIXES: Final = {"cred": CREDENTIALS, "ob": OPEN_BADGES, "schema": SCHEMA}


def _is_named(at: Any, step: Step) -> bool:
    return isinstance(at, dict) and step in TERMS and step not in {"id", "type", "proof"}


def _spelt_out(value: Any, coercion: str | None) -> Any:
    """Return a value as it must stand where no term says what it is."""
    if isinstance(value, list):
        return [_spelt_out(item, coercion) for item in value]
    if isinstance(value, dict) or coercion is None:
        return value
    if coercion == "@id":
        return {"id": value}
    return {"@value": value, "@type": coercion.replace("xsd:", "http://www.w3.org/2001/XMLSchema#")}


def absolute_name(document: Document, random: Random) -> bool:
    """Rename a member to the IRI it stands for."""
    if (found := slot(document, random, _is_named)) is None:
        return False
    at, step = found
    iri, coercion = TERMS[step]
    value = _spelt_out(at[step], coercion) if random.random() < 0.7 else None
    renamed(at, step, iri, value)
    return True


def compact_name(document: Document, random: Random) -> bool:
    """Rename a member to a prefix and the rest of its IRI, sometimes with a context for it."""
    if (found := slot(document, random, _is_named)) is None:
        return False
    at, step = found
    iri, coercion = TERMS[step]
    prefix, start = next(
        (item for item in PREFIXES.items() if iri.startswith(item[1])), ("x", iri[:9])
    )
    value = _spelt_out(at[step], coercion) if random.random() < 0.7 else None
    renamed(at, step, f"{prefix}:{iri.removeprefix(start)}", value)
    if random.random() < 0.5:
        document["@context"].append({prefix: start})
    return True


def alias(document: Document, random: Random) -> bool:
    """Rename a member to one that an inline context, or a pinned one, gives the same IRI."""
    at, step = slot(document, random, _is_named) or (None, "")
    if at is None:
        return False
    iri, coercion = TERMS[step]
    capitalised = f"{step[:1].upper()}{step[1:]}"
    if TERMS.get(capitalised, ("", None))[0] == iri:
        renamed(at, step, capitalised)
        return True
    definition = iri if coercion is None else {"@id": iri, "@type": coercion}
    renamed(at, step, "expires2")
    document["@context"].append({"expires2": definition})
    return True


def second_name(document: Document, random: Random) -> bool:
    """Rename a member to the other term for its IRI."""
    others = {"criteria": "Criteria", "geo": "GeoCoordinates", "image": "Image"}
    found = slot(document, random, lambda at, step: isinstance(at, dict) and step in others)
    if found is None:
        return False
    at, step = found
    renamed(at, str(step), others[str(step)])
    return True


def keyword_alias(document: Document, random: Random) -> bool:
    """Write `@id` or `@type` for `id` or `type`."""
    found = slot(document, random, lambda _at, step: step in {"id", "type"})
    if found is None:
        return False
    at, step = found
    if random.random() < 0.3:
        at[f"@{step}"] = copy.deepcopy(at[step])
    else:
        renamed(at, str(step), f"@{step}")
    return True


def included(document: Document, random: Random) -> bool:
    """Move members of the root, or of a node with an id, into `@included`."""
    node = node_of(document, random, lambda found: "id" in found and len(found) > 2)
    if node is None:
        return False
    movable = [name for name in node if name not in {"@context", "id", "type", "proof"}]
    if not movable:
        return False
    moved = {name: node.pop(name) for name in random.sample(movable, 1)}
    block = {"id": node["id"], **moved}
    if "type" in node and random.random() < 0.7:
        block["type"] = copy.deepcopy(node["type"])
    host = document if random.random() < 0.7 else node
    host["@included"] = [block]
    return True


def reverse(document: Document, random: Random) -> bool:
    """Say of an object that it belongs to its parent, instead of the other way round."""
    found = slot(
        document,
        random,
        lambda at, step: _is_named(at, step) and isinstance(at[step], dict) and "id" in at,
    )
    if found is None:
        return False
    at, step = found
    below = at.pop(step)
    below["@reverse"] = {TERMS[step][0]: {"id": at["id"]}}
    host = random.choice(["@included", "evidence", step])
    if host == step:
        at[step] = below
    else:
        document[host] = [below, *document.get(host, [])] if host == "@included" else below
    return True


def graph(document: Document, random: Random) -> bool:
    """Put the members of a node, or the whole, into `@graph`."""
    node = document if random.random() < 0.5 else node_of(document, random)
    if node is None:
        return False
    kept = {"@context", "proof"} if node is document else set[str]()
    inner = {name: node.pop(name) for name in list(node) if name not in kept}
    node["@graph"] = [inner] if random.random() < 0.5 else inner
    return True


def nest(document: Document, random: Random) -> bool:
    """Put some members of a node into `@nest`."""
    node = node_of(document, random, lambda found: len(found) > 1)
    if node is None:
        return False
    names = [name for name in node if name not in {"@context", "proof"}]
    if not names:
        return False
    moved = {name: node.pop(name) for name in random.sample(names, 1)}
    node["@nest"] = moved if random.random() < 0.7 else [moved]
    return True


def index(document: Document, random: Random) -> bool:
    """Give a node an index, which no statement keeps."""
    node = node_of(document, random)
    if node is None:
        return False
    node[random.choice(["@index", "@language", "@direction", "@json", "@version", "@foo", "@"])] = (
        random.choice(["x", "fi", True, {"name": "Forged"}])
    )
    return True


def contexts(document: Document, random: Random) -> bool:
    """Change which contexts are named, and in which order."""
    named = document["@context"]
    others = [url for url in pinned.PINNED if url not in named]
    choice = random.randrange(8)
    if choice == 0:
        random.shuffle(named)
    elif choice == 1:
        named.append(random.choice(named))
    elif choice == 2:
        named.append(random.choice(others))
    elif choice == 3:
        named.pop(random.randrange(len(named)))
    elif choice == 4:
        named.insert(random.randint(0, len(named)), random.choice(others))
    elif choice == 5:
        inline = [{"@vocab": "https://x.example/"}, {"grade": None}, {}, None, {"@base": "urn:x"}]
        named.append(random.choice(inline))
    elif choice == 6:
        at = random.randrange(len(named))
        named[at] += random.choice(["?", "#", "#x", "/", " "])
    else:
        document["@context"] = {"list": named[0], "one": named}[
            "list" if len(named) == 1 else "one"
        ]
        document["@context"] = random.choice([named[0], [named], {"@import": named[0]}])
    return True


def nested_context(document: Document, random: Random) -> bool:
    """Let a part name contexts of its own."""
    node = node_of(document, random, lambda found: found is not document)
    if node is None:
        return False
    named = document["@context"]
    own = [list(named), named[:1], named[::-1], [], None, {}, named[0], {"name": None}]
    node["@context"] = random.choice(own)
    return True


def proof(document: Document, random: Random) -> bool:
    """Play another trick on the proof alone."""
    proofs = document["proof"]
    held = {"@context": list(document["@context"]), "part": proofs}
    trick = random.choice(
        [absolute_name, keyword_alias, index, values.unknown, values.nothing, values.wrapper]
    )
    return trick(held, random)


TRICKS: Final[Mapping[str, Trick]] = {
    trick.__name__: trick
    for trick in (
        *(absolute_name, compact_name, alias, second_name, keyword_alias, included, reverse),
        *(graph, nest, index, contexts, nested_context, proof),
        *(values.wrapper, values.doubled, values.split, values.moved, values.relative_id),
        *(values.id_with_space, values.blank_id, values.unknown, values.nothing),
        *(values.list_in_list, values.list_or_not, values.number, values.letter_case),
        *(values.reference, values.order, values.synonym, values.unicode, values.deleted),
        values.replaced,
    )
}


def trick_mutant(document: Document, name: str, random: Random) -> Document | None:
    """Return a copy of `document` with that trick played on it once; None if it has no place."""
    changed = copy.deepcopy(document)
    # All tricks but one are about what the proof covers.
    held = {} if name == proof.__name__ else {"proof": changed.pop("proof")}
    return {**changed, **held} if TRICKS[name](changed, random) else None
