"""From a declared calculator to one that policies can call: its types are read, its function is compared."""

from __future__ import annotations

import re
from inspect import Parameter, cleandoc, signature

from shardlaw.diagnostics import Diagnostic, listed
from shardlaw.language.checker.signatures import UnknownType, parse_type
from shardlaw.language.environment import Calculator
from shardlaw.language.types import RecordType, Type
from shardlaw.plugins.calculators import Declaration
from shardlaw.plugins.registration import Plugin

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def finish(declaration: Declaration, plugin: Plugin, facts: RecordType) -> Calculator | tuple[Diagnostic, ...]:
    """The calculator, or everything that is wrong with its declaration.

    A parameter may have the type of a fact, so the record of the plan's roots has to be known.
    """
    source, span = plugin.origin.place(declaration.call)
    wrong: list[Diagnostic] = []

    def report(code: str, candidates: tuple[str, ...] = (), **arguments: str) -> None:
        wrong.append(Diagnostic(code, source, span, {"calculator": declaration.name, **arguments}, candidates))

    def read(text: str, where: str, facts: RecordType | None = None) -> Type | None:
        kind = parse_type(text, facts)
        if isinstance(kind, UnknownType):
            report("X112", kind.candidates, type=text, where=where)
            return None
        return kind

    if not _NAME.fullmatch(declaration.name):
        report("X110")
    if not declaration.reason.strip():
        report("X111")
    named = [(name, read(text, f"parameter `{name}`", facts)) for name, text in declaration.parameters.items()]
    result = read(declaration.result, "the result")
    function = signature(declaration.call).parameters.values()
    taken = [parameter.name for parameter in function if parameter.kind in _POSITIONAL]
    declared = list(declaration.parameters)
    if taken != declared:
        report("X113", taken=listed(taken, "and") or "nothing", declared=listed(declared, "and") or "nothing")
    parameters = tuple((name, kind) for name, kind in named if kind is not None)
    if wrong or result is None:
        return tuple(wrong)
    return Calculator(
        name=declaration.name,
        parameters=parameters,
        result=result,
        call=declaration.call,
        meaning=cleandoc(declaration.meaning),
        reason=declaration.reason,
        plugin=plugin.name,
        version=plugin.version,
    )
