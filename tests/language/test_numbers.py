"""Numbers read from text: exact, and with nothing between the limits and what `int` takes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from shardlaw.language.numbers import Written, read_number

ZEROS = "0" * 5000  # more digits than `int` takes from a text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("007", Written(7, 1)),
        ("-0_0.50", Written(Fraction(-1, 2), Fraction(1, 100))),
        (".05", Written(Fraction(1, 20), Fraction(1, 100))),
        ("1.0005", Written(Fraction(10005, 10000), Fraction(1, 10000))),
        ("1e+05", Written(100_000, 100_000)),
        (ZEROS, Written(0, 1)),
        (f"{ZEROS}12", Written(12, 1)),
        (f"1e{ZEROS}3", Written(1000, 1000)),
        (f"1e-{ZEROS}", Written(1, 1)),
        (f"{ZEROS}{'9' * 41}", "digits"),
        (f"0.{ZEROS}", "digits"),
        (f"1e{ZEROS}61", "exponent"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_zeros_in_front_count_for_nothing(text: str, read: Written | str):
    assert read_number(text) == read
