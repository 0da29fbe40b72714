"""`shardlaw capacity`: verdicts, exit codes, plug-ins, and an answer that follows its schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "capacity.schema.json").read_text("utf-8"))
EXAMPLES = sorted((ROOT / "examples" / "capacity").glob("*.yaml"))

FITS = """\
plan: plan/1
name: small
model: {kind: dense, parameters: 8B, dtype: bf16, family: llama, layers: 32, hidden_size: 4096, attention_heads: 32,
  kv_heads: 8, ffn_size: 14336, vocab_size: 128256, tied_embeddings: false}
hardware: {memory: 80 GB, usable_memory: 72 GB}
workload: {input_length: 1000 tokens, output_length: 24 tokens}
mode: decode
gpus: 1
batch: {concurrency: 16}
"""
TOO_LARGE = FITS.replace("memory: 80 GB, usable_memory: 72 GB", "memory: 16 GB, usable_memory: 15 GB")
MAY_FIT = FITS.replace("concurrency: 16", "max_sequences: 1000")
UNKNOWN = FITS.replace(", dtype: bf16", "")
TELEMETRY = """\
from shardlaw.plugins import Line, hookimpl

__version__ = "1.0.0"


@hookimpl
def shardlaw_capacity():
    return [Line("telemetry", "telemetry agent", "part", "200 MB", "1.5 GB")]
"""


def answered(run, *words: str, stdin: str = "") -> dict:
    ran = run("capacity", *words, "--format", "json", stdin=stdin.encode())
    assert ran.err == ""
    answer: dict = json.loads(ran.out)
    return answer


def faults(answer: dict) -> list[str]:
    """Where an answer does not follow the schema."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(answer)]


@pytest.mark.parametrize("plan", [FITS, UNKNOWN, "plan: plan/1\n"], ids=["fits", "unknown", "empty"])
def test_answers_follow_the_schema(run, plan: str):
    assert faults(answered(run, "-", stdin=plan)) == []


@pytest.mark.parametrize(
    ("plan", "verdict", "code"),
    [(FITS, "fits", 0), (TOO_LARGE, "does not fit", 1), (MAY_FIT, "may fit", 0), (UNKNOWN, "unknown", 0)],
    ids=["fits", "does not fit", "may fit", "unknown"],
)
def test_the_verdict_and_its_exit_code(run, plan: str, verdict: str, code: int):
    assert [phase["verdict"] for phase in answered(run, "-", stdin=plan)["plans"][0]["phases"]] == [verdict]
    assert run("capacity", "-", stdin=plan.encode()).code == code


def test_a_degree_that_is_not_stated_is_no_reason_not_to_fit(run):
    large = TOO_LARGE.replace("gpus: 1", "gpus: 8")
    assert answered(run, "-", stdin=large)["plans"][0]["phases"][0]["verdict"] == "may fit"
    stated = large + "parallelism: {tp: 1}\n"
    assert answered(run, "-", stdin=stated)["plans"][0]["phases"][0]["verdict"] == "does not fit"


def test_the_numbers_of_a_plan_that_leaves_little_open(run):
    phase = answered(run, "-", stdin=FITS)["plans"][0]["phases"][0]
    parts = {part["name"]: [part["of"][0][end]["value"] for end in ("low", "high")] for part in phase["parts"]}
    assert parts["weights"] == [2 * 8030261248] * 2
    assert parts["reserve"] == [8 * 10**9] * 2
    assert parts["kv_cache"] == [16 * 1000 * 131072, 16 * 1024 * 131072]
    room = phase["room"][0]["low"]["value"]
    assert room == 80 * 10**9 - sum(high for _, high in parts.values())
    most = next(answer for answer in phase["answers"] if answer["name"] == "most_requests")
    assert most["of"][0]["low"]["value"] == (room + parts["kv_cache"][1]) // (1024 * 131072)


