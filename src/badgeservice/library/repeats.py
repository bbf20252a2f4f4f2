"""Find what stands twice in a list."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator


def repeated(values: Iterable[Hashable]) -> Iterator[tuple[int, Hashable]]:
    """Yield each value that stood earlier in `values` already, and its index."""
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)
