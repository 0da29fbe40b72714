"""Keys that a record does not have: which one was meant, or where it belongs."""

from __future__ import annotations

from shardlaw.diagnostics import closest, listed
from shardlaw.plans.fields import RecordField
from shardlaw.plans.nodes import Mapping, Node, Scalar
from shardlaw.plans.problems import Problems
from shardlaw.plans.schema import PlanSchema
from shardlaw.plans.wording import dotted, excerpt

_PLACES = 3


class KeyReader:
    """Answers unknown keys of one document."""

    def __init__(self, problems: Problems, schema: PlanSchema) -> None:
        self.problems = problems
        self.schema = schema

    def unknown(self, record: RecordField, key: Scalar, value: Node, pointer: str) -> None:
        """Report a key that the record at `pointer` does not have."""
        written = key.text.lower().replace("-", "_")
        arguments = {"owner": f"`{dotted(pointer)}`" if pointer else "a plan", "key": excerpt(key.text)}
        near = self._meant(record, written)
        places = self.schema.places.get(key.text) or self.schema.places.get(written) or ()
        if not near and not places:
            near = closest(key.text, record.keys)
        if places:
            arguments["place"] = "` or `".join(places[:_PLACES])
        if not near and not places:
            arguments["keys"] = listed(name for name in record.keys if pointer or name not in self.schema.phase_keys)
        namespace = "keys" in arguments and not pointer and isinstance(value, Mapping)
        self.problems.add("P204" if namespace else "P203", key.span, arguments, candidates=near)

    def _meant(self, record: RecordField, written: str) -> tuple[str, ...]:
        """The key that people who write this mean, or that differs in case or separators only."""
        meant = record.slips.get(written) or (written if written in record.keys else None)
        return (meant,) if meant else ()
