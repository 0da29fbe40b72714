"""Whether what was computed for a row agrees with what is published, by the row's own check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tests.domain.golden.computing import Computed, NotComputed, computed, published, unit_of
from tests.domain.golden.rows import Mapping, Row, mappings, not_covered, reasons, rows

SAME = Fraction(1, 2000)  # two numbers nearer than this are one: a printed one has three digits or more


@dataclass(frozen=True)
class Judged:
    """One row: whether it holds, how far the nearest reading is from it, and why it does not hold."""

    row: Row
    mapping: Mapping
    holds: bool
    error: Fraction | None
    reason: str = ""


def pairs() -> list[tuple[Row, Mapping]]:
    """Every row with its mapping."""
    return [(row, mapping) for row in rows() for mapping in mappings() if mapping.covers(row)]


def judged() -> list[Judged]:
    """Every row that has a mapping, judged."""
    return [judge(row, mapping) for row, mapping in pairs()]


def unmapped() -> list[Row]:
    """Every row that has none."""
    return [row for row in rows() if not any(mapping.covers(row) for mapping in mappings())]


def unclear() -> list[str]:
    """Rows that have several mappings, or none and no reason for it."""
    counts = {row: sum(mapping.covers(row) for mapping in mappings()) for row in rows()}
    return [f"{row.id}: {count} mappings" for row, count in counts.items() if count > 1 or not (count or reasons(row))]


def stale() -> list[str]:
    """Reasons that no row without a mapping needs."""
    needed = {pattern for row in unmapped() for pattern in reasons(row)}
    return [pattern for pattern in not_covered() if pattern not in needed]


def judge(row: Row, mapping: Mapping) -> Judged:
    try:
        readings = computed(row, mapping)
    except NotComputed as reason:
        return Judged(row, mapping, holds=False, error=None, reason=str(reason))
    unit = unit_of(row, mapping)
    assert {reading.dimension for reading in readings} == {str(unit.dimension)}, (row.id, readings, unit)
    if isinstance(row.value, str):
        return _texts_conflict(row, mapping, readings)
    value = published(row, mapping)
    nearest = min((reading.value for reading in readings), key=lambda number: abs(number - value))
    error = Fraction(0) if _same(nearest, value) else abs(nearest / value - 1) if value else abs(nearest)
    holds = _holds(row, mapping, [reading.value for reading in readings], nearest, value)
    said = ", ".join(f"{reading.label} {float(reading.value / unit.factor):.8g}".strip() for reading in readings)
    return Judged(row, mapping, holds, error, f"{said} for {float(row.value):.8g} {row.unit}")


def _holds(row: Row, mapping: Mapping, readings: list[Fraction], nearest: Fraction, value: Fraction) -> bool:
    match row.check:
        case "equal":
            return _same(nearest, value)
        case "tolerance":
            return abs(nearest - value) <= row.tolerance * abs(value)
        case "bound":
            return nearest <= value if mapping.side == "below" else nearest >= value
        case "plausible":  # measured, and printed with few digits
            return nearest <= value * (1 + SAME) if mapping.side == "below" else nearest * (1 + SAME) >= value
        case "band":
            return row.low * nearest <= value <= row.high * nearest
        case "report-conflict":
            return _differ(readings) or _differ([nearest, value])
    raise AssertionError(row.check)


def _same(number: Fraction, printed: Fraction) -> bool:
    """Equal; a fraction that is printed with all digits of a double is the one that it stands for."""
    return number == printed or (printed.denominator > 1 and float(number) == float(printed))


def _differ(numbers: list[Fraction]) -> bool:
    return max(numbers) - min(numbers) > SAME * max(numbers)


def _texts_conflict(row: Row, mapping: Mapping, readings: tuple[Computed, ...]) -> Judged:
    """A row that quotes two sources: both numbers are among the readings."""
    factor = unit_of(row, mapping).factor
    quoted = {Fraction(re.match(r"[0-9.]+", row.inputs[name])[0]) * factor for name in ("a", "b")}
    found = {reading.value for reading in readings}
    missing = [str(float(number / factor)) for number in sorted(quoted - found)]
    return Judged(row, mapping, not missing, None, f"not among the alternatives: {', '.join(missing)}")
