"""Prepared facts: which facts of a plan stand where in the tuples that a compiled function takes.

A row is a tuple with one cell for each path that some rule reads below a record; a list of records is a tuple of
rows. A number is an integer: the value in base units times the scale of its cell.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from packaging.version import Version

from shardlaw.dataclass import dataclass, field
from shardlaw.evaluation.calculators import said as plainly
from shardlaw.evaluation.compiled.absent import NOT_STATED, OPEN
from shardlaw.evaluation.compiled.quantities import FACT_BITS
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import ListType, Member, NumberType, RecordType, Type
from shardlaw.language.values import Cause, Number, Unknown
from shardlaw.plans.facts import Branch, Fact, Tree

FINE = 10**9  # the scale of ratios and times

# By dimension, the scale that makes integers of what people write: prices are per hour, and tiny per token.
_SCALES = {
    **dict.fromkeys(("B", "FLOP", "parameter", "token", "B/s", "FLOP/s"), 1),
    **dict.fromkeys(("count", "s"), FINE),
    "USD/s": 3600 * 10**6,
    "USD/token": 10**12,
}
_SCALE = 10**6

Kind = Literal["number", "plain", "numbers", "plains", "rows", "record", "raw", "digit"]
Path = tuple[str, ...]
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a row.

    `raw` is a list or record as calculators are given it, `digit` the weight of the last digit that a number was
    written with; a `record` is only asked for.
    """

    path: Path
    kind: Kind
    scale: int = 1
    rows: Layout | None = None


@dataclass
class Layout:
    """The cells of the rows of one record type, in the order in which rules came to read them."""

    cells: list[Cell] = field(default_factory=list)
    places: dict[tuple[Path, Kind], int] = field(default_factory=dict)

    def place(self, path: Path, kind: Kind, scale: int = 1) -> int:
        """The index of a cell, which is added where it is not there yet."""
        index = self.places.setdefault((path, kind), len(self.cells))
        if index == len(self.cells):
            self.cells.append(Cell(path, kind, scale, Layout() if kind == "rows" else None))
        return index

    def rows(self, path: Path) -> Layout:
        """The layout of the elements of a list of records."""
        rows = self.cells[self.place(path, "rows")].rows
        assert rows is not None  # noqa: S101 - the cell is of that kind
        return rows


def scale_of(member: Member | None, kind: NumberType) -> int:
    """By what the numbers of a field are multiplied to be integers."""
    return 1 if member is not None and member.whole else _SCALES.get(str(kind.dimension), _SCALE)


def kind_of(kind: Type) -> Kind:
    """The kind of cell that holds facts of a type."""
    match kind:
        case NumberType():
            return "number"
        case ListType(element=RecordType()):
            return "rows"
        case ListType(element=NumberType()):
            return "numbers"
        case ListType():
            return "plains"
        case RecordType():
            return "record"
    return "plain"


def element_scale(dimension: Dimension) -> int:
    """The scale of the numbers in a list."""
    return scale_of(None, NumberType(dimension))


def prepare(root: Branch, layout: Layout, pointer: str = "") -> Row:
    """The row of a record of a plan that was read; `pointer` is where it stands."""
    return tuple(_cell(root, cell, pointer) for cell in layout.cells)


def scaled(value: Number, scale: int) -> object:
    """A number as a cell holds it."""
    number = value * scale
    if isinstance(number, Fraction):
        if number.denominator != 1:
            return OPEN
        number = number.numerator
    return OPEN if number.bit_length() > FACT_BITS else number


def _cell(branch: Branch, cell: Cell, pointer: str) -> object:
    tree: Tree | None = branch
    for name in cell.path:
        tree = None if tree is None or isinstance(tree, Fact | tuple) else tree.get(name)
    if tree is None:
        return NOT_STATED
    here = "/".join((pointer, *cell.path))
    match cell.kind, tree:
        case "raw", _:
            return plainly(tree, here)
        case "record", _:
            return True
        case "rows", tuple() if cell.rows is not None:
            return tuple(prepare(_record(part), cell.rows, f"{here}/{place}") for place, part in enumerate(tree))
        case (("numbers" | "plains"), tuple()):
            parts = tuple(value_of(part, cell.scale) if isinstance(part, Fact) else OPEN for part in tree)
            return OPEN if any(part is OPEN or part is NOT_STATED for part in parts) else parts
        case "digit", Fact(quantum=quantum):
            return scaled(quantum or 0, cell.scale)
        case _, Fact():
            return value_of(tree, cell.scale)
    return OPEN


def _record(tree: Tree) -> Branch:
    return {} if isinstance(tree, Fact | tuple) else tree


def value_of(fact: Fact, scale: int) -> object:
    """A fact as a cell holds it."""
    value = fact.value
    if isinstance(value, bool | str | Version):
        return value
    if isinstance(value, int | Fraction):
        return scaled(value, scale)
    unsaid = isinstance(value, Unknown) and Cause("not stated", fact.pointer) in value.causes
    return NOT_STATED if unsaid else OPEN
