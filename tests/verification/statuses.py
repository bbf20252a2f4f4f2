"""Badges with all sorts of statuses, and the lists that go with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.status_list import (
    MINIMUM_LENGTH,
    StatusEntry,
    StatusList,
    status_list_credential,
)
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.report import Check
from tests.builders import NOW
from tests.verification.judging import judge_once
from tests.world import LIST_URL, World

CONTEXT_2021 = "https://w3id.org/vc/status-list/2021/v1"
FOUR_MESSAGES = [{"status": f"0x{value:x}", "message": f"message {value}"} for value in range(4)]


def entry(purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    """Return a status entry at place 7 of the usual list."""
    plain = StatusEntry(list_url=LIST_URL, index=7, purpose=purpose).to_json()
    return {**plain, **changes}


def older_entry(purpose: str = "revocation") -> dict[str, Any]:
    return entry(purpose, type="StatusList2021Entry")


def badge(world: World, status: Any, **changes: Any) -> bytes:
    """Return a signed badge whose `credentialStatus` is `status`."""
    unsigned = {**world.unsigned_badge(), "credentialStatus": status, **changes}
    return world.sign(unsigned, at=NOW - timedelta(days=1))


def older_badge(world: World, status: Any) -> bytes:
    """Return a badge that also names the context of the older kind of entries."""
    contexts = world.unsigned_badge()["@context"]
    assert isinstance(contexts, list)
    return badge(world, status, **{"@context": [*contexts, CONTEXT_2021]})


def marking(*places: int, size: int = 1, value: int | None = None) -> str:
    """Return an encoded list in which places of `size` bits have a value, by default all ones."""
    number = 2**size - 1 if value is None else value
    bits = [
        place * size + bit
        for place in places
        for bit in range(size)
        if number >> (size - 1 - bit) & 1
    ]
    return StatusList.marking(bits, length=MINIMUM_LENGTH * size).encode()


def unsigned_list(
    world: World,
    encoded: str,
    *,
    purpose: Any = "revocation",
    at: datetime = NOW,
    url: str = LIST_URL,
    **subject: Any,
) -> dict[str, Any]:
    document: dict[str, Any] = status_list_credential(
        list_url=url,
        issuer_id=world.did,
        purpose=purpose,
        encoded=encoded,
        valid_from=at,
        valid_until=at + timedelta(hours=1),
    )
    document["credentialSubject"].update(subject)
    return document


def publish(world: World, encoded: str, *, url: str = LIST_URL, **how: Any) -> JsonObject:
    """Sign a list and put it where the badge expects it."""
    document = unsigned_list(world, encoded, url=url, **how)
    published = parse_object(world.sign(document, at=how.get("at", NOW)))
    world.lists[url] = published
    return published


def older_list(world: World, *places: int, at: datetime = NOW) -> dict[str, Any]:
    """Return an unsigned list of the older kind."""
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXT_2021],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": world.did,
        "issuanceDate": format_datetime(at),
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": marking(*places)[1:],
        },
    }


def status_of(content: bytes, world: World) -> Check:
    """Verify a badge and return what was found about its status."""
    check = judge_once(content, world).check("status")
    assert check is not None
    return check
