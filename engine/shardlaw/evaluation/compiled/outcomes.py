"""What a compiled function found, rule by rule."""

from __future__ import annotations

from collections import Counter

from shardlaw.dataclass import dataclass
from shardlaw.evaluation.compiled.program import Found, Program


@dataclass(frozen=True, slots=True)
class Counts:
    """How many subjects of one rule came to what; no record comes of any that is not counted."""

    passes: int
    violations: int
    skipped: int


def counted(program: Program, found: Found) -> list[Counts | None]:
    """The outcomes of each rule on one plan; None where the reference interpreter has to say."""
    happened, subjects = found[0], found[1]
    violations: Counter[int] = Counter()
    skipped: Counter[int] = Counter()
    ended: Counter[int] = Counter()  # skipped above the innermost loop
    left = set(program.left)
    for code in happened:
        event = program.events[code]
        for rule in event.rules:
            match event.outcome:
                case "open":
                    left.add(rule)
                case "violation":
                    violations[rule] += 1
                case "skipped":
                    (skipped if event.inner else ended)[rule] += 1
    counts: list[Counts | None] = []
    for rule in range(len(program.rules)):
        if rule in left:
            counts.append(None)
            continue
        passes = subjects[program.counters[rule]] - violations[rule] - skipped[rule]
        counts.append(Counts(passes, violations[rule], skipped[rule] + ended[rule]))
    return counts
