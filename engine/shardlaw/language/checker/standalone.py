"""One expression by itself, as `eval` takes it."""

from __future__ import annotations

from collections.abc import Sequence

from shardlaw.diagnostics import Source
from shardlaw.language import checked, tree
from shardlaw.language.checker.context import Context
from shardlaw.language.checker.expressions import HANDLERS
from shardlaw.language.checker.results import Checked, Report
from shardlaw.language.checker.scope import ParamEntity, Scope, outermost
from shardlaw.language.environment import Environment


def check_expression(
    expression: tree.Expression, source: Source, environment: Environment, params: Sequence[checked.Param] = ()
) -> Checked[checked.Expression]:
    """An expression over the plan's facts and, where a policy lends them, its parameters."""
    report = Report(source)
    scope = Scope(outermost(environment, facts=True))
    for param in params:
        scope.names[param.name] = ParamEntity(None, param)
    return report.conclude(Context(report, environment, scope, HANDLERS).check(expression))
