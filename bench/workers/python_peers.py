"""The peers on PyPI: `python -m bench.workers.python_peers MATERIAL`."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.ldp import add_data_integrity_proof
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.verify import VerificationPolicy, verify_credential
from pyld import jsonld

from badgeservice.credentials import multibase
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.strict_json import JsonObject
from bench.errors import BenchError
from bench.material import PEER_SEED, Facts, read_facts, read_set
from bench.workers.protocol import Operation, Operations, serve

OPENVC: Final = "openvc-core"
OPENBADGESLIB: Final = "openbadgeslib"
PYLD: Final = "PyLD"
NAMES: Final = (OPENVC, OPENBADGESLIB, PYLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonPeers:
    """What the peers do, on the credentials of a folder."""

    folder: Path
    facts: Facts

    def operations(self) -> Operations:
        """Return everything that can be measured."""
        return {
            (OPENVC, "issue"): self._each("unsigned", self._openvc_issuer()),
            (OPENVC, "verify"): self._each("secured", self._openvc_verifier()),
            (OPENBADGESLIB, "issue"): self._each("unsigned", self._openbadgeslib_issuer()),
            (OPENBADGESLIB, "verify"): self._openbadgeslib_verify,
            (PYLD, "issue"): self._each("unsigned", self._pyld_issuer()),
            (PYLD, "verify"): self._each("secured", self._pyld_verifier()),
        }

    def _each(self, kind: str, do: Callable[[JsonObject], object]) -> Callable[[str], Operation]:
        def of_set(name: str) -> Operation:
            documents = cycle([json.loads(line) for line in read_set(self.folder, name, kind)])
            return lambda: do(dict(next(documents)))  # A copy: a peer may add to what it gets.

        return of_set

    def _openvc_issuer(self) -> Callable[[JsonObject], object]:
        key = Ed25519SigningKey(_private_key(), self.facts.verification_method)
        suite, contexts = DataIntegrityProofSuite(), dict(pinned.documents())
        return lambda document: suite.add_proof(
            document,
            signing_key=key,
            verification_method=self.facts.verification_method,
            created=self.facts.created,
            extra_contexts=contexts,
        )

    def _openvc_verifier(self) -> Callable[[JsonObject], object]:
        resolver = DidResolverRegistry([DidWebResolver(self._fetch)])
        policy, contexts = VerificationPolicy(require_status=False), dict(pinned.documents())

        def verify(document: JsonObject) -> None:
            # It reads a proof only where that is an object, not a list of one.
            verify_credential(
                {**document, "proof": _only_proof(document)},
                policy=policy,
                resolver=resolver,
                extra_contexts=contexts,
            )

        return verify

    def _fetch(self, _url: str) -> JsonObject:
        return next(each for each in self.facts.documents.values() if "verificationMethod" in each)

    def _openbadgeslib_issuer(self) -> Callable[[JsonObject], object]:
        pem = _private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        method, created = self.facts.verification_method, self.facts.created
        return lambda document: add_data_integrity_proof(document, pem, method, created=created)

    def _openbadgeslib_verify(self, name: str) -> Operation:
        verifier = OB3LdpVerifier()
        lines = cycle(read_set(self.folder, name, "secured"))
        did_document = json.dumps(self._fetch("")).encode()
        return lambda: verifier.verify(next(lines), download=lambda _url: did_document)

    def _pyld_issuer(self) -> Callable[[JsonObject], object]:
        key, normal = _private_key(), _Normal()
        options: JsonObject = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": format_datetime(self.facts.created),
            "verificationMethod": self.facts.verification_method,
            "proofPurpose": "assertionMethod",
        }
        return lambda document: key.sign(normal.hash_data(document, options))

    def _pyld_verifier(self) -> Callable[[JsonObject], object]:
        normal = _Normal()
        (method,) = self._method()
        key = PublicKey.from_multibase(method)

        def verify(document: JsonObject) -> None:
            unsigned = {name: value for name, value in document.items() if name != "proof"}
            options = dict(_only_proof(document))
            signature = multibase.decode(str(options.pop("proofValue")))
            key.verify(signature, normal.hash_data(unsigned, options))

        return verify

    def _method(self) -> list[str]:
        methods = self._fetch("")["verificationMethod"]
        assert isinstance(methods, list)  # noqa: S101 – as the service writes it
        return [str(each["publicKeyMultibase"]) for each in methods if isinstance(each, dict)]


class _Normal:
    """PyLD as it comes: expansion, RDF and its URDNA2015, with the contexts at hand."""

    def __init__(self) -> None:
        contexts = pinned.documents()

        def load(url: str, _options: object) -> dict[str, Any]:
            return {
                "contextUrl": None,
                "documentUrl": url,
                "document": contexts[url],
                "contentType": "application/ld+json",
            }

        self._options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": load,
        }

    def hash_data(self, document: JsonObject, options: JsonObject) -> bytes:
        """Return what a proof signs."""
        configuration = {**options, "@context": document["@context"]}
        return b"".join(
            hashlib.sha256(jsonld.normalize(each, self._options).encode()).digest()
            for each in (configuration, document)
        )


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(PEER_SEED)


def _only_proof(document: JsonObject) -> JsonObject:
    match document:
        case {"proof": [dict() as proof]}:
            return proof
        case _:
            raise BenchError("A credential of the service has another proof than one in a list.")


def main() -> None:
    """Serve the benchmark."""
    folder = Path(sys.argv[1])
    serve(PythonPeers(folder=folder, facts=read_facts(folder)).operations())


if __name__ == "__main__":
    main()
