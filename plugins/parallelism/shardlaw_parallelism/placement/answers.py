"""How calculators of conflicts answer: the first conflict in words, or `none`."""

from __future__ import annotations

from collections.abc import Iterable

from shardlaw.plugins import Answer, Step, Unknown

NONE = "none"
_MOST = 8


def conflict(text: str, steps: Iterable[Step] = ()) -> Answer:
    return Answer(text, tuple(steps))


def agreement(missing: Unknown | None = None, steps: Iterable[Step] = ()) -> Answer:
    """No conflict was found; whether there is none is unknown where something is missing."""
    return Answer(NONE if missing is None else missing, tuple(steps))


def listed(numbers: Iterable[int]) -> str:
    """Numbers in order, runs as `4 to 7`, cut after some: `0, 1, 4 to 7`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(first) if first == last else f"{first} to {last}" for first, last in runs]
    return ", ".join(words if len(words) <= _MOST else [*words[:_MOST], "..."])
