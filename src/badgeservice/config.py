"""Everything that differs between one deployment and the next."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from annotated_types import Ge, Gt, Le
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MOST_WORKERS: Final = 64
_SEED: Final = re.compile(r"[0-9a-fA-F]{64}")


class Settings(BaseSettings):
    """Settings, read from `BADGESERVICE_…` environment variables once, at the roof."""

    model_config = SettingsConfigDict(env_prefix="BADGESERVICE_", frozen=True, extra="forbid")

    origin: Annotated[
        str,
        Field(
            pattern=r"^https?://[a-z0-9.-]+(?::[1-9][0-9]{0,4})?$",
            description="Public origin, without a slash at the end; it stands in every badge",
        ),
    ] = "http://localhost:8000"
    database_url: Annotated[
        str, Field(description="SQLAlchemy URL: sqlite:///… or postgresql+psycopg://…")
    ] = "sqlite:///var/badgeservice.sqlite"
    master_key: Annotated[
        SecretStr | None,
        Field(description="32 bytes in base64 that encrypt the signing keys; wins over the file"),
    ] = None
    master_key_file: Annotated[
        Path, Field(description="File with the master key; made on first start, mode 0600")
    ] = Path("var/master.key")
    status_list_ttl: Annotated[
        timedelta, Gt(timedelta(0)), Field(description="How long a status list may be cached")
    ] = timedelta(seconds=60)
    token_lifetime: Annotated[
        timedelta,
        Gt(timedelta(0)),
        Le(timedelta(days=1)),
        Field(description="How long an access token lives"),
    ] = timedelta(minutes=15)
    fetch_timeout: Annotated[
        timedelta,
        Gt(timedelta(0)),
        Field(description="Limit of all that one verification waits for other servers"),
    ] = timedelta(seconds=5)
    fetch_limits_folder: Annotated[
        Path,
        Field(description="Folder through which processes agree on how often a host is asked"),
    ] = Path("var/fetch-limits")
    test_hosts: Annotated[
        frozenset[str],
        Field(description="host:port pairs that may be asked over http and on private addresses"),
    ] = frozenset()
    workers: Annotated[
        int,
        Ge(1),
        Le(MOST_WORKERS),
        Field(description="Processes to serve with; as many as there are processor cores"),
    ] = 1
    trusted_proxies: Annotated[
        frozenset[str], Field(description="Addresses whose X-Forwarded-For is believed")
    ] = frozenset()
    verifications_per_minute: Annotated[
        int, Gt(0), Field(description="Public verifications that one address may ask for")
    ] = 60
    token_requests_per_minute: Annotated[
        int, Gt(0), Field(description="Token requests that one address may make")
    ] = 30
    general_processes: Annotated[
        int,
        Gt(0),
        Le(16),
        Field(description="Processes beside each server process, for badges of unusual form"),
    ] = 1

    vc_api: Annotated[
        bool,
        Field(
            description="Serve /vc-api for public test suites: it signs what anybody sends, with "
            "keys of no organisation; never where the service is in use"
        ),
    ] = False
    vc_api_seed: Annotated[
        SecretStr | None,
        Field(description="32 bytes in hex that the keys of /vc-api follow from; else by chance"),
    ] = None

    contact: Annotated[
        str | None, Field(description="Address for feedback about accessibility, shown on its page")
    ] = None

    @field_validator("vc_api_seed")
    @classmethod
    def _seed_is_hex(cls, seed: SecretStr | None) -> SecretStr | None:
        if seed is not None and not _SEED.fullmatch(seed.get_secret_value()):
            message = "it must be 64 hexadecimal digits"
            raise ValueError(message)
        return seed

    @field_validator("origin")
    @classmethod
    def _known_port_is_left_out(cls, origin: str) -> str:
        for scheme, port in (("https", "443"), ("http", "80")):
            if origin.startswith(f"{scheme}://") and origin.endswith(f":{port}"):
                message = "leave the scheme's own port out of the origin"
                raise ValueError(message)
        return origin
