"""The command as a process: same bytes wherever and however it runs, quiet ends, what it imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "shardlaw")
PLAN = """\
plan: plan/1
name: several
model: {kind: moe, experts: 16, layers: 16, parameters: 10B, dtype: bf16}
hardware: {memory: 64 GB}
phases:
  - {name: prefill, mode: prefill, gpus: 64, parallelism: {tp: 1, pp: 1, ep: 16, dp: 16}}
  - {name: decode, mode: decode, gpus: 16, parallelism: {tp: 1, ep: 16}, claims: {memory: {weights: 0.53 GB}}}
"""
# Libraries that an audit must do without: the report schema and the grammar are for tests, the others for extras.
HEAVY = ("hypothesis", "interegular", "jsonschema", "lark", "networkx", "numpy", "rich")


class Ended(NamedTuple):
    code: int
    out: bytes
    err: bytes


def run(*words: str, cwd: Path, **environment: str) -> Ended:
    ended = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *words], cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "shardlaw.toml").touch()
    (tmp_path / "plans" / "plan.yaml").write_text(PLAN)
    return tmp_path


def test_same_bytes_from_another_folder_and_under_another_hash_seed(project: Path):
    plan = project / "plans" / "plan.yaml"
    first = run("audit", "plans/plan.yaml", "--format", "json", cwd=project, PYTHONHASHSEED="1")
    assert (first.code, first.err) == (1, b"")
    assert json.loads(first.out)["plans"][0]["path"] == "plans/plan.yaml"
    assert run("audit", str(plan), "--format", "json", cwd=ROOT, PYTHONHASHSEED="2") == first
    text = run("audit", "plan.yaml", cwd=plan.parent, PYTHONHASHSEED="3")
    assert text == run("audit", "plans/plan.yaml", cwd=project, PYTHONHASHSEED="4")
    assert b"\x1b" not in text.out  # no colour in a pipe


def test_output_is_utf_8_whatever_the_locale(project: Path):
    (project / "plans" / "plan.yaml").write_text(PLAN.replace("several", "größer"), "utf-8")
    ended = run("audit", "plans/plan.yaml", "--format", "json", cwd=project, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert json.loads(ended.out.decode("utf-8"))["plans"][0]["name"] == "größer"


def test_a_reader_that_goes_away_is_no_failure(project: Path):
    process = subprocess.Popen(  # noqa: S603
        [*COMMAND, "audit", "plans/plan.yaml"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()  # before anything is written
    _, err = process.communicate()
    assert (process.returncode, err) == (1, b"")


def test_an_interrupt_is_quiet(project: Path):
    # A process that is started in the background inherits that interrupts are ignored.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{heed}; import sys; from shardlaw.__main__ import main; sys.exit(main())"
    pipe = subprocess.PIPE
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, "audit", "-"], cwd=project, stdin=pipe, stdout=pipe, stderr=pipe
    )
    assert process.stdin is not None
    process.stdin.write(b"x" * 2**20)  # returns when the command has begun to read standard input
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")


def test_an_interrupt_is_quiet_while_modules_are_imported():
    script = """\
import sys

class Interrupt:
    def find_spec(self, name, path, target=None):
        if name == "shardlaw.diagnostics":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
from shardlaw.__main__ import main
sys.exit(main())
"""
    ended = subprocess.run([sys.executable, "-c", script, "explain", "C101"], capture_output=True, check=False)  # noqa: S603
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")


def test_an_audit_imports_no_heavy_library(project: Path):
    script = "import sys; from shardlaw.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, "audit", "plans/plan.yaml"], cwd=project, capture_output=True, check=True
    )
    imported = {name.partition(".")[0] for name in ended.stderr.decode().split()}
    assert "shardlaw" in imported
    assert imported.isdisjoint(HEAVY)


def test_a_verb_imports_no_other_verb(project: Path):
    script = "import sys; from shardlaw.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, "explain", "C101"], cwd=project, capture_output=True, check=True
    )
    ours = {name for name in ended.stderr.decode().split() if name.startswith("shardlaw.")}
    assert "shardlaw.cli.explain" in ours
    packages = {"shardlaw.language", "shardlaw.plans", "shardlaw.evaluation", "shardlaw.plugins", "shardlaw.reports"}
    assert ours.isdisjoint({"shardlaw.cli.audit", *packages})
