"""What is said of a broken plug-in: NAME.yaml has the flags and the files, NAME.txt what comes out.

`plugins` are the values of `--plugin`, `files` texts by path, `args` the words after `shardlaw` (`plugins`). The exit
code is 2 where a flag names no plug-in and 4 where a plug-in was found and is broken; no file is written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from shardlaw.cli.main import main
from shardlaw.diagnostics.registry import registry

HERE = Path(__file__).parent / "plugin"
CASES = sorted(HERE.glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, golden):
    case = yaml.safe_load(path.read_text("utf-8"))
    for name, text in case.get("files", {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded = set(sys.modules)
    code = main(
        [*case.get("args", ["plugins"]), *(word for plugin in case["plugins"] for word in ("--plugin", plugin))]
    )
    for name in set(sys.modules) - loaded:
        if name.startswith(("shardlaw_plugin_", "org_")):
            del sys.modules[name]
    captured = capsys.readouterr()
    assert code == (2 if "error[X101]" in captured.err else 4)
    assert captured.out == ""
    assert {path.name for path in tmp_path.iterdir()} <= {
        Path(name).parts[0] for name in (*case.get("files", {}), "__pycache__")
    }
    golden(path.with_suffix(".txt"), captured.err)


def test_every_code_of_plug_ins_has_a_golden_file_and_the_other_way_round():
    shown = {code for path in HERE.glob("*.txt") for code in re.findall(r"\[(X\d+)\]", path.read_text("utf-8"))}
    assert shown == {code for code in registry() if code.startswith("X")}
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in CASES}
