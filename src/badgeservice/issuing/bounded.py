"""A mapping that forgets."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Bounded(Generic[_Key, _Value]):
    """A mapping that forgets what was not asked for lately.

    Entries come in two generations, as in `SubtreeCache`. Threads may share it.
    """

    __slots__ = ("_maximum", "_old", "_young")

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._young: dict[_Key, _Value] = {}
        self._old: dict[_Key, _Value] = {}

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._young.keys() | self._old.keys())

    def find(self, key: _Key) -> _Value | None:
        """Return what is remembered, if anything."""
        value = self._young.get(key)
        if value is None and (value := self._old.get(key)) is not None:
            self.keep(key, value)
        return value

    def keep(self, key: _Key, value: _Value) -> None:
        """Remember a value."""
        if len(self._young) >= max(1, self._maximum // 2):
            self._old, self._young = self._young, {}
        self._young[key] = value
