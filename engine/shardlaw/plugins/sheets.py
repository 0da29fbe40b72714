"""What a plug-in declares to have its amounts shown by `shardlaw capacity`."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Literal

from shardlaw.dataclass import dataclass

# `stages`: how many stages a phase has. `part`: what a GPU holds; the parts are added up. `memory`: what there is for
# them. `answer`: what else people ask; of a phase it is the least of its stages. `convention`: what was taken for
# granted, a number or a text.
Role = Literal["stages", "part", "memory", "answer", "convention"]


@dataclass(frozen=True, slots=True)
class Line:
    """One amount, for every stage of every phase or once for a phase.

    `low` and `high` are expressions of the policy language over the facts of a plan, in which `$phase` stands for the
    phase, `$stage` for the number of the stage, from 0, and, in an answer, `$room_low` and `$room_high` for what the
    parts leave of the memory at worst and at best. A line without `$stage` is one of the whole phase; one without
    `high` has one value. `when` says, as an expression over the phase, where the line applies. `narrowed_by` are facts
    that would bring the ends of a line closer to each other, where the plan does not state them.
    """

    name: str
    title: str
    role: Role
    low: str
    high: str | None = None
    when: str | None = None
    narrowed_by: tuple[str, ...] = ()

    @property
    def of_stage(self) -> bool:
        return "$stage" in f"{self.low} {self.high}"

    @property
    def ends(self) -> tuple[str, str]:
        """Low and high."""
        return self.low, self.low if self.high is None else self.high


def filled(template: str, values: Mapping[str, str]) -> str:
    """An expression of a line with what its words stand for."""
    return Template(template).safe_substitute(values)
