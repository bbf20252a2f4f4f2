"""Every requirement that the test suite of Bitstring Status List names, one test for each.

Each is asked of what we publish, and of what we make of others' lists. The sentences are those of
the specification. https://www.w3.org/TR/vc-bitstring-status-list/
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.jose import vc_jwt
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.status_list import MINIMUM_LENGTH, StatusEntry, StatusList
from badgeservice.issuing.issue import issue
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.publish import status_list
from badgeservice.issuing.revoke import revoke
from badgeservice.verification.report import Outcome, Verdict
from tests.builders import COUNTY, NOW, ORIGIN, actor
from tests.issuing.conftest import Shop, shop
from tests.verification.judging import judge_once
from tests.verification.statuses import (
    FOUR_MESSAGES,
    badge,
    entry,
    marking,
    publish,
    status_of,
    unsigned_list,
)
from tests.world import LIST_URL, World

__all__ = ["shop"]  # A fixture.


class Published:
    """A badge of ours and its list, as the world gets them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        order = BadgeOrder(class_id="guidance", email="aino@example.org")
        [self._badge] = issue(
            (order,), actor=actor(COUNTY), request=None, desk=shop.desk, open_books=shop.open_books
        )
        self.document: dict[str, Any] = json.loads(self._badge.secured or b"")
        self.entry: dict[str, Any] = self.document["credentialStatus"]

    def revoke(self) -> None:
        with self._shop.open_books(True) as books:
            revoke(self._badge.id, actor=actor(COUNTY), reason="test", at=NOW, books=books)

    def listed(self) -> dict[str, Any]:
        with self._shop.open_books(False) as books:
            facts = status_list(
                self._badge.plan.slot.list_id,
                origin=ORIGIN,
                at=NOW,
                ttl=timedelta(minutes=1),
                books=books,
            )
        document: dict[str, Any] = json.loads(facts.render().content)
        return document

    def bits(self) -> bytes:
        text: str = self.listed()["credentialSubject"]["encodedList"]
        return gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


@pytest.fixture
def ours(shop: Shop) -> Published:
    return Published(shop)


def token(world: World, document: Any) -> bytes:
    """Sign anything: a token covers its JSON, whatever that means."""
    return vc_jwt.secure(
        document, signer=world.signer, verification_method=world.method, profile="vc+jwt"
    ).content


def refused(changes: dict[str, Any], *, purpose: str = "revocation") -> bool:
    """Whether a badge with such an entry is refused, though its list says that all is well."""
    world = World()
    publish(world, marking(), purpose=purpose)
    document = {**world.unsigned_badge(), "credentialStatus": entry(purpose, **changes)}
    return judge_once(token(world, document), world).verdict is Verdict.INVALID


def not_believed(**how: Any) -> bool:
    """Whether a signed list with such changes never means that a badge is not revoked."""
    world = World()
    publish(world, how.pop("encoded", marking()), **how)
    return status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


# Data model: the entry


def test_any_expression_of_the_data_model_must_be_in_a_conforming_credential(
    ours: Published,
) -> None:
    for document in (ours.document, ours.listed()):
        assert find_shape_faults(document) == ()
        assert canonicalise({name: document[name] for name in document if name != "proof"})

    world = World()
    undefined = badge(world, entry(), type=["VerifiableCredential"])
    assert judge_once(undefined, world).verdict is Verdict.INVALID


def test_the_id_of_the_entry_must_not_be_the_url_of_the_list(ours: Published) -> None:
    assert ours.entry["id"] != ours.entry["statusListCredential"]

    assert refused({"id": LIST_URL})


def test_the_type_must_be_bitstring_status_list_entry(ours: Published) -> None:
    assert ours.entry["type"] == "BitstringStatusListEntry"

    world = World()
    other = {"id": "https://issuer.example/s", "type": ["AchievementSubject"]}
    assert judge_once(badge(world, other), world).verdict is not Verdict.VALID


def test_the_purpose_of_the_entry_must_be_a_string(ours: Published) -> None:
    assert ours.entry["statusPurpose"] == "revocation"

    for purpose in (5, ["revocation", "suspension"], {"id": "urn:x"}):
        assert refused({"statusPurpose": purpose})


