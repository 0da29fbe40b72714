"""`--help`: pages of 80 columns that say everything, with examples that run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.main import HELP, VERBS
from shardlaw.cli.manual import page

ROOT = Path(__file__).parents[2]
SECTIONS = ("usage", "options", "exit codes", "examples", "see also")
PROGRAMS = ("sbatch", "torchrun", "kubectl")  # that examples start


def parser(verb: str) -> Parser:
    made: Parser = import_module(f"shardlaw.cli.{verb}").parser(CommandLine(("shardlaw", verb)))
    return made


def examples(text: str) -> list[str]:
    """The commands of a page, each on one line."""
    shown = text.partition("\nexamples:\n")[2].partition("\n\n")[0].replace("\\\n", "")
    return [" ".join(line.split()) for line in shown.splitlines()]


SHOWN = [command for verb in VERBS for command in examples(page(parser(verb)))] + examples(HELP)


@pytest.mark.parametrize("verb", VERBS)
def test_a_page_has_all_of_its_sections_within_80_columns(verb: str):
    text = page(parser(verb))
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert [name for name in SECTIONS if not re.search(rf"^{name}:", text, re.MULTILINE)] == []
    others = text.rpartition("see also:\n")[2].partition(";")[0].split(", ")
    assert [name.strip() for name in others if "/" not in name and name.strip() not in VERBS] == []
    assert [name for name in re.findall(r"docs/[a-z-]+\.md", text) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_flag_that_takes_something_says_its_default(verb: str):
    said = {action.option_strings[0]: action.help or "" for action in parser(verb).flags if action.nargs != 0}
    needed = {"--plan"}  # of eval, which does not go without
    assert [flag for flag, text in said.items() if "default" not in text and flag not in needed] == []


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def folder(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the examples run: the plans, policies and programs that they name."""
    corrected = (ROOT / "examples" / "003-corrected.yaml").read_text("utf-8").replace("revises:", "# revises:")
    plan = (ROOT / "examples" / "004-64.yaml").read_text("utf-8")
    law = (ROOT / "policies" / "sanity" / "0.1.0.law").read_text("utf-8")
    texts = {"plan.yaml": plan, "corrected.yaml": corrected, "plans/serving.yaml": plan.replace("64", "16")}
    texts |= {"policies/sanity/0.1.0.law": law, "rules/ours.law": law, "org.py": '__version__ = "1"\n'}
    texts["org.py"] += "from shardlaw.plugins import hookimpl\n@hookimpl\ndef shardlaw_libraries():\n    return ()\n"
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for name in (".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions", "bin"):
        (tmp_path / name).mkdir(parents=True)
    for name in PROGRAMS:
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n")
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "bin" / "shardlaw").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shardlaw "$@"\n')
    (tmp_path / "bin" / "shardlaw").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHARDLAW_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", SHOWN)
@pytest.mark.usefixtures("folder")
def test_an_example_runs(command: str):
    """It ends as a command ends that had nothing to complain about in how it was called."""
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert ended.returncode in {0, 1, 3}, ended.stderr
    assert "Traceback" not in ended.stderr
