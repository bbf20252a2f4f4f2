"""JSON-LD with contexts from memory only: expansion, compaction and the RDF behind a document.

PyLD does the work. Three things of it are replaced:

* its document loader, so that the network is never asked;
* its process-wide caches, which are neither safe under threads nor effective: type-scoped contexts
  miss them every time and cost most of the work. Ours are plain dictionaries whose entries are
  written whole and never changed, so that a race costs a repetition and nothing else;
* the default base IRI, against which it silently resolves relative references.

Spec: https://www.w3.org/TR/json-ld11-api/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.contexts.extension import ExtensionContext, read_intact, terms_of
from badgeservice.credentials.errors import UnknownContextError, UnsafeDocumentError
from badgeservice.credentials.pyld_alone import IdentifierIssuer, JsonLdError, JsonLdProcessor
from badgeservice.credentials.rdfc import Quad, Term
from badgeservice.credentials.strict_json import JsonObject, JsonValue

# PyLD's own structures; they never leave this module.
_Active: TypeAlias = dict[str, Any]
_Memo: TypeAlias = dict[tuple[object, ...], tuple[object, object, Any]]

# Documents may combine contexts and types in any order; we do not keep a memory of all of them.
_MAXIMUM_REMEMBERED: Final = 512
_KINDS: Final = {"IRI": "iri", "blank node": "blank", "literal": "literal"}
_LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class _Resolved:
    """A context as PyLD wants it, without the cache that PyLD keeps in it."""

    __slots__ = ("document",)

    def __init__(self, document: object) -> None:
        self.document = document

    def get_processed(self, _active: _Active) -> None:
        """Remember nothing: `_Processor` does."""

    def set_processed(self, _active: _Active, _processed: object) -> None:
        """Remember nothing: `_Processor` does."""


class _Resolver:
    """Finds contexts among the known ones; stands in for PyLD's `ContextResolver`."""

    __slots__ = ("_documents",)

    def __init__(self, documents: Mapping[str, JsonObject]) -> None:
        self._documents = documents

    def resolve(
        self, _active: _Active, context: object, _base: object, _cycles: object = None
    ) -> list[_Resolved]:
        if isinstance(context, list):
            return [found for item in context for found in self.resolve({}, item, None)]
        if isinstance(context, dict) and "@context" in context:
            return self.resolve({}, context["@context"], None)
        if isinstance(context, str):
            if context not in self._documents:
                raise UnknownContextError(context, "/@context")
            return self.resolve({}, self._documents[context]["@context"], None)
        return [_Resolved(context or False)]


def _refuse_to_load(url: str, _options: object) -> NoReturn:
    raise UnknownContextError(url, "/@context")


class _Processor(JsonLdProcessor):  # type: ignore[misc]  # PyLD ships no types
    """PyLD's processor with memories that threads may share."""

    def __init__(self) -> None:
        super().__init__()
        self._contexts: _Memo = {}
        self._inverses: _Memo = {}

    def _process_context(
        self, active_ctx: _Active, local_ctx: object, options: dict[str, Any], **how: object
    ) -> _Active:
        if "cycles" in how:
            # PyLD tries scoped contexts against a half-built one here; that is not worth keeping.
            partial: _Active = super()._process_context(active_ctx, local_ctx, options, **how)
            return partial
        # The objects behind the ids stay in the entry, so an id cannot come to mean another one.
        key = (id(active_ctx), _identity(local_ctx), tuple(sorted(how.items())))
        known = self._contexts.get(key)
        if known is None:
            processed = super()._process_context(active_ctx, local_ctx, options, **how)
            known = (active_ctx, local_ctx, processed)
            _remember(self._contexts, key, known)
        result: _Active = known[2]
        return result

    def _get_inverse_context(self, active_ctx: _Active) -> _Active:
        key = (id(active_ctx),)
        known = self._inverses.get(key)
        if known is None:
            known = (active_ctx, None, _inverse(active_ctx))
            _remember(self._inverses, key, known)
        result: _Active = known[2]
        return result

    def quads(self, expanded: JsonValue, options: dict[str, Any]) -> list[Quad]:
        """Return the RDF dataset of an expanded document; empties the lists in `expanded`."""
        issuer = IdentifierIssuer("_:b")
        graphs: dict[str, Any] = {"@default": {}}
        self._create_node_map(expanded, graphs, "@default", issuer)
        return [
            _quad(triple, name)
            for name, graph in graphs.items()
            for triple in self._graph_to_rdf(graph, issuer, options)
        ]


def _remember(memo: _Memo, key: tuple[object, ...], entry: tuple[object, object, Any]) -> None:
    if len(memo) >= _MAXIMUM_REMEMBERED:
        memo.clear()
    memo[key] = entry


def _identity(local_context: object) -> object:
    """Return what tells one local context from another; those from documents are only URLs."""
    if isinstance(local_context, list) and all(isinstance(url, str) for url in local_context):
        return tuple(local_context)
    return id(local_context)


def _inverse(active: _Active) -> _Active:
    """Return the inverse context, which compaction looks terms up in.

    PyLD has this too, but tied to a process-wide cache that threads can break.

    Spec: https://www.w3.org/TR/json-ld11-api/#inverse-context-creation
    """
    inverse: _Active = {}
    for term, mapping in sorted(active["mappings"].items(), key=lambda pair: (len(pair[0]), pair)):
        if not mapping or not mapping.get("@id"):
            continue
        container = "".join(sorted(mapping.get("@container", ["@none"])))
        entry = inverse.setdefault(mapping["@id"], {}).setdefault(
            container, {"@language": {}, "@type": {}, "@any": {"@none": term}}
        )
        for kind, key in _selectors(active, mapping):
            entry[kind].setdefault(key, term)
    return inverse


