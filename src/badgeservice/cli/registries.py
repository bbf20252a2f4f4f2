"""`badgeservice registry`: import lists of known issuers, show and remove them."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from badgeservice.accounts.organisations import own_organisation
from badgeservice.cli.accounts import operator
from badgeservice.cli.service import Exit, end, errors_explained, service_of
from badgeservice.recognition.registries import (
    KeptRegistry,
    NewRegistry,
    import_for_service,
    import_registry,
    list_registries,
    remove_registry,
)
from badgeservice.recognition.registry_formats.own import schema
from badgeservice.recognition.registry_formats.reading import MAXIMUM_BYTES, read_registry
from badgeservice.wiring.ports import Books

registry_app = typer.Typer(
    help="Import lists of issuers that are known, for everybody or for one organisation.",
    no_args_is_help=True,
)

_OPERATOR: Final = "cli"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
OwnerOption: TypeAlias = Annotated[
    str | None, typer.Option("--organisation", help="The organisation that knows these issuers.")
]
ServiceOption: TypeAlias = Annotated[
    bool, typer.Option("--service", help="The list counts for everybody who verifies here.")
]


@registry_app.command("import")
def registry_import(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A file, or an https URL.")],
    name: Annotated[str, typer.Option(help="Lower-case letters, digits and hyphens.")],
    organisation: OwnerOption = None,
    *,
    service: ServiceOption = False,
) -> None:
    """Keep a list of issuers, in place of an earlier one of that name.

    Example: badgeservice registry import colleges.json --name colleges --service
    """
    owner = _owner(organisation, service=service)
    opened = service_of(context)
    is_url = source.startswith(("https://", "http://"))
    with errors_explained():
        content = opened.fetch(source) if is_url else _read(Path(source))
        registry = read_registry(content, name=name)
        new = NewRegistry(key=_slug(name), registry=registry, source=source if is_url else None)
        wiring = opened.wiring()
        with wiring.open_books(True) as books:
            _keep(new, owner, at=wiring.now(), books=books)
    sys.stdout.write(f"{name}\t{len(registry.issuers)}\t{registry.name}\n")


@registry_app.command("list")
def registry_list(
    context: typer.Context, organisation: OwnerOption = None, *, service: ServiceOption = False
) -> None:
    """List the lists: name, number of issuers, title, when it was imported, and from where.

    Example: badgeservice registry list --service
    """
    owner = _owner(organisation, service=service)
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        for kept in _lists(owner, books):
            sys.stdout.write(
                f"{kept.key}\t{len(kept.registry.issuers)}\t{kept.registry.name}\t"
                f"{kept.imported_at.isoformat()}\t{kept.source or '-'}\n"
            )


@registry_app.command("remove")
def registry_remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The list's name.")],
    organisation: OwnerOption = None,
    *,
    service: ServiceOption = False,
) -> None:
    """Forget a list.

    Example: badgeservice registry remove colleges --service
    """
    owner = _owner(organisation, service=service)
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(True) as books:
        shelf, at = books.registries, wiring.now()
        if owner is None:
            shelf.remove_registry(None, name, by=_OPERATOR, at=at)
        else:
            remove_registry(name, actor=operator(owner), at=at, shelf=shelf)


@registry_app.command("schema")
def registry_schema() -> None:
    """Print the JSON Schema of our own form of a list.

    Example: badgeservice registry schema
    """
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")


def _owner(organisation: str | None, *, service: bool) -> str | None:
    """Return the organisation, or None for the service; exactly one of the two must be said."""
    if service == (organisation is not None):
        end("Say either --organisation, or --service.", Exit.USAGE)
    return organisation


def _slug(name: str) -> str:
    if not _NAME.fullmatch(name):
        end("A name has 1 to 63 lower-case letters, digits and hyphens.", Exit.USAGE)
    return name


def _keep(new: NewRegistry, owner: str | None, *, at: datetime, books: Books) -> None:
    if owner is None:
        import_for_service(new, by=_OPERATOR, at=at, shelf=books.registries)
        return
    actor = operator(owner)
    own_organisation(actor=actor, register=books.accounts)
    import_registry(new, actor=actor, at=at, shelf=books.registries)


def _lists(owner: str | None, books: Books) -> tuple[KeptRegistry, ...]:
    if owner is None:
        return books.registries.registries(None)
    return list_registries(actor=operator(owner), shelf=books.registries)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except OSError as cause:
        end(f"{path} cannot be read: {cause.strerror}.", Exit.USAGE)
