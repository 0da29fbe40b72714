"""A document as it was written: scalars, sequences and mappings with spans, nothing interpreted.

Both document readers give these nodes, and whoever has facts in another notation (the examples of a policy) can
build them by hand and give them to the plan reader, so that every plan is read by the same rules.
"""

from __future__ import annotations

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value or key. `text` is its content: escapes resolved, quotes gone.

    `plain` scalars are resolved by the YAML 1.2 core schema (`16` is a number, `true` a truth value, `64 GB` text);
    others are text whatever they hold. JSON strings are not plain; JSON numbers and words are.
    """

    text: str
    plain: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """Values in order."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values in the order written; no key occurs twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping
