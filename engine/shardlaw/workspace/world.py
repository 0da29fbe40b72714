"""The world in which policies are checked and plans are read: the plug-ins, and what they make of both.

What the first-party plug-ins come to is kept between runs, and so is every policy about which there was nothing to say
when it was checked. An audit that finds both imports neither plug-ins nor the checker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shardlaw.cache import Cache
from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Source
from shardlaw.language import checked
from shardlaw.language.encoding import decode_policy, encode_policy, surroundings
from shardlaw.plans.encoding import decode_schema, encode_schema
from shardlaw.plans.schema import PlanSchema
from shardlaw.plugins.imported import decode_calculators, encode_calculators
from shardlaw.resources import build

if TYPE_CHECKING:
    from shardlaw.language.environment import Calculator, Environment
    from shardlaw.plugins.manager import Plugins

# What a cache keeps: a name, and plain data.
Entry = tuple[str, object]


@dataclass(frozen=True)
class World:
    """What an audit needs of its plug-ins: their versions by name, the plan schema with their namespaces, their
    calculators, and the sources of their formulas and catalogs.

    `identity` tells worlds apart in which a policy may come to different checked forms. `made` are the plug-ins and
    their environment where this world was made from them, and not recalled. `cache` is where policies are kept.
    """

    versions: Mapping[str, str]
    schema: PlanSchema
    calculators: Sequence[Calculator]
    libraries: Sequence[Source]
    catalogs: Sequence[Source]
    identity: str
    cache: Cache
    made: tuple[Plugins, Environment] | None = None

    @property
    def plugins(self) -> Plugins:
        """The plug-ins themselves."""
        return self._plugged[0]

    @property
    def environment(self) -> Environment:
        """What a policy may name."""
        return self._plugged[1]

    @cached_property
    def _plugged(self) -> tuple[Plugins, Environment]:
        if self.made is not None:
            return self.made
        from shardlaw.plugins.manager import load_plugins  # noqa: PLC0415 - an audit does without them
        from shardlaw.workspace.plugging import environment_of  # noqa: PLC0415

        plugins = load_plugins()
        return plugins, environment_of(plugins, self.schema)

    def recall(self, source: Source) -> checked.Policy | None:
        """The policy in a source, if it was checked before."""
        kept: Any = self.cache.read(self._name(source))
        if kept is None:
            return None
        return decode_policy(kept, source, self._given, cache(partial(self._examples, source)))

    def keep(self, policy: checked.Policy) -> None:
        """Keep a policy that was checked in the environment of this world."""
        self.cache.keep(*self.entry(policy))

    def entry(self, policy: checked.Policy) -> Entry:
        """What to keep of a policy that was checked in the environment of this world."""
        sources = (source for _, source in self.plugins.libraries)
        given = surroundings(self.schema.facts, self.environment.calculators.values(), sources)
        return self._name(policy.source), encode_policy(policy, given)

    @cached_property
    def _given(self) -> tuple[object, ...]:
        return surroundings(self.schema.facts, self.calculators, self.libraries)

    def _name(self, source: Source) -> str:
        return sha256(f"{self.identity} {source.sha256}".encode()).hexdigest()

    def _examples(self, source: Source) -> Mapping[str, Sequence[checked.Example]]:
        from shardlaw.workspace.checking import check_source  # noqa: PLC0415 - an audit reads no examples

        policy = check_source(source, self.environment).value
        return {} if policy is None else {rule.name: rule.examples for rule in policy.rules}


def first_party_world(store: Cache) -> World:
    """The world of the first-party plug-ins alone; PluginError where one of them is broken."""
    kept: Any = store.read(_name())
    if kept is not None:
        return _recalled(kept, store)
    from shardlaw.plugins.manager import load_plugins  # noqa: PLC0415
    from shardlaw.workspace.plugging import plugged_world  # noqa: PLC0415

    world = plugged_world(load_plugins(), store)
    store.keep(*world_entry(world))
    return world


def world_entry(world: World) -> Entry:
    """What to keep of the world of the first-party plug-ins."""
    modules = {plugin.name: plugin.origin.wanted for plugin in world.plugins.loaded}
    calculators = ((modules[calculator.plugin], calculator) for calculator in world.calculators)
    return _name(), (
        tuple(world.versions.items()),
        encode_schema(world.schema),
        encode_calculators(calculators, surroundings(world.schema.facts, (), ())),
        tuple((source.name, source.text) for source in world.libraries),
        tuple((source.name, source.text) for source in world.catalogs),
    )


def _name() -> str:
    return f"world-{build()}"


def _recalled(kept: Any, store: Cache) -> World:
    versions, plain, functions, libraries, catalogs = kept
    schema = decode_schema(plain)
    calculators = decode_calculators(functions, surroundings(schema.facts, (), ()))
    formulas, entries = ([Source(*source) for source in sources] for sources in (libraries, catalogs))
    return World(dict(versions), schema, calculators, formulas, entries, build(), store)
