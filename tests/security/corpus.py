"""Everything that the published security data holds, each piece as somebody would present it.

A case says what may come of it: `refused` is what is no credential at all, the others are verdicts.
Nothing here is ever `valid` but what `World` signed, whose name begins with `good`.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from badgeservice.credentials import multibase
from badgeservice.credentials.baking import bake_png
from badgeservice.credentials.did import did_document
from badgeservice.credentials.errors import CredentialError, ImageMalformedError
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.model import Evidence, Profile
from badgeservice.credentials.strict_json import JsonObject, parse_object
from tests.builders import NOW
from tests.reference import reference
from tests.verification.statuses import badge as badge_with
from tests.verification.statuses import entry, unsigned_list
from tests.world import World

FOLDER: Final = "security"
REFUSED: Final = frozenset({"refused"})
INVALID: Final = frozenset({"invalid"})
VALID: Final = frozenset({"valid"})
NOT_BELIEVED: Final = frozenset({"invalid", "indeterminate"})
ANYTHING_BUT_VALID: Final = REFUSED | NOT_BELIEVED

_LD: Final = "application/ld+json"
_MEDIA_TYPES: Final = {
    ".json": _LD,
    ".jsonld": _LD,
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xml": "image/svg+xml",
    ".jwt": "application/vc+jwt",
}
# Documents about the data; there is nothing to present in them.
_ABOUT: Final = ("MANIFEST.md", "LICENSE", "PngSuite.README")
# Neither JSON with a context, nor a token or a picture with a badge inside.
_NO_CREDENTIALS: Final = (
    *("json/", "crypto/", "jwt/", "strings/", "html-xss/", "xml-svg/", "image/"),
    "jsonld/rdf-canon/rdfc10/",
)
_LINES: Final = ("html-xss/*/*.txt", "xml-svg/fuzzdb-xml/*.txt", "json/JSON_Fuzzing.txt")
_TEXTS_OF_ONE_BADGE: Final = 24
_LINES_PER_REQUEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to present, and what may come of it; `files` are those it was made of.

    One that is not for all doors is given to functions alone, which is quicker.
    """

    name: str
    content: bytes
    media_type: str
    expected: frozenset[str]
    files: tuple[Path, ...] = ()
    is_for_all_doors: bool = True


def files() -> tuple[Path, ...]:
    """Return every file that holds something to present."""
    found = sorted(path for path in reference(FOLDER).rglob("*") if path.is_file())
    return tuple(path for path in found if path.name not in _ABOUT)


def cases(world: World) -> Iterator[Case]:
    """Yield everything to present to a verifier for which `world` is the network."""
    yield from _as_they_are()
    yield from _lines()
    yield from _tokens()
    yield from _grafted(world)
    yield from _signatures(world)
    yield from _issuers(world)
    yield from _bomb(world)
    yield from _baked(world)
    yield from _written_by_people(world)


def texts() -> tuple[str, ...]:
    """Return the texts that people, or attackers, might write into a field."""
    root = reference(FOLDER)
    found = list(json.loads((root / "strings/blns.json").read_bytes()))
    for pattern in _LINES:
        for path in sorted(root.glob(pattern)):
            found += path.read_bytes().decode("utf-8", errors="replace").split("\n")
    return tuple(dict.fromkeys(text for text in found if text.strip()))


def _as_they_are() -> Iterator[Case]:
    root = reference(FOLDER)
    for path in files():
        name = str(path.relative_to(root))
        media_type = _MEDIA_TYPES.get(path.suffix, "text/plain")
        yield Case(
            name=name,
            content=path.read_bytes(),
            media_type=media_type,
            expected=_expected(name),
            files=(path,),
        )


def _expected(name: str) -> frozenset[str]:
    if name.startswith(_NO_CREDENTIALS) or name.endswith((".nq", ".gz", "-cases.json")):
        return REFUSED
    if "poison" in name:
        return INVALID
    if name.startswith("openbadges/"):
        return ANYTHING_BUT_VALID
    return REFUSED | INVALID


def _lines() -> Iterator[Case]:
    for number, text in enumerate(texts()):
        yield Case(
            name=f"line {number}",
            content=text.encode("utf-8", errors="surrogatepass"),
            media_type="text/plain",
            expected=REFUSED,
            is_for_all_doors=number % _LINES_PER_REQUEST == 0,
        )


def _tokens() -> Iterator[Case]:
    path = reference(f"{FOLDER}/jwt/wycheproof-json_web_signature_test.json")
    for group in json.loads(path.read_bytes())["testGroups"]:
        for test in group["tests"]:
            yield Case(
                name=f"token {test['tcId']}",
                content=test["jws"].encode(),
                media_type="application/vc+jwt",
                expected=ANYTHING_BUT_VALID,
                files=(path,),
            )


