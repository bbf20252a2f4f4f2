"""Access tokens for programs: the client credentials grant.

The grant is one page of the RFC, so it is written out here; what a token is, is `accounts.tokens`.

Spec: https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.clients import is_secret
from badgeservice.accounts.register import Client, ClientSecret
from badgeservice.accounts.tokens import keep_token, new_token
from badgeservice.api.answers import answers, header
from badgeservice.api.dependencies import TOKEN_PATH, WiringDep
from badgeservice.api.examples import oauth as examples
from badgeservice.api.strict_route import media_type_of
from badgeservice.wiring.ports import Wiring

router = APIRouter(tags=["Accounts"])

_FORM: Final = "application/x-www-form-urlencoded"
_KNOWN: Final = ("grant_type", "scope", "client_id", "client_secret")
_MAXIMUM_BODY_BYTES: Final = 8 * 1024
_UNKNOWN: Final = "There is no such client, or this is not its secret."
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = Client(
    id="",
    organisation_id="",
    name="",
    scopes=frozenset(),
    secrets=(ClientSecret(id="", digest=bytes(32), hint="", created_at=_LONG_AGO),),
    created_at=_LONG_AGO,
    disabled_at=_LONG_AGO,
)


class TokenAnswer(BaseModel):
    """An access token. Spec: https://www.rfc-editor.org/rfc/rfc6749#section-5.1."""

    model_config = ConfigDict(extra="forbid")

    access_token: str = Field(description="Send it as `Authorization: Bearer …`")
    token_type: str = Field(examples=["bearer"])
    expires_in: int = Field(description="Seconds")
    scope: str = Field(description="What the token may do, separated by spaces")


class TokenErrorAnswer(BaseModel):
    """Why there is no token. Spec: https://www.rfc-editor.org/rfc/rfc6749#section-5.2."""

    model_config = ConfigDict(extra="forbid")

    error: str = Field(examples=["invalid_client"])
    error_description: str


class _RefusalError(Exception):
    """An answer of section 5.2 on its way out."""

    def __init__(self, error: str, description: str) -> None:
        self.error = error
        self.description = description
        super().__init__(description)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TokenRequest:
    client_id: str
    client_secret: str
    scope: str | None


async def _form_body(request: Request) -> bytes:
    return await request.body()


@router.post(
    TOKEN_PATH,
    operation_id="requestAccessToken",
    summary="Get an access token",
    response_description="A token",
    response_model=TokenAnswer,
    responses={
        200: {"headers": header("Cache-Control", "`no-store`")},
        400: {"description": "The request is not as it should be", "model": TokenErrorAnswer},
        401: {
            "description": "No such client, or not its secret",
            "model": TokenErrorAnswer,
            "headers": header("WWW-Authenticate", "How to authenticate"),
        },
        **answers(
            "body-too-large",
            "media-type-unsupported",
            "too-many-requests",
            "internal-error",
            "service-unavailable",
        ),
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {_FORM: examples.TOKEN_REQUEST}},
        "security": [{}, {"clientSecret": []}],
    },
)
def request_access_token(
    request: Request, body: Annotated[bytes, Depends(_form_body)], wiring: WiringDep
) -> Response:
    """Exchange a client id and secret for a token that lives some minutes.

    Send both by HTTP Basic, or as `client_id` and `client_secret` in the form. Without `scope`
    the token gets all scopes of the client.
    """
    try:
        wanted = _token_request(request, body)
        return JSONResponse(_token(wanted, wiring), headers=_NO_STORE)
    except _RefusalError as refusal:
        return _refused(refusal)


def _token(wanted: _TokenRequest, wiring: Wiring) -> dict[str, Any]:
    client = _client(wanted, wiring)
    scopes = _scopes(wanted.scope, client)
    at = wiring.now()
    token, text = new_token(
        client,
        scopes=scopes,
        at=at,
        lifetime=wiring.token_lifetime,
        random_bytes=wiring.random_bytes,
    )
    with wiring.open_books(True) as books:
        is_kept = keep_token(token, secret=wanted.client_secret, at=at, register=books.accounts)
    if not is_kept:
        raise _RefusalError("invalid_client", _UNKNOWN)
    return {
        "access_token": text,
        "token_type": "bearer",
        "expires_in": int(wiring.token_lifetime.total_seconds()),
        "scope": " ".join(sorted(scopes)),
    }


