"""JSON documents from elsewhere."""

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.remote.errand import Errand
from badgeservice.remote.fetch import GuardedClient
from badgeservice.verification.errors import SourceUnavailableError


def fetch_object(
    client: GuardedClient, url: str, *, accept: str, errand: Errand | None = None
) -> JsonObject:
    """Return the JSON object that `url` itself answers, without any redirection.

    Raises:
        SourceUnavailableError: there is none now; a page in its place may be gone later.
        SourceRefusedError: it may not be fetched, or breaks a limit.
    """
    answer = client.fetch(url, accept=accept, errand=errand)
    try:
        return parsed(answer.content, url, maximum_bytes=client.maximum_bytes)
    except SourceUnavailableError as cause:
        if errand is not None:
            errand.note(url, accept, reason=cause.reason)
        raise


def parsed(content: bytes, url: str, *, maximum_bytes: int) -> JsonObject:
    """Return the JSON object that `url` answered.

    Raises:
        SourceUnavailableError: `content` is none that can be read safely.
    """
    try:
        return parse_object(content, maximum_bytes=maximum_bytes)
    except JsonMalformedError as cause:
        raise SourceUnavailableError(
            url, "what it answers is not a JSON object that can be read safely", is_absent=True
        ) from cause
