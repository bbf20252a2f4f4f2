"""Changes to one value of a signed credential; see `tricks`."""

import copy
import unicodedata
from random import Random
from typing import Any, Final

from tests.credentials.walker.generator import Document, Step
from tests.credentials.walker.spots import TERMS, node_of, renamed, slot

SPACES: Final = (" ", "\u00a0", "\u2003", "\u3000", "\u200b", "%20", "\n")


def _text_at(at: Any, step: Step) -> bool:
    return isinstance(at[step], str) and step not in {"id", "type"}


def wrapper(document: Document, random: Random) -> bool:
    """Put a value into an object that JSON-LD takes for the value, a set of it or a list."""
    found = slot(document, random, lambda _at, step: step != "proof")
    if found is None:
        return False
    at, step = found
    value = at[step]
    at[step] = random.choice(
        [
            {"@set": value},
            {"@set": [value]},
            {"@list": value},
            {"@list": [value]},
            {"@value": value},
            {"@value": value, "@type": TERMS.get(str(step), ("", None))[1]},
            {"@value": value, "@language": "fi"},
            {"@value": value, "@index": "x"},
            {"@id": value},
            {"@none": value},
            {"fi": value},
            {"@graph": value},
        ]
    )
    return True


def doubled(document: Document, random: Random) -> bool:
    """Say a value twice, alike or not."""
    found = slot(document, random, lambda _at, step: not isinstance(step, int))
    if found is None:
        return False
    at, step = found
    value = at[step]
    twin = copy.deepcopy(value[0] if isinstance(value, list) else value)
    if isinstance(twin, dict) and random.random() < 0.5:
        twin.pop(random.choice(list(twin)), None)
    at[step] = [*value, twin] if isinstance(value, list) else [value, twin]
    return True


