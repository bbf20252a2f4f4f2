from typing import Any

import pytest

from badgeservice.credentials.open_badges_2.standards import CONTEXT, is_context, standard_of
from badgeservice.credentials.strict_json import parse_object
from tests.reference import reference

V1 = "https://w3id.org/openbadges/v1"
VC = "https://www.w3.org/ns/credentials/v2"
VC_1 = "https://www.w3.org/2018/credentials/v1"


@pytest.mark.parametrize(
    ("context", "standard"),
    [
        (CONTEXT, "open-badges-2.0"),
        ([CONTEXT], "open-badges-2.0"),
        ([V1, CONTEXT], "open-badges-2.0"),
        ([{"a": "b:c"}, CONTEXT], "open-badges-2.0"),
        (V1, "open-badges-1.1"),
        ([V1], "open-badges-1.1"),
        ([VC, CONTEXT], None),
        ([CONTEXT, VC_1], None),
        ([VC_1, V1], None),
        (VC, None),
        ([], None),
        (None, None),
        (7, None),
        ({"obi": "https://w3id.org/openbadges#"}, None),
        ("https://w3id.org/openbadges/v2/", None),
        ("HTTPS://W3ID.ORG/openbadges/v2", None),
    ],
)
def test_the_context_tells_the_standard(context: Any, standard: str | None) -> None:
    """F16: and one of Verifiable Credentials tells that it is no older one."""
    assert standard_of({"@context": context}) == standard


@pytest.mark.reference
def test_the_context_written_out_is_the_context() -> None:
    content = reference("spec/contexts/ob-v2p0.json").read_bytes()

    written_out = parse_object(content)["@context"]

    assert is_context(written_out)
    assert isinstance(written_out, dict)
    assert not is_context({**written_out, "expires": "https://x.example/"})
    assert not is_context({**written_out, "more": "https://x.example/"})
