"""Presentations: made by their holder, for this verifier, now; and each badge judged by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.envelopes import envelope_of
from badgeservice.credentials.jose import vc_jwt
from badgeservice.credentials.presentation import ENVELOPED_CREDENTIAL, ENVELOPED_PRESENTATION
from badgeservice.credentials.securing.suites import CREATING_SUITES
from badgeservice.credentials.strict_json import serialise
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify, verify_quickly
from tests.builders import NOW
from tests.verification.judging import changed, codes
from tests.verification.showing import CHALLENGE, DOMAIN, V1, Holder, asked
from tests.world import TestSigner, World

NAMES = ["signed-content", "shape", "holder", "proof"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def holder(world: World) -> Holder:
    return Holder(world)


def failures(report: Report) -> list[str]:
    return codes(report, Outcome.FAILED)


def warnings(report: Report) -> list[str]:
    return [warning.code for warning in report.warnings]


def test_a_presentation_is_valid_and_so_is_the_badge_in_it(world: World, holder: Holder) -> None:
    report = asked(holder.show(), world)

    assert report.kind == "presentation"
    assert [check.name for check in report.checks] == NAMES
    assert report.verdict is Verdict.VALID, report.checks
    assert [inner.verdict for inner in report.credentials] == [Verdict.VALID]
    assert [inner.kind for inner in report.credentials] == ["open-badge"]
    assert report.credential is not None
    assert report.credential["holder"] == holder.did


@pytest.mark.parametrize("suite", sorted({"eddsa-rdfc-2022", "eddsa-jcs-2022"}))
def test_it_may_be_signed_by_several_suites(world: World, suite: str) -> None:
    holder = Holder(world, suite=CREATING_SUITES[suite])

    assert asked(holder.show(), world).verdict is Verdict.VALID


def test_each_badge_has_a_report_of_its_own(world: World, holder: Holder) -> None:
    good = world.badge()
    forged = changed(good, lambda badge: badge.update(id="https://issuer.example/badges/2"))
    other = world.badge(id="https://issuer.example/badges/3")

    report = asked(holder.show(good, forged, other), world)

    assert report.verdict is Verdict.VALID
    assert [inner.verdict for inner in report.credentials] == [
        Verdict.VALID,
        Verdict.INVALID,
        Verdict.VALID,
    ]
    assert report.credentials[1].credential is None


def test_a_revoked_badge_does_not_make_the_presentation_invalid(
    world: World, holder: Holder
) -> None:
    world.revoked = frozenset({7})
    world.publish_list()

    report = asked(holder.show(), world)

    assert report.verdict is Verdict.VALID
    assert codes(report.credentials[0], Outcome.FAILED) == ["status.revoked"]


def test_a_presentation_of_nothing_can_still_show_who_one_is(world: World, holder: Holder) -> None:
    report = asked(holder.show(verifiableCredential=None), world)

    assert report.verdict is Verdict.VALID
    assert report.credentials == ()


def test_one_badge_may_stand_without_a_list(world: World, holder: Holder) -> None:
    report = asked(holder.show(verifiableCredential=json.loads(world.badge())), world)

    assert (report.verdict, len(report.credentials)) == (Verdict.VALID, 1)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        pytest.param({"challenge": "another"}, "proof.challenge-differs", id="challenge"),
        pytest.param({"challenge": ""}, "proof.challenge-differs", id="empty challenge"),
        pytest.param({"domain": "https://evil.example"}, "proof.domain-differs", id="domain"),
        pytest.param({"domain": f"{DOMAIN}/"}, "proof.domain-differs", id="nearly the domain"),
    ],
)
def test_it_must_have_been_made_for_this_occasion(
    world: World, holder: Holder, question: dict[str, str], code: str
) -> None:
    """K13: what was shown to somebody else, or before, shows nothing."""
    for content in (holder.show(), holder.token()):
        report = asked(content, world, **question)

        assert failures(report) == [code]
        assert report.credential is None


def test_without_a_challenge_asked_it_may_be_a_repetition_and_that_is_said(
    world: World, holder: Holder
) -> None:
    report = verify(holder.show(), at=NOW, sources=world.sources)

    assert report.verdict is Verdict.VALID
    assert "presentation.challenge-not-asked" in warnings(report)
    assert "presentation.challenge-not-asked" not in warnings(asked(holder.show(), world))


def test_a_proof_without_a_challenge_answers_none(world: World, holder: Holder) -> None:
    content = holder.sign(holder.unsigned(), challenge=None)

    assert failures(asked(content, world)) == ["proof.challenge-differs"]


def test_a_proof_for_several_domains_is_not_for_this_one_alone(
    world: World, holder: Holder
) -> None:
    content = holder.sign(holder.unsigned(), domain=(DOMAIN, "https://evil.example"))

    assert failures(asked(content, world)) == ["proof.domain-differs"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda shown: shown["proof"].update(challenge="c2"), id="challenge"),
        pytest.param(lambda shown: shown["proof"].update(domain="https://x.example"), id="domain"),
        pytest.param(lambda shown: shown["verifiableCredential"].clear(), id="badges taken away"),
        pytest.param(lambda shown: shown.update(id="urn:uuid:1"), id="id added"),
        pytest.param(
            lambda shown: shown["verifiableCredential"][0]["credentialSubject"].update(
                id="urn:uuid:2"
            ),
            id="a badge changed",
        ),
    ],
)
def test_the_signature_covers_all_of_it(
    world: World, holder: Holder, change: Callable[[Any], Any]
) -> None:
    """K08: neither badges nor what the proof says can be changed afterwards."""
    report = asked(changed(holder.show(), change), world, challenge=None, domain=None)

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


def test_badges_of_another_holder_cannot_be_put_in(world: World, holder: Holder) -> None:
    other = world.badge(id="https://issuer.example/badges/9")

    forged = changed(
        holder.show(), lambda shown: shown.update(verifiableCredential=[json.loads(other)])
    )

    report = asked(forged, world)
    assert failures(report) == ["proof.signature-invalid"]
    assert [inner.verdict for inner in report.credentials] == [Verdict.VALID]


@pytest.mark.parametrize(
    ("published", "code"),
    [
        pytest.param({"authentication": []}, "holder.not-for-authentication", id="unlisted"),
        pytest.param({"id": "did:web:other.example"}, "holder.document-mismatch", id="other id"),
        pytest.param({"verificationMethod": []}, "holder.method-not-found", id="no key"),
    ],
)
def test_the_key_must_be_the_holder_s_for_authentication(
    world: World, holder: Holder, published: dict[str, Any], code: str
) -> None:
    """K02: a key that the holder's own document does not list for this purpose is not theirs."""
    holder.publish(**published)

    for content in (holder.show(), holder.token()):
        assert failures(asked(content, world)) == [code]