def split(document: Document, random: Random) -> bool:
    """Say half of what is said of a node in one object and half in another."""
    found = slot(
        document,
        random,
        lambda at, step: isinstance(at[step], dict) and len(at[step]) > 2 and step != "proof",
    )
    if found is None:
        return False
    at, step = found
    whole = at[step]
    names = [name for name in whole if name not in {"id", "type", "@context"}]
    chosen = set(random.sample(names, len(names) // 2)) if names else set()
    always = {"id", "type"} if random.random() < 0.7 else {"id"}
    first = {name: value for name, value in whole.items() if name not in chosen}
    second = {name: value for name, value in whole.items() if name in chosen | always}
    if isinstance(at, list):
        at.append(second)
        at[int(step)] = first
    else:
        at[step] = [first, second]
    return True


def moved(document: Document, random: Random) -> bool:
    """Move a member from one object to another, or into a second description of the first."""
    source = node_of(document, random, lambda node: len(node) > 1)
    target = node_of(document, random, lambda node: node is not source)
    if source is None or target is None:
        return False
    name = random.choice([name for name in source if name not in {"@context", "proof"}] or [""])
    if not name:
        return False
    if random.random() < 0.5 and "id" in source:
        target["id"] = source["id"]
    target[name] = source.pop(name)
    return True


def relative_id(document: Document, random: Random) -> bool:
    """Make an id one that JSON-LD cannot keep, or add a part with such an id."""
    strange = random.choice(["/x", "x", "", "#a", "../y", "?q", "//z.example/x", "_:b0", ":", "a:"])
    node = node_of(document, random, lambda found: "id" in found)
    if node is None:
        return False
    return _with_id(document, node, strange, random)


def id_with_space(document: Document, random: Random) -> bool:
    """Put a space of some kind, or what looks like one, into an id."""
    node = node_of(document, random, lambda found: isinstance(found.get("id"), str))
    if node is None:
        return False
    text = node["id"]
    at = random.randint(0, len(text))
    strange = text[:at] + random.choice(SPACES) + text[at:]
    return _with_id(document, node, strange, random)


def _with_id(document: Document, node: Document, id_: str, random: Random) -> bool:
    if random.random() < 0.5:
        node["id"] = id_
    else:
        forged = {"id": id_, "type": ["Evidence"], "name": "Forged"}
        before = document.get("evidence", [])
        document["evidence"] = [*(before if isinstance(before, list) else [before]), forged]
    return True


def unknown(document: Document, random: Random) -> bool:
    """Add a member or a type that no context defines."""
    node = node_of(document, random)
    if node is None:
        return False
    types = node.get("type")
    if random.random() < 0.3 and types is not None:
        more = [random.choice(["GoldMedal", "https://x.example/\u3000T", "x/y"])]
        node["type"] = [*(types if isinstance(types, list) else [types]), *more]
    else:
        names = ["foo", "grade", "level", "xq_1", "Name", "expires", "$schema", "a b", "ä", "0"]
        node[random.choice(names)] = random.choice(["A+", 1, {"name": "x"}, ["x"], True])
    return True


def nothing(document: Document, random: Random) -> bool:
    """Add a null or an empty list, or put one in the place of a value."""
    empty: Any = random.choice([None, [], [None], {}, [[]]])
    if random.random() < 0.5:
        node = node_of(document, random)
        if node is None:
            return False
        node.setdefault(random.choice(["description", "evidence", "tag", "image", "url"]), empty)
        return True
    found = slot(document, random, lambda _at, step: step != "proof")
    if found is None:
        return False
    at, step = found
    at[step] = [at[step], empty] if random.random() < 0.3 else empty
    return True


def list_in_list(document: Document, random: Random) -> bool:
    """Put a value, or all values of a member, into a list more than there was."""
    found = slot(document, random, lambda at, _step: isinstance(at, list))
    found = found or slot(document, random, lambda _at, step: step != "proof")
    if found is None:
        return False
    at, step = found
    at[step] = [at[step]] if isinstance(at, list) else [[at[step]]]
    return True


def list_or_not(document: Document, random: Random) -> bool:
    """Write one value as a list of it, or a list of one as its value."""
    found = slot(document, random, lambda _at, step: not isinstance(step, int))
    if found is None:
        return False
    at, step = found
    value = at[step]
    at[step] = value[0] if isinstance(value, list) and value else [value]
    return True


def number(document: Document, random: Random) -> bool:
    """Put another value of the same look in the place of a number, a truth value or a text."""
    found = slot(document, random, lambda at, step: isinstance(at[step], int | float))
    if found is None or random.random() < 0.2:
        found = slot(document, random, _text_at)
    if found is None:
        return False
    at, step = found
    value = at[step]
    looks = [str(value), str(value).lower(), 1, 1.0, True, "1", "true", "1.0E0", 0, False, ""]
    if isinstance(value, int | float):
        looks += [float(value), int(value), [value, float(value)], [value, True], -0.0]
        looks += [f"{float(value):.15E}", value + 1e-16]
    at[step] = random.choice(looks)
    return True


def letter_case(document: Document, random: Random) -> bool:
    """Write the name of a member in other letters."""
    found = slot(document, random, lambda at, _step: isinstance(at, dict))
    if found is None:
        return False
    at, step = found
    name = str(step)
    other = random.choice(
        [name.upper(), name.capitalize(), name.swapcase(), f"{name} ", f"{name}\u200b"]
    )
    if random.random() < 0.5:
        renamed(at, name, other)
    else:
        at[other] = copy.deepcopy(at[name])
    return True


def reference(document: Document, random: Random) -> bool:
    """Write an id as an object with only an id, or the other way round, or leave all but the id."""
    found = slot(
        document,
        random,
        lambda at, step: (
            (isinstance(at[step], dict) and "id" in at[step])
            or (isinstance(at[step], str) and ":" in at[step] and step != "id")
        ),
    )
    if found is None:
        return False
    at, step = found
    value = at[step]
    at[step] = {"id": value} if isinstance(value, str) else value["id"]
    return True


def order(document: Document, random: Random) -> bool:
    """Change the order of members or of values."""
    found = slot(document, random, lambda at, step: isinstance(at[step], dict | list))
    if found is None:
        return False
    at, step = found
    value = at[step]
    if isinstance(value, list):
        random.shuffle(value)
    else:
        items = list(value.items())
        random.shuffle(items)
        at[step] = dict(items)
    return True


def synonym(document: Document, random: Random) -> bool:
    """Write the other name of a type that has two."""
    others = {"OpenBadgeCredential": "AchievementCredential", "GeoCoordinates": "geo"}
    others |= {other: name for name, other in others.items()}
    found = slot(
        document, random, lambda at, step: isinstance(at[step], str) and at[step] in others
    )
    if found is None:
        return False
    at, step = found
    at[step] = others[at[step]]
    return True


def blank_id(document: Document, random: Random) -> bool:
    """Give a node without an id one that only holds in this document, or none at all."""
    node = node_of(document, random, lambda found: "id" not in found)
    if node is None:
        return False
    node["id"] = random.choice(["_:b0", "_:c14n0", "urn:uuid:1", "", None])
    return True


def unicode(document: Document, random: Random) -> bool:
    """Write a text in another normal form, or with what nobody sees."""
    found = slot(document, random, lambda at, step: isinstance(at[step], str) and bool(at[step]))
    if found is None:
        return False
    at, step = found
    text = at[step]
    place = random.randint(0, len(text))
    at[step] = random.choice(
        [
            unicodedata.normalize("NFD", text),
            unicodedata.normalize("NFC", text),
            unicodedata.normalize("NFKC", text),
            *(text[:place] + odd + text[place:] for odd in "\u200b\u202e\ufeff\x00\x7f\ud800\r\n"),
        ]
    )
    return True


def deleted(document: Document, random: Random) -> bool:
    """Leave a value out."""
    found = slot(document, random, lambda _at, step: step != "proof")
    if found is None:
        return False
    at, step = found
    del at[step]
    return True


def replaced(document: Document, random: Random) -> bool:
    """Put one value in the place of another, or let them change places."""
    one = slot(document, random, lambda _at, step: step != "proof")
    other = slot(document, random, lambda _at, step: step != "proof")
    if one is None or other is None:
        return False
    (at, step), (there, place) = one, other
    first, second = copy.deepcopy(at[step]), copy.deepcopy(there[place])
    at[step] = second
    if random.random() < 0.5 and place in (there if isinstance(there, dict) else range(len(there))):
        there[place] = first
    return True
