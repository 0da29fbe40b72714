"""Whole rules on generated plans: conditions, selections, lets, formulas and several requirements at once.

For every record that is not a pass, each answer is compared with the rule itself, evaluated for each value of the fact.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluation.world import plan_of, policy_of

from shardlaw.evaluation.reasoning import reasoned_records
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.evaluation.solving.answers import Answer
from shardlaw.evaluation.solving.sets import NumberSet
from shardlaw.language import checked

POLICY = """\
edition 2026

policy generated version 0.1.0 {{
  title "Generated"
  for   phase in phases where phase.mode != "training"
}}

param slack = 10% from 0% to 50%

let tp = phase.parallelism.tp default 1
let pp = phase.parallelism.pp
let ranks = tp * pp * (phase.parallelism.dp default 1)
let share = memory.share(model.parameters, 2 B/parameter, ranks)

rule generated "g" {{
  kind     inconsistent
  severity error
  when     phase.gpus is known and {when}
  require  {first}
  require  {second} otherwise "o"
  message  "m"
  because  "b"
  example passes   "p" {{}}
  example violates "v" {{}}
}}
"""
CONDITIONS = [
    "phase.gpus ~= ranks within slack",
    "phase.gpus == ranks or phase.gpus == 2 * ranks",
    "ranks divides phase.gpus",
    "phase.gpus mod pp == 0",
    "share <= 4 GB",
    "share * phase.gpus / ranks > 3 GB",
    "ceil(model.layers / pp) <= 5",
    "memory.least_ways(model.parameters, 4 GB) <= ranks",
    "max(tp, pp) * 2 >= phase.gpus - ranks",
    "every p in phases satisfies p.gpus <= 2 * phase.gpus",
    "sum(p.gpus for p in phases) <= 20",
    "count(p in phases where p.parallelism.pp > tp) < 2",
    '(the p in phases where p.mode == "prefill").gpus <= phase.gpus',
    "model.layers * 1 B <= share implies pp > 2",
    "phase.parallelism.dp is known",
    '(if model.kind == "moe" then tp else pp) < 4',
]
WHENS = ["true", "model.layers > 3", "tp <= pp", 'model.kind == "dense"', "phase.gpus > pp"]
SMALL = st.none() | st.integers(1, 6)
PHASES = st.fixed_dictionaries({"tp": SMALL, "pp": SMALL, "dp": SMALL, "gpus": st.none() | st.integers(1, 24)})


@cache
def policy(when: str, first: str, second: str) -> checked.Policy:
    return policy_of(POLICY.format(when=when, first=first, second=second))


def yaml_of(phases: list[dict[str, Any]], model: dict[str, Any]) -> dict[str, Any]:
    return {
        "model": model,
        "phases": [
            {
                "name": mode,
                "mode": mode,
                "gpus": phase["gpus"],
                "parallelism": {degree: phase[degree] for degree in ("tp", "pp", "dp")},
            }
            for mode, phase in zip(("prefill", "decode", "training"), phases, strict=False)
        ],
    }


def flow(value: Any) -> str:
    """A value in the flow style of YAML; None is left out."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items() if item is not None) + "}"
    return f"[{', '.join(map(flow, value))}]" if isinstance(value, list) else str(value)


def written(document: dict[str, Any], pointer: str, value: object) -> dict[str, Any]:
    """The document with another value at a pointer."""

    def copy(tree: Any, path: list[str]) -> Any:
        if not path:
            return value
        if isinstance(tree, list):
            return [copy(item, path[1:]) if str(at) == path[0] else item for at, item in enumerate(tree)]
        return {**tree, path[0]: copy(tree.get(path[0]), path[1:])}

    copied: dict[str, Any] = copy(document, pointer.split("/")[1:])
    return copied


# The facts that are words, with all they may be; every other one that is tried is a whole number.
WORDS = {"kind": ["moe", "dense"], "mode": ["training", "prefill", "decode", "serving", "rollout"]}


def passes(answer: Answer, value: object) -> bool:
    if isinstance(value, str):
        return value in answer.values
    assert isinstance(value, int)
    return any(value in NumberSet.between(interval) for interval in answer.intervals)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(PHASES, min_size=1, max_size=3),
    st.fixed_dictionaries(
        {
            "parameters": st.none() | st.sampled_from([10**10, 4 * 10**9]),
            "layers": SMALL,
            "kind": st.sampled_from([None, "moe", "dense"]),
        }
    ),
    st.sampled_from(WHENS),
    st.sampled_from(CONDITIONS),
    st.sampled_from(CONDITIONS),
)
def test_answers_are_those_of_the_rule(phases, model, when: str, first: str, second: str):
    made = policy(when, first, second)
    (rule,) = made.rules
    document = yaml_of(phases, model)
    for record in reasoned_records(rule, made, plan_of(flow(document)), {}):
        for answer in record.holds_if:
            if answer.reason is None and answer.pointer != "/model/parameters":
                values = WORDS.get(answer.pointer.rpartition("/")[2], range(1, 18))
                for value in values:
                    changed = plan_of(flow(written(document, answer.pointer, value)))
                    records = evaluate_rule(rule, made, changed, {})
                    outcomes = [other.outcome for other in records if other.subject.pointer == record.subject.pointer]
                    assert (outcomes == ["pass"]) == passes(answer, value), (answer.text, value)