def test_the_index_must_be_an_integer_expressed_as_a_string_in_base_ten(ours: Published) -> None:
    index = ours.entry["statusListIndex"]
    assert isinstance(index, str)
    assert str(int(index)) == index

    for other in ("-1", "0x7", "seven", "07", "7.0", -1, ""):
        assert refused({"statusListIndex": other})


def test_the_list_must_be_named_by_a_url(ours: Published) -> None:
    assert ours.entry["statusListCredential"].startswith(f"{ORIGIN}/status-lists/")

    assert refused({"statusListCredential": "status-lists/1"})
    assert refused({"statusListCredential": {"id": LIST_URL}})


def test_what_the_url_answers_must_have_the_type_of_a_list_credential(ours: Published) -> None:
    assert "BitstringStatusListCredential" in ours.listed()["type"]

    world = World()
    world.lists[LIST_URL] = json.loads(world.badge())
    assert status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


def test_the_size_must_be_an_integer_above_zero(ours: Published) -> None:
    assert ours.entry.get("statusSize", 1) == 1

    for size in (0, -1, 1.5, "1"):
        assert refused({"statusSize": size})


def test_a_size_above_one_needs_messages(ours: Published) -> None:
    assert "statusSize" not in ours.entry

    assert refused({"statusSize": 2}, purpose="message")


def test_the_number_of_messages_must_equal_that_of_the_values(ours: Published) -> None:
    assert "statusMessage" not in ours.entry

    for messages in (FOUR_MESSAGES[:3], [*FOUR_MESSAGES, {"status": "0x4", "message": "x"}]):
        assert refused({"statusSize": 2, "statusMessage": messages}, purpose="message")


def test_messages_must_be_an_array_as_long_as_the_size_says(ours: Published) -> None:
    assert "statusMessage" not in ours.entry

    assert refused({"statusMessage": FOUR_MESSAGES[0]}, purpose="message")
    assert not refused({"statusMessage": FOUR_MESSAGES[:2]}, purpose="message")


def test_messages_may_be_there_for_one_bit_and_must_for_more(ours: Published) -> None:
    assert "statusMessage" not in ours.entry

    assert not refused({"statusSize": 1, "statusMessage": FOUR_MESSAGES[:2]}, purpose="message")
    assert not refused({"statusSize": 1}, purpose="message")
    assert refused({"statusSize": 3}, purpose="message")


def test_each_message_must_have_a_status_and_a_message(ours: Published) -> None:
    assert "statusMessage" not in ours.entry

    for broken in ({"status": "0x1"}, {"message": "x"}, {"status": "1", "message": "x"}):
        messages = [FOUR_MESSAGES[0], broken]
        assert refused({"statusMessage": messages}, purpose="message")


def test_a_reference_must_be_a_url_or_an_array_of_urls(ours: Published) -> None:
    assert "statusReference" not in ours.entry

    assert not refused({"statusReference": "https://issuer.example/why"})
    assert not refused({"statusReference": ["https://issuer.example/why"]})
    assert refused({"statusReference": 5})
    assert refused({"statusReference": ["https://issuer.example/why", "why"]})


# Data model: the list credential


def test_a_published_list_must_be_a_conforming_document(ours: Published) -> None:
    assert find_shape_faults(ours.listed()) == ()

    world = World()
    document = unsigned_list(world, marking())
    document["type"] = ["BitstringStatusListCredential"]
    world.lists[LIST_URL] = token(world, document)
    assert status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


def test_the_id_of_a_list_may_match_the_url_that_entries_name(ours: Published) -> None:
    assert ours.listed()["id"] == ours.entry["statusListCredential"]

    world = World()
    world.publish_list(id="https://issuer.example/status-lists/2")
    assert status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


