"""An earlier report as a baseline: what it has found already is known, and does not block.

A record is known if the earlier report has one of its id that came to the same: what was undecided then and is a
violation now is new. Where two plans share a name, and with it their ids, it has to be one of the same path, unless the
path of then is not audited now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from shardlaw.dataclass import dataclass, replace
from shardlaw.evaluation.audit import PlanResult
from shardlaw.evaluation.identity import record_ids
from shardlaw.language import checked

FOUND: Final = frozenset({"violation", "inconclusive"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A record of an earlier report that was a violation or inconclusive. `plan` is a path, `rule` is `policy/rule`."""

    id: str
    outcome: str
    plan: str
    rule: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an earlier report found; `path` is its own."""

    path: str
    sha256: str
    findings: frozenset[Finding]


def mark(results: Sequence[PlanResult], baseline: Baseline) -> tuple[PlanResult, ...]:
    """The results with the records known that the baseline has."""
    audited = {result.plan.source.name for result in results}
    known = {(finding.id, finding.outcome, finding.plan) for finding in baseline.findings}
    moved = {(finding.id, finding.outcome) for finding in baseline.findings if finding.plan not in audited}
    marked: list[PlanResult] = []
    for result in results:
        path = result.plan.source.name
        records = (
            replace(record, known=True)
            if (of, record.outcome, path) in known or (of, record.outcome) in moved
            else record
            for of, record in zip(record_ids(result), result.records, strict=True)
        )
        marked.append(replace(result, records=tuple(records)))
    return tuple(marked)


def mended(results: Iterable[PlanResult], policies: Iterable[checked.Policy], baseline: Baseline) -> int:
    """How many violations of the baseline are none any more, among the plans and rules that are audited now."""
    rules = {f"{policy.id}/{rule.name}" for policy in policies for rule in policy.rules}
    audited: set[str] = set()
    wrong: set[tuple[str, str]] = set()
    for result in results:
        path = result.plan.source.name
        audited.add(path)
        pairs = zip(record_ids(result), result.records, strict=True)
        wrong |= {(of, path) for of, record in pairs if record.outcome in {*FOUND, "fault"}}
    return sum(
        1
        for finding in baseline.findings
        if finding.outcome == "violation"
        and finding.plan in audited
        and finding.rule in rules
        and (finding.id, finding.plan) not in wrong
    )
