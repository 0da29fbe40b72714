"""What the bounds of the language promise: the deepest rule can be told, work is reckoned before it is done."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from tests.evaluation.world import plan_of, policy_of, schema

from shardlaw.diagnostics import Source
from shardlaw.evaluation import interpreter
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.cost import longest_lists, rule_cost
from shardlaw.evaluation.report import Audit, build_report
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_libraries, check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse

RULE = """
edition 2026
policy limits version 0.1.0 {{ title "t" {head} }}
{lets}
rule limit "r" {{
  kind inconsistent
  severity error
  {clauses}
  message "{{{hole}}}"
  because "b"
  example passes "p" {{}}
  example violates "v" {{}}
}}
"""


def policy(clauses: str, *, head: str = "", lets: str = "", hole: str = "1") -> str:
    return RULE.format(head=head, lets=lets, clauses=clauses, hole=hole)


def nested(text: str, times: int) -> str:
    return f"{'max(' * times}{text}{', 1)' * times}"


def test_the_deepest_rule_over_the_deepest_formula_is_told_in_full() -> None:
    formulas = ["formula f0(x: count) -> count = max(x, 1) class exact"]
    formulas += [
        f"formula f{number}(x: count) -> count = max(deep.f{number - 1}(x), 1) class exact" for number in range(1, 49)
    ]
    library = parse(Source("deep.law", "\n".join(["edition 2026 library deep version 1.0.0 { }", *formulas]))).file
    assert isinstance(library, tree.Library)
    known = check_libraries([library], Environment(schema().facts)).value
    assert known is not None
    text = policy(f"require {nested('deep.f48(model.layers)', 90)} > 1")
    parsed = parse(Source("deep-policy.law", text)).file
    assert isinstance(parsed, tree.Policy)
    deep = check_policy(parsed, Environment(schema().facts, known)).value
    assert deep is not None
    result = audit_plan(plan_of("{model: {layers: 3}}"), [deep], {})
    assert isinstance(result, PlanResult)
    tree_of_report = build_report(Audit((result,), (), (deep,), {}, {}), "all")
    assert json.dumps(tree_of_report).count('"max"') == 90 + 49


def test_a_chain_of_doubling_lets_is_told_once() -> None:
    lets = ["let a0 = model.layers", *(f"let a{number} = a{number - 1} + a{number - 1}" for number in range(1, 14))]
    doubling = policy_of(policy("require a13 > 1", lets="\n".join(lets)))
    result = audit_plan(plan_of("{model: {layers: 3}}"), [doubling], {})
    assert isinstance(result, PlanResult)
    derivation = json.dumps(build_report(Audit((result,), (), (doubling,), {}, {}), "all")["plans"])
    assert derivation.count('"kind": "arithmetic"') == 13


COSTS = {
    "one comparison": ("require model.layers > 1", {}),
    "lets are evaluated once": ("require once + once + once > 1", {"lets": "let once = sum(p.gpus for p in phases)"}),
    "every phase": ("require phase.gpus > 1", {"head": "for phase in phases"}),
    "conditions and messages": ("when model.layers > 1 require true or model.layers > 1", {"hole": "model.layers"}),
    "lets of the inner turn": (
        "require mine + all > 1",
        {"head": "for phase in phases", "lets": "let mine = phase.gpus + all let all = count(p in phases)"},
    ),
    "pairs of phases": (
        "require p.gpus + q.gpus > 1",
        {"head": "for p in phases, q in phases where q.index > p.index"},
    ),
    "nested lists": (
        "require every p in phases satisfies (some s in p.stages where s.layers > 1 satisfies s.gpus > p.gpus)",
        {},
    ),
    "what is chosen": ("require (the p in phases where p.index == 1).gpus > 1", {}),
    "a list through a let": ("require count(s in all where s.layers > 0) > 1", {"lets": "let all = phases[0].stages"}),
    "formulas": ("require memory.least_ways(model.parameters, 1 GB) > memory.least_ways(1 parameter, 1 GB)", {}),
    "lists that are written out": ("require every n in [1, 2, model.layers] satisfies n > 0", {}),
    "lists of calculators": ("require sum(n for n in python.upto(5)) > 0", {}),
    "a list in every turn": ("require every p in phases satisfies 3 in p.placement[0].experts", {}),
}
PLAN = """
model: {layers: 3, parameters: 10B}
phases:
  - {name: a, gpus: 4, stages: [{layers: 1, gpus: 1}, {layers: 2, gpus: 2}, {layers: 3, gpus: 5}]}
  - {name: b, gpus: 2, stages: []}
  - {name: c}
"""


@pytest.mark.parametrize(("clauses", "rest"), COSTS.values(), ids=COSTS)
def test_no_more_is_evaluated_than_was_reckoned(clauses: str, rest: dict[str, str]) -> None:
    plan, limited = plan_of(PLAN), policy_of(policy(clauses, **rest))
    evaluated: list[checked.Expression] = []
    evaluate = interpreter.evaluate

    def counting(node, scope):
        evaluated.append(node)
        return evaluate(node, scope)

    modules = ("interpreter", "rules", "messages")
    patches = [patch(f"shardlaw.evaluation.{module}.evaluate", counting) for module in modules]
    for each in patches:
        each.start()
    try:
        evaluate_rule(limited.rules[0], limited, plan, {})
    finally:
        for each in patches:
            each.stop()
    assert 0 < len(evaluated) <= rule_cost(limited.rules[0], limited, longest_lists(plan.root))
