import copy
import json
from typing import Any

import pytest

from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.shape import MAXIMUM_FAULTS, find_shape_faults
from badgeservice.credentials.soundness import is_plainly_sound
from badgeservice.credentials.strict_json import parse_object
from tests.credentials.samples import CREATED, METHOD, SIGNER, credential
from tests.reference import reference


def document() -> dict[str, Any]:
    return copy.deepcopy(credential())


def faults(value: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(fault.pointer, fault.code) for fault in find_shape_faults(value)]
    assert not (found and is_plainly_sound(value))
    return found


def test_a_badge_of_ours_is_faultless_with_and_without_proof() -> None:
    made = secure(credential(), signer=SIGNER, verification_method=METHOD, created=CREATED)

    assert faults(document()) == []
    assert faults(parse_object(made.content)) == []


@pytest.mark.reference
@pytest.mark.parametrize(
    "name",
    [
        "simple",
        "simple-did-key-method",
        "simple-did-web-method",
        "simple-multiple-proofs",
        "endorsement-valid",
    ],
)
def test_published_samples_are_faultless(name: str) -> None:
    sample = parse_object(reference(f"security/openbadges/ob30/{name}.json").read_bytes())

    assert faults(sample) == []


@pytest.mark.reference
def test_the_fullest_published_sample_has_one_fault_that_no_schema_sees() -> None:
    sample = json.loads(reference("security/openbadges/ob30/complete.json").read_bytes())

    assert faults(sample) == [("/credentialSubject/result/1/achievedLevel", "OB-DM-5")]


SUBJECT = "/credentialSubject"
ACHIEVEMENT = f"{SUBJECT}/achievement"


def _subject(**changes: Any) -> Any:
    return lambda d: d["credentialSubject"].update(changes)


