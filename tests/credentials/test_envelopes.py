"""Tokens in envelopes: out, and in again; anything else by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.envelopes import envelope_of, read_envelope
from badgeservice.credentials.errors import EnvelopeMalformedError
from badgeservice.credentials.presentation import ENVELOPED_CREDENTIAL, ENVELOPED_PRESENTATION

TOKENS = st.from_regex(
    r"[A-Za-z0-9_-]{1,20}\.[A-Za-z0-9_-]{1,20}\.[A-Za-z0-9_-]{1,20}", fullmatch=True
)


@given(token=TOKENS, kind=st.sampled_from([ENVELOPED_CREDENTIAL, ENVELOPED_PRESENTATION]))
def test_what_is_put_in_comes_out(token: str, kind: str) -> None:
    content = token.encode()

    assert read_envelope(envelope_of(content, type_=kind)) == content


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"@context": None}, "context", id="no context"),
        pytest.param({"@context": []}, "context", id="empty context"),
        pytest.param({"@context": [{}]}, "context", id="context object"),
        pytest.param({"type": None}, "type", id="no type"),
        pytest.param({"type": [ENVELOPED_CREDENTIAL, "VerifiableCredential"]}, "type", id="two"),
        pytest.param({"id": None}, "id", id="no id"),
        pytest.param({"id": "eyJ.a.b"}, "id", id="a bare token"),
        pytest.param({"id": "data:,eyJ.a.b"}, "id", id="no media type"),
        pytest.param({"id": "data:application/vp+jwt,a.b.c"}, "media-type", id="a presentation"),
        pytest.param({"id": "data:application/vc+jwt;base64,YQ"}, "media-type", id="base64"),
        pytest.param({"id": "data:text/html,<b>"}, "media-type", id="a page"),
    ],
)
def test_other_envelopes_are_refused_by_name(changes: dict[str, Any], code: str) -> None:
    envelope = {**envelope_of(b"a.b.c", type_=ENVELOPED_CREDENTIAL), **changes}

    with pytest.raises(EnvelopeMalformedError) as caught:
        read_envelope({name: value for name, value in envelope.items() if value is not None})

    assert caught.value.code == code
