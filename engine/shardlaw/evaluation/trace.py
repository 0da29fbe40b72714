"""What an evaluation leaves behind: every sub-expression with its value, and the facts it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from shardlaw.dataclass import dataclass
from shardlaw.language.checked import Expression
from shardlaw.language.environment import Step
from shardlaw.language.units import Unit
from shardlaw.language.values import Cause, Number, Range, Unknown
from shardlaw.plans.facts import Branch, Fact

if TYPE_CHECKING:
    from packaging.version import Version


@dataclass(frozen=True, slots=True)
class Place:
    """A record of the plan, and the JSON pointer at which it stands."""

    pointer: str
    branch: Branch


# A list is the tuple of its elements, each with its own place in the plan.
Value: TypeAlias = "Number | bool | str | Version | Range | Unknown | Place | tuple[Trace, ...]"


@dataclass(frozen=True, slots=True)
class Trace:
    """One evaluated expression.

    Numbers are in base units; `unit` is the one to show them in where an operand says so (None: the display unit
    of the dimension). `quantum` is the weight of the last digit of a literal or fact, in base units. `pointer` is
    where the value is said in the plan, or would be if it were. `operands` are the traces of the sub-expressions
    that were evaluated; `steps` what a calculator says of its way.
    """

    node: Expression
    value: Value
    operands: tuple[Trace, ...] = ()
    unit: Unit | None = None
    quantum: Number | None = None
    fact: Fact | None = None
    pointer: str | None = None
    steps: tuple[Step, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether the plan says something here, even if it takes more to know what that is worth.

        A claim whose scope is not stated is said and not known; an element that is `unknown` is not said.
        """
        if self.fact is None:
            return False
        return not isinstance(self.value, Unknown) or Cause("not stated", self.fact.pointer) not in self.value.causes

    def walk(self) -> Iterator[Trace]:
        """All traces from here down, each object once, operands after their expression."""
        seen: set[int] = set()
        pending = [self]
        while pending:
            trace = pending.pop()
            if id(trace) not in seen:
                seen.add(id(trace))
                yield trace
                pending.extend(reversed(trace.operands))


def unknowns(*traces: Trace) -> Unknown | None:
    """The union of the causes of those operands that are unknown; None when all are known."""
    unknown = [trace.value for trace in traces if isinstance(trace.value, Unknown)]
    return unknown[0].union(*unknown[1:]) if unknown else None
