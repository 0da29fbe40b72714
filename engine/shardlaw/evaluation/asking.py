"""One expression on one plan, outside any policy."""

from __future__ import annotations

from shardlaw.diagnostics import Diagnostic, PluginError, ShardlawError, Source, Span
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.cost import LIMIT, expression_cost, longest_lists
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.evaluation.trace import Trace
from shardlaw.language import checked
from shardlaw.plans.facts import Plan


def ask(expression: checked.Expression, source: Source, plan: Plan) -> Trace:
    """What an expression comes to; ShardlawError where it could take too long, PluginError where a calculator fails."""
    refuse_costly(expression, source, plan)
    return worth(expression, Scope(source, plan.root))


def refuse_costly(expression: checked.Expression, source: Source, plan: Plan) -> None:
    """ShardlawError where the expression could take too long on this plan."""
    work = expression_cost(expression, longest_lists(plan.root))
    if work > LIMIT:
        words = {"plan": plan.source.name, "work": f"{work:,}", "limit": f"{LIMIT:,}"}
        raise ShardlawError(Diagnostic("C145", source, Span(0, len(source.text)), words))


def worth(expression: checked.Expression, scope: Scope) -> Trace:
    """What an expression comes to; PluginError where a calculator fails."""
    try:
        return evaluate(expression, scope)
    except Fault as fault:
        words = {"calculator": fault.calculator, "plugin": fault.plugin, "said": fault.message}
        raise PluginError(Diagnostic("C146", scope.source, Span(0, len(scope.source.text)), words)) from None
