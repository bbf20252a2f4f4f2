"""Two other ways from a document to its canonical form; no line of ours takes part in either."""

import json
from typing import Any, Final

import pyoxigraph
from pyld import jsonld

from badgeservice.credentials.contexts import pinned

_CONTEXTS: Final = {url: pinned.load(url) for url in pinned.PINNED}
_OPTIONS: Final = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None}


def by_pyld(document: dict[str, Any]) -> bytes:
    """Canonicalise with PyLD, which drops whatever it does not know."""
    form: str = jsonld.normalize(document, {**_OPTIONS, "documentLoader": _load})
    return form.encode()


def by_pyoxigraph(document: dict[str, Any]) -> bytes:
    """Canonicalise with pyoxigraph.

    It has no loader to hand contexts to, so each stands in the document instead of its URL.
    """
    inlined = json.dumps(_inlined(document))
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(inlined, pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    written = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(line + b"\n" for line in written.split(b"\n") if line))


def _load(url: str, _options: object) -> dict[str, object]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _CONTEXTS[url],
    }


def _inlined(value: Any) -> Any:
    if isinstance(value, list):
        return [_inlined(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: [_CONTEXTS[url]["@context"] for url in below]
        if name == "@context"
        else _inlined(below)
        for name, below in value.items()
    }
