"""The checked tree: names resolved, types and dimensions settled, sugar gone. All engines read this and nothing else.

What the checker takes away: comparison chains are conjunctions, `forbid e` is `Not(e)`, `a not in b` is
`Not(Member)`, `p of x` is a product, a percentage is its number. What it keeps: names of lets, parameters and
formulas, because a trace shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Source, Span
from shardlaw.language.types import Type
from shardlaw.language.values import Number

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from shardlaw.language.environment import Calculator
    from shardlaw.language.tree import Record
    from shardlaw.language.units import Unit


@dataclass(frozen=True, slots=True)
class Node:
    """Every checked expression has its type and the span of its text in the file that holds it."""

    span: Span
    type: Type


# ---- leaves ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal. Numbers are in base units; `unit` is the written one; `quantum` the weight of its last digit."""

    value: Number | str | bool
    unit: Unit | None = None
    quantum: Number | None = None


@dataclass(frozen=True, slots=True)
class Root(Node):
    """A root of the plan: `model`, `hardware`, `phases`, ..."""

    name: str


@dataclass(frozen=True, slots=True)
class Element(Node):
    """A variable bound by `for`, a quantifier, an aggregate or a selection."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`base.name`, where the base is a record."""

    base: Expression
    name: str


@dataclass(frozen=True, slots=True)
class At(Node):
    """`base[index]`; outside the list it is unknown."""

    base: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class ParamRef(Node):
    name: str


@dataclass(frozen=True, slots=True)
class LetRef(Node):
    """A use of a let of the policy, rule or formula; its value is found in the enclosing declaration."""

    name: str


@dataclass(frozen=True, slots=True)
class ArgumentRef(Node):
    """A use of a formula's parameter, inside its body."""

    name: str


# ---- arithmetic --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Negative(Node):
    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`mod` and `div` floor: a == b * (a div b) + (a mod b), 0 <= a mod b < b for positive b."""

    operator: Literal["+", "-", "*", "/", "mod", "div"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Expression
    exponent: int  # 0..4


@dataclass(frozen=True, slots=True)
class Rounding(Node):
    """`round` goes to the nearest integer of the base unit, halves to even; plain numbers only, but for `abs`."""

    function: Literal["ceil", "floor", "round", "abs"]
    operand: Expression


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """`min(a, b, ...)` and `max(a, b, ...)` of at least two expressions."""

    function: Literal["min", "max"]
    operands: tuple[Expression, ...]


# ---- truth -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Not(Node):
    operand: Expression


@dataclass(frozen=True, slots=True)
class Logic(Node):
    operator: Literal["and", "or", "implies"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Approximate(Node):
    """|left - right| <= tolerance * |right| when `relative`, else |left - right| <= tolerance."""

    left: Expression
    right: Expression
    tolerance: Expression
    relative: bool


@dataclass(frozen=True, slots=True)
class RoundsTo(Node):
    """|left - right| <= half the weight of the last digit that `right` (a fact or a literal) was written with."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Divides(Node):
    """`left divides right`: right mod left == 0."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Among(Node):
    """`item in collection`, a list."""

    item: Expression
    collection: Expression


@dataclass(frozen=True, slots=True)
class InVersions(Node):
    """`version in ">=0.5.9,<0.6"`."""

    version: Expression
    specifier: SpecifierSet


@dataclass(frozen=True, slots=True)
class Matches(Node):
    """The whole text matches; the pattern is of the linear-time subset."""

    text: Expression
    pattern: str


@dataclass(frozen=True, slots=True)
class Known(Node):
    operand: Expression


# ---- control -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Default(Node):
    """The fallback where the operand is unknown and every cause of that is `not stated`."""

    operand: Expression
    fallback: Expression


@dataclass(frozen=True, slots=True)
class Choose(Node):
    condition: Expression
    consequence: Expression
    alternative: Expression


@dataclass(frozen=True, slots=True)
class Bind:
    """`name in source where condition`."""

    span: Span
    name: str
    source: Expression
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Quantifier(Node):
    quantifier: Literal["every", "some"]
    bind: Bind
    body: Expression


@dataclass(frozen=True, slots=True)
class Fold(Node):
    """`sum|min|max|count(body for bind)`; for `count` the body is None, or a condition that is counted."""

    function: Literal["sum", "min", "max", "count"]
    body: Expression | None
    bind: Bind


@dataclass(frozen=True, slots=True)
class Select(Node):
    """`the name in source where condition`: the only such element, else unknown."""

    bind: Bind


@dataclass(frozen=True, slots=True)
class Items(Node):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A formula applied: engines evaluate its body with the arguments bound (call by value)."""

    formula: Formula
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Calculate(Node):
    """A calculator called: unknown arguments give unknown, a Python exception gives the outcome `fault`."""

    calculator: Calculator
    arguments: tuple[Expression, ...]


