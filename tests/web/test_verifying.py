"""The form, and the report that it leads to."""

import base64
import hashlib
import json
import re
from http import HTTPStatus

import anyio
import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.issuing.addresses import badge_url, issuer_did
from badgeservice.verification.receipts import Verified, compose_receipt, receipt_context
from badgeservice.verification.verify import verify
from badgeservice.web.presented import presented
from tests.fakes import ORIGIN
from tests.web.foreign import STRANGER
from tests.web.service import ISSUER, Service

MEGABYTE = 1024 * 1024
PIECE = 64 * 1024


def test_the_form_works_without_scripts(client: TestClient) -> None:
    page = client.get("/verify").text

    assert 'method="post" enctype="multipart/form-data"' in page
    for name in ("url", "file", "text"):
        assert f'<label for="{name}">' in page


def test_the_camera_may_be_used_on_the_form_alone(client: TestClient, service: Service) -> None:
    form = client.get("/verify")
    report = client.get("/verify", params={"url": badge_url(ORIGIN, service.valid.id)})
    front = client.get("/")

    assert form.headers["permissions-policy"].startswith("camera=(self), geolocation=()")
    for other in (report, front):
        assert other.headers["permissions-policy"].startswith("camera=(), geolocation=()")


def test_scripts_are_taken_only_as_we_wrote_them(client: TestClient) -> None:
    page = client.get("/verify").text

    linked = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))" integrity="([^"]+)"', page)
    assert len(linked) == 3
    assert page.count('.js"') + page.count('.css"') == 3
    for path, integrity in linked:
        digest = hashlib.sha384(client.get(path).content).digest()
        assert integrity == f"sha384-{base64.b64encode(digest).decode()}"


def test_what_was_presented_is_told(client: TestClient) -> None:
    page = client.post("/verify?lang=en", data={"text": STRANGER.badge().decode()}).text

    assert "What was presented: Open Badge 3.0" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_gives_a_report(method: str, client: TestClient, service: Service) -> None:
    url = badge_url(ORIGIN, service.valid.id)

    if method == "get":
        page = client.get("/verify", params={"url": url, "lang": "en"})
    else:
        page = client.post("/verify?lang=en", data={"url": url})

    assert page.status_code == HTTPStatus.OK
    assert "The badge is genuine and valid" in page.text
    assert "Yhteyshenkilö työpaikalla" in page.text
    assert f'href="{url}"' in page.text


@pytest.mark.parametrize("ending", ["json", "png", "svg"])
def test_every_file_that_we_hand_out_can_be_verified(
    ending: str, client: TestClient, service: Service
) -> None:
    content = client.get(f"/badges/{service.valid.id}.{ending}").content

    page = client.post("/verify?lang=en", files={"file": (f"badge.{ending}", content)})

    assert "The badge is genuine and valid" in page.text


def test_a_pasted_badge_that_was_changed_is_refused_and_not_shown(
    client: TestClient, service: Service
) -> None:
    changed = (service.valid.secured or b"").decode().replace("Yhteyshenkilö", "Johtaja")

    page = client.post("/verify?lang=en", data={"text": changed}).text

    assert "The badge is not valid" in page
    assert "The signature does not fit." in page
    assert "Johtaja" not in page


def test_a_revoked_badge_is_not_valid(client: TestClient, service: Service) -> None:
    page = client.get(
        "/verify", params={"url": badge_url(ORIGIN, service.revoked.id), "lang": "fi"}
    ).text

    assert "Merkki ei kelpaa" in page
    assert "Myöntäjä on mitätöinyt merkin." in page


def test_an_address_that_does_not_answer_leaves_the_verdict_open(client: TestClient) -> None:
    page = client.get("/verify", params={"url": "https://elsewhere.example/b", "lang": "en"})

    assert page.status_code == HTTPStatus.OK
    assert "The badge could not be confirmed" in page.text


def test_the_report_for_programs_is_on_the_page(client: TestClient, service: Service) -> None:
    page = client.get("/verify", params={"url": badge_url(ORIGIN, service.valid.id)}).text

    text = page.partition('<pre tabindex="0" lang="en"><code>')[2].partition("</code>")[0]
    report = json.loads(text.replace("&#34;", '"').replace("&lt;", "<").replace("&amp;", "&"))
    assert report["verdict"] == "valid"
    assert report["verifiedAt"] == "2026-11-24T09:30:00Z"
    assert [check["outcome"] for check in report["checks"]] == ["passed"] * 6


@pytest.mark.parametrize(
    ("sent", "status", "field", "sentence"),
    [
        pytest.param({"data": {}}, 422, "url", "Give an address", id="nothing"),
        pytest.param({"data": {"url": "  "}}, 422, "url", "Give an address", id="only-spaces"),
        pytest.param({"data": {"url": "x"}}, 422, "url", "begins with https", id="no-url"),
        pytest.param(
            {"data": {"url": "file:///etc/passwd"}}, 422, "url", "begins with https", id="file-url"
        ),
        pytest.param(
            {"data": {"url": "https://a.example/" + "a" * 3000}},
            422,
            "url",
            "begins with https",
            id="an-endless-url",
        ),
        pytest.param(
            {"data": {"url": "https://a.example", "text": "{}"}},
            422,
            "text",
            "Use only one",
            id="two",
        ),
        pytest.param({"data": {"text": "hello"}}, 422, "text", "not an Open Badges", id="prose"),
        pytest.param(
            {"data": {"text": "{}"}}, 422, "text", "not an Open Badges", id="empty-object"
        ),
        pytest.param(
            {"files": {"file": ("x.png", b"\x89PNG\r\n\x1a\nrest")}},
            422,
            "file",
            "No badge was found inside",
            id="a-broken-picture",
        ),
        pytest.param(
            {"files": {"file": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}},
            422,
            "file",
            "No badge was found inside",
            id="a-picture-without-a-badge",
        ),
        pytest.param(
            {"files": {"file": ("x.json", b"x" * (MEGABYTE + 1))}},
            413,
            "file",
            "too large",
            id="one-byte-too-many",
        ),
        pytest.param(
            {"files": {"file": ("x.json", b"x" * (2 * MEGABYTE))}},
            413,
            "file",
            "too large",
            id="two-megabytes",
        ),
        pytest.param(
            {"content": b"rubbish", "headers": {"Content-Type": "multipart/form-data"}},
            422,
            "url",
            "could not be read",
            id="a-form-without-a-boundary",
        ),
        pytest.param(
            {
                "content": b"--x\r\nno header at all\r\n\r\nx\r\n--x--",
                "headers": {"Content-Type": "multipart/form-data; boundary=x"},
            },
            422,
            "url",
            "could not be read",
            id="a-broken-form",
        ),
    ],
)
def test_a_form_with_a_mistake_comes_back_with_the_mistake_named(
    sent: dict[str, object], status: int, field: str, sentence: str, client: TestClient
) -> None:
    page = client.post("/verify?lang=en", **sent)  # type: ignore[arg-type]  # the shape varies

    assert page.status_code == status
    assert "<title>Error: " in page.text
    assert f'<a href="#{field}">' in page.text
    assert f'aria-describedby="{field}-hint {field}-error" aria-invalid="true"' in page.text
    assert sentence in page.text


def test_a_hostile_address_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/verify", params={"url": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_a_form_of_many_empty_fields_is_refused_unread(client: TestClient) -> None:
    """V02: a million separators."""
    answer = client.post(
        "/verify?lang=en",
        content=b"&" * MEGABYTE,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    # Read as a form, it would be one that holds nothing.
    assert "could not be read" in answer.text


def test_no_more_is_read_of_a_form_than_it_may_hold() -> None:
    """V02: without a length, and as if without an end."""
    read: list[int] = []

    async def receive() -> dict[str, object]:
        read.append(len(read))
        return {"type": "http.request", "body": bytes(PIECE), "more_body": len(read) < 1000}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    found = anyio.run(presented, request)

    assert found.fault == "too-large"
    assert len(read) <= MEGABYTE // PIECE + 2


def test_an_odd_address_of_a_recipient_is_pointed_at(client: TestClient) -> None:
    page = client.post("/verify?lang=en", data={"text": "{}", "recipient": "aino"})

    assert page.status_code == 422
    assert 'href="#recipient"' in page.text
    assert "<details" in page.text
    assert "open>" in page.text


def test_a_receipt_is_reported_without_being_taken_for_a_badge(
    client: TestClient, service: Service
) -> None:
    wiring = service.wiring
    report = verify(service.valid.secured or b"", at=wiring.now(), sources=wiring.sources)
    did = issuer_did(wiring.origin, ISSUER)
    verified = Verified(content=service.valid.secured)
    with wiring.open_books(False) as books:
        key = books.keys.current(ISSUER)
    receipt = secure(
        compose_receipt(report, verified, issuer=did, origin=wiring.origin),
        signer=key.signer,
        verification_method=key.verification_method,
        created=wiring.now(),
        contexts=PINNED_CONTEXTS.extended_by([receipt_context(wiring.origin)]),
    ).content

    page = client.post("/verify?lang=en", data={"text": receipt.decode()})

    assert page.status_code == 200
    assert "This is a receipt for a verification" in page.text
    assert "This is no badge but a receipt" in page.text
