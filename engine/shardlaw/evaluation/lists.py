"""Quantifiers, aggregates and selections over the elements of a list.

Each takes the elements with their condition (`where`, true if there is none) and body, in the order of the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.dataclass import dataclass
from shardlaw.evaluation import intervals
from shardlaw.evaluation.arithmetic import bounded, pick, quantity
from shardlaw.evaluation.intervals import Quantity
from shardlaw.evaluation.logic import Truth, conjunction, disjunction, implication, truth
from shardlaw.evaluation.trace import Trace, Value
from shardlaw.language import checked
from shardlaw.language.values import Unknown


@dataclass(frozen=True, slots=True)
class Turn:
    """One element: itself, whether `where` holds for it, and the body's trace (None where there is no body)."""

    element: Trace
    condition: Trace | None
    body: Trace | None

    @property
    def included(self) -> Truth:
        return True if self.condition is None else truth(self.condition.value)

    @property
    def holds(self) -> Truth:
        return True if self.body is None else truth(self.body.value)

    @property
    def traces(self) -> tuple[Trace, ...]:
        return tuple(trace for trace in (self.condition, self.body) if trace is not None)


def quantified(node: checked.Quantifier, turns: list[Turn]) -> Truth:
    """Every element for which `where` holds satisfies the body; some element does both."""
    if node.quantifier == "every":
        return conjunction(implication(turn.included, turn.holds) for turn in turns)
    return disjunction(conjunction((turn.included, turn.holds)) for turn in turns)


def folded(node: checked.Fold, turns: list[Turn], text: str) -> Value:
    """`count` of the elements that count, `sum`, `min` or `max` of the bodies of those that are included."""
    if node.function == "count":
        counted = [conjunction((turn.included, turn.holds)) for turn in turns]
        return _unknown(counted) or sum(1 for value in counted if value is True)
    included = [turn for turn in turns if turn.included is not False]
    bodies = tuple(turn.body for turn in included if turn.body is not None)
    unknown = _unknown([turn.included for turn in included] + [body.value for body in bodies])
    if unknown is not None:
        return unknown
    if node.function != "sum":
        return pick(node.function, bodies) if bodies else Unknown.because("nothing to choose from", text)
    total: Quantity = 0
    for body in bodies:
        step = bounded(intervals.add(total, quantity(body)), text)
        if isinstance(step, Unknown):
            return step
        total = step
    return total


def selected(turns: list[Turn], text: str) -> Trace | Unknown:
    """The only element for which `where` holds."""
    certain = [turn.element for turn in turns if turn.included is True]
    unknown = _unknown([turn.included for turn in turns])
    if len(certain) <= 1 and unknown is not None:
        return unknown
    return certain[0] if len(certain) == 1 else Unknown.because("nothing to choose from", text)


def _unknown(values: Sequence[Value]) -> Unknown | None:
    unknown = [value for value in values if isinstance(value, Unknown)]
    return unknown[0].union(*unknown[1:]) if unknown else None
