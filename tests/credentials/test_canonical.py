import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.credentials.canonical import canonicalise, digest
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.shape import find_shape_faults
from tests.credentials.samples import credential, pyld_canonical
from tests.reference import references

# Documents here are changed by hand in ways their types would not allow.
Document = dict[str, Any]
Change = Callable[[Document], object]

CREDENTIALS = "https://www.w3.org/2018/credentials#"
XSD_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


V2 = pinned.CREDENTIALS_V2
OB = pinned.OPEN_BADGES_3_0_3


def document() -> Document:
    return copy.deepcopy(credential())


def test_a_badge_is_canonicalised_as_pyld_does_it() -> None:
    canonical = canonicalise(document())

    assert canonical == pyld_canonical(document())
    assert canonical.count(b"\n") > 60


ACCEPTED = (
    "complete",
    "endorsement-valid",
    "simple",
    "simple-did-key-method",
    "simple-multiple-proofs",
)


@pytest.mark.reference
@pytest.mark.parametrize(
    "path",
    [path for path in references("security/openbadges/ob30/*.json") if path.stem in ACCEPTED],
    ids=lambda path: path.stem,
)
def test_published_samples_are_canonicalised_as_pyld_does_it(path: Path) -> None:
    sample = json.loads(path.read_bytes())
    del sample["proof"]

    assert canonicalise(sample) == pyld_canonical(sample)


def test_the_digest_is_that_of_the_canonical_form() -> None:
    assert len(digest(document())) == 32
    assert digest(document()) != digest({**document(), "name": "Muu"})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda d: d.update(type=["VerifiableCredential", "AchievementCredential"]),
            id="type-synonym",
        ),
        pytest.param(
            lambda d: d.update(refreshService={"id": d["id"], "type": "1EdTechCredentialRefresh"}),
            id="refresh-service-of-the-same-id",
        ),
        pytest.param(
            lambda d: d["credentialSubject"].update(id=d["issuer"]["id"]), id="self-issued"
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"].update(
                creator=copy.deepcopy(d["issuer"])
            ),
            id="creator-like-issuer",
        ),
        pytest.param(
            lambda d: d["credentialSubject"]["achievement"].update(creator=d["issuer"]["id"]),
            id="creator-by-reference",
        ),
        pytest.param(
            lambda d: d["issuer"].update(name="rivi\r\nvaihto 😀 \u0085"), id="line-break"
        ),
        pytest.param(lambda d: d["credentialSubject"].update(creditsEarned=0), id="zero"),
    ],
)
def test_what_is_unusual_but_clear_is_accepted(change: Change) -> None:
    changed = document()
    changed["@context"].append(pinned.OPEN_BADGES_EXTENSIONS)
    change(changed)

    assert canonicalise(changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(issuer=d["issuer"]["id"]),
        lambda d: d["credentialSubject"].update(id="urn:uuid:1"),
        lambda d: d["credentialSubject"]["achievement"]["criteria"].update(narrative="x"),
        lambda d: d["credentialSubject"]["achievement"]["resultDescription"][0][
            "allowedValue"
        ].reverse(),
        lambda d: d.update(type="VerifiableCredential"),
    ],
)
def test_another_meaning_is_another_canonical_form(change: Change) -> None:
    changed = document()
    change(changed)

    assert canonicalise(changed) != canonicalise(document())


def test_one_value_and_a_list_of_it_are_the_same() -> None:
    changed = document()
    changed["evidence"] = changed["evidence"][0]
    changed["issuer"]["type"] = "Profile"

    assert canonicalise(changed) == canonicalise(document())


def _tree(depth: int) -> Document:
    below = [_tree(depth - 1), _tree(depth - 1)] if depth else []
    return {"type": ["Alignment"], "targetName": "x", **({"alignment": below} if below else {})}


def test_a_tree_of_like_parts_is_too_complex() -> None:
    """F10: without a single blank id."""
    changed = document()
    changed["credentialSubject"]["achievement"]["alignment"] = [_tree(6), _tree(6)]

    with pytest.raises(TooComplexError):
        canonicalise(changed)


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/own-generated/poison-ob-k*.json"), ids=lambda p: p.stem
)
def test_a_poisoned_credential_is_refused(path: Path) -> None:
    """F10: the published ones."""
    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise(json.loads(path.read_bytes()))

    assert refusal.value.code == "blank-node-id"


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    deep: Document = {"id": "urn:deep"}
    for _ in range(5000):
        deep = {"alignment": deep}

    with pytest.raises(TooComplexError):
        canonicalise({**document(), **deep})


