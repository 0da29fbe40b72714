"""From the tuples of locals that a tracing function gives back to the values of expressions.

The function only collects locals; which expression each belongs to, and by what it has to be scaled, is known when it
is compiled and looked up when a trace is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.compiled.absent import Absent
from shardlaw.evaluation.compiled.blocks import Block, Loop
from shardlaw.evaluation.compiled.fragments import Plain
from shardlaw.evaluation.compiled.lowering import Captured
from shardlaw.language.checked import Expression
from shardlaw.language.values import exact

Kept = tuple[object, ...]  # the index of a block, and its locals


@dataclass(frozen=True, slots=True)
class Traced:
    """The values of one expression in one execution of a block: one, or one for each turn of the loops around it.

    A value is `Absent` where the compiled form does not know it. `context` are the formulas that were entered.
    """

    node: Expression
    context: tuple[int, ...]
    values: tuple[object, ...]
    looped: bool


@dataclass(frozen=True, slots=True)
class Traces:
    """What a function captures: the locals of each block, the expressions they belong to, and the loops inside."""

    blocks: tuple[tuple[Block, tuple[str, ...]], ...]
    captured: tuple[Captured, ...]
    turns: Mapping[Block, tuple[Loop, Block]]

    def values(self, kept: Kept) -> Iterator[Traced]:
        """The values that one execution of a block left behind."""
        index = kept[0]
        assert isinstance(index, int)  # noqa: S101 - generated code puts it there
        block, names = self.blocks[index]
        scope = dict(zip(names, kept[1:], strict=True))
        for captured in self.captured:
            if self._scope(captured.block) is block:
                scopes = self._scopes(captured.block, block, scope)
                values = tuple(_value(captured, locals_) for locals_ in scopes)
                yield Traced(captured.node, captured.context, values, captured.block is not block)

    def _scope(self, block: Block) -> Block:
        while block in self.turns:
            block = self.turns[block][1]
        return block

    def _scopes(self, block: Block, outermost: Block, scope: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
        """The locals in each turn of the loop that a block is the body of."""
        if block is outermost:
            yield scope
            return
        loop, outer = self.turns[block]
        names = tuple(dict.fromkeys(loop.kept))
        for around in self._scopes(outer, outermost, scope):
            turns = around[loop.trace]
            for turn in turns if isinstance(turns, list) else ():
                found = (turn,) if len(names) == 1 else turn
                yield {**around, **dict(zip(names, found, strict=True))}


def _value(captured: Captured, scope: Mapping[str, object]) -> object:
    fragment = captured.fragment
    if isinstance(fragment, Plain):
        return _read(fragment.text, scope)
    over = _read(fragment.over, scope)
    under = 1 if fragment.under is None else _read(fragment.under, scope)
    if isinstance(over, int) and isinstance(under, int):
        return exact(Fraction(over, under) * fragment.scale)
    return over if isinstance(over, Absent) else under


def _read(text: str, scope: Mapping[str, object]) -> object:
    if text in scope:
        return scope[text]
    return {"True": True, "False": False}[text] if text in {"True", "False"} else int(text.strip("()"))
