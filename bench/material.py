"""The credentials that everybody gets, in a folder that every process can read.

`facts.json` holds what is no credential; a set of credentials is two files with a line each:
`<set>.unsigned.jsonl`, what the service composed and settled before it signed, and
`<set>.secured.jsonl`, what left the house.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.model import (
    Achievement,
    BadgeContent,
    Criteria,
    Profile,
    Recipient,
    achievement_credential,
)
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.issuing.addresses import issuer_did
from bench.library import LARGE, PLAIN, TYPICAL, class_id
from bench.plan import PROCESSES, Plan
from bench.world import ORGANISATION, ORIGIN, World, order

# The peers sign with a key of their own, since ours never leaves its ring.
PEER_SEED: Final = bytes(range(32))
HTTP: Final = "http"
KNOWN: Final = "typical"
UNSEEN: Final = "unseen"
SIZES: Final = ("small", "plain", "typical", "large")
_SIZE_CREDENTIALS: Final = 20

Pair = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is no credential: all that a verifier looks up, and how a proof names its key."""

    documents: dict[str, JsonObject]
    verification_method: str
    created: datetime
    at: datetime


def classes_set(classes: int) -> str:
    """Return the name of the set whose credentials are of that many classes."""
    return f"of-{classes}-classes"


def class_ids_of(name: str) -> list[str]:
    """Return the classes of a set that `classes_set` named, and of any other set none."""
    found = re.fullmatch(r"of-([0-9]+)-classes", name)
    return [class_id(TYPICAL, number) for number in range(int(found[1]))] if found else []


def distinct_set(process: int) -> str:
    """Return the name of the set that one of several processes verifies once."""
    return f"distinct-{process}"


def prepare(folder: Path, world: World, plan: Plan) -> Facts:
    """Issue every credential that the plan needs, and write them all to `folder`."""
    folder.mkdir(parents=True)
    known = _issued(world, [class_id(TYPICAL)] * plan.known_credentials)
    _write_set(folder, KNOWN, known)
    _write_set(folder, HTTP, known[: plan.http_badges])
    numbers = range(1, plan.unseen_credentials + 1)
    _write_set(folder, UNSEEN, _issued(world, [class_id(TYPICAL, number) for number in numbers]))
    for kind in (PLAIN, LARGE):
        _write_set(folder, kind.name, _issued(world, [class_id(kind)] * _SIZE_CREDENTIALS))
    _write_set(folder, "small", [_small(world, number) for number in range(_SIZE_CREDENTIALS)])
    for classes in plan.class_counts:
        spread = _spread(classes, plan.credentials_a_class_count)
        _write_set(folder, classes_set(classes), _issued(world, spread))
    half = plan.distinct_badges // PROCESSES
    for process in range(PROCESSES):
        spread = _spread(plan.distinct_classes, half)
        _write_set(folder, distinct_set(process), _issued(world, spread))
    return _write_facts(folder, world, known[0][1])


def read_set(folder: Path, name: str, kind: str) -> list[bytes]:
    """Return the lines of a set; `kind` is "unsigned" or "secured"."""
    return (folder / f"{name}.{kind}.jsonl").read_bytes().splitlines()


def read_facts(folder: Path) -> Facts:
    """Return what `prepare` wrote."""
    found = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return Facts(
        documents=found["documents"],
        verification_method=found["ownVerificationMethod"],
        created=datetime.fromisoformat(found["created"]),
        at=datetime.fromisoformat(found["at"]),
    )


def _spread(classes: int, credentials: int) -> list[str]:
    return [class_id(TYPICAL, number % classes) for number in range(credentials)]


def _issued(world: World, class_ids: Iterable[str]) -> list[Pair]:
    orders = [order(each, number) for number, each in enumerate(class_ids)]
    return [(badge.plan.unsigned, badge.secured or b"") for badge in world.issue(orders)]


def _small(world: World, number: int) -> Pair:
    """Return a credential with hardly more than the specification asks for."""
    issuer = Profile(id=issuer_did(ORIGIN, ORGANISATION), name="Opisto")
    badge_id = base64.urlsafe_b64encode(number.to_bytes(16, "big")).rstrip(b"=").decode()
    at = world.desk().at
    unsigned = achievement_credential(
        BadgeContent(
            id=f"{ORIGIN}/badges/{badge_id}",
            issuer=issuer,
            achievement=Achievement(
                id=f"{ORIGIN}/achievements/college/small/1/fi",
                name="Ohjaaja",
                description="Ohjaa.",
                criteria=Criteria(narrative="Ohjasi."),
            ),
            recipient=Recipient(id=f"urn:uuid:00000000-0000-4000-8000-{number:012d}"),
            valid_from=at,
        )
    )
    key = world.key()
    secured = secure(
        unsigned, signer=key.signer, verification_method=key.verification_method, created=at
    )
    return serialise(unsigned), secured.content


def _write_set(folder: Path, name: str, pairs: Sequence[Pair]) -> None:
    for kind, lines in zip(("unsigned", "secured"), zip(*pairs, strict=True), strict=True):
        (folder / f"{name}.{kind}.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def _write_facts(folder: Path, world: World, secured: bytes) -> Facts:
    sources = world.wiring.sources
    did = issuer_did(ORIGIN, ORGANISATION)
    status = parse_object(secured)["credentialStatus"]
    assert isinstance(status, dict)  # noqa: S101 – every badge of the service has one entry
    list_url = str(status["statusListCredential"])
    published = sources.status_lists.status_list_credential(list_url)
    assert isinstance(published, dict)  # noqa: S101 – our own lists are no tokens
    documents = {
        did: sources.did_documents.did_document(did),
        list_url: published,
    }
    facts = Facts(
        documents=documents,
        verification_method=world.key().verification_method,
        created=world.desk().at,
        at=world.wiring.now(),
    )
    content = {
        "contexts": dict(pinned.documents()),
        "documents": documents,
        "verificationMethod": f"{did}#peer",
        "ownVerificationMethod": facts.verification_method,
        "created": format_datetime(facts.created),
        "at": facts.at.isoformat(),
        "seed": PEER_SEED.hex(),
    }
    (folder / "facts.json").write_text(json.dumps(content), encoding="utf-8")
    return facts
