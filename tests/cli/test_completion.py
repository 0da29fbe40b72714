"""`shardlaw completion`: what the shells themselves offer once they have read the script."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shardlaw.cli import completion
from shardlaw.cli.main import VERBS
from shardlaw.policies.repository import Repository

HERE = Path(__file__).parent

# What is on the command line (the last word is being typed), and the words that may be there. Where files may stand,
# those of the folder that begin so are offered: `plan.yaml` and `plan two.json`.
CASES = {
    "shardlaw ": set(VERBS),
    "shardlaw com": {"compare", "completion"},
    "shardlaw audit --po": {"--policy"},
    "shardlaw audit --policy gp": {"gpu-count"},
    "shardlaw audit --format j": {"json", "junit"},
    "shardlaw audit --trace ": {"failed", "all", "none"},
    "shardlaw audit --fail-on=w": {"warning"},
    "shardlaw audit --plugin pl": {"plan.yaml", "plan two.json"},
    "shardlaw audit --fail-on warning pl": {"plan.yaml", "plan two.json"},
    "shardlaw gate --dr": {"--dry-run"},
    "shardlaw gate plan.yaml -- shardlaw-jo": {"shardlaw-job"},
    "shardlaw gate plan.yaml -- shardlaw-job plan.": {"plan.yaml"},
    "shardlaw explain gpu-count/lo": {"gpu-count/lone-gpu"},
    "shardlaw explain C10": {f"C10{number}" for number in range(1, 8)},
    "shardlaw list fa": {"facts"},
    "shardlaw show gpu-count/w": {"gpu-count/wrong-total"},
    "shardlaw completion f": {"fish"},
}


def in_bash(script: Path, lines: list[str]) -> list[set[str]]:
    """Without a terminal: the function is called as readline calls it, with the words as it parts them."""
    return [set(_output("bash", "--norc", "-c", f". {shlex.quote(str(script))}; {_call(line)}")) for line in lines]


def _call(line: str) -> str:
    words = [part for part in re.split(r"(=)|\s+", line) if part]
    words += [""] if line.endswith((" ", "=")) else []
    typed = " ".join(map(shlex.quote, words))
    return f"COMP_WORDS=({typed}) COMP_CWORD={len(words) - 1}; _shardlaw; printf '%s\\n' \"${{COMPREPLY[@]}}\""


def in_fish(script: Path, lines: list[str]) -> list[set[str]]:
    asked = "; echo; ".join(f"complete -C {shlex.quote(line)}" for line in lines)
    said = "\n".join(_output("fish", "--no-config", "-c", f"source {shlex.quote(str(script))}; {asked}"))
    return [{_bare(word.partition("\t")[0]) for word in block.splitlines() if word} for block in said.split("\n\n")]


def _bare(word: str) -> str:
    """`--flag=word` is offered whole, and with what it is quoted by."""
    return re.sub(r"\\(.)", r"\1", word.rpartition("=")[2])


def in_zsh(script: Path, lines: list[str]) -> list[set[str]]:
    """In a terminal, for there is no other way: a widget prints what its completion would add."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", COLUMNS="200", LINES="200")
        os.execvp("zsh", ["zsh", "-f", "-i"])  # noqa: S606, S607
    setup = f"""
PS1= PS2= RPS1= LISTMAX=10000
autoload -Uz compinit; compinit -D -u; source {shlex.quote(str(script))}
offer() {{
  compadd() {{ local -a found; builtin compadd -O found "$@"; print -rl -- "<"${{^found}}">"; builtin compadd "$@" }}
  _main_complete; print -rn -- "[en"d]
}}
zle -C offer complete-word offer; bindkey "^T" offer
zle-line-init() {{ print -rn -- "[read"y] }}; zle -N zle-line-init
"""
    try:
        _converse(terminal, setup, b"[ready]")
        heard = [_converse(terminal, f"\x15{line}\x14", b"[end]").decode() for line in lines]
    finally:
        os.close(terminal)  # which hangs up
        os.waitpid(child, 0)
    return [{word.replace("\\", "") for word in re.findall(r"<(.+?)>", offered)} for offered in heard]


def _converse(terminal: int, said: str, until: bytes) -> bytes:
    os.write(terminal, said.encode())
    heard = b""
    while until not in heard:
        heard += os.read(terminal, 65536)
    return heard


def _output(*words: str) -> list[str]:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603


SHELLS: dict[str, Callable[[Path, list[str]], list[set[str]]]] = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}


@pytest.mark.parametrize("shell", SHELLS)
def test_completion(shell: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    monkeypatch.setattr(completion, "bundled", lambda: Repository(HERE / "repository"))
    script = tmp_path / f"completion.{shell}"
    script.write_text(run("completion", shell).out)
    work = tmp_path / "work"
    (work / "bin").mkdir(parents=True)
    for name in ("plan.yaml", "plan two.json"):
        (work / name).touch()
    (work / "bin" / "shardlaw-job").touch(mode=0o755)
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", f"{work / 'bin'}:{os.environ['PATH']}")
    assert dict(zip(CASES, SHELLS[shell](script, list(CASES)), strict=True)) == CASES


def test_every_flag_is_in_every_script(run):
    flags = set(re.findall(r"^  (--[a-z-]+)", run("audit", "--help").out, re.MULTILINE))
    for shell in SHELLS:
        script = run("completion", shell).out
        assert [flag for flag in flags if flag.removeprefix("--") not in script] == []
