"""`badgeservice jose`: credentials and presentations as tokens, by keys out of files."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from badgeservice.cli.service import Exit, end, service_of, talk
from badgeservice.cli.verifying import read_source
from badgeservice.credentials.errors import CredentialError, JsonMalformedError, KeyMalformedError
from badgeservice.credentials.jose import vc_jwt, vp_jwt
from badgeservice.credentials.multikey import VerificationKey, did_key
from badgeservice.credentials.presentation import is_presentation
from badgeservice.credentials.rsa import RsaPublicKey
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.credentials.w3c_problems import VERIFICATION, W3cProblem
from badgeservice.storage.private_jwk import KeyFile, read_key_file
from badgeservice.verification.generic_problems import problem_of_check
from badgeservice.verification.generic_tokens import GenericToken, token_key
from badgeservice.verification.keyed_tokens import (
    FindKey,
    KeyedAnswer,
    find_document_problems,
    verify_keyed,
)
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check

jose_app = typer.Typer(
    help="Sign and verify credentials and presentations as JSON Web Tokens.", no_args_is_help=True
)


class Kind(StrEnum):
    """What a token holds."""

    CREDENTIAL = "credential"
    PRESENTATION = "presentation"


class Feature(StrEnum):
    """What the public test suite calls them."""

    CREDENTIAL = "credential_jose"
    PRESENTATION = "presentation_jose"


class Task(StrEnum):
    """What the public test suite asks for."""

    ISSUE = "issue"
    VERIFY = "verify"


SourceArgument = Annotated[str, typer.Argument(help="A file, or - for standard input.")]
KeyOption = Annotated[
    Path, typer.Option("--key", help="A JWK, or a verification method with one, as JSON.")
]
_MEMBERS: Final = {Kind.CREDENTIAL: "vc+jwt", Kind.PRESENTATION: "vp+jwt"}


@jose_app.command("sign")
def jose_sign(
    source: SourceArgument,
    key: KeyOption,
    *,
    method: Annotated[
        str | None,
        typer.Option(help="The kid to name; left out, the key file's own, or its did:key."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(help="For whom a presentation is made (aud).")
    ] = None,
    nonce: Annotated[
        str | None, typer.Option(help="The challenge that a presentation answers.")
    ] = None,
) -> None:
    """Print a credential or presentation of the data model 2.0 as a token, vc+jwt or vp+jwt.

    Example: badgeservice jose sign credential.json --key key.json
    """
    document = _object(read_source(source), source)
    found = _key_file(key)
    problems = find_document_problems(document, is_presentation=is_presentation(document))
    if problems:
        _end_with(problems)
    token = _signed(document, found, method=method, audience=audience, nonce=nonce)
    sys.stdout.write(f"{token.decode('ascii')}\n")


@jose_app.command("verify")
def jose_verify(
    context: typer.Context,
    source: SourceArgument,
    *,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="The signer's public key; left out, it is found by its DID."),
    ] = None,
    kind: Annotated[Kind, typer.Option(help="What the token must hold.")] = Kind.CREDENTIAL,
) -> None:
    """Verify a token of the type vc+jwt or vp+jwt, and print what it holds.

    The exit code is 0 when the signature and the form hold, 1 when they do not, and 2 when the
    command was not understood. Moments and status are not looked at: `badgeservice verify` does.

    Example: badgeservice jose verify credential.jwt --key key.json
    """
    find_key = _by_did(context) if key is None else _by_file(_key_file(key))
    answer = verify_keyed(
        read_source(source), is_presentation=kind is Kind.PRESENTATION, find_key=find_key
    )
    if answer.problems:
        _end_with(answer.problems)
    for pointer in answer.unchecked:
        talk.print(f"{pointer}: its own signature was not checked.", markup=False)
    json.dump(answer.document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


@jose_app.command("suite")
def jose_suite(
    task: Annotated[Task, typer.Argument(help="What to do.")],
    input_: Annotated[Path, typer.Option("--input", help="What to sign or to verify.")],
    key: KeyOption,
    feature: Annotated[Feature, typer.Option(help="What it is.")],
    output: Annotated[Path, typer.Option(help="Where the result is written, as JSON.")],
) -> None:
    """Do what the W3C's test suite for tokens asks, and write down how it went.

    Example: badgeservice jose suite issue --input a.json --key k.json --feature credential_jose
    --output result.json
    """
    try:
        result, data = _suite(task, input_, _key_file(key), feature)
    except CredentialError as cause:
        result, data = "failure", str(cause)
    written = json.dumps({"result": result, "data": data}, ensure_ascii=False, indent=2)
    output.write_text(f"{written}\n", encoding="utf-8")
    talk.print(f"{result}", markup=False)


def _suite(task: Task, source: Path, key: KeyFile, feature: Feature) -> tuple[str, str]:
    content, holds_presentation = read_source(str(source)), feature is Feature.PRESENTATION
    if task is Task.VERIFY:
        answer = verify_keyed(content, is_presentation=holds_presentation, find_key=_by_file(key))
        return _told(answer)
    document = parse_object(content)
    problems = find_document_problems(document, is_presentation=holds_presentation)
    if problems:
        return "failure", problems[0].detail
    return "success", _signed(document, key, method=None).decode("ascii")


def _told(answer: KeyedAnswer) -> tuple[str, str]:
    if answer.problems:
        return "failure", answer.problems[0].detail
    return "success", json.dumps(answer.document, ensure_ascii=False)


def _signed(
    document: JsonObject,
    key: KeyFile,
    *,
    method: str | None,
    audience: str | None = None,
    nonce: str | None = None,
) -> bytes:
    if key.signer is None:
        end("The key file holds no private key to sign with.", Exit.USAGE)
    kid = method or key.method or _did_key_method(key.public_key)
    try:
        if is_presentation(document):
            return vp_jwt.secure(
                document,
                signer=key.signer,
                verification_method=kid,
                audience=audience,
                nonce=nonce,
            ).content
        return vc_jwt.secure(
            document, signer=key.signer, verification_method=kid, profile=vc_jwt.VC_JWT
        ).content
    except CredentialError as cause:
        end(str(cause), Exit.INVALID)


def _did_key_method(key: VerificationKey) -> str:
    if isinstance(key, RsaPublicKey):
        end("Name the key with --method.", Exit.USAGE)
    return f"{did_key(key)}#{key.multibase}"


def _by_file(key: KeyFile) -> FindKey:
    def find(token: GenericToken) -> VerificationKey | W3cProblem:
        kid = token.key_hint.kid
        is_url = kid is not None and ":" in kid
        if is_url and key.method is not None and ":" in key.method and kid != key.method:
            return W3cProblem(VERIFICATION, "The token names another key than the one given.")
        return key.public_key

    return find


def _by_did(context: typer.Context) -> FindKey:
    wiring = service_of(context).wiring()

    def find(token: GenericToken) -> VerificationKey | W3cProblem:
        found = token_key(token, Question(at=wiring.now(), sources=wiring.sources))
        return problem_of_check(found) if isinstance(found, Check) else found

    return find


def _key_file(path: Path) -> KeyFile:
    try:
        return read_key_file(parse_object(path.read_bytes()))
    except OSError as cause:
        end(f"{path} cannot be read: {cause.strerror}.", Exit.USAGE)
    except (JsonMalformedError, KeyMalformedError) as cause:
        end(f"{path} holds no key: {cause}", Exit.USAGE)


def _object(content: bytes, source: str) -> JsonObject:
    try:
        return parse_object(content)
    except JsonMalformedError as cause:
        end(f"{source}: {cause}", Exit.INVALID)


def _end_with(problems: tuple[W3cProblem, ...]) -> None:
    for problem in problems[:-1]:
        talk.print(f"{problem.pointer or '/'}: {problem.detail}", style="red", markup=False)
    end(f"{problems[-1].pointer or '/'}: {problems[-1].detail}", Exit.INVALID)
