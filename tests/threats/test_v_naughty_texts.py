"""Texts that break programs, sent to be issued, and read back."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.api.service import Service
from tests.builders import COUNTY
from tests.reference import reference
from tests.threats.conftest import shown

FEWEST: Final = 400
_AT_ONCE: Final = 20


def _texts() -> list[str]:
    found: list[str] = json.loads(reference("security/strings/blns.json").read_bytes())
    return found


def _sent(service: Service, headers: dict[str, str], texts: list[str]) -> Any:
    evidence = [{"name": text, "narrative": text} for text in texts]
    body = {
        "badgeClass": "guidance",
        "recipient": {"email": "aino@example.org"},
        "narrative": texts[0],
        "evidence": evidence,
    }
    return service.client.post("/v1/badges", json=body, headers=headers)


@pytest.mark.reference
def test_a_naughty_text_is_refused_or_comes_back_as_it_was(service: Service) -> None:
    """V06: through the API, into a signed badge, onto its page and out again."""
    service.keep_class()
    headers = service.bearer(COUNTY)
    taken = [text for text in _texts() if _is_taken(service, headers, text)]

    assert len(taken) >= FEWEST
    for start in range(0, len(taken), _AT_ONCE):
        texts = taken[start:][:_AT_ONCE]
        answer = _sent(service, headers, texts)
        assert answer.status_code == 201, answer.text
        credential, page = shown(service, answer.json()["url"])

        assert [item["narrative"] for item in credential["evidence"]] == texts
        assert [item["name"] for item in credential["evidence"]] == texts
        assert "<script>alert" not in page
        assert credential["issuer"]["name"] in page


def _is_taken(service: Service, headers: dict[str, str], text: str) -> bool:
    answer = _sent(service, headers, [text])
    assert answer.status_code in {201, 400, 422}, (text, answer.text)
    return bool(answer.status_code == 201)
