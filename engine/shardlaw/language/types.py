"""Static types of facts and expressions."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.dataclass import dataclass, field
from shardlaw.language.dimensions import Dimension
from shardlaw.language.values import Number


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number with a dimension. Counts, ratios and percentages have none (`DIMENSIONLESS`)."""

    dimension: Dimension


@dataclass(frozen=True, slots=True)
class BoolType:
    """True or false."""


@dataclass(frozen=True, slots=True)
class TextType:
    """Text; `values` when it is a closed enum."""

    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class VersionType:
    """A PEP 440 version; only `in "<specifier>"`, `is known` and holes take it."""


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose elements are all of one type."""

    element: Type


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record: its type, what it means in a sentence, and what an author may say of it.

    `claim` marks what somebody may leave out without being incomplete (claims and requirements).
    `unit` is the unit in which people usually write it, for documentation and examples. Of a number, `whole` says
    that it is an integer (a degree, a count) and `least` is the smallest that a plan may state, in base units.
    """

    type: Type
    meaning: str = ""
    claim: bool = False
    unit: str = ""
    whole: bool = False
    least: Number | None = None


@dataclass(frozen=True)
class RecordType:
    """Named members. `rest`, when given, is the type of every name that is not a member (open maps)."""

    name: str
    members: Mapping[str, Member] = field(default_factory=dict)
    rest: Type | None = None


Type = NumberType | BoolType | TextType | VersionType | ListType | RecordType


def describe(kind: Type) -> str:
    """A type in words, as diagnostics say it: `a quantity in GB/s`, `a count or ratio`, `text`."""
    match kind:
        case NumberType(dimension):
            return f"a quantity in {dimension}" if dimension.exponents else "a plain number"
        case BoolType():
            return "a truth value"
        case TextType(values):
            return "text" if values is None else f"one of {', '.join(values)}"
        case VersionType():
            return "a version"
        case ListType(element):
            return f"a list of {describe(element)}"
        case RecordType(name=name):
            return f"a {name}"