def _selectors(active: _Active, mapping: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the entries of the inverse context under which a term is to be found."""
    if mapping["reverse"]:
        return [("@type", "@reverse")]
    if mapping.get("@type") == "@none":
        return [("@type", "@none"), ("@language", "@none")]
    if "@type" in mapping:
        return [("@type", mapping["@type"])]
    language, direction = mapping.get("@language"), mapping.get("@direction")
    if language and direction:
        return [("@language", f"{language}_{direction}".lower())]
    if direction:
        return [("@language", f"_{direction}")]
    if "@language" in mapping:
        return [("@language", (language or "@null").lower())]
    if "@direction" in mapping:
        return [("@language", "@none")]
    default = active.get("@language", "@none")
    return [("@language", default), ("@type", "@none"), ("@language", "@none")]


def _quad(triple: dict[str, Any], graph_name: str) -> Quad:
    return Quad(
        subject=_term(triple["subject"]),
        predicate=_term(triple["predicate"]),
        object=_term(triple["object"]),
        graph=None if graph_name == "@default" else _node(graph_name),
    )


def _node(name: str) -> Term:
    return Term(kind="blank" if name.startswith("_:") else "iri", value=name)


def _term(term: dict[str, Any]) -> Term:
    if term["type"] != "literal":
        return _node(term["value"])
    return Term(
        kind="literal",
        value=term["value"],
        datatype=term["datatype"],
        language=term.get("language") if term["datatype"] == _LANGUAGE_STRING else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contexts:
    """The contexts a document may name, by URL, and the processor that has learnt them.

    One value serves all threads. Making one is cheap; the first use of a context in it is not.
    `extensions` are those that organisations registered, and `extension_terms` their words.
    """

    documents: Mapping[str, JsonObject]
    extensions: tuple[ExtensionContext, ...] = ()
    extension_terms: frozenset[str] = frozenset()
    _processor: _Processor = field(default_factory=_Processor, init=False, repr=False)

    def extended(self, extra: Mapping[str, JsonObject]) -> "Contexts":
        """Return these contexts and `extra` ones, for documents outside the open internet."""
        return Contexts(documents={**self.documents, **extra})

    def extended_by(self, extensions: Sequence[ExtensionContext]) -> "Contexts":
        """Return these contexts and registered ones, which take no URL from these.

        Raises:
            ContextAlteredError: the bytes of one are not those that were registered.
        """
        read = {extension.url: read_intact(extension) for extension in extensions}
        return Contexts(
            documents={**read, **self.documents},
            extensions=(*self.extensions, *extensions),
            extension_terms=self.extension_terms.union(*map(terms_of, read.values())),
        )

    def expand(self, document: JsonObject) -> list[JsonValue]:
        """Return `document` expanded; what the contexts do not define is left out or relative.

        Raises:
            UnknownContextError: a context is not among these.
            UnsafeDocumentError: JSON-LD forbids something in `document`; the code is `json-ld`.
        """
        try:
            expanded: list[JsonValue] = self._processor.expand(document, self._options())
        except JsonLdError as cause:
            raise _translated(cause) from cause
        return expanded

    def compact(self, expanded: list[JsonValue], context: JsonValue) -> JsonObject:
        """Return `expanded` in the terms of `context`.

        Raises:
            UnknownContextError: a context is not among these.
            UnsafeDocumentError: JSON-LD forbids something in it; the code is `json-ld`.
        """
        options = {**self._options(), "skipExpansion": True}
        try:
            compacted: JsonObject = self._processor.compact(expanded, context, options)
        except JsonLdError as cause:
            raise _translated(cause) from cause
        return compacted

    def quads(self, expanded: list[JsonValue]) -> list[Quad]:
        """Return the RDF dataset that `expanded` describes; `expanded` is used up by it.

        Raises:
            UnsafeDocumentError: JSON-LD forbids something in it; the code is `json-ld`.
        """
        try:
            return self._processor.quads(expanded, self._options())
        except JsonLdError as cause:
            raise _translated(cause) from cause

    def _options(self) -> dict[str, Any]:
        return {
            "base": None,
            "contextResolver": _Resolver(self.documents),
            "documentLoader": _refuse_to_load,
            "processingMode": "json-ld-1.1",
            "produceGeneralizedRdf": False,
            # Else the direction of a text would be left out, and no signature would cover it.
            "rdfDirection": "i18n-datatype",
        }


PINNED_CONTEXTS: Final = Contexts(documents=pinned.documents())


def _translated(cause: Exception) -> UnknownContextError | UnsafeDocumentError:
    """Dig the reason out of PyLD's chain of wrapped errors."""
    reason: BaseException = cause
    while reason.__cause__ is not None:
        reason = reason.__cause__
    if isinstance(reason, UnknownContextError):
        return reason
    first_line = str(reason.args[0] if reason.args else reason).splitlines()[0]
    return UnsafeDocumentError("", "json-ld", f"JSON-LD forbids it: {first_line.rstrip('.')}")
