"""Types as text: `count`, `B/parameter`, `text`, `bool`, `version`, `list of token`, `phases[].placement`.

Formulas of libraries and calculators of plug-ins declare their parameters and results this way; the path of a fact
stands for that fact's type, and is how a calculator asks for records.
"""

from __future__ import annotations

import re

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import closest
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.types import BoolType, ListType, NumberType, RecordType, TextType, Type, VersionType
from shardlaw.language.units import Unit, parse_unit

_WORDS: dict[str, Type] = {
    "count": NumberType(DIMENSIONLESS),
    "text": TextType(),
    "bool": BoolType(),
    "version": VersionType(),
}
_LIST = "list of "
_PATH_STEP = re.compile(r"\[\]|\.?([A-Za-z_][A-Za-z0-9_]*)")
_SLIPS = {
    "str": "text",
    "string": "text",
    "boolean": "bool",
    "int": "count",
    "integer": "count",
    "float": "count",
    "number": "count",
    "ratio": "count",
    "list": "list of count",
}


@dataclass(frozen=True, slots=True)
class UnknownType:
    """A text that is no type: the part that is not known, and what it may have been meant to be."""

    part: str
    candidates: tuple[str, ...]


def parse_type(text: str, facts: RecordType | None = None) -> Type | UnknownType:
    """The type that `text` spells.

    A number's type is its dimension, written in base units: values cross a signature in base units, so `GB` is
    refused (with `B` as its candidate) and cannot be taken for the unit in which a Python function is called.
    With `facts`, the record of a plan's roots, the path of a fact is a type as well; `[]` leads to list elements.
    """
    written = text.strip()
    if facts is not None and re.split(r"\.|\[", written)[0] in facts.members:
        return _type_at(written, facts)
    if written.startswith(_LIST):
        element = parse_type(written.removeprefix(_LIST))
        return element if isinstance(element, UnknownType) else ListType(element)
    if written in _WORDS:
        return _WORDS[written]
    if written in _SLIPS:
        return UnknownType(written, (_SLIPS[written],))
    unit = parse_unit(written)
    if isinstance(unit, Unit):
        if unit.factor == 1:
            return NumberType(unit.dimension)
        return UnknownType(written, (str(unit.dimension),))
    return UnknownType(unit.part, unit.candidates or closest(written, _WORDS))


def _type_at(path: str, facts: RecordType) -> Type | UnknownType:
    """The type of the fact at a path such as `phases[].parallelism.tp`."""
    kind: Type = facts
    end = 0
    while end < len(path):
        step = _PATH_STEP.match(path, end)
        if step is None:
            return UnknownType(path, ())
        name = step.group(1)
        if name is None and isinstance(kind, ListType):
            kind = kind.element
        elif name is not None and isinstance(kind, RecordType) and name in kind.members:
            kind = kind.members[name].type
        else:
            return UnknownType(path, _nearest(path[:end], name, kind))
        end = step.end()
    return kind


def _nearest(before: str, name: str | None, kind: Type) -> tuple[str, ...]:
    """The paths that may have been meant where one goes wrong."""
    if isinstance(kind, ListType):
        return (f"{before}[]",)
    if name is None or not isinstance(kind, RecordType):
        return (before,)
    return tuple(f"{before}.{member}" for member in closest(name, kind.members))


def spell(kind: Type) -> str:
    """A type as signatures write it: the inverse of `parse_type`, and the name of a record."""
    match kind:
        case NumberType(dimension):
            return str(dimension)
        case TextType():
            return "text"
        case BoolType():
            return "bool"
        case VersionType():
            return "version"
        case ListType(element):
            return f"{_LIST}{spell(element)}"
    return kind.name