def _client(wanted: _TokenRequest, wiring: Wiring) -> Client:
    # Guesses only read, so they cannot keep anybody from writing.
    with wiring.open_books(False) as books:
        client = books.accounts.client(wanted.client_id)
    # One comparison is made in either case, so that the time does not tell who exists.
    if not is_secret(client or _NOBODY, wanted.client_secret) or client is None:
        raise _RefusalError("invalid_client", _UNKNOWN)
    return client


def _scopes(scope: str | None, client: Client) -> frozenset[Scope]:
    if scope is None:
        return client.scopes
    granted = {item.value: item for item in client.scopes}
    names = scope.split(" ")
    if not all(name in granted for name in names):
        raise _RefusalError(
            "invalid_scope", "The client does not hold every scope that it asks for."
        )
    return frozenset(granted[name] for name in names)


def _token_request(request: Request, body: bytes) -> _TokenRequest:
    if (
        len(body) > _MAXIMUM_BODY_BYTES
        or media_type_of(request.headers.get("content-type", "")) != _FORM
    ):
        raise _RefusalError("invalid_request", f"Send a small {_FORM} body in UTF-8.")
    form = _form(body)
    if request.url.query:
        raise _RefusalError("invalid_request", "Nothing may stand in the address.")
    client_id, client_secret = _credentials(request, form)
    if "grant_type" not in form:
        raise _RefusalError("invalid_request", "grant_type is missing.")
    if form["grant_type"] != "client_credentials":
        raise _RefusalError("unsupported_grant_type", "The grant_type must be client_credentials.")
    return _TokenRequest(client_id=client_id, client_secret=client_secret, scope=form.get("scope"))


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=2 * len(_KNOWN),
        )
    except ValueError as cause:  # UnicodeError is one, too
        raise _RefusalError("invalid_request", "The body is no form in UTF-8.") from cause
    form = dict(pairs)
    # Section 3.2: parameters must not repeat, and empty ones count as left out.
    if len(form) != len(pairs):
        raise _RefusalError("invalid_request", "A parameter occurs twice.")
    return {name: value for name, value in form.items() if value and name in _KNOWN}


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Return the client id and secret, given in exactly one way (section 2.3)."""
    presented = request.headers.getlist("authorization")
    if not presented:
        if "client_id" in form and "client_secret" in form:
            return _plain(form["client_id"]), form["client_secret"]
        raise _RefusalError("invalid_client", "Send the client id and secret.")
    if len(presented) > 1 or "client_secret" in form:
        raise _RefusalError("invalid_request", "Send the client id and secret in one way only.")
    client_id, client_secret = _basic(presented[0])
    if form.get("client_id", client_id) != client_id:
        raise _RefusalError("invalid_request", "Two client ids were sent.")
    return client_id, client_secret


def _basic(presented: str) -> tuple[str, str]:
    scheme, _, encoded = presented.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (ValueError, binascii.Error) as cause:
        raise _RefusalError(
            "invalid_client", "The Authorization header is not HTTP Basic."
        ) from cause
    client_id, colon, client_secret = text.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise _RefusalError("invalid_client", "The Authorization header is not HTTP Basic.")
    # Section 2.3.1: both parts are form-encoded before they are joined.
    return _plain(unquote_plus(client_id)), unquote_plus(client_secret)


def _plain(client_id: str) -> str:
    """Refuse what no client is called, before a database has to compare it."""
    if not (client_id.isascii() and client_id.isprintable()):
        raise _RefusalError("invalid_client", _UNKNOWN)
    return client_id


def _refused(refusal: _RefusalError) -> Response:
    unknown = refusal.error == "invalid_client"
    headers = {"WWW-Authenticate": 'Basic realm="badgeservice"'} if unknown else {}
    return JSONResponse(
        {"error": refusal.error, "error_description": refusal.description},
        status_code=HTTPStatus.UNAUTHORIZED if unknown else HTTPStatus.BAD_REQUEST,
        headers={**_NO_STORE, **headers},
    )