def test_a_key_for_claims_alone_shows_nobody(world: World, holder: Holder) -> None:
    """K02: listed under assertionMethod is not listed under authentication."""
    holder.publish(authentication=[], assertionMethod=[holder.method])

    assert failures(asked(holder.show(), world)) == ["holder.for-other-purpose"]


def test_a_key_for_authentication_alone_issues_no_badge(world: World) -> None:
    """K04: and the other way round."""
    document = dict(world.documents[world.did])
    document["authentication"] = document.pop("assertionMethod")
    world.documents[world.did] = document

    report = verify(world.badge(), at=NOW, sources=world.sources)

    assert failures(report) == ["issuer.for-other-purpose"]


def test_somebody_else_s_key_does_not_do(world: World, holder: Holder) -> None:
    """K01: the proof names a key of its own maker, and another holder."""
    thief = Holder(world, did="did:web:thief.example", signer=TestSigner(4))

    content = thief.sign(holder.unsigned())

    assert failures(asked(content, world)) == ["holder.method-of-another"]


def test_a_presentation_of_nobody_in_particular_is_of_whoever_signed(
    world: World, holder: Holder
) -> None:
    report = asked(holder.show(holder=None), world)

    assert report.verdict is Verdict.VALID
    found = report.check("holder")
    assert found is not None
    assert found.facts == {"id": holder.did}


def test_a_proof_for_claims_is_none_for_authentication(world: World, holder: Holder) -> None:
    """K04: the purpose is part of the proof."""
    holder.publish(assertionMethod=[holder.method])

    content = holder.sign(holder.unsigned(), purpose="assertionMethod")

    assert failures(asked(content, world)) == ["proof.malformed"]


def test_every_proof_must_hold_and_be_of_one_holder(world: World, holder: Holder) -> None:
    """K05: a second proof that does not hold spoils the first."""
    shown = json.loads(holder.show())
    second = json.loads(holder.sign(holder.unsigned(), created=NOW - timedelta(minutes=1)))

    both = {**shown, "proof": [shown["proof"], second["proof"]]}
    assert asked(serialise(both), world).verdict is Verdict.VALID

    second["proof"]["proofValue"] = shown["proof"]["proofValue"]
    broken = {**shown, "proof": [shown["proof"], second["proof"]]}
    assert failures(asked(serialise(broken), world)) == ["proof.signature-invalid"]


