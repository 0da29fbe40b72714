"""Columns of text for people: one name a line, so that the output can be searched line by line."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

WIDTH = 80


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their columns aligned, two blanks between; the last column is as long as its texts. No row: nothing."""
    if not rows:
        return ""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def fields(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and texts, indented, the texts wrapped at 80 columns beside their names; empty texts are left out."""
    shown = [(name, text) for name, text in pairs if text]
    width = max((len(name) for name, _ in shown), default=0)
    lines: list[str] = []
    for name, text in shown:
        start = f"  {name.ljust(width)}  "
        lines += wrap(
            text,
            WIDTH,
            initial_indent=start,
            subsequent_indent=" " * len(start),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "".join(f"{line}\n" for line in lines)
