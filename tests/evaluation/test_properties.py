"""What holds for every expression on every plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.evaluation.generated import Expression, Facts, contains, facts, numbers, refined, root_of, truths, written
from tests.evaluation.world import environment, plan_of, policy_of

from shardlaw.diagnostics import Source
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.calculators import plain
from shardlaw.evaluation.display import shown
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.slack import slack
from shardlaw.evaluation.trace import Trace, Value
from shardlaw.language.checker import check_expression
from shardlaw.language.parser import parse_expression
from shardlaw.language.values import Range, Unknown

EXAMPLES = settings(max_examples=80, deadline=None)
EXPRESSIONS = st.one_of(numbers(3), truths(3))
WITHOUT_DEFAULTS = st.one_of(numbers(3, total=False), truths(3, total=False))


def value_of(text: str, known: Facts) -> Trace:
    """The trace of a text, which is left out where the checker finds something wrong with it (`x / 0`)."""
    source = Source("expression", text)
    parsed, _ = parse_expression(source)
    assume(parsed is not None)
    expression = check_expression(parsed, source, environment()).value
    assume(expression is not None)
    return evaluate(expression, Scope(source, root_of(known)))


def told(value: Value) -> object:
    """A value apart from the texts that its causes quote."""
    if isinstance(value, Unknown):
        return {(cause.kind, cause.subject if cause.subject.startswith("/") else "") for cause in value.causes}
    return type(value), plain(value)


@EXAMPLES
@given(EXPRESSIONS, facts())
def test_a_checked_expression_never_raises(expression: Expression, known: Facts) -> None:
    trace = value_of(written(expression), known)
    assert shown(trace)
    if isinstance(trace.value, bool):
        distance = slack(trace)
        assert distance is None or distance.value == 0 or (distance.value > 0) == trace.value
    if isinstance(trace.value, Unknown):
        assert trace.value.causes
        assert list(trace.value.causes) == sorted(set(trace.value.causes))


@EXAMPLES
@given(EXPRESSIONS, facts())
def test_the_order_of_operands_changes_neither_value_nor_causes(expression: Expression, known: Facts) -> None:
    there = value_of(written(expression), known)
    mirrored = value_of(written(expression, mirrored=True), known)
    assert told(there.value) == told(mirrored.value)


@EXAMPLES
@given(WITHOUT_DEFAULTS, facts(), st.data())
def test_knowing_more_never_changes_what_is_known(expression: Expression, known: Facts, data: st.DataObject) -> None:
    before = value_of(written(expression), known).value
    assume(not isinstance(before, Unknown))
    after = value_of(written(expression), data.draw(refined(known))).value
    if isinstance(before, Range):
        # Of a range, any number may turn out to be the one; that it was a number, and in the range, stays.
        assert isinstance(after, Range) or contains(before, after)
    else:
        assert told(after) == told(before)


# ---- rules -------------------------------------------------------------------------------------------

HEAD = 'edition 2026\npolicy orders version 0.1.0 { title "In any order" for phase in phases }\n'
LETS = (
    "let tp = phase.parallelism.tp default 1",
    "let stage = tp * phase.parallelism.dp",
    "let total = stage * pp",
    "let pp = phase.parallelism.pp default 1",
    "let used = sum(one.layers for one in phase.stages)",
)
RULE = """
rule {name} "{name}" {{
  kind inconsistent
  severity error
  {clauses}
  message "{{phase.name}}: {{total}} {{used}}"
  because "b"
  example passes "p" {{}}
  example violates "v" {{}}
}}
"""
RULES = {
    "gpu-total": ("when phase.gpus is known", "let over = phase.gpus - total", "require over == 0"),
    "layers": ("require used == model.layers", 'require used > 0 otherwise "{used}"', "when phase.stages is known"),
    "memory": ("let free = room - 2 GB", "require free > 0 GB", "let room = phase.hardware.memory", "when tp > 1"),
}
PLAN = {
    "model": {"layers": 8, "kind": "dense"},
    "hardware": {"memory": "80 GB", "gpus": 8},
    "phases": [
        {"name": "a", "gpus": 8, "parallelism": {"tp": 4, "dp": 2}, "stages": [{"layers": 4}, {"layers": 4}]},
        {"name": "b", "gpus": 16, "parallelism": {"tp": 4}, "hardware": {"memory": "1 GB"}, "stages": []},
    ],
}


def shuffled(tree: object, data: st.DataObject) -> object:
    """The same document with its keys in another order."""
    if isinstance(tree, dict):
        return {key: shuffled(tree[key], data) for key in data.draw(st.permutations(list(tree)))}
    return [shuffled(item, data) for item in tree] if isinstance(tree, list) else tree


def outcomes(lets: Sequence[str], rules: Mapping[str, Sequence[str]], plan: object) -> dict[tuple[str, str], object]:
    texts = [RULE.format(name=name, clauses="\n  ".join(clauses)) for name, clauses in rules.items()]
    policy = policy_of("\n".join([HEAD, *lets, *texts]))
    result = audit_plan(plan_of(yaml.safe_dump(plan, sort_keys=False)), [policy], {})
    assert isinstance(result, PlanResult)
    return {
        (record.rule.name, record.subject.pointer): (record.outcome, record.message, record.unknowns)
        for record in result.records
    }


EXPECTED = outcomes(LETS, RULES, PLAN)


def test_all_outcomes_occur_in_what_is_shuffled() -> None:
    assert {outcome for outcome, _, _ in EXPECTED.values()} == {"pass", "violation", "inconclusive"}


@settings(max_examples=10, deadline=None)
@given(st.permutations(LETS), st.permutations(list(RULES)), st.data())
def test_the_order_of_declarations_and_keys_changes_no_outcome(lets, names, data: st.DataObject) -> None:
    rules = {name: data.draw(st.permutations(RULES[name])) for name in names}
    assert outcomes(lets, rules, shuffled(PLAN, data)) == EXPECTED
