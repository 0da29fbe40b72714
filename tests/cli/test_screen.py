"""`shardlaw screen`: the verdicts of an audit, one line for each plan that does not pass."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from shardlaw.cli.main import main
from shardlaw.cli.progress import Progress

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
FITTING = {"plan": "plan/1", "gpus": 8, "parallelism": {"tp": 8}, "hardware": {"memory": "80 GB"}}
OVERFULL = FITTING | {"claims": {"memory": {"total": "90 GB"}}}


@pytest.mark.parametrize("flags", [[], ["--fail-on", "warning"], ["--fail-on", "never"], ["--policy", "memory"]])
def test_the_verdicts_are_those_of_an_audit(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    code = main(["screen", *paths, *flags])
    *lines, _ = capsys.readouterr().out.splitlines()
    screened = {name: verdict for name, verdict, _ in (line.split(": ", 2) for line in lines)}
    assert code == main(["audit", *paths, *flags, "--format", "json"])
    plans = json.loads(capsys.readouterr().out)["plans"]
    assert screened == {plan["path"]: plan["verdict"] for plan in plans if plan["verdict"] != "pass"}


def test_json_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, document in (("a", FITTING), ("b", OVERFULL), ("c", FITTING | {"modle": {}})):
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    assert main(["screen", str(tmp_path / "*.json"), "--policy", "memory", "--policy", "sanity"]) == 2
    out, err = capsys.readouterr()
    assert out == "b.json: fail: memory/memory-over-capacity\n3 plans: 1 pass, 1 fail, 1 not read\n"
    assert "P203" in err


def test_a_baseline_is_refused_and_not_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", str(EXAMPLES / "001.yaml"), "--baseline", "report.json"]) == 2
    assert "`--baseline`" in capsys.readouterr().err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_on_a_terminal_alone_and_taken_away() -> None:
    terminal, file = _Terminal(), io.StringIO()
    assert list(Progress(file).over([1, 2])) == [1, 2]
    assert file.getvalue() == ""
    assert list(Progress(terminal).over([1, 2])) == [1, 2]
    assert "0 of 2" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_bar_is_taken_away_when_the_command_is_interrupted() -> None:
    terminal = _Terminal()
    with pytest.raises(KeyboardInterrupt):
        _interrupted(Progress(terminal))
    assert terminal.getvalue().endswith("\r\x1b[K")


def _interrupted(progress: Progress) -> None:
    for _ in progress.over([1, 2]):
        raise KeyboardInterrupt
