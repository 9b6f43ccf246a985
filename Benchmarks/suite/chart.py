"""Bars with whiskers, as SVG."""

import html
import math
from dataclasses import dataclass

ROW, LEFT, WIDTH, RIGHT, TOP = 24, 150, 470, 210, 22


@dataclass
class Bar:
    label: str
    ratio: object  # a judging.Ratio
    kind: str  # the class of the bar, for its colour
    note: str = ""


def ticks(most):
    step = next(s for s in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 1000) if most / s <= 8)
    return [step * number for number in range(int(most / step) + 1)]


def bars(rows, title):
    """Horizontal bars from zero, with a line at 1."""
    most = max(max(row.ratio.high, row.ratio.value) for row in rows)
    most = max(1.25, math.ceil(most * 10.5) / 10)
    height = TOP + ROW * len(rows) + 8

    def x(value):
        return LEFT + WIDTH * min(value, most) / most

    parts = []
    for tick in ticks(most):
        parts.append(
            f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP}" '
            f'y2="{height - 6}"/>'
            f'<text class="tick" x="{x(tick):.1f}" y="{TOP - 7}">{tick:g}</text>'
        )
    for number, row in enumerate(rows):
        y, ratio = TOP + ROW * number + 4, row.ratio
        pale = "" if ratio.is_significant else " pale"
        middle = y + (ROW - 8) / 2
        note = f"{ratio.low:.2f} to {ratio.high:.2f}"
        if row.note:
            note += f", {row.note}"
        parts.append(
            f'<text class="label" x="{LEFT - 8}" y="{middle + 4}">{html.escape(row.label)}</text>'
            f'<rect class="bar {row.kind}{pale}" x="{LEFT}" y="{y}" '
            f'width="{max(0.5, x(ratio.value) - LEFT):.1f}" height="{ROW - 8}"/>'
            f'<path class="whisker" d="M{x(ratio.low):.1f} {middle}H{x(ratio.high):.1f}'
            f'M{x(ratio.low):.1f} {middle - 4}v8M{x(ratio.high):.1f} {middle - 4}v8"/>'
            f'<text class="value" x="{LEFT + WIDTH + 10}" y="{middle + 4}">{ratio.value:.2f}</text>'
            f'<text class="note" x="{LEFT + WIDTH + 48}" y="{middle + 4}">{html.escape(note)}</text>'
        )
    parts.append(
        f'<line class="one" x1="{x(1):.1f}" x2="{x(1):.1f}" y1="{TOP - 3}" y2="{height - 6}"/>'
    )
    return (
        f'<svg class="chart" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img" '
        f'aria-label="{html.escape(title)}">{"".join(parts)}</svg>'
    )
