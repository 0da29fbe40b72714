"""The examples of the library run, and a notebook shows what comes out of its cells."""

from __future__ import annotations

import ast
import io
import json
import runpy
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from shardlaw.cli.main import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "library"
NOTEBOOK = EXAMPLES / "layouts.ipynb"


def test_the_rules_of_the_house_are_formatted_and_their_examples_hold(capsys: pytest.CaptureFixture[str]):
    assert main(["fmt", "--check", str(EXAMPLES / "house.law")]) == 0
    assert main(["test", str(EXAMPLES / "house.law")]) == 0
    assert "8 examples of 1 policy: all hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (["16", "8"], 0, "sbatch --nodes=2 serve.sh --tensor-parallel-size=8\n", ""),
        (["12", "4"], 1, "", "error[house/partial-nodes]"),
        (["8", "1"], 1, "", "error[memory/weights-do-not-fit]"),
        (["0", "8"], 2, "", "| /phases/0/gpus: 0\n"),
    ],
)
def test_the_submitter(arguments: list[str], code: int, out: str, err: str, capsys: pytest.CaptureFixture[str]):
    assert runpy.run_path(str(EXAMPLES / "submit.py"))["main"](arguments) == code
    captured = capsys.readouterr()
    assert captured.out == out
    assert (err in captured.err) if err else (captured.err == "")


@pytest.mark.parametrize("arguments", [[], ["16"], ["16", "two"]])
def test_the_submitter_says_what_it_wants(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit, match="2"):
        runpy.run_path(str(EXAMPLES / "submit.py"))["main"](arguments)
    assert capsys.readouterr().err.startswith("usage: submit.py [-h] gpus tp\n")


def test_the_tests(pytester: pytest.Pytester):
    for name in ("submit.py", "house.law", "test_plans.py"):
        (pytester.path / name).write_bytes((EXAMPLES / name).read_bytes())
    pytester.runpytest_subprocess().assert_outcomes(passed=4)


def outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a notebook would show below a cell: what is printed, and the value of an expression at its end."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
    shown: list[dict[str, Any]] = []
    if printed.getvalue():
        shown.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            data = {"text/html": lines(value._repr_html_()), "text/plain": lines(repr(value))}
        shown.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return shown


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_the_notebook(golden, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(EXAMPLES)
    monkeypatch.syspath_prepend(str(EXAMPLES))
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs("".join(cell["source"]), names)
    golden(NOTEBOOK, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    assert NOTEBOOK.read_text("utf-8").count('<div class=\\"shardlaw\\">') == 1
