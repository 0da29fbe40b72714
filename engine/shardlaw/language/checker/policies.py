"""One policy file: declarations, then rules."""

from __future__ import annotations

from shardlaw.diagnostics import Label
from shardlaw.language import checked, tree
from shardlaw.language.checker import lints
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.expressions import HANDLERS
from shardlaw.language.checker.heads import read_head, uncited
from shardlaw.language.checker.lets import declare_lets, finish_lets, unused_lets
from shardlaw.language.checker.params import parameter
from shardlaw.language.checker.results import Checked, Report
from shardlaw.language.checker.rules import Frame, Surroundings, frame, rule
from shardlaw.language.checker.samples import Samples
from shardlaw.language.checker.scope import ParamEntity, Reads, Scope, outermost
from shardlaw.language.collector import collector_paused
from shardlaw.language.environment import Environment


@collector_paused()
def check_policy(policy: tree.Policy, environment: Environment) -> Checked[checked.Policy]:
    """Everything that is wrong with a policy; the policy as engines read it where nothing is."""
    report = Report(policy.source)
    head = read_head(report, environment, policy)
    title = head.text("title")
    if title is None:
        what = f"policy `{policy.name.text}`"
        report.add("L301", policy.name.span, what=what, clause="title", snippet='title "..."', place="to the head")

    context = Context(report, environment, Scope(outermost(environment, facts=True)), HANDLERS)
    params = _params(context, [item for item in policy.items if isinstance(item, tree.Param)])
    lets = declare_lets(context, [item for item in policy.items if isinstance(item, tree.Let)])
    shared = frame(context, Frame(), head.loops, head.conditions)
    lints.unguarded_claims(context, shared.reads, shared.guards)
    context.reads = Reads()
    checked_lets = finish_lets(context, lets)
    samples = Samples(report, environment.facts, [item for item in policy.items if isinstance(item, tree.Sample)])
    declared = {name: entity.param for name, entity in params.items()}
    surroundings = Surroundings(head, shared, declared, samples)
    rules = _rules(context, surroundings, [item for item in policy.items if isinstance(item, tree.Rule)])

    unused_lets(context, lets)
    for name, entity in params.items():
        if not entity.used and entity.span is not None:
            report.add("L402", entity.span, name=name)
    for sample in samples.unused():
        report.add("L403", sample.name.span, name=sample.name.text)
    uncited(report, head)
    return report.conclude(
        checked.Policy(
            policy.source,
            policy.name.text,
            policy.version.text,
            title or "",
            head.text("owner"),
            tuple(param for param in declared.values() if param is not None),
            checked_lets,
            rules,
        )
    )


def _params(context: Context, nodes: list[tree.Param]) -> dict[str, ParamEntity]:
    params: dict[str, ParamEntity] = {}
    for node in nodes:
        entity = ParamEntity(node.name.span, parameter(context.report, node))
        context.declare(node.name, entity)
        params.setdefault(node.name.text, entity)
    return params


def _rules(context: Context, surroundings: Surroundings, nodes: list[tree.Rule]) -> tuple[checked.Rule, ...]:
    first: dict[str, tree.Rule] = {}
    rules: list[checked.Rule] = []
    for node in nodes:
        known = first.setdefault(node.name.text, node)
        if known is not node:
            labels = [Label(known.name.span, "first declared here")]
            context.report.add("L303", node.name.span, labels=labels, name=node.name.text, what="a rule")
        found = rule(context, surroundings, node)
        if found is not None:
            rules.append(found)
    return tuple(rules)
