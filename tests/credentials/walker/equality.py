"""Compare many random credentials with PyLD and pyoxigraph, on all processors.

    python -m tests.credentials.walker.equality --cases 100000 [--first 0] [--processes 2] [--table]

Ends with 1 if a canonical form differs, or if a class or a member of Open Badges 3.0 was not among
the credentials compared.
"""

import argparse
import copy
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.vocabulary import CLASSES
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk
from tests.credentials.walker.generator import MORE, MORE_OF_PROOFS, OLDER_NAMES, PROOF, Generator
from tests.credentials.walker.peers import by_pyld, by_pyoxigraph

# The class and the name of a member.
Place = tuple[str, str]

_SHARD: Final = 250
_NEWER_NAMES: Final = {older: newer for newer, older in OLDER_NAMES.items()}


@dataclass(slots=True)
class Comparison:
    """How many credentials were made and walked, where each member stood, and what was refused.

    `different` are the seeds of those that another canonicaliser finds another form for.
    """

    made: int = 0
    walked: int = 0
    different: list[int] = field(default_factory=list)
    members: Counter[Place] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Comparison") -> None:
        """Count in what was found elsewhere."""
        self.made += other.made
        self.walked += other.walked
        self.different += other.different
        self.members += other.members
        self.refusals += other.refusals

    @property
    def compared(self) -> int:
        """How many were not refused."""
        return self.made - self.refusals.total()

    @property
    def sentence(self) -> str:
        """What was found, in one line."""
        refusals = ", ".join(f"{count} {code}" for code, count in self.refusals.most_common())
        return (
            f"{self.compared} credentials compared with PyLD and pyoxigraph: "
            f"{len(self.different)} differences ({self.walked} by the walker, "
            f"{self.compared - self.walked} by the general path; refused: {refusals or 'none'})"
        )


def compare(seeds: Iterable[int]) -> Comparison:
    """Compare the credentials that grow from these seeds."""
    found = Comparison()
    for seed in seeds:
        document = Generator(seed).credential()
        found.made += 1
        try:
            ours = canonicalise(copy.deepcopy(document))
        except CredentialError as refusal:
            found.refusals[getattr(refusal, "code", type(refusal).__name__)] += 1
            continue
        found.walked += _is_walked(document)
        if not (ours == by_pyld(document) == by_pyoxigraph(document)):
            found.different.append(seed)
        found.members.update(places_in(document))
    return found


def every_place() -> frozenset[Place]:
    """Return every member of every class of Open Badges 3.0, but for contexts and own proofs."""
    listed = {(name, member) for name, class_ in CLASSES.items() for member in class_.members}
    more = {(name, member) for name, members in MORE.items() for member in members}
    proofs = {("Proof", member) for member in ("proofValue", *PROOF, *MORE_OF_PROOFS)}
    # Only a part has proofs here: what is compared is what a proof of the whole would sign.
    left_out = {
        *((name, "@context") for name, class_ in CLASSES.items() if class_.is_document),
        ("AchievementCredential", "proof"),
        ("BitstringStatusListCredential", "proof"),
        # The specification gives criteria no type.
        ("Criteria", "type"),
    }
    return frozenset((listed | more | proofs) - left_out)


def places_in(document: dict[str, Any]) -> Iterator[Place]:
    """Yield the class and name of every member of a credential, and of its parts."""
    return _places(document, _class_of(document))


def _places(value: Any, name: str) -> Iterator[Place]:
    class_ = CLASSES[name]
    members = {**class_.members, **MORE.get(name, {})}
    for written, below in value.items():
        member_name = _NEWER_NAMES.get(written, written)
        yield name, member_name
        kind = members[member_name].kind if member_name in members else None
        for item in below if isinstance(below, list) else [below]:
            if kind in CLASSES and isinstance(item, dict):
                is_entry = item.get("type") in ("BitstringStatusListEntry", [_ENTRY])
                yield from _places(item, _ENTRY if is_entry else str(kind))


_ENTRY: Final = "BitstringStatusListEntry"


def _class_of(document: dict[str, Any]) -> str:
    types = document["type"]
    return next(
        (name for name in CLASSES if name in types and name != "VerifiableCredential"),
        "AchievementCredential",
    )


def _is_walked(document: dict[str, Any]) -> bool:
    try:
        walk(document, contexts=PINNED_CONTEXTS).graph.canonical()
    except OutsideShapesError:
        return False
    return True


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=None)
    parser.add_argument("--table", action="store_true", help="print where each member stood")
    asked = parser.parse_args()
    found = _compare_in_parallel(asked.first, asked.cases, asked.processes)
    missing = sorted(every_place() - found.members.keys())
    for name, member in sorted(found.members) if asked.table else []:
        print(f"{name:<32}{member:<24}{found.members[name, member]:>10}")
    for name, member in missing:
        print(f"never seen: {name}.{member}")
    for seed in found.different[:20]:
        print(f"different: seed {seed}")
    print(f"{found.sentence}; {len(every_place()) - len(missing)} of {len(every_place())} members")
    return 1 if missing or found.different else 0


def _compare_in_parallel(first: int, cases: int, processes: int | None) -> Comparison:
    total = Comparison()
    shards = [
        range(start, min(start + _SHARD, first + cases))
        for start in range(first, first + cases, _SHARD)
    ]
    began = time.monotonic()
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(compare, shards):
            total.add(found)
            seconds = time.monotonic() - began
            sys.stderr.write(f"\r{total.made}/{cases} in {seconds:.0f} s")
    sys.stderr.write("\n")
    return total


if __name__ == "__main__":
    sys.exit(main())
