"""Valid means: by the issuer's own key, unaltered, of the right shape, in date, not revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgeservice.credentials import multibase
from badgeservice.credentials.did import did_document
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.model import Recipient
from badgeservice.credentials.securing.data_integrity import hash_data, proof_options
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify, verify_url
from tests.builders import NOW
from tests.world import LIST_URL, TestSigner, World

OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
VC = "https://www.w3.org/2018/credentials#"


def judge(content: bytes, world: World) -> Report:
    return verify(content, at=NOW, sources=world.sources)


def codes(report: Report, outcome: Outcome) -> list[str]:
    return [check.code for check in report.checks if check.outcome is outcome]


def changed(content: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    document = json.loads(content)
    change(document)
    return json.dumps(document).encode()


def test_a_good_badge_is_valid_and_every_check_says_so() -> None:
    world = World()

    report = judge(world.badge(), world)

    assert report.verdict is Verdict.VALID
    assert [check.name for check in report.checks] == [
        "signed-content",
        "shape",
        "validity",
        "issuer",
        "proof",
        "status",
    ]
    assert {check.outcome for check in report.checks} == {Outcome.PASSED}
    assert report.credential is not None
    assert [warning.code for warning in report.warnings] == ["issuer.trust-not-assessed"]


def test_white_space_and_the_order_of_members_do_not_matter() -> None:
    world = World()
    document = json.loads(world.badge())

    shuffled = json.dumps(dict(reversed(document.items())), indent=3).encode()

    assert judge(shuffled, world).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(name="Johtaja"),
            "proof.signature-invalid",
            id="another achievement name",
        ),
        pytest.param(
            lambda badge: badge.update(validUntil="2099-01-01T00:00:00Z"),
            "proof.signature-invalid",
            id="a longer life",
        ),
        pytest.param(
            lambda badge: badge.pop("credentialStatus"),
            "proof.signature-invalid",
            id="status removed",
        ),
        pytest.param(
            lambda badge: badge["proof"][0].update(created="2026-11-22T00:00:00Z"),
            "proof.signature-invalid",
            id="another moment of signing",
        ),
        pytest.param(
            lambda badge: badge.update(grade="A+"),
            "signed-content.unsigned-data",
            id="a term that no context defines",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"].update(level="PhD"),
            "signed-content.unsigned-data",
            id="an undefined term inside",
        ),
        pytest.param(
            lambda badge: badge["proof"][0].update(note="x"),
            "proof.unsigned-data",
            id="an undefined term in the proof",
        ),
    ],
)
def test_a_changed_badge_is_invalid(change: Callable[[dict[str, Any]], Any], code: str) -> None:
    world = World()

    report = judge(changed(world.badge(), change), world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED)[0] == code
    assert report.credential is None


def _rekey_until(badge: dict[str, Any]) -> None:
    date = {"@value": badge.pop("validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    badge[f"{VC}validUntil"] = date


def _include_until(badge: dict[str, Any]) -> None:
    badge["@included"] = [{"id": badge["id"], "validUntil": badge.pop("validUntil")}]


def _rekey_status(badge: dict[str, Any]) -> None:
    badge[f"{VC}credentialStatus"] = badge.pop("credentialStatus")


def _nest_status(badge: dict[str, Any]) -> None:
    badge["credentialSubject"]["achievement"]["related"] = [
        {
            "id": badge["id"],
            "type": ["Related"],
            "credentialStatus": badge.pop("credentialStatus"),
        }
    ]


def _alias(badge: dict[str, Any]) -> None:
    badge["@context"].append({"expires": {"@id": f"{VC}validUntil"}})
    badge["expires"] = badge.pop("validUntil")


def _split_subject(badge: dict[str, Any]) -> None:
    subject = badge["credentialSubject"]
    achievement = subject.pop("achievement")
    badge["credentialSubject"] = [subject, {"id": subject["id"], "achievement": achievement}]


@pytest.mark.parametrize(
    "rewrite",
    [_rekey_until, _include_until, _rekey_status, _nest_status, _alias, _split_subject],
    ids=lambda function: function.__name__.strip("_"),
)
def test_a_rewrite_that_keeps_the_signature_is_refused(
    rewrite: Callable[[dict[str, Any]], None],
) -> None:
    world = World()

    report = judge(changed(world.badge(), rewrite), world)

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


def _swap(badge: dict[str, Any], one: list[str | int], other: list[str | int]) -> None:
    def parent(path: list[str | int]) -> Any:
        found: Any = badge
        for step in path[:-1]:
            found = found[step]
        return found

    first, second = parent(one), parent(other)
    first[one[-1]], second[other[-1]] = second[other[-1]], first[one[-1]]


ACHIEVEMENT: list[str | int] = ["credentialSubject", "achievement"]


@pytest.mark.parametrize(
    ("prepare", "rewrite"),
    [
        pytest.param(
            lambda badge: badge.update(
                evidence=[
                    {
                        "id": badge["credentialSubject"]["achievement"]["id"],
                        "type": ["Evidence"],
                        "name": "Evidence name",
                    }
                ]
            ),
            lambda badge: _swap(badge, [*ACHIEVEMENT, "name"], ["evidence", 0, "name"]),
            id="evidence under the achievement's id",
        ),
        pytest.param(
            lambda badge: (
                badge["credentialSubject"]["achievement"].update(
                    criteria={"id": "https://x.example/c", "narrative": "criteria"}
                ),
                badge.update(
                    evidence=[
                        {"id": "https://x.example/c", "type": ["Evidence"], "narrative": "shown"}
                    ]
                ),
            ),
            lambda badge: _swap(
                badge, [*ACHIEVEMENT, "criteria", "narrative"], ["evidence", 0, "narrative"]
            ),
            id="evidence under the criteria's id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"].update(
                id=badge["issuer"]["id"], name="Subject"
            ),
            lambda badge: _swap(badge, ["issuer", "name"], ["credentialSubject", "name"]),
            id="a subject with a name under the issuer's id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                related=[
                    {
                        "id": badge["credentialSubject"]["achievement"]["id"],
                        "type": ["Related"],
                        "version": "9",
                    }
                ]
            ),
            lambda badge: _swap(
                badge, [*ACHIEVEMENT, "version"], [*ACHIEVEMENT, "related", 0, "version"]
            ),
            id="a related achievement under the achievement's own id",
        ),
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                creator=dict(badge["issuer"])
            ),
            lambda badge: badge.update(issuer=badge["issuer"]["id"]),
            id="the issuer's name taken away and left with the creator",
        ),
    ],
)
def test_members_cannot_be_traded_between_two_descriptions_of_one_id(
    prepare: Callable[[dict[str, Any]], Any], rewrite: Callable[[dict[str, Any]], Any]
) -> None:
    """Signed by somebody who does not care, then rewritten: the signature would still hold."""
    world = World()
    unsigned = json.loads(json.dumps(world.unsigned_badge()))
    prepare(unsigned)
    try:
        badge = world.sign(unsigned)
    except CredentialError:
        return  # refused before it was signed: nothing to rewrite

    report = judge(changed(badge, rewrite), world)

    assert report.verdict is Verdict.INVALID


def test_a_status_list_is_no_badge() -> None:
    world = World()

    report = judge(json.dumps(world.lists[LIST_URL]).encode(), world)

    assert codes(report, Outcome.FAILED) == ["shape.not-a-badge"]


def test_a_proof_that_has_expired_is_refused() -> None:
    world = World()
    unsigned = world.unsigned_badge(status=None)
    options = {
        **proof_options(verification_method=world.method, created=NOW - timedelta(days=2)),
        "expires": "2026-11-23T00:00:00Z",
    }
    signature = world.signer.sign(hash_data(unsigned, options))
    proof = {**options, "proofValue": multibase.encode(signature)}

    report = judge(json.dumps({**unsigned, "proof": [proof]}).encode(), world)

    assert codes(report, Outcome.FAILED) == ["proof.expired"]


@pytest.mark.parametrize(
    "grow",
    [
        pytest.param(
            lambda badge: badge["credentialSubject"]["achievement"].update(
                tag=[f"tag {number}" for number in range(10_000)]
            ),
            id="ten thousand tags",
        ),
        pytest.param(
            lambda badge: badge.update(
                evidence=[
                    {"id": f"https://x.example/{number}", "type": ["Evidence"]}
                    for number in range(4_000)
                ]
            ),
            id="four thousand pieces of evidence",
        ),
    ],
)
def test_a_list_that_would_take_too_much_work_is_refused_unworked(
    grow: Callable[[dict[str, Any]], Any],
) -> None:
    world = World()

    report = judge(changed(world.badge(), grow), world)

    assert "signed-content.too-complex" in codes(report, Outcome.FAILED)


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [
        (timedelta(days=1, minutes=5), Verdict.VALID),
        (timedelta(days=1, minutes=5, seconds=1), Verdict.INVALID),
        (timedelta(days=-1, minutes=-5), Verdict.VALID),
        (timedelta(days=-1, minutes=-5, seconds=-1), Verdict.INVALID),
    ],
)
def test_the_ends_of_the_period_belong_to_it_give_or_take_five_minutes(
    offset: timedelta, verdict: Verdict
) -> None:
    world = World()
    badge = world.badge(status=None)

    assert verify(badge, at=NOW + offset, sources=world.sources).verdict is verdict


def test_a_revoked_badge_is_invalid_and_its_content_is_still_shown_as_signed() -> None:
    world = World(revoked=frozenset({7}))

    report = judge(world.badge(), world)

    assert codes(report, Outcome.FAILED) == ["status.revoked"]
    assert report.credential is not None


def test_a_badge_without_status_says_so() -> None:
    world = World()

    report = judge(world.badge(status=None), world)

    assert report.verdict is Verdict.VALID
    assert report.checks[-1].code == "status.none"


def _foreign_list(world: World) -> None:
    other = World(did="did:web:other.example", signer=TestSigner(2))
    world.documents[other.did] = other.documents[other.did]
    world.lists[LIST_URL] = other.publish_list()


def _forged_list(world: World) -> None:
    world.publish_list(signer=TestSigner(9))


def _old_list(world: World) -> None:
    world.publish_list(at=NOW - timedelta(days=2))


def _unreachable_list(world: World) -> None:
    world.lists.clear()


def _other_purpose(world: World) -> None:
    world.publish_list(purpose="suspension")


def _other_id(world: World) -> None:
    world.publish_list(id="https://issuer.example/status-lists/2")


def _no_list(world: World) -> None:
    world.publish_list(credentialSubject={"id": f"{LIST_URL}#list", "type": "BitstringStatusList"})


@pytest.mark.parametrize(
    ("spoil", "code", "verdict"),
    [
        (_foreign_list, "status.list-of-another-issuer", Verdict.INVALID),
        (_forged_list, "status.list-not-verified", Verdict.INDETERMINATE),
        (_old_list, "status.list-out-of-date", Verdict.INDETERMINATE),
        (_unreachable_list, "status.list-unreachable", Verdict.INDETERMINATE),
        (_other_purpose, "status.list-purpose-differs", Verdict.INDETERMINATE),
        (_other_id, "status.list-id-differs", Verdict.INDETERMINATE),
        (_no_list, "status.list-purpose-differs", Verdict.INDETERMINATE),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_list_that_cannot_be_believed_never_means_not_revoked(
    spoil: Callable[[World], None], code: str, verdict: Verdict
) -> None:
    world = World()
    spoil(world)

    report = judge(world.badge(), world)

    assert report.verdict is verdict
    assert report.checks[-1].code == code


def test_an_index_outside_the_list_is_never_read_as_not_revoked() -> None:
    world = World()
    badge = world.badge(status=StatusEntry(list_url=LIST_URL, index=131_072, purpose="revocation"))

    assert judge(badge, world).verdict is Verdict.INDETERMINATE


def _smuggled(world: World) -> bytes:
    attacker = World(did=world.did, signer=TestSigner(66))
    return attacker.badge()


def _method_of_another(world: World) -> bytes:
    other = World(did="did:web:other.example", signer=TestSigner(2))
    world.documents[other.did] = other.documents[other.did]
    return other.sign(world.unsigned_badge())


def _not_for_assertion(world: World) -> bytes:
    document = dict(world.documents[world.did])
    document["authentication"] = document.pop("assertionMethod")
    world.documents[world.did] = document
    return world.badge()


def _document_of_another(world: World) -> bytes:
    world.documents[world.did] = did_document(
        "did:web:other.example", keys=[world.signer.public_key]
    )
    return world.badge()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_smuggled, "issuer.method-not-found"),
        (_method_of_another, "issuer.method-of-another"),
        (_not_for_assertion, "issuer.not-for-assertion"),
        (_document_of_another, "issuer.document-mismatch"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_only_the_issuers_own_document_says_which_keys_are_the_issuers(
    make: Callable[[World], bytes], code: str
) -> None:
    world = World()

    report = judge(make(world), world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == [code]


def test_an_issuer_that_cannot_be_reached_is_not_a_forger() -> None:
    world = World()
    badge = world.badge()
    world.documents.clear()

    report = judge(badge, world)

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report, Outcome.UNDETERMINED) == [
        "issuer.unreachable",
        "proof.not-checked",
        "status.not-checked",
    ]


def test_nothing_is_fetched_for_a_document_that_fails_the_cheap_checks() -> None:
    world = World()

    judge(changed(world.badge(), lambda badge: badge.update(grade="A")), world)

    assert world.asked == []


def test_the_status_is_asked_only_when_the_signature_holds() -> None:
    world = World()

    judge(changed(world.badge(), lambda badge: badge.update(name="Other")), world)

    assert world.asked == [world.did]


def test_a_cryptosuite_that_is_not_known_is_not_called_a_bad_signature() -> None:
    world = World()

    report = judge(
        changed(
            world.badge(), lambda badge: badge["proof"][0].update(cryptosuite="ecdsa-rdfc-2019")
        ),
        world,
    )

    assert report.verdict is Verdict.INDETERMINATE
    assert "proof.cryptosuite-unsupported" in codes(report, Outcome.UNDETERMINED)


def test_a_proof_from_the_future_is_refused() -> None:
    world = World()
    badge = world.sign(world.unsigned_badge(status=None), at=NOW + timedelta(minutes=6))

    assert codes(judge(badge, world), Outcome.FAILED) == ["proof.created-in-future"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not json", id="text"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b"{}", id="no context"),
        pytest.param(b'{"@context": [], "a": 1, "a": 2}', id="a name twice"),
        pytest.param(b'{"@context": NaN}', id="NaN"),
        pytest.param("{}".encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"@context": "\\ud800"}', id="a lone surrogate"),
        pytest.param(b"[" * 100_000, id="a depth bomb"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="an empty PNG"),
        pytest.param(b"<svg/>", id="an SVG without a badge"),
    ],
)
def test_what_is_no_credential_at_all_gets_no_report(content: bytes) -> None:
    with pytest.raises(NotACredentialError):
        judge(content, World())


def test_a_badge_read_from_another_address_than_its_own_is_pointed_out() -> None:
    world = World()
    world.pages["https://issuer.example/badges/2"] = world.badge()

    report = verify_url("https://issuer.example/badges/2", at=NOW, sources=world.sources)

    assert report.verdict is Verdict.VALID
    assert "source.id-differs" in [warning.code for warning in report.warnings]


def test_an_address_without_an_answer_is_indeterminate() -> None:
    report = verify_url("https://nowhere.example/", at=NOW, sources=World().sources)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.checks[0].code == "source.unreachable"


def _nodes(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [path, *(found for step, inner in steps for found in _nodes(inner, (*path, step)))][
        0 if path else 1 :
    ]


_WORLD = World()
_BADGE = json.loads(_WORLD.badge(recipient=Recipient(email_hash="sha256$" + "a" * 64, salt="salt")))
_REPLACEMENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just({"id": "https://x.example/"}),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(path=st.sampled_from(_nodes(_BADGE)), replacement=_REPLACEMENTS, remove=st.booleans())
def test_no_change_of_any_single_node_verifies(
    path: tuple[str | int, ...], replacement: Any, *, remove: bool
) -> None:
    document = json.loads(json.dumps(_BADGE))
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    before = parent[path[-1]]
    if remove:
        del parent[path[-1]]
    else:
        parent[path[-1]] = replacement

    try:
        report = judge(json.dumps(document).encode(), _WORLD)
    except NotACredentialError:
        return

    is_same = not remove and replacement == before and type(replacement) is type(before)
    assert report.verdict is not Verdict.VALID or is_same
