"""Checks of ours by the names that the W3C gives to what they find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badgeservice.credentials.w3c_problems import (
    CRYPTOGRAPHIC,
    INVALID_CHALLENGE,
    INVALID_DOMAIN,
    VERIFICATION,
    W3cProblem,
)
from badgeservice.verification.report import Check

_TYPES: Final[Mapping[str, str]] = {
    "proof.challenge-differs": INVALID_CHALLENGE,
    "proof.domain-differs": INVALID_DOMAIN,
    "proof.algorithm-forbidden": CRYPTOGRAPHIC,
    "proof.algorithm-unsupported": CRYPTOGRAPHIC,
    "proof.token-malformed": CRYPTOGRAPHIC,
}


def problem_of_check(check: Check) -> W3cProblem:
    """Return the problem that a check about a key or a proof found.

    Who verifies by the W3C's algorithms has no third answer: what could not be checked does not
    verify.
    """
    return W3cProblem(_TYPES.get(check.code, VERIFICATION), check.message, check.pointer)
