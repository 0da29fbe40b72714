"""Bubbles and micro-batches in flight, as the formulas say them and as the schedules run."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from tests.domain.schedules import gpipe, interleaved, one_f_one_b, run, zero_bubble
from tests.domain.values import value

TIMES = ((1, 1), (1, 2), (3, 5))
PLAIN = [(pp, m) for pp in (1, 2, 3, 4, 5, 8, 16) for m in sorted({1, pp, pp + 1, 2 * pp, 5 * pp + 3, max(1, pp - 1)})]
CHUNKED = [(pp, groups * pp, virtual) for pp, groups, virtual in product((2, 3, 4, 8, 16), (1, 2, 3, 8), (2, 3, 4))]


def bubble(time: int, micro_batches: int, forward: int, backward: int) -> Fraction:
    """What a step takes beyond its own passes, as a fraction of these."""
    return Fraction(time, micro_batches * (forward + backward)) - 1


@pytest.mark.parametrize(("pp", "micro_batches"), PLAIN)
def test_gpipe(pp: int, micro_batches: int):
    for forward, backward in TIMES:
        step = run(gpipe(pp, micro_batches), 1, forward, backward)
        found = bubble(step.time, micro_batches, forward, backward)
        assert found == value(f"pipeline.bubble_fill_drain({pp}, {micro_batches})")
        assert value(f"pipeline.bubble_share({found})") == 1 - Fraction(micro_batches * (forward + backward), step.time)
        assert set(step.held) == {value(f"pipeline.in_flight_gpipe({micro_batches})")}


@pytest.mark.parametrize(("pp", "micro_batches"), PLAIN)
def test_one_forward_one_backward(pp: int, micro_batches: int):
    for forward, backward in TIMES:
        step = run(one_f_one_b(pp, micro_batches), 1, forward, backward)
        assert bubble(step.time, micro_batches, forward, backward) == value(
            f"pipeline.bubble_fill_drain({pp}, {micro_batches})"
        )
        idle = step.time - micro_batches * (forward + backward)
        assert idle == value(f"pipeline.bubble_time_fill_drain({pp}, {forward} s, {backward} s)")
        for stage, held in enumerate(step.held):
            assert held == value(f"pipeline.in_flight_1f1b({pp}, {micro_batches}, {stage})")


@pytest.mark.parametrize(("pp", "micro_batches", "virtual"), CHUNKED)
def test_interleaved(pp: int, micro_batches: int, virtual: int):
    for forward, backward in TIMES:
        step = run(interleaved(pp, micro_batches, virtual), virtual, forward, backward)
        assert bubble(step.time, micro_batches * virtual, forward, backward) == value(
            f"pipeline.bubble_interleaved({pp}, {micro_batches}, {virtual})"
        )
    for stage, held in enumerate(step.held):
        assert Fraction(held, virtual) == value(
            f"pipeline.in_flight_interleaved({pp}, {micro_batches}, {virtual}, {stage})"
        )


@pytest.mark.parametrize("pp", [2, 3, 4, 8, 12])
@pytest.mark.parametrize("groups", [1, 2, 5])
def test_a_split_backward_pass(pp: int, groups: int):
    def idle(forward: int, inputs: int, weights: int) -> int:
        time = zero_bubble(pp, groups * pp, forward, inputs, weights)
        return time - groups * pp * (forward + inputs + weights)

    for times in ((1, 1, 1), (2, 3, 2)):
        forward, inputs, weights = times
        assert idle(*times) == value(f"pipeline.bubble_time_zb1p({pp}, {forward} s, {inputs + weights} s, {weights} s)")
    assert idle(1, 1, 1) == value(f'pipeline.bubble_relative("zb1p") * pipeline.bubble_time_fill_drain({pp}, 1 s, 2 s)')


def test_interleaving_costs_memory_and_saves_time():
    plain, chunked = run(one_f_one_b(8, 32), 1, 3, 6), run(interleaved(8, 32, 3), 3, 1, 2)
    assert chunked.time < plain.time
    assert Fraction(chunked.held[0], 3) / plain.held[0] == 1 + Fraction(7, 24)
