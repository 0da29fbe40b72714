"""What the factor between two quantities that should agree may mean.

Only quantities of one dimension are compared: the sides of a failing `~=`, `==` or `rounds to`, and a claim against
the bound that was recomputed for it. Slips of units come first, then conventions of counting, then the counts of the
plan itself. No hint is better than a wrong one: a factor has to lie within what the written digits leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics.pointers import dotted
from shardlaw.evaluation import intervals
from shardlaw.evaluation.arithmetic import quantity
from shardlaw.evaluation.display import dimension_of, number_text
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.types import NumberType
from shardlaw.language.units import Unit, parse_unit
from shardlaw.language.values import Number, Range, Unknown, exact
from shardlaw.plans.facts import REVISED, Fact

MOST = 2

# A number that is written with so few digits that it may be off by more than this tells no small factor from another.
_COARSEST = Fraction(1, 50)
# What keeps a bound may be anywhere below it: a claim that in the right unit is from half of it to a little above.
_BELOW, _ABOVE = Fraction(1, 2), Fraction(21, 20)

_COUNT = re.compile(r"/phases/\d+/(gpus|replicas|parallelism/\w+)")


@dataclass(frozen=True, slots=True)
class Hint:
    """A factor above one between two quantities that should agree, and what it may mean."""

    factor: Number
    text: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two quantities that should agree: the first one is said in the plan (or computed from what is), the second
    recomputed. `least` and `most` bound their ratio, as far as digits go; `bound` if the second is only a limit.
    """

    said: Trace
    dimension: Dimension
    least: Fraction
    most: Fraction
    bound: bool

    def is_off_by(self, factor: Fraction) -> bool:
        """Whether the first is so many times the second, or the second so many times the first."""
        return self.least <= factor <= self.most or self.least <= 1 / factor <= self.most

    @property
    def too_much(self) -> bool:
        """Whether the first is the larger one."""
        return self.least > 1


def hints(violated: Iterable[Trace], facts: Mapping[str, Fact]) -> tuple[Hint, ...]:
    """Explanations for requirements that do not hold, best first, at most two; `facts` are all those of the plan."""
    found: dict[Number, Hint] = {}
    for trace in violated:
        for mismatch in _mismatches(trace):
            if _of_two_plans(mismatch):
                continue
            for pair in _pairs(mismatch):
                for hint in _explanations(pair, facts):
                    found.setdefault(hint.factor, hint)
    return tuple(found.values())[:MOST]


def _of_two_plans(trace: Trace) -> bool:
    """Whether a plan is compared with the one that it revises, from which it may differ by any factor."""
    return any(part.fact is not None and part.fact.pointer.startswith(f"/{REVISED}/") for part in trace.walk())


def _mismatches(trace: Trace) -> Iterator[Trace]:
    """The comparisons that make a condition false."""
    if trace.value is not False:
        return
    match trace.node:
        case checked.Compare() | checked.Approximate() | checked.RoundsTo():
            yield trace
        case checked.Logic():
            for operand in trace.operands:
                yield from _mismatches(operand)
        case checked.Quantifier(body=body):
            for operand in trace.operands:
                if operand.node is body:
                    yield from _mismatches(operand)
        case checked.LetRef() | checked.Default() | checked.Choose() | checked.Apply():
            yield from _mismatches(trace.operands[-1])


def _pairs(trace: Trace) -> Iterator[_Pair]:
    """The sides of a comparison that should agree; of a bound, also the quantities that it is made from."""
    left, right = trace.operands[:2]
    if not isinstance(left.node.type, NumberType):
        return
    if not isinstance(trace.node, checked.Compare) or trace.node.operator in ("==", "!="):
        said, computed = (right, left) if left.fact is None and right.fact is not None else (left, right)
        yield from _pair(said, computed, bound=False, room=False)
        return
    claims = [(claim, other) for side, other in ((left, right), (right, left)) if (claim := _claim(side)) is not None]
    if len(claims) != 1:
        return
    claim, bound = claims[0]
    yield from _pair(claim, bound, bound=True, room=True)
    named = [part for part in bound.walk() if isinstance(part.node, checked.LetRef | checked.Apply)]
    for part in named:
        if isinstance(part.node.type, NumberType) and dimension_of(part.node) == dimension_of(claim.node):
            yield from _pair(claim, part, bound=True, room=False)


def _claim(trace: Trace) -> Trace | None:
    """The claim that a side of a comparison stands for: the only fact that it is computed from."""
    read = {part.fact.pointer: part for part in trace.walk() if part.fact is not None}
    if len(read) != 1:
        return None
    pointer, claim = next(iter(read.items()))
    return claim if "/claims/" in pointer or "/requirements/" in pointer else None


def _pair(said: Trace, computed: Trace, *, bound: bool, room: bool) -> Iterator[_Pair]:
    """Two quantities as a pair, if both are known and above zero; `room` allows for what a bound leaves open."""
    if isinstance(said.value, Unknown) or isinstance(computed.value, Unknown):
        return
    a, b = quantity(said), quantity(computed)
    (least, _), (most, _) = intervals.lowest(a), intervals.highest(a)
    (smallest, _), (largest, _) = intervals.lowest(b), intervals.highest(b)
    if least <= 0 or smallest <= 0 or isinstance(most, float) or isinstance(largest, float):
        return
    low, high = Fraction(least) / Fraction(largest), Fraction(most) / Fraction(smallest)
    if room:
        low, high = (low / _ABOVE, high / _BELOW) if low > 1 else (low * _BELOW, high * _ABOVE)
    else:
        rounding = _rounding(said) + _rounding(computed)
        low, high = low * (1 - rounding), high * (1 + rounding)
    yield _Pair(said, dimension_of(said.node), low, high, bound)


