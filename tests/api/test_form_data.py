"""Badges sent as a form with a file: nothing touches a disk, and no flood of parts gets in."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest

from badgeservice.credentials.baking import bake_png, bake_svg
from badgeservice.credentials.jose import vc_jwt
from tests.api.service import Service
from tests.pictures import png

PATH = "/v1/verifications"
BOUNDARY = "x" * 20
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def _files(service: Service) -> dict[str, bytes]:
    world = service.world
    badge = world.badge()
    token = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    ).content
    return {
        "badge.json": badge,
        "badge.jwt": token,
        "badge.svg": bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', badge.decode()),
        "badge.png": bake_png(png(8, 8, mode="RGB"), badge.decode()),
    }


@pytest.mark.parametrize("name", ["badge.json", "badge.jwt", "badge.svg", "badge.png"])
def test_every_form_of_a_badge_can_be_sent_as_a_file(service: Service, name: str) -> None:
    response = service.client.post(PATH, files={"file": (name, _files(service)[name])})

    assert (response.status_code, response.json()["verdict"]) == (200, "valid")


def test_the_options_stand_beside_the_file(service: Service) -> None:
    response = service.client.post(
        PATH,
        files={"file": ("badge.json", service.world.badge())},
        data={"recipient": "aino@example.org", "challenge": "7", "domain": ""},
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("files", "data", "pointers"),
    [
        pytest.param({}, {"recipient": "a@b.fi"}, {"/file"}, id="no file"),
        pytest.param({}, {"file": "text"}, {"/file"}, id="a text instead of a file"),
        pytest.param({"file": b"{}", "other": b"{}"}, {}, {""}, id="two files"),
        pytest.param({"badge": b"{}"}, {}, {""}, id="a file of another name"),
        pytest.param({"file": b"{}"}, {"extra": "x"}, {""}, id="an unknown field"),
        pytest.param({"file": b"{}"}, {"recipient": "aino"}, {"/recipient"}, id="no address"),
        pytest.param({"file": b"{}"}, {"domain": "d" * 1_001}, {"/domain"}, id="a long domain"),
        pytest.param(
            {"file": b"{}"}, {"recipient": ["a@b.fi", "c@d.fi"]}, {"/recipient"}, id="a field twice"
        ),
    ],
)
def test_a_form_of_another_shape_is_refused(
    service: Service, files: Any, data: Any, pointers: set[str]
) -> None:
    # Without any file, httpx would send another kind of form.
    parts = files or {"nothing": (None, b"")}

    response = service.client.post(PATH, files=parts, data=data)

    assert response.status_code == 422
    if files:
        assert {error["pointer"] for error in response.json()["errors"]} == pointers


def test_a_form_without_a_file_is_refused_at_the_file(service: Service) -> None:
    response = service.client.post(PATH, files={"recipient": (None, b"a@b.fi")})

    assert [error["pointer"] for error in response.json()["errors"]] == ["/file"]


def test_a_file_that_is_no_badge_is_not_a_credential(service: Service) -> None:
    response = service.client.post(PATH, files={"file": b"hello"})

    assert response.json()["type"].endswith("/problems/not-a-credential")


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "multipart/form-data"}, b"x"),
        (MULTIPART, b"not a form"),
        (MULTIPART, b""),
        (MULTIPART, f"--{BOUNDARY}\r\n\r\n\r\n--{BOUNDARY}--".encode()),
        (MULTIPART, f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; f'.encode()),
        ({"Content-Type": 'multipart/form-data; boundary="\xe4"'.encode("latin-1")}, b"--\xe4--"),
    ],
    ids=["no boundary", "no form", "nothing", "a part without a name", "cut off", "odd boundary"],
)
def test_what_is_no_form_is_refused_and_nothing_breaks(
    service: Service, headers: Any, content: bytes
) -> None:
    response = service.client.post(PATH, headers=headers, content=content)

    assert response.status_code in {415, 422}


def test_a_flood_of_parts_is_refused(service: Service) -> None:
    """V02: of ten thousand parts, no more are read than there are fields."""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    content = (part * 10_000 + f"--{BOUNDARY}--").encode()

    response = service.client.post(PATH, headers=MULTIPART, content=content)

    assert response.status_code == 422
    assert "Too many fields" in response.json()["errors"][0]["detail"]


def test_a_form_that_is_too_large_is_refused_unread(service: Service) -> None:
    """V02: no form is larger than any other body may be."""
    response = service.client.post(PATH, files={"file": b"x" * (5 * 1024 * 1024)})

    assert response.status_code == 413


def test_nothing_of_a_file_touches_the_disk(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P07: the largest file that is taken stays in memory."""

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        pytest.fail("a file was made")

    monkeypatch.setattr(tempfile, "_TemporaryFileWrapper", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)

    response = service.client.post(PATH, files={"file": b"{" + b" " * 1_000_000 + b"}"})

    assert response.status_code == 422
