"""What verbs print: NAME.yaml has the command, NAME.txt all that it writes.

`args` are the words after `shardlaw`, `files` texts by path, `stdin` a text, `exit` the exit code (0). The bundled
policies are those of `repository`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_transcript(path: Path, run, tmp_path: Path, golden):
    case = yaml.safe_load(path.read_text("utf-8"))
    for name, text in case.get("files", {}).items():
        (tmp_path / name).write_text(text, "utf-8")
    ran = run(*case["args"], stdin=case.get("stdin", "").encode())
    assert ran.code == case.get("exit", 0)
    golden(path.with_suffix(".txt"), f"{ran.out}\n--- standard error\n{ran.err}" if ran.err else ran.out)