def _rounding(trace: Trace) -> Fraction:
    """How far a fact may be off for the digits it is written with, relative to it; counts are exact."""
    value = quantity(trace)
    if trace.fact is None or trace.quantum is None or isinstance(value, Range) or _counts_things(trace):
        return Fraction(0)
    return Fraction(trace.quantum) / 2 / abs(Fraction(value))


def _explanations(pair: _Pair, facts: Mapping[str, Fact]) -> Iterator[Hint]:
    yield from _thousands(pair)
    if not pair.bound and pair.most <= pair.least * (1 + 2 * _COARSEST):
        yield from _binary(pair)
        yield from _conventions(pair)
        yield from _counts(pair, facts)


def _thousands(pair: _Pair) -> Iterator[Hint]:
    if pair.dimension == DIMENSIONLESS:
        return
    for power in (1, 2, 3, 4):
        factor = Fraction(1000) ** power
        if pair.is_off_by(factor):
            slip = _in_other_unit(pair, factor)
            meaning = "a prefix too many or too few" if slip is None else f"{slip} would agree"
            yield _hint(factor, meaning)


def _in_other_unit(pair: _Pair, factor: Fraction) -> str | None:
    """The number as it is written, in the unit in which it would agree."""
    fact = pair.said.fact
    unit = None if fact is None or not fact.written_unit else parse_unit(fact.written_unit)
    number = quantity(pair.said)
    if not isinstance(unit, Unit) or isinstance(number, Range):
        return None
    wanted = Fraction(unit.factor) / factor if pair.too_much else Fraction(unit.factor) * factor
    for symbol in _spellings(unit.symbol):
        other = parse_unit(symbol)
        if isinstance(other, Unit) and other.dimension == unit.dimension and other.factor == wanted:
            return f"{number_text(Fraction(number) / unit.factor)} {other.symbol}"
    return None


def _spellings(symbol: str) -> Iterator[str]:
    """The unit with other prefixes above and other units of time below; for tokens, which take both, time first."""
    above, slash, below = symbol.partition("/")
    bare = next((name for name in ("FLOP", "token", "parameter", "B") if above.endswith(name)), above)
    prefixed = [f"{prefix}{bare}{slash}{below}" for prefix in ("", "k", "M", "G", "T", "P")]
    timed = [f"{above}/{time}" if slash else time for time in ("s", "ms", "us")]
    yield from (*timed, *prefixed) if bare == "token" else (*prefixed, *timed)


def _binary(pair: _Pair) -> Iterator[Hint]:
    """Slips between decimal and binary prefixes, and between bits and bytes."""
    if not any(base == "B" for base, _ in pair.dimension.exponents):
        return
    for power, (decimal, binary) in enumerate((("kB", "KiB"), ("MB", "MiB"), ("GB", "GiB"), ("TB", "TiB")), start=1):
        if pair.is_off_by(Fraction(128, 125) ** power):
            yield _hint(Fraction(128, 125) ** power, f"one of them counts in {decimal}, the other in {binary}")
    if pair.is_off_by(Fraction(8)):
        yield _hint(Fraction(8), "one of them counts bits, the other bytes")


# What differs by a convention of counting, by dimension.
_CONVENTIONS: tuple[tuple[Fraction, Mapping[str, str]], ...] = (
    (
        Fraction(2),
        {
            "B/s": "one of them counts both directions of a link",
            "FLOP/s": "one of them counts the sparse peak, or a multiplication with its addition as one FLOP",
            "FLOP/token": "one of them counts a multiplication with its addition as one FLOP",
            "FLOP": "one of them counts a multiplication with its addition as one FLOP",
            "B": "one of them takes twice the bytes for a value, as bf16 does beside fp8",
            "B/token": "one of them takes twice the bytes for a value, as bf16 does beside fp8",
        },
    ),
    (
        Fraction(4, 3),
        dict.fromkeys(
            ("count", "FLOP/s", "FLOP/token", "FLOP"), "one of them counts the forward pass that full recompute repeats"
        ),
    ),
)


def _conventions(pair: _Pair) -> Iterator[Hint]:
    for factor, meanings in _CONVENTIONS:
        meaning = meanings.get(str(pair.dimension))
        if meaning is not None and not _counts_things(pair.said) and pair.is_off_by(factor):
            yield _hint(factor, meaning)


def _counts_things(trace: Trace) -> bool:
    """Whether a number is one of GPUs, experts or layers, which is exact, rather than a share of something."""
    return dimension_of(trace.node) == DIMENSIONLESS and isinstance(trace.value, int)


def _counts(pair: _Pair, facts: Mapping[str, Fact]) -> Iterator[Hint]:
    """The factor is the GPU count or a degree of the plan: what it multiplies or divides too often."""
    named: dict[int, list[str]] = {}
    for pointer, fact in facts.items():
        counts = _COUNT.fullmatch(pointer) and fact.stated and pointer != pair.said.pointer
        if counts and isinstance(fact.value, int) and not isinstance(fact.value, bool) and fact.value > 1:
            named.setdefault(fact.value, []).append(dotted(pointer))
    for value, names in sorted(named.items()):
        if pair.is_off_by(Fraction(value)):
            said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
            yield _hint(Fraction(value), f"{said} {'is' if len(names) == 1 else 'are'} {value}")


def _hint(factor: Fraction, meaning: str) -> Hint:
    return Hint(exact(factor), f"off by {number_text(factor)}: {meaning}")
