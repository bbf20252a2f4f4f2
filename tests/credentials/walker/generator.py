"""Random credentials of every class of Open Badges, and single changes to them."""

import copy
from random import Random
from typing import Any, Final

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.vocabulary import CLASSES, Class, Member, Terms

Document = dict[str, Any]
Step = str | int

V1: Final = pinned.CREDENTIALS_V1
V2: Final = pinned.CREDENTIALS_V2
EXTENSIONS: Final = pinned.OPEN_BADGES_EXTENSIONS
CONTEXTS: Final = (
    [V2, pinned.OPEN_BADGES_3_0_3],
    [V2, pinned.OPEN_BADGES_3_0_3, EXTENSIONS],
    [V2, pinned.OPEN_BADGES_3_0_2, EXTENSIONS],
    [V2, pinned.OPEN_BADGES_3_0_3, pinned.DATA_INTEGRITY_V2],
    [V1, pinned.OPEN_BADGES_3_0_1, pinned.DATA_INTEGRITY_V2],
)
# What credentials of the older model call their dates.
OLDER_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
ROOTS: Final = ("AchievementCredential", "EndorsementCredential", "BitstringStatusListCredential")
TYPES: Final = {
    "CredentialSchema": ("1EdTechJsonSchemaValidator2019",),
    "CredentialStatus": ("1EdTechRevocationList",),
    "RefreshService": ("1EdTechCredentialRefresh",),
    # No pinned context has a type for terms of use.
    "TermsOfUse": ("https://a.example/terms#Policy",),
    "Proof": ("DataIntegrityProof",),
}
# What a proof says is in no table, since others define its kinds.
PROOF: Final = {
    "cryptosuite": "eddsa-rdfc-2022",
    "verificationMethod": "did:web:b.example#z6Mk",
    "proofPurpose": "assertionMethod",
}
MORE_OF_PROOFS: Final = {"challenge": "c", "domain": "https://a.example", "nonce": "n"}
# Not every list of contexts defines every member.
UNDEFINED: Final = {
    pinned.OPEN_BADGES_3_0_1: frozenset({"awardedDate", "endorsementJwt", "inLanguage", "image"})
    | {"credentialStatus", "proof"},
    pinned.OPEN_BADGES_3_0_2: frozenset({"awardedDate", "endorsementJwt", "inLanguage", "image"}),
    pinned.OPEN_BADGES_3_0_3: frozenset[str](),
}
EXTENDED: Final = frozenset({"credentialSchema", "refreshService"})
# The proofs of the whole are no part of what they sign.
LEFT_OUT: Final = frozenset({"@context"})
# These take the general path, so that most documents must go without.
RARE: Final = {"termsOfUse": 0.02, "proof": 0.04}
# Members that the official schema has, and our tables for badges of ours do not.
MORE: Final = {"EndorsementCredential": {"evidence": Member("Evidence", "list")}}
TEXTS: Final = (
    *("Hitsauksen perusteet", "näyttö\nkaksi riviä", 'lainaus "a5"', "C:\\polku", "", "x", "0"),
    *("true", "😀 \u200d", "e\u0301", "\u00e9", "\u2028", "\ufeff", "\U0001f468\u200d\U0001f469"),
    *("rivi\r\nvaihto", "urn:x", "did:web:a", "\u202eabc", "\ue000", "\U00010000", "a: b", "\\n"),
)
STATUS_WORDS: Final = frozenset({"statusMessage", "statusReference"})
LANGUAGES: Final = ("fi", "sv", "en", "fi-FI")
NUMBERS: Final = (0, 1, 3, -2, 1.5, 2.0, 60.169, -0.0, 1e15, 2**53 - 1, 1e-6, 100, 24.941)
MOMENTS: Final = ("2026-11-22T08:00:00Z", "2031-01-01T00:00:00+02:00")


