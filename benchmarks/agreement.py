"""A long run of the compiled form against the reference interpreter.

    python benchmarks/agreement.py --cases 1000000 [--seed 1] [--start 0]

A case is one rule of the bundled policies on one plan that is moved to one of the rule's thresholds, or just above or
below it (`boundaries`); every tenth is a generated expression on generated facts instead. Both variants of the
compiled form have to come to what the reference interpreter comes to, or to nothing. A case depends on the seed and
its number alone: a run that was stopped goes on with `--start`, and one that failed is repeated with its number.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests have the policies and the generators

from tests.evaluation.bundled import policies, world
from tests.evaluation.compiled.test_properties import EXPRESSIONS, agreed
from tests.evaluation.generated import Expression, Facts, facts

from benchmarks.boundaries import Cases, agrees

REPORT = 2000  # cases between two lines
GENERATED = 10  # one case of so many is a generated expression


def near_thresholds(cases: Cases, random: Random) -> bool:
    """One case; whether the compiled form decided it."""
    case = cases.case(random)
    decided = False
    for tracing in (False, True):
        counts = cases.compiled(case, tracing=tracing)
        decided = decided or counts is not None
        if counts is not None and not agrees(case, counts):
            raise SystemExit(f"{case.policy.id}/{case.rule.name}, {case.moved} moved: {counts}")
    return decided


def generated(number: int, cases: int) -> int:
    """Some generated expressions on generated facts; how many of them the compiled form decided."""
    decided = 0
    checks = list(HealthCheck)

    @seed(number)
    @settings(max_examples=cases, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=checks)
    @given(EXPRESSIONS, facts(), st.booleans())
    def run(expression: Expression, known: Facts, tracing: bool) -> None:
        nonlocal decided
        decided += agreed(expression, known, tracing=tracing)

    run()
    return decided


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--start", type=int, default=0, help="the number of the first case")
    wanted = arguments.parse_args()
    cases = Cases(policies(), world()[0])
    began, decided, waiting = time.perf_counter(), 0, 0
    for number in range(wanted.start, wanted.start + wanted.cases):
        if number % GENERATED == 0:
            waiting += 1
        else:
            decided += near_thresholds(cases, Random(f"{wanted.seed}:{number}"))  # noqa: S311 - cases, not keys
        done = number + 1 - wanted.start
        if done % REPORT == 0 or done == wanted.cases:
            decided += generated(wanted.seed + number, waiting)
            waiting = 0
            rate = done / (time.perf_counter() - began)
            print(f"cases {wanted.start} to {number}: all agree, {decided} decided, {rate:.0f} a second", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
