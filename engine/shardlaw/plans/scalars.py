"""What a scalar is, by the YAML 1.2 core schema: decided from its text alone, never through a float.

`yes`, `on`, `012:30` and `1_000` are text; `0x10` and `0o17` are integers; `010` is ten.
"""

from __future__ import annotations

import re
from typing import Literal

from shardlaw.language.numbers import DIGITS, Written, read_number
from shardlaw.plans.nodes import Scalar

ScalarKind = Literal["null", "truth", "number", "not finite", "text"]

_WORDS: dict[str, ScalarKind] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "truth"),
    **dict.fromkeys((sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")), "not finite"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "not finite"),
}
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER_STARTS = frozenset("0123456789+-.")


def kind(scalar: Scalar) -> ScalarKind:
    """What the scalar is. A scalar that is not plain is text, whatever it holds."""
    text = scalar.text
    if not scalar.plain:
        return "text"
    if text[:1] in _NUMBER_STARTS and (_DECIMAL.fullmatch(text) or _OTHER_BASE.fullmatch(text)):
        return "number"
    return _WORDS.get(text, "text")


def number(text: str) -> Written | Literal["digits", "exponent"]:
    """The value of a scalar that is a number; else which of the limits of `language.numbers` it passes."""
    if text.isdigit() and len(text) <= DIGITS:
        return Written(int(text), 1)
    if not text.startswith(("0x", "0o")):
        return read_number(text)
    if len(text.lstrip("0xo")) > DIGITS:
        return "digits"
    return Written(int(text, 0), 1)


def truth(text: str) -> bool:
    """The value of a scalar that is a truth value."""
    return text in {"true", "True", "TRUE"}
