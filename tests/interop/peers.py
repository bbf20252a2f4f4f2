"""Independent implementations that our badges are held against, all without a network.

Two speak Python and two JavaScript; no line of ours is among them, and the JSON-LD contexts they
read are the ones they bring themselves. An issuer is a did:web DID whose DID document is handed to
them, and a status list credential is handed to them under its address.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.contexts import document_loader
from openbadgeslib.ob3.ldp import add_data_integrity_proof
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.resolvers import default_status_list_resolver
from openvc.verify import verify_credential

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.strict_json import JsonObject
from tests.tools import tools

DIGITAL_BAZAAR: Final = "@digitalbazaar/vc"
DIGITAL_CREDENTIALS: Final = "@digitalcredentials/verifier-core"
OPENBADGESLIB: Final = "openbadgeslib"
OPENVC: Final = "openvc-core"

VERIFIERS: Final = (DIGITAL_BAZAAR, DIGITAL_CREDENTIALS, OPENBADGESLIB, OPENVC)
ISSUERS: Final = (DIGITAL_BAZAAR, OPENBADGESLIB, OPENVC)

Documents: TypeAlias = Mapping[str, JsonObject]

_CONTEXT_URLS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
)
# What our scripts print; each says in its first lines which members that has.
_Answer: TypeAlias = dict[str, Any]

_LONGEST_RUN_SECONDS: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A credential to verify, with the DID documents and other documents by their address."""

    credential: bytes
    documents: Documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one peer says: `reason` is its own sentence where it does not say "verified"."""

    verified: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """What jsonld.js in safe mode makes of a document, or why it refused.

    That is the SHA-256 of its canonical form, in hex, and what it writes back if asked to.
    """

    sha256: str | None
    compacted: JsonObject | None
    error: str | None


def verdicts(cases: Mapping[str, Case]) -> dict[tuple[str, str], Verdict]:
    """Ask every peer about every case; the keys are (name of the case, name of the peer).

    Raises:
        subprocess.SubprocessError: Node failed, or took too long.
    """
    found = _verdicts_in_javascript(cases)
    for name, case in cases.items():
        found[name, OPENBADGESLIB] = verify_with_openbadgeslib(case)
        found[name, OPENVC] = verify_with_openvc(case)
    return found


def verify_with_openbadgeslib(case: Case) -> Verdict:
    """Ask openbadgeslib, the bit in the status list included.

    It checks the signature of a status list only where that is a JWT, so the list's own proof is
    left to the other peers.
    """

    def download(url: str) -> bytes:
        return json.dumps(_at(url, case.documents)).encode()

    try:
        OB3LdpVerifier().verify(
            case.credential, check_status=True, verify_status_list=False, download=download
        )
    except LibOpenBadgesException as refusal:
        return Verdict(verified=False, reason=str(refusal))
    return Verdict(verified=True)


def verify_with_openvc(case: Case) -> Verdict:
    """Ask openvc-core, the status list included.

    It reads a proof only where `proof` is an object, which is the same credential as one whose
    `proof` is an array of that object.
    """

    def fetch(url: str) -> JsonObject:
        return _with_one_proof(_at(url, case.documents))

    resolver = DidResolverRegistry([DidWebResolver(fetch)])
    extra_contexts = _contexts()
    try:
        verify_credential(
            _with_one_proof(json.loads(case.credential)),
            resolver=resolver,
            resolve_status_list=default_status_list_resolver(
                resolver=resolver,
                extra_contexts=extra_contexts,
                fetch=lambda url: json.dumps(fetch(url)),
            ),
            extra_contexts=extra_contexts,
        )
    except (OpenvcError, LookupError, ValueError) as refusal:
        return Verdict(verified=False, reason=f"{type(refusal).__name__}: {refusal}")
    return Verdict(verified=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How to sign: the seed of an Ed25519 key, its DID URL, and the moment to name."""

    seed: bytes
    verification_method: str
    created: datetime


def issue(peer: str, unsigned: JsonObject, signing: Signing) -> JsonObject:
    """Have one of `ISSUERS` sign a credential.

    Raises:
        subprocess.SubprocessError: Node failed, or took too long.
        ValueError, openbadgeslib.errors.LibOpenBadgesException, openvc.errors.OpenvcError:
            the peer refused.
    """
    return _ISSUE[peer](unsigned, signing)


