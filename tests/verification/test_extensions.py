"""Badges in words of registered contexts: valid where they are known, indeterminate elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest

from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.errors import ContextAlteredError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.errors import NotAtHandError, SourceUnavailableError
from badgeservice.verification.reading import contexts_of
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify, verify_quickly
from tests.builders import NOW
from tests.verification.judging import changed, codes
from tests.world import World

URL: Final = "https://badges.example.org/contexts/county/care/1"
OTHER: Final = "https://badges.example.org/contexts/county/care/2"


def context(url: str = URL, term: str = "hours") -> ExtensionContext:
    document: JsonObject = {
        "@context": {
            "@protected": True,
            term: {"@id": f"{url}#{term}", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
        }
    }
    return read_extension_context(serialise(document), url=url, vocabulary=f"{url}#")


@dataclass
class Register:
    """Contexts that were registered; `asked` are the questions."""

    contexts: dict[str, ExtensionContext] = field(default_factory=lambda: {URL: context()})
    asked: list[str] = field(default_factory=list)

    def extension_context(self, url: str) -> ExtensionContext | None:
        self.asked.append(url)
        return self.contexts.get(url)


class Silent:
    def __init__(self, error: type[SourceUnavailableError | NotAtHandError]) -> None:
        self._error = error

    def extension_context(self, url: str) -> ExtensionContext | None:
        if self._error is NotAtHandError:
            raise NotAtHandError(url)
        raise SourceUnavailableError(url, "the database sleeps")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sources(world: World) -> Sources:
    return replace(world.sources, contexts=Register())


def badge(world: World, *urls: str, **members: Any) -> bytes:
    """Return a badge signed by somebody who knows these contexts."""
    unsigned: dict[str, Any] = world.unsigned_badge()
    unsigned["@context"] = [*unsigned["@context"], *urls]
    unsigned["credentialSubject"] = {**unsigned["credentialSubject"], **members}
    known = {url: context(url, "hours" if url == URL else "minutes") for url in urls}
    return secure(
        unsigned,
        signer=world.signer,
        verification_method=world.method,
        created=NOW,
        contexts=PINNED_CONTEXTS.extended_by(list(known.values())),
    ).content


def judged(content: bytes, sources: Sources) -> Report:
    return verify(content, at=NOW, sources=sources)


def test_a_badge_in_registered_words_is_valid(world: World, sources: Sources) -> None:
    report = judged(badge(world, URL, hours=30), sources)

    assert report.verdict is Verdict.VALID
    assert report.credential is not None
    assert report.credential["credentialSubject"]["hours"] == 30  # type: ignore[index,call-overload]  # JSON


def test_what_was_added_to_registered_words_is_noticed(world: World, sources: Sources) -> None:
    content = badge(world, URL, hours=30)

    more = changed(content, lambda badge: badge["credentialSubject"].update(hours=300))

    report = judged(more, sources)
    assert codes(report, Outcome.FAILED) == ["proof.signature-invalid"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({"minutes": 3}, "signed-content.unsigned-data", id="word-of-nobody"),
        pytest.param({"@id": "urn:x"}, "signed-content.keyword-id", id="keyword"),
        pytest.param({f"{URL}#hours": 3}, "signed-content.iri-name", id="word-by-its-iri"),
    ],
)
def test_a_registered_context_opens_no_other_door(
    world: World, sources: Sources, members: dict[str, Any], code: str
) -> None:
    content = changed(
        badge(world, URL, hours=30), lambda badge: badge["credentialSubject"].update(members)
    )

    assert codes(judged(content, sources), Outcome.FAILED)[0] == code


def test_a_context_that_nobody_registered_stays_unknown(world: World, sources: Sources) -> None:
    report = judged(badge(world, URL, OTHER, hours=30), sources)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[0].code == "signed-content.context-unknown"
    assert report.checks[0].pointer == "/@context/3"


def test_a_context_that_is_registered_later_is_known_from_then_on(world: World) -> None:
    register = Register(contexts={})
    sources = replace(world.sources, contexts=register)
    content = badge(world, URL, hours=30)

    before = judged(content, sources)
    register.contexts[URL] = context()
    after = judged(content, sources)

    assert (before.verdict, after.verdict) == (Verdict.INDETERMINATE, Verdict.VALID)


def test_a_context_is_asked_for_once(world: World) -> None:
    register = Register()
    sources = replace(world.sources, contexts=register)
    content = badge(world, URL, hours=30)

    reports = [judged(content, sources) for _ in range(3)]

    assert reports[0] == reports[1] == reports[2]
    assert register.asked == [URL]


def test_a_badge_without_other_contexts_asks_for_none(world: World) -> None:
    register = Register()
    sources = replace(world.sources, contexts=register)
    document = world.unsigned_badge()

    assert judged(world.badge(), sources).verdict is Verdict.VALID
    assert contexts_of(document, sources=sources) is PINNED_CONTEXTS
    assert register.asked == []


def test_a_list_of_a_thousand_contexts_asks_for_none(world: World) -> None:
    register = Register()
    sources = replace(world.sources, contexts=register)
    content = changed(world.badge(), lambda badge: badge["@context"].extend([URL] * 1000))

    assert judged(content, sources).checks[0].code == "signed-content.context-list"
    assert register.asked == []


def test_an_altered_context_stops_everything(world: World) -> None:
    intact = context()
    altered = ExtensionContext(URL, intact.content.replace(b"integer", b"decimal"), intact.sha256)
    sources = replace(world.sources, contexts=Register({URL: altered}))

    with pytest.raises(ContextAlteredError):
        judged(badge(world, URL, hours=30), sources)


def test_contexts_that_cannot_be_asked_for_leave_it_open(world: World) -> None:
    sources = replace(world.sources, contexts=Silent(SourceUnavailableError))

    report = judged(badge(world, URL, hours=30), sources)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[0].code == "signed-content.context-unreachable"


def test_it_is_quick_once_the_context_is_known(world: World, sources: Sources) -> None:
    at_hand = replace(sources, contexts=Silent(NotAtHandError))
    content = badge(world, URL, hours=30)

    before = verify_quickly(content, at=NOW, sources=at_hand)
    slow = judged(content, sources)

    assert before is None
    assert verify_quickly(content, at=NOW, sources=at_hand) == slow


def test_two_contexts_may_be_named_by_one_badge(world: World) -> None:
    both = {URL: context(), OTHER: context(OTHER, "minutes")}
    sources = replace(world.sources, contexts=Register(both))

    report = judged(badge(world, OTHER, URL, hours=30, minutes=5), sources)

    assert report.verdict is Verdict.VALID
