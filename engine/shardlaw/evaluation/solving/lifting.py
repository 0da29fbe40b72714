"""Operations on functions of one fact: settled operands are computed, quotients followed, few numbers tried."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from shardlaw.dataclass import dataclass, field
from shardlaw.evaluation.solving.algebra import Operands
from shardlaw.evaluation.solving.piecewise import Cell, Function, Unsolved, Value, joined, lift, pieces_on
from shardlaw.evaluation.solving.rational import UNKNOWN, NotFollowedError, Ratio
from shardlaw.evaluation.solving.sets import Cut, NumberSet
from shardlaw.evaluation.trace import Trace, unknowns
from shardlaw.language.checked import Expression
from shardlaw.language.values import Number, Unknown

MOST_WORK = 50_000  # operands of operations, for one answer
MOST_HANDED_OVER = 4096  # elements of lists, over all the numbers that are tried


class TooMuchWorkError(Exception):
    """An answer would take more than is spent on one."""


@dataclass(slots=True)
class Work:
    """What may still be spent on one answer, counted in operands, so that it ends alike on every machine."""

    left: int = MOST_WORK

    def spend(self, operands: int) -> None:
        self.left -= operands
        if self.left < 0:
            raise TooMuchWorkError


@dataclass(frozen=True, slots=True)
class Variable:
    """The fact that is free.

    `pointer` is where the plan says it, or should; `function` its value over `line`: UNKNOWN, or for a fact with
    finitely many labelled values one of them for each whole number. `number` is what the plan says now, if that is a
    number, with the weight of its last digit. Where `tried` is true, the whole numbers of the line are few enough to
    be tried one by one.
    """

    pointer: str
    line: Cell
    function: Function = UNKNOWN
    number: Number | None = None
    quantum: Number | None = None
    tried: bool = False
    work: Work = field(default_factory=Work)


@dataclass(frozen=True, slots=True)
class Operation:
    """One expression as an operation on its operands, the expressions `parts`.

    `compute` is the interpreter's operation, for operands that are settled; `symbolic` the one for quotients, if
    there is one. `strict`: an unknown operand makes the result unknown, whatever the quotients are.
    """

    node: Expression
    parts: Sequence[Expression]
    compute: Callable[..., Function]
    symbolic: Callable[[Operands], Function] | None
    text: str
    strict: bool = True

    def on(self, functions: Sequence[Function], variable: Variable, line: Cell) -> Function:
        """The operation on functions of the variable, on a part of its line. Fault where a calculator fails."""

        def combine(cell: Cell, values: tuple[Value, ...]) -> Function:
            variable.work.spend(len(values))
            if cell.point is not None:
                values = self._at(cell.point, values, variable)
            settled = [value for value in values if isinstance(value, Trace)]
            if len(settled) == len(values):
                return self.compute(*settled)
            unsolved = next((value for value in values if isinstance(value, Unsolved)), None)
            if unsolved is not None:
                return self._despite(unsolved, values)
            unknown = unknowns(*settled) if self.strict else None
            if unknown is not None:
                return Trace(self.node, unknown, tuple(settled))
            return self._followed(cell, values, variable)

        return lift(line, functions, combine)

    def _followed(self, cell: Cell, values: Sequence[Value], variable: Variable) -> Function:
        """The operation where an operand is a quotient."""
        if self.symbolic is not None:
            try:
                return self.symbolic([value for value in values if not isinstance(value, Unsolved)])
            except NotFollowedError:
                pass
        if variable.tried:
            numbers = _whole_numbers(cell)
            if len(numbers) * _elements(values) <= MOST_HANDED_OVER:
                return self._one_by_one(cell, numbers, values, variable)
        return Unsolved(f"it enters through `{' '.join(self.text.split())}`")

    def _one_by_one(
        self, cell: Cell, numbers: Sequence[Number], values: Sequence[Value], variable: Variable
    ) -> Function:
        """The operation for each whole number of a cell, which also stands for what is between it and the last one."""
        pieces: list[tuple[Cell, Value]] = []
        for number, low, high in zip(numbers, (cell.low, *_after(numbers)), (*_after(numbers), cell.high), strict=True):
            variable.work.spend(len(values))
            pieces += pieces_on(self.compute(*self._at(number, values, variable)), Cell(low, high))
        return joined(pieces)

    def _at(self, place: Number, values: Sequence[Value], variable: Variable) -> tuple[Value, ...]:
        """The values at one place, all quotients settled; the variable itself has the digits of its fact."""
        settled: list[Value] = []
        for part, value in zip(self.parts, values, strict=True):
            if isinstance(value, Ratio):
                quantum = variable.quantum if value == UNKNOWN else None
                settled.append(Trace(part, value.at(place), quantum=quantum))
            else:
                settled.append(value)
        return tuple(settled)

    def _despite(self, unsolved: Unsolved, values: Sequence[Value]) -> Function:
        """False and anything is false: the result where it does not depend on what is not solved, else that."""
        blank = Unknown.because("no answer", unsolved.reason)
        stand_ins = [
            Trace(part, blank) if isinstance(value, Unsolved) else value
            for part, value in zip(self.parts, values, strict=True)
        ]
        settled = [value for value in stand_ins if isinstance(value, Trace)]
        if len(settled) < len(stand_ins):
            return unsolved
        result = self.compute(*settled)
        return unsolved if not isinstance(result, Trace) or isinstance(result.value, Unknown) else result


def _whole_numbers(cell: Cell) -> list[Number]:
    """The whole numbers of a bounded cell; where it has none, one that is not asked for."""
    numbers: list[Number] = []
    for interval in NumberSet((cell.low, cell.high)).multiples(1).intervals():
        numbers += range(math.ceil(interval.low or 0), math.floor(interval.high or 0) + 1)
    return numbers or [(Fraction(cell.low[0]) + Fraction(cell.high[0])) / 2]


def _elements(values: Sequence[Value]) -> int:
    """How many elements the lists among some values have."""
    lists = [value.value for value in values if isinstance(value, Trace) and isinstance(value.value, tuple)]
    return sum(len(elements) for elements in lists)


def _after(numbers: Sequence[Number]) -> tuple[Cut, ...]:
    """The cuts after all numbers but the last."""
    return tuple((number, 1) for number in numbers[:-1])
