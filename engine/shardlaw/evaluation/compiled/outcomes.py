"""What a compiled function found, rule by rule."""

from __future__ import annotations

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
    violations, skipped, ended = {}, {}, {}
    left = dict.fromkeys(program.left)
    for code in happened:
        event = program.events[code]
        for rule in event.rules:
            match event.outcome:
                case "open":
                    left[rule] = None
                case "violation":
                    violations[rule] = violations.get(rule, 0) + 1
                case "skipped":
                    tally = skipped if event.inner else ended
                    tally[rule] = tally.get(rule, 0) + 1
    counts: list[Counts | None] = []
    for rule in range(len(program.rules)):
        if rule in left:
            counts.append(None)
            continue
        broken, apart = violations.get(rule, 0), skipped.get(rule, 0)
        passes = subjects[program.counters[rule]] - broken - apart
        counts.append(Counts(passes, broken, apart + ended.get(rule, 0)))
    return counts
