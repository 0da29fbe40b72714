"""Paths of a plan as people write them."""

from __future__ import annotations


def dotted(pointer: str) -> str:
    """A JSON pointer as a plan path: `/phases/0/parallelism/dp` is `phases[0].parallelism.dp`."""
    path = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        path += f"[{name}]" if name.isdecimal() and path else f".{name}" if path else name
    return path
