"""A bar chart on a logarithmic scale, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, LABELS, ROW, TOP = 760, 330, 26, 58
FONT = 'font-family="sans-serif" font-size="13"'
TICKS = (0.5, 1, 3, 10, 30, 100, 300)


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """Labelled bars; those of `shardlaw` and of the reference are set apart by colour."""
    low, high = math.log10(TICKS[0]), math.log10(TICKS[-1])

    def across(value: float) -> float:
        return LABELS + (math.log10(value) - low) / (high - low) * (WIDTH - LABELS - 60)

    height = TOP + ROW * len(values) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT}>',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="12" y="22" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for tick in TICKS:
        x = across(tick)
        lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 10}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{TOP - 12}" text-anchor="middle" fill="#666">{tick:g}</text>')
    for number, (name, value) in enumerate(values):
        y = TOP + ROW * number
        colour = "#2563a8" if name.startswith("shardlaw") else "#444" if name.startswith("hand") else "#b9b9b9"
        x, end = across(TICKS[0]), across(value)
        lines.append(f'<text x="{LABELS - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        lines.append(f'<rect x="{x:.1f}" y="{y + 3}" width="{end - x:.1f}" height="{ROW - 9}" fill="{colour}"/>')
        lines.append(f'<text x="{end + 6:.1f}" y="{y + 15}" fill="#333">{value:.3g}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
