"""The contexts as look-up tables: what each member means at each place of a document.

A table belongs to a place: the contexts of the document, the members that lead there, and the
types on the way. Tables are made when a document first needs them and kept for the next. They
are dictionaries whose entries are written whole and always alike, so threads may share them: a race
costs a repetition and nothing else.

An entry is made only if PyLD, asked with a sample of each kind of value the entry allows, writes
it back as the document has it. So the walker need not write documents back.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeAlias

from badgeservice.credentials import safe_mode
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.nodes import _MAY_NAME
from badgeservice.credentials.scalars import is_text, is_uri
from badgeservice.credentials.soundness import NO_RULE, Plan, Rule, root_plan
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.scopes import Definition, Scope, Scopes

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
END: Final = " .\n"

_STRUCTURE: Final = ("id", "type", "@context")
# The member whose values may repeat the root's contexts.
_MAY_REPEAT_CONTEXTS: Final = "endorsement"
# Members whose values recur in many credentials, and stand for themselves.
_CACHEABLE: Final = frozenset({"issuer", "achievement"})

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STRING: Final = f"{_XSD}string"
# Open Badges writes the name of this vocabulary with https, so its types are others: of that name.
_LIKE_XSD: Final = (_XSD, _XSD.replace("http:", "https:"))
_BOOLEAN: Final = f"{_XSD}boolean"
_BOOLEANS: Final = frozenset(f"{start}boolean" for start in _LIKE_XSD)
_DOUBLE: Final = f"{_XSD}double"
# JSON has its own notation for these; a text that looks like one is left to the general path.
_NUMERIC: Final = frozenset(
    f"{start}{name}"
    for start in _LIKE_XSD
    for name in (
        *("integer", "decimal", "float", "double", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_SAMPLE: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"
_MAXIMUM_ROOTS: Final = 64
_MAXIMUM_NODES: Final = 256

# A node's types, and how many of the root's contexts it repeats.
NodeKey: TypeAlias = "tuple[tuple[object, ...], int]"
TextKind: TypeAlias = Literal["none", "literal", "iri", "word"]


class Table:
    """What the members of a node mean, given where it stands and its types.

    `terms` has None for members that are no statements of their own. By the data model, `is_sound`
    says that nothing is wrong with the types, `takes_id` that there may be an id, and `required`
    are members that must be there; see `suits`.
    """

    __slots__ = (
        *("_given", "_plan", "_scope", "_scopes", "_urls"),
        *("is_sound", "prefixes", "required", "takes_id", "terms", "types", "vocabulary"),
    )

    def __init__(
        self,
        scopes: Scopes,
        urls: tuple[str, ...],
        *,
        scope: Scope,
        given: Scope,
        types: Sequence[str],
        plan: Plan | None,
    ) -> None:
        self._plan = plan
        self.required: Final[frozenset[str]] = frozenset() if plan is None else plan.required
        self.is_sound: Final = plan is not None and _allows(plan, types)
        self.takes_id: Final = plan is not None and _takes_id(plan)
        self._scopes = scopes
        self._urls = urls
        self._given = given
        self._scope = scopes.typed(scope, given, types)
        iris = [scopes.type_iri(scope, given, name) for name in types]
        if len(set(iris)) != len(iris):
            raise OutsideShapesError
        self.types: Final = tuple(f" <{RDF_TYPE}> <{iri}>{END}" for iri in iris)
        self.prefixes: Final = _starts(scopes, given, self._scope)
        self.vocabulary: Final = scopes.vocabulary(given) | scopes.vocabulary(self._scope)
        self.terms: Final[dict[str, Term | None]] = dict.fromkeys(_STRUCTURE)

    def suits(self, value: JsonObject) -> bool:
        """Whether a node of these types may be here by the data model, its members unseen."""
        return (
            self.is_sound and self.required <= value.keys() and (self.takes_id or "id" not in value)
        )

    def term(self, name: str) -> "Term":
        """Return what the member `name` means, and remember it.

        Raises:
            OutsideShapesError: it means nothing, or something the walker does not handle.
        """
        _require_plain_name(name)
        known = self.terms.get(name)
        if known is None:
            rule = NO_RULE if self._plan is None else self._plan.rule(name)
            known = Term(self._scopes, self._urls, self._scope, name, rule)
            # Only names that the contexts define come this far, so the memory is bounded.
            self.terms[name] = known
        return known


class Term:
    """What a member means, and which values it may have.

    `text` is the kind of thing a string stands for. `opening` and `closing` surround its escaped
    text in a line of N-Quads. `numbers` and `truths` end the line of a number or of a truth
    value, and are None where such do not belong. `is_plain` says that a string is a
    literal of its own, and `rule` what is sound here; `is_sound_text` asks that of a string, and is
    None if every string is that the walker takes. `is_sound_name` says whether an object is that
    has nothing but an id.
    """

    __slots__ = (
        *("_inner", "_name", "_scope", "_scopes", "_urls", "_words"),
        *("is_plain", "is_sound_name", "is_sound_text", "rule"),
        *(
            "closing",
            "doubles",
            "integers",
            "is_cacheable",
            "is_double",
            "is_list",
            "may_name",
            "nodes",
        ),
        *("opening", "predicate", "prefixes", "repeats_contexts", "takes_nodes"),
        *("takes_references", "text", "truths", "vocabulary"),
    )

    def __init__(  # noqa: PLR0915  # one statement for each field
        self, scopes: Scopes, urls: tuple[str, ...], scope: Scope, name: str, rule: Rule
    ) -> None:
        self._scopes = scopes
        self._urls = urls
        self._scope = scope
        self._name = name
        self._inner: Final = scopes.within(scope, name)
        self._words: Final[dict[str, str]] = {}
        definition = scopes.definition(scope, name)
        if scopes.definition(self._inner, name) != definition:
            raise OutsideShapesError
        self.is_list: Final = definition.is_list
        self.predicate: Final = f" <{definition.iri}> "
        self.opening: Final = f'{self.predicate}"'
        self.closing: Final = _closing(definition.coercion or _STRING)
        self.text: Final = self._text(definition)
        self.integers: Final = self._numbers(definition, f"{_XSD}integer", 1)
        self.doubles: Final = self._numbers(definition, _DOUBLE, 1.5)
        self.is_double: Final = definition.coercion == _DOUBLE
        self.truths: Final = self._truths(definition)
        self.takes_nodes: Final = self._takes_nodes(definition)
        self.takes_references: Final = self._takes_references(definition)
        self.prefixes: Final = _starts(scopes, scope, self._inner)
        self.vocabulary: Final = scopes.vocabulary(scope) | scopes.vocabulary(self._inner)
        self.repeats_contexts: Final = name == _MAY_REPEAT_CONTEXTS
        self.is_cacheable: Final = name in _CACHEABLE
        self.may_name: Final = definition.iri in _MAY_NAME
        self.nodes: Final[dict[NodeKey, Table]] = {}
        self.is_plain: Final = self.text == "literal" and not self.is_list
        self.rule: Final = rule
        self.is_sound_text: Final = _text_test(rule, self.text)
        self.is_sound_name: Final = _takes_name(rule)

    def node(self, key: NodeKey) -> Table:
        """Return the table of a node that stands here, and remember it.

        Raises:
            OutsideShapesError: a type means nothing, or the walker does not handle it.
        """
        types, repeated = _texts(key[0]), key[1]
        scope = self._scopes.node(self._inner, self._name, self._urls[:repeated])
        table = Table(
            self._scopes,
            self._urls,
            scope=scope,
            given=self._inner,
            types=types,
            # A node that repeats contexts has a member that no table lists.
            plan=None if repeated else self.rule.plan(types),
        )
        if len(self.nodes) >= _MAXIMUM_NODES:
            self.nodes.clear()
        self.nodes[key] = table
        return table

    def word(self, text: str) -> str:
        """Return the IRI that the term `text` stands for as a value, in angle brackets.

        Raises:
            OutsideShapesError: it is no term, or would be written back otherwise.
        """
        known = self._words.get(text)
        if known is None:
            _require_plain_name(text)
            iri = self._scopes.word_iri(self._inner, text)
            if not self._comes_back({"@id": iri}, text):
                raise OutsideShapesError
            known = self._words[text] = f"<{iri}>"
        return known

    def _text(self, definition: Definition) -> TextKind:
        coercion = definition.coercion
        if coercion == "@vocab":
            return "none" if self.is_list else "word"
        if coercion == "@id":
            can = not self.is_list and self._comes_back({"@id": _SAMPLE}, _SAMPLE)
            return "iri" if can else "none"
        if coercion in _NUMERIC | _BOOLEANS or not _is_datatype(coercion):
            return "none"
        return "literal" if self._literal_comes_back(definition, "x") else "none"

    def _numbers(self, definition: Definition, natural: str, sample: float) -> str | None:
        coercion = definition.coercion
        is_fit = not self.is_list and (coercion is None or coercion in _NUMERIC)
        if not is_fit or not self._literal_comes_back(definition, sample):
            return None
        return _closing(coercion or natural)

    def _truths(self, definition: Definition) -> str | None:
        coercion = definition.coercion
        is_fit = not self.is_list and (coercion is None or coercion in _BOOLEANS)
        if not is_fit or not self._literal_comes_back(definition, True):
            return None
        return _closing(coercion or _BOOLEAN)

    def _takes_nodes(self, definition: Definition) -> bool:
        if self.is_list or definition.coercion not in {None, "@id"}:
            return False
        member: list[JsonValue] = [{"@value": "x"}]
        samples: tuple[JsonObject, ...] = (
            {definition.iri: member},
            {"@id": _SAMPLE, definition.iri: member},
            {"@id": _SAMPLE, "@type": [definition.iri]},
        )
        return all(self._scopes.is_chosen(self._scope, self._name, sample) for sample in samples)

    def _takes_references(self, definition: Definition) -> bool:
        if self.is_list or definition.coercion not in {None, "@id"}:
            return False
        return self._comes_back({"@id": _SAMPLE}, _SAMPLE, {"id": _SAMPLE})

    def _literal_comes_back(self, definition: Definition, sample: JsonValue) -> bool:
        value: JsonObject = {"@value": sample}
        if definition.coercion is not None:
            value["@type"] = definition.coercion
        if not self.is_list:
            return self._comes_back(value, sample)
        return self._comes_back({"@list": [value]}, [sample]) and self._comes_back(
            {"@list": [value, value]}, [sample, sample]
        )

    def _comes_back(self, expanded: JsonValue, *plain: JsonValue) -> bool:
        forms = (*plain, *([form] for form in plain))
        return self._scopes.comes_back(self._scope, self._name, expanded, *forms)


class Root:
    """The tables of the documents that name one list of contexts, by the types of the document."""

    __slots__ = ("_scope", "_scopes", "_urls", "nodes")

    def __init__(self, contexts: Contexts, urls: tuple[str, ...]) -> None:
        self._scopes = Scopes(contexts)
        self._urls = urls
        self._scope = self._scopes.root(urls)
        self.nodes: Final[dict[NodeKey, Table]] = {}

    def node(self, key: NodeKey) -> Table:
        """Return the table of a document of these types, and remember it.

        Raises:
            OutsideShapesError: a type means nothing, or the walker does not handle it.
        """
        scope, types = self._scope, _texts(key[0])
        table = Table(
            self._scopes,
            self._urls,
            scope=scope,
            given=scope,
            types=types,
            plan=root_plan(types),
        )
        if len(self.nodes) >= _MAXIMUM_NODES:
            self.nodes.clear()
        self.nodes[key] = table
        return table


_ROOTS: Final[dict[tuple[Contexts, tuple[str, ...]], Root]] = {}


def root_of(document: JsonObject, contexts: Contexts) -> Root:
    """Return the tables for the contexts that `document` names.

    Raises:
        OutsideShapesError: that is no list of contexts known to `contexts`.
    """
    named = document.get("@context")
    if not isinstance(named, list):
        raise OutsideShapesError
    urls = tuple(url for url in named if isinstance(url, str))
    known = _ROOTS.get((contexts, urls))
    if known is not None and len(urls) == len(named):
        return known
    try:
        safe_mode.require_known_contexts(document, contexts.documents)
    except CredentialError as cause:
        raise OutsideShapesError from cause
    made = Root(contexts, urls)
    if len(_ROOTS) >= _MAXIMUM_ROOTS:
        _ROOTS.clear()
    _ROOTS[(contexts, urls)] = made
    return made


def _require_plain_name(name: str) -> None:
    try:
        safe_mode.require_plain_json({name: "x"})
    except CredentialError as cause:
        raise OutsideShapesError from cause


def _texts(names: tuple[object, ...]) -> tuple[str, ...]:
    texts = tuple(name for name in names if type(name) is str)
    if len(texts) != len(names):
        raise OutsideShapesError
    for text in texts:
        _require_plain_name(text)
    return texts


def _allows(plan: Plan, types: Sequence[str]) -> bool:
    """Whether these types, alone or in a list, are what they must be."""
    rule = plan.rule("type")
    return not types or (rule.is_list and all(map(rule.test, types)))


def _takes_id(plan: Plan) -> bool:
    """Whether there may be an id; of each the walker knows that it is an absolute IRI."""
    return plan.rule("id").test(_SAMPLE)


def _text_test(rule: Rule, text: TextKind) -> Callable[[JsonValue], bool] | None:
    """Return what to ask of a string, but for what the walker has asked anyway."""
    is_asked = rule.test is is_text or (rule.test is is_uri and text == "iri")
    return None if is_asked else rule.test


def _takes_name(rule: Rule) -> bool:
    """Whether an object with an id and nothing else is sound."""
    plan = rule.plan(())
    return plan is not None and plan.required <= {"id"} and _takes_id(plan)


def _is_datatype(coercion: str | None) -> bool:
    return coercion is None or safe_mode.is_absolute_iri(coercion)


def _closing(datatype: str) -> str:
    return f'"{END}' if datatype == _STRING else f'"^^<{datatype}>{END}'


def _starts(scopes: Scopes, *around: Scope) -> tuple[str, ...]:
    return tuple(sorted({start for scope in around for start in scopes.prefixes(scope)}))
