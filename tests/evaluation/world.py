"""The world in which the tests of evaluation live: the plan schema, one small library, a few calculators."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from shardlaw.diagnostics import Source
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_expression, check_libraries, check_policy, parse_type
from shardlaw.language.environment import Answer, Calculator, Environment, Step
from shardlaw.language.parser import parse, parse_expression
from shardlaw.language.values import Range, Unknown
from shardlaw.plans.documents import read_document
from shardlaw.plans.facts import Plan
from shardlaw.plans.reader import read_nodes
from shardlaw.plans.schema import PlanSchema, load_schema

LIBRARY = """\
edition 2026

library memory version 1.2.3 {
  reference BOOK "Memory of transformers" at "https://example.org/memory"
}

formula share(n: parameter, width: B/parameter, ways: count) -> B
  let whole = n * width
  = whole / ways
  cite BOOK "2.1"
  class bound

formula narrow(width: B/parameter) -> bool
  = width < 1 B/parameter
  class exact

formula least_ways(n: parameter, room: B) -> count
  = ceil(memory.share(n, 2 B/parameter, 1) / room)
  class exact
"""


def _bytes(dtype: str) -> Answer:
    widths = {"bf16": 16, "fp8": 8, "fp4": 4}
    if dtype not in widths:
        return Answer(Unknown.because("no answer", f"no width is known for {dtype}"))
    return Answer(Fraction(widths[dtype], 8), (Step("bits", widths[dtype], "bit/parameter"), Step("name", dtype)))


def _broken(number: int) -> Answer:
    raise ZeroDivisionError(f"nobody divides {number}")


def _mistyped(number: int) -> Answer:
    return Answer(number / 2)  # a float is no number of this language


def _unwrapped(number: int) -> Answer:
    return number  # type: ignore[return-value]


def _between(number: int) -> Answer:
    return Answer(Range(number, number + 2))


def _upto(number: int) -> Answer:
    return Answer(tuple(range(number)))


def _pick(numbers: tuple[int, ...]) -> Answer:
    return Answer(len(numbers) > 1)


def _enormous(number: int) -> Answer:
    return Answer(number**5000)


def _calculator(name: str, parameters: dict[str, str], result: str, call) -> Calculator:
    types = tuple((parameter, parse_type(kind)) for parameter, kind in parameters.items())
    return Calculator(name, types, parse_type(result), call, "", "", "testing", "4.5.6")


CALCULATORS = (
    _calculator("python.bytes", {"dtype": "text"}, "B/parameter", _bytes),
    _calculator("python.broken", {"number": "count"}, "count", _broken),
    _calculator("python.mistyped", {"number": "count"}, "count", _mistyped),
    _calculator("python.unwrapped", {"number": "count"}, "count", _unwrapped),
    _calculator("python.between", {"number": "count"}, "count", _between),
    _calculator("python.upto", {"number": "count"}, "list of count", _upto),
    _calculator("python.pick", {"numbers": "list of count"}, "bool", _pick),
    _calculator("python.enormous", {"number": "count"}, "count", _enormous),
)


@cache
def schema() -> PlanSchema:
    return load_schema()


@cache
def environment() -> Environment:
    calculators = {calculator.name: calculator for calculator in CALCULATORS}
    bare = Environment(schema().facts, {}, calculators, {"testing": "4.5.6"}, "0.1.0")
    library = parse(Source("memory.law", LIBRARY)).file
    assert isinstance(library, tree.Library)
    formulas = check_libraries([library], bare)
    assert formulas.value is not None, formulas.diagnostics
    return Environment(bare.facts, formulas.value, calculators, bare.plugins, bare.engine)


def plan_of(text: str, name: str = "plan.yaml") -> Plan:
    """The plan that a YAML text writes, its header left out."""
    document = read_document(text.encode(), name)
    assert document.root is not None, document.diagnostics
    reading = read_nodes(document.root, document.source, schema(), header=False)
    assert reading.plan is not None, reading.diagnostics
    return reading.plan


def policy_of(text: str, name: str = "policy.law") -> checked.Policy:
    parsed = parse(Source(name, text))
    assert isinstance(parsed.file, tree.Policy), parsed.diagnostics
    result = check_policy(parsed.file, environment())
    assert result.value is not None, result.diagnostics
    return result.value


def expression_of(text: str) -> tuple[checked.Expression, Source]:
    source = Source("expression", text)
    parsed, diagnostics = parse_expression(source)
    assert parsed is not None, diagnostics
    result = check_expression(parsed, source, environment())
    assert result.value is not None, result.diagnostics
    return result.value, source


def traced(text: str, given: str = "{}") -> Trace:
    """The trace of an expression on a plan."""
    expression, source = expression_of(text)
    return evaluate(expression, Scope(source, plan_of(given).root))
