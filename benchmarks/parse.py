"""How long it takes from the text of a policy to its checked tree.

    python benchmarks/parse.py [--check]

24 rules (`rules.law`, 7.8 kB) and the same rules 100 times under other names, each parsed and checked in one process,
medians of interleaved repetitions. The peer is Lark's own LALR parser on the same grammar, which makes a bare tree of
tokens: no nodes, no positions, no checks. Milliseconds move with the machine; `--check` holds the ratio.
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

from plans import schema
from shardlaw.diagnostics import Source
from shardlaw.language import tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.grammar import build
from shardlaw.language.parser import parse

RULES = Path(__file__).with_name("rules.law")
WANTED_MS = {24: 10.0, 2400: 1000.0}
REPETITIONS = {24: 41, 2400: 5}
ALLOWED = 1.2  # times what Lark takes for a bare tree, 20 % for noise included


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


def measure(environment: Environment, rules: int) -> tuple[float, float, float]:
    """Median milliseconds of Lark for a bare tree, of our parser and of the checker, interleaved."""
    source, lark = policy_of(rules), build(lexer="contextual")
    parsed = parse(source).file
    if not isinstance(parsed, tree.Policy) or check_policy(parsed, environment).value is None:
        raise SystemExit(f"{RULES.name} does not pass the checker")
    rows = [
        (
            milliseconds(lambda: lark.parse(source.text, start="file")),
            milliseconds(lambda: parse(source)),
            milliseconds(lambda: check_policy(parsed, environment)),
        )
        for _ in range(REPETITIONS[rules])
    ]
    peer, parsing, checking = (statistics.median(column) for column in zip(*rows, strict=True))
    return peer, parsing, checking


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="exit with 1 where a ratio is above its bound")
    check = arguments.parse_args().check
    environment = Environment(schema().facts)
    missed = False
    print("| rules | Lark, bare tree ms | parse ms | check ms | parse and check, ratio to Lark | wanted ms |")
    print("|---|---|---|---|---|---|")
    for rules, wanted in WANTED_MS.items():
        peer, parsing, checking = measure(environment, rules)
        ratio = (parsing + checking) / peer
        missed |= ratio > ALLOWED
        print(f"| {rules:,} | {peer:.1f} | {parsing:.1f} | {checking:.1f} | {ratio:.2f} | {wanted:,.0f} |")
    return int(check and missed)


if __name__ == "__main__":
    sys.exit(main())
