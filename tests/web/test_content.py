import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.web.content import achievement, badge_content

json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "type", "achievement", "value", "identifier", "criteria"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
MEMBERS = (
    "id", "issuer", "validFrom", "validUntil", "awardedDate", "credentialSubject", "evidence",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(MEMBERS), json_values, max_size=7))
def test_no_credential_is_too_strange_to_be_read(credential: JsonObject) -> None:
    badge_content(credential)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param(" javascript:alert(1)", id="javascript-behind-a-space"),
        pytest.param("data:text/html,x", id="data"),
        pytest.param("did:web:example.org", id="did"),
        pytest.param("/relative", id="relative"),
        pytest.param(7, id="a-number"),
    ],
)
def test_only_web_addresses_become_links(url: JsonValue) -> None:
    """H01: no script behind a link."""
    found = achievement(
        {"criteria": {"id": url}, "alignment": [{"targetName": "x", "targetUrl": url}]}
    )

    assert found.criteria_url is None
    assert found.targets[0].url is None


@pytest.mark.parametrize(
    ("target_type", "code", "kind"),
    [
        ("ext:TutkinnonOsa", "tutkinnonosat_106731", "unit"),
        ("ext:Ammattitaitovaatimus", "ammattitaitovaatimukset_9514", "requirement"),
        ("ext:EQFLevel", "4", "level"),
        ("CTDL", "ce-1", "other"),
    ],
)
def test_targets_are_told_apart(target_type: str, code: str, kind: str) -> None:
    found = achievement(
        {"alignment": {"targetName": "x", "targetType": target_type, "targetCode": code}}
    )

    assert found.targets[0].kind == kind


@pytest.mark.parametrize(
    ("subject", "recipient"),
    [
        ({"id": "urn:uuid:1", "identifier": [{"identityHash": "x"}]}, "email"),
        ({"id": "did:key:z6Mk"}, "did"),
        ({"id": "did:key:z6Mk", "identifier": {"identityHash": "x"}}, "both"),
        ({"id": "urn:uuid:1"}, "unnamed"),
    ],
)
def test_a_recipient_is_described_without_being_named(subject: JsonObject, recipient: str) -> None:
    assert badge_content({"credentialSubject": subject}).recipient == recipient


def test_a_result_is_named_by_its_description() -> None:
    found = badge_content(
        {
            "credentialSubject": {
                "achievement": {"resultDescription": [{"id": "#r", "name": "Arvosana"}]},
                "result": [{"resultDescription": "#r", "value": "5"}, {"value": "x"}, {}],
            }
        }
    )

    assert found.results == (("Arvosana", "5"), ("", "x"))
