import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.baking import bake_svg, extract_svg
from badgeservice.credentials.errors import ImageMalformedError
from badgeservice.credentials.strict_json import serialise
from tests.reference import reference, references

SVG = "http://www.w3.org/2000/svg"
NS = "https://purl.imsglobal.org/ob/v3p0"
PLAIN = f'<svg xmlns="{SVG}" width="4"><circle r="2"/></svg>'
DOCTYPE = (
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)
JWS = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"


def drawing(inner: str, *, root: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="{SVG}" xmlns:ob="{NS}"{root}>{inner}</svg>'.encode()


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param(f'<?xml version="1.0" encoding="UTF-8"?>\n{PLAIN}', id="declaration"),
        pytest.param(f"<?xml version='1.0' standalone='no'?>{PLAIN}", id="single-quotes"),
        pytest.param(f"\n<!-- a > b --> {PLAIN}", id="comment"),
        pytest.param(
            f'<?xml version="1.0"?>\r\n<!-- x -->{DOCTYPE}\r\n{PLAIN}', id="doctype-of-svg"
        ),
        pytest.param(f"\ufeff{PLAIN}", id="byte-order-mark"),
        pytest.param(f'<svg xmlns="{SVG}"/>', id="empty"),
        pytest.param(f'<svg xmlns="{SVG}" />', id="empty-with-space"),
        pytest.param(f'<s:svg xmlns:s="{SVG}" a="1 > 0"/>', id="prefix-and-bracket-in-attribute"),
        pytest.param(f'<svg xmlns="{SVG}"><desc>ä &amp; ö</desc></svg>', id="text"),
    ],
)
@pytest.mark.parametrize("text", ['{"a":"<b>&]"}', JWS])
def test_what_is_baked_in_comes_out_of_any_drawing(image: str, text: str) -> None:
    baked = bake_svg(image.encode(), text)

    assert extract_svg(baked) == text
    root = ET.fromstring(baked)  # noqa: S314  # our own bytes, read by a second parser
    assert root.tag == f"{{{SVG}}}svg"
    assert root[0].tag == f"{{{NS}}}credential"
    assert root[0].get("verify") == (JWS if text == JWS else None)


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)


@given(text=texts)
def test_any_json_survives_even_the_end_of_cdata(text: str) -> None:
    content = serialise({"name": text + "]]>", "other": [["]]>"]]}).decode()

    baked = bake_svg(PLAIN.encode(), content)

    assert json.loads(extract_svg(baked)) == json.loads(content)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(drawing('<ob:credential verify="a.b.c"/>'), id="has-one"),
        pytest.param(
            f'<svg xmlns="{SVG}" xmlns:openbadges="http://openbadges.org"/>'.encode(),
            id="v2-prefix",
        ),
        pytest.param(f'<!DOCTYPE svg SYSTEM "x.dtd">{PLAIN}'.encode(), id="doctype"),
        pytest.param(b"<html/>", id="html"),
        pytest.param(b"", id="nothing"),
        pytest.param(PLAIN.encode("utf-16"), id="utf-16"),
    ],
)
def test_nothing_is_baked_into_other_things(image: bytes) -> None:
    with pytest.raises(ImageMalformedError):
        bake_svg(image, "{}")


@pytest.mark.parametrize(
    ("image", "text"),
    [
        pytest.param(drawing(f'<ob:credential verify="{JWS}"/>'), JWS, id="verify"),
        pytest.param(drawing("<ob:credential> {} </ob:credential>"), "{}", id="spaces"),
        pytest.param(
            drawing("<g><ob:credential><![CDATA[{}]]></ob:credential></g>"), "{}", id="deep"
        ),
        pytest.param(
            drawing("<ob:credential><![CDATA[[1,]]><![CDATA[2]]]></ob:credential>"),
            "[1,2]",
            id="split-cdata",
        ),
        pytest.param(
            drawing("<!-- <ob:credential/> --><ob:credential>{}</ob:credential>"),
            "{}",
            id="comment",
        ),
        pytest.param(
            drawing('<credential xmlns="urn:x"/><ob:credential>{}</ob:credential>'),
            "{}",
            id="other-namespace-too",
        ),
    ],
)
def test_the_one_credential_is_found_by_its_namespace(image: bytes, text: str) -> None:
    """X03: not by its prefix."""
    assert extract_svg(image) == text


