"""Ten badges, each with one thing wrong, and what four verifiers say of them.

    python -m tests.interop.ten_cases > docs/verification.md

An answer counts as naming the cause when it holds one of the words in `CASES`: generous words, and
the same for everybody.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from badgeservice.credentials.did import did_document
from badgeservice.credentials.securing import data_integrity
from badgeservice.credentials.strict_json import JsonObject, JsonValue, parse_object
from badgeservice.verification.errors import SourceUnavailableError
from badgeservice.verification.report import Outcome, Report
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.interop.badge import (
    ISSUER,
    OFFICIAL_SCHEMA_URL,
    SIGNER,
    SIGNING,
    STATUS_LIST,
    SeededSigner,
    secured,
    unsigned_badge,
    unsigned_status_list,
)
from tests.interop.now import NOW
from tests.interop.peers import DIGITAL_CREDENTIALS, OPENBADGESLIB, OPENVC, Case, Verdict, verdicts
from tests.tools import tools

PEERS: Final = (DIGITAL_CREDENTIALS, OPENBADGESLIB, OPENVC)
_OTHER: Final = SeededSigner(bytes(range(1, 33)))
_OTHER_DID: Final = "did:web:somebody-else.example"
_LONGEST_ANSWER: Final = 150
# Where a peer's sentence ends and a list of places in its code begins.
_STACK: Final = re.compile(r"\n\s+at ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a badge.

    `make` returns the badge; `lacking` are addresses that do not answer; `code` is ours for the
    cause, and `words` those of which one has to be in an answer that names the cause.
    """

    title: str
    make: Callable[[], bytes]
    code: str
    words: tuple[str, ...]
    lacking: tuple[str, ...] = ()


def _signed(**changes: JsonValue) -> bytes:
    return secured({**unsigned_badge(), **changes})


def _changed_afterwards(**changes: JsonValue) -> bytes:
    return json.dumps({**parse_object(_signed()), **changes}, ensure_ascii=False).encode()


def _proof() -> JsonObject:
    ((_, proof),) = data_integrity.proofs(parse_object(_signed()))
    return proof


def _without_proof() -> bytes:
    return json.dumps(unsigned_badge(), ensure_ascii=False).encode()


def _with_another_context() -> bytes:
    contexts = unsigned_badge()["@context"]
    assert isinstance(contexts, list)
    return _changed_afterwards(**{"@context": [*contexts, "https://words.example/badges/v1"]})


def _signed_by_somebody_else() -> bytes:
    return data_integrity.secure(
        unsigned_badge(),
        signer=_OTHER,
        verification_method=f"{_OTHER_DID}#{_OTHER.public_key.multibase}",
        created=SIGNING.created,
    ).content


CASES: Final = (
    Fault(
        title="The name was changed after signing",
        make=lambda: _changed_afterwards(name="Hitsauksen mestari"),
        code="proof.signature-invalid",
        words=("signature",),
    ),
    Fault(
        title="It has expired",
        make=lambda: _signed(validFrom="2020-01-01T00:00:00Z", validUntil="2021-01-01T00:00:00Z"),
        code="validity.expired",
        words=("expir",),
    ),
    Fault(
        title="It is valid from a later day only",
        make=lambda: _signed(validFrom="2045-01-01T00:00:00Z"),
        code="validity.not-yet-valid",
        words=("not yet valid", "not-yet-valid", "validfrom", "notyetvalid", "future"),
    ),
    Fault(
        title="A member was added that no context defines",
        make=lambda: _changed_afterwards(grade="A+"),
        code="signed-content.unsigned-data",
        words=("undefined", "grade", "safe mode", "not defined", "dropped"),
    ),
    Fault(
        title="Its status list does not answer",
        make=_signed,
        code="status.list-unreachable",
        words=("status",),
        lacking=(STATUS_LIST,),
    ),
    Fault(
        title="Its cryptosuite is not supported",
        make=lambda: _changed_afterwards(proof=[{**_proof(), "cryptosuite": "bbs-2023"}]),
        code="proof.cryptosuite-unsupported",
        words=("cryptosuite", "suite"),
    ),
    Fault(
        title="It names a context that is not known",
        make=_with_another_context,
        code="signed-content.context-unknown",
        words=("context", "words.example"),
    ),
    Fault(
        title="The issuer's did:web document does not answer",
        make=_signed,
        code="issuer.unreachable",
        words=("did:web", "did document", "did.json", "resolv"),
        lacking=(ISSUER,),
    ),
    Fault(
        title="It has no proof",
        make=_without_proof,
        code="proof.missing",
        words=(
            "no proof",
            "proof is missing",
            "missing proof",
            "proof missing",
            "no_proof",
            "digital signature",
            "found: none",
            "proof`",
        ),
    ),
    Fault(
        title="Another key than the issuer's signed it",
        make=_signed_by_somebody_else,
        code="issuer.method-of-another",
        words=("issuer",),
    ),
)


