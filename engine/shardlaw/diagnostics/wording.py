"""Lists of words as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 12


def alternatives(words: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def listed(names: Iterable[str], conjunction: str = "or") -> str:
    """What people write or may write, in backticks; of many the first dozen. Empty for no names at all."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > MOST:
        return f"{', '.join(quoted[:MOST])}, ..."
    return alternatives(quoted, conjunction) if quoted else ""
