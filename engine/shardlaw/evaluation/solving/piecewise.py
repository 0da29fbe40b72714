"""Functions of one unknown number that are simple piece by piece.

The line is cut into cells. On each cell a function is either what it is everywhere there (a `Trace`, computed by
the interpreter), or a quotient of polynomials in the unknown, or not solved.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.solving.rational import Ratio
from shardlaw.evaluation.solving.sets import EVERYTHING, Cut, NumberSet
from shardlaw.evaluation.trace import Place, Trace
from shardlaw.language.values import Number


@dataclass(frozen=True, slots=True)
class Unsolved:
    """A value that depends on the unknown in a way that is not followed, and what that way is."""

    reason: str


Value = Trace | Ratio | Unsolved


@dataclass(frozen=True, slots=True)
class Cell:
    """An interval of the line, between two cuts."""

    low: Cut
    high: Cut

    @property
    def point(self) -> Number | None:
        """The only number of the cell, if it has only one."""
        place = self.low[0]
        return place if place == self.high[0] and not isinstance(place, float) else None


LINE = Cell(*EVERYTHING.cuts)


@dataclass(frozen=True, slots=True)
class Piecewise:
    """`values[i]` between `cuts[i]` and `cuts[i + 1]`; neighbours differ."""

    cuts: tuple[Cut, ...]
    values: tuple[Value, ...]

    def on(self, cell: Cell) -> Iterator[tuple[Cell, Value]]:
        """The part of the function that is in a cell."""
        for (low, high), value in zip(pairwise(self.cuts), self.values, strict=True):
            low, high = max(low, cell.low), min(high, cell.high)  # noqa: PLW2901 - clipped
            if low < high:
                yield Cell(low, high), value


# A function that is the same everywhere, as a quotient or a trace is, needs no cells.
Function = Value | Piecewise


def split(numbers: NumberSet, inside: Value, outside: Value) -> Function:
    """One value for the numbers of a set, another for all others."""
    ends = enumerate(pairwise((LINE.low, *numbers.cuts, LINE.high)))
    return joined([(Cell(low, high), inside if index % 2 else outside) for index, (low, high) in ends if low < high])


def joined(pieces: Sequence[tuple[Cell, Value]]) -> Function:
    """A function from neighbouring cells, equal neighbours made one."""
    kept: list[tuple[Cell, Value]] = []
    for cell, value in pieces:
        if kept and _same(kept[-1][1], value):
            kept[-1] = (Cell(kept[-1][0].low, cell.high), kept[-1][1])
        else:
            kept.append((cell, value))
    if len(kept) == 1:
        return kept[0][1]
    return Piecewise((*(cell.low for cell, _ in kept), kept[-1][0].high), tuple(value for _, value in kept))


def pieces_on(function: Function, cell: Cell) -> Iterator[tuple[Cell, Value]]:
    """The pieces of a function in a cell, rising."""
    if isinstance(function, Piecewise):
        yield from function.on(cell)
    else:
        yield cell, function


def lift(line: Cell, functions: Sequence[Function], combine: Callable[[Cell, tuple[Value, ...]], Function]) -> Function:
    """The function that is made of others cell by cell, on the cells of `line` on which none of them changes."""
    whole = [function for function in functions if not isinstance(function, Piecewise)]
    if len(whole) == len(functions):
        return combine(line, tuple(whole))
    ends = {line.low, line.high}
    for function in functions:
        if isinstance(function, Piecewise):
            ends.update(cut for cut in function.cuts if line.low < cut < line.high)
    pieces: list[tuple[Cell, Value]] = []
    for low, high in pairwise(sorted(ends)):
        cell = Cell(low, high)
        values = tuple(_value_from(function, low) for function in functions)
        pieces.extend(pieces_on(combine(cell, values), cell))
    return joined(pieces)


def _value_from(function: Function, cut: Cut) -> Value:
    if isinstance(function, Piecewise):
        return function.values[bisect_right(function.cuts, cut) - 1]
    return function


def _same(a: Value, b: Value) -> bool:
    """Whether two values can stand for each other; traces of records and lists are not compared."""
    if not (isinstance(a, Trace) and isinstance(b, Trace)):
        return a == b
    if isinstance(a.value, (Place, tuple)) or type(a.value) is not type(b.value):
        return False
    return (a.value, a.quantum, a.pointer) == (b.value, b.quantum, b.pointer)
