"""What PyLD makes of the contexts at one place of a document.

The tables of the walker are read off the very processor that the general path uses. Everything
that knows PyLD's inner structures is in this file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from badgeservice.credentials.compaction import require_compacted
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.pyld_alone import JsonLdError
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.strict_json import JsonValue, is_same
from badgeservice.credentials.walker.outside import OutsideShapesError

# PyLD's own structures; they are only handed back to it.
_Active: TypeAlias = "dict[str, Any]"

# These let a context speak of names and texts it does not list.
_SWEEPING: Final = ("@vocab", "@base", "@language", "@direction")
_PLAIN_CONTAINERS: Final = (frozenset[str](), frozenset({"@set"}), frozenset({"@list"}))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """The active contexts inside one node, or inside a value that is no node.

    `expansion` reads what the document says, and `compaction` writes it back; where a document
    repeats contexts they are two. `before_types` reads the node's types.
    """

    expansion: _Active
    compaction: _Active
    before_types: _Active


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a term means: its IRI, what its values are coerced to, and whether they are a list."""

    iri: str
    coercion: str | None
    is_list: bool


class Scopes:
    """Answers for one set of contexts."""

    __slots__ = ("_options", "_processor")

    def __init__(self, contexts: Contexts) -> None:
        # The walker must not learn contexts from another teacher than the general path.
        self._processor = contexts._processor  # noqa: SLF001  # see above
        self._options = {
            **contexts._options(),  # noqa: SLF001  # see above
            "compactArrays": True,
            "link": False,
        }

    def root(self, urls: Sequence[str]) -> Scope:
        """Return what holds at the root of a document, before its types are read."""
        initial = self._processor._get_initial_context(self._options)  # noqa: SLF001  # PyLD's
        active = self._apply(initial, list(urls))
        return Scope(expansion=active, compaction=active, before_types=active)

    def within(self, scope: Scope, name: str) -> Scope:
        """Return what holds for a value of the member `name` that is no node with members."""
        expansion = self._apply_scoped(scope.expansion, scope.expansion, name)
        compaction = self._apply_scoped(scope.compaction, scope.compaction, name)
        return Scope(expansion=expansion, compaction=compaction, before_types=expansion)

    def node(self, scope: Scope, name: str, urls: Sequence[str]) -> Scope:
        """Return what holds in a node under `name`, before its types are read.

        `scope` is that of the member's values, and `urls` are contexts the node repeats.
        """
        expansion = _reverted(scope.expansion)
        expansion = self._apply_scoped(expansion, scope.expansion, name, propagate=None)
        if urls:
            expansion = self._apply(expansion, list(urls))
        compaction = self._apply_scoped(_reverted(scope.compaction), scope.compaction, name)
        return Scope(expansion=expansion, compaction=compaction, before_types=expansion)

    def typed(self, scope: Scope, given: Scope, types: Sequence[str]) -> Scope:
        """Return what holds among the members of a node of these types.

        `scope` is that of `node`, and `given` that of the member's values.
        """
        expansion, compaction = scope.expansion, scope.compaction
        for name in sorted(types):
            expansion = self._apply_typed(expansion, scope.before_types, name)
        for iri in sorted(self.type_iri(scope, given, name) for name in types):
            name = self._written(scope.compaction, iri)
            compaction = self._apply_typed(compaction, given.compaction, name)
        typed = Scope(expansion=expansion, compaction=compaction, before_types=scope.before_types)
        self._require_plain(typed)
        return typed

    def type_iri(self, scope: Scope, given: Scope, name: str) -> str:
        """Return the IRI of the type `name`, having seen that it is written back as `name`."""
        iri = _iri_of(scope.before_types["mappings"].get(name))
        written = self._written(given.compaction, iri)
        try:
            require_compacted({"type": name}, {"type": written})
        except CredentialError as cause:
            raise OutsideShapesError from cause
        return iri

    def definition(self, scope: Scope, name: str) -> Definition:
        """Return what the member `name` means here, if it is plain enough to be walked."""
        mapping = scope.expansion["mappings"].get(name)
        iri = _iri_of(mapping)
        containers = frozenset(mapping.get("@container", ()))
        is_odd = (
            mapping["reverse"]
            or containers not in _PLAIN_CONTAINERS
            or any(keyword in mapping for keyword in ("@nest", "@index", *_SWEEPING))
            or str(_raw_iri(scope.before_types["mappings"].get(name))).startswith("@")
        )
        coercion = mapping.get("@type")
        if is_odd or not (coercion is None or isinstance(coercion, str)):
            raise OutsideShapesError
        return Definition(iri=iri, coercion=coercion, is_list="@list" in containers)

    def comes_back(self, scope: Scope, name: str, expanded: JsonValue, *plain: JsonValue) -> bool:
        """Whether a value in expanded form is written back as the member `name`, and as `plain`."""
        iri = scope.expansion["mappings"][name]["@id"]
        if self._written(scope.compaction, iri, expanded) != name:
            return False
        inner = expanded.get("@list", expanded) if isinstance(expanded, dict) else expanded
        written = self._call("_compact", scope.compaction, name, inner, self._options)
        return any(is_same(written, form) for form in plain)

    def is_chosen(self, scope: Scope, name: str, expanded: JsonValue) -> bool:
        """Whether a value in expanded form is written back as the member `name`."""
        iri = scope.expansion["mappings"][name]["@id"]
        return self._written(scope.compaction, iri, expanded) == name

    def word_iri(self, scope: Scope, word: str) -> str:
        """Return the IRI of a term that is used as a value."""
        return _iri_of(scope.expansion["mappings"].get(word))

    def prefixes(self, scope: Scope) -> frozenset[str]:
        """Return how IRIs may begin that are read or written as something else here."""
        return frozenset(
            start
            for active in (scope.expansion, scope.compaction, scope.before_types)
            for term, mapping in active["mappings"].items()
            if mapping and mapping["_prefix"]
            for start in (mapping["@id"], f"{term}:")
        )

    def vocabulary(self, scope: Scope) -> frozenset[str]:
        """Return the IRIs that terms stand for when this is written back."""
        return frozenset(self._call("_get_inverse_context", scope.compaction))

    def _require_plain(self, scope: Scope) -> None:
        """Refuse contexts that say more than their list of terms."""
        for active in (scope.expansion, scope.compaction, scope.before_types):
            if any(keyword in active for keyword in _SWEEPING):
                raise OutsideShapesError
            for name, keyword in (("id", "@id"), ("type", "@type")):
                if _raw_iri(active["mappings"].get(name)) != keyword:
                    raise OutsideShapesError
                if self._written(active, keyword) != name:
                    raise OutsideShapesError

    def _apply_scoped(
        self, active: _Active, holder: _Active, name: str, *, propagate: bool | None = True
    ) -> _Active:
        """Apply the context of a property, as `holder` has it, if it has one."""
        local = (holder["mappings"].get(name) or {}).get("@context")
        if local is None:
            return active
        # PyLD leaves `propagate` out in one place, and its processed contexts are kept by that.
        how = {} if propagate is None else {"propagate": propagate}
        return self._apply(active, local, override_protected=True, **how)

    def _apply_typed(self, active: _Active, holder: _Active, name: str) -> _Active:
        local = (holder["mappings"].get(name) or {}).get("@context")
        if local is None or local is False:
            return active
        return self._apply(active, local, propagate=False)

    def _apply(self, active: _Active, local: object, **how: bool) -> _Active:
        applied: _Active = self._call("_process_context", active, local, self._options, **how)
        return applied

    def _written(self, active: _Active, iri: str, value: JsonValue = None) -> str:
        return str(self._call("_compact_iri", active, iri, value, vocab=True))

    def _call(self, method: str, *arguments: object, **how: bool) -> Any:  # noqa: ANN401  # PyLD's
        """Ask PyLD; whatever it objects to is for the general path to explain."""
        try:
            return getattr(self._processor, method)(*arguments, **how)
        except JsonLdError as cause:
            raise OutsideShapesError from cause


def _reverted(active: _Active) -> _Active:
    """Take back the contexts of the surrounding node's types, which do not reach further."""
    previous: _Active = active.get("previousContext", active)
    return previous


def _raw_iri(mapping: "dict[str, Any] | None") -> object:
    return None if mapping is None else mapping.get("@id")


def _iri_of(mapping: "dict[str, Any] | None") -> str:
    iri = _raw_iri(mapping)
    if not isinstance(iri, str) or not is_absolute_iri(iri) or not iri.isprintable():
        raise OutsideShapesError
    return iri
