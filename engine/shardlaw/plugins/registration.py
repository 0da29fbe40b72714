"""One plug-in after another: its hooks are compared with the specifications, called, and their answers checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import isfunction, ismethod, isroutine, signature
from typing import Any

import pluggy
from packaging.version import InvalidVersion, Version

from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, closest, listed
from shardlaw.plugins import hookspecs
from shardlaw.plugins.calculators import Declaration
from shardlaw.plugins.finding import Found
from shardlaw.plugins.reporters import Reporter
from shardlaw.plugins.sheets import Line

PREFIX = "shardlaw_"
HOOKS = tuple(name for name in vars(hookspecs) if name.startswith(PREFIX))

# The words with which a plan/1 document begins, also in its form of one phase, and the root under which rules read the
# plan that is revised: no plug-in may take them.
ROOTS = frozenset(
    (
        *("plan", "name", "description", "source", "revises", "labels", "model", "hardware", "workload", "phases"),
        *("mode", "gpus", "replicas", "pool", "nodes", "sequence_length", "gpu_formula", "formulas"),
        *("memory_fraction", "parallelism", "batch", "pipeline", "stages", "placement", "recompute", "optimizer"),
        *("precision", "adaptation", "speculative", "offload", "load_balancing", "moe", "overlap", "kv_transfer"),
        *("framework", "claims", "revised"),
    )
)
_NAMESPACE = re.compile(r"[a-z][a-z0-9_]*")
_FORMAT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEAD = re.compile(r"(?:#.*\n)*catalog: \S+\nof: (?:hardware|model)\nversion: \S+\ndate: \S+\n")
_WANTED = {
    "shardlaw_libraries": "an iterable of Source",
    "shardlaw_calculators": "an iterable of functions under @calculator",
    "shardlaw_namespaces": "a mapping from names (small letters, digits, _) to the JSON Schema of an object",
    "shardlaw_catalogs": "an iterable of Source, each with `catalog`, `of` (hardware, model), `version`, `date` on top",
    "shardlaw_reporters": "an iterable of Reporter, each with a name (small letters, digits, -) and a function",
    "shardlaw_capacity": "an iterable of Line",
}
_KINDS = {
    "shardlaw_libraries": Source,
    "shardlaw_calculators": Declaration,
    "shardlaw_catalogs": Source,
    "shardlaw_reporters": Reporter,
    "shardlaw_capacity": Line,
}

Hook = Callable[[], Any]


@dataclass(frozen=True)
class Plugin:
    """One plug-in and all that its hooks gave. `hooks` are the names of those that it has."""

    origin: Found
    name: str
    version: str
    hooks: tuple[str, ...]
    libraries: tuple[Source, ...] = ()
    catalogs: tuple[Source, ...] = ()
    calculators: tuple[Declaration, ...] = ()
    namespaces: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reporters: tuple[Reporter, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether it brings anything that an outcome can depend on."""
        return bool(self.libraries or self.calculators or self.namespaces or self.catalogs)


@dataclass
class Registry:
    """The plug-ins registered so far, and everything that was wrong with the others."""

    loaded: list[Plugin] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(hookspecs.PROJECT))

    def __post_init__(self) -> None:
        self.manager.add_hookspecs(hookspecs)

    def register(self, found: Found) -> None:
        """Take a plug-in in, or note everything that is wrong with it."""
        registration = _Registration(found, self)
        plugin = registration.run()
        self.diagnostics += registration.wrong
        if plugin is not None and not registration.wrong:
            self.loaded.append(plugin)


