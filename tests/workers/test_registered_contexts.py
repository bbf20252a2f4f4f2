"""Children learn registered contexts with the documents that name them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.errors import UnknownContextError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.workers.general import GeneralProcesses
from badgeservice.workers.messages import question, read_extensions, read_question
from tests.credentials.samples import credential

URL: Final = "https://badges.example.org/contexts/county/työ/1"


def context(term: str = "hours") -> ExtensionContext:
    document: JsonObject = {"@context": {"@protected": True, term: f"{URL}#{term}"}}
    return read_extension_context(serialise(document), url=URL, vocabulary=f"{URL}#")


def document(**members: Any) -> dict[str, Any]:
    plain = credential()
    return {**plain, "@context": [*plain["@context"], URL], **members}  # type: ignore[misc]  # a list


@pytest.fixture
def general() -> Iterator[GeneralProcesses]:
    processes = GeneralProcesses(limit=timedelta(seconds=30))
    yield processes
    processes.close()


def test_a_child_finds_the_form_that_is_found_here(general: GeneralProcesses) -> None:
    contexts = PINNED_CONTEXTS.extended_by([context()])

    form = general.canonicalise(document(hours=3), contexts)

    assert form == canonicalise_generally(document(hours=3), contexts)
    assert general._idle.queue[0]._process is not None  # a child did it


def test_a_child_takes_no_context_from_one_document_to_the_next(
    general: GeneralProcesses,
) -> None:
    general.canonicalise(document(hours=3), PINNED_CONTEXTS.extended_by([context()]))
    other = PINNED_CONTEXTS.extended_by([context("minutes")])

    with pytest.raises(UnknownContextError):
        general.canonicalise(document(), PINNED_CONTEXTS)
    assert general.canonicalise(document(minutes=3), other)


@pytest.mark.parametrize("contexts", [(), (context(), context("minutes"))], ids=["none", "two"])
def test_a_question_is_read_as_it_was_asked(contexts: tuple[ExtensionContext, ...]) -> None:
    content, told, hash_name = read_question(question(b'{"a":"\xc3\xb6"}', contexts, "sha384"))

    assert (content, hash_name) == (b'{"a":"\xc3\xb6"}', "sha384")
    assert (read_extensions(told) if told else ()) == contexts
