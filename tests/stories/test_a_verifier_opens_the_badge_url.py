"""Somebody who knows nothing of the issuer opens a badge URL: a person, then a program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stories.conftest import ORIGIN, Member, Service


@pytest.fixture
def county(service: Service, library_documents: list[dict[str, Any]]) -> Member:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})
    return county


@pytest.mark.parametrize(
    ("language", "word"), [("fi", "Osaamismerkki"), ("sv", "Kompetensmärke"), ("en", "badge")]
)
def test_a_person_gets_a_page_in_their_language(
    service: Service, county: Member, language: str, word: str
) -> None:
    badge = county.issue("workplace-contact-person")

    page = service.http.get(
        badge["url"], headers={"Accept": "text/html", "Accept-Language": language}
    )

    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Accept" in page.headers["Vary"]
    assert f'lang="{language}"' in page.text
    assert word.lower() in page.text.lower()


def test_a_program_gets_the_exact_signed_bytes_in_every_form(
    service: Service, county: Member
) -> None:
    badge = county.issue("workplace-contact-person")

    forms = [
        service.http.get(badge["url"], headers={"Accept": media_type}).content
        for media_type in ("application/vc+ld+json", "application/vc", "application/json", "*/*")
    ]

    assert len({*forms, service.http.get(f"{badge['url']}.json").content}) == 1
    assert service.verify(json.loads(forms[0]))["verdict"] == "valid"


def test_the_baked_pictures_hold_the_badge(service: Service, county: Member) -> None:
    from badgeservice.credentials.baking import extract_png, extract_svg

    badge = county.issue("workplace-contact-person")
    signed = service.http.get(f"{badge['url']}.json").json()

    png = service.http.get(f"{badge['url']}.png")
    svg = service.http.get(f"{badge['url']}.svg")

    assert png.headers["Content-Type"] == "image/png"
    assert json.loads(extract_png(png.content)) == signed
    assert json.loads(extract_svg(svg.content)) == signed


def test_every_address_inside_the_credential_answers(service: Service, county: Member) -> None:
    badge = county.issue("workplace-contact-person")
    credential = service.http.get(f"{badge['url']}.json").json()
    achievement = credential["credentialSubject"]["achievement"]

    addresses = [
        credential["id"],
        credential["issuer"]["url"],
        achievement["id"],
        achievement["criteria"]["id"],
        achievement["image"]["id"],
        credential["credentialStatus"]["statusListCredential"],
        *(item["id"] for item in achievement["related"]),
        f"{ORIGIN}/issuers/county/did.json",
    ]

    for address in addresses:
        answer = service.http.get(address)
        assert answer.status_code == 200, address
    did = service.http.get(f"{ORIGIN}/issuers/county/did.json").json()
    assert did["id"] == credential["issuer"]["id"]
    assert credential["proof"][0]["verificationMethod"] in did["assertionMethod"]


def test_the_verify_page_answers_a_person_without_any_script(
    service: Service, county: Member
) -> None:
    badge = county.issue("workplace-contact-person")

    page = service.http.get("/verify", params={"url": badge["url"], "lang": "en"})

    assert page.status_code == 200
    assert "<script" not in page.text or 'src="/static' in page.text
    assert "valid" in page.text.lower()


def test_an_unknown_badge_is_not_there_for_anybody(service: Service) -> None:
    missing = f"{ORIGIN}/badges/{'A' * 22}"

    assert service.http.get(missing, headers={"Accept": "text/html"}).status_code == 404
    problem = service.http.get(missing, headers={"Accept": "application/json"})
    assert problem.status_code == 404
    assert problem.headers["Content-Type"].startswith("application/problem+json")
