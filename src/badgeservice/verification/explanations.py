"""What every code of a report means, and what to do about it: the pages at `/checks/{code}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from badgeservice.credentials.strict_json import JsonObject
from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.verification.problem_types import ProblemType, problem_type
from badgeservice.verification.sentences import catalogue, check_name, placeholders

_SENTENCES: Final = "sentences."
_WARNINGS: Final = "warnings."
# What a sentence leaves open is known only for one badge.
_OPEN: Final = "…"
_ADVICE_BY_ENDING: Final[Mapping[str, str]] = {
    "ok": "passed",
    "none": "passed",
    "receipt": "passed",
    "not-checked": "not-checked",
    "busy": "later",
    "unreachable": "later",
    "context-unreachable": "later",
    "list-unreachable": "later",
    "list-out-of-date": "later",
    "context-unknown": "unsupported",
    "too-complex": "unsupported",
    "too-many": "unsupported",
    "purpose-unknown": "unsupported",
    "proof-inside": "unsupported",
    "withheld": "withheld",
    "revoked": "revoked",
    "suspended": "ended",
}
_ADVICE_BY_CHECK: Final[Mapping[str, str]] = {
    "source": "address",
    "signed-content": "altered",
    "proof": "altered",
    "validity": "ended",
    "recipient": "recipient",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one code means. A code may be that of a check, of a warning, or of both.

    `sentences` is what the check says, and `warnings` what the warning says, by language.
    """

    code: str
    sentences: Mapping[Language, str] | None
    warnings: Mapping[Language, str] | None

    @property
    def check(self) -> str:
        """The check that the code belongs to."""
        return check_of(self.code)

    @property
    def problem(self) -> ProblemType | None:
        """What a standard calls it, if one speaks of it."""
        return problem_type(self.code) if self.sentences else None

    def name(self, language: Language) -> str:
        """Return what the check is called."""
        return check_name(self.check, language)

    def about(self, language: Language) -> str:
        """Return what the check asks."""
        said = catalogue(language)
        return said.get(f"about.{self.check.partition('.')[0]}") or said["about.other"]

    def advice(self, language: Language) -> str:
        """Return what to do about it."""
        return catalogue(language)[f"advice.{self._advice}"]

    @property
    def _advice(self) -> str:
        if self.sentences is None:
            return "warning"
        ending = self.code.removeprefix(f"{self.check}.")
        if ending.endswith("unsupported"):
            return "unsupported"
        by_check = _ADVICE_BY_CHECK.get(self.check, "issuer")
        # An address that does not answer is better looked at than tried again.
        return by_check if self.check == "source" else _ADVICE_BY_ENDING.get(ending, by_check)


def check_of(code: str) -> str:
    """Return the name of the check that a code belongs to; some names have two parts."""
    first, _, rest = code.partition(".")
    longer = f"{first}.{rest.partition('.')[0]}"
    return longer if f"names.{longer}" in catalogue("en") else first


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """Return every code that a report can hold, in order."""
    return tuple(
        sorted(
            {
                key.removeprefix(part)
                for key in catalogue("en")
                for part in (_SENTENCES, _WARNINGS)
                if key.startswith(part)
            }
        )
    )


def explanation(code: str) -> Explanation | None:
    """Return what a code means; None when no report holds it."""
    sentences, warnings = _in_all(_SENTENCES + code), _in_all(_WARNINGS + code)
    if sentences is None and warnings is None:
        return None
    return Explanation(code=code, sentences=sentences, warnings=warnings)


def explanation_document(found: Explanation, *, origin: str) -> JsonObject:
    """Return an explanation as a JSON object with camelCase names."""
    return {
        "type": check_url(origin, found.code),
        "code": found.code,
        "check": found.check,
        "names": {language: found.name(language) for language in LANGUAGES},
        "messages": None if found.sentences is None else dict(found.sentences.items()),
        "warnings": None if found.warnings is None else dict(found.warnings.items()),
        "about": {language: found.about(language) for language in LANGUAGES},
        "advice": {language: found.advice(language) for language in LANGUAGES},
        "problem": problem_document(found.code),
    }


def check_url(origin: str, code: str) -> str:
    """Return the address of the page about a code."""
    return f"{origin}/checks/{code}"


def problem_document(code: str) -> JsonObject | None:
    """Return what a standard calls a code, as JSON; None when no standard speaks of it."""
    found = problem_type(code)
    return None if found is None else {"type": found.type, "title": found.title}


def _in_all(key: str) -> Mapping[Language, str] | None:
    if key not in catalogue("en"):
        return None
    return {language: _opened(catalogue(language)[key]) for language in LANGUAGES}


def _opened(sentence: str) -> str:
    return sentence.format_map(dict.fromkeys(placeholders(sentence), _OPEN))
