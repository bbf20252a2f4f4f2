"""The vectors of Project Wycheproof for JSON Web Signatures, each with its outcome here.

They are more lenient in two things. They take algorithms with a shared secret, which can vouch for
nobody here, and those that are not listed. Whatever they hold to be invalid, we refuse.
"""

import base64
import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from badgeservice.credentials.errors import CredentialError, KeyMalformedError
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
)
from badgeservice.credentials.jwk import from_jwk
from tests.reference import reference, references

PATH = "security/jwt/wycheproof-json_web_signature_test.json"
# The key says PS256, an algorithm that there is not; the tokens say PS384.
UNLISTED = {"PS384", "PS512"}
# An algorithm that there is not: keys on the curve P-521 are for ES512.
ODD = "ES521"


@cache
def groups() -> list[dict[str, Any]]:
    return list(json.loads(reference(PATH).read_bytes())["testGroups"]) if references(PATH) else []


def cases() -> list[Any]:
    return [
        pytest.param(group.get("public"), test, id=f"{test['tcId']} {test['comment']}")
        for group in groups()
        for test in group["tests"]
    ]


def outcome(jwk: dict[str, Any] | None, token: object) -> str:
    """Return `valid`, or the name of the refusal."""
    try:
        read = jws.read_compact(str(token).encode())
        jws.verify(read, from_jwk(jwk or {}))
    except CredentialError as refusal:
        return type(refusal).__name__
    return "valid"


def algorithm(token: object) -> str:
    first = str(token).partition(".")[0].replace("?", "")
    return str(json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))["alg"])


@pytest.mark.reference
@pytest.mark.parametrize(("jwk", "test"), cases())
def test_each_vector_has_its_outcome(jwk: dict[str, Any] | None, test: dict[str, Any]) -> None:
    """J01: and a reason where it differs."""
    found = outcome(jwk, test["jws"])

    if test["result"] == "invalid":
        assert found != "valid"
    elif algorithm(test["jws"]).startswith("HS"):
        assert found in (AlgorithmForbiddenError.__name__, JwsMalformedError.__name__)
    elif algorithm(test["jws"]) in UNLISTED:
        assert found == AlgorithmUnsupportedError.__name__
    elif jwk is not None and jwk.get("alg") == ODD:
        assert found == KeyMalformedError.__name__
        assert outcome({**jwk, "alg": "ES512"}, test["jws"]) == "valid"
    else:
        assert found == "valid"


@pytest.mark.reference
def test_enough_of_them_are_valid_for_the_refusals_to_mean_something() -> None:
    counted = Counter(
        outcome(group.get("public"), test["jws"]) for group in groups() for test in group["tests"]
    )

    assert sum(counted.values()) == 401
    assert counted["valid"] == 24
