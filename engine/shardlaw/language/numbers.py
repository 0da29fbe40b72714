"""Numbers read exactly from text, for plans and policies alike."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from shardlaw.dataclass import dataclass
from shardlaw.language.values import Number, exact

DIGITS = 40
EXPONENT = 60

NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

_LEADING_ZEROS = re.compile(r"(?<![0-9.])0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Written:
    """A number as written: its value, and the weight of its last digit (0.35 has 1/100, 12e3 has 1000)."""

    value: Number
    quantum: Number


def read_number(text: str) -> Written | Literal["digits", "exponent"]:
    """The number that `text`, a match of `NUMBER`, spells; else which limit it passes.

    The limits (40 digits, an exponent of at most 60 either way) are checked before anything is computed, so a
    hostile literal costs what its length costs.
    """
    if text.isdigit() and len(text) <= DIGITS:  # nearly every number, at a tenth of the cost
        return Written(int(text), 1)
    # Zeros in front count for nothing here, but `int` counts them against its own limit on digits.
    mantissa, _, exponent = _LEADING_ZEROS.sub("", text.replace("_", "").lower()).partition("e")
    if len(exponent.lstrip("+-")) > 2 or abs(int(exponent or 0)) > EXPONENT:
        return "exponent"
    whole, _, fraction = mantissa.partition(".")
    if len(whole.lstrip("+-").lstrip("0")) + len(fraction) > DIGITS:
        return "digits"
    weight = Fraction(10) ** (int(exponent or 0) - len(fraction))
    return Written(exact(int(f"{whole}{fraction}") * weight), exact(weight))
