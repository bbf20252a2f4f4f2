"""Documents that are no badges: what they may have, and that nothing else becomes laxer."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials import canonical, generic
from badgeservice.credentials.contexts.examples import EXAMPLES_V2
from badgeservice.credentials.errors import (
    CredentialError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.strict_json import JsonObject
from tests.credentials.samples import credential

V2 = "https://www.w3.org/ns/credentials/v2"
CONTEXTS = generic.contexts_with_examples()
WORDS = {"Kind": "https://example.org/#Kind", "grade": "https://example.org/#grade"}


def document(**changes: Any) -> JsonObject:
    whole = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:issuer",
        "credentialSubject": {"id": "did:example:subject"},
        **changes,
    }
    return {{"context": "@context"}.get(name, name): value for name, value in whole.items()}


def presentation(*held: Any, **changes: Any) -> JsonObject:
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": "did:example:holder",
        "verifiableCredential": list(held),
        **changes,
    }


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(document(), id="plain"),
        pytest.param(document(**{"@context": [V2, EXAMPLES_V2]}, degree={"type": "B"}), id="vocab"),
        pytest.param(presentation(document()), id="presentation"),
    ],
)
def test_the_quick_way_agrees_with_the_general_one(case: JsonObject) -> None:
    general = generic.canonicalise(case, CONTEXTS)

    assert canonical.canonicalise(case, contexts=CONTEXTS, general=generic.canonicalise) == general


def test_what_a_context_is_called_changes_nothing() -> None:
    plain = document(type=["VerifiableCredential", "https://example.org/#Kind"])
    named = document(**{"@context": [V2, WORDS]}, type=["VerifiableCredential", "Kind"])
    nested = document(**{"@context": [V2, {"@context": WORDS}]}, type=named["type"])

    forms = {generic.canonicalise(case, CONTEXTS) for case in (plain, named, nested)}

    assert len(forms) == 1


def test_a_badge_has_the_same_form_here_as_elsewhere() -> None:
    badge = credential()

    assert generic.canonicalise(badge, CONTEXTS) == canonical.canonicalise(badge)


def test_a_text_s_language_and_direction_are_covered() -> None:
    def form(**said: str) -> bytes:
        return generic.canonicalise(document(name={"@value": "x", **said}), CONTEXTS)

    forms = [form(), form(**{"@language": "ar"}), form(**{"@language": "ar", "@direction": "rtl"})]

    assert len(set(forms)) == 3
    assert b"i18n#ar_rtl" in forms[2]


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        pytest.param(document(grade="A+"), UnsignedDataError, id="undefined"),
        pytest.param(document(issuer={"@value": "x"}), CredentialError, id="value elsewhere"),
        pytest.param(
            document(name={"@value": "x", "@type": "y"}), CredentialError, id="typed text"
        ),
        pytest.param(document(**{"@included": [{"id": "urn:a:b"}]}), UnsignedDataError, id="block"),
        pytest.param(
            document(**{"@context": [V2, {"VerifiableCredential": "https://x.example/#a"}]}),
            UnsafeDocumentError,
            id="protected term",
        ),
        pytest.param(
            document(**{"@context": [V2, {"@import": "https://x.example/"}]}),
            CredentialError,
            id="import",
        ),
        pytest.param(
            document(**{"@context": [V2, {"@context": ["https://x.example/"]}]}),
            UnsafeDocumentError,
            id="leads on",
        ),
        pytest.param(
            document(**{"@context": [V2, "https://x.example/"]}), UnknownContextError, id="unknown"
        ),
        pytest.param(
            document(
                **{"@context": [V2, WORDS]}, credentialSubject={"@context": [WORDS], "id": "a:b"}
            ),
            CredentialError,
            id="a context in a part",
        ),
        pytest.param(presentation(document(grade="A+")), UnsignedDataError, id="undefined inside"),
        pytest.param(presentation("urn:a:b"), UnsafeDocumentError, id="a URL inside"),
        pytest.param(
            presentation(document(), grade="A+"), UnsignedDataError, id="undefined around"
        ),
    ],
)
def test_all_else_is_refused(case: JsonObject, refusal: type[CredentialError]) -> None:
    """F01, F03, F04: freedoms of form hide nothing."""
    with pytest.raises(refusal):
        generic.canonicalise(case, CONTEXTS)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(document(**{"@context": [V2, WORDS]}), id="inline context"),
        pytest.param(document(**{"@context": [V2, EXAMPLES_V2]}), id="context of examples"),
        pytest.param(document(name={"@value": "x", "@language": "fi"}), id="value object"),
        pytest.param(presentation(document(**{"@context": [V2, WORDS]})), id="inside"),
    ],
)
def test_badges_may_have_none_of_it(case: JsonObject) -> None:
    """F04: what is taken from public test suites is not taken from a badge."""
    with pytest.raises(CredentialError):
        canonical.canonicalise(case, contexts=PINNED_CONTEXTS)


def test_each_credential_of_a_presentation_is_a_graph_of_its_own() -> None:
    first, second = document(), document(credentialSubject={"id": "did:example:other"})

    form = canonical.canonicalise(presentation(first, second)).decode()

    assert len({line.split()[-2] for line in form.splitlines() if "credentialSubject" in line}) == 2


def test_the_proofs_inside_are_covered() -> None:
    proof = {"type": "DataIntegrityProof", "cryptosuite": "x", "proofValue": "zA"}
    forms = {
        canonical.canonicalise(presentation(document(proof=changed)))
        for changed in (proof, {**proof, "proofValue": "zB"})
    }

    assert len(forms) == 2
