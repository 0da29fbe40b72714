"""Where the names of an expression get their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shardlaw.diagnostics import Source
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checked import Constant, Expression, Let
from shardlaw.plans.facts import Branch


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in reach of a policy's expression or of a formula's body.

    `source` is the file the expressions stand in; `root` the plan's tree; `params` the values in force; `lets`
    those of the enclosing declarations. `depths` says how many variables of `for` clauses a let needs: its value is
    kept in `evaluated` for all turns that share them.
    """

    source: Source
    root: Branch = field(default_factory=dict)
    params: Mapping[str, Constant] = field(default_factory=dict)
    lets: Mapping[str, Let] = field(default_factory=dict)
    elements: Mapping[str, Trace] = field(default_factory=dict)
    arguments: Mapping[str, Trace] = field(default_factory=dict)
    depths: Mapping[str, int] = field(default_factory=dict)
    evaluated: tuple[dict[str, Trace], ...] = field(default_factory=lambda: ({},))

    def within(self, name: str, element: Trace) -> Scope:
        """The scope inside a quantifier, aggregate or selection, where `name` is an element."""
        return replace(self, elements={**self.elements, name: element})

    def each(self, name: str, element: Trace) -> Scope:
        """The scope of one turn of a `for` clause, with room for the lets that read `name`."""
        return replace(self, elements={**self.elements, name: element}, evaluated=(*self.evaluated, {}))

    def kept(self, name: str) -> dict[str, Trace]:
        """Where the value of a let is kept."""
        return self.evaluated[self.depths.get(name, 0)]

    def text(self, node: Expression) -> str:
        """An expression as it was written, on one line."""
        return " ".join(self.source.text[node.span.start : node.span.end].split())
