"""What a line is known by while others move around it, as code hosts compute it.

GitHub's `primaryLocationLineHash` (github/codeql-action, src/fingerprints.ts): a polynomial over the hundred UTF-16
code units from the start of the line on, blanks and tabs left out and line ends as one LF, with factor 37, modulo
2^64; U+FFFF ends the file, zeros follow it. A number after the colon tells equal hashes of one file apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from operator import mul

_WINDOW = 100
_MODULUS = 1 << 64
_WEIGHTS = tuple(pow(37, exponent, _MODULUS) for exponent in reversed(range(_WINDOW)))
_END = "\uffff"
_BEYOND_ONE_UNIT = re.compile("[\U00010000-\U0010ffff]")


def line_hashes(text: str, wanted: AbstractSet[int]) -> dict[int, str]:
    """The hash of each wanted line (from 1) of a file: `39fa2ee980eb94b0:1`."""
    bare = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "") + _END
    if not bare.isascii():
        bare = _BEYOND_ONE_UNIT.sub(_as_units, bare)
    found: dict[int, str] = {}
    seen: Counter[str] = Counter()
    start = 0
    for number in range(1, max(wanted, default=0) + 1):
        window = bare[start : start + _WINDOW]
        seen[window] += 1
        if number in wanted:
            found[number] = f"{_polynomial(window):x}:{seen[window]}"
        start = bare.find("\n", start) + 1
        if not start:
            break
    return found


def _polynomial(window: str) -> int:
    """The value of a window, filled up with zeros."""
    value: int = sum(map(mul, map(ord, window), _WEIGHTS)) % _MODULUS
    return value


def _as_units(character: re.Match[str]) -> str:
    """The two UTF-16 code units of a character beyond the first plane."""
    offset = ord(character[0]) - 0x10000
    return chr(0xD800 + (offset >> 10)) + chr(0xDC00 + (offset & 0x3FF))
