"""What is asked of the servers over HTTP: badges to verify, orders to issue, documents to get."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from badgeservice.credentials.strict_json import parse_object
from bench.errors import BenchError
from bench.library import TYPICAL, class_id
from bench.load import Requests
from bench.material import HTTP, read_set
from bench.parties import Party
from bench.servers import Server
from bench.world import ORIGIN, order

BADGE_URL: Final = "badge-url"
STATUS_LIST: Final = "status-list"
UNCHANGED: Final = "-unchanged"
GETS: Final = (BADGE_URL, STATUS_LIST, BADGE_URL + UNCHANGED, STATUS_LIST + UNCHANGED)
CREDENTIAL: Final = "application/vc"
_JSON: Final = "Content-Type: application/json"
_ORDERS: Final = 2_000
_PATHS: Final = 100

# Made anew before every run, because the tag of a status list is good for a minute.
New = Callable[[], Requests]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Requests from the credentials in `material`; `login` is the id and secret of a client."""

    material: Path
    login: tuple[str, str]

    def of(self, party: Party, server: Server) -> Mapping[str, New]:
        """Return everything that a server is asked for, by name."""
        if party.node is not None:
            return {
                "verify": lambda: Requests(path="/verify", lines=self._set("secured")),
                "issue": lambda: Requests(path="/issue", lines=self._set("unsigned")),
            }
        orders = self._orders()
        headers = (_JSON, f"Authorization: {token(server, self.login)}")
        return {
            "verify": lambda: self.verifications(self._set("secured")),
            "issue": lambda: Requests(path="/v1/badges", lines=orders, headers=headers),
            **{do: self._gets(do, server) for do in GETS},
        }

    def badge_urls(self, server: Server) -> Requests:
        """Return requests for public badges."""
        return self._gets(BADGE_URL, server)()

    @staticmethod
    def verifications(lines: Path) -> Requests:
        """Return requests to verify what stands in a file, a line each."""
        headers = (f"Content-Type: {CREDENTIAL}",)
        return Requests(path="/v1/verifications", lines=lines, headers=headers)

    def badge(self) -> bytes:
        """Return a badge to verify."""
        return read_set(self.material, HTTP, "secured")[0]

    def require_valid(self, server: Server) -> None:
        """Have our server verify some badges.

        Raises:
            BenchError: it does not call them valid.
        """
        for body in read_set(self.material, HTTP, "secured")[:3]:
            report = post(f"{server.url}/v1/verifications", body, CREDENTIAL)
            if report["verdict"] != "valid":
                raise BenchError(f"The service does not call its badge valid: {report['checks']}")

    def _set(self, kind: str) -> Path:
        return self.material / f"{HTTP}.{kind}.jsonl"

    def _gets(self, do: str, server: Server) -> New:
        paths = self._paths(do.removesuffix(UNCHANGED))
        tags = do.endswith(UNCHANGED)
        file = self.material / f"{do}.{server.process.pid}.txt"

        def written() -> Requests:
            lines = [f"{path}\t{tag_of(server.url + path)}" if tags else path for path in paths]
            file.write_text("\n".join(lines) + "\n", encoding="ascii")
            return Requests(method="get", lines=file, headers=())

        return written

    def _paths(self, do: str) -> Sequence[str]:
        badges = [parse_object(line) for line in read_set(self.material, HTTP, "secured")[:_PATHS]]
        if do == BADGE_URL:
            return [_path(badge["id"]) for badge in badges]
        status = badges[0]["credentialStatus"]
        assert isinstance(status, dict)  # noqa: S101 – every badge of the service has one entry
        return [_path(status["statusListCredential"])]

    def _orders(self) -> Path:
        path = self.material / "orders.jsonl"
        if not path.exists():
            lines = [json.dumps(_order(number), ensure_ascii=False) for number in range(_ORDERS)]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


def token(server: Server, login: tuple[str, str]) -> str:
    """Log in, and return what goes into the header `Authorization`."""
    basic = base64.b64encode(":".join(login).encode()).decode("ascii")
    answer = post(
        f"{server.url}/oauth/token",
        b"grant_type=client_credentials",
        "application/x-www-form-urlencoded",
        authorization=f"Basic {basic}",
    )
    return f"Bearer {answer['access_token']}"


def post(
    url: str, body: bytes, media_type: str, *, authorization: str | None = None
) -> dict[str, Any]:
    """Post something, and return the JSON that comes back."""
    headers = {"Content-Type": media_type}
    if authorization:
        headers["Authorization"] = authorization
    request = urllib.request.Request(url, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: dict[str, Any] = json.load(answer)
    return content


def tag_of(url: str) -> str:
    """Return the entity tag of a document, having seen that the server honours it.

    Raises:
        BenchError: it sends the document again to one who has it.
    """
    with urllib.request.urlopen(url, timeout=60) as answer:
        tag: str = answer.headers["ETag"]
    request = urllib.request.Request(url, headers={"If-None-Match": tag})
    try:
        with urllib.request.urlopen(request, timeout=60):
            raise BenchError(f"{url} was sent again to one who has it")
    except urllib.error.HTTPError as answered:
        answered.close()
        if answered.code != HTTPStatus.NOT_MODIFIED:
            raise BenchError(f"{url} answers {answered.code}") from answered
    return tag


def _order(number: int) -> dict[str, Any]:
    wanted = order(class_id(TYPICAL), number)
    (evidence,) = wanted.evidence
    return {
        "badgeClass": wanted.class_id,
        "recipient": {"email": wanted.email},
        "narrative": wanted.narrative,
        "evidence": [{"name": evidence.name, "url": evidence.url, "narrative": evidence.narrative}],
    }


def _path(url: object) -> str:
    return str(url).removeprefix(ORIGIN)