def test_a_list_must_express_the_type_of_a_list_credential(ours: Published) -> None:
    assert ours.listed()["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]

    world = World()
    document = unsigned_list(world, marking())
    document["type"] = ["VerifiableCredential"]
    world.lists[LIST_URL] = json.loads(world.sign(document))
    assert status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


def test_the_type_of_the_subject_must_be_bitstring_status_list(ours: Published) -> None:
    assert ours.listed()["credentialSubject"]["type"] == "BitstringStatusList"

    world = World()
    signed = publish(world, marking())
    subject = signed["credentialSubject"]
    assert isinstance(subject, dict)
    world.lists[LIST_URL] = {**signed, "credentialSubject": {**subject, "type": "Profile"}}
    assert status_of(world.badge(), world).outcome is Outcome.UNDETERMINED


def test_the_purpose_of_a_list_must_be_one_or_more_strings(ours: Published) -> None:
    assert ours.listed()["credentialSubject"]["statusPurpose"] == ours.entry["statusPurpose"]

    assert not not_believed(purpose=["suspension", "revocation"])
    assert not_believed(purpose=5)
    assert not_believed(purpose=["revocation", 5])


def test_the_list_must_be_multibase_base64url_of_gzip(ours: Published) -> None:
    text = ours.listed()["credentialSubject"]["encodedList"]
    assert text[0] == "u"
    assert "=" not in text
    assert base64.urlsafe_b64decode(text[1:4] + "=")[:2] == b"\x1f\x8b"

    zeros = bytes(MINIMUM_LENGTH // 8)
    raw = base64.urlsafe_b64encode(zlib.compress(zeros)).rstrip(b"=").decode()
    for encoded in (marking()[1:], f"z{marking()[1:]}", f"{marking()}=", f"u{raw}"):
        assert not_believed(encoded=encoded)


def test_the_bits_must_be_at_least_sixteen_kilobytes(ours: Published) -> None:
    assert len(ours.bits()) >= 16 * 1024

    short = base64.urlsafe_b64encode(gzip.compress(bytes(16 * 1024 - 1))).rstrip(b"=").decode()
    assert not_believed(encoded=f"u{short}")


# Algorithms


def test_a_malformed_value_must_be_an_error(ours: Published) -> None:
    assert StatusEntry.read(ours.entry).list_url == ours.entry["statusListCredential"]

    for malformed in ({"statusListIndex": "x"}, {"statusSize": 0}, {"statusListCredential": "x"}):
        with pytest.raises(StatusListMalformedError):
            StatusEntry.read({**ours.entry, **malformed})


def test_a_list_credential_is_produced_as_the_specification_says(ours: Published) -> None:
    ours.revoke()
    document = ours.listed()

    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["issuer"] == ours.document["issuer"]["id"]
    assert document["proof"][0]["cryptosuite"] == ours.document["proof"][0]["cryptosuite"]
    subject = document["credentialSubject"]
    assert subject.keys() == {"id", "type", "statusPurpose", "encodedList", "ttl"}


def test_a_status_is_validated_as_the_specification_says(ours: Published) -> None:
    url = ours.entry["statusListCredential"]
    assert (
        StatusEntry.read(ours.entry).purpose in ours.listed()["credentialSubject"]["statusPurpose"]
    )
    assert url.startswith("https://")

    world = World()
    unreachable = status_of(badge(world, entry(statusListCredential=f"{LIST_URL}0")), world)
    assert (unreachable.outcome, unreachable.code) == (
        Outcome.UNDETERMINED,
        "status.list-unreachable",
    )
    publish(world, marking(7))
    assert status_of(world.badge(), world).code == "status.revoked"
    publish(world, marking(6))
    assert status_of(world.badge(), world).code == "status.ok"
    world.lists[LIST_URL] = unsigned_list(world, marking())
    assert status_of(world.badge(), world).code == "status.list-not-verified"
    publish(world, marking(), purpose="suspension")
    assert status_of(world.badge(), world).code == "status.list-purpose-differs"
    publish(world, marking())
    outside = badge(world, entry(statusListIndex=str(MINIMUM_LENGTH)))
    assert status_of(outside, world).code == "status.index-out-of-range"


def test_the_bits_are_generated_as_the_specification_says(ours: Published) -> None:
    index = int(ours.entry["statusListIndex"])
    assert set(ours.bits()) == {0}

    ours.revoke()

    bits = "".join(f"{byte:08b}" for byte in ours.bits())
    assert [place for place, bit in enumerate(bits) if bit == "1"] == [index]


def test_the_bits_are_expanded_as_the_specification_says(ours: Published) -> None:
    ours.revoke()
    text = ours.listed()["credentialSubject"]["encodedList"]

    assert StatusList.decode(text).bits == ours.bits()
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert StatusList.decode(example).bits == bytes(16 * 1024)
