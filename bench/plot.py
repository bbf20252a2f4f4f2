"""`docs/benchmarks.svg`: one operation of everybody, and growth, on logarithmic axes.

Beside every bar stands how it compares: us with raw Ed25519, everybody else with us.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from bench.material import KNOWN, SIZES, UNSEEN, classes_set
from bench.measured import Measured
from bench.nodes import Node
from bench.parties import OURS
from bench.rounds import times_the_cost
from bench.single import DURABLY, REFERENCE_JS, Row, figure, raw_figures

_WIDTH: Final = 960
_BAR_HEIGHT: Final = 15
_WALL_HEIGHT: Final = 4
_BARS_LEFT: Final = 270
_BARS_WIDTH: Final = 520
_TOP: Final = 60
_CHART_HEIGHT: Final = 240
_CHART_WIDTH: Final = 360
_OUR_COLOUR: Final = "#0b5c8f"
_SECOND_COLOUR: Final = "#3a9bd9"
_PEER_COLOUR: Final = "#8a8f98"
_THIRD_COLOUR: Final = "#b4530a"
_WHOLE_FROM: Final = 10
_WALL_COLOUR: Final = "#c3c8cf"
_LINE_COLOURS: Final = ("#8a8f98", "#5a5f68", "#c98a3a", "#7a4a10")
_TEXT: Final = "#1f2328"
_LINE: Final = "#d0d4da"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One implementation doing one thing, in microseconds; `note` says how it compares."""

    label: str
    value: float
    wall: float
    colour: str
    note: str


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
    height = below + _CHART_HEIGHT + 100
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


def _bars(rows: list[Row]) -> list[Bar]:
    return [
        Bar(
            label=_label(row) + (", unseen" if row.set == UNSEEN else ""),
            value=row.figure.cpu_median,
            wall=row.figure.wall_median,
            colour=_colour(row),
            note=_note(row, rows),
        )
        for group in (("issue", "sign"), ("verify",))
        for row in sorted(rows, key=lambda row: row.figure.cpu_median)
        if row.do in group
    ]


def _label(row: Row) -> str:
    who = f"{row.peer}, {row.node.short_name}" if row.node else row.peer
    return f"{who}: {row.do}"


def _note(row: Row, rows: list[Row]) -> str:
    if row.peer == OURS:
        do = "verify" if row.do == "verify" else "issue"
        return f"{times_the_cost(row.figure, raw_figures(rows, do)):.1f} × Ed25519"
    ours = figure(rows, OURS, row.do, KNOWN)
    times = row.figure.cpu_median / ours.cpu_median
    return f"{times:.0f} × ours" if times >= _WHOLE_FROM else f"{times:.2f} × ours"


def _colour(row: Row) -> str:
    if row.peer == OURS:
        return _OUR_COLOUR
    return _THIRD_COLOUR if row.peer.startswith("Ed25519") else _PEER_COLOUR


def _bar_chart(bars: Sequence[Bar]) -> Iterator[str]:
    values = [value for bar in bars for value in (bar.value, bar.wall)]
    axis = Axis.around(values, length=_BARS_WIDTH)
    bottom = _TOP + len(bars) * (_BAR_HEIGHT + 4)
    yield _words(
        20, 28, "One operation, microseconds (logarithmic): CPU, and thin: wall", bold=True
    )
    for tick in axis.ticks():
        x = _BARS_LEFT + axis.at(tick)
        yield _stroke(x, _TOP - 8, x, bottom)
        yield _words(x, bottom + 16, f"{tick:,.0f}", anchor="middle")
    for number, bar in enumerate(bars):
        y = _TOP + number * (_BAR_HEIGHT + 4)
        thick = _BAR_HEIGHT - _WALL_HEIGHT
        yield _words(_BARS_LEFT - 8, y + 12, bar.label, anchor="end")
        yield _box(_BARS_LEFT, y, axis.at(bar.value), thick, bar.colour)
        yield _box(_BARS_LEFT, y + thick, axis.at(bar.wall), _WALL_HEIGHT, _WALL_COLOUR)
        right = _BARS_LEFT + axis.at(max(bar.value, bar.wall)) + 5
        yield _words(right, y + 12, f"{bar.value:,.0f}: {bar.note}")


def _by_size(measured: Measured) -> list[Series]:
    wanted: list[tuple[str, Node | None, str, str]]
    wanted = [(OURS, None, "issue", "ours, issue"), (OURS, None, "verify", "ours, verify")]
    wanted += [
        (REFERENCE_JS, node, do, f"{node.short_name}, {do}")
        for node in measured.nodes.each
        for do in ("issue", "verify")
    ]
    colours = (_OUR_COLOUR, _SECOND_COLOUR, *_LINE_COLOURS)
    costs = {(row.peer, row.node, row.do, row.set): row.figure for row in measured.sizes}
    return [
        Series(
            label=label,
            colour=colour,
            points=[
                (measured.size_bytes[size], costs[peer, node, do, size].cpu_median)
                for size in SIZES
                if (peer, node, do, size) in costs
            ],
        )
        for (peer, node, do, label), colour in zip(wanted, colours, strict=False)
    ]


def _by_classes(measured: Measured) -> list[Series]:
    wanted = (
        (DURABLY, "ours, issue in bulk", _OUR_COLOUR),
        ("verify", "ours, verify", _SECOND_COLOUR),
    )
    costs = {(row.do, row.set): row.figure.cpu_median for row in measured.class_counts}
    return [
        Series(
            label=label,
            colour=colour,
            points=[
                (float(count), costs[do, classes_set(count)])
                for count in measured.plan.class_counts
            ],
        )
        for do, label, colour in wanted
    ]


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
        yield _box(x, y - 9, 10, 10, line.colour)
        yield _words(x + 15, y, line.label)


def _words(x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>'


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{_LINE}"/>'
