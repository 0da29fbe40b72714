"""The decorator that makes a Python function a calculator of the policy language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shardlaw.dataclass import dataclass
from shardlaw.language.environment import Answer


@dataclass(frozen=True, slots=True)
class Declaration:
    """A calculator as its author wrote it: types still as text, and no plug-in yet.

    The plug-in manager makes it a `language.environment.Calculator`, or says what is wrong with it.
    """

    name: str
    parameters: Mapping[str, str]
    result: str
    reason: str
    meaning: str
    call: Callable[..., Answer]


def calculator(
    name: str, *, parameters: Mapping[str, str], result: str, reason: str
) -> Callable[[Callable[..., Answer]], Declaration]:
    """Declare a function as the calculator `namespace.function`.

    `parameters` gives the type of every argument by name and in order, `result` that of the answer's value, in the
    notation of formulas: `count`, `B/parameter`, `text`, `bool`, `version`, `list of count`. A parameter may also be
    the path of a fact, `phases[].placement`; records arrive as `Record`. Numbers arrive, and are given back, in base
    units (bytes, seconds, FLOP/s). `reason` says why an expression cannot say it. The function
    must be pure; it is not called with unknown arguments. Its docstring is what documentation prints.
    """

    def declare(function: Callable[..., Answer]) -> Declaration:
        return Declaration(name, parameters, result, reason, function.__doc__ or "", function)

    return declare
