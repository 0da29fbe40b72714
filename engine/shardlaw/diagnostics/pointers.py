"""Paths of a plan: how programs and people write them, and in which order they come."""

from __future__ import annotations


def escaped(name: str) -> str:
    """A key as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def dotted(pointer: str) -> str:
    """A JSON pointer as a plan path: `/phases/0/parallelism/dp` is `phases[0].parallelism.dp`."""
    path = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        path += f"[{name}]" if name.isdecimal() and path else f".{name}" if path else name
    return path


def path_order(pointer: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts pointers by their parts, indexes as numbers and before names."""
    parts = pointer.split("/")
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
