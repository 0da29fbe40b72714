"""Which facts to ask about, and what each of them may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics.pointers import dotted, path_order
from shardlaw.evaluation.display import base_unit, dimension_of
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.dimensions import Dimension
from shardlaw.language.types import BoolType, Member, NumberType, RecordType, TextType, Type
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Number, Range, Unknown
from shardlaw.plans.facts import REVISED, Fact, canonical

MOST = 6

# What people change first: claims, then the layout, then what it runs on; single elements of lists last. The first
# pattern that matches a pointer is its rank.
_RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"/phases/\d+/claims/.*|/workload/requirements/.*",
        r"/phases/\d+/(parallelism/.*|gpus|replicas|nodes|batch/.*)",
        r"/(phases/\d+/)?hardware/.*",
        r"/model/.*",
        r"/(phases/\d+/)?[^\d]*",
        r".*",
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that an evaluation read, and an expression that reads it; no `fact` where the plan does not say it."""

    pointer: str
    node: checked.Expression
    fact: Fact | None

    @property
    def name(self) -> str:
        """The fact as people write its path."""
        return dotted(self.pointer)

    @property
    def field(self) -> Member:
        """The field that the fact stands in, as far as the expression's type tells."""
        if isinstance(self.node, checked.Member):
            record: Type = self.node.base.type
            if isinstance(record, RecordType) and self.node.name in record.members:
                return record.members[self.node.name]
        return Member(self.node.type)

    @property
    def dimension(self) -> Dimension:
        """The dimension of its values; none where they are no numbers."""
        return dimension_of(self.node)

    @property
    def unit(self) -> Unit:
        """The unit to write it in: the one it is written in, else the usual one, else the base unit."""
        for symbol in ("" if self.fact is None else self.fact.written_unit, self.field.unit):
            unit = parse_unit(symbol) if symbol else None
            if isinstance(unit, Unit):
                return unit
        return Unit(base_unit(self.dimension), self.dimension, 1)

    @property
    def quantum(self) -> Number | None:
        """The weight of the last digit it is written with."""
        return None if self.fact is None else self.fact.quantum

    @property
    def known(self) -> bool:
        return self.fact is not None and not isinstance(self.fact.value, Unknown)

    @property
    def number(self) -> Number | None:
        """What the plan says, if it says one number."""
        value = None if self.fact is None else self.fact.value
        return None if isinstance(value, bool | str | Range) or not isinstance(value, Number) else value

    @property
    def labels(self) -> tuple[bool | str, ...] | None:
        """All values of a field that has finitely many."""
        match self.field.type:
            case BoolType():
                return (True, False)
            case TextType(values):
                return values
        return None

    @property
    def solvable(self) -> bool:
        return isinstance(self.field.type, NumberType) or self.labels is not None


def candidates(traces: Iterable[Trace]) -> list[Candidate]:
    """The facts that some traces read, those first that are most worth asking about; at most six.

    Known facts whose values cannot be listed or measured (free texts, versions) are left out, and those of the plan
    that this one revises: it is what it was.
    """
    found: dict[str, Candidate] = {}
    missing: set[str] = set()
    for top in traces:
        if isinstance(top.value, Unknown):
            missing.update(cause.subject for cause in top.value.causes)
        for trace in top.walk():
            for candidate in _read_by(trace):
                # A loop's variable may stand for a fact; the path that leads to it says more of the field.
                if candidate.pointer not in found or isinstance(trace.node, checked.Member):
                    found[candidate.pointer] = candidate
    own = [candidate for candidate in found.values() if not candidate.pointer.startswith(f"/{REVISED}/")]
    askable = [candidate for candidate in own if candidate.solvable or not candidate.known]
    return sorted(askable, key=lambda candidate: _order(candidate, missing))[:MOST]


def _order(
    candidate: Candidate, missing: AbstractSet[str]
) -> tuple[bool, bool, int, bool, tuple[tuple[int, int, str], ...]]:
    """Facts for want of which the outcome is not known come first; where it is known, what is not said comes last."""
    rank = next(rank for rank, pattern in enumerate(_RANKS) if pattern.fullmatch(candidate.pointer))
    defaulted = not missing and not candidate.known
    return candidate.pointer not in missing, defaulted, rank, candidate.known, path_order(candidate.pointer)


def _read_by(trace: Trace) -> Iterator[Candidate]:
    """The fact that a trace stands for, stated or not."""
    fact, pointer = trace.fact, trace.pointer
    if fact is not None and (fact.stated or fact.alternatives):
        yield Candidate(fact.pointer, trace.node, fact)
    elif fact is None and pointer is not None and _is_unstated_field(trace):
        yield Candidate(canonical(pointer), trace.node, None)


def _is_unstated_field(trace: Trace) -> bool:
    """Whether a field was read that the plan leaves out; a record on the way to one is not a fact."""
    reads = isinstance(trace.node, checked.Member | checked.Root) and not isinstance(trace.node.type, RecordType)
    return reads and isinstance(trace.value, Unknown)
