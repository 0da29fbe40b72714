"""Ratios that survive a busy machine: in each round every contender is timed once, in random order, on the same plans.

Processor time is counted, not the clock. A ratio is taken within a round, and the median over the rounds is reported.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Contender:
    """Something to time: a function, and its inputs, which are those of the reference in its own form."""

    name: str
    call: Callable[[Any], object]
    inputs: Sequence[Any]


@dataclass(frozen=True)
class Measured:
    """Ratios to the reference, over all rounds, and the best time for one input in microseconds."""

    name: str
    median: float
    best: float
    microseconds: float


def interleaved(reference: Contender, contenders: Sequence[Contender], rounds: int, batch: int) -> list[Measured]:
    """Time everybody in every round; the reference comes first in what is given back."""
    ratios: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    for number in range(rounds):
        everybody = [reference, *contenders]
        random.shuffle(everybody)
        seconds = {each.name: _seconds(each, number, batch) for each in everybody}
        for name, taken in seconds.items():
            times.setdefault(name, []).append(taken)
            ratios.setdefault(name, []).append(taken / seconds[reference.name])
    return [
        Measured(each.name, statistics.median(ratios[each.name]), min(ratios[each.name]), min(times[each.name]) * 1e6)
        for each in (reference, *contenders)
    ]


def _seconds(contender: Contender, number: int, batch: int) -> float:
    """Seconds for one input, over the batch of inputs that is this round's."""
    given = contender.inputs
    inputs = [given[index % len(given)] for index in range(number * batch, (number + 1) * batch)]
    call = contender.call
    gc.collect()
    began = time.process_time()
    for item in inputs:
        call(item)
    return (time.process_time() - began) / len(inputs)
