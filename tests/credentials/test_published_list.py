"""A list credential is read in one way, and what is not exactly one is refused."""

import gzip
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.published_list import is_list_credential, read_status_list
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.status_list import (
    MINIMUM_LENGTH,
    StatusEntry,
    StatusList,
    status_list_credential,
)

URL = "https://badges.example.fi/status-lists/7"
DAY = datetime(2026, 11, 24, tzinfo=UTC)


def credential() -> dict[str, Any]:
    return status_list_credential(
        list_url=URL,
        issuer_id="did:web:badges.example.fi",
        purpose="revocation",
        encoded=StatusList.marking([7]).encode(),
        valid_from=DAY,
        valid_until=DAY + timedelta(days=1),
        ttl=timedelta(minutes=5),
    )


def older_credential() -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://w3id.org/vc/status-list/2021/v1",
        ],
        "id": URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": "did:web:badges.example.fi",
        "issuanceDate": "2026-11-24T00:00:00Z",
        "expirationDate": "2026-11-25T00:00:00Z",
        "credentialSubject": {
            "id": f"{URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": StatusList.marking([7]).encode()[1:],
        },
    }


def entry(index: int = 7, **changes: Any) -> StatusEntry:
    return StatusEntry(**{"list_url": URL, "index": index, "purpose": "revocation", **changes})


def test_a_list_credential_is_sound_and_gives_its_list_back() -> None:
    document = credential()

    published = read_status_list(document, list_url=URL)

    assert document["credentialSubject"]["ttl"] == 300_000
    assert find_shape_faults(document) == ()
    assert canonicalise(document)
    assert (published.status(entry(7)), published.status(entry(8))) == (1, 0)
    assert (published.valid_from, published.valid_until) == (DAY, DAY + timedelta(days=1))


def test_a_list_of_the_older_kind_is_read_too() -> None:
    document = older_credential()

    published = read_status_list(document, list_url=URL)

    assert canonicalise(document)
    older = [published.status(entry(index, type="StatusList2021Entry")) for index in (7, 8)]
    assert older == [1, 0]
    assert (published.valid_from, published.valid_until) == (DAY, DAY + timedelta(days=1))


def test_a_list_may_serve_several_purposes() -> None:
    document = credential()
    document["credentialSubject"]["statusPurpose"] = ["suspension", "revocation"]

    published = read_status_list(document, list_url=URL)

    assert published.status(entry()) == published.status(entry(purpose="suspension")) == 1


def test_of_several_dates_the_narrowest_period_counts() -> None:
    document = credential()
    document["issuanceDate"] = "2026-11-24T01:00:00Z"
    document["expirationDate"] = "2026-11-24T02:00:00Z"

    published = read_status_list(document, list_url=URL)

    assert published.valid_from == DAY + timedelta(hours=1)
    assert published.valid_until == DAY + timedelta(hours=2)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param(entry(purpose="suspension"), "purpose", id="other-purpose"),
        pytest.param(entry(type="StatusList2021Entry"), "credential", id="entry-of-older-kind"),
        pytest.param(entry(MINIMUM_LENGTH), "range", id="index-out-of-range"),
        pytest.param(entry(size=2, messages=tuple("abcd")), "length", id="too-short-for-two-bits"),
    ],
)
def test_an_entry_that_does_not_fit_is_never_read_as_not_set(asked: StatusEntry, code: str) -> None:
    published = read_status_list(credential(), list_url=URL)

    with pytest.raises(StatusListMalformedError) as refusal:
        published.status(asked)

    assert refusal.value.code == code


def test_a_list_of_two_bits_is_as_long_as_it_must_be() -> None:
    document = credential()
    listing = StatusList.marking([15], length=2 * MINIMUM_LENGTH)
    document["credentialSubject"]["encodedList"] = listing.encode()

    published = read_status_list(document, list_url=URL)

    assert published.status(entry(size=2, messages=tuple("abcd"))) == 1


def _subject(**changes: Any) -> Any:
    def change(document: dict[str, Any]) -> None:
        document["credentialSubject"].update(changes)

    return change


TWICE = urlsafe_b64encode(gzip.compress(gzip.compress(bytes(16384)))).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda d: d.update(type=["VerifiableCredential"]), "credential", id="type"),
        pytest.param(
            lambda d: d.update(type="BitstringStatusListCredential"), "credential", id="only-type"
        ),
        pytest.param(
            lambda d: d.update({"@context": ["https://www.w3.org/2018/credentials/v1"]}),
            "credential",
            id="context-of-the-older-model",
        ),
        pytest.param(lambda d: d.update(id=f"{URL}/"), "id", id="other-id"),
        pytest.param(lambda d: d.pop("id"), "id", id="no-id"),
        pytest.param(_subject(id="https://badges.example.fi/8#list"), "id", id="other-subject"),
        pytest.param(_subject(id=5), "id", id="subject-id-as-number"),
        pytest.param(lambda d: d.update(credentialSubject=[]), "credential", id="no-subject"),
        pytest.param(_subject(type="List"), "credential", id="subject-type"),
        pytest.param(_subject(type="StatusList2021"), "credential", id="older-subject-type"),
        pytest.param(_subject(statusPurpose=None), "purpose", id="no-purpose"),
        pytest.param(_subject(statusPurpose=[]), "purpose", id="purposes-empty"),
        pytest.param(_subject(statusPurpose=["revocation", 5]), "purpose", id="purpose-as-number"),
        pytest.param(_subject(encodedList=5), "encoding", id="no-text"),
        pytest.param(_subject(encodedList=f"u{TWICE}"), "length", id="packed-twice"),
        pytest.param(_subject(ttl=-1), "credential", id="ttl-below-zero"),
        pytest.param(_subject(ttl="300000"), "credential", id="ttl-as-text"),
        pytest.param(_subject(ttl=True), "credential", id="ttl-as-truth"),
        pytest.param(lambda d: d.update(validUntil="soon"), "credential", id="end-malformed"),
        pytest.param(lambda d: d.update(validFrom=5), "credential", id="beginning-as-number"),
    ],
)
def test_another_list_credential_is_never_read(change: Any, code: str) -> None:
    """S02 and S05: no other form, purpose, address or packing is taken for a list."""
    document = credential()
    change(document)

    with pytest.raises(StatusListMalformedError) as refusal:
        read_status_list(document, list_url=URL)

    assert refusal.value.code == code


def test_only_list_credentials_are_told_to_be_some() -> None:
    assert is_list_credential(credential())
    assert is_list_credential(older_credential())
    assert not is_list_credential({"type": ["VerifiableCredential"]})
    assert not is_list_credential({})
