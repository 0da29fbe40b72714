"""Many plans under the same rules: what each rule came to on each plan, and no more than that.

A rule that the compiled form decides costs nothing else; what it leaves open goes through the reference interpreter.
Plans are taken one by one and nothing of them is kept, so the work is linear in their number and the memory is that of
one plan. Who wants to know why audits the plan.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, NoReturn

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.alternatives import decided_records
from shardlaw.evaluation.audit import Settings, Unreadable, policy_order
from shardlaw.evaluation.compiled.documents import ODD, DocumentReader
from shardlaw.evaluation.compiled.layout import Row, prepare
from shardlaw.evaluation.compiled.outcomes import Counts, counted
from shardlaw.evaluation.compiled.program import build
from shardlaw.evaluation.cost import LIMIT, longest_lists, refusals, rule_cost
from shardlaw.evaluation.records import Outcome
from shardlaw.language import checked
from shardlaw.plans.facts import Plan
from shardlaw.plans.normal import Profiles
from shardlaw.plans.reader import UNNAMED
from shardlaw.plans.schema import PlanSchema

REMEMBERED = 4096  # lengths of lists for which it is known whether a rule could take too long
DIGITS = 15  # a decimal number of so many digits survives being read as a float


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule came to for some subjects of one plan, where that is neither a pass nor a skip.

    `known` is what a baseline says of a record; screening has none.
    """

    policy: checked.Policy
    rule: checked.Rule
    outcome: Outcome
    subjects: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class Screened:
    """One plan: how many records there would be of each outcome, and what is not a pass.

    `compiled` counts the rules that took no interpreter.
    """

    name: str
    outcomes: Mapping[Outcome, int]
    findings: tuple[Finding, ...]
    compiled: int


class Screen:
    """Some policies, compiled for many plans; `settings` are values of their parameters."""

    def __init__(
        self,
        policies: Iterable[checked.Policy],
        settings: Settings,
        schema: PlanSchema,
        profiles: Profiles | None = None,
    ) -> None:
        self.settings = settings
        self.program = build(sorted(policies, key=policy_order), settings)
        self.reader = DocumentReader(self.program.layout, schema, profiles)
        self.short: dict[frozenset[tuple[str, int]], bool] = {}

    def plan(self, plan: Plan) -> Screened | Unreadable:
        """Screen a plan that was read."""
        if not self._takes_long(longest_lists(plan.root)):
            return self._screened(plan.name, prepare(plan.root, self.program.layout), plan)
        return Unreadable(plan.source.name, refusals(self.program.rules, plan))

    def quick(self, data: bytes, name: str) -> Screened | None:
        """Screen the plan in a JSON file's bytes without reading more of it than the rules ask.

        None where that says too little: the file then has to be read as a plan, which may be none.
        """
        try:
            document = parsed(data)
            row = self.reader.short(document)
        except (*ODD, RecursionError):
            return None
        found = counted(self.program, self.program.run(row))
        if None in found or self._takes_long(longest_lists(document, {"phases": 1})):
            return None
        said = document.get("name", "unknown")
        return self._summed(PurePosixPath(name).stem or UNNAMED if said == "unknown" else str(said), found, None)

    def _takes_long(self, lengths: Mapping[str, int]) -> bool:
        """Whether some rule could take too long on a plan with lists of these lengths, as an audit asks."""
        key = frozenset(lengths.items())
        if key not in self.short:
            if len(self.short) == REMEMBERED:
                self.short.clear()
            self.short[key] = any(rule_cost(rule, policy, lengths) > LIMIT for policy, rule in self.program.rules)
        return self.short[key]

    def _screened(self, name: str, row: Row, plan: Plan) -> Screened:
        return self._summed(name, counted(self.program, self.program.run(row)), plan)

    def _summed(self, name: str, found: list[Counts | None], plan: Plan | None) -> Screened:
        """The outcomes of every rule, by the interpreter where the compiled form leaves one open."""
        outcomes: Counter[Outcome] = Counter()
        findings: list[Finding] = []
        for (policy, rule), counts in zip(self.program.rules, found, strict=True):
            tally = self._interpreted(policy, rule, plan) if counts is None else _told(counts)
            outcomes.update(tally)
            findings += [Finding(policy, rule, outcome, subjects) for outcome, subjects in tally.items()]
        telling = tuple(finding for finding in findings if finding.outcome not in ("pass", "skipped"))
        return Screened(name, outcomes, telling, len(found) - found.count(None))

    def _interpreted(self, policy: checked.Policy, rule: checked.Rule, plan: Plan | None) -> Counter[Outcome]:
        assert plan is not None  # noqa: S101 - documents with open rules are read as plans
        values = {key: value for (owner, key), value in self.settings.items() if owner == policy.id}
        return Counter(record.outcome for record in decided_records(rule, policy, plan, values))


def _told(counts: Counts) -> Counter[Outcome]:
    return +Counter[Outcome]({"pass": counts.passes, "violation": counts.violations, "skipped": counts.skipped})


def parsed(data: bytes) -> dict[str, Any]:
    """A JSON text as a dict in which every number is what its digits say; ValueError or TypeError for any other."""
    if b"-0" in data:  # the reader tells it from 0
        raise ValueError
    document = json.loads(
        data.decode("utf-8"), object_pairs_hook=_unique, parse_float=_decimal, parse_constant=_refused
    )
    if not isinstance(document, dict):
        raise TypeError
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _decimal(text: str) -> float:
    return float(text) if len(text) <= DIGITS else _refused(text)


def _refused(_: str) -> NoReturn:
    raise ValueError