class Generator:
    """Builds documents from a seed; ids are never used twice unless on purpose."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # it makes test data
        self._ids = 0
        self._context: list[str] = []
        self._undefined = LEFT_OUT

    def credential(self) -> Document:
        """Return a credential of any class."""
        self._context = list(self.random.choice(CONTEXTS))
        # The older model knows no status lists.
        name = self.random.choice(ROOTS[:2] if V1 in self._context else ROOTS)
        self._undefined = LEFT_OUT | UNDEFINED[self._context[1]]
        if EXTENSIONS not in self._context:
            self._undefined |= EXTENDED
        document = {"@context": self._context, **self._object(name, CLASSES[name], 0)}
        if self.random.random() < 0.1 and "issuer" in document:
            self._repeat_issuer(document)
        return document

    def _repeat_issuer(self, document: Document) -> None:
        achievement = document.get("credentialSubject", {}).get("achievement")
        if isinstance(achievement, dict):
            achievement["creator"] = copy.deepcopy(document["issuer"])

    def _number(self) -> int:
        self._ids += 1
        return self._ids

    def _iri(self) -> str:
        start = self.random.choice(
            ("https://a.example/", "did:web:a.example:", "urn:uuid:", "https://ä.example/?q=1#")
        )
        return f"{start}{self._number()}"

    def _object(self, name: str, class_: Class, depth: int) -> Document:
        made: Document = {}
        for member_name, member in {**class_.members, **MORE.get(name, {})}.items():
            # The contexts use one IRI for the type of criteria and for the member.
            if member_name in self._undefined or (name, member_name) == ("Criteria", "type"):
                continue
            if member.required or self._is_wanted(member_name, depth):
                made[member_name] = self._value(name, member_name, member, depth)
        if not made:
            made["narrative"] = "x"
        if name == "Proof":
            made |= self._proof()
        if name == "EndorsementCredential" and depth and self.random.random() < 0.3:
            made["@context"] = self._context[: self.random.randint(1, len(self._context))]
        names = list(made)
        self.random.shuffle(names)
        older = OLDER_NAMES if V1 in self._context else {}
        return {older.get(member_name, member_name): made[member_name] for member_name in names}

    def _is_wanted(self, name: str, depth: int) -> bool:
        if name == "proof" and not depth:
            return False
        chance = RARE.get(name, 0.55 / (1 + 0.4 * depth))
        return depth <= 5 and self.random.random() < chance

    def _proof(self) -> Document:
        more = {name: value for name, value in MORE_OF_PROOFS.items() if self.random.random() < 0.5}
        # No two signatures are alike.
        return {**PROOF, **more, "proofValue": f"z{self._number()}"}

    def _value(self, owner: str, name: str, member: Member, depth: int) -> Any:
        if name == "type":
            return self._types(owner)
        if name == "issuer" and member.kind == "any":
            return self._iri()
        if member.multiplicity == "list" and self.random.random() < 0.7:
            values = [self._one(name, member, depth) for _ in range(self.random.randint(1, 3))]
            kept: list[Any] = []
            for value in values:
                if value not in kept:
                    kept.append(value)
            return kept
        return self._one(name, member, depth)

    def _types(self, owner: str) -> Any:
        wanted = [self.random.choice(sorted(names)) for names in CLASSES[owner].types]
        wanted = wanted or [self.random.choice(TYPES.get(owner, (owner,)))]
        self.random.shuffle(wanted)
        return wanted if len(wanted) > 1 or self.random.random() < 0.6 else wanted[0]

    def _one(self, name: str, member: Member, depth: int) -> Any:
        kind = member.kind
        if isinstance(kind, Terms):
            return self.random.choice(sorted(kind.terms))
        if kind in CLASSES:
            if member.by_reference and self.random.random() < 0.3:
                return self.random.choice([self._iri(), {"id": self._iri()}])
            class_name = self._narrowed(kind)
            return self._object(class_name, CLASSES[class_name], depth + 1)
        scalars: dict[str, Any] = {
            "uri": self._iri(),
            "moment": self.random.choice(MOMENTS),
            "date": "2001-02-03",
            "number": self.random.choice(NUMBERS),
            "whole number": self.random.choice((0, 1, 300000)),
            "truth": self.random.choice((True, False)),
            "language": self.random.choice(LANGUAGES),
            "jws": "eyJ.e30.c2ln",
            "index": str(self.random.randrange(131072)),
        }
        if name in STATUS_WORDS:
            return self._iri() if name == "statusReference" else self._message()
        return scalars.get(str(kind), self.random.choice(TEXTS))

    def _narrowed(self, kind: str) -> str:
        """Return the name of a class for what may be of several."""
        can_be_other = EXTENSIONS in self._context and self.random.random() < 0.2
        is_entry = kind == "CredentialStatus" and not can_be_other
        return "BitstringStatusListEntry" if is_entry else kind

    def _message(self) -> list[Document]:
        """Return what the bits of a status list mean."""
        return [{"status": f"0x{bit}", "message": f"{self._number()}"} for bit in (0, 1)]


STRANGE: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, 1.0, -1, 1.5, 2**53, 1e300, 1e-9, 0.1 + 0.2, float("nan"), -0.0),
    *("", "x", "urn:x", "_:b0", "@id", "@type", "true", "1", "a\tb", "a\x00", "\ud800", "\x7f"),
    *("https://x.example/\u3000y", "urn:x\u2003y", "urn:x y", "vc:x", "xsd:string", "schema:name"),
    *("Profile", "VerifiableCredential", "name", "id", "https://schema.org/name", "/relative"),
    *([], {}, ["x"], [["x"]], [None], ["x", "x"], [1, 1.0], [True, 1], {"id": "urn:x"}),
    *({"id": "_:b0"}, {"@id": "urn:x"}, {"@value": "x"}, {"@list": ["x"]}, {"@set": ["x"]}),
    *({"id": "urn:x", "name": "n"}, {"type": "Profile"}, {"type": []}, {"type": ["Profile", 1]}),
    *({"type": "https://x.example/T"}, {"en": "x"}, {"@context": []}, [{"id": "urn:x"}, "urn:x"]),
)
NAMES: Final = (
    *("@id", "@type", "@context", "@graph", "@included", "@reverse", "@value", "@nest", "@foo"),
    *("https://www.w3.org/2018/credentials#issuer", "vc:issuer", "a/b", "", "xq_unknown", "name"),
    *(
        "id",
        "type",
        "issuer",
        "endorsement",
        "proof",
        "image",
        "description",
        "Profile",
        "alignment",
    ),
    *("sub", "iss", "aud", "_sd", "digestSRI", "relatedResource", "url", "result", "achievement"),
)


ODD: Final = ("\u3000", "\x85", "\ufdd0", "\u200b", "\n", "\t", " ", '"', "\\", ">")


def places(value: Any, place: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    """Return the place of every value inside `value`, itself left out."""
    steps: list[tuple[Step, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    below = [found for step, item in steps for found in places(item, (*place, step))]
    return [place, *below] if place else below


def mutant(document: Document, random: Random) -> Document:
    """Return a copy of `document` with one value replaced, doubled, moved, renamed or retyped."""
    changed = copy.deepcopy(document)
    everywhere = places(changed)
    parent, step = _parent(changed, random.choice(everywhere))
    other, at = _parent(changed, random.choice(everywhere))
    original = parent[step]
    choice = random.randrange(8)
    if choice == 0:
        del parent[step]
    elif choice == 1:
        many = ([original, original], [original], [[original]], [original, 1])
        parent[step] = random.choice(many)
    elif choice == 2:
        parent[step], other[at] = copy.deepcopy(other[at]), copy.deepcopy(original)
    elif choice == 3:
        other[at] = copy.deepcopy(original)
    else:
        _change(parent, step, random)
    return changed


def _change(parent: Any, step: Step, random: Random) -> None:
    original = parent[step]
    strange = copy.deepcopy(random.choice(STRANGE))
    if isinstance(original, dict) and random.random() < 0.7:
        original[random.choice(NAMES)] = strange
    elif isinstance(parent, dict) and random.random() < 0.3:
        parent[random.choice(NAMES)] = parent.pop(step)
    elif isinstance(original, str) and random.random() < 0.4:
        at = random.randint(0, len(original))
        parent[step] = original[:at] + random.choice(ODD) + original[at:]
    else:
        parent[step] = strange


def _parent(document: Any, place: tuple[Step, ...]) -> tuple[Any, Step]:
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    return parent, place[-1]
