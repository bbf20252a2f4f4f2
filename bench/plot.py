"""`docs/benchmarks.svg`: one operation of everybody, and growth, on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from bench.figures import Measured
from bench.material import SIZES, UNSEEN
from bench.single import BEST_JS, Row
from bench.workers.ours import NAME as OURS

_WIDTH: Final = 960
_BAR_HEIGHT: Final = 15
_BARS_LEFT: Final = 250
_BARS_WIDTH: Final = 620
_TOP: Final = 60
_CHART_HEIGHT: Final = 240
_CHART_WIDTH: Final = 360
_OUR_COLOUR: Final = "#0b5c8f"
_SECOND_COLOUR: Final = "#3a9bd9"
_PEER_COLOUR: Final = "#8a8f98"
_THIRD_COLOUR: Final = "#b4530a"
_TEXT: Final = "#1f2328"
_LINE: Final = "#d0d4da"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One implementation doing one thing."""

    label: str
    value: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line through points (x, y), all positive."""

    label: str
    points: Sequence[tuple[float, float]]
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A logarithmic axis from `low` to `high`, drawn over `length` pixels."""

    low: float
    high: float
    length: float

    @classmethod
    def around(cls, values: Sequence[float], *, length: float) -> Axis:
        """Return an axis of whole powers of ten that holds all `values`."""
        low = 10 ** math.floor(math.log10(min(values)))
        high = 10 ** math.ceil(math.log10(max(values)))
        return cls(low=low, high=max(high, low * 10), length=length)

    def at(self, value: float) -> float:
        """Return how many pixels from the start a value is."""
        share = math.log10(value / self.low) / math.log10(self.high / self.low)
        return share * self.length

    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        return [10.0**power for power in range(first, last + 1)]


def plot(measured: Measured) -> str:
    """Return the plot as an SVG document."""
    bars = _bars(measured.operations)
    below = _TOP + len(bars) * (_BAR_HEIGHT + 4) + 70
    height = below + _CHART_HEIGHT + 80
    parts = [
        *_bar_chart(bars),
        *_line_chart(_by_size(measured), left=80, top=below, title="By size of credential, bytes"),
        *_line_chart(
            _by_classes(measured), left=560, top=below, title="By number of badge classes"
        ),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="12" fill="{_TEXT}">\n'
        "<title>CPU time of one operation, by implementation, size and badge classes</title>\n"
        f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bars(rows: Sequence[Row]) -> list[Bar]:
    return [
        Bar(
            label=f"{row.peer}: {row.do}" + (", unseen" if row.set == UNSEEN else ""),
            value=row.figure.cpu_median,
            colour=_colour(row),
        )
        for group in (("issue", "sign"), ("verify",))
        for row in sorted(rows, key=lambda row: row.figure.cpu_median)
        if row.do in group
    ]


def _colour(row: Row) -> str:
    if row.peer == OURS:
        return _OUR_COLOUR
    return _THIRD_COLOUR if row.peer.startswith("Ed25519") else _PEER_COLOUR


def _bar_chart(bars: Sequence[Bar]) -> Iterator[str]:
    axis = Axis.around([bar.value for bar in bars], length=_BARS_WIDTH)
    bottom = _TOP + len(bars) * (_BAR_HEIGHT + 4)
    yield _words(20, 28, "CPU time of one operation, microseconds (logarithmic)", bold=True)
    for tick in axis.ticks():
        x = _BARS_LEFT + axis.at(tick)
        yield _stroke(x, _TOP - 8, x, bottom)
        yield _words(x, bottom + 16, f"{tick:,.0f}", anchor="middle")
    for number, bar in enumerate(bars):
        y = _TOP + number * (_BAR_HEIGHT + 4)
        width = axis.at(bar.value)
        yield _words(_BARS_LEFT - 8, y + 12, bar.label, anchor="end")
        yield (
            f'<rect x="{_BARS_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR_HEIGHT}"'
            f' fill="{bar.colour}"/>'
        )
        yield _words(_BARS_LEFT + width + 5, y + 12, f"{bar.value:,.0f}")


def _by_size(measured: Measured) -> list[Series]:
    wanted = (
        (OURS, "issue", "ours, issue", _OUR_COLOUR),
        (OURS, "verify", "ours, verify", _SECOND_COLOUR),
        (BEST_JS[0], "issue", "JavaScript, issue", _PEER_COLOUR),
        (BEST_JS[0], "verify", "JavaScript, verify", "#5a5f68"),
    )
    costs = {(row.peer, row.do, row.set): row.figure.cpu_median for row in measured.sizes}
    return [
        Series(
            label=label,
            colour=colour,
            points=[
                (measured.size_bytes[size], costs[peer, do, size])
                for size in SIZES
                if (peer, do, size) in costs
            ],
        )
        for peer, do, label, colour in wanted
    ]


def _by_classes(measured: Measured) -> list[Series]:
    counts = measured.plan.class_counts
    points = [
        (float(count), row.figure.cpu_median)
        for count, row in zip(counts, measured.class_counts, strict=True)
    ]
    return [Series(label="ours, verify", points=points, colour=_SECOND_COLOUR)]


def _line_chart(lines: Sequence[Series], *, left: float, top: float, title: str) -> Iterator[str]:
    every = [point for line in lines for point in line.points]
    across = Axis.around([x for x, _ in every], length=_CHART_WIDTH)
    up = Axis.around([y for _, y in every], length=_CHART_HEIGHT)
    bottom = top + _CHART_HEIGHT
    yield _words(left - 60, top - 16, f"{title} (µs of CPU)", bold=True)
    for tick in across.ticks():
        x = left + across.at(tick)
        yield _stroke(x, top, x, bottom)
        yield _words(x, bottom + 16, f"{tick:,.0f}", anchor="middle")
    for tick in up.ticks():
        y = bottom - up.at(tick)
        yield _stroke(left, y, left + _CHART_WIDTH, y)
        yield _words(left - 6, y + 4, f"{tick:,.0f}", anchor="end")
    for number, line in enumerate(lines):
        places = [(left + across.at(x), bottom - up.at(y)) for x, y in line.points]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield (f'<polyline points="{joined}" fill="none" stroke="{line.colour}" stroke-width="2"/>')
        yield from (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{line.colour}"/>' for x, y in places
        )
        x = left + (number % 2) * 170
        y = bottom + 36 + (number // 2) * 16
        yield f'<rect x="{x}" y="{y - 9:.0f}" width="10" height="10" fill="{line.colour}"/>'
        yield _words(x + 15, y, line.label)


def _words(x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{_LINE}"/>'
