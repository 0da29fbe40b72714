"""The bundled policies, checked once, and a way to run some of them on a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from tests.domain.bundled import FILES, JUDGING, ROOT
from tests.plans.revising import read_following

from shardlaw.diagnostics import Source
from shardlaw.diagnostics.render import render_all
from shardlaw.evaluation.audit import PlanResult, audit_plan
from shardlaw.evaluation.records import Record
from shardlaw.language import checked, tree
from shardlaw.language.checker import Checked, check_policy
from shardlaw.language.parser import parse
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins

Audit = Callable[..., tuple[Record, ...]]


@pytest.fixture(scope="session")
def schema() -> PlanSchema:
    return load_schema()


@pytest.fixture(scope="session")
def results(schema: PlanSchema) -> Mapping[str, Checked[checked.Policy]]:
    """What the checker says of each bundled policy, by the path of its file."""
    environment = build_environment(load_plugins(), schema.facts).value
    assert environment is not None
    found = {}
    for name in FILES:
        parsed = parse(Source(name, (ROOT / name).read_text("utf-8")))
        assert isinstance(parsed.file, tree.Policy), render_all(parsed.diagnostics)
        found[name] = check_policy(parsed.file, environment)
    return found


@pytest.fixture(scope="session")
def policies(results: Mapping[str, Checked[checked.Policy]]) -> tuple[checked.Policy, ...]:
    return tuple(result.value for result in results.values() if result.value is not None)


@pytest.fixture(scope="session")
def audit(policies: tuple[checked.Policy, ...]) -> Audit:
    """Policies on the bytes of a plan, which may revise one of the examples."""
    by_file = {policy.source.name: policy for policy in policies}

    def run(data: bytes, name: str, files: tuple[str, ...] = JUDGING) -> tuple[Record, ...]:
        reading = read_following(data, ROOT / "examples" / name, ROOT / "examples")
        assert reading.plan is not None, render_all(reading.diagnostics)
        result = audit_plan(reading.plan, [by_file[file] for file in files], {})
        assert isinstance(result, PlanResult)
        return result.records

    return run
