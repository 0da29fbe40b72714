"""Submit a serving job, unless its plan breaks a rule.

The plan is built where the job is, so that what is audited is what is run.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from shardlaw import Gate, ShardlawError, audit

HERE = Path(__file__).parent


def plan_of(gpus: int, tp: int) -> dict[str, Any]:
    """The plan of a job with one replica of the model on each TP group."""
    return {
        "plan": "plan/1",
        "name": "serve-70b",
        "model": {"kind": "dense", "parameters": "70B", "layers": 80, "dtype": "bf16"},
        "hardware": {"gpu": "H100-SXM", "memory": "80 GB", "gpus_per_node": 8},
        "phases": [
            {
                "name": "decode",
                "mode": "decode",
                "gpus": gpus,
                "parallelism": {"tp": tp, "dp": gpus // tp},
                "claims": {"memory": {"weights": f"{140 / tp:.1f} GB"}},
            }
        ],
    }


def command_of(plan: dict[str, Any]) -> list[str]:
    """The command that starts what the plan says."""
    phase = plan["phases"][0]
    nodes = phase["gpus"] // plan["hardware"]["gpus_per_node"]
    return ["sbatch", f"--nodes={nodes}", "serve.sh", f"--tensor-parallel-size={phase['parallelism']['tp']}"]


def main(arguments: list[str]) -> int:
    """Print the command of a green plan; print why, and give the exit code of the audit, for another."""
    parser = ArgumentParser(prog="submit.py", description="Submit a serving job, unless its plan breaks a rule.")
    parser.add_argument("gpus", type=int)
    parser.add_argument("tp", type=int)
    asked = parser.parse_args(arguments)
    plan = plan_of(asked.gpus, asked.tp)
    try:
        report = audit(plan, policies=["memory", HERE / "house.law"], gate=Gate(fail_on="error"))
    except ShardlawError as error:
        print(error, file=sys.stderr)  # the plan, a policy or a parameter is wrong, and where
        return error.exit_code
    if not report.green:
        print(report, file=sys.stderr)
        return report.exit_code
    print(*command_of(plan))  # or subprocess.run(...)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
