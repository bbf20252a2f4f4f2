"""A URL is either read in the one way there is, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.remote.urls import parse_url
from badgeservice.verification.errors import SourceRefusedError


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("http://example.com/", id="http"),
        pytest.param("http://example.com:443/", id="http-at-the-port-of-https"),
        pytest.param("http://example.com:8443/", id="http-at-a-port-of-users"),
        pytest.param("ftp://example.com/", id="ftp"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("gopher://example.com:70/_x", id="gopher"),
        pytest.param("data:application/json,{}", id="data"),
        pytest.param("jar:https://example.com!/x", id="jar"),
        pytest.param("unix:///run/docker.sock", id="unix"),
        pytest.param("dict://example.com:2628/", id="dict"),
        pytest.param("ldap://example.com/", id="ldap"),
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("//example.com/", id="without-scheme"),
        pytest.param("example.com", id="only-a-host"),
        pytest.param("https:example.com", id="no-slashes"),
        pytest.param("https:/example.com", id="one-slash"),
        pytest.param("https:///example.com", id="three-slashes"),
        pytest.param("https://", id="no-host"),
        pytest.param("https://:443/", id="only-a-port"),
        pytest.param("https://user@example.com/", id="user"),
        pytest.param("https://user:pw@example.com/", id="user-and-password"),
        pytest.param("https://example.com@127.0.0.1/", id="host-as-user"),
        pytest.param("https://@example.com/", id="empty-user"),
        pytest.param("https://example.com\\@evil.example/", id="backslash-before-at"),
        pytest.param("https://example.com\\.evil.example/", id="backslash-in-host"),
        pytest.param("https:\\\\example.com/", id="backslashes-for-slashes"),
        pytest.param("https://example.com/a\\b", id="backslash-in-path"),
        pytest.param("https://exam%70le.com/", id="percent-encoded-host"),
        pytest.param("https://example.com%00.evil.example/", id="percent-nul-in-host"),
        pytest.param("https://example.com\x00/", id="nul"),
        pytest.param("https://exam\tple.com/", id="tab-in-host"),
        pytest.param("https://example.com/a\tb", id="tab-in-path"),
        pytest.param("https://example.com/a\r\nX: y", id="header-in-path"),
        pytest.param(" https://example.com/", id="space-before"),
        pytest.param("https://example.com/ ", id="space-after"),
        pytest.param("https://example.com/\n", id="line-end-after"),
        pytest.param("https://exa mple.com/", id="space-in-host"),
        pytest.param("https://example.com/%zz", id="broken-percent"),
        pytest.param("https://example.com/ä", id="letter-beyond-ascii-in-path"),
        pytest.param("https://example.com/<x>", id="angle-brackets"),
        pytest.param("https://example.com:0/", id="port-0"),
        pytest.param("https://example.com:22/", id="port-of-a-shell"),
        pytest.param("https://example.com:80/", id="port-of-http"),
        pytest.param("https://example.com:65536/", id="port-too-high"),
        pytest.param("https://example.com:/", id="empty-port"),
        pytest.param("https://example.com:44３/", id="port-in-wide-digits"),
        pytest.param("https://example.com:443:443/", id="two-ports"),
        pytest.param("https://example.com:-1/", id="negative-port"),
        pytest.param("https://example.com./", id="dot-at-the-end"),
        pytest.param("https://example..com/", id="empty-label"),
        pytest.param("https://-x.example/", id="hyphen-first"),
        pytest.param("https://under_score.example/", id="underscore"),
        pytest.param(f"https://{'a' * 64}.example/", id="label-too-long"),
        pytest.param(f"https://{'.'.join(['a' * 50] * 6)}.example/", id="name-too-long"),
        pytest.param(f"https://example.com/{'a' * 2048}", id="url-too-long"),
        pytest.param("https://localhost/", id="localhost"),
        pytest.param("https://metadata/", id="single-label"),
        pytest.param("https://printer.local/", id="mdns"),
        pytest.param("https://db.internal/", id="internal"),
        pytest.param("https://x.localhost/", id="below-localhost"),
        pytest.param("https://127.0.0.1/", id="loopback"),
        pytest.param("https://127.1/", id="short-address"),
        pytest.param("https://2130706433/", id="decimal-address"),
        pytest.param("https://0x7f000001/", id="hexadecimal-address"),
        pytest.param("https://0x7f.1/", id="hexadecimal-parts"),
        pytest.param("https://0177.0.0.1/", id="octal-address"),
        pytest.param("https://8.8.8.8.8/", id="five-numbers"),
        pytest.param("https://1.2.3.08/", id="leading-zero"),
        pytest.param("https://①②⑦.⓪.⓪.①/", id="circled-digits"),
        pytest.param("https://127。0。0。1/", id="ideographic-dots"),
        pytest.param("https://８.８.８.８/", id="wide-digits"),
        pytest.param("https://exa\u200dmple.com/", id="zero-width-joiner"),
        pytest.param("https://exa\u00admple.com/", id="soft-hyphen"),
        pytest.param("https://ＧＯ.com/", id="wide-letters"),
        pytest.param("https://a\u2044b.example/", id="slash-look-alike"),
        pytest.param("https://xn--zz.example/", id="broken-a-label"),
        pytest.param("https://[::1]/", id="loopback-6"),
        pytest.param("https://[::ffff:127.0.0.1]/", id="mapped-loopback"),
        pytest.param("https://[fe80::1%25eth0]/", id="scope"),
        pytest.param("https://[::1/", id="bracket-left-open"),
        pytest.param("https://[]/", id="empty-brackets"),
        pytest.param("https://[1.2.3.4]/", id="ipv4-in-brackets"),
        pytest.param("https://2606:4700:4700::1111/", id="ipv6-without-brackets"),
    ],
)
def test_a_url_is_refused_for_its(url: str) -> None:
    """N03, N04: what two parsers read differently, and other schemes."""
    with pytest.raises(SourceRefusedError):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://example.com", "example.com", "/"),
        ("HTTPS://EXAMPLE.com/A?b=/?c#d", "example.com", "/A?b=/?c"),
        ("https://example.com?b", "example.com", "/?b"),
        ("https://example.com:443/", "example.com", "/"),
        ("https://example.com:8443/", "example.com:8443", "/"),
        ("https://example.com//a/../b", "example.com", "//a/../b"),
        ("https://example.com/a%2Fb:@!$&'()*+,;=", "example.com", "/a%2Fb:@!$&'()*+,;="),
        ("https://bücher.example/", "xn--bcher-kva.example", "/"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", "/"),
        ("https://8.8.8.8/", "8.8.8.8", "/"),
        (
            "https://[2606:4700:4700:0::1111]:8443/",
            "[2606:4700:4700::1111]:8443",
            "/",
        ),
    ],
)
def test_a_sound_url_is_asked_as_written(url: str, authority: str, path: str) -> None:
    target = parse_url(url)

    assert (target.authority, target.path) == (authority, path)


def test_only_exactly_a_test_host_may_be_asked_over_http_and_under_any_name() -> None:
    hosts = frozenset({("localhost", 8000)})

    assert parse_url("http://localhost:8000/x", allowed_test_hosts=hosts).is_test_host
    for other in ("http://localhost:8001/", "http://localhost/", "http://x.localhost:8000/"):
        with pytest.raises(SourceRefusedError):
            parse_url(other, allowed_test_hosts=hosts)


def test_a_refusal_shows_neither_control_characters_nor_endless_text() -> None:
    with pytest.raises(SourceRefusedError) as refused:
        parse_url("https://\x1b[31m" + "a" * 5000)

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@given(text=st.text())
def test_whatever_stands_between_slashes_is_refused_or_a_plain_host(text: str) -> None:
    """N03: whatever is typed."""
    try:
        target = parse_url(f"https://{text}/")
    except SourceRefusedError:
        return

    assert target.host.isascii()
    assert not set(target.host) & set("\\@/?#%[] ")
