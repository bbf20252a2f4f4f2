"""`badgeservice contexts`: register words of an organisation's own, and list them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from badgeservice.accounts.organisations import own_organisation
from badgeservice.cli.accounts import operator
from badgeservice.cli.service import errors_explained, service_of
from badgeservice.library.extensions import ContextKey, register_context, registered_contexts

contexts_app = typer.Typer(
    help="Register contexts that define words of an organisation's own.", no_args_is_help=True
)

OrganisationArgument = Annotated[str, typer.Argument(help="The organisation's id.")]


@contexts_app.command("register")
def contexts_register(
    context: typer.Context,
    organisation_id: OrganisationArgument,
    file: Annotated[
        Path, typer.Argument(help="A file with a JSON-LD context.", exists=True, dir_okay=False)
    ],
    name: Annotated[str, typer.Option(help="Lower-case letters, digits and hyphens.")],
    version: Annotated[int, typer.Option(min=1, max=100_000)] = 1,
) -> None:
    """Register a context, byte for byte, and print the URL that it is published at from now on.

    Example: badgeservice contexts register my-college workplace.json --name workplace
    """
    wiring = service_of(context).wiring()
    actor = operator(organisation_id)
    with errors_explained(), wiring.open_books(True) as books:
        own_organisation(actor=actor, register=books.accounts)
        registered = register_context(
            ContextKey(organisation_id=organisation_id, name=name, version=version),
            file.read_bytes(),
            origin=wiring.origin,
            actor=actor,
            at=wiring.now(),
            shelf=books.extensions,
        )
    sys.stdout.write(f"{registered.context.url}\n")


@contexts_app.command("list")
def contexts_list(context: typer.Context, organisation_id: OrganisationArgument) -> None:
    """List the contexts of an organisation: URL, SHA-256 and terms.

    Example: badgeservice contexts list my-college
    """
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        actor = operator(organisation_id)
        for each in registered_contexts(actor=actor, shelf=books.extensions):
            terms = " ".join(each.terms)
            sys.stdout.write(f"{each.context.url}\t{each.context.sha256}\t{terms}\n")
