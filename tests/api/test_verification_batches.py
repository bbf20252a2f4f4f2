"""Many badges in one request: each has its own report or problem, and none spoils the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from badgeservice.api import verification_batches
from badgeservice.api.application import ApiSettings
from tests.api.service import Service

PATH = "/v1/verifications/batch"


def _send(service: Service, *badges: Any) -> Any:
    return service.client.post(PATH, json={"badges": list(badges)})


def test_every_badge_gets_its_own_report_in_order(service: Service) -> None:
    credential = json.loads(service.world.badge())
    changed = {**credential, "name": "Professori"}

    results = _send(
        service,
        {"credential": credential},
        {"credential": changed},
        {"text": json.dumps(credential)},
    ).json()["results"]

    assert [result["report"]["verdict"] for result in results] == ["valid", "invalid", "valid"]
    assert [result["problem"] for result in results] == [None] * 3


def test_a_hundred_badges_are_verified(service: Service) -> None:
    badge = {"credential": json.loads(service.world.badge())}

    results = _send(service, *[badge] * 100).json()["results"]

    assert [result["report"]["verdict"] for result in results] == ["valid"] * 100


@pytest.mark.parametrize(
    ("item", "slug", "pointer"),
    [
        ({"text": "hello"}, "not-a-credential", ""),
        ({"credential": {"a": 1}}, "not-a-credential", ""),
        ({}, "request-invalid", ""),
        ({"url": "ftp://a.example/"}, "request-invalid", "/url"),
        ("text", "request-invalid", ""),
        (None, "request-invalid", ""),
        ([], "request-invalid", ""),
    ],
)
def test_an_item_that_is_no_badge_has_a_problem_and_spoils_nothing(
    service: Service, item: Any, slug: str, pointer: str
) -> None:
    good = {"credential": json.loads(service.world.badge())}

    response = _send(service, item, good)

    first, second = response.json()["results"]
    assert response.status_code == 200
    assert first["report"] is None
    assert first["problem"]["type"].endswith(f"/problems/{slug}")
    assert first["problem"]["errors"][0]["pointer"] == pointer
    assert second["report"]["verdict"] == "valid"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"badges": []}, "/badges"),
        ({"badges": [{}] * 101}, "/badges"),
        ({}, "/badges"),
        ({"badges": [], "more": 1}, "/more"),
        ([], ""),
    ],
    ids=["none", "too many", "no member", "an unknown member", "a list"],
)
def test_a_batch_of_another_shape_is_refused(service: Service, body: Any, pointer: str) -> None:
    response = service.client.post(PATH, json=body)

    assert response.status_code == 422
    assert pointer in {error["pointer"] for error in response.json()["errors"]}


def test_what_there_is_no_time_for_can_be_sent_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_batches, "_LONGEST_SECONDS", -1.0)

    (result,) = _send(service, {"credential": json.loads(service.world.badge())}).json()["results"]

    assert result["problem"]["type"].endswith("/problems/no-time-left")


def test_one_address_may_send_fewer_batches_than_badges() -> None:
    settings = ApiSettings(verifications_per_minute=20, token_requests_per_minute=1)
    with Service.started(settings) as service:
        answers = [_send(service, {}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
