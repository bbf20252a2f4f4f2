"""Receipts: what they say, and that nothing else passes for one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from badgeservice.credentials.contexts.extension import ExtensionContext, read_intact
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.receipts import (
    Verified,
    compose_receipt,
    is_receipt,
    receipt_context,
)
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.builders import NOW, ORIGIN
from tests.world import World


class Receipts:
    """Knows the context of receipts."""

    def extension_context(self, url: str) -> ExtensionContext | None:
        found = receipt_context(ORIGIN)
        return found if url == found.url else None


def _sources(world: World) -> Sources:
    return Sources(
        did_documents=world, status_lists=world, badges=world.sources.badges, contexts=Receipts()
    )


def _report(world: World) -> Report:
    return verify(world.badge(), at=NOW, sources=world.sources)


def _receipt(world: World, report: Report | None = None, **named: Any) -> JsonObject:
    verified = Verified(**(named or {"content": b"the file"}))
    return compose_receipt(report or _report(world), verified, issuer=world.did, origin=ORIGIN)


def _signed(world: World, receipt: JsonObject) -> bytes:
    return secure(
        receipt,
        signer=world.signer,
        verification_method=world.method,
        created=NOW,
        contexts=PINNED_CONTEXTS.extended_by([receipt_context(ORIGIN)]),
    ).content


def _judged(world: World, receipt: JsonObject) -> Report:
    return verify(_signed(world, receipt), at=NOW, sources=_sources(world))


def test_a_receipt_verifies_as_a_credential_of_its_own_kind() -> None:
    world = World()

    report = _judged(world, _receipt(world))

    assert (report.verdict, report.kind) == (Verdict.VALID, "receipt")
    assert [check.code for check in report.checks][1] == "shape.receipt"


def test_a_receipt_says_what_was_found_about_which_bytes() -> None:
    world = World()

    subject: Any = _receipt(world)["credentialSubject"]

    assert subject["verifiedId"] == "https://issuer.example/badges/1"
    assert (subject["verdict"], subject["verifiedAt"]) == ("valid", "2026-11-24T09:00:00Z")
    assert subject["passedCheck"][0] == "signed-content.ok"
    assert subject["verifiedContentSha256"] == sha256(b"the file").hexdigest()
    assert "failedCheck" not in subject


def test_a_receipt_for_a_badge_that_fails_names_it_by_its_bytes_alone() -> None:
    world = World()
    badge = parse_object(world.badge()) | {"name": "Professori"}
    report = verify(canonicalise(badge), at=NOW, sources=world.sources)

    subject: Any = _receipt(world, report, document=badge)["credentialSubject"]

    assert "verifiedId" not in subject
    assert subject["failedCheck"] == ["proof.signature-invalid"]
    assert subject["undeterminedCheck"] == ["status.not-checked"]
    assert subject["verifiedDocumentSha256"] == sha256(canonicalise(badge)).hexdigest()


def test_a_receipt_for_an_address_names_the_address() -> None:
    subject: Any = _receipt(World(), address="https://a.example/1")["credentialSubject"]

    assert subject["verifiedAddress"] == "https://a.example/1"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"name": "More"}, "shape.unknown-member", "/name"),
        ({"validFrom": None}, "shape.missing", "/validFrom"),
        ({"credentialSubject": None}, "shape.missing", "/credentialSubject"),
        ({"credentialSubject": {"verdict": "fine"}}, "shape.kind", "/credentialSubject/verdict"),
        (
            {"credentialSubject": {"verdict": "valid", "verifiedAt": "today"}},
            "shape.kind",
            "/credentialSubject/verifiedAt",
        ),
        (
            {
                "credentialSubject": {
                    "verdict": "valid",
                    "verifiedAt": "2026-11-24T09:00:00Z",
                    "name": "x",
                }
            },
            "shape.unknown-member",
            "/credentialSubject/name",
        ),
        (
            {
                "credentialSubject": {
                    "verdict": "valid",
                    "verifiedAt": "2026-11-24T09:00:00Z",
                    "passedCheck": "x",
                }
            },
            "shape.kind",
            "/credentialSubject/passedCheck",
        ),
    ],
    ids=["more", "no moment", "no subject", "a verdict of its own", "no time", "a name", "no list"],
)
def test_a_receipt_of_another_shape_is_invalid(
    changes: dict[str, Any], code: str, pointer: str
) -> None:
    world = World()
    receipt = {**_receipt(world), **changes}
    receipt = {name: value for name, value in receipt.items() if value is not None}

    shape = _judged(world, receipt).check("shape")

    assert shape is not None
    assert (shape.outcome, shape.code, shape.pointer) == (Outcome.FAILED, code, pointer)


def test_a_badge_that_calls_itself_by_the_name_of_the_verifier_gets_its_receipt() -> None:
    """F17: what a stranger calls his badge says nothing about whoever signs the receipt."""
    world = World()
    report = replace(_report(world), credential={"id": world.did})

    assert _judged(world, _receipt(world, report)).verdict is Verdict.VALID


def test_a_changed_receipt_is_invalid() -> None:
    world = World()
    signed = _signed(world, _receipt(world)).replace(b'"valid"', b'"invalid"', 1)

    report = verify(signed, at=NOW, sources=_sources(world))

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential", "VerificationReceipt", "AchievementCredential"]},
        {"type": "VerificationReceipt"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                f"{ORIGIN}/contexts/contexts/verification-receipt/1",
            ]
        },
        {"@context": None},
    ],
    ids=["a badge too", "no list", "no words", "words of an organisation", "no context"],
)
def test_nothing_else_passes_for_a_receipt(changes: dict[str, Any]) -> None:
    assert is_receipt(_receipt(World()))
    assert not is_receipt({**_receipt(World()), **changes})


def test_the_context_of_receipts_only_adds_words() -> None:
    context = receipt_context(ORIGIN)

    assert context.url == f"{ORIGIN}/contexts/verification-receipt/1"
    assert "VerificationReceipt" in read_intact(context)["@context"]  # type: ignore[operator]