def answers() -> dict[tuple[str, str], Verdict]:
    """Return what each peer says of each case, by (title, peer).

    Each case is a run of its own: some peers remember the documents that they saw before.
    """
    return {
        key: verdict
        for fault in CASES
        for key, verdict in verdicts(
            {fault.title: Case(credential=fault.make(), documents=_world(fault))}
        ).items()
    }


def our_report(fault: Fault) -> Report:
    """Return our own report on a case."""
    world = _World(_world(fault))
    sources = Sources(did_documents=world, status_lists=world, badges=world)
    return verify(fault.make(), at=NOW, sources=sources)


def decisive_code(report: Report) -> str:
    """Return the code of the first check that failed, or else of the first that was not made."""
    for outcome in (Outcome.FAILED, Outcome.UNDETERMINED):
        for check in report.checks:
            if check.outcome is outcome and not check.code.endswith(".not-checked"):
                return check.code
    return "valid"


def names_the_cause(fault: Fault, answer: Verdict) -> bool:
    """Whether an answer refuses the badge, in words that name the cause."""
    said = (answer.reason or "").lower()
    return not answer.verified and any(word in said for word in fault.words)


class _World:
    """What the addresses of a case answer."""

    def __init__(self, documents: Mapping[str, JsonObject]) -> None:
        self._documents = documents

    def did_document(self, did: str) -> JsonObject:
        return self._at(did)

    def status_list_credential(self, url: str) -> JsonObject:
        return self._at(url)

    def badge(self, url: str) -> bytes:
        return json.dumps(self._at(url)).encode()

    def _at(self, address: str) -> JsonObject:
        try:
            return self._documents[address]
        except KeyError:
            raise SourceUnavailableError(address, "no connection could be made") from None


def _world(fault: Fault) -> dict[str, JsonObject]:
    everything: dict[str, JsonObject] = {
        ISSUER: did_document(ISSUER, keys=[SIGNER.public_key]),
        _OTHER_DID: did_document(_OTHER_DID, keys=[_OTHER.public_key]),
        STATUS_LIST: parse_object(secured(unsigned_status_list())),
        # One of the peers wants the official schema; what a badge must look like is another matter.
        OFFICIAL_SCHEMA_URL: {},
    }
    return {address: found for address, found in everything.items() if address not in fault.lacking}


def page() -> str:
    """Return the page with the table, as Markdown."""
    said = answers()
    ours = {fault.title: decisive_code(our_report(fault)) for fault in CASES}
    rows = [_row(fault, ours[fault.title], said) for fault in CASES]
    sums = [
        str(sum(ours[fault.title] == fault.code for fault in CASES)),
        *(
            str(sum(names_the_cause(fault, said[fault.title, peer]) for fault in CASES))
            for peer in PEERS
        ),
    ]
    return _PAGE.format(
        versions=_versions(),
        header=_line("", "badgeservice", *PEERS),
        rule=_line(*["---"] * (len(PEERS) + 2)),
        rows="\n".join(rows),
        sums=_line("**Cause named, of ten**", *(f"**{found}**" for found in sums)),
    )


def _row(fault: Fault, ours: str, said: Mapping[tuple[str, str], Verdict]) -> str:
    own = f"{'✓' if ours == fault.code else '✗'} `{ours}`"
    return _line(fault.title, own, *(_cell(fault, said[fault.title, peer]) for peer in PEERS))


def _cell(fault: Fault, answer: Verdict) -> str:
    if answer.verified:
        return "✗ *verified*"
    sentences = _STACK.split(answer.reason or "")[0]
    said = re.sub(r"\s+", " ", sentences).replace("|", "·").replace("`", "'")
    short = said if len(said) <= _LONGEST_ANSWER else f"{said[:_LONGEST_ANSWER]}…"
    return f"{'✓' if names_the_cause(fault, answer) else '✗'} “{short}”"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _versions() -> str:
    lock = json.loads((tools().interop / "package-lock.json").read_text(encoding="utf-8"))
    javascript = lock["packages"][f"node_modules/{DIGITAL_CREDENTIALS}"]["version"]
    python = (f"{peer} {version(peer)}" for peer in (OPENBADGESLIB, OPENVC))
    return ", ".join([f"{DIGITAL_CREDENTIALS} {javascript}", *python])


_PAGE: Final = """\
# Ten bad badges, four verifiers

Each of these badges has one thing wrong. A good answer names that thing, so that the reader knows
what to do: ask the issuer for a new badge, try again tomorrow, or report a forgery. This page is
written by a script in the repository, which asks all four in one run:

```sh
make comparison
```

The others: {versions}.
They are given every document that a badge refers to, unless its absence is the point, and the
contexts that they ask for. ✓ stands where the answer holds a word that names the cause; the words
are in `tests/interop/ten_cases.py`, and are the same for everybody. Ours is the code of the check
that decided.

{header}
{rule}
{rows}
{sums}

What the comparison leaves out: how the others do on other formats and proofs, and what they are
used with, such as a registry of known issuers, or a page that puts their findings in other words.
"""


if __name__ == "__main__":
    sys.stdout.write(page())
