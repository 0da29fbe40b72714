"""Filling in messages. A message is total: a hole that is not known, or whose calculator fails, reads `?`."""

from __future__ import annotations

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Source
from shardlaw.evaluation.calculators import Fault
from shardlaw.evaluation.display import hole_text
from shardlaw.evaluation.interpreter import evaluate
from shardlaw.evaluation.scope import Scope
from shardlaw.language import checked


@dataclass(slots=True)
class Messages:
    """Fills the templates of one rule for one subject, and keeps the faults that its holes met."""

    scope: Scope
    faults: list[Fault] = field(default_factory=list)

    def filled(self, template: checked.Template) -> str:
        return "".join(part if isinstance(part, str) else self._hole(part) for part in template.parts)

    def optional(self, template: checked.Template | None) -> str | None:
        return None if template is None else self.filled(template)

    def _hole(self, hole: checked.Hole) -> str:
        try:
            return hole_text(hole, evaluate(hole.expression, self.scope))
        except Fault as fault:
            self.faults.append(fault)
            return "?"


def as_written(template: checked.Template, source: Source) -> str:
    """A template as it stands in its policy, with the names in its holes."""
    return source.text[template.span.start : template.span.end].strip('"')
