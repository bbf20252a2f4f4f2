"""The demo: a badge's whole life, driven over HTTP as a client would, against a real service."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
import uvicorn
from rich.console import Console
from rich.markup import escape

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import live_secrets, register_client, retire_client_secret
from badgeservice.accounts.register import Organisation
from badgeservice.config import Settings
from badgeservice.issuing.addresses import issuer_did
from badgeservice.main import (
    build_wiring,
    create_app,
    import_library,
    library_directory,
    upgrade_database,
)
from badgeservice.wiring.ports import Wiring

ISSUER: Final = "esimerkin-hyvinvointialue"
COLLEGE: Final = "esimerkkiopisto"
TARGET: Final = {"system": "finland", "code": "tutkinnonosat_106731"}
CLASSES: Final = ("workplace-contact-person", "guidance-preparation", "feedback-giver")
_LEARNER: Final = "aino.esimerkki@example.org"
_READY_WITHIN_SECONDS: Final = 20


class DemoError(Exception):
    """The demo cannot go on; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A client of the demo with its secret, which only the demo keeps in clear."""

    client_id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the demo plays."""

    settings: Settings
    wiring: Wiring
    logins: dict[str, Login]
    console: Console


def run_demo(*, once: bool, port: int, directory: Path) -> None:
    """Set everything up in `directory`, do the whole job, and with `once` end there.

    Running it again uses the same organisations and badges and adds nothing.

    Raises:
        DemoError: the port is taken, or a step did not give what it must.
    """
    console = Console(soft_wrap=True, highlight=False)
    _require_free(port)
    with console.status("Setting up the database, keys, library, organisations and clients …"):
        stage = _set_up(port, directory, console)
    console.print("[green]✓[/] Database, keys, library, organisations and clients are ready")
    app = create_app(stage.settings)
    with _served(app, port), httpx2.Client(base_url=stage.settings.origin, timeout=30) as client:
        badge_url = _play(stage, client)
        if once:
            return
        _print_invitation(stage, badge_url)
        _wait()


def _wait() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as cause:
            message = f"Port {port} is taken; try: make demo ARGS='--port {port + 1}'"
            raise DemoError(message) from cause


def _set_up(port: int, directory: Path, console: Console) -> Stage:
    directory.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        origin=f"http://localhost:{port}",
        # Badges carry the origin, so every port has a database of its own.
        database_url=f"sqlite:///{directory.resolve()}/demo-{port}.sqlite",
        master_key_file=directory / "demo-master.key",
        fetch_limits_folder=directory / "fetch-limits",
        verifications_per_minute=1_000,
        token_requests_per_minute=1_000,
    )
    upgrade_database(settings)
    wiring = build_wiring(settings)
    _add_organisations(wiring)
    for organisation_id in (ISSUER, COLLEGE):
        import_library(wiring, library_directory(), organisation_id=organisation_id)
    logins = _logins(wiring, directory / f"demo-{port}.json")
    return Stage(settings=settings, wiring=wiring, logins=logins, console=console)


def _add_organisations(wiring: Wiring) -> None:
    names = {
        ISSUER: ("Esimerkin hyvinvointialue", "https://hyvinvointialue.example/"),
        COLLEGE: ("Esimerkkiopisto", "https://opisto.example/"),
    }
    for organisation_id, (name, url) in names.items():
        with wiring.open_books(True) as books:
            if books.accounts.organisation(organisation_id) is not None:
                continue
            books.accounts.put_organisation(
                Organisation(id=organisation_id, name=name, url=url, created_at=wiring.now())
            )
            books.keys.create(organisation_id, at=wiring.now())


