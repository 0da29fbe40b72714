"""A fixture for pytest: `assert_compliant(plan)` fails a test whose plan the gate does not let through.

pytest loads this module in every project that has shardlaw installed, so it imports nothing of it before a test asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import os

    from shardlaw.library.auditing import Setting
    from shardlaw.library.gate import Gate
    from shardlaw.library.plans import PlanInput
    from shardlaw.library.policies import Policies, PolicySelector
    from shardlaw.library.report import Report


class AssertCompliant:
    """What the fixture `assert_compliant` gives. Policies are read once for all calls that name the same ones."""

    def __init__(self) -> None:
        self._loaded: dict[object, Policies] = {}

    def __call__(
        self,
        plans: PlanInput | Iterable[PlanInput],
        *,
        policies: Policies | PolicySelector | Iterable[PolicySelector] | None = None,
        parameters: Mapping[str, Setting] | None = None,
        gate: Gate | None = None,
        plugins: Iterable[str] = (),
        project: str | os.PathLike[str] | None = None,
    ) -> Report:
        """Audit plans as `shardlaw.audit` does and give the report; AssertionError with its text unless it is green."""
        __tracebackhide__ = True
        from shardlaw.library.auditing import audit  # noqa: PLC0415
        from shardlaw.library.policies import Policies  # noqa: PLC0415

        loaded = policies if isinstance(policies, Policies) else self._load(policies, plugins, project)
        report = audit(plans, policies=loaded, parameters=parameters, gate=gate)
        if not report.green:
            raise AssertionError(f"the gate says {report.verdict}\n\n{report}")
        return report

    def _load(
        self,
        policies: PolicySelector | Iterable[PolicySelector] | None,
        plugins: Iterable[str],
        project: str | os.PathLike[str] | None,
    ) -> Policies:
        from shardlaw.library.policies import listed_selectors, load_policies  # noqa: PLC0415

        selectors, named = listed_selectors(policies), tuple(plugins)
        key: Any = (selectors, named, project)
        if key not in self._loaded:
            self._loaded[key] = load_policies(*selectors, plugins=named, project=project)
        return self._loaded[key]


@pytest.fixture(scope="session")
def assert_compliant() -> AssertCompliant:
    """Audit plans; fails the test with the records unless the gate is green."""
    return AssertCompliant()