Expression = (
    Constant
    | Root
    | Element
    | Member
    | At
    | ParamRef
    | LetRef
    | ArgumentRef
    | Negative
    | Arithmetic
    | Power
    | Rounding
    | Extreme
    | Not
    | Logic
    | Compare
    | Approximate
    | RoundsTo
    | Divides
    | Among
    | InVersions
    | Matches
    | Known
    | Default
    | Choose
    | Quantifier
    | Fold
    | Select
    | Items
    | Apply
    | Calculate
)

# ---- declarations ------------------------------------------------------------------------------------

Kind = Literal["impossible", "illegal", "inconsistent", "implausible", "wasteful", "incomplete", "changed"]
Severity = Literal["error", "warning", "note"]
Verdict = Literal["passes", "violates", "inconclusive", "skips"]


@dataclass(frozen=True, slots=True)
class Hole:
    expression: Expression
    unit: Unit | None
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """A message: literal parts and holes in order."""

    span: Span
    parts: tuple[str | Hole, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a reference: `id` as the file names it, its title and address, and which part of it."""

    id: str
    title: str
    at: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Let:
    span: Span
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Formula:
    """A named expression of a library. `name` is full: `memory.weights_lower_bound`."""

    span: Span
    source: Source
    name: str
    parameters: tuple[tuple[str, Type], ...]
    result: Type
    lets: tuple[Let, ...]
    body: Expression
    citations: tuple[Citation, ...]
    grade: Literal["exact", "bound", "band", "tolerance"]
    because: str | None
    library: str  # "memory@0.1.0"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a policy: its default, and the values it may be given."""

    span: Span
    name: str
    type: Type
    default: Constant
    low: Constant | None
    high: Constant | None
    one_of: tuple[Constant, ...] | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Require:
    """One requirement of a rule; `message` is its `otherwise`, if any."""

    span: Span
    condition: Expression
    message: Template | None


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule. Its facts stay as written: laid over each other from the outermost sample to the
    example's own, and read by the plan reader like any plan.
    """

    span: Span
    verdict: Verdict
    title: str
    facts: tuple[Record, ...]
    settings: tuple[tuple[str, Constant], ...]
    saying: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `bindings` and `conditions` are those of the policy head followed by its own.

    A condition is paired with the number of bindings after which all the names it reads are bound, so that a
    `when` is evaluated as soon as it can be.
    """

    span: Span
    name: str
    title: str
    kind: Kind
    severity: Severity
    bindings: tuple[Bind, ...]
    conditions: tuple[tuple[int, Expression], ...]
    lets: tuple[Let, ...]
    requirements: tuple[Require, ...]
    message: Template
    because: str
    citations: tuple[Citation, ...]
    fix: Template | None
    examples: Sequence[Example]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that passed the checker. `lets` are its own; a rule sees them and its own."""

    source: Source
    id: str
    version: str
    title: str
    owner: str | None
    params: tuple[Param, ...]
    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]