def canonicalise_in_safe_mode(
    documents: Mapping[str, JsonObject],
    *,
    compact: bool = False,
    contexts: Documents | None = None,
) -> dict[str, Canonical]:
    """Canonicalise documents with jsonld.js, which refuses whatever it would otherwise drop.

    Older contexts, which no peer brings, are ours; `contexts` are further ones.

    Raises:
        subprocess.SubprocessError: Node failed, or took too long.
    """
    lines: list[JsonObject] = [
        {"id": name, "document": document, "compact": compact}
        for name, document in documents.items()
    ]
    return {
        answer["id"]: Canonical(
            sha256=answer["sha256"], compacted=answer["compacted"], error=answer["error"]
        )
        for answer in _run_script(
            "safe_mode.mjs",
            lines,
            contexts={**pinned.documents(), **_contexts(), **(contexts or {})},
        )
    }


def _verdicts_in_javascript(cases: Mapping[str, Case]) -> dict[tuple[str, str], Verdict]:
    lines: list[JsonObject] = [
        {"id": name, "credential": json.loads(case.credential), "documents": dict(case.documents)}
        for name, case in cases.items()
    ]
    return {
        (answer["id"], answer["peer"]): Verdict(verified=answer["verified"], reason=answer["error"])
        for answer in _run_script("verify.mjs", lines)
    }


def _issue_with_digital_bazaar(unsigned: JsonObject, signing: Signing) -> JsonObject:
    line: JsonObject = {
        "id": "badge",
        "unsigned": unsigned,
        "seed": signing.seed.hex(),
        "verificationMethod": signing.verification_method,
        "created": f"{signing.created:%Y-%m-%dT%H:%M:%SZ}",
    }
    (answer,) = _run_script("issue.mjs", [line])
    if answer["error"] is not None:
        raise ValueError(answer["error"])
    credential: JsonObject = answer["credential"]
    return credential


def _issue_with_openbadgeslib(unsigned: JsonObject, signing: Signing) -> JsonObject:
    key = Ed25519PrivateKey.from_private_bytes(signing.seed)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return add_data_integrity_proof(
        unsigned, pem, signing.verification_method, created=signing.created
    )


def _issue_with_openvc(unsigned: JsonObject, signing: Signing) -> JsonObject:
    key = Ed25519PrivateKey.from_private_bytes(signing.seed)
    return DataIntegrityProofSuite().add_proof(
        unsigned,
        signing_key=Ed25519SigningKey(key, signing.verification_method),
        verification_method=signing.verification_method,
        created=signing.created,
        extra_contexts=_contexts(),
    )


_ISSUE: Final[Mapping[str, Callable[[JsonObject, Signing], JsonObject]]] = {
    DIGITAL_BAZAAR: _issue_with_digital_bazaar,
    OPENBADGESLIB: _issue_with_openbadgeslib,
    OPENVC: _issue_with_openvc,
}


def _run_script(
    name: str, lines: Sequence[JsonObject], *, contexts: Documents | None = None
) -> Iterator[_Answer]:
    """Give JSON lines to one of our Node scripts, and return those it answers with."""
    found = tools()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "contexts.json"
        path.write_text(json.dumps(contexts or _contexts()), encoding="utf-8")
        finished = subprocess.run(
            [found.node, found.interop / name, path],
            input="".join(f"{json.dumps(line)}\n" for line in lines),
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST_RUN_SECONDS,
            check=False,
        )
    if finished.returncode != 0:
        failure = subprocess.CalledProcessError(finished.returncode, finished.args)
        failure.add_note(finished.stderr)
        raise failure
    return (json.loads(line) for line in finished.stdout.split("\n") if line)


def _contexts() -> dict[str, JsonObject]:
    """The contexts that openbadgeslib brings; the other peers lack some or all of them."""
    load = document_loader()
    return {url: load(url, {})["document"] for url in _CONTEXT_URLS}


def _at(url: str, documents: Documents) -> JsonObject:
    """What stands at an https address: a document under it, or that of the DID it stands for."""
    dids = {_did_web_address(key): key for key in documents if key.startswith("did:web:")}
    try:
        return documents[dids.get(url, url)]
    except KeyError:
        message = f"{url} was not supplied"
        raise LookupError(message) from None


def _did_web_address(did: str) -> str:
    # Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve
    host, *path = (part.replace("%3A", ":") for part in did.removeprefix("did:web:").split(":"))
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"


def _with_one_proof(document: JsonObject) -> JsonObject:
    match document:
        case {"proof": [proof]}:
            return {**document, "proof": proof}
        case _:
            return document
