"""The dataclasses of the standard library, at a price that a start can pay.

A command imports some two hundred small classes, most of which it never makes an instance of. The standard decorator
compiles six functions for each of them, up to a millisecond apiece, and its module imports `inspect`; together that was
a third of the time of an audit. Here a class costs a few microseconds: equality, hash, order and repr are shared code,
and `__init__`, which is compiled because it is called the most, is compiled when the first instance is made.

To a type checker this is `dataclasses`, with all that it holds. What it leaves out: nothing but the type checker keeps
fields of a frozen class from being assigned, and `dataclasses.fields` does not know these classes.
"""
# The annotations are in the branch that a type checker reads.
# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202, ANN204

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    import operator

    _MISSING = object()

    class field:  # noqa: N801 - as in the standard library
        """What a class says of one field besides its type."""

        def __init__(self, *, default=_MISSING, default_factory=None, repr=True):  # noqa: A002
            self.default = default
            self.factory = default_factory
            self.repr = repr

    def dataclass(cls=None, /, *, frozen=False, slots=False, order=False):
        """A class whose fields are its annotations, in order, those of its base classes first."""
        if cls is None:
            return lambda wrapped: dataclass(wrapped, frozen=frozen, slots=slots, order=order)
        own = _own_fields(cls)
        fields = {name: known for base in reversed(cls.__mro__[1:]) for name, known in _known(base).items()} | own
        if slots:
            cls = _slotted(cls, own)
        cls.__shardlaw_fields__ = fields
        cls.__match_args__ = tuple(fields)
        cls.__init__ = _first_init(cls, fields)
        cls.__repr__ = _repr
        values = operator.attrgetter(*fields) if fields else _nothing
        for name in ("__eq__", "__lt__", "__le__", "__gt__", "__ge__") if order else ("__eq__",):
            setattr(cls, name, _comparison(getattr(operator, name), values))
        cls.__hash__ = (lambda self: hash(values(self))) if frozen else None
        return cls

    def replace(instance, /, **changes):
        """The same instance with other values for some fields."""
        for name in instance.__match_args__:
            if name not in changes:
                changes[name] = getattr(instance, name)
        return type(instance)(**changes)

    def _known(cls):
        return vars(cls).get("__shardlaw_fields__", {})

    def _own_fields(cls):
        fields = {}
        for name, annotation in vars(cls).get("__annotations__", {}).items():
            if annotation.startswith("ClassVar"):
                continue
            default = vars(cls).get(name, _MISSING)
            fields[name] = default if isinstance(default, field) else field(default=default)
        return fields

    def _slotted(cls, own):
        """The class once more: slots have to be there when it is made, and cannot have defaults beside them."""
        namespace = {name: value for name, value in vars(cls).items() if name not in own}
        namespace.pop("__dict__", None)
        namespace.pop("__weakref__", None)
        namespace["__slots__"] = tuple(own)
        made = type(cls)(cls.__name__, cls.__bases__, namespace)
        made.__qualname__ = cls.__qualname__
        return made

    def _first_init(cls, fields):
        """An `__init__` that puts the compiled one in its place."""

        def __init__(self, *arguments, **keywords):  # noqa: N807 - it is one
            cls.__init__ = _compiled_init(cls, fields)
            cls.__init__(self, *arguments, **keywords)

        return __init__

    def _compiled_init(cls, fields):
        names = {"_MISSING": _MISSING}
        parameters, lines = ["self"], []
        for name, known in fields.items():
            value = name
            if known.factory is not None:
                names[f"_factory_{name}"] = known.factory
                parameters.append(f"{name}=_MISSING")
                value = f"_factory_{name}() if {name} is _MISSING else {name}"
            elif known.default is not _MISSING:
                names[f"_default_{name}"] = known.default
                parameters.append(f"{name}=_default_{name}")
            else:
                parameters.append(name)
            lines.append(f" self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append(" self.__post_init__()")
        exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), names)  # noqa: S102
        return names["__init__"]

    def _comparison(compare, values):
        def method(self, other):
            return compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

        return method

    def _repr(self):
        shown = (f"{name}={getattr(self, name)!r}" for name, known in self.__shardlaw_fields__.items() if known.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _nothing(_):
        return ()
