"""The registry: every diagnostic's code and texts, read from `texts/*.toml` when the first one is needed.

An entry is a table named by its code:

    [L212]
    severity = "error"
    message  = "cannot compare a quantity in {left} with a quantity in {right}"
    found    = "..."      # optional templates; each is left out where a word of it is not known
    expected = "..."
    help     = "..."
    long     = '''...'''  # what `shardlaw explain L212` prints: why, and what to write instead
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from shardlaw.dataclass import dataclass

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of one code; everything but `severity`, `message` and `long` may be absent."""

    code: str
    severity: Severity
    message: str
    long: str
    found: str | None = None
    expected: str | None = None
    help: str | None = None


@cache
def registry() -> dict[str, Entry]:
    """All entries by code, in the order of their codes."""
    import tomllib  # noqa: PLC0415 - most audits have nothing to say

    entries: dict[str, Entry] = {}
    for file in sorted(Path(__file__).with_name("texts").glob("*.toml")):
        for code, table in tomllib.loads(file.read_text("utf-8")).items():
            if code in entries:
                raise ValueError(f"diagnostic {code} is defined twice")
            entries[code] = Entry(code, **table)
    return dict(sorted(entries.items()))


def entry(code: str) -> Entry:
    """The texts of `code`; KeyError for a code that is not in the registry (a defect of ours)."""
    return registry()[code]
