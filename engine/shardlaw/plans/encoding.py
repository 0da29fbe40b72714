"""The plan schema as plain data: what a cache keeps of it."""

from __future__ import annotations

import re

from shardlaw.language.codec import Codec, Kind, Plain, fractions, full_name, mapping, record
from shardlaw.language.dimensions import Dimension
from shardlaw.language.units import Unit
from shardlaw.plans.fields import Convention, Key, ListField, NumberField, RecordField, TextField, TruthField
from shardlaw.plans.quantities import Measure
from shardlaw.plans.schema import PlanSchema

_RECORDS = (
    *(PlanSchema, Key, NumberField, TextField, TruthField, ListField, RecordField, Convention),
    *(Measure, Unit, Dimension),
)
_PATTERNS = Kind(full_name(re.Pattern), lambda pattern: (pattern.pattern, pattern.flags), re.compile)
_SETS = Kind(full_name(frozenset), lambda names: tuple(sorted(names)), lambda *names: frozenset(names))
_CODEC = Codec((*map(record, _RECORDS), mapping(), fractions(), _PATTERNS, _SETS))


def encode_schema(schema: PlanSchema) -> Plain:
    """A schema as plain data."""
    return _CODEC.encode(schema)


def decode_schema(plain: Plain) -> PlanSchema:
    """The schema that was written."""
    schema: PlanSchema = _CODEC.decode(plain)
    return schema
