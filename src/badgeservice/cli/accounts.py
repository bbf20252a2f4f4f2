"""`badgeservice organisation`, `client` and `key`: what only the operator may do."""

from __future__ import annotations

import re
import sys
from typing import Annotated, Final

import typer

from badgeservice.accounts.actor import SCOPE_MEANINGS, Actor, Scope
from badgeservice.accounts.clients import (
    add_client_secret,
    disable_client,
    find_client,
    list_clients,
    live_secrets,
    register_client,
    retire_client_secret,
)
from badgeservice.accounts.errors import ClientNotFoundError
from badgeservice.accounts.organisations import add_organisation, own_organisation
from badgeservice.accounts.register import AccountRegister, Organisation
from badgeservice.accounts.signing_keys import renew_signing_key
from badgeservice.cli.service import Exit, end, errors_explained, service_of, talk

organisation_app = typer.Typer(help="Add and list organisations.", no_args_is_help=True)
client_app = typer.Typer(
    help="Add clients, renew their secrets, disable them.", no_args_is_help=True
)
key_app = typer.Typer(help="Make signing keys.", no_args_is_help=True)

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])")

OrganisationArgument = Annotated[str, typer.Argument(help="The organisation's id.")]
ClientArgument = Annotated[str, typer.Argument(help="The client's id.")]


def operator(organisation_id: str) -> Actor:
    """Return the actor that the command line is: everything, in one organisation."""
    return Actor(organisation_id=organisation_id, client_id="cli", scopes=frozenset(Scope))


@organisation_app.command("add")
def organisation_add(
    context: typer.Context,
    organisation_id: Annotated[
        str, typer.Argument(help="Lower-case letters, digits and hyphens; part of every URL.")
    ],
    name: Annotated[str, typer.Option(help="Name, as it stands in badges.")],
    url: Annotated[str, typer.Option(help="The organisation's own site.")],
    email: Annotated[str | None, typer.Option(help="Address for questions about badges.")] = None,
) -> None:
    """Add an organisation with its first signing key.

    Example: badgeservice organisation add my-college --name "My College" --url https://my.example
    """
    if not _SLUG.fullmatch(organisation_id):
        end("An id has 3 to 63 lower-case letters, digits and hyphens.", Exit.USAGE)
    wiring = service_of(context).wiring()
    organisation = Organisation(
        id=organisation_id, name=name, url=url, email=email, created_at=wiring.now()
    )
    actor = operator(organisation_id)
    with errors_explained(), wiring.open_books(True) as books:
        add_organisation(organisation, by=actor.client_id, register=books.accounts)
        renew_signing_key(actor=actor, at=wiring.now(), keys=books.keys)
    talk.print(f"Added {organisation_id}. Next: badgeservice client add {organisation_id} --name …")


@organisation_app.command("list")
def organisation_list(context: typer.Context) -> None:
    """List organisations: id and name.

    Example: badgeservice organisation list
    """
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        for organisation in books.accounts.organisations():
            sys.stdout.write(f"{organisation.id}\t{organisation.name}\n")


@client_app.command("add")
def client_add(
    context: typer.Context,
    organisation_id: OrganisationArgument,
    name: Annotated[str, typer.Option(help="What the client is, such as 'HR system'.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="A scope to grant; give it several times. Without any: all scopes."),
    ] = None,
) -> None:
    """Add a client and print its id and its secret. The secret is shown only now.

    Example: badgeservice client add my-college --name "HR system" --scope badges:issue
    """
    wiring = service_of(context).wiring()
    actor = operator(organisation_id)
    with errors_explained(), wiring.open_books(True) as books:
        own_organisation(actor=actor, register=books.accounts)
        client, secret = register_client(
            name=name,
            scopes=frozenset(scope or Scope),
            actor=actor,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            register=books.accounts,
        )
    _print_secret(client.id, secret)


@client_app.command("list")
def client_list(context: typer.Context, organisation_id: OrganisationArgument) -> None:
    """List the clients of an organisation: id, name, state and scopes.

    Example: badgeservice client list my-college
    """
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        actor = operator(organisation_id)
        for client in list_clients(actor=actor, register=books.accounts):
            state = "disabled" if client.disabled_at else "live"
            scopes = " ".join(sorted(client.scopes))
            sys.stdout.write(f"{client.id}\t{client.name}\t{state}\t{scopes}\n")


@client_app.command("rotate")
def client_rotate(
    context: typer.Context,
    client_id: ClientArgument,
    *,
    retire_others: Annotated[
        bool,
        typer.Option("--retire-others", help="Retire the older secrets and their tokens at once."),
    ] = False,
) -> None:
    """Give a client a second secret and print it; the older one works until it is retired.

    Example: badgeservice client rotate client-abc --retire-others
    """
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(True) as books:
        register, at = books.accounts, wiring.now()
        actor = _operator_over(client_id, register)
        if retire_others:
            for old in live_secrets(find_client(client_id, actor=actor, register=register)):
                retire_client_secret(client_id, old.id, actor=actor, at=at, register=register)
        _, secret = add_client_secret(
            client_id, actor=actor, at=at, random_bytes=wiring.random_bytes, register=register
        )
    _print_secret(client_id, secret)


@client_app.command("disable")
def client_disable(context: typer.Context, client_id: ClientArgument) -> None:
    """Disable a client for good; its tokens stop working at once.

    Example: badgeservice client disable client-abc
    """
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(True) as books:
        actor = _operator_over(client_id, books.accounts)
        disable_client(client_id, actor=actor, at=wiring.now(), register=books.accounts)
    talk.print(f"Disabled {client_id}.")


@client_app.command("scopes")
def client_scopes() -> None:
    """List the scopes that a client can hold, and what they mean.

    Example: badgeservice client scopes
    """
    for scope, meaning in SCOPE_MEANINGS.items():
        sys.stdout.write(f"{scope}\t{meaning}\n")


@key_app.command("new")
def key_new(context: typer.Context, organisation_id: OrganisationArgument) -> None:
    """Make a new signing key; badges signed with older keys go on verifying.

    Example: badgeservice key new my-college
    """
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(True) as books:
        key = renew_signing_key(actor=operator(organisation_id), at=wiring.now(), keys=books.keys)
    sys.stdout.write(f"{key.multibase}\n")


def _operator_over(client_id: str, register: AccountRegister) -> Actor:
    """Return the operator in the organisation that a client belongs to."""
    client = register.client(client_id)
    if client is None:
        raise ClientNotFoundError(client_id)
    return operator(client.organisation_id)


def _print_secret(client_id: str, secret: str) -> None:
    talk.print("Keep the secret now; it is not shown again.")
    sys.stdout.write(f"client_id={client_id}\nclient_secret={secret}\n")
