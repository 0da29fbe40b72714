"""Records that reason: what a rule comes to, what would make it pass, and what a mismatch may mean."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.dataclass import replace
from shardlaw.evaluation.alternatives import decided_records
from shardlaw.evaluation.records import Record
from shardlaw.language import checked
from shardlaw.plans.facts import Plan


def reasoned_records(
    rule: checked.Rule, policy: checked.Policy, plan: Plan, settings: Mapping[str, checked.Constant]
) -> tuple[Record, ...]:
    """The records of a rule on a plan, in the order of its lists; none where the list it goes through is empty.

    `settings` are values for parameters of the policy, by name; the others have their defaults.
    """
    return tuple(_reasoned(record, plan) for record in decided_records(rule, policy, plan, settings))


def _reasoned(record: Record, plan: Plan) -> Record:
    if record.outcome not in ("violation", "inconclusive"):
        return record
    from shardlaw.evaluation.hints import hints  # noqa: PLC0415 - only what does not pass needs reasons
    from shardlaw.evaluation.solving.answers import holds_if  # noqa: PLC0415

    answers = holds_if(record.scopes, _conditions(record.rule), record.deciding)
    explained = hints(record.deciding, plan.facts) if record.outcome == "violation" else ()
    return replace(record, holds_if=answers, hints=explained)


def _conditions(rule: checked.Rule) -> list[checked.Expression]:
    """All that has to hold for the rule to pass, once its names are bound: where its `when` is false it is skipped."""
    selected = [bind.condition for bind in rule.bindings if bind.condition is not None]
    conditions = [condition for _, condition in rule.conditions]
    return [*selected, *conditions, *(require.condition for require in rule.requirements)]
