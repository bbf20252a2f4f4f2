"""How webhooks are signed, delivered, tried again and given up."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.recognition.errors import WebhookDeliveryNotFoundError, WebhookNotFoundError
from badgeservice.recognition.webhooks import (
    PAUSES,
    Delivery,
    add_webhook,
    deliver_next,
    remove_webhook,
    replay,
    signed_headers,
)
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from tests import builders
from tests.builders import COLLEGE, COUNTY, NOW
from tests.recognition.cases import LEARNER
from tests.recognition.counter import College

KEEPER = builders.actor(COLLEGE, Scope.ACCOUNTS_MANAGE)
URL = "https://college.example/hooks"


@dataclass
class Receiver:
    """The other end: notes what comes, and refuses for as long as it is told to."""

    college: College = field(default_factory=College)
    refusals: list[Exception] = field(default_factory=list)
    received: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)
    at: datetime = NOW

    def __post_init__(self) -> None:
        with self.college.opened(True) as books:
            self.webhook, self.secret = add_webhook(
                URL,
                actor=KEEPER,
                at=NOW,
                random_bytes=lambda size: bytes(range(size)),
                book=books.webhooks,
            )

    def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        self.received.append((url, content, headers))
        if self.refusals:
            raise self.refusals.pop(0)

    def deliver(self) -> bool:
        return deliver_next(now=lambda: self.at, open_books=self.college.opened, post=self.post)

    @property
    def delivery(self) -> Delivery:
        with self.college.opened(False) as books:
            (found,) = books.webhooks.deliveries(COLLEGE)
        return found


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def test_a_signature_is_that_of_the_specification() -> None:
    """The example that the libraries of Standard Webhooks are tested with."""
    delivery = Delivery(
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        organisation_id=COLLEGE,
        webhook_id="webhook-1",
        payload=b'{"test": 2432232314}',
        created_at=NOW,
        attempts=0,
        next_at=NOW,
        delivered_at=None,
        failure=None,
    )

    headers = signed_headers(
        delivery,
        secret=base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        at=datetime.fromtimestamp(1614265330, UTC),
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_an_event_arrives_once_signed_and_without_the_learner(receiver: Receiver) -> None:
    case = receiver.college.submit()

    delivered = [receiver.deliver(), receiver.deliver()]

    ((url, content, headers),) = receiver.received
    secret = base64.b64decode(receiver.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    expected = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    assert delivered == [True, False]
    assert url == URL
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(content)["data"]["caseId"] == case.id
    assert LEARNER.encode() not in content
    assert receiver.delivery.delivered_at == NOW


@pytest.mark.parametrize(
    "failure",
    [
        SourceUnavailableError(URL, "it answered with the status 500"),
        SourceRefusedError(URL, "it is private"),
    ],
    ids=["no success", "not to be asked"],
)
def test_what_did_not_arrive_is_tried_again_later_and_later(
    receiver: Receiver, failure: SourceUnavailableError | SourceRefusedError
) -> None:
    receiver.college.submit()
    receiver.refusals = [failure] * 2

    first = receiver.deliver()
    at_once = receiver.deliver()
    after_first = receiver.delivery
    receiver.at += PAUSES[0]
    second = receiver.deliver()
    after_second = receiver.delivery
    receiver.at += PAUSES[1]
    third = receiver.deliver()

    assert (first, at_once, second, third) == (True, False, True, True)
    assert (after_first.failure, after_first.next_at) == (failure.reason, NOW + PAUSES[0])
    assert after_second.next_at == NOW + PAUSES[0] + PAUSES[1]
    assert (receiver.delivery.attempts, receiver.delivery.failure) == (3, None)
    identities = {headers["webhook-id"] for _, _, headers in receiver.received}
    stamps = [headers["webhook-timestamp"] for _, _, headers in receiver.received]
    assert len(identities) == 1
    assert len(set(stamps)) == 3


def test_after_about_three_days_nobody_tries_any_more(receiver: Receiver) -> None:
    receiver.college.submit()
    receiver.refusals = [SourceUnavailableError(URL, "no")] * 99

    while receiver.deliver():
        receiver.at += timedelta(days=1)

    assert receiver.delivery.attempts == len(PAUSES) + 1
    assert receiver.delivery.next_at is None
    assert receiver.delivery.failure == "no"
    assert timedelta(days=3) < sum(PAUSES, timedelta()) < timedelta(days=4)


def test_what_was_given_up_can_be_sent_again(receiver: Receiver) -> None:
    receiver.college.submit()
    receiver.deliver()

    with receiver.college.opened(True) as books:
        replay(receiver.delivery.id, actor=KEEPER, at=receiver.at, book=books.webhooks)
    receiver.deliver()

    assert [content for _, content, _ in receiver.received[:1]] == [
        content for _, content, _ in receiver.received[1:]
    ]


def test_no_transaction_is_open_while_a_message_is_on_its_way(receiver: Receiver) -> None:
    receiver.college.submit()
    writable: list[bool] = []

    def post(url: str, content: bytes, headers: Mapping[str, str]) -> None:
        writable.append(receiver.college.store.writable)
        # Another process that looks meanwhile has nothing to do.
        assert receiver.deliver() is False

    deliver_next(now=lambda: NOW, open_books=receiver.college.opened, post=post)

    assert writable == [False]


def test_a_process_that_dies_on_the_way_leaves_the_message_to_another(
    receiver: Receiver,
) -> None:
    receiver.college.submit()

    def die(url: str, content: bytes, headers: Mapping[str, str]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_next(now=lambda: NOW, open_books=receiver.college.opened, post=die)
    at_once = receiver.deliver()
    receiver.at += timedelta(minutes=3)

    assert (at_once, receiver.deliver()) == (False, True)


def test_a_secret_is_shown_once_and_webhooks_are_the_organisations_own(
    receiver: Receiver,
) -> None:
    """A01: another organisation's webhook is not there."""
    receiver.college.submit()
    others = builders.actor(COUNTY, Scope.ACCOUNTS_MANAGE)
    weak = builders.actor(COLLEGE, Scope.RECOGNITION_DECIDE)
    delivery_id = receiver.delivery.id

    assert receiver.secret.startswith("whsec_")
    assert not hasattr(receiver.webhook, "secret")
    with receiver.college.opened(True) as books:
        book = books.webhooks
        with pytest.raises(WebhookNotFoundError):
            remove_webhook(receiver.webhook.id, actor=others, at=NOW, book=book)
        with pytest.raises(WebhookDeliveryNotFoundError):
            replay(delivery_id, actor=others, at=NOW, book=book)
        with pytest.raises(NotPermittedError):
            remove_webhook(receiver.webhook.id, actor=weak, at=NOW, book=book)
        with pytest.raises(NotPermittedError):
            replay(delivery_id, actor=weak, at=NOW, book=book)
