"""From plug-ins to the world that they make."""

from __future__ import annotations

from hashlib import sha256

from shardlaw.cache import Cache
from shardlaw.diagnostics import PluginError, ShardlawError
from shardlaw.language.environment import Environment
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import FIRST_PARTY, Plugins
from shardlaw.plugins.registration import Plugin
from shardlaw.resources import build
from shardlaw.workspace.world import World


def plugged_world(plugins: Plugins, cache: Cache) -> World:
    """The world of some plug-ins; PluginError, or ShardlawError where a name means none, when one of them is wrong."""
    if plugins.diagnostics:
        raise error_kind(broken=plugins.failed)(*plugins.diagnostics)
    schema = _schema(plugins)
    environment = environment_of(plugins, schema)
    return World(
        plugins.versions,
        schema,
        tuple(environment.calculators.values()),
        tuple(source for _, source in plugins.libraries),
        plugins.catalogs,
        _identity(plugins),
        cache,
        (plugins, environment),
    )


def environment_of(plugins: Plugins, schema: PlanSchema) -> Environment:
    """What a policy may name; PluginError where a plug-in's formulas or calculators are wrong."""
    environment = build_environment(plugins, schema.facts)
    if environment.value is None:
        raise PluginError(*environment.diagnostics)
    return environment.value


def error_kind(*, broken: bool) -> type[ShardlawError]:
    """What to raise for plug-ins: one was found and is broken, or only a name means none."""
    return PluginError if broken else ShardlawError


def _schema(plugins: Plugins) -> PlanSchema:
    """The plan schema with the namespaces of the plug-ins, each tried alone first to know whose is wrong."""
    for name, fragment in plugins.namespaces.items():
        try:
            load_schema({name: fragment})
        except Exception as error:  # whatever a plug-in's data breaks is its fault
            reason = f"{type(error).__name__}: {error}"
            raise PluginError(plugins.refuse_namespace(name, reason)) from error
    return load_schema(plugins.namespaces)


def _identity(plugins: Plugins) -> str:
    """The build, which the first-party plug-ins are a part of, and all that others bring into checked policies."""
    others = [_brought(plugin) for plugin in plugins.loaded if plugin.origin.wanted not in FIRST_PARTY]
    return f"{build()} {sha256(repr(others).encode()).hexdigest()}" if others else build()


def _brought(plugin: Plugin) -> object:
    calculators = [
        (declared.name, dict(declared.parameters), declared.result, declared.reason, declared.meaning)
        for declared in plugin.calculators
    ]
    libraries = [(source.name, source.sha256) for source in plugin.libraries]
    return plugin.name, plugin.version, libraries, calculators, plugin.namespaces