ONE = "<ob:credential>{}</ob:credential>"


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(PLAIN.encode(), id="none"),
        pytest.param(drawing(ONE * 2), id="two"),
        pytest.param(drawing(f"{ONE}<g>{ONE}</g>"), id="two-apart"),
        pytest.param(
            drawing('<ob:credential verify="a.b.c">{}</ob:credential>'), id="twice-in-one"
        ),
        pytest.param(drawing("<ob:credential/>"), id="empty"),
        pytest.param(drawing("<ob:credential><g/>{}</ob:credential>"), id="element-inside"),
        pytest.param(drawing(f"<!-- {ONE} -->"), id="only-in-comment"),
        pytest.param(drawing('<credential xmlns="urn:x">{}</credential>'), id="other-namespace"),
        pytest.param(drawing(ONE, before="<!DOCTYPE svg>"), id="doctype"),
        pytest.param(
            drawing(ONE, before='<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">'),
            id="external-dtd",
        ),
        pytest.param(drawing(ONE, before='<!DOCTYPE svg [<!ENTITY a "b">]>'), id="entity"),
        pytest.param(
            drawing(ONE, before=DOCTYPE[:-1] + ' [<!ENTITY a "b">]>'), id="doctype-of-svg-and-more"
        ),
        pytest.param(drawing(ONE, before=DOCTYPE * 2), id="two-doctypes"),
        pytest.param(
            drawing(ONE, before='<?xml-stylesheet href="http://evil.example/x"?>'), id="stylesheet"
        ),
        pytest.param(drawing(f"<?x y?>{ONE}"), id="processing-instruction"),
        pytest.param(drawing("<g>" * 256 + "</g>" * 256 + ONE), id="depth"),
        pytest.param(drawing("<g>" * 200_000), id="abysmal-depth"),
        pytest.param(drawing(ONE).decode().encode("utf-16"), id="utf-16"),
        pytest.param(drawing(ONE, before='<?xml version="1.0" encoding="utf-7"?>'), id="utf-7"),
        pytest.param(drawing(ONE, before='<?xml version="1.1"?>'), id="xml-1.1"),
        pytest.param(drawing(ONE)[:-1], id="cut-short"),
        pytest.param(drawing(ONE) + b"<x/>", id="two-roots"),
        pytest.param(f'<html xmlns:ob="{NS}">{ONE}</html>'.encode(), id="html"),
        pytest.param(
            drawing(f"<ob:credential>{'x' * (1024 * 1024 + 1)}</ob:credential>"), id="long"
        ),
        pytest.param(drawing(" " * 5 * 1024 * 1024), id="large"),
    ],
)
def test_what_does_not_hold_exactly_one_sound_badge_is_refused(image: bytes) -> None:
    """X01, X03: document types, instructions, depth; none, or two."""
    with pytest.raises(ImageMalformedError):
        extract_svg(image)


@pytest.mark.parametrize(
    ("namespace", "word"),
    [("http://openbadges.org", "2.0"), ("https://purl.imsglobal.org/clr/v2p0", "Comprehensive")],
)
def test_the_refusal_tells_other_badges_apart(namespace: str, word: str) -> None:
    with pytest.raises(ImageMalformedError, match=word):
        extract_svg(f'<svg xmlns="{SVG}"><a xmlns="{namespace}"/></svg>'.encode())


@pytest.mark.reference
@pytest.mark.parametrize("path", references("security/xml-svg/**/*.xml"), ids=lambda p: p.stem)
def test_hostile_xml_is_refused(path: Path) -> None:
    """X01: the published ones."""
    with pytest.raises(ImageMalformedError):
        extract_svg(path.read_bytes())


@pytest.mark.reference
def test_a_published_badge_is_extracted() -> None:
    text = extract_svg(reference("security/openbadges/ob30/simple-json.svg").read_bytes())

    assert "OpenBadgeCredential" in json.loads(text)["type"]


def test_a_great_many_comments_before_the_drawing_take_no_more_than_one_reading() -> None:
    # Were they read in all possible ways, this would take longer than anybody waits.
    with pytest.raises(ImageMalformedError):
        extract_svg(b"<!---->" * 2_000 + b'<svg xmlns="http://www.w3.org/2000/svg"/>')
