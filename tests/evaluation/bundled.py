"""What ships: the bundled policies, checked with the first-party plug-ins, and the example plans."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.plans.revising import read_following

from shardlaw.diagnostics import Source
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.facts import Plan
from shardlaw.plans.reader import Reading, read_plan
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import load_plugins

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def world() -> tuple[PlanSchema, Environment]:
    plugins = load_plugins()
    schema = load_schema(plugins.namespaces)
    environment = build_environment(plugins, schema.facts).value
    assert environment is not None
    return schema, environment


@cache
def policies() -> tuple[checked.Policy, ...]:
    return tuple(policy_at(path) for path in sorted((ROOT / "policies").glob("*/*.law")))


def policy_at(path: Path) -> checked.Policy:
    parsed = parse(Source(path.name, path.read_text("utf-8")))
    assert isinstance(parsed.file, tree.Policy), parsed.diagnostics
    policy = check_policy(parsed.file, world()[1]).value
    assert policy is not None
    return policy


def reading_of(data: bytes, name: str = "plan.yaml") -> Reading:
    return read_plan(data, name, world()[0])


def example(name: str) -> Plan:
    path = ROOT / "examples" / name
    plan = read_following(path.read_bytes(), path, path.parent).plan
    assert plan is not None
    return plan
