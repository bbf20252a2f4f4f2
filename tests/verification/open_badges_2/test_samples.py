"""The official samples of Open Badges 2.0, with a network that answers from their folder.

Two samples that the public validator accepts stay undecided here: where a document calls itself by
another address than the one it was read from, nobody has said that it is the same.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pytest

from badgeservice.verification.errors import NotACredentialError, SourceUnavailableError
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.reference import reference, references
from tests.verification.open_badges_2.old_world import codes, older
from tests.world import World

pytestmark = pytest.mark.reference

FOLDER = "security/openbadges/ob20"
BASIC = "basic-assertion.json"
Expected: TypeAlias = tuple[Verdict, str, list[str]]
BEST: Expected = (Verdict.INDETERMINATE, "hosted-confirmed", [])
NO_BADGE: Expected = (Verdict.INVALID, "malformed", ["ob2.shape.type"])
# What each file is, presented as a badge.
EXPECTED: dict[str, Expected | type[NotACredentialError]] = {
    "basic-assertion.json": BEST,
    "basic-assertion-with-language.json": BEST,
    "assertion-with-endorsements.json": BEST,
    "assertion-with-multiple-extensions.json": BEST,
    "assertion-with-data-image.json": (Verdict.INVALID, "malformed", ["ob2.shape.image"]),
    "simple-badge.png": BEST,
    "simple.jwt": (Verdict.INDETERMINATE, "signature-confirmed", []),
    # These are no badges, but what badges link to.
    **dict.fromkeys(
        [
            "assets/altbadgeurl.json",
            "assets/bad-issuer.json",
            "assets/badge-from-organization-with-empty-revocation-list.json",
            "assets/badge-from-organization-with-revocation-list.json",
            "assets/badge-with-bad-issuer.json",
            "assets/badge-with-data-image.json",
            "assets/badgeclass-with-complex-image.json",
            "assets/badgeclass-with-endorsements.json",
            "assets/badgeclass-with-language.json",
            "assets/badgeclass-with-verification-invalid-multiple-starts-with.json",
            "assets/badgeclass-with-verification-invalid-starts-with.json",
            "assets/badgeclass-with-verification-valid-multiple-starts-with.json",
            "assets/badgeclass-with-verification-valid-starts-with.json",
            "assets/badgeclass-with-verification.json",
            "assets/badgeclass1.json",
            "assets/basic-badge-no-public-key.json",
            "assets/criteria-no-type.json",
            "assets/empty-revocation-list.json",
            "assets/endorsement-1.json",
            "assets/endorsement-2.json",
            "assets/endorsement-3.json",
            "assets/endorsement-4.json",
            "assets/issuer-invalid-type.json",
            "assets/issuer-with-allowed-origins-invalid-multiple-starts-with.json",
            "assets/issuer-with-allowed-origins-invalid-starts-with.json",
            "assets/issuer-with-allowed-origins-valid-multiple-starts-with.json",
            "assets/issuer-with-allowed-origins-valid-starts-with.json",
            "assets/issuer-with-allowed-origins.json",
            "assets/issuer1.json",
            "assets/key1.json",
            "assets/key2.json",
            "assets/key3.json",
            "assets/organization-no-public-key.json",
            "assets/organization-with-empty-revocation-list.json",
            "assets/organization-with-revocation-list.json",
            "assets/organization.json",
            "assets/revocation-list.json",
            "assets/robotics-badge.json",
        ],
        NO_BADGE,
    ),
    "assets/badgecriteria.json": NotACredentialError,
    # It begins with its own address.
    "assets/openbadges_context.json": NotACredentialError,
    "assets/beths-robot-badge.png": NotACredentialError,
    "assets/beths-robot-work.html": NotACredentialError,
    "assets/robotics-badge.png": NotACredentialError,
}


class Folder:
    """Answers each address with the sample of that name; a badge is at the address it says."""

    def __init__(self, presented: bytes | None = None, **changed: dict[str, Any]) -> None:
        self._changed = changed
        self._presented = presented

    def hosted_document(self, url: str) -> bytes:
        name = urlsplit(url).path.removeprefix("/")
        if name in self._changed:
            return json.dumps(self._changed[name]).encode()
        if self._presented is not None and json.loads(self._presented).get("id") == url:
            return self._presented
        for folder in (f"{FOLDER}/assets", FOLDER):
            try:
                return reference(f"{folder}/{name}").read_bytes()
            except FileNotFoundError:
                continue
        raise SourceUnavailableError(url, "no answer")

    badge = hosted_document


def _judge(content: bytes, folder: Folder) -> Report:
    world = World()
    sources = Sources(did_documents=world, status_lists=world, badges=folder, hosted=folder)
    return verify(content, at=NOW, sources=sources)


def _sample(name: str) -> bytes:
    return reference(f"{FOLDER}/{name}").read_bytes()


def test_every_sample_is_in_the_table() -> None:
    root = reference(FOLDER)
    files = [path for path in references(f"{FOLDER}/**/*") if path.is_file()]

    assert {str(path.relative_to(root)) for path in files} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_judged_as_expected(name: str) -> None:
    """F16: not one of them is valid."""
    content, expected = _sample(name), EXPECTED[name]
    is_json = content.lstrip()[:1] == b"{"
    folder = Folder(content if is_json else _sample(BASIC))

    if not isinstance(expected, tuple):
        with pytest.raises(expected):
            _judge(content, folder)
        return
    report = _judge(content, folder)

    assert (report.verdict, older(report).result, codes(report)) == expected
    assert report.kind == "open-badge-2"


def _badge(**changes: Any) -> bytes:
    document = {**json.loads(_sample(BASIC)), **changes}
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("badge_class", "result", "code"),
    [
        ("robotics-badge", "hosted-confirmed", None),
        ("basic-badge-no-public-key", "hosted-confirmed", None),
        ("badgeclass-with-endorsements", "hosted-confirmed", None),
        ("altbadgeurl", "not-confirmed", "badge-class.id-differs"),
        ("badge-with-bad-issuer", "not-confirmed", "badge-class.id-differs"),
        ("badge-with-data-image", "not-confirmed", "badge-class.id-differs"),
        ("organization", "not-confirmed", "badge-class.unreadable"),
        ("none", "unreachable", "badge-class.unreachable"),
    ],
)
def test_a_badge_of_each_sample_class_is_judged(
    badge_class: str, result: str, code: str | None
) -> None:
    content = _badge(badge=f"https://example.org/{badge_class}.json")

    report = _judge(content, Folder(content))

    assert older(report).result == result
    assert codes(report) == ([f"ob2.{code}"] if code else [])


@pytest.mark.parametrize(
    ("issuer", "result"),
    [
        ("organization", "hosted-confirmed"),
        ("issuer-with-allowed-origins", "hosted-confirmed"),
        ("issuer-with-allowed-origins-valid-starts-with", "hosted-confirmed"),
        ("issuer-with-allowed-origins-valid-multiple-starts-with", "hosted-confirmed"),
        ("issuer-with-allowed-origins-invalid-starts-with", "not-the-issuers"),
        ("issuer-with-allowed-origins-invalid-multiple-starts-with", "not-the-issuers"),
        ("issuer-invalid-type", "not-confirmed"),
        ("bad-issuer", "hosted-confirmed"),
    ],
)
def test_the_rules_of_each_sample_issuer_are_kept(issuer: str, result: str) -> None:
    """With the address that each was read from: in the samples they call themselves otherwise."""
    url = f"https://example.org/{issuer}.json"
    profile = {**json.loads(_sample(f"assets/{issuer}.json")), "id": url}
    badge_class = {**json.loads(_sample("assets/robotics-badge.json")), "issuer": url}
    folder = Folder(_badge(), **{f"{issuer}.json": profile, "robotics-badge.json": badge_class})

    assert older(_judge(_badge(), folder)).result == result


@pytest.mark.parametrize("issuer", ["issuer-with-allowed-origins", "bad-issuer"])
def test_a_sample_issuer_under_another_address_stays_undecided(issuer: str) -> None:
    url = f"https://example.org/{issuer}.json"
    badge_class = {**json.loads(_sample("assets/robotics-badge.json")), "issuer": url}
    folder = Folder(_badge(), **{"robotics-badge.json": badge_class})

    report = _judge(_badge(), folder)

    assert codes(report) == ["ob2.issuer.id-differs"]


def test_a_sample_context_written_out_is_the_context() -> None:
    content = _badge(**{"@context": json.loads(_sample("assets/issuer1.json"))["@context"]})

    assert older(_judge(content, Folder(content))).result == "hosted-confirmed"


def test_a_sample_context_written_out_and_changed_is_not() -> None:
    context = json.loads(_sample("assets/issuer1.json"))["@context"]
    content = _badge(**{"@context": {**context, "expires": "https://example.org/nothing"}})

    report = _judge(content, Folder(content))

    assert report.verdict is not Verdict.VALID
    assert report.older is None
