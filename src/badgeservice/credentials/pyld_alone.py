"""PyLD without its ways to the network and its reader of web pages, of which we let it use neither.

They would take ten megabytes of every process, and a tenth of a second at its start. Whoever loads
one of them later gets it whole.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Final

# With None in its place, a module cannot be imported; PyLD takes that for "not installed".
_NOT_THERE: Final = ("requests", "aiohttp")
# PyLD insists on this one, and uses it only when it has loaded a page of HTML.
_EMPTY: Final = ("lxml", "lxml.html")


@contextmanager
def _standing_in(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Have these modules be what is given here, unless they are loaded already."""
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    # A module of None is the documented way to keep one from being imported.
    sys.modules.update(absent)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _stand_ins() -> Mapping[str, ModuleType | None]:
    return {**dict.fromkeys(_NOT_THERE), **{name: ModuleType(name) for name in _EMPTY}}


with _standing_in(_stand_ins()):
    from pyld.identifier_issuer import IdentifierIssuer
    from pyld.jsonld import JsonLdError, JsonLdProcessor

__all__ = ["IdentifierIssuer", "JsonLdError", "JsonLdProcessor"]
