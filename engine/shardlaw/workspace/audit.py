"""An audit: policies on plans under a gate. The command and the library both come here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shardlaw.evaluation.audit import PlanResult, Settings, Unreadable, audit_plan
from shardlaw.evaluation.baseline import Baseline, mark
from shardlaw.evaluation.gate import Gate
from shardlaw.evaluation.report import Audit
from shardlaw.language import checked
from shardlaw.plans.facts import Plan
from shardlaw.workspace.files import folder_in_repository
from shardlaw.workspace.opening import Workspace


def audit_plans(
    workspace: Workspace,
    plans: Iterable[Plan | Unreadable],
    policies: Sequence[checked.Policy],
    settings: Settings,
    gate: Gate,
    baseline: Baseline | None = None,
) -> Audit:
    """The audit of all plans that can be read; those that cannot, or could take too long, are its `unreadable`.

    What the baseline has found already is known, and does not block.

    `build_report` makes the report of it, `Audit.exit_code` is what it ends with.
    """
    results: list[PlanResult] = []
    unreadable: list[Unreadable] = []
    for plan in plans:
        result = plan if isinstance(plan, Unreadable) else audit_plan(plan, policies, settings)
        if isinstance(result, Unreadable):
            unreadable.append(result)
        else:
            results.append(result)
    return Audit(
        tuple(results) if baseline is None else mark(results, baseline),
        tuple(unreadable),
        tuple(policies),
        workspace.world.versions,
        settings,
        gate,
        None if workspace.project is None else workspace.project.source,
        "" if workspace.project is None else folder_in_repository(workspace.root),
        baseline,
    )
