"""The functions of a first-party plug-in, known by their names before the plug-in is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module

from shardlaw.dataclass import dataclass, replace
from shardlaw.language import types
from shardlaw.language.codec import Codec, Plain, record
from shardlaw.language.dimensions import Dimension
from shardlaw.language.environment import Answer, Calculator
from shardlaw.plugins.calculators import Declaration

HOOK = "shardlaw_calculators"
_TYPES = (types.NumberType, types.BoolType, types.TextType, types.VersionType, types.ListType, Dimension)


@dataclass(frozen=True, slots=True)
class Imported:
    """The function of a calculator that a module declares, or the hook in it; it is imported when it is called."""

    module: str
    calculator: str

    def __call__(self, *arguments: object) -> Answer:
        return _declared(self.module)[self.calculator].call(*arguments)


@cache
def _declared(module: str) -> Mapping[str, Declaration]:
    """The calculators of a plug-in's module by name: what its hook gives, else those that stand in it."""
    names = vars(import_module(module))
    hook = names.get(HOOK)
    found = [value for value in names.values() if isinstance(value, Declaration)] if hook is None else hook()
    return {declaration.name: declaration for declaration in found}


def encode_calculators(calculators: Iterable[tuple[str, Calculator]], given: Sequence[object]) -> Plain:
    """Calculators, each with the module of its plug-in, as plain data; the records of facts are `given`."""
    named = (replace(known, call=Imported(_home(known, module), known.name)) for module, known in calculators)
    return _codec().encode(tuple(named), given)


def _home(known: Calculator, plugin: str) -> str:
    """The module of a calculator's function, where it is declared there; else that of its plug-in."""
    module: str = known.call.__module__
    return module if known.name in _declared(module) else plugin


def decode_calculators(plain: Plain, given: Sequence[object]) -> tuple[Calculator, ...]:
    """The calculators, whose plug-ins are imported when they are called."""
    calculators: tuple[Calculator, ...] = _codec().decode(plain, given)
    return calculators


@cache
def _codec() -> Codec:
    return Codec(tuple(map(record, (Calculator, Imported, *_TYPES))))