def _logins(wiring: Wiring, file: Path) -> dict[str, Login]:
    """Return the demo's logins: those of the last run, or new ones that replace them."""
    if file.is_file():
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {name: Login(**login) for name, login in kept.items()}
    logins = {name: _new_login(wiring, name) for name in (ISSUER, COLLEGE)}
    file.touch(mode=0o600)
    content = {
        name: {"client_id": login.client_id, "secret": login.secret}
        for name, login in logins.items()
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return logins


def _new_login(wiring: Wiring, organisation_id: str) -> Login:
    actor = Actor(organisation_id=organisation_id, client_id="demo", scopes=frozenset(Scope))
    with wiring.open_books(True) as books:
        register, at = books.accounts, wiring.now()
        for old in register.clients(organisation_id):
            for secret in live_secrets(old):
                retire_client_secret(old.id, secret.id, actor=actor, at=at, register=register)
        client, text = register_client(
            name="Demo",
            scopes=frozenset(Scope),
            actor=actor,
            at=at,
            random_bytes=wiring.random_bytes,
            register=register,
        )
    return Login(client_id=client.id, secret=text)


@contextmanager
def _served(app: Any, port: int) -> Iterator[None]:  # noqa: ANN401 – an ASGI application
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        _wait_until_ready(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=_READY_WITHIN_SECONDS)


def _wait_until_ready(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    for _ in range(_READY_WITHIN_SECONDS * 20):
        if server.started:
            return
        if not thread.is_alive():
            break
        pause.wait(0.05)
    raise DemoError("The service did not start; its messages above say why.")


def _play(stage: Stage, client: httpx2.Client) -> str:
    """Do the job over HTTP and return the URL of a badge that stays valid."""
    console = stage.console
    issuer = _authorised(client, stage.logins[ISSUER])
    college = _authorised(client, stage.logins[COLLEGE])
    console.print("[green]✓[/] Both clients have an access token (OAuth 2.0 client credentials)")

    badges = [_issue(client, issuer, class_id, key=f"demo-{class_id}") for class_id in CLASSES]
    for badge in badges:
        console.print(f"[green]✓[/] Issued  {escape(badge['url'])}")
    spare = _issue(client, issuer, CLASSES[2], key="demo-to-be-revoked")

    _trust(client, college, stage.settings.origin)
    _show_report(stage, "Verify the first badge", _verify(client, badges[0]["url"]))
    _show_evaluation(
        stage, "Evaluate all three", _evaluate(client, college, [b["url"] for b in badges])
    )
    _show_evaluation(
        stage, "Evaluate two of them", _evaluate(client, college, [b["url"] for b in badges[:2]])
    )
    _revoke(client, issuer, spare["id"])
    console.print(f"[green]✓[/] Revoked {escape(spare['url'])}")
    _show_report(stage, "Verify the revoked badge", _verify(client, spare["url"]))
    _show_evaluation(
        stage,
        "Evaluate with the revoked badge",
        _evaluate(client, college, [badges[0]["url"], badges[1]["url"], spare["url"]]),
    )
    return str(badges[0]["url"])


def _authorised(client: httpx2.Client, login: Login) -> dict[str, str]:
    answer = _expect(
        client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(login.client_id, login.secret),
        ),
        200,
    )
    return {"Authorization": f"Bearer {answer['access_token']}"}


def _issue(
    client: httpx2.Client, headers: dict[str, str], class_id: str, *, key: str
) -> dict[str, Any]:
    body = _order(class_id)
    answer = client.post("/v1/badges", json=body, headers={**headers, "Idempotency-Key": key})
    return _expect(answer, 201)


def _order(class_id: str) -> dict[str, Any]:
    return {
        "badgeClass": class_id,
        "language": "fi",
        "recipient": {"email": _LEARNER},
        "evidence": [
            {
                "name": "Työpaikkaohjaajan portfolio",
                "narrative": "Kuvaus ohjausjaksosta ja työpaikan arvioijan havainnot.",
            }
        ],
    }


def _trust(client: httpx2.Client, headers: dict[str, str], origin: str) -> None:
    did = issuer_did(origin, ISSUER)
    known = _expect(client.get("/v1/trusts", headers=headers), 200)["items"]
    if any(item["issuerId"] == did and not item["withdrawnAt"] for item in known):
        return
    reason = "Kriteerit on laadittu yhdessä (demo)."
    body = {"issuerId": did, "badgeClasses": [], "reason": reason}
    _expect(client.post("/v1/trusts", json=body, headers=headers), 201)


def _verify(client: httpx2.Client, url: str) -> dict[str, Any]:
    return _expect(client.post("/v1/verifications", json={"url": url}), 200)


def _evaluate(client: httpx2.Client, headers: dict[str, str], urls: list[str]) -> dict[str, Any]:
    body = {"target": TARGET, "badges": [{"url": url} for url in urls]}
    return _expect(client.post("/v1/recognitions", json=body, headers=headers), 200)


def _revoke(client: httpx2.Client, headers: dict[str, str], badge_id: str) -> None:
    body = {"reason": "Myönnetty väärälle henkilölle (demo)."}
    answer = client.post(f"/v1/badges/{badge_id}/revocation", json=body, headers=headers)
    already_revoked = 409
    if answer.status_code != already_revoked:
        _expect(answer, 201)


def _expect(answer: httpx2.Response, status: int) -> dict[str, Any]:
    if answer.status_code != status:
        request = answer.request
        raise DemoError(
            f"{request.method} {request.url} answered {answer.status_code}: {answer.text[:500]}"
        )
    content: dict[str, Any] = answer.json()
    return content


def _show_report(stage: Stage, title: str, report: dict[str, Any]) -> None:
    console = stage.console
    colour = "green" if report["verdict"] == "valid" else "red"
    console.print(f"\n[bold]{title}[/]: [{colour}]{report['verdict']}[/]")
    marks = {"passed": "[green]✓[/]", "failed": "[red]✗[/]"}
    for check in report["checks"]:
        mark = marks.get(check["outcome"], "[yellow]?[/]")
        console.print(f"  {mark} {check['name']:<15} {escape(check['message'])}")


def _show_evaluation(stage: Stage, title: str, evaluation: dict[str, Any]) -> None:
    console = stage.console
    covered = [item for item in evaluation["requirements"] if item["coverage"] == "covered"]
    credits_ = evaluation["credits"]
    amount = f", {credits_['value']} {credits_['unit']}" if credits_ else ""
    console.print(
        f"\n[bold]{title}[/] toward {TARGET['code']}: {evaluation['extent']}{amount}, "
        f"{len(covered)} of {len(evaluation['requirements'])} requirements covered"
    )
    for badge in evaluation["badges"]:
        if badge["refusal"]:
            console.print(f"  [red]✗[/] badge {badge['index'] + 1}: {badge['refusal']}")
    if evaluation["missing"]:
        console.print(f"  missing: {', '.join(evaluation['missing'])}")


def _print_invitation(stage: Stage, badge_url: str) -> None:
    origin = stage.settings.origin
    issuer, college = stage.logins[ISSUER], stage.logins[COLLEGE]
    console = stage.console
    console.print("\n[bold]The service is open. Stop it with Ctrl-C.[/]")
    console.print(f"  Badge page   {badge_url}")
    console.print(f"  Verify page  {origin}/verify")
    console.print(f"  API docs     {origin}/docs")
    console.print(f"  Issuer       client_id={issuer.client_id} client_secret={issuer.secret}")
    console.print(f"  College      client_id={college.client_id} client_secret={college.secret}")
    console.print("\n[bold]Try it:[/]")
    for title, command in commands(stage, badge_url).items():
        console.print(f"\n# {title}", markup=False)
        console.print(command, markup=False)


def commands(stage: Stage, badge_url: str) -> dict[str, str]:
    """Return one shell command for each thing that the service does, ready to paste."""
    origin = stage.settings.origin
    badge_id = badge_url.rsplit("/", 1)[-1]

    def token(login: Login) -> str:
        return (
            f"$(curl -s {origin}/oauth/token -d grant_type=client_credentials "
            f"-u {login.client_id}:{login.secret} "
            """| python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')"""
        )

    def post(path: str, body: dict[str, Any], login: Login | None) -> str:
        bearer = f' -H "Authorization: Bearer {token(login)}"' if login else ""
        content = json.dumps(body, ensure_ascii=False)
        return f"curl -s {origin}{path} -H 'Content-Type: application/json'{bearer} -d '{content}'"

    issuer, college = stage.logins[ISSUER], stage.logins[COLLEGE]
    return {
        "Issue a badge": post("/v1/badges", _order(CLASSES[0]), issuer),
        "Verify a badge": post("/v1/verifications", {"url": badge_url}, None),
        "Recognise a badge toward a unit": post(
            "/v1/recognitions", {"target": TARGET, "badges": [{"url": badge_url}]}, college
        ),
        "Revoke a badge (for good)": post(
            f"/v1/badges/{badge_id}/revocation", {"reason": "Kokeilu"}, issuer
        ),
    }
