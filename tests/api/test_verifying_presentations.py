"""Presentations over the API: sent as they are, or in a message with what was asked."""

from __future__ import annotations

import json

import pytest

from tests.api.service import Service
from tests.verification.showing import CHALLENGE, DOMAIN, Holder

PATH = "/v1/verifications"


@pytest.fixture
def holder(service: Service) -> Holder:
    return Holder(service.world)


def test_a_presentation_is_sent_as_it_is(service: Service, holder: Holder) -> None:
    for media_type, content in (
        ("application/vp", holder.show()),
        ("application/json", holder.show()),
        ("application/vp+jwt", holder.token()),
        ("text/plain", holder.token()),
    ):
        answer = service.client.post(PATH, content=content, headers={"Content-Type": media_type})

        assert answer.status_code == 200, answer.text
        assert (answer.json()["kind"], answer.json()["verdict"]) == ("presentation", "valid")
        assert [inner["verdict"] for inner in answer.json()["credentials"]] == ["valid"]


@pytest.mark.parametrize(
    ("asked", "verdict", "code"),
    [
        pytest.param({}, "valid", None, id="as asked"),
        pytest.param({"challenge": "x"}, "invalid", "proof.challenge-differs", id="challenge"),
        pytest.param({"domain": "x"}, "invalid", "proof.domain-differs", id="domain"),
    ],
)
def test_a_message_says_what_was_asked(
    service: Service, holder: Holder, asked: dict[str, str], verdict: str, code: str | None
) -> None:
    for presentation in (json.loads(holder.show()), holder.token().decode()):
        body = {"presentation": presentation, "challenge": CHALLENGE, "domain": DOMAIN, **asked}

        report = service.client.post(PATH, json=body).json()

        failed = [check["code"] for check in report["checks"] if check["outcome"] == "failed"]
        assert report["verdict"] == verdict
        assert failed == ([code] if code else [])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"challenge": "x"}, id="nothing to verify"),
        pytest.param({"presentation": {"a": 1}, "credential": {"a": 1}}, id="two of them"),
        pytest.param({"credential": {"a": 1}, "challenge": "x"}, id="challenge to a badge"),
        pytest.param({"presentation": 7}, id="neither object nor text"),
        pytest.param({"presentation": {"a": 1}, "domain": ["x"]}, id="several domains"),
    ],
)
def test_messages_of_another_shape_are_refused(service: Service, body: dict[str, object]) -> None:
    answer = service.client.post(PATH, json=body)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/problems/request-invalid")


def test_a_message_without_a_presentation_in_it_is_no_credential(service: Service) -> None:
    answer = service.client.post(PATH, json={"presentation": {"a": 1}})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/problems/not-a-credential")