def _grafted(world: World) -> Iterator[Case]:
    """Yield a good badge with all that a document of the JSON-LD tests adds to it."""
    badge: dict[str, Any] = json.loads(world.badge())
    for path in sorted(reference(FOLDER).glob("jsonld/json-ld-api-toRdf/toRdf/*.jsonld")):
        try:
            graft = json.loads(path.read_bytes())
        except ValueError:
            continue
        if not isinstance(graft, dict):
            graft = {"@graph": graft}
        contexts = graft.pop("@context", [])
        contexts = contexts if isinstance(contexts, list) else [contexts]
        whole = {**graft, **badge, "@context": [*badge["@context"], *contexts]}
        if whole != badge:
            yield Case(
                name=f"grafted {path.stem}",
                content=json.dumps(whole).encode(),
                media_type=_LD,
                expected=ANYTHING_BUT_VALID,
                files=(path,),
            )


def _signatures(world: World) -> Iterator[Case]:
    """Yield badges of issuers whose keys and signatures are those of the published vectors."""
    path = reference(f"{FOLDER}/crypto/wycheproof-ed25519_test.json")
    for group in json.loads(path.read_bytes())["testGroups"]:
        key = PublicKey(bytes.fromhex(group["publicKey"]["pk"]))
        did = f"did:web:vectors.example:{key.multibase}"
        world.documents[did] = did_document(did, keys=[key])
        signed = world.sign(world.unsigned_badge(issuer=Profile(id=did, name="Issuer")), at=NOW)
        for test in group["tests"]:
            badge = json.loads(signed)
            badge["proof"][0] |= {
                "verificationMethod": f"{did}#{key.multibase}",
                "proofValue": multibase.encode(bytes.fromhex(test["sig"])),
            }
            yield Case(
                name=f"signature {test['tcId']}",
                content=json.dumps(badge).encode(),
                media_type=_LD,
                expected=INVALID,
                files=(path,),
            )


def _issuers(world: World) -> Iterator[Case]:
    """Yield a good badge under the name of each published issuer, and one per inner address."""
    own = reference(f"{FOLDER}/own-generated")
    names = [case["did"] for case in json.loads((own / "did-web-cases.json").read_bytes())]
    addresses = json.loads((own / "ssrf-addresses.json").read_bytes())
    names += [f"did:web:{case['address'].replace(':', '%3A')}" for case in addresses]
    for number, name in enumerate(names):
        badge = json.loads(world.badge())
        badge["issuer"]["id"] = name
        badge["proof"][0]["verificationMethod"] = f"{name}#{world.signer.public_key.multibase}"
        yield Case(
            name=f"issuer {number} {name}",
            content=json.dumps(badge).encode(),
            media_type=_LD,
            expected=NOT_BELIEVED,
        )


def _bomb(world: World) -> Iterator[Case]:
    """Yield a good badge whose issuer signed a list that unpacks to a gigabyte."""
    path = reference(f"{FOLDER}/own-generated/statuslist-bomb-1GiB.gz")
    url = "https://issuer.example/status-lists/bomb"
    encoded = "u" + urlsafe_b64encode(path.read_bytes()).rstrip(b"=").decode()
    document: JsonObject = unsigned_list(world, encoded, url=url)
    world.lists[url] = _signed_large(world, document)
    status = entry(id=f"{url}#7", statusListCredential=url)
    yield Case(
        name="a list of a gigabyte",
        content=badge_with(world, status),
        media_type=_LD,
        expected=frozenset({"indeterminate"}),
        files=(path,),
    )


def _signed_large(world: World, document: JsonObject) -> JsonObject:
    signed = world.sign(document, at=NOW)
    found: JsonObject = json.loads(signed)
    return found


def _baked(world: World) -> Iterator[Case]:
    """Yield each published picture that takes a badge, with a good one inside."""
    badge = world.badge().decode()
    for path in files():
        if path.suffix != ".png":
            continue
        try:
            baked = bake_png(path.read_bytes(), badge)
        except ImageMalformedError:
            continue
        yield Case(
            name=f"good badge in {path.stem}",
            content=baked,
            media_type="image/png",
            expected=VALID,
            files=(path,),
        )


def _written_by_people(world: World) -> Iterator[Case]:
    """Yield good badges whose issuer wrote each of the texts into them."""
    found = texts()
    for start in range(0, len(found), _TEXTS_OF_ONE_BADGE):
        written = [text for text in found[start:][:_TEXTS_OF_ONE_BADGE] if is_signable(text)]
        evidence = tuple(
            Evidence(name=text, description=text, narrative=text, genre=text) for text in written
        )
        content = world.badge(evidence=evidence, name=written[0], narrative=written[-1])
        assert parse_object(content)
        yield Case(
            name=f"good badge with texts from {start}",
            content=content,
            media_type=_LD,
            expected=VALID,
        )


def is_signable(text: str) -> bool:
    """Whether a text may stand in a badge: those with control characters may not."""
    try:
        World().unsigned_badge(narrative=text)
    except CredentialError:
        return False
    return True
