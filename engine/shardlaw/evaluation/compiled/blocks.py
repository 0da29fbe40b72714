"""Python text in the making: statements in an order that their dependencies allow.

A block holds the temporaries of one indentation. What reads the result of a loop has to stand after it, and all loops
over one list should be one loop; so every statement has a level, and a block is written level by level: what a loop
gives is one level above it. A temporary that cannot be computed is `OPEN`: what reads it raises, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from shardlaw.dataclass import dataclass, field

if TYPE_CHECKING:
    from shardlaw.evaluation.compiled.fragments import Unpacked

Needs = Mapping["Block", int]  # the blocks that a text reads from, and the level in each at which it may stand

NOTHING: Needs = {}


def joined(*needs: Needs) -> Needs:
    """What all of several texts need."""
    both: dict[Block, int] = {}
    for each in needs:
        for block, level in each.items():
            both[block] = max(level, both.get(block, 0))
    return both


class Globals:
    """Fresh names for locals, and the constants that generated code refers to as globals."""

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self._known: dict[int, str] = {}
        self._count = 0

    def fresh(self, prefix: str = "v") -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: object) -> str:
        """The global that holds an object."""
        name = self._known.get(id(value))
        if name is None:
            name = self._known[id(value)] = self.fresh("c")
            self.constants[name] = value
        return name


@dataclass
class Loop:
    """One pass over a list: what is computed for each element, and what comes of all of them.

    An element is the local `element`, a record is taken apart into the locals of `row`. `results` are `OPEN` where
    anything in the loop raises. `kept` are locals of a turn that a trace shows; `trace` is the list of them.
    """

    source: str
    element: str
    row: Unpacked | None
    body: Block
    whole: bool = False  # whether something reads the record itself
    before: list[str] = field(default_factory=list)
    turn: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    trace: str = ""

    def merge(self, other: Loop) -> None:
        """Do the work of another loop over the same list, too."""
        self.whole = self.whole or other.whole
        self.body.merge(other.body)
        for name in ("before", "turn", "after", "results", "kept"):
            getattr(self, name).extend(getattr(other, name))
        self.trace = self.trace or other.trace

    def lines(self) -> Iterator[str]:
        apart = [] if self.row is None else [f"{self.row.target()} = {self.element}"]
        head = self.element if self.whole or self.row is None else self.row.target()
        turn = (*(apart if self.whole else ()), *self.body.lines(isolated=False), *self.turn)
        kept = tuple(dict.fromkeys(self.kept))
        results = [*self.results, self.trace] if kept else self.results
        yield "try:"
        yield from (f" {line}" for line in self.before)
        if kept:
            yield f" {self.trace} = []"
        yield f" for {head} in {self.source}:"
        yield from (f"  {line}" for line in turn)
        if kept:
            yield (
                f"  {self.trace}.append({', '.join(kept)})"
                if len(kept) == 1
                else f"  {self.trace}.append(({', '.join(kept)}))"
            )
        yield from (f" {line}" for line in self.after)
        yield from ("except UNDECIDED:", f" {' = '.join(results)} = OPEN")


class Block:
    """The statements of one indentation. `uses` is what they need of other blocks."""

    def __init__(self, names: Globals) -> None:
        self.names = names
        self.uses: Needs = {}
        self.temporaries: dict[int, list[tuple[str, ...]]] = {}
        self.loops: dict[int, dict[str, Loop]] = {}

    def temporary(self, text: str, needs: Needs, *check: str) -> str:
        """A local that holds what a text is worth; `check` are lines below it that may raise."""
        name = self.names.fresh()
        lines = (f"{name} = {text}", *(line.format(name) for line in check))
        self.temporaries.setdefault(needs.get(self, 0), []).append((name, *lines))
        self.uses = joined(self.uses, needs)
        return name

    def add(self, loop: Loop, needs: Needs) -> Loop:
        """A loop, or the one over the same list at its level that it becomes part of."""
        self.uses = joined(self.uses, needs)
        loops = self.loops.setdefault(needs.get(self, 0), {})
        found = loops.setdefault(loop.source, loop)
        if found is not loop:
            found.merge(loop)
        return found

    def merge(self, other: Block) -> None:
        for level, temporaries in other.temporaries.items():
            self.temporaries.setdefault(level, []).extend(temporaries)
        for level, loops in other.loops.items():
            for loop in loops.values():
                self.add(loop, {self: level})

    def lines(self, *, isolated: bool = True) -> Iterator[str]:
        """The statements; isolated ones leave a temporary open where it raises."""
        for level in sorted({*self.temporaries, *self.loops}):
            for name, *statements in self.temporaries.get(level, ()):
                yield from _isolated(name, statements) if isolated else statements
            for loop in self.loops.get(level, {}).values():
                yield from loop.lines()


def _isolated(name: str, statements: Iterable[str]) -> Iterator[str]:
    yield "try:"
    yield from (f" {line}" for line in statements)
    yield from ("except UNDECIDED:", f" {name} = OPEN")
