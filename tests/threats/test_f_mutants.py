"""Mutants of signed credentials of every form, through the whole of verification.

Whatever is shown as signed is what was signed, or differs in form alone. `strictness` says how the
mutants are made, and what a difference of form is.
"""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

import pytest

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.jose import vc_jwt
from badgeservice.credentials.jose.base64url import decode, encode
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.credentials.walker.generator import Document
from tests.credentials.walker.strictness import is_alike, originals, unsecured
from tests.credentials.walker.tricks import TRICKS, trick_mutant
from tests.verification.forms import BADGE_ID, DAY, Endorser, in_vc_1_1
from tests.world import World

MUTANTS: Final = int(os.environ.get("BADGESERVICE_MUTANTS", "1250"))
FEWEST_ORIGINALS: Final = {"vc-2.0": 25, "vc-1.1": 10, "token": 10}


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a document is signed, how a mutant is presented, and what a report shows of it."""

    sign: Callable[[World, Document], bytes]
    read: Callable[[bytes], Document]
    write: Callable[[Document, bytes], bytes]
    shown: Callable[[Report], JsonObject | None] = lambda report: report.credential


def _sign(world: World, document: Document) -> bytes:
    return world.sign(document, at=NOW - DAY)


def _sign_older(world: World, document: Document) -> bytes:
    return world.sign(in_vc_1_1(document), at=NOW - DAY)


def _sign_token(world: World, document: Document) -> bytes:
    return vc_jwt.secure(document, signer=world.signer, verification_method=world.method).content


def _read_token(content: bytes) -> Document:
    document: Document = parse_object(decode(content.split(b".")[1], part="payload"))
    return document


def _write_token(document: Document, signed: bytes) -> bytes:
    head, _, signature = signed.split(b".")
    return b".".join((head, encode(serialise(document)), signature))


def _sign_endorsement(world: World, document: Document) -> bytes:
    del document  # An endorsement says something of its own.
    endorser = Endorser(world)
    return json.dumps(endorser.endorsement(about=BADGE_ID)).encode()


def _in_a_badge(document: Document, signed: bytes) -> bytes:
    """Let the issuer of a badge sign whatever became of an endorsement in it."""
    del signed
    world = World()
    badge: Any = world.unsigned_badge()
    badge["endorsement"] = [document]
    return world.sign(badge, at=NOW - DAY)


def _shown_inside(report: Report) -> JsonObject | None:
    return report.endorsements[0][1].credential if report.endorsements else None


def _write_json(document: Document, signed: bytes) -> bytes:
    del signed
    return json.dumps(document).encode()


FORMS: Final = {
    "vc-2.0": Form(sign=_sign, read=parse_object, write=_write_json),
    "vc-1.1": Form(sign=_sign_older, read=parse_object, write=_write_json),
    "token": Form(sign=_sign_token, read=_read_token, write=_write_token),
    "endorsement": Form(sign=_sign_endorsement, read=parse_object, write=_write_json),
    "endorsement-in-a-badge": Form(
        sign=_sign_endorsement, read=parse_object, write=_in_a_badge, shown=_shown_inside
    ),
}


def _own(world: World, document: Document) -> Document:
    """Return a credential as if the issuer of this world had made it, good for today."""
    own: Document = copy.deepcopy(unsecured(document))
    own["issuer"] = {**own["issuer"], "id": world.did} if _is_object(own["issuer"]) else world.did
    for name in ("validUntil", "expirationDate", "credentialStatus", "credentialSchema"):
        own.pop(name, None)
    begins = "validFrom" if CREDENTIALS_V2 in own["@context"] else "issuanceDate"
    own[begins] = world.unsigned_badge()["validFrom"]
    own.setdefault("id", BADGE_ID)
    if _is_object(own["credentialSubject"]):
        own["credentialSubject"].setdefault("id", "urn:uuid:5b2ba8a9-11c7-4d0c-a3a2-2f3d0a1f3d11")
    return own


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


@cache
def _signed(name: str) -> tuple[bytes, ...]:
    """Return the credentials of a form that are valid as they were signed."""
    world, form = _world(), FORMS[name]
    documents = [world.unsigned_badge(), *(_own(world, document) for document in originals())]
    found = dict.fromkeys(
        content for document in documents if (content := _made(world, form, document))
    )
    return tuple(content for content in found if _is_valid(form, content))


def _made(world: World, form: Form, document: Document) -> bytes | None:
    try:
        return form.sign(world, copy.deepcopy(document))
    except CredentialError:
        return None


def _is_valid(form: Form, content: bytes) -> bool:
    report = _report(form.write(form.read(content), content))
    return report is not None and form.shown(report) is not None


def _mutant(original: Document, trick: str, seed: int) -> Document | None:
    """Play a trick; one on proofs has no place in a token."""
    held = original if "proof" in original else {**original, "proof": {}}
    mutant = trick_mutant(held, trick, Random(seed))  # noqa: S311  # it makes test data
    if mutant is not None and "proof" not in original:
        mutant.pop("proof", None)
    return mutant


@cache
def _unchanged(name: str, content: bytes) -> JsonObject:
    """Return what is shown of a credential as it was signed."""
    form = FORMS[name]
    report = _report(form.write(form.read(content), content))
    shown = None if report is None else form.shown(report)
    assert shown is not None
    return shown


@cache
def _world() -> World:
    world = World()
    Endorser(world)
    return world


def _report(content: bytes) -> Report | None:
    try:
        return verify(content, at=NOW, sources=_world().sources)
    except NotACredentialError:
        return None


@pytest.mark.parametrize("name", FORMS)
def test_no_mutant_shows_anything_but_what_was_signed(name: str) -> None:
    """F11, F17: five thousand mutants of all forms, refused or alike to every reader."""
    form, signed, tricks = FORMS[name], _signed(name), list(TRICKS)
    forged, seen = [], Counter[str]()
    seed = 0
    while seen.total() < MUTANTS:
        content = signed[seed // len(tricks) % len(signed)]
        mutant = _mutant(form.read(content), tricks[seed % len(tricks)], seed)
        seed += 1
        if mutant is None:
            continue
        try:
            presented = form.write(mutant, content)
        except CredentialError:
            seen["refused before it was signed"] += 1
            continue
        report = _report(presented)
        shown = None if report is None else form.shown(report)
        seen["refused" if shown is None else "shown"] += 1
        if shown is not None and not is_alike(shown, _unchanged(name, content)):
            forged.append((tricks[(seed - 1) % len(tricks)], seed - 1))

    assert forged == []
    assert seen.total() - seen["shown"] > MUTANTS // 4


@pytest.mark.parametrize("name", FORMS)
def test_what_was_signed_is_shown_when_nothing_was_changed(name: str) -> None:
    assert len(_signed(name)) >= FEWEST_ORIGINALS.get(name, 1)


def test_a_good_badge_of_most_forms_is_valid() -> None:
    for name in ("vc-2.0", "vc-1.1", "token", "endorsement"):
        reports = [_report(content) for content in _signed(name)]

        assert Verdict.VALID in {report.verdict for report in reports if report}