def test_proofs_of_two_holders_are_of_neither(world: World, holder: Holder) -> None:
    other = Holder(world, did="did:web:other.example", signer=TestSigner(5))
    document = holder.unsigned(holder=None)
    proofs = [json.loads(who.sign(document))["proof"] for who in (holder, other)]

    report = asked(serialise({**document, "proof": proofs}), world)

    assert failures(report) == ["holder.method-of-another"]


def test_without_a_proof_it_is_told_so(world: World, holder: Holder) -> None:
    assert failures(asked(serialise(holder.unsigned()), world)) == ["proof.missing"]


@pytest.mark.parametrize("moment", ["created", "expires"])
def test_its_moments_count(world: World, holder: Holder, moment: str) -> None:
    day = timedelta(days=1)
    wishes = {"created": NOW + day} if moment == "created" else {"expires": NOW - day}

    code = {"created": "proof.created-in-future", "expires": "proof.expired"}[moment]
    assert failures(asked(holder.sign(holder.unsigned(), **wishes), world)) == [code]


def test_a_holder_who_does_not_answer_leaves_it_open(world: World, holder: Holder) -> None:
    content = holder.show()
    del world.documents[holder.did]

    report = asked(content, world)

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report, Outcome.UNDETERMINED) == ["holder.unreachable", "proof.not-checked"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"type": ["VerifiablePresentation", "Odd"]}, "/type/1", id="unknown type"),
        pytest.param({"unknown": "x"}, "/unknown", id="unknown member"),
    ],
)
def test_what_no_signature_covers_is_refused(
    world: World, holder: Holder, changes: dict[str, Any], pointer: str
) -> None:
    """F01: a member that no context defines is not covered, whoever signed."""
    content = changed(holder.show(), lambda shown: shown.update(changes))

    report = asked(content, world)

    assert failures(report) == ["signed-content.unsigned-data"]
    assert report.checks[0].pointer == pointer
    assert report.credentials == ()
    assert not [name for name in world.asked if "holder" in name]


def test_undefined_members_of_a_badge_inside_are_refused_too(world: World, holder: Holder) -> None:
    """F01: the RDF of a presentation would leave them out without a word."""

    def forge(shown: Any) -> None:
        shown["verifiableCredential"][0]["grade"] = "A+"

    report = asked(changed(holder.show(), forge), world)

    assert failures(report) == ["signed-content.unsigned-data"]
    assert report.checks[0].pointer == "/verifiableCredential/0/grade"


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(
            lambda shown: shown.update({"@included": shown.pop("verifiableCredential")}),
            id="included",
        ),
        pytest.param(
            lambda shown: shown.update(
                {
                    "https://www.w3.org/2018/credentials#holder": {"@id": shown.pop("holder")},
                }
            ),
            id="holder by its IRI",
        ),
        pytest.param(
            lambda shown: shown["verifiableCredential"][0].update(
                {
                    "https://www.w3.org/2018/credentials#validUntil": {
                        "@value": shown["verifiableCredential"][0].pop("validUntil"),
                        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
                    }
                }
            ),
            id="end of a badge by its IRI",
        ),
    ],
)
def test_rewrites_that_keep_the_signature_are_refused(
    world: World, holder: Holder, forge: Callable[[Any], Any]
) -> None:
    """F08: what a reader of JSON does not see must not be signed either."""
    report = asked(changed(holder.show(), forge), world)

    assert report.verdict is Verdict.INVALID
    assert report.checks[0].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"holder": "nobody"}, id="holder no URL"),
        pytest.param({"id": "nothing"}, id="id no URL"),
    ],
)
def test_malformed_ones_are_refused(world: World, holder: Holder, changes: dict[str, Any]) -> None:
    content = changed(holder.show(), lambda shown: shown.update(changes))

    assert asked(content, world).verdict is Verdict.INVALID


def test_a_presentation_of_very_many_badges_is_not_checked(world: World, holder: Holder) -> None:
    """N10: nobody can have hundreds of addresses asked with one request."""
    badges = [
        {**json.loads(world.badge()), "id": f"https://issuer.example/badges/{number}"}
        for number in range(17)
    ]
    content = serialise({**holder.unsigned(*badges), "proof": {"type": "DataIntegrityProof"}})

    report = asked(content, world)

    assert failures(report) == ["signed-content.too-complex"]
    assert "16 credentials" in report.checks[0].message
    assert report.credentials == ()
    assert world.asked == []


