"""Quantifiers, aggregates and selections as loops, of which those over one list become one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from shardlaw.dataclass import replace
from shardlaw.evaluation.compiled.blocks import Block, Loop, Needs, joined
from shardlaw.evaluation.compiled.fragments import Fragment, Names, Place, Plain, Sequence, Subscripted
from shardlaw.evaluation.compiled.layout import Layout
from shardlaw.evaluation.compiled.quantities import FACT_BITS, Quantity, UnloweredError, checked_size
from shardlaw.language import checked

if TYPE_CHECKING:
    from shardlaw.evaluation.compiled.lowering import Lowering

LENGTH_BITS = 17  # of the number of elements that a list may have

Over = checked.Quantifier | checked.Fold | checked.Select


def record(lowering: Lowering, layout: Layout, text: str, needs: Needs) -> Place:
    """A record of a list that is one local."""
    return Place(Subscripted(layout, lowering.named(text, needs), needs))


def over_list(lowering: Lowering, node: Over, names: Names) -> Fragment:
    written = lowering.written(node.bind.source, names)
    if written is not None:
        return _written_out(lowering, node, written, names)
    source = lowering.lower(node.bind.source, names)
    if not isinstance(source, Sequence):
        raise UnloweredError("a list that is none of the plan's")
    outer = lowering.folds[-1] if lowering.folds else lowering.scope
    fold = _Fold(lowering, node, source, outer)
    lowering.folds.append(fold.body)
    try:
        answer, needs = fold.lower(names)
    finally:
        lowering.folds.pop()
    loop = fold.loop
    loop.kept = lowering.kept.get(fold.body, [])
    loop.trace = lowering.globals.fresh("t") if loop.kept else ""
    needs = {block: level for block, level in joined(needs, fold.body.uses).items() if block is not fold.body}
    lowering.keep_turns(loop, outer.add(loop, needs), outer)
    needs = {**needs, outer: needs.get(outer, 0) + 1}
    if isinstance(answer, str):
        if isinstance(node, checked.Quantifier):
            return Plain(answer, needs)
        assert source.rows is not None  # noqa: S101 - `the` selects records
        return Place(Subscripted(source.rows, answer, needs))
    return replace(answer, needs=needs)


def _written_out(lowering: Lowering, node: Over, written: tuple[checked.Items, Names], names: Names) -> Fragment:
    """A quantifier over a list that the policy writes."""
    if not isinstance(node, checked.Quantifier):
        raise UnloweredError("an aggregate of a list of expressions")
    every = node.quantifier == "every"
    tests: list[Plain] = []
    for item in written[0].items:
        inner = names.within(node.bind.name, lowering.lower(item, written[1]))
        holds = lowering.plain(node.body, inner)
        if node.bind.condition is not None:
            where = lowering.plain(node.bind.condition, inner)
            text = f"(not {where.text} or {holds.text})" if every else f"({where.text} and {holds.text})"
            holds = Plain(text, joined(where.needs, holds.needs))
        tests.append(holds)
    text = (" and " if every else " or ").join(test.text for test in tests) or str(every)
    return Plain(f"({text})", joined(*(test.needs for test in tests)))


class _Fold:
    """One fold being lowered: its loop over `source`, which stands in the block `outer`."""

    def __init__(self, lowering: Lowering, node: Over, source: Sequence, outer: Block) -> None:
        self.lowering = lowering
        self.node = node
        self.source = source
        self.body = Block(lowering.globals)
        self.result = lowering.globals.fresh("r")
        element, row = lowering.element(outer, source)
        self.loop = Loop(source.text, element, row, self.body, results=[self.result])

    def lower(self, names: Names) -> tuple[Quantity | str, Needs]:
        """The result, a number or the local that holds it, and what the loop needs."""
        node, lowering = self.node, self.lowering
        inner = names.within(node.bind.name, self._element())
        where = None if node.bind.condition is None else lowering.plain(node.bind.condition, inner)
        needs = joined(self.source.needs, {} if where is None else where.needs)
        match node:
            case checked.Quantifier(body=body):
                holds = lowering.plain(body, inner)
                return self._quantified(node.quantifier, where, holds), joined(needs, holds.needs)
            case checked.Select():
                self._selected(where)
                return self.result, needs
            case checked.Fold(function="count", body=None):
                return self._count(where, None), needs
            case checked.Fold(function="count", body=body) if body is not None:
                holds = lowering.plain(body, inner)
                return self._count(where, holds), joined(needs, holds.needs)
            case checked.Fold(body=body) if body is not None:
                number = lowering.number(body, inner)
                return self._folded(node.function, where, number), joined(needs, number.needs)
        raise UnloweredError("a fold without a body")

    def _element(self) -> Fragment:
        needs = {**self.source.needs, self.body: 0}
        if self.loop.row is not None:
            return Place(replace(self.loop.row, needs=needs))
        if self.source.scale is not None:
            return Quantity(self.loop.element, Fraction(1, self.source.scale), FACT_BITS, needs)
        return Plain(self.loop.element, needs)

    def _turn(self, where: Plain | None, *lines: str) -> None:
        if where is None:
            self.loop.turn.extend(lines)
        else:
            self.loop.turn.append(f"if {where.text}:")
            self.loop.turn.extend(f" {line}" for line in lines)

    def _quantified(self, quantifier: str, where: Plain | None, holds: Plain) -> str:
        every = quantifier == "every"
        self.loop.before.append(f"{self.result} = {every}")
        self._turn(where, f"if {'not ' if every else ''}{holds.text}: {self.result} = {not every}")
        return self.result

    def _selected(self, where: Plain | None) -> None:
        """The only one; a second one leaves it open, and so does none."""
        result = self.result
        self.loop.whole = True
        self.loop.before.append(f"{result} = None")
        self._turn(where, f"{result} = {self.loop.element} if {result} is None else OPEN")
        self.loop.after.append(f"if {result} is None: {result} = OPEN")

    def _count(self, where: Plain | None, holds: Plain | None) -> Quantity:
        self.loop.before.append(f"{self.result} = 0")
        self._turn(where, f"{'' if holds is None else f'if {holds.text}: '}{self.result} += 1")
        return Quantity(self.result, Fraction(1), LENGTH_BITS, least=0)

    def _folded(self, function: str, where: Plain | None, number: Quantity) -> Quantity:
        result = self.result
        if number.under is not None:
            raise UnloweredError("a sum of quotients")
        if function == "sum":
            self.loop.before.append(f"{result} = 0")
            self._turn(where, f"{result} += {number.over}")
            total = Quantity(result, number.scale, number.bits + LENGTH_BITS)
            return checked_size(total if number.least is None else replace(total, least=0))
        value, sign = self.lowering.globals.fresh(), "<" if function == "min" else ">"
        self.loop.before.append(f"{result} = None")
        self._turn(
            where, f"{value} = {number.over}", f"if {result} is None or {value} {sign} {result}: {result} = {value}"
        )
        self.loop.after.append(f"if {result} is None: {result} = OPEN")
        return Quantity(result, number.scale, number.bits, least=number.least)
