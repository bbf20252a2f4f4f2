"""How much is measured: the whole benchmark, or the quick one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Counts of operations and credentials, and seconds a slice.

    A slice is what one implementation does in one round, before the next one has its turn. It
    ends after `slice_seconds` or after its count of operations, whichever comes first.
    """

    name: str
    rounds: int
    slice_seconds: float
    slice_count: int
    unseen_slice_count: int
    warm_up_slices: int
    known_credentials: int
    size_rounds: int
    class_counts: tuple[int, ...]
    credentials_a_class_count: int
    class_rounds: int
    bulk_badges: int
    bulk_js_badges: int
    distinct_badges: int
    distinct_classes: int
    distinct_js_badges: int
    http_rounds: int
    http_seconds: int
    http_warm_up_seconds: int
    http_badges: int
    flood_seconds: int
    cold_starts: int
    mapping_counts: tuple[int, ...]
    mapping_rounds: int

    @property
    def unseen_credentials(self) -> int:
        """How many credentials of classes of their own are needed, those of warming up included."""
        return (self.rounds + self.warm_up_slices) * self.unseen_slice_count

    @property
    def disk_bytes(self) -> int:
        """How much room the credentials and the databases take at most."""
        badges = self.known_credentials + self.unseen_credentials + self.distinct_badges
        badges += len(self.class_counts) * self.credentials_a_class_count
        return (badges + self.bulk_badges) * _BYTES_A_BADGE + _BYTES_BESIDES


PROCESSES: Final = 2
# The document signed and unsigned, in a file and in a database with its journal.
_BYTES_A_BADGE: Final = 20_000
_BYTES_BESIDES: Final = 500_000_000

FULL: Final = Plan(
    name="full",
    rounds=15,
    slice_seconds=0.4,
    slice_count=2_000,
    unseen_slice_count=60,
    warm_up_slices=4,
    known_credentials=1_000,
    size_rounds=7,
    class_counts=(1, 10, 100, 1_000),
    credentials_a_class_count=1_000,
    class_rounds=3,
    bulk_badges=100_000,
    bulk_js_badges=4_000,
    distinct_badges=10_000,
    distinct_classes=100,
    distinct_js_badges=4_000,
    http_rounds=3,
    http_seconds=5,
    http_warm_up_seconds=2,
    http_badges=1_000,
    flood_seconds=15,
    cold_starts=5,
    mapping_counts=(10, 100, 500, 1_000),
    mapping_rounds=7,
)

QUICK: Final = Plan(
    name="quick",
    rounds=5,
    slice_seconds=0.15,
    slice_count=1_000,
    unseen_slice_count=20,
    warm_up_slices=3,
    known_credentials=200,
    size_rounds=3,
    class_counts=(1, 10, 100),
    credentials_a_class_count=100,
    class_rounds=2,
    bulk_badges=10_000,
    bulk_js_badges=1_200,
    distinct_badges=2_000,
    distinct_classes=20,
    distinct_js_badges=800,
    http_rounds=3,
    http_seconds=1,
    http_warm_up_seconds=1,
    http_badges=200,
    flood_seconds=4,
    cold_starts=2,
    mapping_counts=(10, 100, 1_000),
    mapping_rounds=3,
)
