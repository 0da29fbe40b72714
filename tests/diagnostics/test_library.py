"""What is said of a wrong call of the library: NAME.call is an expression, NAME.txt the text of its ShardlawError."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.library.conftest import HOUSE, PLAN

from shardlaw import Gate, ShardlawError, audit, load_plan, load_policies
from shardlaw.library import policies as library
from shardlaw.policies.repository import Repository

HERE = Path(__file__).parent / "library"
REPOSITORY = HERE.parents[1] / "cli" / "repository"
CASES = sorted(HERE.glob("*.call"))
NAMES = {"Gate": Gate, "PLAN": PLAN, "audit": audit, "load_plan": load_plan, "load_policies": load_policies}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "bundled", lambda: Repository(REPOSITORY))
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "house.law").write_text(HOUSE)
    (tmp_path / "shardlaw.toml").write_text('policy = ["house.law"]\n[gate]\nfail_on = "eror"\n')
    with pytest.raises(ShardlawError) as caught:
        eval(path.read_text("utf-8"), dict(NAMES))  # noqa: S307 - our own call
    golden(path.with_suffix(".txt"), f"{caught.value}\n")
