"""Building nodes within the limits that YAML and JSON documents share."""

from __future__ import annotations

import re

from shardlaw.diagnostics import Label, Source, Span
from shardlaw.plans.nodes import Node, Scalar
from shardlaw.plans.problems import Problems
from shardlaw.plans.wording import excerpt

DEPTH = 64
ELEMENTS = 100_000  # of one list or mapping

_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Builder:
    """Makes the nodes of one document and collects what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.problems = Problems(source)

    def text(self, text: str, span: Span) -> Scalar:
        """A scalar in quotes, with surrogate pairs joined, and a problem if it holds what no text of a plan may hold.

        Only escapes can spell either; a plain scalar is what it is.
        """
        if _NO_TEXT.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
            if odd := _NO_TEXT.search(text):
                half = "\ud800" <= odd[0] <= "\udfff"
                self.problems.add("P132" if half else "P110", span, {"character": f"U+{ord(odd[0]):04X}"})
        return Scalar(text, False, span)

    def enter(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> None:
        """Add an entry to a mapping; a key that is there already is a problem, and its first value stays."""
        first = entries.get(key.text)
        if first is None:
            entries[key.text] = (key, value)
        else:
            label = Label(first[0].span, "first here")
            self.problems.add("P127", key.span, {"key": excerpt(key.text)}, labels=(label,))

    def check_depth(self, depth: int, span: Span) -> None:
        """Stop the document where collections are nested too deep."""
        if depth > DEPTH:
            raise self.problems.stop("P129", span, {"most": str(DEPTH)})

    def check_size(self, elements: int, span: Span) -> None:
        """Stop the document where a collection has too many elements."""
        if elements > ELEMENTS:
            raise self.problems.stop("P130", span, {"most": f"{ELEMENTS:,}"})
