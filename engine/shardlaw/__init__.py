"""A declarative, rules-as-data policy engine that audits parallel-strategy plans of large language models.

    from shardlaw import audit

    report = audit("plan.yaml")
    if not report.green:
        raise SystemExit(str(report))

The names below are imported when they are asked for, so that `import shardlaw` costs next to nothing. docs/library.md
describes them; what is not among them is not public.
"""

from __future__ import annotations

TYPE_CHECKING = False  # that of `typing` is dearer to import than all else here

if TYPE_CHECKING:
    from typing import Any

    from shardlaw.diagnostics import Diagnostic, PluginError, ShardlawError
    from shardlaw.library.auditing import audit
    from shardlaw.library.gate import Gate
    from shardlaw.library.plans import Plan, load_plan
    from shardlaw.library.policies import Policies, Rule, load_policies
    from shardlaw.library.report import Report, UnreadablePlanError
    from shardlaw.library.results import Fact, PlanResult, Record

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "Fact",
    "Gate",
    "Plan",
    "PlanResult",
    "PluginError",
    "Policies",
    "Record",
    "Report",
    "Rule",
    "ShardlawError",
    "UnreadablePlanError",
    "audit",
    "load_plan",
    "load_policies",
]

_HOMES = {
    "diagnostics": ("Diagnostic", "PluginError", "ShardlawError"),
    "library.auditing": ("audit",),
    "library.gate": ("Gate",),
    "library.plans": ("Plan", "load_plan"),
    "library.policies": ("Policies", "Rule", "load_policies"),
    "library.report": ("Report", "UnreadablePlanError"),
    "library.results": ("Fact", "PlanResult", "Record"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module  # noqa: PLC0415

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"shardlaw.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