def _achievement(**changes: Any) -> Any:
    return lambda d: d["credentialSubject"]["achievement"].update(changes)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(lambda d: d.pop("id"), ("/id", "missing"), id="no-id"),
        pytest.param(lambda d: d.pop("issuer"), ("/issuer", "missing"), id="no-issuer"),
        pytest.param(lambda d: d.pop("validFrom"), ("/validFrom", "missing"), id="no-validFrom"),
        pytest.param(lambda d: d.pop("credentialSubject"), (SUBJECT, "missing"), id="no-subject"),
        pytest.param(
            lambda d: d["credentialSubject"].pop("achievement"),
            (ACHIEVEMENT, "missing"),
            id="no-achievement",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"].pop("criteria"),
            (f"{ACHIEVEMENT}/criteria", "missing"),
            id="no-criteria",
        ),
        pytest.param(
            lambda d: d.update(type=["VerifiableCredential"]), ("/type", "type"), id="no-badge-type"
        ),
        pytest.param(
            lambda d: d.update(type="OpenBadgeCredential"),
            ("/type", "type"),
            id="no-credential-type",
        ),
        pytest.param(
            lambda d: d["issuer"].update(type=["InvalidProfile"]),
            ("/issuer/type", "type"),
            id="issuer-type",
        ),
        pytest.param(
            lambda d: d["issuer"].update(type="InvalidProfile"),
            ("/issuer/type", "type"),
            id="issuer-type-as-text",
        ),
        pytest.param(lambda d: d["issuer"].pop("type"), ("/issuer/type", "missing"), id="no-type"),
        pytest.param(
            lambda d: d["credentialSubject"]["identifier"][0].update(type="Invalid"),
            (f"{SUBJECT}/identifier/0/type", "type"),
            id="identifier-type",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["identifier"][0].pop("type"),
            (f"{SUBJECT}/identifier/0/type", "missing"),
            id="OB-DM-15",
        ),
        pytest.param(
            _subject(source={"id": "urn:x", "type": "InvalidProfile"}),
            (f"{SUBJECT}/source/type", "type"),
            id="source-type",
        ),
        pytest.param(
            lambda d: d["evidence"][0].update(type="Invalid"),
            ("/evidence/0/type", "type"),
            id="evidence-type",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["resultDescription"][0].update(
                type="X"
            ),
            (f"{ACHIEVEMENT}/resultDescription/0/type", "type"),
            id="result-description-type",
        ),
        pytest.param(lambda d: d.update(name=["a"]), ("/name", "cardinality"), id="name-list"),
        pytest.param(lambda d: d.update(name={"fi": "a"}), ("/name", "kind"), id="name-map"),
        pytest.param(lambda d: d.update(name=5), ("/name", "kind"), id="name-number"),
        pytest.param(
            lambda d: d.update(issuer=[d["issuer"]]), ("/issuer", "cardinality"), id="issuers"
        ),
        pytest.param(lambda d: d.update(issuer="x y"), ("/issuer", "kind"), id="issuer-no-uri"),
        pytest.param(
            lambda d: d.update(credentialSubject=[d["credentialSubject"]] * 2),
            (SUBJECT, "cardinality"),
            id="two-subjects",
        ),
        pytest.param(
            _subject(achievement=[document()["credentialSubject"]["achievement"]]),
            (ACHIEVEMENT, "cardinality"),
            id="achievement-list",
        ),
        pytest.param(
            lambda d: d["credentialStatus"].update(statusListIndex=-5),
            ("/credentialStatus/statusListIndex", "kind"),
            id="index-below-zero",
        ),
        pytest.param(lambda d: d.update(evidence=[]), ("/evidence", "empty"), id="no-evidence"),
        pytest.param(
            lambda d: d.update(evidence=["x"]), ("/evidence/0", "kind"), id="evidence-text"
        ),
        pytest.param(
            lambda d: d.update(validFrom="2026-11-22T08:00:00"),
            ("/validFrom", "kind"),
            id="no-zone",
        ),
        pytest.param(
            lambda d: d.update(validUntil=1735689600), ("/validUntil", "kind"), id="date-number"
        ),
        pytest.param(lambda d: d.update(grade="A+"), ("/grade", "unknown-member"), id="unknown"),
        pytest.param(
            _subject(endorsementComment="x"),
            (f"{SUBJECT}/endorsementComment", "unknown-member"),
            id="member-of-another-class",
        ),
        pytest.param(
            lambda d: d["issuer"].update(verificationMethod=[]),
            ("/issuer/verificationMethod", "unknown-member"),
            id="key-in-profile",
        ),
        pytest.param(
            _achievement(achievementType="Medal"),
            (f"{ACHIEVEMENT}/achievementType", "vocabulary"),
            id="achievement-type",
        ),
        pytest.param(
            _achievement(achievementType="ext:"),
            (f"{ACHIEVEMENT}/achievementType", "vocabulary"),
            id="empty-extension",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["result"][0].update(status="ext:Passed"),
            (f"{SUBJECT}/result/0/status", "vocabulary"),
            id="closed-vocabulary",
        ),
        pytest.param(
            _achievement(inLanguage="suomi!"), (f"{ACHIEVEMENT}/inLanguage", "kind"), id="language"
        ),
        pytest.param(
            _achievement(creditsAvailable="3"),
            (f"{ACHIEVEMENT}/creditsAvailable", "kind"),
            id="number-text",
        ),
        pytest.param(
            _achievement(creditsAvailable=True),
            (f"{ACHIEVEMENT}/creditsAvailable", "kind"),
            id="number-truth",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["identifier"][0].update(hashed="true"),
            (f"{SUBJECT}/identifier/0/hashed", "kind"),
            id="truth-text",
        ),
        pytest.param(
            lambda d: d["issuer"].update(url="www.x.fi"), ("/issuer/url", "kind"), id="url"
        ),
        pytest.param(
            lambda d: d.update(endorsementJwt=["a.b"]),
            ("/endorsementJwt/0", "kind"),
            id="OB-DM-14-jws",
        ),
        pytest.param(
            lambda d: d.update(endorsement=[{"type": ["EndorsementCredential"]}]),
            ("/endorsement/0/@context", "missing"),
            id="OB-DM-14-context",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].pop("identifier"), (SUBJECT, "OB-DM-1"), id="OB-DM-1"
        ),
        pytest.param(
            _achievement(criteria={}), (f"{ACHIEVEMENT}/criteria", "OB-DM-2"), id="OB-DM-2"
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["result"][0].update(resultDescription="urn:x"),
            (f"{SUBJECT}/result/0/resultDescription", "OB-DM-3"),
            id="OB-DM-3",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["resultDescription"][0].update(
                resultType="Status"
            ),
            (f"{SUBJECT}/result/0/status", "OB-DM-4"),
            id="OB-DM-4",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["result"][0].update(achievedLevel="urn:x"),
            (f"{SUBJECT}/result/0/achievedLevel", "OB-DM-5"),
            id="OB-DM-5",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["resultDescription"][0].update(
                requiredLevel="urn:x"
            ),
            (f"{ACHIEVEMENT}/resultDescription/0/requiredLevel", "OB-DM-5"),
            id="OB-DM-5-required",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["result"][0].update(value="K6"),
            (f"{SUBJECT}/result/0/value", "OB-DM-6"),
            id="OB-DM-6",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"]["resultDescription"][0].update(
                requiredValue="K6"
            ),
            (f"{ACHIEVEMENT}/resultDescription/0/requiredValue", "OB-DM-6"),
            id="OB-DM-6-required",
        ),
        pytest.param(
            lambda d: d.update(validUntil="2026-11-22T07:59:59Z"),
            ("/validUntil", "OB-DM-9"),
            id="OB-DM-9",
        ),
        pytest.param(
            lambda d: d["issuer"].update(id=d["id"]), ("/issuer/id", "OB-DM-10"), id="OB-DM-10"
        ),
        pytest.param(
            _achievement(id="urn:x y"), (f"{ACHIEVEMENT}/id", "kind"), id="OB-DM-10-space"
        ),
    ],
)
def test_a_fault_is_told_with_its_place(change: Any, fault: tuple[str, str]) -> None:
    """F09: a part under the id of the whole among others."""
    changed = document()
    change(changed)

    assert fault in faults(changed)


