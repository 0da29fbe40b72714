"""The one table of units, shared by plans and policies.

A unit is a product of atoms: `TB/s`, `FLOP/parameter/token`, `GB*s`, `s^2`; everything after a `/` up to the next
`*` or `/` divides. GB is 10^9 B and GiB is 2^30 B; FLOP is an amount and FLOP/s a rate.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics.suggest import closest
from shardlaw.language.dimensions import DIMENSIONLESS, Dimension
from shardlaw.language.values import Number, exact


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed, its dimension, and how many base units one of it is."""

    symbol: str
    dimension: Dimension
    factor: Number


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """A text that is no unit: the part that is not known, the nearest units, and a reason where there is one."""

    part: str
    candidates: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Atom:
    symbol: str
    base: str | None
    factor: Number
    prefixes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    meaning: str = ""


_DECIMAL = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
_PREFIXES = _DECIMAL | _BINARY
_SI = tuple(_DECIMAL)

_ATOMS = (
    _Atom("B", "B", 1, (*_SI, *_BINARY), (), "byte; GB is 10^9 B, GiB is 2^30 B"),
    _Atom("bit", "B", Fraction(1, 8), (), ("bits",), "an eighth of a byte"),
    _Atom("FLOP", "FLOP", 1, _SI, ("FLOPs",), "one floating-point operation, an amount; the rate is FLOP/s"),
    _Atom("s", "s", 1, (), (), "second"),
    _Atom("ms", "s", Fraction(1, 10**3), (), (), "millisecond"),
    _Atom("us", "s", Fraction(1, 10**6), (), ("µs", "μs"), "microsecond"),
    _Atom("min", "s", 60, (), (), "minute"),
    _Atom("h", "s", 3600, (), (), "hour"),
    _Atom("token", "token", 1, _SI, ("tokens",), "one token of a sequence"),
    _Atom("parameter", "parameter", 1, _SI, ("parameters",), "one weight of the model"),
    _Atom("request", "request", 1, (), ("requests",), "one request of a user"),
    _Atom("USD", "USD", 1, (), (), "US dollar"),
    _Atom("W", "W", 1, (), (), "watt"),
    _Atom("%", None, Fraction(1, 100), (), (), "a hundredth"),
)

# What people write for a unit that exists under another name; never accepted, because half of them mean two things.
_SLIPS = {
    "KB": ("kB", "KiB"),
    "K": ("kB",),
    "M": ("MB", "Mparameter"),
    "G": ("GB", "GiB"),
    "T": ("TB",),
    "gb": ("GB", "GiB"),
    "mb": ("MB", "MiB"),
    "tb": ("TB", "TiB"),
    "kb": ("kB", "KiB"),
    "b": ("B", "bit"),
    "Gb": ("GB", "bit"),
    "Mb": ("MB", "bit"),
    "Tb": ("TB", "bit"),
    "Gbps": ("GB/s",),
    "Gbit": ("GB", "bit"),
    "GBps": ("GB/s",),
    "TBps": ("TB/s",),
    "MBps": ("MB/s",),
    "bps": ("bit/s", "B/s"),
    "FLOPS": ("FLOP/s",),
    "GFLOPS": ("GFLOP/s",),
    "TFLOPS": ("TFLOP/s",),
    "PFLOPS": ("PFLOP/s",),
    "TFlops": ("TFLOP/s",),
    "TFlop": ("TFLOP",),
    "tok": ("token",),
    "tps": ("tokens/s",),
    "req": ("request",),
    "rps": ("requests/s",),
    "sec": ("s",),
    "second": ("s",),
    "seconds": ("s",),
    "minute": ("min",),
    "minutes": ("min",),
    "hour": ("h",),
    "hours": ("h",),
    "hr": ("h",),
    "byte": ("B",),
    "bytes": ("B",),
    "param": ("parameter",),
    "params": ("parameters",),
    "percent": ("%",),
    "dollar": ("USD",),
    "$": ("USD",),
}

LONGEST = 64
_PART = re.compile(r"([*/]?)([^*/^\s]+)(?:\^([1-9]))?")


@cache
def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for atom in _ATOMS:
        dimension = DIMENSIONLESS if atom.base is None else Dimension.of({atom.base: 1})
        for spelling in (atom.symbol, *atom.aliases):
            units[spelling] = Unit(atom.symbol, dimension, atom.factor)
            for prefix in atom.prefixes:
                units[prefix + spelling] = Unit(prefix + atom.symbol, dimension, atom.factor * _PREFIXES[prefix])
    return units


@lru_cache(1024)
def parse_unit(text: str) -> Unit | UnknownUnit:
    """The unit that `text` spells, with its symbols in their printed form (`tokens/ms` is `token/ms`)."""
    if len(text) > LONGEST:
        return UnknownUnit(text[:LONGEST], ())
    dimension, factor, symbol, at = DIMENSIONLESS, Fraction(1), "", 0
    while at < len(text) or not text:
        part = _PART.match(text, at)
        if part is None or (part[1] and not at) or (at and not part[1]):
            return UnknownUnit(text, ())
        known = _table().get(part[2])
        if known is None:
            return _unknown(text, part[2])
        power = int(part[3] or 1)
        if part[1] == "/":
            dimension, factor = dimension / known.dimension**power, factor / known.factor**power
        else:
            dimension, factor = dimension * known.dimension**power, factor * known.factor**power
        symbol += part[1] + known.symbol + (f"^{power}" if power > 1 else "")
        at = part.end()
    return Unit(symbol, dimension, exact(factor))


def _unknown(text: str, part: str) -> UnknownUnit:
    nearest = _SLIPS.get(part)
    if nearest is None:
        nearest = closest(part, [name for name, unit in _table().items() if name == unit.symbol])
    whole = tuple(text.replace(part, name, 1) for name in nearest)
    reason = "FLOP is an amount; a rate is written FLOP/s" if part.upper().endswith("FLOPS") else None
    return UnknownUnit(part, whole, reason)


def units_table() -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    """Every atom for documentation: symbol, aliases, prefixes, meaning."""
    return [(atom.symbol, atom.aliases, atom.prefixes, atom.meaning) for atom in _ATOMS]


# The scale on which a computed value is shown, per dimension: the first unit of which there is at least one.
_SHOWN: dict[str, tuple[str, ...]] = {
    "B": ("TB", "GB", "MB", "kB", "B"),
    "B/s": ("TB/s", "GB/s", "MB/s", "B/s"),
    "B/token": ("GB/token", "MB/token", "kB/token", "B/token"),
    "FLOP": ("PFLOP", "TFLOP", "GFLOP", "FLOP"),
    "FLOP/s": ("PFLOP/s", "TFLOP/s", "GFLOP/s", "FLOP/s"),
    "FLOP/token": ("TFLOP/token", "GFLOP/token", "FLOP/token"),
    "parameter": ("Gparameter", "Mparameter", "parameter"),
    "token/s": ("token/ms", "token/s"),
    "s": ("s", "ms", "us"),
}


def display_unit(value: Number, dimension: Dimension) -> Unit:
    """The unit in which a computed value of this dimension reads best; for plain numbers one without a symbol."""
    name = str(dimension)
    for symbol in _SHOWN.get(name, ()):
        unit = parse_unit(symbol)
        if isinstance(unit, Unit) and abs(Fraction(value)) >= unit.factor:
            return unit
    if not dimension.exponents:
        return Unit("", DIMENSIONLESS, 1)
    last = parse_unit(_SHOWN[name][-1] if name in _SHOWN else name)
    return last if isinstance(last, Unit) else Unit(name, dimension, 1)
