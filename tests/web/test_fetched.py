"""What was read from elsewhere is told with its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from badgeservice.library.documents import Language
from badgeservice.verification.report import Fetch, Report, Verdict
from badgeservice.web.fetched import fetched_lines
from badgeservice.web.words import Words
from tests.web.foreign import STRANGER
from tests.web.service import NOW, Service, build_app


def _report(age: timedelta, reason: str | None = None) -> Report:
    return Report(
        verdict=Verdict.VALID,
        checks=(),
        warnings=(),
        credential=None,
        verified_at=NOW,
        fetched=(Fetch(url="https://a.example/1", fetched_at=NOW - age, reason=reason),),
    )


@pytest.mark.parametrize(
    ("language", "age", "expected"),
    [
        ("en", timedelta(seconds=2), "Read just now."),
        (
            "en",
            timedelta(minutes=3),
            "Read 24 November 2026 at 09:27 UTC, 3 minutes before the check.",
        ),
        (
            "fi",
            timedelta(hours=2),
            "Luettu 24. marraskuuta 2026 klo 7.30 UTC, 2 tuntia ennen tarkistusta.",
        ),
        (
            "sv",
            timedelta(days=3),
            "Läst den 21 november 2026 kl. 09:30 UTC, 3 dygn före kontrollen.",
        ),
    ],
)
def test_an_answer_is_told_with_its_age(language: Language, age: timedelta, expected: str) -> None:
    (line,) = fetched_lines(_report(age), Words(language))

    assert (line.url, line.sentence, line.reason) == ("https://a.example/1", expected, None)


def test_what_could_not_be_read_is_told_with_the_reason() -> None:
    (line,) = fetched_lines(_report(timedelta(0), "no answer"), Words("en"))

    assert (line.sentence, line.reason) == ("Could not be read.", "no answer")


def test_the_report_page_lists_what_was_read_as_text(service: Service) -> None:
    hostile = Fetch(
        url="https://a.example/<script>", fetched_at=NOW, reason="<img src=x onerror=x>"
    )
    sources = replace(service.wiring.sources, fetched=lambda: (hostile,))
    app = build_app(replace(service.wiring, new_sources=lambda: sources))

    page = TestClient(app).post("/verify?lang=sv", data={"text": STRANGER.badge().decode()}).text

    assert '<h2 id="fetched">Vad som lästes från annat håll</h2>' in page
    assert "<code>https://a.example/&lt;script&gt;</code><br>Kunde inte läsas." in page
    assert '<span lang="en">&lt;img src=x onerror=x&gt;</span>' in page
