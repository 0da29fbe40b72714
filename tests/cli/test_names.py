"""An author finds every name: what `list` lists, `show` shows; near misses are helped."""

from __future__ import annotations

import pytest

from shardlaw.cli import show
from shardlaw.cli.catalogue import fact_paths
from shardlaw.cli.list import LISTS
from shardlaw.cli.selection import choose
from shardlaw.cli.workspace import start
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Chosen


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return start(())


@pytest.fixture(scope="module")
def chosen(workspace: Workspace) -> tuple[Chosen, ...]:
    return choose(workspace, [])


@pytest.mark.parametrize("kind", LISTS)
def test_everything_that_is_listed_is_shown(kind: str, workspace: Workspace, chosen: tuple[Chosen, ...]):
    names = [row[0].partition("(")[0] for row in LISTS[kind](workspace, [])]
    assert names
    assert [name for name in names if not list(show.meanings(workspace, chosen, name))] == []


def test_every_fact_says_what_it_means(workspace: Workspace):
    assert [path for path, member in fact_paths(workspace.environment.facts) if not member.meaning] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("phases[0].parallelism.tp", ["phases[].parallelism.tp"]),
        ("phases[].parallelism.tp", ["phases[].parallelism.tp"]),
        ("phase.parallelism.tp", ["phases[].parallelism.tp"]),
        ("/phases/0/parallelism/tp", ["phases[].parallelism.tp"]),
        ("parallelism.tp", ["phases[].parallelism.tp"]),
        ("model.mla.kv_rank", ["model.mla.kv_rank"]),
        (
            "model.mla",
            ["model.mla.kv_rank", "model.mla.nope_dim", "model.mla.q_rank", "model.mla.rope_dim", "model.mla.v_dim"],
        ),
    ],
)
def test_spellings_of_facts(name: str, shown: list[str], workspace: Workspace):
    texts = list(show.meanings(workspace, [], name))
    assert sorted(text.partition(":")[0] for text in texts) == shown


def test_a_name_with_several_meanings_shows_them_all(run):
    ran = run("show", "gpus")
    assert ran.code == 0
    assert {"hardware.gpus", "phases[].gpus"} <= {line.partition(":")[0] for line in ran.out.splitlines()}
