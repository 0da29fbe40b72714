"""Facts that have several readings, because the convention they follow is not stated: a rule that reads one is decided
only where it comes to the same under all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from shardlaw.dataclass import dataclass, field, replace
from shardlaw.evaluation.records import Alternative, Outcome, Record
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.language import checked
from shardlaw.plans.facts import Fact, LabelledValue, Plan, Tree

# Combinations that are tried for one rule; what takes more stays inconclusive.
MOST = 64

# One reading for every fact that has several.
Combination = tuple[tuple[Fact, LabelledValue], ...]


def decided_records(
    rule: checked.Rule, policy: checked.Policy, plan: Plan, settings: Mapping[str, checked.Constant]
) -> tuple[Record, ...]:
    """The records of a rule on a plan, like `evaluate_rule`, under every reading of the facts that have several."""
    trial = _Trial(rule, policy, plan, settings)
    return tuple(trial.decided(record) for record in trial.records(()))


@dataclass(slots=True)
class _Trial:
    """One rule on one plan, under as many combinations of readings as are asked for."""

    rule: checked.Rule
    policy: checked.Policy
    plan: Plan
    settings: Mapping[str, checked.Constant]
    tried: dict[Combination, tuple[Record, ...]] = field(default_factory=dict)

    def records(self, combination: Combination) -> tuple[Record, ...]:
        if combination not in self.tried:
            plan = read_as(self.plan, combination) if combination else self.plan
            self.tried[combination] = evaluate_rule(self.rule, self.policy, plan, self.settings)
        return self.tried[combination]

    def decided(self, record: Record) -> Record:
        """The record under all readings, if they agree; else as it is without any, with what each comes to.

        Where none of them decides, the readings are not what the rule waits for.
        """
        facts = _readable(record)
        while True:
            if record.outcome != "inconclusive" or not facts or prod(len(fact.alternatives) for fact in facts) > MOST:
                return record
            choices = product(*(fact.alternatives for fact in facts))
            combinations = [tuple(zip(facts, chosen, strict=True)) for chosen in choices]
            found = [self._same_subject(record, combination) for combination in combinations]
            also = [fact for other in found if other is not None for fact in _readable(other) if fact not in facts]
            if not also:
                return _agreed(record, facts, combinations, found)
            facts = list(dict.fromkeys([*facts, *also]))

    def _same_subject(self, record: Record, combination: Combination) -> Record | None:
        """The record of the same subject under a combination; there may be none where that selects the subjects."""
        pointer = record.subject.pointer
        return next((other for other in self.records(combination) if other.subject.pointer == pointer), None)


def _readable(record: Record) -> list[Fact]:
    """The facts with several readings that a record read."""
    return [fact for fact in record.facts if fact.alternatives]


def _agreed(
    record: Record, facts: Sequence[Fact], combinations: Sequence[Combination], found: Sequence[Record | None]
) -> Record:
    outcomes: list[Outcome] = ["skipped" if other is None else other.outcome for other in found]
    pairs = list(zip(outcomes, combinations, strict=True))
    alternatives = tuple(
        Alternative(fact, reading, _common([outcome for outcome, chosen in pairs if (fact, reading) in chosen]))
        for fact in facts
        for reading in fact.alternatives
    )
    scopes = tuple(scope for other in found if other is not None for scope in other.scopes)
    scopes = scopes if len(scopes) == len(found) else ()
    first = found[0]
    if set(outcomes) == {"inconclusive"}:
        causes = {cause for other in found if other is not None for cause in other.unknowns}
        return replace(record, unknowns=tuple(sorted(causes)), scopes=scopes)
    if first is None or _common(outcomes) == "inconclusive":
        return replace(record, alternatives=alternatives, scopes=scopes)
    return replace(first, facts=record.facts, alternatives=alternatives, scopes=scopes)


def _common(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of several combinations, if it is one."""
    return outcomes[0] if len(set(outcomes)) == 1 else "inconclusive"


def read_as(plan: Plan, combination: Combination) -> Plan:
    """The plan in which each fact is what one of its readings says."""
    read = {
        fact.pointer: replace(fact, value=reading.value, text=str(reading.value), alternatives=())
        for fact, reading in combination
    }
    root = {name: _replaced(tree, read) for name, tree in plan.root.items()}
    return replace(plan, root=root, facts={**plan.facts, **read})


def _replaced(tree: Tree, facts: Mapping[str, Fact]) -> Tree:
    if isinstance(tree, Fact):
        return facts.get(tree.pointer, tree)
    if isinstance(tree, tuple):
        return tuple(_replaced(part, facts) for part in tree)
    return {name: _replaced(part, facts) for name, part in tree.items()}
