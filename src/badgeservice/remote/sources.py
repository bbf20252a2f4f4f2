"""Everything that a verification may ask, over the network."""

from collections.abc import Callable
from datetime import datetime

from badgeservice.remote.badge_pages import RemoteBadges
from badgeservice.remote.controllers import RemoteControllers
from badgeservice.remote.did_web import RemoteDidDocuments
from badgeservice.remote.errand import DEFAULT_REQUESTS, Errand
from badgeservice.remote.fetch import GuardedClient
from badgeservice.remote.hosted_documents import RemoteHostedDocuments
from badgeservice.remote.jwks import RemoteKeys
from badgeservice.remote.status_lists import RemoteStatusLists
from badgeservice.verification.sources import Sources


def remote_sources(
    client: GuardedClient,
    *,
    requests: int = DEFAULT_REQUESTS,
    now: Callable[[], datetime] | None = None,
) -> Sources:
    """Return sources for one verification, which make at most `requests` requests in all.

    All of them together may take no longer than the client lets a single one take.

    They remember what they were told, so they are to be made anew for each verification. `now` is
    the clock that says when an answer came; without one, they do not tell what was fetched.
    """
    errand = Errand(requests=requests, seconds=client.timeout_seconds, now=now)
    badges = RemoteBadges(client, errand=errand)
    return Sources(
        did_documents=RemoteDidDocuments(client, errand=errand),
        status_lists=RemoteStatusLists(client, errand=errand),
        badges=badges,
        controllers=RemoteControllers(client, errand=errand),
        published_keys=RemoteKeys(client, errand=errand),
        hosted=RemoteHostedDocuments(client, errand=errand),
        fetched=errand.fetched,
        landing=badges.landing,
    )
