"""The context of the examples in the specifications, which defines every term there is.

A badge never means anything by it, so it is not among those that `pinned` has; only who tries this
service against public test suites takes it besides.
"""

from importlib.resources import files
from typing import Final

from badgeservice.credentials.contexts.pinned import PinnedContext, read_intact
from badgeservice.credentials.strict_json import JsonObject

EXAMPLES_V2: Final = "https://www.w3.org/ns/credentials/examples/v2"

_PINNED: Final = PinnedContext(
    EXAMPLES_V2,
    "credentials-examples-v2.json",
    "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
)


def examples() -> JsonObject:
    """Return the context of the examples.

    Raises:
        ContextAlteredError: the file is not what it was when it was pinned.
    """
    return read_intact(_PINNED, (files(__package__) / _PINNED.filename).read_bytes())
