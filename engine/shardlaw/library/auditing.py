"""One audit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias, get_args

from shardlaw.dataclass import replace
from shardlaw.diagnostics import ShardlawError
from shardlaw.evaluation.report import Traces, build_report
from shardlaw.library.gate import Gate, read_gate, wrong_word
from shardlaw.library.places import on_lines
from shardlaw.library.plans import PlanInput, open_inputs, paths_of
from shardlaw.library.policies import Policies, PolicySelector, open_policies, root_of
from shardlaw.library.report import Report, UnreadablePlanError
from shardlaw.workspace.audit import audit_plans
from shardlaw.workspace.plans import open_plan
from shardlaw.workspace.settings import Assignment, read_settings

Setting: TypeAlias = str | int | float | Decimal | bool


def audit(
    plans: PlanInput | Iterable[PlanInput],
    *,
    policies: Policies | PolicySelector | Iterable[PolicySelector] | None = None,
    parameters: Mapping[str, Setting] | None = None,
    gate: Gate | None = None,
    plugins: Iterable[str] = (),
    project: str | os.PathLike[str] | None = None,
    traces: Traces = "failed",
) -> Report:
    """Evaluate plans against policies.

    `plans` are one or several of what `load_plan` reads. `policies` come from `load_policies`, which is worth its while
    where there are many audits, or are what it takes; `plugins` and `project` are as there, and not given with policies
    that are loaded. `parameters` set parameters by `policy.name`, to the text that `--param` takes or a number, before
    the project file. `gate` says what blocks; what it leaves open the project file says, else violations of severity
    error do.
    `traces` says which derivations the report holds, as `--trace`.

    UnreadablePlanError where a plan cannot be read, with the report of the others. ShardlawError where nothing could be
    audited: a policy, a parameter, the project file is wrong. PluginError where a plug-in is broken.
    """
    documents = open_inputs(plans)
    if not documents:
        raise ValueError("no plan to audit")
    if not isinstance(gate, Gate | None):
        raise TypeError(f"the gate is a Gate, and no {type(gate).__name__}")
    wrong = wrong_word("traces", traces, get_args(Traces))
    if wrong:
        raise ShardlawError(*wrong)
    paths = paths_of(documents)
    if not isinstance(policies, Policies):
        loaded = open_policies(policies, plugins, project, paths)
    elif project is None and not tuple(plugins):
        loaded = policies
    else:
        raise TypeError("plug-ins and the project are those that the policies were loaded with")
    workspace, selection = loaded.workspace, loaded.selection
    if workspace.project is None:
        workspace = replace(workspace, root=root_of(paths))
    settings = read_settings(_assignments(parameters or {}), selection)
    blocking = read_gate(gate or Gate(), workspace, selection)
    opened = [open_plan(workspace, document) for document in documents]
    done = audit_plans(workspace, opened, selection.policies, settings, blocking)
    tree = build_report(done, traces)
    report = Report(tree["verdict"], done.exit_code, tree, traces == "all", workspace)
    if done.unreadable:
        raise UnreadablePlanError(report, *(found for plan in done.unreadable for found in plan.diagnostics))
    return report


def _assignments(parameters: Mapping[str, Setting]) -> list[Assignment]:
    """What the parameters set, each on a line of its own."""
    texts = (f"{name}={_written(value)}" for name, value in parameters.items())
    return [Assignment(*placed, "parameter") for placed in on_lines("<parameters>", texts)]


def _written(value: Setting) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
