"""The entries of `placement`: what each says of its GPU, by column."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.plugins import Record, Step, Unknown

Entries = tuple[Record, ...]
LABELS = {"gpu": "GPU", "node": "node", "stage": "stage", "tp_rank": "TP", "ep_rank": "EP", "dp_rank": "DP"}


@dataclass(frozen=True, slots=True)
class Column:
    """One field of all entries, in their order; None where an entry does not say it."""

    name: str
    values: tuple[int | None, ...]
    missing: Unknown | None

    @property
    def stated(self) -> bool:
        """Whether any entry says it."""
        return any(value is not None for value in self.values)

    @property
    def label(self) -> str:
        return LABELS[self.name]


def column(entries: Entries, name: str) -> Column:
    found = [entry[name] for entry in entries]
    return Column(
        name,
        tuple(value if isinstance(value, int) else None for value in found),
        union([value for value in found if isinstance(value, Unknown)]),
    )


def union(unknown: Sequence[Unknown | None]) -> Unknown | None:
    """All causes of some unknowns together; None where nothing is unknown."""
    found = [value for value in unknown if value is not None]
    return found[0].union(*found[1:]) if found else None


def steps(entries: Entries, places: Sequence[int], *names: str) -> list[Step]:
    """Some fields of some entries as steps that point at their lines."""
    return [
        Step(f"placement[{place}].{name}", value, fact=entries[place].at(name))
        for place in places
        for name in names
        if isinstance(value := entries[place][name], int)
    ]


def holder(entries: Entries, place: int) -> str:
    """The GPU of an entry by its number; the entry where that is not said."""
    gpu = entries[place]["gpu"]
    return f"GPU {gpu}" if isinstance(gpu, int) else f"placement[{place}]"


def position(entry: Record) -> str:
    """Where an entry puts its GPU, as far as it says: `stage 0, TP 1, DP 2`."""
    said = ((label, entry[name]) for name, label in LABELS.items() if name != "gpu")
    return ", ".join(f"{label} {value}" for label, value in said if isinstance(value, int)) or "nowhere in particular"