def _described_endorsement() -> Document:
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:00000000-0000-4000-8000-00000000000e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Suositus",
        "issuer": {"id": "did:web:employer.example", "type": ["Profile"], "name": "Paja"},
        "validFrom": "2026-11-23T08:00:00Z",
        "credentialSubject": {
            "id": document()["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Hyvin tehty.",
        },
        "proof": [
            {
                "type": "DataIntegrityProof",
                "cryptosuite": "eddsa-rdfc-2022",
                "created": "2026-11-23T08:00:00Z",
                "verificationMethod": "did:web:employer.example#z6Mk",
                "proofPurpose": "assertionMethod",
                "proofValue": "z5x",
            }
        ],
    }


def test_an_embedded_endorsement_of_the_badge_itself_is_covered_proof_and_all() -> None:
    endorsed = {**document(), "endorsement": [_described_endorsement()]}

    canonical = canonicalise(endorsed)

    assert canonical == pyld_canonical(endorsed)
    assert b"Hyvin tehty." in canonical
    assert b"z5x" in canonical


def test_an_endorsement_may_only_comment_on_the_badge() -> None:
    endorsement = _described_endorsement()
    endorsement["credentialSubject"]["name"] = "Moved"

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise({**document(), "endorsement": [endorsement]})

    assert refusal.value.code == "own-id-repeated"


def test_an_endorsement_may_not_bring_contexts_of_its_own() -> None:
    endorsement = {**_described_endorsement(), "@context": [V2, pinned.OPEN_BADGES_3_0_2]}

    with pytest.raises(UnsignedDataError):
        canonicalise({**document(), "endorsement": [endorsement]})


def test_threads_share_what_has_been_learnt_without_harm() -> None:
    contexts = Contexts(documents=PINNED_CONTEXTS.documents)
    expected = canonicalise(document())

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: canonicalise(document(), contexts=contexts), range(64)))

    assert set(results) == {expected}


def test_extra_contexts_serve_only_who_asked_for_them() -> None:
    url = "https://college.example/context"
    extended = PINNED_CONTEXTS.extended(
        {url: {"@context": {"grade": "https://college.example/#grade"}}}
    )
    graded = {**document(), "@context": [V2, OB, url], "grade": "5"}

    assert b"https://college.example/#grade" in canonicalise(graded, contexts=extended)
    with pytest.raises(UnknownContextError):
        canonicalise(graded)


def _places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        below = [step for name, item in value.items() for step in _places(item, (*place, name))]
        return [place, *below]
    if isinstance(value, list):
        return [step for at, item in enumerate(value) for step in _places(item, (*place, at))]
    return []


OBJECTS = _places(credential())


@given(
    place=st.sampled_from(OBJECTS),
    name=st.from_regex(r"xq_[a-z]{1,6}", fullmatch=True),
    value=st.sampled_from(["x", 1, True, {"id": "urn:x"}, ["x"], {}]),
)
def test_an_undefined_member_is_refused_wherever_it_stands(
    place: tuple[str | int, ...], name: str, value: object
) -> None:
    """F01: in every object of a badge."""
    changed = document()
    target: Any = changed
    for step in place:
        target = target[step]
    target[name] = value

    with pytest.raises(UnsignedDataError) as refusal:
        canonicalise(changed)

    assert refusal.value.name == name
    assert refusal.value.pointer == "".join(f"/{step}" for step in (*place, name))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "x", "urn:x", "_:b", "Profile", "VerifiableCredential"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "issuer", "alignment", "proof", "endorsement"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(
    place=st.sampled_from(OBJECTS),
    name=st.sampled_from(
        ["id", "type", "x", "allowedValue", "proof", "endorsement", "criteria", "alignment"]
    ),
    value=json_values,
)
def test_whatever_stands_in_a_badge_the_answer_is_a_form_or_a_refusal(
    place: tuple[str | int, ...], name: str, value: object
) -> None:
    changed = document()
    target: Any = changed
    for step in place:
        target = target[step]
    target[name] = value

    find_shape_faults(changed)
    with suppress(CredentialError):
        assert canonicalise(changed) == pyld_canonical(changed)


def test_a_long_list_of_empty_parts_is_too_complex_and_not_a_crash() -> None:
    changed = document()
    description = changed["credentialSubject"]["achievement"]["resultDescription"][0]
    description["allowedValue"] = [{} for _ in range(3000)]

    with pytest.raises(TooComplexError):
        canonicalise(changed)
