"""Many plans in one command: how the time and the memory of `shardlaw screen` grow.

    python benchmarks/many.py [--check]

1,000 and 10,000 JSON files, made from the plans of the comparison, under the bundled policies of memory,
resources and sanity. `--check` exits with 1 where ten times the plans take over twelve times the processor time, or
over 20 % more memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import plans

POLICIES = ("memory", "resources", "sanity")
COUNTS = (1_000, 10_000)
LINEAR, SAME = 12.0, 1.2


def write(folder: Path, count: int) -> None:
    """So many plans as files, without what plan/1 has no field for."""
    rows = plans.rows()
    for number in range(count):
        document = plans.plan_of(rows[number % len(rows)]["plan"])
        del document["comparison"]
        document["phases"][0] |= {"gpus": document["hardware"]["gpus"], "replicas": 1}
        (folder / f"{number}.json").write_text(json.dumps(document | {"name": f"plan-{number}"}), "utf-8")


def screen(folder: Path) -> tuple[float, float, str]:
    """Processor seconds, megabytes at most, and the last line."""
    flags = [word for policy in POLICIES for word in ("--policy", policy)]
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "shardlaw", "screen", f"{folder}/*.json", *flags],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        last = ""
        for line in process.stdout:
            last = line
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, last.strip()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="exit with 1 where time or memory grow too much")
    check = arguments.parse_args().check
    print("| plans | seconds | milliseconds each | megabytes at most | |")
    print("|---|---|---|---|---|")
    measured = []
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as name:
            write(Path(name), count)
            seconds, megabytes, last = screen(Path(name))
        measured.append((seconds, megabytes))
        print(f"| {count:,} | {seconds:.1f} | {seconds / count * 1000:.2f} | {megabytes:.0f} | {last} |", flush=True)
    (short, little), (long, much) = measured
    return int(check and (long > LINEAR * short or much > SAME * little))


if __name__ == "__main__":
    sys.exit(main())
