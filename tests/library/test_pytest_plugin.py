"""`assert_compliant` as a test uses it, in a pytest of its own."""

from __future__ import annotations

import pytest
from tests.library.conftest import HOUSE, PLAN, PROJECT

TESTS = """\
import pytest
from shardlaw import Gate, ShardlawError, load_policies

GREEN = {"plan": "plan/1", "hardware": {"gpus_per_node": 8}, "phases": [{"name": "decode", "gpus": 16}]}


def test_green(assert_compliant):
    report = assert_compliant(GREEN, policies="house.law", parameters={"house.most": 16})
    assert report.green
    assert assert_compliant(GREEN, policies=load_policies("house.law")).to_json() == assert_compliant(
        GREEN, policies=["house.law"]
    ).to_json()


def test_several_in_a_project(assert_compliant):
    assert len(assert_compliant([GREEN, GREEN], project=".").plans) == 2


def test_violations(assert_compliant):
    assert_compliant("plan.yaml", policies="house.law")


def test_not_read(assert_compliant):
    with pytest.raises(ShardlawError, match="P203"):
        assert_compliant({**GREEN, "gpu": 1}, policies="house.law")


def test_nothing_decided(assert_compliant):
    assert_compliant({"plan": "plan/1"}, policies="house.law")
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    files = {"house.law": HOUSE, "plan.yaml": PLAN, "shardlaw.toml": PROJECT.replace(', "memory"', "")}
    for name, text in files.items():
        (pytester.path / name).write_text(text)
    return pytester


def test_a_test_fails_with_the_text_of_the_report(project: pytest.Pytester):
    project.makepyfile(TESTS)
    result = project.runpytest_subprocess("--tb=short")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "E   AssertionError: the gate says fail",
            "E   error[[]house/whole-nodes]: A phase that does not fill its nodes",
            "E   warning[[]house/too-many]: A phase with too many GPUs",
            "E      prefill asks for 64 GPUs, more than 32",
            "E   fail: 2 violations (1 error, 1 warning); every rule that applies was decided",
            "E   AssertionError: the gate says failed",
            "E   failed: no violation; 2 rules undecided: phases unknown (2)",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")  # the failure stands in the test


def test_a_project_that_asks_for_nothing_imports_no_engine(project: pytest.Pytester):
    project.makepyfile(
        "import sys\n\n"
        "def test_imports():\n"
        "    ours = {name for name in sys.modules if name.partition('.')[0] == 'shardlaw'}\n"
        "    assert ours == {'shardlaw', 'shardlaw.pytest_plugin'}\n"
    )
    project.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)
