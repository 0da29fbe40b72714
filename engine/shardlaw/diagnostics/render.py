"""A diagnostic as people read it: code, place, the source line with carets, found, expected, help."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw.diagnostics.diagnostic import Diagnostic, Label
from shardlaw.diagnostics.source import Source, Span

WIDEST = 160  # a longer source line is cut around its caret


def render(diagnostic: Diagnostic) -> str:
    """One diagnostic in lines without a final newline. Same bytes for the same diagnostic; no colour."""
    position = diagnostic.position
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    lines.append(f"  --> {diagnostic.source.name}:{position.line}:{position.column}")
    lines += _excerpt(diagnostic.source, diagnostic.span, "^", "")
    for label in diagnostic.labels:
        lines += _labelled(diagnostic.source, label)
    notes = (("found", diagnostic.found), ("expected", diagnostic.expected), ("help", diagnostic.help))
    lines += [f"   = {name}: {text}" for name, text in notes if text is not None]
    return "\n".join(lines)


def render_all(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics by place, an empty line between two, each with a final newline."""
    return "\n".join(f"{render(diagnostic)}\n" for diagnostic in sorted(diagnostics, key=lambda d: d.sort_key))


def printable(text: str) -> str:
    """The text with tabs as blanks and what a terminal would act on as `?`: one column for each character."""
    if text.isprintable():
        return text
    return "".join(" " if character == "\t" else character if character.isprintable() else "?" for character in text)


def _labelled(home: Source, label: Label) -> list[str]:
    source = label.source or home
    position = source.position(label.span.start)
    where = [] if source is home else [f"  ::: {source.name}:{position.line}:{position.column}"]
    return where + _excerpt(source, label.span, "-", label.text)


def _excerpt(source: Source, span: Span, mark: str, text: str) -> list[str]:
    """The first line of the span, marked. Nothing for an empty text, where there is no line to show."""
    if not source.text:
        return []
    start = source.position(span.start)
    line = printable(source.line(start.line))
    left = start.column - 1
    width = max(1, min(span.end - span.start, len(line) - left))
    if len(line) > WIDEST:
        cut = max(0, left - WIDEST // 4)
        line, left = line[cut : cut + WIDEST], left - cut
        width = max(1, min(width, len(line) - left))
    number = str(start.line)
    return [f"{number:>4} | {line}".rstrip(), f"     | {' ' * left}{mark * width} {text}".rstrip()]
