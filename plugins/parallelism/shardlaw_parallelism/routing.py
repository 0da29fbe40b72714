"""What uniform routing gives on average."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from shardlaw.plugins import Answer, Number, Step, Unknown, calculator

_KEPT = 2**64  # the answer is a whole number of these parts
_FINE = 2**160  # as a power is one that would be too long
_LONGEST = 4096  # bits of a denominator that is kept as it is


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
    hit = Fraction(floor(_KEPT * experts * (1 - _power(experts - experts_per_token, experts, tokens))), _KEPT)
    return Answer(hit, (Step("experts that no token reaches", experts - hit),))


def _power(numerator: int, denominator: int, exponent: int) -> Fraction:
    """A power of a fraction between 0 and 1; a long one with each product rounded up."""
    if exponent * denominator.bit_length() <= _LONGEST:
        return Fraction(numerator, denominator) ** exponent
    result, square = _FINE, -(-_FINE * numerator // denominator)
    while exponent:
        if exponent & 1:
            result = -(-result * square // _FINE)
        square = -(-square * square // _FINE)
        exponent >>= 1
    return Fraction(result, _FINE)
