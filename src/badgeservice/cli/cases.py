"""`badgeservice cases`: what is to be done with cases once a day."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Final

import typer

from badgeservice.cli.service import errors_explained, service_of
from badgeservice.recognition.learner_data import erase_due
from badgeservice.recognition.revoked_since import recheck

_DELIVERIES_KEPT: Final = timedelta(days=92)
cases_app = typer.Typer(help="Look after the cases of all colleges.", no_args_is_help=True)


@cases_app.command("recheck")
def cases_recheck(context: typer.Context) -> None:
    """Verify the frozen badges of all cases anew, and mark cases with one that was revoked.

    Nothing is undone by it. Run it once a day.

    Example: badgeservice cases recheck
    """
    with errors_explained():
        wiring = service_of(context).wiring()
        found = recheck(
            at=wiring.now(), new_sources=wiring.new_sources, open_books=wiring.open_books
        )
    sys.stdout.write(
        f"cases: {found.cases}, marked: {found.marked}, without an answer: {found.undetermined}\n"
    )


@cases_app.command("erase")
def cases_erase(context: typer.Context) -> None:
    """Erase the content of cases that were closed longer ago than their colleges keep them.

    Messages to webhooks are forgotten after three months. Run it once a day.

    Example: badgeservice cases erase
    """
    with errors_explained():
        wiring = service_of(context).wiring()
        at = wiring.now()
        erased = erase_due(at=at, open_books=wiring.open_books)
        with wiring.open_books(True) as books:
            books.webhooks.forget_deliveries(before=at - _DELIVERIES_KEPT)
    sys.stdout.write(f"erased: {erased}\n")
