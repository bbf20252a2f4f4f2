"""What the routers are handed: the wiring, the caller, and checked headers."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Final

from fastapi import Depends, Header, Security, params
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, OAuth2
from starlette.requests import Request

from badgeservice.accounts.actor import SCOPE_MEANINGS, Actor, Scope
from badgeservice.accounts.errors import NotAuthenticatedError
from badgeservice.accounts.tokens import actor_of
from badgeservice.api.errors import IdempotencyKeyInvalidError, PreconditionRequiredError
from badgeservice.api.strict_route import require_sound
from badgeservice.credentials.strict_json import JsonValue
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.wiring.ports import Wiring

TOKEN_PATH: Final = "/oauth/token"  # noqa: S105 – an address, not a secret
_IDEMPOTENCY_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_REVISION_TAG: Final = re.compile(r'"([0-9]{1,18})"')

_OAUTH2: Final = OAuth2(
    scheme_name="clientCredentials",
    flows=OAuthFlows(
        clientCredentials=OAuthFlowClientCredentials(
            tokenUrl=TOKEN_PATH,
            scopes={scope.value: meaning for scope, meaning in SCOPE_MEANINGS.items()},
        )
    ),
    description="Client id and secret; the page fetches an access token for you.",
    auto_error=False,
)
_BEARER: Final = HTTPBearer(
    scheme_name="accessToken",
    description="An access token that you fetched from /oauth/token yourself.",
    auto_error=False,
)

OPTIONAL_TOKEN: Final[list[dict[str, list[str]]]] = [
    {},
    {"clientCredentials": [Scope.BADGES_VERIFY.value]},
    {"accessToken": []},
]
"""How the OpenAPI document says that a token may be sent, and need not be."""


def wiring_of(request: Request) -> Wiring:
    """Return the wiring that `main` put into the application."""
    wiring: Wiring = request.app.state.wiring
    return wiring


WiringDep = Annotated[Wiring, Depends(wiring_of)]


def actor_of_request(
    wiring: WiringDep,
    _oauth2: Annotated[str | None, Security(_OAUTH2)],
    presented: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Actor:
    """Return who asks.

    Raises:
        NotAuthenticatedError: there is no access token, or it is not valid now.
    """
    if presented is None:
        raise NotAuthenticatedError
    with wiring.open_books(False) as books:
        return actor_of(presented.credentials, register=books.accounts, at=wiring.now())


class _Permission:
    """A dependency that lets the holders of one scope pass, and then only sound requests."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(
        self, request: Request, actor: Annotated[Actor, Depends(actor_of_request)]
    ) -> Actor:
        actor.require(self.scope)
        require_sound(request)
        return actor


def require(scope: Scope) -> params.Security:
    """Return the dependency that gives the caller, who must hold `scope`.

    It raises `NotAuthenticatedError` or `NotPermittedError` before the body is judged.
    """
    return params.Security(_Permission(scope), scopes=[scope.value])


def member(request: Request, actor: Annotated[Actor, Depends(actor_of_request)]) -> Actor:
    """Return the caller, whatever scopes they hold, when the request is sound."""
    require_sound(request)
    return actor


def idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Any text that is unique to this act. Repeat a request with the same key "
            "after a lost connection, and nothing is issued twice.",
            examples=["order-2026-0042"],
        ),
    ] = None,
) -> str | None:
    """Return the Idempotency-Key, without the quotes that the header draft asks for.

    Spec: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

    Raises:
        IdempotencyKeyInvalidError: it is empty, too long, or not printable ASCII.
    """
    if key is None:
        return None
    bare = key[1:-1] if len(key) > 1 and key.startswith('"') and key.endswith('"') else key
    if not _IDEMPOTENCY_KEY.fullmatch(bare):
        raise IdempotencyKeyInvalidError
    return bare


IdempotencyKeyDep = Annotated[str | None, Depends(idempotency_key)]


def idempotent_request(
    key: str | None, *, operation: str, content: JsonValue
) -> IdempotentRequest | None:
    """Return the key with a hash of what was asked; member order does not matter."""
    if key is None:
        return None
    canonical = json.dumps([operation, content], sort_keys=True, ensure_ascii=True)
    return IdempotentRequest(key=key, content_hash=hashlib.sha256(canonical.encode()).digest())


def optional_revision(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of the revision that you change, with its quotes. Leave it out "
            "only when the document is new.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    """Return the revision that If-Match names: None without one, -1 for a tag that is not ours.

    `*` counts as none: who has not read a document shall not overwrite it.

    Spec: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
    """
    if if_match is None or if_match.strip() in {"", "*"}:
        return None
    found = _REVISION_TAG.fullmatch(if_match.strip())
    return int(found[1]) if found else -1


OptionalRevisionDep = Annotated[int | None, Depends(optional_revision)]


def revision_wanted(revision: OptionalRevisionDep) -> int:
    """Return the revision that If-Match names.

    Raises:
        PreconditionRequiredError: there is no If-Match.
    """
    if revision is None:
        raise PreconditionRequiredError
    return revision


RevisionDep = Annotated[int, Depends(revision_wanted)]


def etag_of(revision: int) -> str:
    """Return the entity tag of a revision."""
    return f'"{revision}"'
