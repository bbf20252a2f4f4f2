"""Ids, texts and numbers as they stand in N-Quads, if they are plainly in order.

Spec: https://www.w3.org/TR/n-quads/
"""

import re
from typing import Final

from badgeservice.credentials import safe_mode
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonValue
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.tables import Table, Term

# The same as in `safe_mode`; texts that Python finds printable need no look at it.
_CONTROL_CHARACTERS: Final = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def iri(value: JsonValue, place: Table | Term) -> str:
    """Return an id in angle brackets, if it is read and written here as it stands.

    Raises:
        OutsideShapesError: it is not.
    """
    if (
        type(value) is not str
        or not safe_mode.is_absolute_iri(value)
        # PyLD drops what is said of an id with a white space of any kind in it.
        or not value.isprintable()
        or value.startswith(place.prefixes)
        or value in place.vocabulary
    ):
        raise OutsideShapesError
    return f"<{value}>"


def escaped(text: str) -> str:
    """Return a text as N-Quads have it between quotation marks.

    Raises:
        OutsideShapesError: JSON-LD would take it for something else, or no signature can cover it.
    """
    if text[:2] == "_:":
        raise OutsideShapesError
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if text.isprintable():
        return text
    if _CONTROL_CHARACTERS.search(text):
        raise OutsideShapesError
    # One call each takes a tenth of the time that `translate` takes for all.
    return text.replace("\n", "\\n").replace("\r", "\\r")


def scalar(content: JsonValue, term: Term) -> str:
    """Return the end of a line, from the text of a literal on.

    Raises:
        OutsideShapesError: no such value belongs here.
    """
    if type(content) is str and term.text == "literal":
        return escaped(content) + term.closing
    if type(content) is bool and term.truths is not None:
        return f"{'true' if content else 'false'}{term.truths}"
    if type(content) is int or type(content) is float:
        return _number(content, term)
    raise OutsideShapesError


def _number(number: float, term: Term) -> str:
    """Return a number in its canonical form, and the end of its line.

    Spec: https://www.w3.org/TR/json-ld11-api/#data-round-tripping
    """
    try:
        # Numbers are rare, so this need not be fast.
        safe_mode.require_plain_json({"number": number})
    except CredentialError as cause:
        raise OutsideShapesError from cause
    # JSON has one kind of number, so 2.0 is 2.
    is_whole = float(number).is_integer() and not term.is_double
    closing = term.integers if is_whole else term.doubles
    if closing is None:
        raise OutsideShapesError
    if is_whole:
        return f"{int(number)}{closing}"
    mantissa, exponent = f"{float(number):.15E}".split("E")
    whole, fraction = mantissa.split(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}{closing}"