def test_a_presentation_in_a_presentation_is_no_badge(world: World, holder: Holder) -> None:
    """N10: they could stand in each other many times over."""
    both = {**json.loads(world.badge()), "type": ["VerifiableCredential", "VerifiablePresentation"]}
    token = envelope_of(holder.token(), type_=ENVELOPED_CREDENTIAL)

    for inner in (both, token):
        report = asked(holder.token(holder.unsigned(inner)), world)
        assert [found.verdict for found in report.credentials] in ([Verdict.INVALID], [])
        assert [found.kind for found in report.credentials] in (["open-badge"], [])
    assert [found.kind for found in report.credentials] == ["open-badge"]


def test_a_token_of_a_presentation_is_valid(world: World, holder: Holder) -> None:
    report = asked(holder.token(), world)

    assert (report.kind, report.verdict) == ("presentation", Verdict.VALID)
    assert [inner.verdict for inner in report.credentials] == [Verdict.VALID]


def test_a_token_in_an_envelope_is_the_same(world: World, holder: Holder) -> None:
    envelope = envelope_of(holder.token(), type_=ENVELOPED_PRESENTATION)

    assert asked(serialise(envelope), world) == asked(holder.token(), world)


def test_a_badge_in_an_envelope_is_verified(world: World, holder: Holder) -> None:
    token = vc_jwt.secure(
        world.unsigned_badge(),
        signer=world.signer,
        verification_method=world.method,
        profile=vc_jwt.VC_JWT,
    ).content
    envelope = envelope_of(token, type_=ENVELOPED_CREDENTIAL)

    for content in (holder.show(envelope), holder.token(holder.unsigned(envelope))):
        report = asked(content, world)
        assert report.verdict is Verdict.VALID, report.checks
        assert [inner.verdict for inner in report.credentials] == [Verdict.VALID]
    assert verify(serialise(envelope), at=NOW, sources=world.sources).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("media_type", "verdict"),
    [
        pytest.param("application/vc+sd-jwt", Verdict.INDETERMINATE, id="a kind not read here"),
        pytest.param("application/vc+jwt", Verdict.INVALID, id="no token"),
    ],
)
def test_what_cannot_be_read_inside_is_said_of_that_alone(
    world: World, holder: Holder, media_type: str, verdict: Verdict
) -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:{media_type},abc",
        "type": ENVELOPED_CREDENTIAL,
    }

    report = asked(holder.token(holder.unsigned(envelope)), world)

    assert report.verdict is Verdict.VALID
    assert [inner.verdict for inner in report.credentials] == [verdict]


def test_a_token_by_another_key_is_refused(world: World, holder: Holder) -> None:
    """J02: the key is taken from the holder's own document, whatever the token says."""
    header, payload, _ = holder.token().split(b".")
    thief = Holder(world, did="did:web:thief.example", signer=TestSigner(4))
    _, _, signature = thief.token(holder.unsigned()).split(b".")

    forged = b".".join((header, payload, signature))

    assert failures(asked(forged, world)) == ["proof.signature-invalid"]
    assert failures(asked(thief.token(holder.unsigned()), world)) == ["holder.method-of-another"]


def test_a_credential_token_is_no_presentation_and_the_reverse(
    world: World, holder: Holder
) -> None:
    """J04: the two are never interchangeable."""
    with pytest.raises(NotACredentialError):
        verify(b"e30.e30.AA", at=NOW, sources=world.sources)
    report = verify(holder.token(), at=NOW, sources=world.sources)
    assert report.kind == "presentation"


def test_the_quick_way_leaves_presentations_to_the_usual_one(world: World, holder: Holder) -> None:
    assert verify_quickly(holder.show(), at=NOW, sources=world.sources) is None


def test_a_badge_about_somebody_else_is_pointed_out(world: World, holder: Holder) -> None:
    assert "presentation.about-another" in warnings(asked(holder.show(), world))

    own = world.unsigned_badge()
    subject = {**own["credentialSubject"], "id": holder.did}  # type: ignore[dict-item]  # JSON
    badge = world.sign({**own, "credentialSubject": subject})
    report = asked(holder.show(badge), world)
    assert "presentation.about-another" not in warnings(report)
    assert [inner.verdict for inner in report.credentials] == [Verdict.VALID]


def test_presentations_of_the_data_model_1_are_taken_and_told(world: World) -> None:
    holder = Holder(world, suite=CREATING_SUITES["eddsa-rdfc-2022"])
    contexts = [V1, "https://w3id.org/security/data-integrity/v2"]

    changes: dict[str, Any] = {"@context": contexts, "verifiableCredential": None}
    report = asked(holder.show(**changes), world)

    assert report.verdict is Verdict.VALID, report.checks
    assert "presentation.data-model-1" in warnings(report)


def test_the_challenge_is_compared_whole(world: World, holder: Holder) -> None:
    assert failures(asked(holder.show(), world, challenge=CHALLENGE.upper())) == [
        "proof.challenge-differs"
    ]
