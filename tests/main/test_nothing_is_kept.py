"""P07: nothing of what verifiers send is on the disk afterwards, in whichever way they send it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from badgeservice.config import Settings
from badgeservice.main import create_app, upgrade_database

CANARY = "kanarialintu-7f3a"
BADGE = {"@context": ["https://www.w3.org/ns/credentials/v2"], "name": CANARY}
VERIFICATIONS = "/v1/verifications"


@pytest.mark.parametrize("way", ["json", "message", "text", "form", "batch", "page"])
def test_nothing_that_was_sent_is_kept(tmp_path: Path, way: str) -> None:
    """P07: neither the database nor any other file holds it."""
    settings = Settings(
        origin="http://localhost:8000",
        database_url=f"sqlite:///{tmp_path / 'books.sqlite'}",
        master_key=SecretStr(base64.b64encode(bytes(range(32))).decode("ascii")),
    )
    upgrade_database(settings)
    file = json.dumps(BADGE).encode()

    with TestClient(create_app(settings), base_url=settings.origin) as client:
        answer = {
            "json": lambda: client.post(VERIFICATIONS, json=BADGE),
            "message": lambda: client.post(VERIFICATIONS, json={"credential": BADGE}),
            "text": lambda: client.post(VERIFICATIONS, json={"text": file.decode()}),
            "form": lambda: client.post(VERIFICATIONS, files={"file": file}),
            "batch": lambda: client.post(
                f"{VERIFICATIONS}/batch", json={"badges": [{"credential": BADGE}]}
            ),
            "page": lambda: client.post("/verify", files={"file": file}),
        }[way]()

    assert answer.status_code == 200
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []
