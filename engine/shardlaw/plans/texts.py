"""Fields that are no numbers: texts, words of a closed set, versions, truth values."""

from __future__ import annotations

from shardlaw.diagnostics import closest
from shardlaw.plans import scalars
from shardlaw.plans.fields import Field, TextField, TruthField
from shardlaw.plans.nodes import Node, Scalar
from shardlaw.plans.problems import Problems
from shardlaw.plans.wording import describe, dotted, excerpt, found

# What YAML 1.1 and people call truth values.
_TRUTHS = {
    **dict.fromkeys(("yes", "on", "y", "true", "1"), "true"),
    **dict.fromkeys(("no", "off", "n", "false", "0"), "false"),
}


class TextReader:
    """Reads the text and truth fields of one document."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def read(self, field: TextField, node: Node, pointer: str) -> str | None:
        """The text of a scalar that is one; None after a diagnostic."""
        if not isinstance(node, Scalar):
            return self._refused("P206", field, node, pointer)
        text = node.text
        if field.words:
            return text
        if field.values is not None:
            return text if text in field.values else self._no_choice(field, field.values, node, pointer)
        if scalars.kind(node) != "text":
            return self._refused("P223", field, node, pointer, text=excerpt(text))
        if not text:
            return self._refused("P225", field, node, pointer)
        if field.version and not field.version.search(text):
            return self._refused("P224", field, node, pointer)
        return text

    def truth(self, field: TruthField, node: Node, pointer: str) -> bool | None:
        """True or false; None after a diagnostic."""
        if isinstance(node, Scalar) and scalars.kind(node) == "truth":
            return scalars.truth(node.text)
        meant = _TRUTHS.get(node.text.lower()) if isinstance(node, Scalar) else None
        if meant is None:
            self._refused("P206", field, node, pointer)
        else:
            self._refused("P226", field, node, pointer, meant=meant)
        return None

    def _no_choice(self, field: TextField, values: tuple[str, ...], node: Scalar, pointer: str) -> str | None:
        meant = field.slips.get(node.text.lower())
        return self._refused("P207", field, node, pointer, (meant,) if meant else closest(node.text, values))

    def _refused(
        self, code: str, field: Field, node: Node, pointer: str, near: tuple[str, ...] = (), **more: str
    ) -> str | None:
        """No text, and the diagnostic that says why."""
        arguments = {"path": dotted(pointer), "found": found(node), "expected": describe(field), **more}
        self.problems.add(code, node.span, arguments, candidates=near)
        return None
