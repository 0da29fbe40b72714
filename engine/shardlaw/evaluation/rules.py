"""One rule on one plan: a record for every subject that its `for` clauses bind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.messages import Messages
from shardlaw.evaluation.reading import facts_read, subject_of
from shardlaw.evaluation.records import Condition, Judgement, Outcome, Record, Requirement, Subject
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.slack import slack
from shardlaw.evaluation.trace import Trace, unknowns
from shardlaw.language import checked
from shardlaw.language.values import Unknown
from shardlaw.plans.facts import Plan


def evaluate_rule(
    rule: checked.Rule, policy: checked.Policy, plan: Plan, settings: Mapping[str, checked.Constant]
) -> tuple[Record, ...]:
    """The records of a rule on a plan, in the order of its lists; none where the list it goes through is empty.

    `settings` are values for parameters of the policy, by name; the others have their defaults.
    """
    params = {param.name: settings.get(param.name, param.default) for param in policy.params}
    lets = {let.name: let for let in (*policy.lets, *rule.lets)}
    scope = Scope(policy.source, plan.root, params, lets)
    return tuple(_Evaluation(rule, policy, plan).below(0, scope, Subject(), ()))


@dataclass(frozen=True, slots=True)
class _Evaluation:
    rule: checked.Rule
    policy: checked.Policy
    plan: Plan

    def below(self, depth: int, scope: Scope, subject: Subject, read: tuple[Trace, ...]) -> Iterator[Record]:
        """The records below the first `depth` bindings; `read` are the traces of what led there."""
        conditions = [condition for bound, condition in self.rule.conditions if bound == depth]
        ended, tested = _tested(conditions, scope)
        if ended is not None:
            yield self._ended(ended, depth, scope, subject, (*read, *tested))
        elif depth < len(self.rule.bindings):
            yield from self._bound(depth, scope, subject, (*read, *tested))
        else:
            yield self._judged(scope, subject, (*read, *tested))

    def _bound(self, depth: int, scope: Scope, subject: Subject, read: tuple[Trace, ...]) -> Iterator[Record]:
        bind = self.rule.bindings[depth]
        try:
            source = evaluate(bind.source, scope)
        except Fault as fault:
            yield self._ended(Condition("fault", bind.source, None, fault), depth, scope, subject, read)
            return
        if not isinstance(source.value, tuple):
            yield self._ended(Condition("inconclusive", bind.source, source), depth, scope, subject, (*read, source))
            return
        for element in source.value:
            inner = scope.each(bind.name, element)
            ended, tested = _tested([] if bind.condition is None else [bind.condition], inner)
            member, traces = subject_of(bind.name, element), (*read, source, *tested)
            if ended is None:
                yield from self.below(depth + 1, inner, member, traces)
            elif ended.outcome != "skipped":
                yield self._ended(ended, depth + 1, inner, member, traces)

    def _ended(self, when: Condition, depth: int, scope: Scope, subject: Subject, read: tuple[Trace, ...]) -> Record:
        """The record of a subject whose requirements were not reached. What is not bound yet is unknown."""
        for bind in self.rule.bindings[depth:]:
            scope = scope.each(bind.name, Trace(bind.source, Unknown(())))
        unknown = unknowns(*read) if when.outcome == "inconclusive" else None
        bound = depth == len(self.rule.bindings)
        return self._record(
            scope, subject, when.outcome, read, when=when, unknown=unknown, bound=bound, faults=[when.fault]
        )

    def _judged(self, scope: Scope, subject: Subject, read: tuple[Trace, ...]) -> Record:
        messages = Messages(scope)
        requirements = tuple(_required(require, scope, messages) for require in self.rule.requirements)
        outcome = _worst(requirement.outcome for requirement in requirements)
        traces = tuple(requirement.trace for requirement in requirements if requirement.trace is not None)
        faults = [*(requirement.fault for requirement in requirements), *messages.faults]
        return self._record(
            scope,
            subject,
            outcome,
            (*read, *traces),
            requirements=requirements,
            unknown=unknowns(*traces) if outcome == "inconclusive" else None,
            faults=faults,
        )

    def _record(
        self,
        scope: Scope,
        subject: Subject,
        outcome: Outcome,
        read: tuple[Trace, ...],
        *,
        when: Condition | None = None,
        requirements: tuple[Requirement, ...] = (),
        unknown: Unknown | None = None,
        bound: bool = True,
        faults: Iterable[Fault | None] = (),
    ) -> Record:
        messages = Messages(scope)
        message, fix = messages.filled(self.rule.message), messages.optional(self.rule.fix)
        failed = next((fault for fault in (*faults, *messages.faults) if fault is not None), None)
        return Record(
            policy=self.policy,
            rule=self.rule,
            subject=subject,
            outcome=outcome if failed is None else "fault",
            message=message,
            fix=fix,
            facts=facts_read(read, self.plan),
            when=when,
            requirements=requirements,
            binding=_binding(requirements),
            unknowns=() if unknown is None or failed is not None else unknown.causes,
            fault=failed,
            scopes=(scope,) if bound else (),
        )


def _tested(conditions: Iterable[checked.Expression], scope: Scope) -> tuple[Condition | None, tuple[Trace, ...]]:
    """What of some conditions ends the evaluation, if anything: a failure, else one that is false, else unknown.

    All are evaluated, so that their order does not matter.
    """
    traces: list[Trace] = []
    failed: Condition | None = None
    for condition in conditions:
        try:
            traces.append(evaluate(condition, scope))
        except Fault as fault:
            failed = failed or Condition("fault", condition, None, fault)
    false = next((trace for trace in traces if trace.value is False), None)
    unknown = next((trace for trace in traces if isinstance(trace.value, Unknown)), None)
    if failed is None and false is not None:
        part = _false_part(false)
        failed = Condition("skipped", part.node, part)
    elif failed is None and unknown is not None:
        failed = Condition("inconclusive", unknown.node, unknown)
    return failed, tuple(traces)


def _false_part(trace: Trace) -> Trace:
    """The conjunct, not itself a conjunction, that makes a conjunction false."""
    while isinstance(trace.node, checked.Logic) and trace.node.operator == "and":
        trace = next(operand for operand in trace.operands if operand.value is False)
    return trace


def _required(require: checked.Require, scope: Scope, messages: Messages) -> Requirement:
    message = messages.optional(require.message)
    try:
        trace = evaluate(require.condition, scope)
    except Fault as fault:
        return Requirement("fault", require.condition, message, None, None, fault)
    if isinstance(trace.value, Unknown):
        return Requirement("inconclusive", require.condition, message, None, trace)
    outcome: Judgement = "pass" if trace.value else "violation"
    return Requirement(outcome, require.condition, message, slack(trace), trace)


_WORST_FIRST: tuple[Judgement, ...] = ("fault", "violation", "inconclusive", "pass")


def _worst(outcomes: Iterable[Judgement]) -> Judgement:
    return min(outcomes, key=_WORST_FIRST.index)


def _binding(requirements: tuple[Requirement, ...]) -> int | None:
    """The requirement that decided: of those with the record's outcome, the one of least relative slack."""
    if not requirements:
        return None
    worst = _worst(requirement.outcome for requirement in requirements)
    deciding = [index for index, requirement in enumerate(requirements) if requirement.outcome == worst]
    measured = [(distance.order, index) for index in deciding if (distance := requirements[index].slack) is not None]
    return min(measured)[1] if measured else deciding[0]
