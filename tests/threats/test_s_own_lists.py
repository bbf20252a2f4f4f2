"""Every bit of a list that is published, against what was issued and revoked."""

from __future__ import annotations

from badgeservice.credentials.status_list import StatusList
from tests.api.service import Service

BADGES = 40


def test_every_published_bit_says_what_the_books_say(service: Service) -> None:
    """S09: set for those that were revoked, and for no other place of the whole list."""
    service.keep_class()
    headers = service.bearer()
    issued = [service.issue(headers) for _ in range(BADGES)]
    for badge in issued[::3]:
        answer = service.client.post(
            f"/v1/badges/{badge['id']}/revocation", json={"reason": "x"}, headers=headers
        )
        assert answer.status_code == 201

    expected: dict[str, set[int]] = {}
    for number, badge in enumerate(issued):
        path = badge["url"].removeprefix(service.wiring.origin)
        status = service.client.get(f"{path}.json").json()["credentialStatus"]
        places = expected.setdefault(status["statusListCredential"], set())
        if number % 3 == 0:
            places.add(int(status["statusListIndex"]))

    assert sum(len(places) for places in expected.values()) == len(issued[::3])
    for url, places in expected.items():
        published = service.client.get(url.removeprefix(service.wiring.origin)).json()
        bits = StatusList.decode(published["credentialSubject"]["encodedList"])
        assert {place for place in range(131_072) if bits.is_set(place)} == places
