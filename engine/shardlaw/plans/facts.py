"""A plan that was read: its facts, each with the place where it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Source, Span
from shardlaw.language.values import Number, Range, Unknown

if TYPE_CHECKING:
    from packaging.version import Version

FactValue: TypeAlias = "Number | bool | str | Version | Range | Unknown"

# The root under which a rule reads the plan that this one revises; no plan writes it.
REVISED = "revised"


@dataclass(frozen=True)
class CatalogSource(Source):
    """The text of a catalog, as the facts that come from it cite it."""

    catalog: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One of the values that a fact may have where the plan does not say which, and what it takes for granted."""

    label: str
    value: FactValue


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a plan.

    `value` is in base units and in the scope of its field (a claim written `per: replica` in a per-GPU field is
    divided already; `conversion` then says so in words, and `operands` are the pointers of the counts it used).
    `text` is what was written. `stated` is false for what normalisation adds (`index`, the name of a phase without
    one); such a fact points at the line it comes from.

    A fact with `alternatives` has finitely many values, one of which holds: its own value is unknown, and a rule that
    reads it is decided only where all of them agree.
    """

    pointer: str
    value: FactValue
    unit: str  # the base unit of the field: "B/s", "token"; "" for counts, texts and the rest
    text: str
    source: Source
    span: Span
    quantum: Number | None = None  # weight of the last digit as written, in base units
    written_unit: str = ""  # the unit it was written in, for display: "GB"
    stated: bool = True
    conversion: str | None = None
    operands: tuple[str, ...] = ()
    alternatives: tuple[LabelledValue, ...] = ()


# A normalised plan is a tree of dicts and lists with facts at its leaves; a key that is not there is not stated.
Branch = Mapping[str, "Tree"]
Tree = Fact | Branch | tuple["Tree", ...]


@dataclass(frozen=True)
class Plan:
    """A plan in normal form: phases always a list, each phase with its own overlaid `hardware`.

    `root` is the tree the engines read; `facts` has every leaf by the JSON pointer at which the plan says it (a
    value that a phase inherits from the top-level `hardware` has the pointer `/hardware/...`). With `revises`, the
    plan that this one corrects, both have the facts of that plan as well, under `REVISED`.
    """

    source: Source
    sha256: str  # of the bytes of the file
    name: str
    root: Branch
    facts: Mapping[str, Fact]
    revises: Plan | None = None


_INHERITED = re.compile(rf"^(/{REVISED})?/phases/\d+/hardware(?=/)")


def canonical(pointer: str) -> str:
    """The pointer at which a missing fact would best be said: `/phases/0/hardware/memory` is `/hardware/memory`."""
    return _INHERITED.sub(r"\1/hardware", pointer) if "/hardware/" in pointer else pointer
