"""Present the whole corpus at every door, and tell what came of it, at what cost.

    python -m tests.security.sweep

A process of its own, so that its memory can be measured. It prints one line of JSON per case, and
at the end one with the memory.
"""

from __future__ import annotations

import html
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

from badgeservice.credentials.strict_json import parse
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.verify import verify, verify_quickly
from tests.api.service import Service
from tests.builders import NOW
from tests.security.corpus import Case, cases

REFUSED: Final = "refused"
NOTHING_SAID: Final = "nothing said"
# A program may be slow the first time that it does something.
_WARM: Final = 3
_CLIENT_FAULTS: Final = range(400, 500)
_OK: Final = 200
_REPORT: Final = '<pre tabindex="0" lang="en"><code>'


@dataclass(kw_only=True)
class Finding:
    """What the doors said to one case, the processor time of the slowest, and what was odd."""

    name: str
    outcomes: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    oddities: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """What a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            is_address = name in {"src", "href", "action", "data", "formaction", "srcset", "ping"}
            target = (value or "").strip().lower()
            is_own = target.startswith(("/", "#", "?")) and not target.startswith("//")
            is_link = tag == "a" and target.startswith(("https://", "http://", "mailto:"))
            if name.startswith("on") or (is_address and not is_own and not is_link):
                self.dangers.append(f"{tag} {name}={value}")
        # The form has a place of its own for the camera's picture, which names no source.
        is_camera = tag == "video" and {"data-camera", "src"} & dict(attrs).keys() == {
            "data-camera"
        }
        dangerous = {"iframe", "object", "embed", "base", "math", "video", "audio", "style"}
        if tag in dangerous and not is_camera:
            self.dangers.append(tag)
        if tag == "script" and "src" not in dict(attrs):
            self.dangers.append("script")


class Doors:
    """Every way in which a stranger can have something verified."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.sources = service.world.sources

    def present(self, case: Case) -> Finding:
        """Present a case everywhere."""
        finding = Finding(name=case.name)
        doors: tuple[Callable[[Case, Finding], str], ...] = (self.in_a_call, self.in_haste)
        if case.is_for_all_doors:
            doors = (*doors, self.over_http, self.on_the_page)
        for door in doors:
            began = time.process_time()
            finding.outcomes[door.__name__] = door(case, finding)
            finding.seconds = max(finding.seconds, time.process_time() - began)
        return finding

    def in_a_call(self, case: Case, finding: Finding) -> str:
        """`verify` itself."""
        try:
            report = verify(case.content, at=NOW, sources=self.sources)
        except NotACredentialError:
            return REFUSED
        finding.codes = [check.code for check in report.checks]
        if report.credential is not None and case.media_type == "application/ld+json":
            written = parse(case.content)
            finding.oddities += [] if report.credential == written else ["shows something else"]
        return report.verdict.value

    def in_haste(self, case: Case, finding: Finding) -> str:
        """`verify_quickly`, which may say nothing."""
        report = verify_quickly(case.content, at=NOW, sources=self.sources)
        return NOTHING_SAID if report is None else report.verdict.value

    def over_http(self, case: Case, finding: Finding) -> str:
        """POST /v1/verifications."""
        answer = self._service.client.post(
            "/v1/verifications", content=case.content, headers={"Content-Type": case.media_type}
        )
        if answer.status_code in _CLIENT_FAULTS:
            is_problem = answer.headers["content-type"] == "application/problem+json"
            finding.oddities += [] if is_problem else ["a refusal that is no problem document"]
            return REFUSED
        return _verdict(answer) if answer.status_code == _OK else str(answer.status_code)

    def on_the_page(self, case: Case, finding: Finding) -> str:
        """POST /verify, as a browser does it."""
        sent = {"file": ("badge", case.content, case.media_type)}
        answer = self._service.client.post("/verify?lang=en", files=sent)
        page = _Page()
        page.feed(answer.text)
        finding.oddities += page.dangers
        if answer.status_code in _CLIENT_FAULTS:
            return REFUSED
        if answer.status_code != _OK:
            return str(answer.status_code)
        text = answer.text.partition(_REPORT)[2].partition("</code>")[0]
        verdict: str = json.loads(html.unescape(text))["verdict"]
        return verdict


def _verdict(answer: Any) -> str:
    verdict: str = answer.json()["verdict"]
    return verdict


def _memory_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Run from the command line."""
    with Service.started() as service:
        doors = Doors(service)
        warm = Case(
            name="warm",
            content=service.world.badge(),
            media_type="application/ld+json",
            expected=frozenset({"valid"}),
        )
        for _ in range(_WARM):
            doors.present(warm)
        everything = tuple(cases(service.world))
        before = _memory_bytes()
        for case in everything:
            sys.stdout.write(json.dumps(asdict(doors.present(case))) + "\n")
        grown = _memory_bytes() - before
        sys.stdout.write(json.dumps({"grown_bytes": grown}) + "\n")


if __name__ == "__main__":
    main()
