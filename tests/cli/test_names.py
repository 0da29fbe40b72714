"""An author finds every name: what `list` lists, `show` shows; near misses are helped."""

from __future__ import annotations

from pathlib import Path

import pytest

from shardlaw.cli import show
from shardlaw.cli.arguments import CommandLine
from shardlaw.cli.catalogue import fact_paths
from shardlaw.cli.console import Console
from shardlaw.cli.list import LISTS
from shardlaw.cli.session import Chosen, Session, start


@pytest.fixture(scope="module")
def session() -> Session:
    return start(CommandLine(("shardlaw", "list")), Console(), Path.cwd())


@pytest.fixture(scope="module")
def chosen(session: Session) -> list[Chosen]:
    return session.choose([])


@pytest.mark.parametrize("kind", LISTS)
def test_everything_that_is_listed_is_shown(kind: str, session: Session, chosen: list[Chosen]):
    names = [row[0].partition("(")[0] for row in LISTS[kind](session, [])]
    assert names
    assert [name for name in names if not list(show.meanings(session, chosen, name))] == []


def test_every_fact_says_what_it_means(session: Session):
    assert [path for path, member in fact_paths(session.environment.facts) if not member.meaning] == []


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
            "mla",
            ["model.mla.kv_rank", "model.mla.nope_dim", "model.mla.q_rank", "model.mla.rope_dim", "model.mla.v_dim"],
        ),
    ],
)
def test_spellings_of_facts(name: str, shown: list[str], session: Session):
    texts = list(show.meanings(session, [], name))
    assert sorted(text.partition(":")[0] for text in texts) == shown


def test_a_name_with_several_meanings_shows_them_all(run):
    ran = run("show", "gpus")
    assert ran.code == 0
    assert {"hardware.gpus", "phases[].gpus"} <= {line.partition(":")[0] for line in ran.out.splitlines()}
