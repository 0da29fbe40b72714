"""What a record is known by from one report to the next."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from shardlaw.evaluation.audit import PlanResult


def record_ids(result: PlanResult) -> tuple[str, ...]:
    """The id of each record of a plan: what stays the same when lines move and policies get new versions.

    It is made of policy, rule, subject and the name of the plan. A subject goes by its name where no other subject of
    the rule has it, else by its place.
    """
    names = Counter((record.policy.id, record.rule.name, record.subject.name) for record in result.records)
    ids: list[str] = []
    for record in result.records:
        subject = record.subject
        unique = subject.name is not None and names[record.policy.id, record.rule.name, subject.name] == 1
        known_by = subject.name if unique and subject.name is not None else subject.pointer
        parts = (record.policy.id, record.rule.name, known_by, result.plan.name)
        ids.append(sha256("\0".join(parts).encode()).hexdigest()[:16])
    return tuple(ids)
