"""One fault in the shape of a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Where a document is not as it should be: a JSON pointer, a stable code and a sentence."""

    pointer: str
    code: str
    message: str
