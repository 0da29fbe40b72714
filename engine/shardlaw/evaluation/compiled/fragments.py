"""What the expressions of a policy become: texts of generated code with what is known of their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.evaluation.compiled.blocks import NOTHING, Needs
from shardlaw.evaluation.compiled.layout import Kind, Layout, Path
from shardlaw.evaluation.compiled.quantities import Quantity
from shardlaw.language import checked


@dataclass(frozen=True, slots=True)
class Plain:
    """A truth value, a text or a version."""

    text: str
    needs: Needs = NOTHING


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list: of records if it has a layout, of numbers if it has a scale, else of plain values."""

    text: str
    needs: Needs = NOTHING
    rows: Layout | None = None
    scale: int | None = None


class Row(Protocol):
    """A record of prepared facts that generated code has at hand."""

    @property
    def layout(self) -> Layout: ...

    @property
    def needs(self) -> Needs: ...

    def cell(self, path: Path, kind: Kind, scale: int = 1) -> str:
        """The text that reads a cell."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A row whose cells are locals; `used` are the indexes of those that are read."""

    layout: Layout
    prefix: str
    needs: Needs = NOTHING
    used: set[int] = field(default_factory=set)

    def cell(self, path: Path, kind: Kind, scale: int = 1) -> str:
        index = self.layout.place(path, kind, scale)
        self.used.add(index)
        return f"{self.prefix}_{index}"

    def target(self) -> str:
        """The locals in the order of the cells, as the target of an assignment."""
        names = (f"{self.prefix}_{index}" if index in self.used else "_" for index in range(len(self.layout.cells)))
        return f"({', '.join(names)},)" if self.layout.cells else "_"


@dataclass(frozen=True, slots=True)
class Subscripted:
    """A row that is one local."""

    layout: Layout
    name: str
    needs: Needs

    def cell(self, path: Path, kind: Kind, scale: int = 1) -> str:
        return f"{self.name}[{self.layout.place(path, kind, scale)}]"


@dataclass(frozen=True, slots=True)
class Place:
    """A record below a row."""

    row: Row
    path: Path = ()


Fragment = Quantity | Plain | Sequence | Place


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of an expression stand for.

    `outer` are the names of the policy, for those of a rule. `context` are the formulas that were entered. `lowered`
    holds the lets that were needed already.
    """

    root: Place
    params: Mapping[str, checked.Constant]
    lets: Mapping[str, checked.Let]
    elements: Mapping[str, Fragment] = field(default_factory=dict)
    arguments: Mapping[str, Fragment] = field(default_factory=dict)
    context: tuple[int, ...] = ()
    outer: Names | None = None
    lowered: dict[str, Fragment] = field(default_factory=dict)

    def let(self, name: str) -> tuple[checked.Expression, Names]:
        """The value of a let, and the names that it sees."""
        if name in self.lets or self.outer is None:
            return self.lets[name].value, self
        return self.outer.let(name)

    def within(self, name: str, element: Fragment) -> Names:
        """The names inside a fold: lets do not see its variable, so what they became stays."""
        return replace(self, elements={**self.elements, name: element})

    def branch(self, elements: Mapping[str, Fragment]) -> Names:
        """The names in a block further inside, below more `for` clauses perhaps: what is lowered there stays there."""
        return replace(self, elements={**self.elements, **elements}, lowered=dict(self.lowered))
