"""Where the names of an expression get their values."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.diagnostics import Source
from shardlaw.evaluation.trace import Trace
from shardlaw.language.checked import Constant, Expression, Let
from shardlaw.plans.facts import Branch


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in reach of a policy's expression or of a formula's body.

    `source` is the file the expressions stand in; `root` the plan's tree; `params` the values in force; `lets`
    those of the enclosing declarations. `evaluated` holds lets that were needed already: no let reads a variable
    that is bound further inside than where it was needed first, so its value stays true in every narrower scope.
    `applied` holds the bodies of formulas by their arguments, where what is asked of one plan shares them.
    """

    source: Source
    root: Branch = field(default_factory=dict)
    params: Mapping[str, Constant] = field(default_factory=dict)
    lets: Mapping[str, Let] = field(default_factory=dict)
    elements: Mapping[str, Trace] = field(default_factory=dict)
    arguments: Mapping[str, Trace] = field(default_factory=dict)
    evaluated: dict[str, Trace] = field(default_factory=dict)
    applied: dict[tuple[object, ...], Trace] | None = None

    def within(self, name: str, element: Trace) -> Scope:
        """The scope inside a quantifier, aggregate or selection, where `name` is an element."""
        return replace(self, elements={**self.elements, name: element})

    def each(self, name: str, element: Trace) -> Scope:
        """The scope of one turn of a `for` clause: lets may read `name`, so each turn computes its own."""
        return replace(self, elements={**self.elements, name: element}, evaluated=dict(self.evaluated))

    def text(self, node: Expression) -> str:
        """An expression as it was written, on one line."""
        return " ".join(self.source.text[node.span.start : node.span.end].split())
