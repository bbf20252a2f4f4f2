import pytest

from badgeservice.web.negotiation import (
    CREDENTIAL_TYPES,
    HTML,
    PNG,
    SVG,
    preferred_language,
    preferred_type,
)

OFFERS = (*CREDENTIAL_TYPES, HTML, PNG, SVG)
CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/apng,*/*;q=0.8"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/png,image/svg+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param(None, "application/vc+ld+json", id="no-header"),
        pytest.param("", "application/vc+ld+json", id="empty-header"),
        pytest.param("*/*", "application/vc+ld+json", id="anything"),
        pytest.param(CHROMIUM, HTML, id="chromium"),
        pytest.param(FIREFOX, HTML, id="firefox-naming-images"),
        pytest.param("application/vc", "application/vc", id="vc"),
        pytest.param("application/ld+json", "application/ld+json", id="json-ld"),
        pytest.param('application/ld+json; profile="x"', "application/ld+json", id="a-profile"),
        pytest.param("APPLICATION/JSON", "application/json", id="upper-case"),
        pytest.param("application/json, text/html", "application/json", id="json-named-first"),
        pytest.param("application/json;q=0.4, text/html", HTML, id="html-wanted-more"),
        pytest.param("application/*", "application/vc+ld+json", id="any-application"),
        pytest.param("text/*", HTML, id="any-text"),
        pytest.param("image/png", PNG, id="png"),
        pytest.param("image/avif,image/svg+xml,image/*;q=0.8", SVG, id="an-img-element"),
        pytest.param("text/html;q=0, */*", "application/vc+ld+json", id="html-refused"),
        pytest.param("application/vc+ld+json;q=0, */*", "application/vc", id="first-refused"),
        pytest.param("audio/ogg", "application/vc+ld+json", id="nothing-that-we-have"),
        pytest.param("text/html;q=nonsense", "application/vc+ld+json", id="a-broken-quality"),
        pytest.param(";;,,=", "application/vc+ld+json", id="rubbish"),
    ],
)
def test_a_browser_gets_the_page_and_a_program_the_credential(
    accept: str | None, expected: str
) -> None:
    assert preferred_type(accept, offers=OFFERS) == expected


@pytest.mark.parametrize(
    ("header", "chosen", "expected"),
    [
        pytest.param(None, None, "fi", id="nothing-said"),
        pytest.param("sv-FI,sv;q=0.9,en;q=0.8", None, "sv", id="finland-swedish"),
        pytest.param("de,en;q=0.5,fi;q=0.4", None, "en", id="second-choice"),
        pytest.param("fi;q=0.3,en;q=0.9", None, "en", id="by-quality-not-by-order"),
        pytest.param("de-AT", None, "fi", id="no-language-of-ours"),
        pytest.param("en;q=0", None, "fi", id="english-refused"),
        pytest.param("en", "sv", "sv", id="chosen-by-hand"),
        pytest.param("en", "xx", "en", id="an-unknown-choice"),
        pytest.param("../../etc", "../en", "fi", id="rubbish"),
    ],
)
def test_the_language_is_the_one_chosen_or_else_preferred(
    header: str | None, chosen: str | None, expected: str
) -> None:
    assert preferred_language(header, chosen=chosen) == expected
