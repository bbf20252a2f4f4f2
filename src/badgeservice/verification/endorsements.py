"""Endorsements inside a credential: who says what of it, of its achievement, and of its issuer.

Each is a credential of its own with a verdict of its own, which says nothing about the badge: a
badge is no worse for holding an endorsement that is, and no better for one that holds.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import failed, passed
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.kinds import ENDORSEMENT, kind_of
from badgeservice.verification.question import Question
from badgeservice.verification.report import Caution, Check, Report, Verdict, verdict_of
from badgeservice.verification.tokens import Token, open_token

# All share the requests that one verification may make.
MAXIMUM_ENDORSEMENTS: Final = 8
# Who sends such documents gets no more of our time for it.
WORKED_ENOUGH: Final = frozenset({"signed-content.too-complex", "signed-content.busy"})
_NAMES: Final = {"endorsement": None, "endorsementJwt": None}.keys()

Opened: TypeAlias = "JsonObject | Token | Check"
Judge: TypeAlias = Callable[[Opened, Question], Report]
Found: TypeAlias = tuple[tuple[tuple[str, Report], ...], tuple[Caution, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An endorsement, where it stands, and the ids of the things it may be about there."""

    pointer: str
    content: JsonValue
    about: frozenset[str]


def look_at_endorsements(document: JsonObject, question: Question, *, judge: Judge) -> Found:
    """Return the reports on the endorsements in a credential, and what its reader should know.

    `judge` verifies one credential. `document` is of the right shape, and signed.
    """
    places = tuple(_places(document))
    if not places:
        return (), ()
    seen = () if question.is_inner else places[:MAXIMUM_ENDORSEMENTS]
    inner = replace(question, recipient=None, refresh=False, is_inner=True)
    reports: list[tuple[str, Report]] = []
    for place in seen:
        report = _report(place, document, inner, judge=judge)
        reports.append((place.pointer, report))
        if report.checks[0].code in WORKED_ENOUGH:
            break
    return tuple(reports), (*_bad(reports), *_left(places[len(reports) :]))


def _bad(reports: Sequence[tuple[str, Report]]) -> Iterator[Caution]:
    for pointer, report in reports:
        if report.verdict is Verdict.INVALID:
            yield Caution(
                code="endorsement.invalid",
                message="An endorsement inside does not hold; do not rely on it.",
                pointer=pointer,
            )
        elif report.verdict is Verdict.INDETERMINATE:
            yield Caution(
                code="endorsement.indeterminate",
                message="An endorsement inside could not be checked; do not rely on it.",
                pointer=pointer,
            )


def _left(places: tuple[_Place, ...]) -> Iterator[Caution]:
    if places:
        yield Caution(
            code="endorsement.not-checked",
            message=f"Endorsements that were not looked at: {len(places)}. Do not rely on them.",
            pointer=places[0].pointer,
        )


def _report(place: _Place, document: JsonObject, question: Question, *, judge: Judge) -> Report:
    report = judge(_opened(place.content, document), question)
    about = _check_subject(report, place)
    checks = (*report.checks, about)
    return replace(report, kind=ENDORSEMENT, checks=checks, verdict=verdict_of(checks))


def _opened(content: JsonValue, document: JsonObject) -> Opened:
    if isinstance(content, dict):
        # One without contexts of its own was written with those around it.
        return content if "@context" in content else {"@context": document["@context"], **content}
    try:
        return open_token(str(content).encode("utf-8"))
    except NotACredentialError as cause:
        return failed("proof", "token-malformed", str(cause))


def _check_subject(report: Report, place: _Place) -> Check:
    """Ask whether an endorsement is about the thing that it stands in."""
    credential = place.content if isinstance(place.content, dict) else report.credential
    if credential is not None and kind_of(credential) != ENDORSEMENT:
        return failed("endorsement", "not-an-endorsement", "What stands here is no endorsement.")
    if credential is None:
        # A token that could not be read or believed; the checks before say why.
        return failed("endorsement", "unread", "It cannot be told what the endorsement is about.")
    subject = credential.get("credentialSubject")
    if isinstance(subject, dict) and subject.get("id") in place.about:
        return _ABOUT_THIS
    message = "The endorsement is about something else than what it stands in."
    return failed("endorsement", "of-another", message, pointer="/credentialSubject/id")


def has_endorsements(document: JsonObject) -> bool:
    """Whether there are endorsements in a credential of the right shape."""
    return any(not _NAMES.isdisjoint(part) for _, part in _things(document))


def _places(document: JsonObject) -> Iterator[_Place]:
    """Yield every endorsement where the tables of the specification allow one."""
    things = _things(document)
    # Those of the credential may also be about the achievement and the profiles in it.
    everything = frozenset[str]().union(*(_ids(part) for _, part in things))
    for pointer, part in things:
        yield from _places_in(pointer, part, _ids(part) if pointer else everything)


def _things(document: JsonObject) -> list[tuple[str, JsonObject]]:
    """Return the credential, and what in it can be endorsed, with the pointers."""
    things = [("", document)]
    _add(things, "/issuer", document.get("issuer"))
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        _add(things, "/credentialSubject/source", subject.get("source"))
        achievement = subject.get("achievement")
        if isinstance(achievement, dict):
            things.append(("/credentialSubject/achievement", achievement))
            creator = achievement.get("creator")
            _add(things, "/credentialSubject/achievement/creator", creator)
    return things


def _add(things: list[tuple[str, JsonObject]], pointer: str, profile: JsonValue) -> None:
    """Add a profile, and the organisations that it is part of."""
    while isinstance(profile, dict):
        things.append((pointer, profile))
        pointer, profile = f"{pointer}/parentOrg", profile.get("parentOrg")


def _places_in(pointer: str, part: JsonObject, about: frozenset[str]) -> Iterator[_Place]:
    for name in _NAMES:
        if name not in part:
            continue
        found = part[name]
        if isinstance(found, list):
            for at, content in enumerate(found):
                yield _Place(pointer=f"{pointer}/{name}/{at}", content=content, about=about)
        else:
            yield _Place(pointer=f"{pointer}/{name}", content=found, about=about)


def _ids(part: JsonObject) -> frozenset[str]:
    id_ = part.get("id")
    return frozenset({id_}) if isinstance(id_, str) else frozenset()


_ABOUT_THIS: Final = passed("endorsement", "The endorsement is about the thing that it stands in.")
