"""Solved sets agree with the reference interpreter, asked value by value, on generated conditions.

Between two neighbouring ends of intervals nothing changes, so the ends, their surroundings and a grid see all there
is to see, in both directions: what is in the set passes, what is not in it does not.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.evaluation.solving.world import accepted, compiled, scope_of, solve, worth

from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.solving.answers import WINDOWS
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.language.values import Range

CONSTANTS = st.sampled_from(["0", "1", "2", "3", "0.5", "1/3", "-2"])
LINE = {"x": 2, "y": 3, "z": None, "parts": [{"x": 1, "y": 4}, {"x": None, "y": 2}, {"x": 5, "flag": True}]}
GRID = [Fraction(number, 2) for number in range(-12, 13)]


def joined(operators: list[str], parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda a, operator, b: f"({a} {operator} {b})", parts, st.sampled_from(operators), parts)


def conditions_over(numbers: st.SearchStrategy[str], more: list[st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    compared = joined(["<", "<=", ">", ">=", "==", "!="], numbers)
    near = st.builds(lambda a, b, t: f"({a} ~= {b} within {t})", numbers, numbers, st.sampled_from(["10%", "50%"]))
    member = st.builds(lambda a, b: f"({a} in [1, {b}, m.y])", numbers, CONSTANTS)
    return st.recursive(
        st.one_of(compared, near, member, *more),
        lambda parts: st.one_of(joined(["and", "or", "implies"], parts), parts.map(lambda part: f"(not {part})")),
        max_leaves=3,
    )


def numbers_over(leaf: str, more: list[st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    def extended(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        extreme = st.builds(lambda f, a, b: f"{f}({a}, {b})", st.sampled_from(["min", "max"]), parts, parts)
        chosen = st.builds(lambda a, b, c: f"(if {a} > 1 then {b} else {c})", parts, parts, parts)
        wrapped = st.builds(
            lambda form, a: form.format(a), st.sampled_from(["abs({})", "(-{})", "({} default 4)", "({})^2"]), parts
        )
        return st.one_of(joined(["+", "-", "*", "/"], parts), extreme, chosen, wrapped, *more)

    return st.recursive(st.one_of(st.just(leaf), st.just(leaf), st.just("m.y"), CONSTANTS), extended, max_leaves=4)


LISTS = st.sampled_from(
    [
        "sum(p.x default 1 for p in m.parts)",
        "sum(p.x for p in m.parts where p.y is known)",
        "max(p.x default m.x for p in m.parts)",
        "min(p.y + m.x for p in m.parts where p.y > m.x)",
        "count(p in m.parts where p.y > m.x)",
        "(the p in m.parts where p.y < m.x).x",
    ]
)
QUANTIFIED = st.sampled_from(
    ["(every p in m.parts satisfies p.x < m.x)", "(some p in m.parts satisfies p.y == 2 * m.x)", "m.x is known"]
)
CONDITIONS = conditions_over(numbers_over("m.x", [LISTS]), [QUANTIFIED])


def probes(intervals: tuple[Range, ...]) -> set[Fraction]:
    ends = {Fraction(end) for interval in intervals for end in (interval.low, interval.high) if end is not None}
    return {*GRID, *(end + shift for end in ends for shift in (Fraction(-1, 1000), 0, Fraction(1, 1000)))}


def members(intervals: tuple[Range, ...]) -> NumberSet:
    found = NumberSet()
    for interval in intervals:
        found |= NumberSet.between(interval)
    return found


def reads(text: str, record: dict[str, object], pointer: str) -> bool:
    trace = evaluate(compiled(text), scope_of(text, record))
    return any(part.pointer == pointer for part in trace.walk())


@settings(max_examples=120, deadline=None)
@given(CONDITIONS, st.sampled_from([2, None]))
@example("((1 / m.x) <= 3)", 2)
@example("((m.x / m.x) == 1)", 2)
@example("(m.y ~= m.x within 150%)", 2)
def test_the_set_is_that_of_the_interpreter(text: str, stated: int | None):
    record = {**LINE, "x": stated}
    assume(accepted(text) is not None and reads(text, record, "/m/x"))
    answer = solve(text, record, "m.x")
    if answer.reason is not None:
        assert answer.reason.startswith(("it enters through", "also needs"))
        assert not answer.intervals
        return
    passing = members(answer.intervals)
    for probe in probes(answer.intervals):
        assert (worth(text, {**record, "x": probe}) is True) == (probe in passing), f"{text} at {probe}"


WHOLE_NUMBERS = numbers_over(
    "m.n",
    [
        st.sampled_from(
            ["ceil(m.n / 3)", "floor(7 / m.n)", "(m.n mod 5)", "(17 div m.n)", "round(m.n / 2)", "walk.collatz(m.n)"]
        )
    ],
)
WHOLE_CONDITIONS = conditions_over(
    WHOLE_NUMBERS, [st.sampled_from(["m.n divides 12", "4 divides m.n", "m.k divides (m.n + 1)"])]
)


@settings(max_examples=60, deadline=None)
@given(WHOLE_CONDITIONS, st.sampled_from([6, None]))
def test_the_set_of_a_whole_number_is_that_of_the_interpreter(text: str, stated: int | None):
    record = {"n": stated, "k": 4, "y": 3}
    assume(accepted(text) is not None and reads(text, record, "/m/n"))
    answer = solve(text, record, "m.n")
    if answer.reason is not None:
        assert answer.reason.startswith(("also needs", "the calculator walk.collatz fails"))
        return
    passing = members(answer.intervals)
    for probe in range(1, WINDOWS[0] + 1):
        assert (worth(text, {**record, "n": probe}) is True) == (probe in passing), f"{text} at {probe}"
