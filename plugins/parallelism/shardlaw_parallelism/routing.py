"""What uniform routing gives on average."""

from __future__ import annotations

from fractions import Fraction

from shardlaw.plugins import Answer, Number, Step, Unknown, calculator

_KEPT = 2**64  # what the answer is a multiple of, by its inverse
_ONE = 2**160  # 1 as the powers are computed, far finer


@calculator(
    "routing.distinct_experts",
    parameters={"experts": "count", "experts_per_token": "count", "tokens": "token"},
    result="count",
    reason="a power whose exponent is the number of tokens",
)
def distinct_experts(experts: Number, experts_per_token: Number, tokens: Number) -> Answer:
    """Experts of a layer that some token of a batch reaches, on average, if routing is uniform: E (1 - (1 - k / E)^B).

    Rounded down to a multiple of 2^-64, so that it never promises more than the formula. Routing that is not uniform
    reaches fewer: between `roofline.fewest_experts` and `roofline.most_experts` anything is possible.
    """
    if isinstance(experts, Fraction) or isinstance(experts_per_token, Fraction) or isinstance(tokens, Fraction):
        return Answer(Unknown.because("no answer", "experts or tokens that are not whole numbers"))
    if tokens < 0 or experts < 1 or not 0 <= experts_per_token <= experts:
        return Answer(
            Unknown.because("no answer", f"{tokens} tokens that reach {experts_per_token} of {experts} experts each")
        )
    missed = _power(experts - experts_per_token, experts, tokens)
    hit = Fraction((_ONE - missed) * experts * _KEPT // _ONE, _KEPT)
    return Answer(hit, (Step("experts that no token reaches", experts - hit),))


def _power(numerator: int, denominator: int, exponent: int) -> int:
    """A power of a fraction between 0 and 1, in units of 1 / _ONE, each product rounded up."""
    result, square = _ONE, -(-_ONE * numerator // denominator)
    while exponent:
        if exponent & 1:
            result = -(-result * square // _ONE)
        square = -(-square * square // _ONE)
        exponent >>= 1
    return result
