"""K13: whose badge it is, asked apart from everything else."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from badgeservice.verification.open_badges_2.opening import open_older_document
from badgeservice.verification.open_badges_2.verify import verify_older
from badgeservice.verification.question import Question
from badgeservice.verification.report import Report, Verdict
from tests.builders import NOW
from tests.verification.open_badges_2.old_world import OldWorld, badge, codes, older

EMAIL = "aino@example.org"
SALT = "deadsea"


def _hashed(text: str, algorithm: str = "sha256") -> str:
    return f"{algorithm}${hashlib.new(algorithm, text.encode()).hexdigest()}"


def _judge(recipient: dict[str, Any], email: str | None) -> Report:
    world, document = OldWorld(), badge(recipient=recipient)
    world.put(document)
    opened = open_older_document(json.loads(json.dumps(document)))
    assert opened is not None
    return verify_older(opened, Question(at=NOW, sources=world.sources, recipient=email))


HASHED = {"type": "email", "hashed": True, "salt": SALT, "identity": _hashed(EMAIL + SALT)}


@pytest.mark.parametrize(
    "recipient",
    [
        pytest.param(HASHED, id="hashed with salt"),
        pytest.param(
            {"type": "email", "hashed": True, "identity": _hashed(EMAIL)}, id="hashed alone"
        ),
        pytest.param(
            {"type": "email", "hashed": True, "salt": None, "identity": _hashed(EMAIL)},
            id="salt of null",
        ),
        pytest.param({**HASHED, "identity": _hashed(EMAIL + SALT, "md5")}, id="md5"),
        pytest.param({"type": "email", "hashed": False, "identity": EMAIL}, id="in plain"),
    ],
)
def test_the_right_address_is_recognised(recipient: dict[str, Any]) -> None:
    """K13: hashed with its salt, or in plain."""
    for email in (EMAIL, EMAIL.upper()):
        report = _judge(recipient, email)

        assert older(report).checks[-1].code == "ob2.recipient.ok"
        assert older(report).result == "hosted-confirmed"


@pytest.mark.parametrize(
    "recipient",
    [
        pytest.param({**HASHED, "salt": "other"}, id="wrong salt"),
        pytest.param({**HASHED, "hashed": "false", "identity": EMAIL}, id="hashed as a text"),
        pytest.param({**HASHED, "identity": EMAIL}, id="plain and said to be hashed"),
        pytest.param({**HASHED, "hashed": False}, id="hashed and said to be plain"),
        pytest.param({**HASHED, "identity": "sha1$00"}, id="unknown algorithm"),
        pytest.param({**HASHED, "salt": 7}, id="salt of a number"),
        pytest.param({"type": "email", "hashed": False, "identity": "x@example.org"}, id="other"),
    ],
)
def test_a_badge_of_somebody_else_is_refused_to_who_asks(recipient: dict[str, Any]) -> None:
    """K13: presented for another e-mail, or with an identity that says two things."""
    report = _judge(recipient, EMAIL)

    assert report.verdict is Verdict.INVALID
    assert older(report).result == "recipient-differs"
    assert codes(report) == ["ob2.recipient.differs"]


def test_a_recipient_named_otherwise_leaves_it_undecided() -> None:
    report = _judge({"type": "telephone", "hashed": False, "identity": "+358"}, EMAIL)

    assert codes(report) == ["ob2.recipient.kind-unsupported"]
    assert report.verdict is Verdict.INDETERMINATE


def test_nobody_s_address_is_compared_unless_asked() -> None:
    """K13: the check is not even listed."""
    report = _judge({**HASHED, "salt": "other"}, None)

    assert "ob2.recipient" not in [check.name for check in older(report).checks]
    assert older(report).result == "hosted-confirmed"
