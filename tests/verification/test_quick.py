"""The quick way: all of `verify` for good badges, and silence about all others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from badgeservice.credentials.published_list import PublishedList
from badgeservice.credentials.status_list import StatusList
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.verification.memory import Memory
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.verification.sources import NOTHING_AT_HAND, Sources, nothing_general
from badgeservice.verification.verify import verify, verify_quickly
from tests.builders import NOW
from tests.world import World


def test_a_good_badge_gets_the_report_of_the_long_way() -> None:
    world = World()

    quick = verify_quickly(world.badge(), at=NOW, sources=world.sources)

    assert quick == verify(world.badge(), at=NOW, sources=world.sources)
    assert quick is not None
    assert quick.verdict is Verdict.VALID


def test_nothing_is_said_when_something_would_have_to_be_fetched() -> None:
    assert verify_quickly(World().badge(), at=NOW, sources=NOTHING_AT_HAND) is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"name": "other"}, id="altered"),
        pytest.param({"foo": "unsigned"}, id="unsigned term"),
        pytest.param({"validUntil": "2001-01-01T00:00:00Z"}, id="expired"),
        pytest.param({"@context": ["https://example.org/unknown"]}, id="unknown context"),
    ],
)
def test_nothing_is_said_of_a_badge_that_is_not_valid(change: JsonObject) -> None:
    world = World()
    content = serialise({**parse_object(world.badge()), **change})

    assert verify_quickly(content, at=NOW, sources=world.sources) is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"{}", id="no context"),
        pytest.param(b'{"@context":1,"@context":1}', id="a name twice"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"{" * 70_000, id="too long"),
    ],
)
def test_nothing_is_said_of_what_is_no_credential(content: bytes) -> None:
    assert verify_quickly(content, at=NOW, sources=World().sources) is None


def remembering(world: World) -> Sources:
    """Return sources with a memory that has seen a good badge of this world."""
    sources = replace(world.sources, memory=Memory())
    assert verify(world.badge(), at=NOW, sources=sources).verdict is Verdict.VALID
    return sources


def test_parts_are_remembered_only_once_the_signature_held() -> None:
    world = World()
    memory = Memory()
    document = json.loads(world.badge())
    document["credentialSubject"]["achievement"]["name"] = "Johtaja"
    sources = replace(world.sources, memory=memory)

    forged = verify(json.dumps(document).encode(), at=NOW, sources=sources)

    assert forged.verdict is Verdict.INVALID
    assert len(memory.parts) == 0
    assert len(remembering(world).memory.parts) > 0


def test_a_list_that_was_verified_is_verified_anew_after_a_minute() -> None:
    world = World()
    sources = remembering(world)
    stranger = replace(sources, did_documents=NOTHING_AT_HAND.did_documents)
    url = json.loads(world.badge())["credentialStatus"]["statusListCredential"]
    credential = sources.status_lists.status_list_credential(url)
    assert isinstance(credential, dict)

    assert stranger.memory.verified_list(url, credential, NOW) is not None
    assert stranger.memory.verified_list(url, dict(credential), NOW) is None
    later = NOW + timedelta(minutes=1, seconds=1)
    assert stranger.memory.verified_list(url, credential, later) is None


def test_a_revoked_badge_is_revoked_for_the_memory_too() -> None:
    world = World()
    sources = remembering(world)
    world.revoked = frozenset({7})
    world.publish_list()
    revoked = replace(world.sources, memory=sources.memory)

    report = verify(world.badge(), at=NOW, sources=revoked)

    status = report.check("status")
    assert status is not None
    assert status.outcome is Outcome.FAILED


def test_the_general_path_is_never_taken_quickly() -> None:
    world = World()
    badge = json.loads(world.badge())
    badge["proof"] = [
        {**badge["proof"][0], "id": f"urn:uuid:0000000{n}-bec9-4b2e-88cb-a7c7d9dc4544"}
        for n in range(2)
    ]
    badge["proof"][1]["previousProof"] = badge["proof"][0]["id"]
    sources = replace(world.sources, general=nothing_general)
    assert verify_quickly(serialise(badge), at=NOW, sources=sources) is None


def test_lists_that_are_long_are_not_remembered() -> None:
    memory = Memory()
    credential: JsonObject = {"id": "x"}

    def published(length_bytes: int) -> PublishedList:
        return PublishedList(
            entry_type="BitstringStatusListEntry",
            purposes=("revocation",),
            listing=StatusList(bytes(length_bytes)),
            valid_from=None,
            valid_until=None,
        )

    memory.keep_list("x", credential, published(16 * 1024), NOW)
    memory.keep_list("y", credential, published(512 * 1024), NOW)
    memory.keep_list("z", {"id": "z" * 512 * 1024}, published(16 * 1024), NOW)

    kept = [url for url in ("x", "y") if memory.verified_list(url, credential, NOW)]
    assert kept == ["x"]
