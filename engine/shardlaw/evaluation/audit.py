"""Policies on plans: the records of each plan, or why it is not audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.cost import refusals
from shardlaw.evaluation.reasoning import reasoned_records
from shardlaw.evaluation.records import Record
from shardlaw.language import checked
from shardlaw.plans.facts import Plan

# Values for parameters, by policy id and name.
Settings = Mapping[tuple[str, str], checked.Constant]


@dataclass(frozen=True, slots=True)
class PlanResult:
    """One plan under some policies.

    `records` are in the order of policies (id, version), rules and subjects. `empty` counts the rules that gave
    none, because a list they go through is stated and empty.
    """

    plan: Plan
    records: tuple[Record, ...]
    empty: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A plan that could not be read or audited: its path as printed, and what is wrong with it."""

    path: str
    diagnostics: tuple[Diagnostic, ...]


def audit_plan(plan: Plan, policies: Iterable[checked.Policy], settings: Settings) -> PlanResult | Unreadable:
    """Evaluate every rule on a plan; nothing where one of them could take too long on it (C201)."""
    ordered = sorted(policies, key=policy_order)
    refused = refusals(((policy, rule) for policy in ordered for rule in policy.rules), plan)
    if refused:
        return Unreadable(plan.source.name, refused)
    records: list[Record] = []
    empty = 0
    for policy in ordered:
        values = {name: value for (owner, name), value in settings.items() if owner == policy.id}
        for rule in policy.rules:
            found = reasoned_records(rule, policy, plan, values)
            records.extend(found)
            empty += not found
    return PlanResult(plan, tuple(records), empty)


def policy_order(policy: checked.Policy) -> tuple[str, tuple[int, ...], bool]:
    """By id, then by version, a draft before the release of the same numbers."""
    numbers, _, draft = policy.version.partition("-")
    return policy.id, tuple(map(int, numbers.split("."))), not draft
