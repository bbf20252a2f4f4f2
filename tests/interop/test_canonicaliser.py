"""Our canonicaliser beside that of JavaScript: the same forms, and nothing accepted that it drops.

Everything goes through one process, because Node starts slowly.
"""

import copy
import json
from hashlib import sha256

import pytest

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.strict_json import JsonObject
from tests.credentials.samples import credential
from tests.credentials.walker.generator import Document, Generator
from tests.credentials.walker.peers import by_pyld, by_pyoxigraph
from tests.credentials.walker.strictness import Mutant, is_alike, mutants, unsecured
from tests.interop import peers
from tests.interop.peers import Canonical

CASES = 2000
MUTANTS = 5000

# A document, our canonical form of it, and what jsonld.js says.
Taken = dict[str, tuple[Mutant, bytes, Canonical]]


def _our_form(document: JsonObject) -> bytes | None:
    try:
        return canonicalise(copy.deepcopy(document))
    except CredentialError:
        return None


# RDFC-1.0 sorts by code points, and so do PyLD, pyoxigraph and we. rdf-canonize 5 sorts by UTF-16,
# where what is beyond U+FFFF comes before U+E000.
_BEFORE_THE_GAP = str.maketrans({"\ue000": "\u2e80", "\ufeff": "\u200b"})


def _sorts_alike(document: JsonObject) -> bool:
    """Whether the order of UTF-16 is that of code points for all texts in a document."""
    text = json.dumps(document, ensure_ascii=False)
    beyond = any(character > "\uffff" for character in text)
    return not (beyond and any("\ue000" <= character <= "\uffff" for character in text))


def _everywhere_alike(document: JsonObject) -> JsonObject:
    text = json.dumps(document, ensure_ascii=False).translate(_BEFORE_THE_GAP)
    changed: JsonObject = json.loads(text)
    return changed


def test_jsonld_js_finds_our_canonical_forms() -> None:
    """F12: a fourth way, in another language."""
    documents = {
        str(seed): _everywhere_alike(Generator(seed).credential()) for seed in range(CASES)
    }
    ours = {name: form for name, document in documents.items() if (form := _our_form(document))}

    theirs = peers.canonicalise_in_safe_mode({name: documents[name] for name in ours})

    assert {name: found.error for name, found in theirs.items() if found.error} == {}
    different = [
        name for name, found in theirs.items() if found.sha256 != sha256(ours[name]).hexdigest()
    ]
    assert different == []
    assert len(ours) > 0.9 * CASES


def test_jsonld_js_sorts_by_utf_16_where_the_recommendation_does_not() -> None:
    """If this fails, rdf-canonize is mended, and `_everywhere_alike` is not needed any more."""
    document: Document = credential()
    document["credentialSubject"]["achievement"]["tag"] = ["\U00010000", "\ue000"]
    form = _our_form(document)

    (theirs,) = peers.canonicalise_in_safe_mode({"tags": document}).values()

    assert form == by_pyld(document) == by_pyoxigraph(document)
    assert theirs.sha256 != sha256(form).hexdigest()
    lines = sorted(form.decode().split("\n")[:-1], key=lambda line: line.encode("utf-16-be"))
    assert theirs.sha256 == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_proofs_that_are_alike_are_labelled_as_pyld_and_jsonld_js_do_it() -> None:
    """No two proofs are alike, but if they were, pyoxigraph 0.5 would find other labels."""
    document: Document = credential()
    document["endorsement"] = [
        {
            "id": f"urn:e:{at}",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "proof": {
                "type": "DataIntegrityProof",
                "cryptosuite": "eddsa-rdfc-2022",
                "proofValue": "z5x",
            },
        }
        for at in range(2)
    ]
    form = _our_form(document)

    (theirs,) = peers.canonicalise_in_safe_mode({"alike": document}).values()

    assert form == by_pyld(document)
    assert theirs.sha256 == sha256(form).hexdigest()


@pytest.fixture(scope="module")
def taken() -> Taken:
    """Return the mutants that have a canonical form, with ours and the reading of jsonld.js."""
    found = {f"{mutant.trick} {mutant.seed}": mutant for mutant in mutants(MUTANTS)}
    ours = {name: form for name, of in found.items() if (form := _our_form(unsecured(of.document)))}
    theirs = peers.canonicalise_in_safe_mode(
        {name: unsecured(found[name].document) for name in ours}, compact=True
    )
    return {name: (found[name], form, theirs[name]) for name, form in ours.items()}


def test_safe_mode_takes_every_mutant_that_we_take(taken: Taken) -> None:
    refused = {name: theirs.error for name, (_, _, theirs) in taken.items() if theirs.error}
    different = [
        name
        for name, (mutant, form, theirs) in taken.items()
        if theirs.sha256 != sha256(form).hexdigest() and _sorts_alike(mutant.document)
    ]

    assert refused == {}
    assert different == []
    # Else it shows nothing.
    assert len(taken) > 0.1 * MUTANTS


def test_every_mutant_that_we_take_is_what_jsonld_js_writes_back(taken: Taken) -> None:
    changed = [
        name
        for name, (mutant, _, theirs) in taken.items()
        if theirs.compacted is None
        or not is_alike(unsecured(mutant.document), dict(theirs.compacted))
    ]

    assert changed == []
