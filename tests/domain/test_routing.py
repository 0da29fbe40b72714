"""Distinct experts that a batch reaches: the exact mean, rounded down by less than 2^-64."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shardlaw.plugins import Unknown
from shardlaw_parallelism.routing import distinct_experts


@given(st.integers(1, 300), st.data())
def test_it_is_the_mean_of_uniform_routing(experts: int, data: st.DataObject):
    each, tokens = data.draw(st.integers(0, experts)), data.draw(st.integers(0, 2_000))
    mean = experts * (1 - Fraction(experts - each, experts) ** tokens)
    assert 0 <= mean - distinct_experts.call(experts, each, tokens).value < Fraction(1, 2**64)


def test_a_batch_of_millions_reaches_all_but_nothing():
    hit = distinct_experts.call(256, 1, 10**7).value
    assert 256 - Fraction(1, 2**63) < hit < 256


@pytest.mark.parametrize("arguments", [(0, 0, 1), (8, 9, 1), (8, -1, 1), (8, 2, -1), (8, 2, Fraction(1, 2))])
def test_what_no_router_does_has_no_answer(arguments: tuple[int, ...]):
    assert isinstance(distinct_experts.call(*arguments).value, Unknown)
