"""Lists in pages."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.api.errors import CursorInvalidError
from badgeservice.api.paging import (
    PageWanted,
    cut,
    decode_cursor,
    encode_cursor,
    moment_of,
    moment_text,
)
from tests.api.service import Service

moments = st.datetimes(
    min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)
)


@given(items=st.lists(st.text(min_size=1, max_size=5), unique=True), limit=st.integers(1, 7))
def test_pages_put_together_are_the_whole_list_in_order(items: list[str], limit: int) -> None:
    pages: list[str] = []
    cursor = None
    while True:
        shown, cursor = cut(
            items,
            name="n",
            parts=1,
            key=lambda item: (item.encode().hex(),),
            wanted=PageWanted(limit=limit, cursor=cursor),
        )
        pages += shown
        assert len(shown) <= limit
        if cursor is None:
            break

    assert pages == sorted(items, key=lambda item: item.encode().hex())


@given(
    key=st.tuples(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    )
)
def test_a_cursor_gives_back_its_key(key: tuple[str]) -> None:
    assert decode_cursor("list", encode_cursor("list", key), parts=1) == key


@given(first=moments, second=moments)
def test_moments_sort_as_texts_like_they_do_in_time(first: datetime, second: datetime) -> None:
    assert (moment_text(first) < moment_text(second)) == (first < second)
    assert moment_of(moment_text(first)) == first


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BAD_CURSORS = [
    pytest.param("x", id="no base64"),
    pytest.param("!!!!", id="other characters"),
    pytest.param("ä", id="no ASCII"),
    pytest.param("", id="empty"),
    pytest.param(_encoded({"a": 1}), id="an object"),
    pytest.param(_encoded(["badges"]), id="too few parts"),
    pytest.param(_encoded(["badges", "a", "b", "c"]), id="too many parts"),
    pytest.param(_encoded(["badges", 1, 2]), id="numbers"),
    pytest.param(_encoded(["badges", "yesterday", "b"]), id="no moment"),
    pytest.param(encode_cursor("trusts", ("2026-11-24T09:00:00.000000", "x")), id="another list"),
]


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_cursor_that_was_not_handed_out_is_refused(service: Service, cursor: str) -> None:
    response = service.client.get("/v1/badges", params={"cursor": cursor}, headers=service.bearer())

    assert response.status_code == 422
    assert response.json()["type"].endswith("/problems/cursor-invalid")


def test_a_cursor_of_bytes_that_are_no_json_is_refused() -> None:
    with pytest.raises(CursorInvalidError):
        decode_cursor("n", base64.urlsafe_b64encode(b"\xff\xff\xff").decode(), parts=1)


@pytest.mark.parametrize("limit", ["0", "-1", "201", "many", "1e2"])
def test_a_limit_out_of_range_is_refused(service: Service, limit: str) -> None:
    response = service.client.get("/v1/badges", params={"limit": limit}, headers=service.bearer())

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "limit"


def test_links_lead_through_all_badges_newest_first_and_keep_the_filter(service: Service) -> None:
    service.keep_class()
    headers = service.bearer()
    issued = [service.issue(headers)["id"] for _ in range(5)]
    seen: list[str] = []
    url: str | None = "/v1/badges?limit=2&badgeClass=guidance&state=issued"

    while url:
        response = service.client.get(url, headers=headers)
        seen += [badge["id"] for badge in response.json()["items"]]
        link = re.fullmatch(r'<(.+)>; rel="next"', response.headers.get("link", ""))
        assert (link is None) == (response.json()["nextCursor"] is None)
        url = link[1] if link else None
        assert url is None or ("badgeClass=guidance" in url and "state=issued" in url)

    assert sorted(seen) == sorted(issued)
    assert len(seen) == 5


def test_a_list_of_clients_goes_on_where_the_page_ended(service: Service) -> None:
    headers = service.bearer()
    added = [service.add_client().id for _ in range(3)]

    first = service.client.get("/v1/clients?limit=2", headers=headers).json()
    second = service.client.get(
        "/v1/clients", params={"limit": 200, "cursor": first["nextCursor"]}, headers=headers
    ).json()

    found = [client["id"] for client in (*first["items"], *second["items"])]
    assert set(added) < set(found)
    assert len(found) == len(set(found)) == 4
    assert second["nextCursor"] is None
