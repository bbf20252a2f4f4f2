"""`badgeservice verify`: a report on standard output, the verdict as exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from badgeservice.cli.service import Exit, end, service_of
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.document import report_document
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check, Fetch, Outcome, Report, Verdict
from badgeservice.verification.verify import judge, judge_url

MAXIMUM_BYTES: Final = 5 * 1024 * 1024
_EXIT: Final = {
    Verdict.VALID: Exit.OK,
    Verdict.INVALID: Exit.INVALID,
    Verdict.INDETERMINATE: Exit.INDETERMINATE,
}
_MARKS: Final = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.UNDETERMINED: ("?", "yellow"),
}


def verify_command(  # noqa: PLR0913 – the options of a command, all by name
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(help="A file, the URL of a badge, or - for standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    recipient: Annotated[
        str | None,
        typer.Option("--recipient", help="An e-mail address that the badge should be about."),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Look for a newer edition of the badge.")
    ] = False,
    challenge: Annotated[
        str | None, typer.Option(help="What a presentation should answer.")
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="For whom a presentation should have been made.")
    ] = None,
) -> None:
    """Verify a badge and say what holds, what fails and what could not be checked.

    The exit code is 0 for valid, 1 for invalid, 3 for indeterminate, and 2 when the command was
    not understood.

    Example: badgeservice verify badge.json
    """
    wiring = service_of(context).wiring()
    question = Question(
        at=wiring.now(),
        sources=wiring.sources,
        recipient=recipient,
        refresh=refresh,
        challenge=challenge,
        domain=domain,
    )
    try:
        report = _report(source, question)
    except NotACredentialError as cause:
        if as_json:
            _print_json({"verdict": "invalid", "error": str(cause), "pointer": cause.pointer})
        end(str(cause), Exit.INVALID)
    if as_json:
        _print_json(report_document(report, origin=wiring.origin))
    else:
        print_report(report, Console(soft_wrap=True))
    raise typer.Exit(_EXIT[report.verdict])


def _report(source: str, question: Question) -> Report:
    if source.startswith(("https://", "http://")):
        return judge_url(source, question)
    return judge(read_source(source), question)


def read_source(source: str) -> bytes:
    """Return the content of a file or of standard input, or end the command."""
    if source == "-":
        content = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
    else:
        try:
            with Path(source).open("rb") as file:
                content = file.read(MAXIMUM_BYTES + 1)
        except OSError as cause:
            end(f"{source} cannot be read: {cause.strerror}.", Exit.USAGE)
    if len(content) > MAXIMUM_BYTES:
        end(f"{source} is larger than {MAXIMUM_BYTES} bytes.", Exit.USAGE)
    return content


def print_report(report: Report, console: Console) -> None:
    """Print a report for a person: the verdict, a line for each check, the warnings, the rest."""
    colour = {"valid": "green", "invalid": "red"}.get(report.verdict, "yellow")
    console.print(f"[bold {colour}]{report.verdict.upper()}[/]")
    _print_checks(report.checks, console)
    if report.older is not None:
        console.print(f"  {report.older.standard}: {report.older.result}", markup=False)
        _print_checks(report.older.checks, console)
    for warning in report.warnings:
        console.print("  [yellow]![/] ", end="")
        console.print(warning.message, markup=False, highlight=False)
    for fetch in report.fetched:
        console.print("  [cyan]→[/] ", end="")
        console.print(_fetched(fetch), markup=False, highlight=False)
    for pointer, inner in report.endorsements:
        console.print(f"  endorsement, {inner.verdict}: ", end="")
        console.print(pointer, markup=False, highlight=False)
    for title, inner in _inner_reports(report):
        console.print(title, markup=False, highlight=False)
        print_report(inner, console)


def _print_checks(checks: tuple[Check, ...], console: Console) -> None:
    for check in checks:
        mark, colour = _MARKS[check.outcome]
        console.print(f"  [{colour}]{mark}[/] {check.name}: ", end="")
        console.print(check.message, markup=False, highlight=False)


def _fetched(fetch: Fetch) -> str:
    outcome = "read" if fetch.reason is None else f"not read, {fetch.reason},"
    return f"{fetch.url} {outcome} at {format_datetime(fetch.fetched_at)}"


def _inner_reports(report: Report) -> Iterator[tuple[str, Report]]:
    for number, inner in enumerate(report.credentials, 1):
        yield f"Badge {number} of the presentation:", inner
    if report.refreshed is not None:
        yield "A newer edition of the badge:", report.refreshed


def _print_json(document: JsonObject) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
