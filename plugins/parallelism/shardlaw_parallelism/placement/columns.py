"""What the entries of a placement say at all, and how many ranks they need where no degree is stated."""

from __future__ import annotations

from shardlaw.plugins import Answer, Unknown, calculator
from shardlaw_parallelism.placement.entries import LABELS, Entries, column

_PARAMETERS = {"entries": "phases[].placement", "name": "text"}
_REASON = "all entries are read at once"


def _no_column(name: str) -> Answer:
    return Answer(Unknown.because("no answer", f"`{name}` is no column of a placement"))


@calculator("placement.says", parameters=_PARAMETERS, result="bool", reason=_REASON)
def says(entries: Entries, name: str) -> Answer:
    """Whether any entry of a placement says a column: `stage`, `tp_rank`, `experts`."""
    if name not in LABELS and name != "experts":
        return _no_column(name)
    return Answer(any(not isinstance(entry[name], Unknown) for entry in entries))


@calculator("placement.ranks", parameters=_PARAMETERS, result="count", reason=_REASON)
def ranks(entries: Entries, name: str) -> Answer:
    """How many ranks the entries of a placement need along a column, numbered from 0; 1 where no entry says it."""
    if name not in LABELS:
        return _no_column(name)
    found = column(entries, name)
    known = [value for value in found.values if value is not None]
    if not known:
        return Answer(1)
    return Answer(1 + max(known) if found.missing is None else found.missing)
