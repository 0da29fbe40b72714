"""The syntax tree: what was written, nothing resolved. Every node has the span of its text."""

from __future__ import annotations

from typing import Literal

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Source, Span
from shardlaw.language.values import Number

# ---- words and literals ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A name, an id, a keyword or a version, where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with an optional unit: `64 GB`, `5%`, `16`. `quantum` is the weight of the last digit, in `unit`."""

    span: Span
    value: Number
    quantum: Number
    unit: Word | None


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal. `value` has its escapes resolved; `span` includes the quotes."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    span: Span
    value: bool


@dataclass(frozen=True, slots=True)
class Absent:
    """The word `unknown` as a value of a sample or an example."""

    span: Span


# ---- expressions -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """`base.name`."""

    span: Span
    base: Expression
    name: Word


@dataclass(frozen=True, slots=True)
class Index:
    """`base[index]`, counted from 0."""

    span: Span
    base: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `function` is a Name or a Field chain (`memory.weights_lower_bound`)."""

    span: Span
    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """`name in source where condition`, of a `for` clause, a quantifier, an aggregate or a selection."""

    span: Span
    name: Word
    source: Expression
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`function(body for binding)`; `count(binding)` has no body."""

    span: Span
    function: Word
    body: Expression | None
    binding: Binding


@dataclass(frozen=True, slots=True)
class Quantified:
    """`every|some binding satisfies body`."""

    span: Span
    quantifier: Literal["every", "some"]
    binding: Binding
    body: Expression


@dataclass(frozen=True, slots=True)
class Selection:
    """`the name in source where condition`."""

    span: Span
    binding: Binding


@dataclass(frozen=True, slots=True)
class Unary:
    span: Span
    operator: Literal["-", "not"]
    operand: Expression


BinaryOperator = Literal[
    "+", "-", "*", "/", "of", "mod", "div", "^", "default", "and", "or", "implies", "divides", "rounds to", "matches"
]


@dataclass(frozen=True, slots=True)
class Binary:
    span: Span
    operator: BinaryOperator
    left: Expression
    right: Expression
    operator_span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain `a < b <= c`: `len(operands) == len(operators) + 1`. Operators are == != < <= > >=."""

    span: Span
    operands: tuple[Expression, ...]
    operators: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Approximately:
    """`left ~= right within tolerance`."""

    span: Span
    left: Expression
    right: Expression
    tolerance: Expression


@dataclass(frozen=True, slots=True)
class Membership:
    """`item [not] in collection`; the collection is a list, or a specifier text when the item is a version."""

    span: Span
    item: Expression
    collection: Expression
    negated: bool


@dataclass(frozen=True, slots=True)
class KnownTest:
    """`operand is known` or `operand is unknown` (`negated`)."""

    span: Span
    operand: Expression
    negated: bool


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if condition then consequence else alternative`."""

    span: Span
    condition: Expression
    consequence: Expression
    alternative: Expression


@dataclass(frozen=True, slots=True)
class ListLiteral:
    span: Span
    items: tuple[Expression, ...]


Expression = (
    Quantity
    | Text
    | Truth
    | Name
    | Field
    | Index
    | Call
    | Aggregate
    | Quantified
    | Selection
    | Unary
    | Binary
    | Comparison
    | Approximately
    | Membership
    | KnownTest
    | Conditional
    | ListLiteral
)

# ---- messages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hole:
    """`{expression as UNIT : FORMAT}` inside a text: a unit to show in, digits after the point (`.2f`)."""

    span: Span
    expression: Expression
    unit: Word | None
    format: Word | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes: literal parts and holes in order. `{{` and `}}` are braces."""

    span: Span
    parts: tuple[str | Hole, ...]


# ---- facts of samples and examples -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactPath:
    """`phases[0].parallelism.tp`: names and indexes in order."""

    span: Span
    steps: tuple[Word | int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """`{ path: value, ... }`."""

    span: Span
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class FactList:
    """A list of values inside a sample or example."""

    span: Span
    items: tuple[FactValue, ...]


FactValue = Quantity | Text | Truth | Absent | Record | FactList


@dataclass(frozen=True, slots=True)
class FactEntry:
    path: FactPath
    value: FactValue


# ---- declarations ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Require:
    """`require expression [otherwise message]`; `forbid` (`negated`) requires that it is false."""

    span: Span
    expression: Expression
    negated: bool
    otherwise: Template | None


@dataclass(frozen=True, slots=True)
class Cite:
    span: Span
    reference: Word
    place: Text | None


Verdict = Literal["passes", "violates", "inconclusive", "skips"]


@dataclass(frozen=True, slots=True)
class Setting:
    """`param = value` of an example's `with`."""

    name: Word
    value: Expression


@dataclass(frozen=True, slots=True)
class Example:
    span: Span
    verdict: Verdict
    title: Text
    sample: Word | None
    settings: tuple[Setting, ...]
    facts: Record
    saying: Text | None


@dataclass(frozen=True, slots=True)
class Let:
    span: Span
    name: Word
    value: Expression


@dataclass(frozen=True, slots=True)
class Param:
    """`param name = default [from low to high | one of [..]] ["meaning"]`."""

    span: Span
    name: Word
    default: Expression
    low: Expression | None
    high: Expression | None
    one_of: ListLiteral | None
    meaning: Text | None


@dataclass(frozen=True, slots=True)
class Sample:
    span: Span
    name: Word
    base: Word | None
    facts: Record


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a policy head, rule or formula that holds one word or text: title, owner, kind, severity, ..."""

    span: Span
    keyword: Word
    value: Word | Text | Template


@dataclass(frozen=True, slots=True)
class For:
    span: Span
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class When:
    span: Span
    condition: Expression


RuleClause = Clause | For | When | Let | Require | Cite | Example


@dataclass(frozen=True, slots=True)
class Rule:
    """Clauses in the order written; the formatter fixes their order, the checker their number."""

    span: Span
    name: Word
    title: Text
    clauses: tuple[RuleClause, ...]


@dataclass(frozen=True, slots=True)
class Requires:
    """`requires engine "..."` or `requires plugin name "..."`."""

    span: Span
    subject: Word
    name: Word | None
    specifier: Text


@dataclass(frozen=True, slots=True)
class Reference:
    span: Span
    name: Word
    title: Text
    at: Text | None


HeadClause = Clause | Requires | Reference | For | When


@dataclass(frozen=True, slots=True)
class Policy:
    """A `.law` file that holds a policy."""

    span: Span
    source: Source
    edition: Word
    name: Word
    version: Word
    head: tuple[HeadClause, ...]
    items: tuple[Param | Let | Sample | Rule, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name: type` of a formula; the type is a unit text, `count`, `text`, `bool` or `version`."""

    span: Span
    name: Word
    type: Word


@dataclass(frozen=True, slots=True)
class Formula:
    """`formula name(parameters) -> type  let ...  = body  clauses`. Clauses: cite, class, because."""

    span: Span
    name: Word
    parameters: tuple[Parameter, ...]
    result: Word
    lets: tuple[Let, ...]
    body: Expression
    clauses: tuple[Clause | Cite, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A `.law` file that holds the formulas of one namespace: `library memory version 0.1.0 { ... } formula ...`."""

    span: Span
    source: Source
    edition: Word
    name: Word
    version: Word
    head: tuple[HeadClause, ...]
    formulas: tuple[Formula, ...]
