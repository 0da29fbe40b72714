"""Fields that are no numbers: texts, words of a closed set, versions, truth values."""

from __future__ import annotations

from shardlaw.diagnostics import closest
from shardlaw.plans import scalars
from shardlaw.plans.fields import TextField, TruthField
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
        arguments = {"path": dotted(pointer), "found": found(node), "expected": describe(field)}
        if not isinstance(node, Scalar):
            self.problems.add("P206", node.span, arguments)
            return None
        if field.words:
            return node.text
        if field.values is not None:
            return self._choice(field, field.values, node, arguments)
        if scalars.kind(node) != "text":
            self.problems.add("P223", node.span, arguments | {"text": excerpt(node.text)})
            return None
        if not node.text:
            self.problems.add("P225", node.span, arguments)
            return None
        if field.version and not field.version.search(node.text):
            self.problems.add("P224", node.span, arguments)
            return None
        return node.text

    def truth(self, node: Node, pointer: str) -> bool | None:
        """True or false; None after a diagnostic."""
        if isinstance(node, Scalar) and scalars.kind(node) == "truth":
            return scalars.truth(node.text)
        arguments = {"path": dotted(pointer), "found": found(node), "expected": describe(TruthField())}
        meant = _TRUTHS.get(node.text.lower()) if isinstance(node, Scalar) else None
        if meant is None:
            self.problems.add("P206", node.span, arguments)
        else:
            self.problems.add("P226", node.span, arguments | {"meant": meant})
        return None

    def _choice(self, field: TextField, values: tuple[str, ...], node: Scalar, arguments: dict[str, str]) -> str | None:
        if node.text in values:
            return node.text
        written = node.text.lower()
        meant = field.slips.get(written)
        near = (meant,) if meant else closest(written, values)
        self.problems.add("P207", node.span, arguments, candidates=near)
        return None
