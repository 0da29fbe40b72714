"""How long it takes from the text of a policy to its checked tree.

    python benchmarks/parse.py [--check]

24 rules (`rules.law`) and the same rules 100 times under other names, each parsed and checked in one process, medians
of interleaved repetitions after a warm-up. `--check` exits with 1 where a median is over its bound by more than 20 %.
"""

from __future__ import annotations

import argparse
import gc
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shardlaw.diagnostics import Source
from shardlaw.language import tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.schema import load_schema

RULES = Path(__file__).with_name("rules.law")
BOUNDS_MS = {24: 10.0, 2400: 1000.0}
REPETITIONS = {24: 41, 2400: 7}
ALLOWED = 1.2


def policy_of(rules: int) -> Source:
    """The 24 rules, repeated under numbered names until there are `rules` of them."""
    text = RULES.read_text("utf-8")
    head, *parts = re.split(r"(?m)^(?=rule )", text)
    copies = [part.replace("rule r", f"rule r{number}-", 1) for number in range(rules // len(parts)) for part in parts]
    return Source(f"{rules} rules", head + "\n".join(copies))


def milliseconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(environment: Environment) -> dict[int, tuple[float, float]]:
    """Median milliseconds to parse and to check, by the number of rules."""
    medians: dict[int, tuple[float, float]] = {}
    for rules in BOUNDS_MS:
        source = policy_of(rules)
        parsed = parse(source).file
        if not isinstance(parsed, tree.Policy) or check_policy(parsed, environment).value is None:
            raise SystemExit(f"{RULES.name} does not pass the checker")
        pairs = [
            (milliseconds(lambda s=source: parse(s)), milliseconds(lambda p=parsed: check_policy(p, environment)))
            for _ in range(REPETITIONS[rules])
        ]
        medians[rules] = (statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs))
    return medians


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="exit with 1 where a bound is missed")
    check = arguments.parse_args().check
    missed = False
    print("| rules | parse ms | check ms | together ms | bound ms |")
    print("|---|---|---|---|---|")
    for rules, (parsing, checking) in measure(Environment(load_schema().facts)).items():
        bound = BOUNDS_MS[rules]
        missed |= parsing + checking > bound * ALLOWED
        print(f"| {rules:,} | {parsing:.1f} | {checking:.1f} | {parsing + checking:.1f} | {bound:,.0f} |")
    return int(check and missed)


if __name__ == "__main__":
    sys.exit(main())
