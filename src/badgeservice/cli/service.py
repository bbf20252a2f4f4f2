"""What the commands share: settings, the wiring made from them, and ways to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from badgeservice.config import Settings
from badgeservice.errors import BadgeServiceError
from badgeservice.main import build_wiring, fetch_register
from badgeservice.wiring.ports import Wiring


class Exit(IntEnum):
    """How a command ends."""

    OK = 0
    INVALID = 1
    USAGE = 2
    INDETERMINATE = 3


# Data goes to standard output, talk to standard error, so that output can be piped.
talk = Console(stderr=True, soft_wrap=True)


@dataclass
class Service:
    """The service as the commands see it; nothing is opened before it is needed."""

    settings: Settings

    @cached_property
    def _wiring(self) -> Wiring:
        return build_wiring(self.settings)

    def wiring(self) -> Wiring:
        """Return the wiring, made on first use."""
        return self._wiring

    @property
    def fetch(self) -> Callable[[str], bytes]:
        """The guarded way to read a national register."""
        return fetch_register(self.settings)


def service_of(context: typer.Context) -> Service:
    """Return the service of a command, with settings from the environment.

    Settings that cannot be read end the command with one line each.
    """
    if isinstance(context.obj, Service):
        return context.obj
    try:
        service = Service(Settings())
    except ValidationError as cause:
        for error in cause.errors():
            name = "_".join(str(part) for part in error["loc"]).upper()
            talk.print(f"BADGESERVICE_{name}: {error['msg']}", style="red", markup=False)
        raise typer.Exit(Exit.USAGE) from cause
    context.obj = service
    return service


def end(message: str, code: Exit) -> NoReturn:
    """Say why on standard error, and end."""
    talk.print(message, style="red" if code is Exit.INVALID else None, markup=False)
    raise typer.Exit(code)


@contextmanager
def errors_explained(code: Exit = Exit.INVALID) -> Iterator[None]:
    """Turn a foreseen error into its sentence and an exit code."""
    try:
        yield
    except BadgeServiceError as cause:
        end(str(cause), code)
