"""`badgeservice organisation`, `client` and `key`: what only the operator may do."""

from __future__ import annotations

import re
import sys
from typing import Annotated, Final

import typer

from badgeservice.accounts.actor import SCOPE_MEANINGS, Actor, Scope
from badgeservice.accounts.clients import add_secret, disable_client, find_client, retire_secret
from badgeservice.accounts.clients import new_client as make_client
from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.accounts.organisations import add_organisation
from badgeservice.accounts.register import Organisation
from badgeservice.cli.service import Exit, Service, end, errors_explained, service_of, talk

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
    with errors_explained(), wiring.open_books(True) as books:
        add_organisation(
            Organisation(
                id=organisation_id, name=name, url=url, email=email, created_at=wiring.now()
            ),
            register=books.accounts,
        )
        books.keys.create(organisation_id, at=wiring.now())
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
    service = service_of(context)
    wiring = service.wiring()
    with errors_explained(), wiring.open_books(True) as books:
        if books.accounts.organisation(organisation_id) is None:
            raise OrganisationNotFoundError(organisation_id)
        client, secret = make_client(
            organisation_id=organisation_id,
            name=name,
            scopes=frozenset(scope or Scope),
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
        )
        books.accounts.put_client(client)
    _print_secret(client.id, secret)


@client_app.command("list")
def client_list(context: typer.Context, organisation_id: OrganisationArgument) -> None:
    """List the clients of an organisation: id, name, state and scopes.

    Example: badgeservice client list my-college
    """
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        for client in books.accounts.clients(organisation_id):
            state = "disabled" if client.disabled_at else "live"
            scopes = " ".join(sorted(client.scopes))
            sys.stdout.write(f"{client.id}\t{client.name}\t{state}\t{scopes}\n")


@client_app.command("rotate")
def client_rotate(
    context: typer.Context,
    client_id: ClientArgument,
    *,
    retire_others: Annotated[
        bool, typer.Option("--retire-others", help="Retire the older secrets at once.")
    ] = False,
) -> None:
    """Give a client a second secret and print it; the older one works until it is retired.

    Example: badgeservice client rotate client-abc --retire-others
    """
    service = service_of(context)
    wiring = service.wiring()
    with errors_explained(), wiring.open_books(True) as books:
        client = find_client(client_id, actor=_actor(client_id, service), register=books.accounts)
        if retire_others:
            for old in client.secrets:
                if old.retired_at is None:
                    client = retire_secret(client, old.id, at=wiring.now())
        client, _, secret = add_secret(client, at=wiring.now(), random_bytes=wiring.random_bytes)
        books.accounts.put_client(client)
    _print_secret(client_id, secret)


@client_app.command("disable")
def client_disable(context: typer.Context, client_id: ClientArgument) -> None:
    """Disable a client for good; its tokens stop working at once.

    Example: badgeservice client disable client-abc
    """
    service = service_of(context)
    wiring = service.wiring()
    with errors_explained(), wiring.open_books(True) as books:
        disable_client(
            client_id,
            actor=_actor(client_id, service),
            at=wiring.now(),
            register=books.accounts,
        )
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
        if books.accounts.organisation(organisation_id) is None:
            raise OrganisationNotFoundError(organisation_id)
        key = books.keys.create(organisation_id, at=wiring.now())
    sys.stdout.write(f"{key.multibase}\n")


def _actor(client_id: str, service: Service) -> Actor:
    """Return the operator in the organisation that a client belongs to."""
    with service.wiring().open_books(False) as books:
        client = books.accounts.client(client_id)
    return operator(client.organisation_id if client else "")


def _print_secret(client_id: str, secret: str) -> None:
    talk.print("Keep the secret now; it is not shown again.")
    sys.stdout.write(f"client_id={client_id}\nclient_secret={secret}\n")
