"""Types as text: `count`, `B/parameter`, `text`, `bool`, `version`, `list of token`.

Formulas of libraries and calculators of plug-ins declare their parameters and results this way.
"""

from __future__ import annotations

from dataclasses import dataclass

from shardlaw.diagnostics import closest
from shardlaw.language.dimensions import DIMENSIONLESS
from shardlaw.language.types import BoolType, ListType, NumberType, TextType, Type, VersionType
from shardlaw.language.units import Unit, parse_unit

_WORDS: dict[str, Type] = {
    "count": NumberType(DIMENSIONLESS),
    "text": TextType(),
    "bool": BoolType(),
    "version": VersionType(),
}
_LIST = "list of "
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


def parse_type(text: str) -> Type | UnknownType:
    """The type that `text` spells.

    A number's type is its dimension, written in base units: values cross a signature in base units, so `GB` is
    refused (with `B` as its candidate) and cannot be taken for the unit in which a Python function is called.
    """
    written = text.strip()
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
