"""A folder with plans, a policy, a plug-in and a project file, and the policies that tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from shardlaw import Policies, load_policies

PLAN = """\
plan: plan/1
name: several
model: {kind: moe, experts: 16, layers: 16, parameters: 10B, dtype: bf16}
hardware: {memory: 64 GB, gpus_per_node: 8}
phases:
  - {name: prefill, mode: prefill, gpus: 64, parallelism: {tp: 1, pp: 1, ep: 16, dp: 16}}
  - {name: decode, mode: decode, gpus: 12, parallelism: {tp: 1, ep: 16}, claims: {memory: {weights: 0.53 GB}}}
"""
HOUSE = """\
edition 2026

policy house version 0.1.0 {
  title     "Rules of the house"
  reference HB "Handbook" at "https://example.com"
  for       phase in phases
}

param most = 32 from 1 to 1024  "the most GPUs of a phase"

rule too-many "A phase with too many GPUs" {
  kind     wasteful
  severity warning
  when     phase.gpus is known
  require  phase.gpus <= most
  message  "{phase.name} asks for {phase.gpus} GPUs, more than {most}"
  because  "There are no more."
  cite     HB "1"
  fix      "ask for {most}"
}

rule whole-nodes "A phase that does not fill its nodes" {
  kind     wasteful
  severity error
  when     phase.gpus is known
  require  phase.hardware.gpus_per_node divides phase.gpus
  message  "{phase.name} asks for {phase.gpus} GPUs"
  because  "Nodes are given out whole."
  cite     HB "2"
}
"""
PROJECT = """\
policies = ["house.law", "memory"]

[parameters.house]
most = 16

[gate]
fail_on = "warning"
must_conclude = ["house"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the test runs, and which is a repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "house.law").write_text(HOUSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def memory() -> Policies:
    return load_policies("memory")
