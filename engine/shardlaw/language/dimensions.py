"""Physical dimensions: products of integer powers of base dimensions."""

from __future__ import annotations

from collections.abc import Mapping

from shardlaw.dataclass import dataclass

# The order in which a dimension is printed: amounts first, time last.
BASES = ("USD", "W", "FLOP", "B", "request", "parameter", "token", "s")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Exponents of the base dimensions that occur, in the order of `BASES`; none: a plain number."""

    exponents: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(exponents: Mapping[str, int]) -> Dimension:
        return Dimension(tuple((base, exponents[base]) for base in BASES if exponents.get(base)))

    def __mul__(self, other: Dimension) -> Dimension:
        return self._combine(other, 1)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self._combine(other, -1)

    def __pow__(self, power: int) -> Dimension:
        return Dimension.of({base: exponent * power for base, exponent in self.exponents})

    def _combine(self, other: Dimension, sign: int) -> Dimension:
        exponents = dict(self.exponents)
        for base, exponent in other.exponents:
            exponents[base] = exponents.get(base, 0) + sign * exponent
        return Dimension.of(exponents)

    def __str__(self) -> str:
        """As it is written in signatures and in the schema: `B/s`, `FLOP/parameter/token`, `count`."""
        if not self.exponents:
            return "count"
        above = "*".join(_power(base, exponent) for base, exponent in self.exponents if exponent > 0)
        below = "".join(f"/{_power(base, -exponent)}" for base, exponent in self.exponents if exponent < 0)
        return f"{above or '1'}{below}"


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


DIMENSIONLESS = Dimension()
