"""`badgeservice key show`: the did:key issuers that follow from a seed, for public test suites."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from badgeservice.cli.service import Exit, end, service_of
from badgeservice.credentials.did import did_document
from badgeservice.credentials.multikey import did_key
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.main import seed_of
from badgeservice.storage.seeded_keys import seeded_secrets, seeded_signers

_SEED: Final = re.compile(r"[0-9a-fA-F]{64}")


def key_show(
    context: typer.Context,
    *,
    seed_file: Annotated[
        Path | None,
        typer.Option(help="File with 64 hexadecimal digits; else BADGESERVICE_VC_API_SEED."),
    ] = None,
    secret: Annotated[
        bool, typer.Option("--secret", help="Print the private halves as well.")
    ] = False,
) -> None:
    """Print the did:key issuers that follow from a seed, each with its DID document.

    Example: badgeservice key show --seed-file seed.txt
    """
    seed = _seed(context, seed_file)
    secrets = seeded_secrets(seed)
    shown: JsonObject = {}
    for curve, signer in seeded_signers(seed).items():
        did = did_key(signer.public_key)
        entry: JsonObject = {
            "did": did,
            "verificationMethod": f"{did}#{signer.public_key.multibase}",
            "document": did_document(
                did, keys=(signer.public_key,), purposes=("assertionMethod", "authentication")
            ),
        }
        if secret:
            entry["secretKeyMultibase"] = secrets[curve]
        shown[curve] = entry
    json.dump(shown, sys.stdout, indent=2)
    sys.stdout.write("\n")


def _seed(context: typer.Context, path: Path | None) -> bytes:
    if path is None:
        setting = service_of(context).settings.vc_api_seed
        if setting is None:
            end("Give a seed: --seed-file, or BADGESERVICE_VC_API_SEED.", Exit.USAGE)
        return seed_of(setting)
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        end(f"{path} cannot be read.", Exit.USAGE)
    if not _SEED.fullmatch(text):
        end(f"{path} must hold 64 hexadecimal digits.", Exit.USAGE)
    return bytes.fromhex(text)
