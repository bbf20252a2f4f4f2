import pytest

from badgeservice.credentials.identity import identity_hash, matches
from badgeservice.credentials.strict_json import JsonObject

HASH = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"


def identifier(**changes: object) -> JsonObject:
    base: JsonObject = {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": "emailAddress",
        "identityHash": HASH,
        "salt": "Kosher",
    }
    return {**base, **changes}  # type: ignore[dict-item]  # tests try other kinds on purpose


def test_the_published_hash_is_reproduced() -> None:
    assert identity_hash("a@example.com", salt="Kosher") == HASH


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(identifier(), id="as-published"),
        pytest.param(identifier(identityHash=HASH[:7] + HASH[7:].upper()), id="upper-case-hex"),
        pytest.param(identifier(hashed=False, identityHash="a@example.com"), id="plain"),
        pytest.param(
            identifier(identityHash=identity_hash("a@example.com", salt=""), salt=""), id="no-salt"
        ),
        pytest.param(
            identifier(identityHash="md5$87f4deaedeafa837d6b8df3e98943ad2", salt="x"), id="md5"
        ),
    ],
)
def test_the_holder_is_recognised(found: JsonObject) -> None:
    assert matches(found, "a@example.com")


def test_the_lower_cased_address_is_tried_second() -> None:
    assert matches(identifier(), "A@Example.com")


@pytest.mark.parametrize(
    ("found", "email"),
    [
        pytest.param(identifier(), "b@example.com", id="other-person"),
        pytest.param(identifier(salt="kosher"), "a@example.com", id="other-salt"),
        pytest.param(identifier(salt=5), "a@example.com", id="salt-no-text"),
        pytest.param(identifier(hashed="true"), "a@example.com", id="hashed-as-text"),
        pytest.param(
            identifier(hashed="false", identityHash="a@example.com"),
            "a@example.com",
            id="not-hashed-as-text",
        ),
        pytest.param(
            identifier(hashed=True, identityHash="a@example.com"),
            "a@example.com",
            id="plain-called-hashed",
        ),
        pytest.param(
            identifier(identityHash="sha1$" + "0" * 40), "a@example.com", id="unknown-algorithm"
        ),
        pytest.param(identifier(identityHash=None), "a@example.com", id="no-hash"),
        pytest.param(identifier(identityType="userName"), "a@example.com", id="other-type"),
        pytest.param({}, "a@example.com", id="empty"),
    ],
)
def test_nobody_else_is_recognised(found: JsonObject, email: str) -> None:
    assert not matches(found, email)
