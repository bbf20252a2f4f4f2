"""A receipt means the same to jsonld.js in its safe mode as to us."""

from __future__ import annotations

from hashlib import sha256

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts.extension import read_intact
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.verification.receipts import Verified, compose_receipt, receipt_context
from badgeservice.verification.verify import verify
from tests.builders import NOW, ORIGIN
from tests.interop import peers
from tests.world import World


def test_jsonld_js_finds_our_canonical_form_of_a_receipt() -> None:
    world, context = World(), receipt_context(ORIGIN)
    report = verify(world.badge(), at=NOW, sources=world.sources)
    verified = Verified(content=b"x", document={}, address="https://a.example/1")
    receipt = compose_receipt(report, verified, issuer=world.did, origin=ORIGIN)

    (theirs,) = peers.canonicalise_in_safe_mode(
        {"receipt": receipt}, contexts={context.url: read_intact(context)}
    ).values()

    ours = canonicalise(receipt, contexts=PINNED_CONTEXTS.extended_by([context]))
    assert theirs.error is None
    assert theirs.sha256 == sha256(ours).hexdigest()