def _range(value: str) -> dict[str, Any]:
    changed = document()
    description = changed["credentialSubject"]["achievement"]["resultDescription"][0]
    del description["allowedValue"], description["requiredValue"]
    description.update(resultType="RawScore", valueMin="0", valueMax="10")
    changed["credentialSubject"]["result"][0]["value"] = value
    return changed


@pytest.mark.parametrize("value", ["0", "10", "9.5"])
def test_a_value_within_its_range_is_no_fault(value: str) -> None:
    assert faults(_range(value)) == []


@pytest.mark.parametrize("value", ["-1", "10.1", "NaN", "Infinity", "hyvä", "1" * 5000])
def test_a_value_outside_its_range_is_a_fault(value: str) -> None:
    assert faults(_range(value)) == [(f"{SUBJECT}/result/0/value", "OB-DM-6")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(evidence=d["evidence"][0]), id="one-evidence"),
        pytest.param(lambda d: d["issuer"].update(type="Profile"), id="one-type"),
        pytest.param(
            lambda d: d.update(type=["VerifiableCredential", "AchievementCredential"]),
            id="other-name",
        ),
        pytest.param(_achievement(achievementType="ext:Osaamismerkki"), id="extension"),
        pytest.param(_achievement(inLanguage="sv-FI"), id="language-and-region"),
        pytest.param(_achievement(creator="did:web:x.example"), id="creator-by-reference"),
        pytest.param(lambda d: d.update(validUntil=d["validFrom"]), id="a-moment-only"),
        pytest.param(lambda d: d.update(refreshService={"id": d["id"], "type": "X"}), id="refresh"),
        pytest.param(
            lambda d: d.update(credentialStatus={"id": "urn:x", "type": "Other", "y": 1}),
            id="other-status",
        ),
        pytest.param(
            lambda d: d.update(credentialStatus=[d["credentialStatus"]] * 2), id="two-statuses"
        ),
        pytest.param(lambda d: d["credentialStatus"].update(statusListIndex=5), id="index-number"),
    ],
)
def test_what_the_specification_allows_is_no_fault(change: Any) -> None:
    changed = document()
    change(changed)

    assert faults(changed) == []


def test_an_endorsement_is_judged_as_one() -> None:
    endorsement = {**document(), "type": ["VerifiableCredential", "EndorsementCredential"]}

    assert (f"{SUBJECT}/type", "type") in faults(endorsement)
    assert (f"{SUBJECT}/achievement", "unknown-member") in faults(endorsement)


def test_no_more_faults_are_told_than_anyone_reads() -> None:
    hostile = {**document(), **{f"x{number}": 1 for number in range(10_000)}}

    assert len(faults(hostile)) == MAXIMUM_FAULTS


@pytest.mark.parametrize("value", [{}, {"type": 5}, {"type": [[]]}, {"credentialSubject": "x"}])
def test_any_object_can_be_judged(value: dict[str, Any]) -> None:
    assert faults(value)
