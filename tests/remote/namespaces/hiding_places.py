"""Every place of a badge in which an address can hide, whether or not anything is fetched there."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from badgeservice.credentials.baking import bake_svg
from badgeservice.credentials.jose import jws, vc_jwt
from badgeservice.credentials.jose.thumbprints import to_jwk
from badgeservice.credentials.multikey import did_key
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.credentials.strict_json import JsonObject, serialise
from tests.builders import NOW
from tests.world import TestSigner, World

ALLOWED_NAME: Final = "allowed.example"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SIGNER: Final = TestSigner()
DID_KEY: Final = did_key(SIGNER.public_key)
# Who is its own key can sign anything, and nothing has to be fetched for that.
OWN: Final = World(did=DID_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """An address in its place: a badge to verify, or the URL of one.

    `is_fetched` says that a verification asks there, when it may. `page` is what the allowed name
    answers under `/page`.
    """

    place: str
    content: bytes = b""
    url: str = ""
    is_fetched: bool = False
    page: bytes = b""


def hidden(host: str) -> Iterator[Hidden]:
    """Yield a badge for every place, with `host` in it as it is written in URLs."""
    url = f"https://{host}/x"
    yield Hidden(place="badge URL", url=url, is_fetched=True)
    to = base64.urlsafe_b64encode(url.encode()).decode()
    yield Hidden(place="redirection", url=f"https://{ALLOWED_NAME}/to/{to}", is_fetched=True)
    yield from _in_pages(url)
    yield from _as_issuer(host, url)
    yield from _in_tokens(url)
    yield Hidden(place="status list", content=_listed(url), is_fetched=True)
    for place, change in _INSIDE.items():
        yield Hidden(place=place, content=_changed(change, url))
    altered = json.loads(OWN.badge(status=None))
    altered["@context"].append(url)
    yield Hidden(place="@context", content=json.dumps(altered).encode())
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    baked = bake_svg(picture, _listed(url).decode())
    yield Hidden(place="status list in a picture", content=baked, is_fetched=True)


def _in_pages(url: str) -> Iterator[Hidden]:
    link = '<link rel="alternate" type="application/vc" href="{}">'
    data = '<script type="application/ld+json">{}</script>'
    picture = f'<meta property="og:image" content="{url}"><img src="{url}">'
    for place, head, is_fetched in (
        ("link in a page", link.format(url), True),
        ("base of a page", f'<base href="{url}">' + link.format("y"), True),
        ("status list in a page", data.format(_listed(url).decode()), True),
        ("picture in a page", picture, False),
        ("script of a page", f'<script src="{url}"></script>', False),
        ("other link in a page", link.format(url).replace("alternate", "stylesheet"), False),
    ):
        yield Hidden(
            place=place,
            url=f"https://{ALLOWED_NAME}/page",
            page=f"<!doctype html><head>{head}</head>".encode(),
            is_fetched=is_fetched,
        )


def _as_issuer(host: str, url: str) -> Iterator[Hidden]:
    did = "did:web:" + host.replace(":", "%3A")
    for place, issuer in (("did:web", did), ("https issuer", url)):
        # A did:web of a bare address is none.
        is_fetched = place != "did:web" or host.endswith(".example")
        content = World(did=issuer).badge(status=None)
        yield Hidden(place=place, content=content, is_fetched=is_fetched)
        token = _token(World(did=issuer), {"kid": f"https://{host}/key"})
        yield Hidden(place=f"{place} of a token", content=token, is_fetched=is_fetched)
    method = f"{url}#{SIGNER.public_key.multibase}"
    yield Hidden(place="verificationMethod", content=_signed(OWN.unsigned_badge(), method))


def _in_tokens(url: str) -> Iterator[Hidden]:
    jwk = to_jwk(SIGNER.public_key)
    for name in ("jku", "x5u"):
        yield Hidden(place=name, content=_token(OWN, {"kid": OWN.method, name: url}))
    elsewhere = World(did=f"https://{ALLOWED_NAME}/issuer")
    for world in (OWN, elsewhere, World(did=f"did:web:{ALLOWED_NAME}")):
        yield Hidden(place=f"kid of {world.did[:9]}", content=_token(world, {"kid": url}))
    yield Hidden(place="kid beside jwk", content=_token(elsewhere, {"kid": url, "jwk": jwk}))


def _token(world: World, header: JsonObject) -> bytes:
    made = vc_jwt.secure(
        world.unsigned_badge(status=None),
        signer=SIGNER,
        verification_method="x",
        profile="ob3-vc-jwt",
    )
    payload = jws.read_compact(made.content).payload
    return jws.sign({"typ": "JWT", **header}, payload, signer=SIGNER)


def _listed(url: str) -> bytes:
    return OWN.badge(status=StatusEntry(list_url=url, index=7, purpose="revocation"))


def _signed(document: JsonObject, method: str) -> bytes:
    return secure(document, signer=SIGNER, verification_method=method, created=NOW).content


def _changed(change: Callable[[dict[str, Any], str], None], url: str) -> bytes:
    document: dict[str, Any] = json.loads(serialise(OWN.unsigned_badge(status=None)))
    document["@context"].append(EXTENSIONS)
    change(document, url)
    return _signed(document, OWN.method)


def _revocation_list(badge: dict[str, Any], url: str) -> None:
    badge["credentialStatus"] = {"id": url, "type": "1EdTechRevocationList"}


def _refresh_service(badge: dict[str, Any], url: str) -> None:
    badge["refreshService"] = {"id": url, "type": "1EdTechCredentialRefresh"}


def _schema(badge: dict[str, Any], url: str) -> None:
    badge["credentialSchema"] = [{"id": url, "type": "1EdTechJsonSchemaValidator2019"}]


def _image(badge: dict[str, Any], url: str) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    for part in (badge, achievement, badge["issuer"]):
        part["image"] = {"id": url, "type": "Image"}


def _evidence(badge: dict[str, Any], url: str) -> None:
    badge["evidence"] = [{"id": url, "type": ["Evidence"]}]


def _pages(badge: dict[str, Any], url: str) -> None:
    badge["issuer"]["url"] = url
    badge["id"] = url
    achievement = badge["credentialSubject"]["achievement"]
    achievement["id"] = f"{url}/achievement"
    achievement["criteria"] = {"id": f"{url}/criteria"}


def _endorsement(badge: dict[str, Any], url: str) -> None:
    badge["endorsement"] = [
        {
            "@context": badge["@context"],
            "id": f"{url}/endorsement",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Good",
            "issuer": {"id": url, "type": ["Profile"]},
            "validFrom": "2026-11-01T00:00:00Z",
            "credentialSubject": {"id": badge["id"], "type": ["EndorsementSubject"]},
        }
    ]
    token = _token(World(did="https://allowed.example/issuer"), {"kid": url, "jku": url})
    badge["endorsementJwt"] = [token.decode()]


_INSIDE: Final[Mapping[str, Callable[[dict[str, Any], str], None]]] = {
    "revocation list": _revocation_list,
    "refresh service": _refresh_service,
    "schema": _schema,
    "image": _image,
    "evidence": _evidence,
    "pages": _pages,
    "endorsement": _endorsement,
}