def test_steps_stand_before_those_that_need_them(run):
    plan = answered(run, "-", stdin=FITS)["plans"][0]
    assert [n for n, step in enumerate(plan["steps"]) if any(operand >= n for operand in step["operands"])] == []
    for amount in plan["phases"][0]["parts"]:
        for end in (amount["of"][0]["low"], amount["of"][0]["high"]):
            assert plan["steps"][end["step"]]["value"] == end["value"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_follow_the_schema_and_lack_nothing(run, path: Path):
    answer = answered(run, str(path))
    assert faults(answer) == []
    plan = answer["plans"][0]
    assert plan["unknown"] == []
    assert {phase["verdict"] for phase in plan["phases"]} <= {"fits", "may fit"}


def test_sources_that_disagree_make_a_range(run):
    plan = answered(run, "-", stdin=FITS.replace("{memory: 80 GB, usable_memory: 72 GB}", "{gpu: H100-SXM}"))["plans"][
        0
    ]
    memory = plan["phases"][0]["memory"][0]["of"][0]
    assert (memory["low"]["value"], memory["high"]["value"]) == (80 * 10**9, 80 * 2**30)
    assert [one["path"] for one in plan["alternatives"]] == ["/hardware/memory"]


def test_what_is_missing_is_named_the_most_helpful_first(run):
    plan = answered(run, "-", stdin=UNKNOWN)["plans"][0]
    assert plan["unknown"][0]["path"] == "/model/dtype"
    assert not any(one["path"].endswith("/stages") for one in plan["unknown"])


def test_the_reserve_and_what_was_taken_for_granted_are_named(run):
    said = run("capacity", "-", stdin=FITS.encode()).out
    assert "    reserve: all but the usable memory, as stated\n" in said
    assert "    TP: 1\n" in said
    other = run("capacity", "-", stdin=FITS.replace(", usable_memory: 72 GB", "").encode()).out
    assert "    reserve: 0.5 to 4 GiB for CUDA contexts and NCCL" in other


def test_no_line_is_longer_than_80_columns(run):
    for path in EXAMPLES:
        assert [line for line in run("capacity", str(path)).out.splitlines() if len(line) > 80] == []


def test_several_plans_of_which_one_cannot_be_read(run, tmp_path: Path):
    (tmp_path / "good.yaml").write_text(FITS)
    (tmp_path / "bad.yaml").write_text("plan: plan/1\ngpu: 3\n")
    ran = run("capacity", "good.yaml", "bad.yaml")
    assert ran.code == 2
    assert "good.yaml: " in ran.out
    assert "error[P" in ran.err


def test_an_amount_of_a_plug_in_is_added(run, tmp_path: Path):
    (tmp_path / "agent.py").write_text(TELEMETRY)
    without, with_it = (
        answered(run, "-", *flags, stdin=FITS)["plans"][0]["phases"][0] for flags in ((), ("--plugin", "agent.py"))
    )
    assert with_it["parts"][-1]["plugin"] == "agent"
    assert with_it["total"][0]["high"]["value"] - without["total"][0]["high"]["value"] == 1_500_000_000
    assert "telemetry agent" in run("capacity", "-", "--plugin", "agent.py", stdin=FITS.encode()).out


def test_explain_shows_the_derivation_of_one_amount(run):
    ran = run("capacity", "-", "--explain", "weights", stdin=FITS.encode())
    assert ran.code == 0
    assert "fit.weights_low(model, phases[0], 0)" in ran.out
    assert "16.06 GB" in ran.out
    assert "taken for granted" not in ran.out


HOSTILE = {
    "a pipeline of a million stages": "parallelism: {pp: 1000000}\nbatch: {micro: 1, global: 8}\nmode: training",
    "degrees beyond sense": f"parallelism: {{tp: {10**30}, ep: {10**30}, dp: {10**30}}}\nmode: training",
    "more stages than layers": "parallelism: {pp: 3}\nstages: [{layers: 32}]\nmode: decode",
    "no mode": "parallelism: {pp: 2}",
    "nothing in flight": "batch: {concurrency: unknown}\nmode: serving",
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE)
def test_odd_plans_get_an_answer(run, lines: str):
    plan = FITS.partition("mode: decode")[0] + f"gpus: 16384\n{lines}\n"
    assert len(answered(run, "-", stdin=plan)["plans"][0]["phases"]) == 1


@pytest.mark.parametrize("phases", ["", "phases: []\n"])
def test_a_plan_without_phases_has_nothing_to_say(run, phases: str):
    ran = run("capacity", "-", stdin=f"plan: plan/1\nname: empty\n{phases}".encode())
    assert (ran.code, ran.out.strip()) == (0, "")