@dataclass
class _Registration:
    found: Found
    registry: Registry
    wrong: list[Diagnostic] = field(default_factory=list)

    def run(self) -> Plugin | None:
        name = self.found.name
        for other in self.registry.loaded:
            if other.name == name:
                self._report("X103", None, version=other.version)
                return None
        version = self._version()
        hooks = self._hooks()
        if self.wrong:
            return None
        self.registry.manager.register(self.found.holder, name)
        answers = {hook: self._call(hook, function) for hook, function in hooks.items()}
        return Plugin(
            origin=self.found,
            name=name,
            version=version,
            hooks=tuple(sorted(hooks)),
            libraries=tuple(answers.get("shardlaw_libraries", ())),
            catalogs=tuple(answers.get("shardlaw_catalogs", ())),
            calculators=tuple(answers.get("shardlaw_calculators", ())),
            namespaces=self._namespaces(answers.get("shardlaw_namespaces", {}), hooks),
            reporters=self._reporters(answers.get("shardlaw_reporters", ()), hooks),
            lines=tuple(answers.get("shardlaw_capacity", ())),
        )

    def _version(self) -> str:
        stated = self.found.version
        try:
            return str(Version(stated or ""))
        except (InvalidVersion, TypeError):
            self._report("X104", None, stated="no version" if stated is None else f"`{stated}`")
            return ""

    def _hooks(self) -> dict[str, Hook]:
        """The hooks of the plug-in by name, once each is known and takes what its specification says."""
        hooks: dict[str, Hook] = {}
        for name in dir(self.found.holder):
            attribute: Any = getattr(self.found.holder, name)
            if self.registry.manager.parse_hookimpl_opts(self.found.holder, name) is None:
                if name.startswith(PREFIX) and isroutine(attribute):
                    self._report("X107", attribute, hook=name)
            elif name not in HOOKS:
                self._report("X105", attribute, closest(name, HOOKS), hook=name, hooks=listed(HOOKS))
            elif arguments := list(signature(attribute).parameters):
                self._report("X106", attribute, hook=name, arguments=listed(arguments, "and"))
            else:
                hooks[name] = attribute
        if not hooks and not self.wrong:
            self._report("X108", None, hooks=listed(HOOKS))
        return hooks

    def _call(self, hook: str, function: Hook) -> Any:
        """What the hook gives, once it is of the kind that its specification asks for."""
        try:
            given = function()
            answer = given if isinstance(given, Mapping) else tuple(given)
        except Exception as error:  # noqa: BLE001 - whatever a plug-in raises is a finding, not our fault
            said = " ".join(str(error).split())
            arguments = {"plugin": self.found.name, "hook": hook, "error": type(error).__name__, "said": said}
            self.wrong.append(Diagnostic("X109", *self.found.failure(function, error), arguments))
            return ()
        odd = _odd(hook, answer)
        if odd is None:
            return answer
        self._report("X114", function, hook=hook, odd=odd, wanted=_WANTED[hook])
        return ()

    def _namespaces(
        self, given: Mapping[str, Mapping[str, Any]], hooks: Mapping[str, Hook]
    ) -> dict[str, Mapping[str, Any]]:
        function = hooks.get("shardlaw_namespaces")
        for name in given:
            if name in ROOTS:
                self._report("X115", function, namespace=name)
            for other in self.registry.loaded:
                if name in other.namespaces:
                    self._report("X116", function, namespace=name, other=other.name)
        return dict(given)

    def _reporters(self, given: tuple[Reporter, ...], hooks: Mapping[str, Hook]) -> tuple[Reporter, ...]:
        function = hooks.get("shardlaw_reporters")
        taken = {reporter.name: other.name for other in self.registry.loaded for reporter in other.reporters}
        for reporter in given:
            owner = taken.setdefault(reporter.name, self.found.name)
            if owner != self.found.name:
                self._report("X122", function, format=reporter.name, other=owner)
        return given

    def _report(self, code: str, function: Hook | None, candidates: tuple[str, ...] = (), **arguments: str) -> None:
        place = self.found.place(function) if function is not None else self.found.whole()
        self.wrong.append(Diagnostic(code, *place, {"plugin": self.found.name, **arguments}, candidates))


def _odd(hook: str, answer: Any) -> str | None:
    """What in a hook's answer is not what its specification asks for, in words."""
    if hook == "shardlaw_namespaces":
        if not isinstance(answer, Mapping):
            return "no mapping"
        for name, schema in answer.items():
            if not isinstance(name, str) or not _NAMESPACE.fullmatch(name):
                return f"the name {name!r}"
            if not isinstance(schema, Mapping) or schema.get("type") != "object":
                return f"a schema of {name} that is not of type object"
        return None
    for item in answer:
        if not isinstance(item, _KINDS[hook]):
            return f"a {type(item).__name__}"
    if hook == "shardlaw_catalogs":
        return next((f"{source.name} without its head" for source in answer if not _HEAD.match(source.text)), None)
    return _odd_reporter(answer) if hook == "shardlaw_reporters" else None


def _odd_reporter(given: tuple[Reporter, ...]) -> str | None:
    names: set[str] = set()
    for reporter in given:
        if not isinstance(reporter.name, str) or not _FORMAT.fullmatch(reporter.name):
            return f"the name {reporter.name!r}"
        if reporter.name in names:
            return f"two reporters called {reporter.name}"
        if not isfunction(reporter.write) and not ismethod(reporter.write):
            return f"a {type(reporter.write).__name__} as `write` of {reporter.name}"
        names.add(reporter.name)
    return None
