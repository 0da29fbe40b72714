"""What stands in a prepared row where there is no plain value. Any use of it raises, so that a rule needs no test.

Only `is` may be asked of it: `NOT_STATED` is what `is known` and `default` look for. Everything else that two-valued
code cannot take, a range or a claim of unknown scope for one, is `OPEN`.
"""

from __future__ import annotations

from typing import NoReturn


class UndecidedError(Exception):
    """The compiled form does not decide this; the reference interpreter does."""


class Absent:
    """No value. Arithmetic with it is a TypeError anyway; what Python would answer for any object raises here."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        return f"<{self.reason}>"

    def __bool__(self) -> bool:
        raise UndecidedError(self.reason)

    def __hash__(self) -> int:
        raise UndecidedError(self.reason)

    def __eq__(self, _: object) -> bool:
        raise UndecidedError(self.reason)

    def __ne__(self, _: object) -> bool:
        raise UndecidedError(self.reason)


NOT_STATED = Absent("not stated")
OPEN = Absent("open")
FAULT = Absent("a calculator failed")

# What the use of an absent value, or an operand outside of an operation's reach, raises.
UNDECIDED = (UndecidedError, TypeError, ArithmeticError, LookupError)


def said(value: object) -> bool:
    """Whether the plan says a value; a value that is said and not plain decides nothing."""
    if value is NOT_STATED:
        return False
    if isinstance(value, Absent):
        raise UndecidedError(value.reason)
    return True


def present(*values: object) -> bool:
    """True for values that were computed; there is no answer for others."""
    return all(said(value) or undecided() for value in values)


def undecided() -> NoReturn:
    """Leave the rule open."""
    raise UndecidedError
