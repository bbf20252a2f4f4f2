"""The general path for documents that are no badges, with the freedoms that specifications give.

Two things are taken here that badges may not have: contexts that stand in the document as objects,
and names and descriptions that say which language they are in. All else is refused as elsewhere.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#contexts and
https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction
"""

import hashlib
from typing import Final

from badgeservice.credentials import compaction, nodes, safe_mode, strict_json
from badgeservice.credentials.contexts.examples import EXAMPLES_V2, examples
from badgeservice.credentials.data_model_values import TEXTS, is_value_object
from badgeservice.credentials.errors import UnsafeDocumentError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.presentation import CREDENTIALS_MEMBER
from badgeservice.credentials.rdfc import HashName, canonicalise_quads
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.walker import presented

_CONTEXT: Final = "@context"


def contexts_with_examples() -> Contexts:
    """Return the pinned contexts, and that of the examples in the specifications.

    Raises:
        ContextAlteredError: its file is not what it was when it was pinned.
    """
    return PINNED_CONTEXTS.extended({EXAMPLES_V2: examples()})


def canonicalise(
    document: JsonObject, contexts: Contexts, /, *, hash_name: HashName = "sha256"
) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of any credential or presentation (a `General`).

    Raises:
        CredentialError: as `canonical.canonicalise`.
    """
    given: dict[str, JsonObject] = {}
    named = _named(document, given)
    known = contexts.extended(given) if given else contexts
    if presented.holds_credentials(named):
        return presented.canonicalise(named, contexts=known, guard=guarded, hash_name=hash_name)
    return canonicalise_quads(known.quads(guarded(named, known)), hash_name=hash_name)


def guarded(document: JsonObject, contexts: Contexts) -> list[JsonValue]:
    """Return the expanded form of `document`, if that says the same as the document.

    Raises:
        CredentialError: as `canonical.canonicalise`.
    """
    safe_mode.require_known_contexts(document, contexts.documents)
    plain = _plain(document)
    safe_mode.require_plain_json(plain if isinstance(plain, dict) else {})
    expanded = contexts.expand(document)
    nodes.require_sound_nodes(expanded, document)
    compacted = contexts.compact(expanded, document[_CONTEXT])
    compaction.require_compacted(_without_bare_values(document), compacted)
    return expanded


def _named(document: JsonObject, given: dict[str, JsonObject]) -> JsonObject:
    """Return a document with names for the contexts that stand in it; they are put into `given`."""
    changed = dict(document)
    contexts = document.get(_CONTEXT)
    if isinstance(contexts, list):
        changed[_CONTEXT] = [_name(context, given) for context in contexts]
    held = document.get(CREDENTIALS_MEMBER)
    if isinstance(held, list):
        changed[CREDENTIALS_MEMBER] = [
            _named(item, given) if isinstance(item, dict) else item for item in held
        ]
    elif isinstance(held, dict):
        changed[CREDENTIALS_MEMBER] = _named(held, given)
    return changed


def _name(context: JsonValue, given: dict[str, JsonObject]) -> JsonValue:
    if not isinstance(context, dict):
        return context
    content = strict_json.serialise(context)
    url = f"urn:sha256:{hashlib.sha256(content).hexdigest()}"
    inner = context.get(_CONTEXT, context)
    if not isinstance(inner, dict):
        raise UnsafeDocumentError("/@context", "inline-context", "a context is no object")
    given[url] = {_CONTEXT: inner}
    return url


def _without_bare_values(document: JsonObject) -> JsonObject:
    """Write texts that only might have said their language as the texts that they are."""
    found = {name: _bare(value) if name in TEXTS else value for name, value in document.items()}
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        found["issuer"] = _without_bare_values(issuer)
    return found


def _bare(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return value["@value"] if isinstance(value, dict) and value.keys() == {"@value"} else value


def _plain(value: JsonValue) -> JsonValue:
    """Return a value with texts in place of those that say their language."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _plain_texts(member) if name in TEXTS else _plain(member)
        for name, member in value.items()
    }


def _plain_texts(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_plain_texts(item) for item in value]
    if isinstance(value, dict) and is_value_object(value):
        # Two texts may be the same in two languages.
        return f"{value['@value']}\n{value.get('@language', '')} {value.get('@direction', '')}"
    return _plain(value)
