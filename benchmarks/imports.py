"""What an audit imports, and what each module costs, against its budget.

    python benchmarks/imports.py [--check] [--all]

The least time of each module over several runs of `shardlaw audit examples/003.yaml` with everything kept in place, by
Python's own `-X importtime`, without what the module imports in turn. Budgets are in hundredths of `python -c pass`,
since milliseconds move with the machine. `tests/test_imports.py` holds which modules there are.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
LINE = re.compile(r"import time: +(\d+) \| +\d+ \| +(\S+)")

# Hundredths of `python -c pass` for the whole of a package, and for any single module of ours.
PACKAGES = {"shardlaw": 200, "shardlaw_parallelism": 20}
REST = 170  # the standard library beyond what Python itself starts with
MODULE = 10


def run(words: list[str], folder: Path) -> tuple[float, str]:
    """Milliseconds of one process, and what it said on standard error."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "SHARDLAW_CACHE": str(folder / "cache")}
    start = time.perf_counter()
    ran = subprocess.run(  # noqa: S603
        [sys.executable, *words], env=environment, cwd=folder, capture_output=True, check=False, text=True
    )
    return (time.perf_counter() - start) * 1000, ran.stderr


def least(words: list[str], folder: Path) -> dict[str, float]:
    """The least milliseconds of each module that a command imports."""
    runs = [run(["-X", "importtime", *words], folder)[1] for _ in range(1 + RUNS)]
    found = [{name: int(micros) / 1000 for micros, name in LINE.findall(text)} for text in runs[1:]]
    return {name: min(one[name] for one in found if name in one) for name in found[0]}


def package(module: str) -> str:
    first = module.partition(".")[0]
    return first if first in PACKAGES else "others"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="exit with 1 where a budget is passed")
    arguments.add_argument("--all", action="store_true", help="list the cheap modules, too")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "examples" / "003.yaml", folder / "plan.yaml")
        start = min(run(["-c", "pass"], folder)[0] for _ in range(3 * RUNS))
        always = least(["-c", "pass"], folder)
        found = least(["-m", "shardlaw", "audit", "plan.yaml"], folder)
    return int(
        report({name: taken for name, taken in found.items() if name not in always}, start, given.all) and given.check
    )


def report(modules: Mapping[str, float], start: float, everything: bool) -> bool:
    """Print the table; whether a budget is passed."""
    shares = {name: 100 * taken / start for name, taken in modules.items()}
    totals = dict.fromkeys([*PACKAGES, "others"], 0.0)
    for name, share in shares.items():
        totals[package(name)] += share
    passed = False
    print(f"`python -c pass`: {start:.1f} ms\n")
    print("| package or module | ms | % of `python -c pass` | budget |")
    print("|---|---|---|---|")
    for name, total in totals.items():
        budget = PACKAGES.get(name, REST)
        passed |= total > budget
        print(f"| **{name}** | {total * start / 100:.1f} | {total:.0f} | {budget} |")
    for name, share in sorted(shares.items(), key=lambda item: -item[1]):
        ours = package(name).startswith("shardlaw")
        passed |= ours and share > MODULE
        if everything or share > MODULE / 3:
            print(f"| {name} | {modules[name]:.2f} | {share:.1f} | {MODULE if ours else ''} |")
    return passed


if __name__ == "__main__":
    sys.exit(main())
