"""Texts with gaps, for what differs from document to document."""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final, TypeAlias

# What fills the gaps, by their numbers; in UTF-8.
Pieces: TypeAlias = Sequence[bytes]
# What stands there as it is, the number of a gap, or lines to be sorted once they are known.
Part: TypeAlias = "str | int | Sequence[Text]"


class Marks:
    """What stands in the gaps of an example, to be found again."""

    __slots__ = ("_at", "_pattern")

    def __init__(self, marks: Sequence[str]) -> None:
        self._at: Final = {mark: at for at, mark in enumerate(marks)}
        self._pattern: Final = re.compile("|".join(map(re.escape, marks)) or "(?!)")

    def split(self, text: str) -> list[Part]:
        """Return the parts of `text`: the number of a gap for each mark, and what is between."""
        parts: list[Part] = []
        end = 0
        for found in self._pattern.finditer(text):
            parts += [text[end : found.start()], self._at[found[0]]]
            end = found.end()
        return [*parts, text[end:]]


class Text:
    """A text with gaps."""

    __slots__ = ("_parts", "_pick", "_runs", "_text", "is_fixed")

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts: Final = parts
        self._runs: Final = [part for part in parts if not isinstance(part, str | int)]
        texts = [part.replace("%", "%%") if isinstance(part, str) else "%b" for part in parts]
        self._text: Final = "".join(texts).encode("utf-8")
        gaps = [part for part in parts if not isinstance(part, str)]
        self.is_fixed: Final = not gaps
        self._pick: Final = self._picker(gaps)

    def _picker(self, gaps: Sequence[Part]) -> Callable[[Pieces], object]:
        # The runs follow the pieces, so their numbers are counted from the end.
        runs = iter(range(-len(self._runs), 0))
        picked = [gap if isinstance(gap, int) else next(runs) for gap in gaps]
        return itemgetter(*picked) if picked else _nothing

    def render(self, pieces: Pieces) -> bytes:
        """Return the text with its gaps filled."""
        if self._runs:
            runs = [b"".join(sorted([line.render(pieces) for line in run])) for run in self._runs]
            pieces = [*pieces, *runs]
        return self._text % self._pick(pieces)

    @property
    def gap(self) -> int | None:
        """The number of the gap that is all of this text, if it is nothing else."""
        gaps = [part for part in self._parts if part != ""]
        return gaps[0] if len(gaps) == 1 and isinstance(gaps[0], int) else None

    @property
    def parts(self) -> Sequence[Part]:
        """What it is made of."""
        return self._parts

    def bound(self, texts: Mapping[int, str]) -> "Text":
        """Return the text with some of its gaps filled, by their numbers."""
        if self.is_fixed:
            return self
        return Text([_bound(part, texts) for part in self._parts])


def _bound(part: Part, texts: Mapping[int, str]) -> Part:
    if isinstance(part, str):
        return part
    if isinstance(part, int):
        return texts.get(part, part)
    lines = [line.bound(texts) for line in part]
    if not all(line.is_fixed for line in lines):
        return lines
    return b"".join(sorted(line.render(()) for line in lines)).decode("utf-8")


def _nothing(_: Pieces) -> object:
    return ()
