"""Generated expressions and plans.

An expression is a nested tuple, an operator and its operands, so that it can be written in two ways; see `written`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from shardlaw.diagnostics import Source, Span
from shardlaw.language.values import Number, Range, exact
from shardlaw.plans.facts import Branch, Fact, FactValue

CLAIMS = ("concurrency", "idle_gpus", "minimum_gpus", "speedup_total")
PHASES = 3
_COMMUTATIVE = {"+", "*", "and", "or", "==", "!="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

# ---- expressions -------------------------------------------------------------------------------------

Expression = tuple[Any, ...]
LITERALS = st.sampled_from(["0", "1", "2", "3", "7", "0.5", "1e60"])


def numbers(depth: int, scope: tuple[str, ...] = (), *, total: bool = True) -> st.SearchStrategy[Expression]:
    """Numbers; `total` allows `default`, which turns what is not stated into something definite."""
    facts = st.tuples(st.integers(0, PHASES - 1), st.sampled_from(CLAIMS)).map(
        lambda fact: ("text", f"phases[{fact[0]}].claims.{fact[1]}")
    )
    leaves = [facts, LITERALS.map(lambda text: ("text", text))]
    if scope:
        pairs = st.tuples(st.sampled_from(scope), st.sampled_from(CLAIMS))
        leaves.append(pairs.map(lambda pair: ("text", f"{pair[0]}.claims.{pair[1]}")))
        leaves.append(st.sampled_from(scope).map(lambda name: ("text", f"{name}.index")))
    if depth == 0:
        return st.one_of(leaves)
    below = st.deferred(lambda: numbers(depth - 1, scope, total=total))
    truth = st.deferred(lambda: truths(depth - 1, scope, total=total))
    variable = f"e{len(scope)}"
    inner = st.deferred(lambda: numbers(depth - 1, (*scope, variable), total=total))
    inner_truth = st.deferred(lambda: truths(depth - 1, (*scope, variable), total=total))
    operations = [
        *leaves,
        st.tuples(st.sampled_from(["+", "-", "*", "/", "mod", "div"]), below, below),
        st.tuples(st.sampled_from(["min", "max"]), below, below),
        st.tuples(st.sampled_from(["neg", "abs", "floor", "ceil", "round"]), below),
        st.tuples(st.just("^"), below, st.integers(0, 4)),
        st.tuples(st.just("if"), truth, below, below),
        st.tuples(st.sampled_from(["sum", "min of", "max of"]), st.just(variable), inner, inner_truth),
        st.tuples(st.just("count"), st.just(variable), inner_truth),
        st.tuples(st.just("the"), st.just(variable), inner_truth, st.sampled_from(CLAIMS)),
        st.tuples(st.just("at"), below, st.sampled_from(CLAIMS)),
    ]
    if total:
        operations.append(st.tuples(st.just("default"), below, below))
    return st.one_of(operations)


def truths(depth: int, scope: tuple[str, ...] = (), *, total: bool = True) -> st.SearchStrategy[Expression]:
    """Truth values; `total` allows `is known` and `default`."""
    if depth == 0:
        return st.sampled_from(["model.tied_embeddings", "model.gated", "true", "false"]).map(
            lambda text: ("text", text)
        )
    number = st.deferred(lambda: numbers(depth - 1, scope, total=total))
    below = st.deferred(lambda: truths(depth - 1, scope, total=total))
    variable = f"e{len(scope)}"
    inner = st.deferred(lambda: truths(depth - 1, (*scope, variable), total=total))
    operations = [
        truths(0),
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), number, number),
        st.tuples(st.sampled_from(["and", "or", "implies"]), below, below),
        st.tuples(st.just("not"), below),
        st.tuples(st.just("~="), number, number, st.sampled_from(["0%", "10%", "100%", "3"])),
        st.tuples(st.just("divides"), number, number),
        st.tuples(st.just("in"), number, number, number),
        st.tuples(st.sampled_from(["every", "some"]), st.just(variable), inner, inner),
    ]
    if total:
        operations.append(st.tuples(st.just("known"), number))
        operations.append(st.tuples(st.just("default"), below, below))
    return st.one_of(operations)


def written(expression: Expression, *, mirrored: bool = False) -> str:
    """The text of an expression; mirrored, operands whose order must not matter stand in the other order."""
    operator, *operands = expression
    texts = [written(part, mirrored=mirrored) if isinstance(part, tuple) else str(part) for part in operands]
    match operator:
        case "text":
            return texts[0]
        case "neg":
            return f"(-{texts[0]})"
        case "not":
            return f"(not {texts[0]})"
        case "known":
            return f"({texts[0]} is known)"
        case "if":
            return f"(if {texts[0]} then {texts[1]} else {texts[2]})"
        case "min" | "max" | "abs" | "floor" | "ceil" | "round":
            return f"{operator}({', '.join(reversed(texts) if mirrored else texts)})"
        case "sum" | "min of" | "max of":
            return f"{operator[:3]}({texts[1]} for {texts[0]} in phases where {texts[2]})"
        case "count":
            return f"count({texts[0]} in phases where {texts[1]})"
        case "the":
            return f"(the {texts[0]} in phases where {texts[1]}).claims.{texts[2]}"
        case "at":
            return f"phases[{texts[0]}].claims.{texts[1]}"
        case "every" | "some":
            return f"({operator} {texts[0]} in phases where {texts[1]} satisfies {texts[2]})"
        case "~=":
            return f"({texts[0]} ~= {texts[1]} within {texts[2]})"
        case "in":
            items = reversed(texts[1:]) if mirrored else texts[1:]
            return f"({texts[0]} in [{', '.join(items)}])"
        case "implies" if mirrored:
            return f"((not {texts[1]}) implies (not {texts[0]}))"
    left, right = texts
    if mirrored and operator in _COMMUTATIVE:
        left, right = right, left
    elif mirrored and operator in _MIRRORED:
        operator, left, right = _MIRRORED[operator], right, left
    return f"({left} {operator} {right})"


# ---- plans -------------------------------------------------------------------------------------------

EXACT = st.one_of(st.integers(-3, 8), st.sampled_from([Fraction(1, 2), Fraction(-7, 3), 10**1200]))
UNKNOWN = st.just(None)
TRUTH_FACTS = ("tied_embeddings", "gated")


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low = draw(st.integers(-3, 7))
    high = draw(st.integers(low + 1, 8))
    is_open = st.booleans()
    return Range(draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None])), draw(is_open), draw(is_open))


# The facts of a plan: claims by phase and name, truth values by name; None for what is not stated.
Facts = dict[tuple[int, str] | str, "FactValue | None"]


@st.composite
def facts(draw: st.DrawFn, *, with_ranges: bool = True) -> Facts:
    claims = st.one_of(EXACT, UNKNOWN, ranges()) if with_ranges else st.one_of(EXACT, UNKNOWN)
    values: Facts = {(phase, name): draw(claims) for phase in range(PHASES) for name in CLAIMS}
    return values | {name: draw(st.one_of(st.booleans(), UNKNOWN)) for name in TRUTH_FACTS}


@st.composite
def refined(draw: st.DrawFn, known: Facts) -> Facts:
    """The same facts with some of what is not known filled in, ranges by numbers inside them."""
    return {key: draw(_refined(key, value)) for key, value in known.items()}


def _refined(key: tuple[int, str] | str, value: FactValue | None) -> st.SearchStrategy[FactValue | None]:
    if value is None:
        return st.one_of(st.booleans() if isinstance(key, str) else EXACT, UNKNOWN)
    return inside(value) if isinstance(value, Range) else st.just(value)


def inside(value: Range) -> st.SearchStrategy[Number]:
    """Numbers of a range: its ends where they belong to it, and some between and near them."""
    low = value.low if value.low is not None else (value.high if value.high is not None else 0) - 20
    high = value.high if value.high is not None else low + 40
    candidates = [
        low,
        high,
        Fraction(low + high, 2),
        low + Fraction(high - low, 1000),
        high - Fraction(high - low, 1000),
    ]
    return st.sampled_from([exact(number) for number in candidates if contains(value, number)])


def contains(value: Range, number: Number) -> bool:
    above = value.low is None or number > value.low or (number == value.low and not value.low_open)
    below = value.high is None or number < value.high or (number == value.high and not value.high_open)
    return above and below


_SOURCE = Source("plan.yaml", "generated")


def root_of(known: Facts) -> Branch:
    """The tree of a plan with these facts."""

    def fact(pointer: str, value: FactValue) -> Fact:
        return Fact(pointer, value, "", "as written", _SOURCE, Span(0, 1))

    phases = tuple(
        {
            "index": fact(f"/phases/{phase}/index", phase),
            "claims": {
                name: fact(f"/phases/{phase}/claims/{name}", known[phase, name])
                for name in CLAIMS
                if known[phase, name] is not None
            },
        }
        for phase in range(PHASES)
    )
    model = {name: fact(f"/model/{name}", known[name]) for name in TRUTH_FACTS if known[name] is not None}
    return {"phases": phases, "model": model}
