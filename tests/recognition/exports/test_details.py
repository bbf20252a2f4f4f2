"""What a college adds is of the right form before anything is made of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from badgeservice.recognition.exports.details import ExportDetails
from tests.recognition.exports.decided import SITE

SHOWN = {
    "environment": "Koti Oy",
    "content": ["Ohjaa"],
    "beginsOn": "2026-09-01",
    "endsOn": "2026-09-01",
}
WRONG: dict[str, dict[str, Any]] = {
    "a learner's number for a site": {"siteOid": "1.2.246.562.24.44651722625"},
    "a number with a line feed": {"siteOid": f"{SITE}\n"},
    "a group that there is not": {"group": "5"},
    "a kind that there is not": {"qualification": "lukio"},
    "a version of nothing": {"unitVersion": 0},
    "a version as a text": {"unitVersion": "2"},
    "a language by its name": {"language": "suomi"},
    "a qualification without its list": {"fromQualification": {"code": "351301"}},
    "a badge that is not national": {
        "nationalBadge": {"code": "badge-1", "completedOn": "2025-11-20", "siteOid": SITE}
    },
    "a demonstration that ends before it begins": {
        "demonstration": {**SHOWN, "endsOn": "2026-08-31"}
    },
    "a demonstration of nothing": {"demonstration": {**SHOWN, "content": []}},
    "a business id with a wrong check digit": {
        "demonstration": {**SHOWN, "businessId": "1852679-8"}
    },
    "a business id that nobody can have": {"demonstration": {**SHOWN, "businessId": "1000008-1"}},
    "a business id without a hyphen": {"demonstration": {**SHOWN, "businessId": "18526799"}},
    "a grade outside of the decision": {"grade": "5"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_detail_of_the_wrong_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExportDetails.model_validate(wrong)


@pytest.mark.parametrize("business_id", ["1852679-9", "1234567-1"])
def test_a_sound_demonstration_passes(business_id: str) -> None:
    shown = {**SHOWN, "businessId": business_id}

    assert ExportDetails.model_validate({"demonstration": shown}).demonstration is not None


def test_nothing_is_required_before_a_format_asks_for_it() -> None:
    assert ExportDetails() == ExportDetails.model_validate({})
