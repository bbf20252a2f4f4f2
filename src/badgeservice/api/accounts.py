"""The organisation, its signing keys, and the clients that act for it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request, Response
from pydantic import Field, StringConstraints

from badgeservice.accounts import clients as clients_room
from badgeservice.accounts import signing_keys as keys_room
from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import disable_client, find_client, live_secrets, register_client
from badgeservice.accounts.organisations import change_profile, own_organisation
from badgeservice.accounts.register import Client, ClientSecret, Organisation
from badgeservice.api.answers import ALWAYS, JSON_BODY, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import WiringDep, member, require
from badgeservice.api.examples import accounts as examples
from badgeservice.api.paging import Page, PageWantedDep, cut, moment_text, next_link
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, Email, HttpUrl, Message, RecordId
from badgeservice.credentials.keys import PublicKey
from badgeservice.issuing.addresses import issuer_did, issuer_url
from badgeservice.library.documents import Line, Text

router = APIRouter(tags=["Accounts"], route_class=StrictRoute)

Administrator = Annotated[Actor, require(Scope.ACCOUNTS_MANAGE)]
Member = Annotated[Actor, Depends(member)]
ClientId = Annotated[RecordId, Path(examples=["client-Zm9vYmFyYmF6"])]
SecretId = Annotated[RecordId, Path(examples=["secret-cXV1eHF1dXgx"])]


class ProfileMessage(Message):
    """How the organisation presents itself as an issuer, in every badge issued from now on."""

    name: Line
    url: HttpUrl = Field(description="The organisation's own home page")
    email: Email | None = None
    description: Text | None = None
    business_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{7}-[0-9]$")] | None = Field(
        None, description="Finnish business id (Y-tunnus)", examples=["1234567-1"]
    )
    country_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166-1 code of the country", examples=["FI"]
    )

    def profile(self, organisation_id: str, *, at: datetime) -> Organisation:
        """Return the profile as a value."""
        return Organisation(
            id=organisation_id,
            name=self.name,
            url=self.url,
            email=self.email,
            description=self.description,
            business_id=self.business_id,
            country_code=self.country_code,
            created_at=at,
        )


class OrganisationAnswer(Answer):
    """The organisation that the access token acts for."""

    id: str
    did: str = Field(description="The issuer id in its badges")
    issuer_url: str = Field(description="Its public page")
    name: str
    url: str
    email: str | None
    description: str | None
    business_id: str | None
    country_code: str | None
    created_at: datetime

    @classmethod
    def of(cls, organisation: Organisation, *, origin: str) -> OrganisationAnswer:
        """Return the answer about an organisation."""
        return cls(
            id=organisation.id,
            did=issuer_did(origin, organisation.id),
            issuer_url=issuer_url(origin, organisation.id),
            name=organisation.name,
            url=organisation.url,
            email=organisation.email,
            description=organisation.description,
            business_id=organisation.business_id,
            country_code=organisation.country_code,
            created_at=organisation.created_at,
        )


class SigningKeyAnswer(Answer):
    """A public signing key of the organisation. The private half never leaves the service."""

    verification_method: str
    public_key_multibase: str

    @classmethod
    def of(cls, key: PublicKey, *, did: str) -> SigningKeyAnswer:
        """Return the answer about a key."""
        return cls(verification_method=f"{did}#{key.multibase}", public_key_multibase=key.multibase)


class ClientMessage(Message):
    """A program that shall act for the organisation."""

    name: Line
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))] = Field(
        description="What it may do: at most what you may do yourself"
    )


class SecretAnswer(Answer):
    """A live secret of a client, without the secret text."""

    id: str
    hint: str = Field(description="How the secret begins")
    created_at: datetime

    @classmethod
    def of(cls, secret: ClientSecret) -> SecretAnswer:
        """Return the answer about a secret."""
        return cls(id=secret.id, hint=secret.hint, created_at=secret.created_at)


class ClientAnswer(Answer):
    """A program that acts for the organisation."""

    id: str
    name: str
    scopes: list[Scope]
    secrets: list[SecretAnswer] = Field(description="The live ones, at most two")
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, client: Client) -> ClientAnswer:
        """Return the answer about a client."""
        return cls(
            id=client.id,
            name=client.name,
            scopes=sorted(client.scopes),
            secrets=[SecretAnswer.of(secret) for secret in live_secrets(client)],
            created_at=client.created_at,
            disabled_at=client.disabled_at,
        )


class NewClientAnswer(Answer):
    """A new client with its secret."""

    client: ClientAnswer
    client_secret: str = Field(description="Shown now and never again")


class NewSecretAnswer(Answer):
    """A new secret of a client."""

    secret: SecretAnswer
    client_secret: str = Field(description="Shown now and never again")


@router.get(
    "/v1/organisation",
    operation_id="readOrganisation",
    summary="Read the own organisation",
    response_description="The organisation",
    responses=answers(*ALWAYS, "not-authenticated", "organisation-not-found"),
)
def read_organisation(wiring: WiringDep, actor: Member) -> OrganisationAnswer:
    """Show the organisation that the access token acts for. Any scope will do."""
    with wiring.open_books(False) as books:
        organisation = own_organisation(actor=actor, register=books.accounts)
    return OrganisationAnswer.of(organisation, origin=wiring.origin)


@router.put(
    "/v1/organisation",
    operation_id="changeOrganisation",
    summary="Change the issuer profile",
    response_description="The organisation as it is now",
    responses=answers(
        *WITH_TOKEN, *JSON_BODY, "organisation-not-found", "profile-invalid", "national-id-refused"
    ),
)
def change_organisation(
    body: Annotated[ProfileMessage, Body(openapi_examples=examples.PROFILE)],
    wiring: WiringDep,
    actor: Administrator,
) -> OrganisationAnswer:
    """Replace the profile. Badges issued before keep the profile that was signed into them."""
    refuse_national_ids(body.model_dump(mode="json", by_alias=True))
    profile = body.profile(actor.organisation_id, at=wiring.now())
    with wiring.open_books(True) as books:
        organisation = change_profile(
            profile, actor=actor, at=wiring.now(), register=books.accounts
        )
    return OrganisationAnswer.of(organisation, origin=wiring.origin)


@router.get(
    "/v1/organisation/keys",
    operation_id="listSigningKeys",
    summary="List the signing keys",
    response_description="Public keys, newest first; the first one signs",
    responses=answers(*WITH_TOKEN),
)
def list_signing_keys(wiring: WiringDep, actor: Administrator) -> Page[SigningKeyAnswer]:
    """Show every key that signs or signed for the organisation. Old keys stay valid."""
    did = issuer_did(wiring.origin, actor.organisation_id)
    with wiring.open_books(False) as books:
        keys = keys_room.list_signing_keys(actor=actor, keys=books.keys)
    return Page(items=[SigningKeyAnswer.of(key, did=did) for key in keys], next_cursor=None)


@router.post(
    "/v1/organisation/keys",
    operation_id="renewSigningKey",
    summary="Make a new signing key",
    status_code=HTTPStatus.CREATED,
    response_description="The new key, which signs from now on",
    responses=answers(*WITH_TOKEN),
)
def renew_signing_key(wiring: WiringDep, actor: Administrator) -> SigningKeyAnswer:
    """Make a new key and sign with it from now on. Badges signed with older keys stay valid."""
    with wiring.open_books(True) as books:
        key = keys_room.renew_signing_key(actor=actor, at=wiring.now(), keys=books.keys)
    return SigningKeyAnswer.of(key, did=issuer_did(wiring.origin, actor.organisation_id))


@router.get(
    "/v1/clients",
    operation_id="listClients",
    summary="List the clients",
    response_description="One page of clients, oldest first",
    responses=answers(*WITH_TOKEN, "cursor-invalid"),
)
def list_clients(
    request: Request,
    response: Response,
    wiring: WiringDep,
    actor: Administrator,
    wanted: PageWantedDep,
) -> Page[ClientAnswer]:
    """Show the programs that act for the organisation, disabled ones too."""
    with wiring.open_books(False) as books:
        clients = clients_room.list_clients(actor=actor, register=books.accounts)
    shown, cursor = cut(
        clients,
        name="clients",
        parts=2,
        key=lambda client: (moment_text(client.created_at), client.id),
        wanted=wanted,
    )
    response.headers.update(next_link(wiring.origin + request.url.path, wanted, cursor, {}))
    return Page(items=[ClientAnswer.of(client) for client in shown], next_cursor=cursor)


@router.post(
    "/v1/clients",
    operation_id="addClient",
    summary="Add a client",
    status_code=HTTPStatus.CREATED,
    response_description="The client with its secret",
    responses={
        201: {"headers": header("Location", "Address of the client")},
        **answers(*WITH_TOKEN, *JSON_BODY, "scope-not-granted", "national-id-refused"),
    },
)
def add_client(
    body: Annotated[ClientMessage, Body(openapi_examples=examples.CLIENT)],
    response: Response,
    wiring: WiringDep,
    actor: Administrator,
) -> NewClientAnswer:
    """Let one more program act for the organisation. Its secret is shown in this answer only."""
    refuse_national_ids(body.name, "/name")
    with wiring.open_books(True) as books:
        client, secret = register_client(
            name=body.name,
            scopes=frozenset(body.scopes),
            actor=actor,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            register=books.accounts,
        )
    response.headers["Location"] = f"{wiring.origin}/v1/clients/{client.id}"
    return NewClientAnswer(client=ClientAnswer.of(client), client_secret=secret)


@router.get(
    "/v1/clients/{client_id}",
    operation_id="readClient",
    summary="Read a client",
    response_description="The client",
    responses=answers(*WITH_TOKEN, "client-not-found"),
)
def read_client(client_id: ClientId, wiring: WiringDep, actor: Administrator) -> ClientAnswer:
    """Show one client of the organisation."""
    with wiring.open_books(False) as books:
        client = find_client(client_id, actor=actor, register=books.accounts)
    return ClientAnswer.of(client)


@router.delete(
    "/v1/clients/{client_id}",
    operation_id="disableClient",
    summary="Disable a client",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="The client is disabled",
    responses=answers(*WITH_TOKEN, "client-not-found"),
)
def disable(client_id: ClientId, wiring: WiringDep, actor: Administrator) -> None:
    """Disable a client for good. Its access tokens stop working at once; its record stays."""
    with wiring.open_books(True) as books:
        disable_client(client_id, actor=actor, at=wiring.now(), register=books.accounts)


@router.post(
    "/v1/clients/{client_id}/secrets",
    operation_id="addClientSecret",
    summary="Give a client a second secret",
    status_code=HTTPStatus.CREATED,
    response_description="The new secret",
    responses=answers(*WITH_TOKEN, "client-not-found", "client-disabled", "too-many-secrets"),
)
def add_client_secret(
    client_id: ClientId, wiring: WiringDep, actor: Administrator
) -> NewSecretAnswer:
    """Make a new secret beside the old one. Change the program over, then retire the old one."""
    with wiring.open_books(True) as books:
        secret, text = clients_room.add_client_secret(
            client_id,
            actor=actor,
            at=wiring.now(),
            random_bytes=wiring.random_bytes,
            register=books.accounts,
        )
    return NewSecretAnswer(secret=SecretAnswer.of(secret), client_secret=text)


@router.delete(
    "/v1/clients/{client_id}/secrets/{secret_id}",
    operation_id="retireClientSecret",
    summary="Retire a secret",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="The secret is retired",
    responses=answers(*WITH_TOKEN, "client-not-found", "secret-not-found"),
)
def retire_client_secret(
    client_id: ClientId, secret_id: SecretId, wiring: WiringDep, actor: Administrator
) -> None:
    """Retire a secret. It opens nothing from now on, and neither do the client's tokens."""
    with wiring.open_books(True) as books:
        clients_room.retire_client_secret(
            client_id, secret_id, actor=actor, at=wiring.now(), register=books.accounts
        )
