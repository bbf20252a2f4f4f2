"""What `serve` does: the database brought up to date, then one process or several that answer."""

from __future__ import annotations

import multiprocessing
import sys

from starlette.types import ASGIApp

from badgeservice.cli.heap import share_one_heap
from badgeservice.cli.service import Exit, end, talk
from badgeservice.cli.workers import Place, serve_here, serve_in_workers
from badgeservice.config import Settings
from badgeservice.errors import BadgeServiceError
from badgeservice.main import upgrade_database


def upgrade_database_apart(settings: Settings) -> None:
    """Bring the database up to date in a process that ends with it.

    Alembic takes ten megabytes, which who serves would keep for ever.

    Raises:
        SystemExit: it could not be done; why has been said.
    """
    process = multiprocessing.get_context("fork").Process(target=_upgrade, args=(settings,))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def serve_application(app: ASGIApp, place: Place, *, workers: int) -> None:
    """Serve until a signal ends the service.

    Raises:
        typer.Exit: it cannot be served there, or the workers end as soon as they begin.
    """
    share_one_heap()
    if workers == 1:
        serve_here(app, place)
        return
    try:
        is_kept = serve_in_workers(app, place, workers=workers)
    except OSError as cause:
        end(f"{place.host}:{place.port}: {cause.strerror or cause}", Exit.INVALID)
    if not is_kept:
        end("The workers end as soon as they begin; their messages above say why.", Exit.INVALID)


def _upgrade(settings: Settings) -> None:
    try:
        upgrade_database(settings)
    except BadgeServiceError as cause:
        talk.print(str(cause), style="red", markup=False)
        sys.exit(Exit.INVALID)
