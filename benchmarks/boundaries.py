"""Plans on, just above and just below the thresholds of rules, and whether two engines agree on them.

A comparison of a rule on some plan has a left and a right value; a fact below either of them is moved to where the two
are equal, as a factor and as a summand of its side, and a little to both sides of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from shardlaw.dataclass import dataclass, replace
from shardlaw.evaluation.compiled.layout import prepare
from shardlaw.evaluation.compiled.outcomes import Counts, counted
from shardlaw.evaluation.compiled.program import Program, build
from shardlaw.evaluation.examples import run_examples
from shardlaw.evaluation.records import Record
from shardlaw.evaluation.rules import evaluate_rule
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.language.values import Number, exact
from shardlaw.plans.facts import Branch, Fact, Plan, Tree
from shardlaw.plans.schema import PlanSchema

NEAR = Fraction(1, 10**6)  # how far beside a threshold a fact that is no whole number is put


@dataclass(frozen=True, slots=True)
class Case:
    """One rule on one plan."""

    policy: checked.Policy
    rule: checked.Rule
    plan: Plan
    moved: str = ""


class Cases:
    """Cases around the thresholds that the examples of some policies come near."""

    def __init__(self, policies: Sequence[checked.Policy], schema: PlanSchema) -> None:
        ran = [result for result in run_examples(policies, schema) if result.plan is not None]
        self.bases = [Case(result.policy, result.rule, result.plan) for result in ran if result.plan is not None]
        self.programs: dict[tuple[str, str, bool], Program] = {}

    def case(self, random: Random) -> Case:
        """A case near a threshold; an example itself where it compares nothing that can be moved."""
        base = random.choice(self.bases)
        moves = [move for record in records(base) for trace in record.deciding for move in _moves(trace, base.plan)]
        if not moves:
            return base
        fact, target = random.choice(moves)
        value = _beside(target, fact, random)
        return base if value is None else replace(base, plan=_with(base.plan, fact, value), moved=fact.pointer)

    def program(self, case: Case, *, tracing: bool) -> Program:
        key = (case.policy.id, case.rule.name, tracing)
        if key not in self.programs:
            alone = replace(case.policy, rules=(case.rule,))
            self.programs[key] = build([alone], {}, tracing=tracing)
        return self.programs[key]

    def compiled(self, case: Case, *, tracing: bool) -> Counts | None:
        """The outcomes by generated code; None where it leaves them."""
        program = self.program(case, tracing=tracing)
        if program.left:
            return None
        return counted(program, program.run(prepare(case.plan.root, program.layout)))[0]


def records(case: Case) -> tuple[Record, ...]:
    return evaluate_rule(case.rule, case.policy, case.plan, {})


def agrees(case: Case, counts: Counts) -> bool:
    """Whether the reference interpreter says the same: as many of each outcome, and nothing else."""
    outcomes = Counter(record.outcome for record in records(case))
    return outcomes == Counter({"pass": counts.passes, "violation": counts.violations, "skipped": counts.skipped})


def _moves(trace: Trace, plan: Plan) -> Iterator[tuple[Fact, Number]]:
    """Facts, and values of theirs for which the sides of a comparison meet."""
    for part in trace.walk():
        if not isinstance(part.node, checked.Compare | checked.Approximate) or len(part.operands) < 2:
            continue
        values = [operand.value for operand in part.operands]
        if any(isinstance(value, bool) or not isinstance(value, int | Fraction) for value in values):
            continue
        left, right = Fraction(values[0]), Fraction(values[1])
        ends = [right]
        if isinstance(part.node, checked.Approximate):
            room = Fraction(values[2]) * (abs(right) if part.node.relative else 1)
            ends = [right - room, right + room]
        for operand, own, others in ((part.operands[0], left, ends), (part.operands[1], right, [left])):
            for fact in {found.fact.pointer: found.fact for found in operand.walk() if found.fact is not None}.values():
                if isinstance(fact.value, bool) or not isinstance(fact.value, int | Fraction) or not fact.stated:
                    continue
                if plan.facts.get(fact.pointer) is not fact:
                    continue
                for other in others:
                    if own and other:
                        yield fact, fact.value * other / own
                        yield fact, fact.value * own / other
                    yield fact, fact.value + other - own


def _beside(target: Number, fact: Fact, random: Random) -> Number | None:
    """The target or a number beside it, of the kind that the fact is; None where no plan could say it."""
    whole = isinstance(fact.value, int) and not fact.unit and "/claims/" not in fact.pointer
    step = 1 if whole else abs(target) * NEAR
    value = exact(Fraction(target) + random.choice((-1, 0, 1)) * step)
    if whole:
        value = round(value)
    least = 1 if whole else NEAR
    return value if value >= least and value != fact.value else None


def _with(plan: Plan, fact: Fact, value: Number) -> Plan:
    """The plan in which one fact has another value."""
    moved = replace(fact, value=value, text=str(value))
    root = {name: _put(tree, fact, moved) for name, tree in plan.root.items()}
    return replace(plan, root=root, facts={**plan.facts, fact.pointer: moved})


def _put(tree: Tree, fact: Fact, moved: Fact) -> Tree:
    if tree is fact:
        return moved
    if isinstance(tree, Fact):
        return tree
    if isinstance(tree, tuple):
        return tuple(_put(part, fact, moved) for part in tree)
    branch: Mapping[str, Tree] | Branch = tree
    return {name: _put(part, fact, moved) for name, part in branch.items()}
