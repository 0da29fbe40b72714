"""Audits from many threads at once come to what they come to one after the other, whatever each of them works with."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest
from tests.library.conftest import HOUSE

from shardlaw import Policies, ShardlawError, audit, load_plan, load_policies
from shardlaw.language.collector import collector_paused

PLUGIN = '''\
"""What this team calls too many GPUs."""
import sys

from shardlaw.plugins import Answer, calculator, hookimpl

__version__ = "1.0"
MOST = {most}


@calculator("team.most", parameters={"gpus": "count"}, result="count", reason="it differs from team to team")
def most(gpus):
    """The most GPUs that a phase may have of those it asks for."""
    return Answer(min(gpus, sys.modules[__name__].MOST))  # as pickle and dataclasses look a module up


@hookimpl
def shardlaw_calculators():
    return [most]
'''
WORKERS = 8


@pytest.fixture(autouse=True)
def often() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def plan_of(gpus: int) -> dict[str, object]:
    return {
        "plan": "plan/1",
        "name": f"gpus-{gpus}",
        "model": {"kind": "dense", "parameters": "7B", "layers": 32, "dtype": "bf16"},
        "hardware": {"gpu": "H100-SXM", "gpus_per_node": 8},
        "phases": [{"name": "decode", "mode": "decode", "gpus": gpus, "parallelism": {"tp": 2, "dp": gpus // 2}}],
    }


def at_once(tasks: list[Callable[[], str]]) -> list[str]:
    with ThreadPoolExecutor(WORKERS) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


def one_by_one(tasks: list[Callable[[], str]]) -> list[str]:
    return [task() for task in tasks]


def test_many_plans_under_the_same_policies(folder: Path):
    policies = load_policies(folder / "house.law")

    def task(gpus: int) -> Callable[[], str]:
        def run() -> str:
            report = audit(load_plan(plan_of(gpus), policies=policies), policies=policies, traces="all")
            return f"{report}{report.to_json().decode()}{report._repr_html_()}"

        return run

    tasks = [task(gpus) for gpus in range(2, 66, 2)]
    assert at_once(tasks) == one_by_one(tasks)
    assert len(set(one_by_one(tasks))) == len(tasks)


def lay_out(folder: Path, team: int) -> Path:
    """The project of a team: a plug-in that is called as those of the others are, and says something else."""
    home = folder / f"team-{team}"
    home.mkdir()
    (home / "org.py").write_text(PLUGIN.replace("{most}", str(8 * team)))
    policy = HOUSE.replace("phase.gpus <= most\n", "phase.gpus <= team.most(phase.gpus) and phase.gpus <= most\n")
    (home / "house.law").write_text(policy.replace("too-many", f"too-many-for-{team}"))
    (home / "shardlaw.toml").write_text(
        dedent(f"""\
        policies = ["house.law"]
        plugins = ["org.py"]

        [parameters.house]
        most = {64 - team}
        """)
    )
    return home


def test_projects_with_plug_ins_of_their_own_side_by_side(folder: Path):
    homes = [lay_out(folder, team) for team in range(1, 4)]

    def task(home: Path) -> Callable[[], str]:
        return lambda: audit([plan_of(16), plan_of(32)], project=home).to_json().decode()

    tasks = [task(home) for home in homes]
    expected = one_by_one(tasks)
    assert [report.count('"violation": 1') for report in expected] == [2, 1, 1]
    assert at_once(tasks * 2) == expected * 2


def test_errors_stay_with_the_audit_that_made_them(memory: Policies):
    def task(number: int) -> Callable[[], str]:
        def run() -> str:
            try:
                return audit(plan_of(number) | {f"key{number}": 1}, policies=memory).verdict
            except ShardlawError as error:
                return str(error)

        return run

    tasks = [task(number) for number in range(2, 34, 2)]
    told = at_once(tasks)
    assert told == one_by_one(tasks)
    assert [f"no key `key{number}`" in text for number, text in zip(range(2, 34, 2), told, strict=True)] == [True] * 16


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool):
    was = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        first, second = collector_paused(), collector_paused()  # of two threads, neither inside the other
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert not gc.isenabled()
        second.__exit__(None, None, None)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()
