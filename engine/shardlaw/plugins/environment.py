"""From loaded plug-ins to what a policy may name."""

from __future__ import annotations

from shardlaw import __version__
from shardlaw.dataclass import dataclass, field
from shardlaw.diagnostics import Diagnostic, Source, Span
from shardlaw.language import tree
from shardlaw.language.checker import Checked, check_libraries
from shardlaw.language.environment import Calculator, Environment
from shardlaw.language.parser import parse
from shardlaw.language.types import RecordType
from shardlaw.plugins.calculators import Declaration
from shardlaw.plugins.declared import finish
from shardlaw.plugins.manager import Plugins
from shardlaw.plugins.registration import Plugin


def build_environment(plugins: Plugins, facts: RecordType) -> Checked[Environment]:
    """The environment of a checker: facts, and the formulas and calculators of the plug-ins.

    `facts` is the record of a plan's roots, those of the plug-ins' namespaces included. The libraries are parsed and
    checked; there is no environment where one of them, or one of the names they take, is wrong.
    """
    names = _Names(facts)
    for plugin in plugins.loaded:
        for declaration in plugin.calculators:
            names.calculator(plugin, declaration)
    libraries: list[tree.Library] = []
    for plugin, source in plugins.libraries:
        parsed = parse(source)
        names.wrong += parsed.diagnostics
        if isinstance(parsed.file, tree.Library):
            names.namespace(parsed.file.name.text, plugin.name, (source, parsed.file.name.span))
            libraries.append(parsed.file)
        elif parsed.file is not None:
            names.wrong.append(Diagnostic("X120", source, parsed.file.name.span, {"plugin": plugin.name}))
    if names.wrong:
        return Checked(None, tuple(names.wrong))
    bare = Environment(facts, {}, names.calculators, plugins.versions, __version__)
    formulas = check_libraries(libraries, bare)
    if formulas.value is None:
        return Checked(None, formulas.diagnostics)
    environment = Environment(facts, formulas.value, names.calculators, plugins.versions, __version__)
    return Checked(environment, formulas.diagnostics)


@dataclass
class _Names:
    """Who owns which namespace of functions."""

    facts: RecordType
    owners: dict[str, str] = field(default_factory=dict)
    calculators: dict[str, Calculator] = field(default_factory=dict)
    wrong: list[Diagnostic] = field(default_factory=list)

    def namespace(self, name: str, plugin: str, place: tuple[Source, Span]) -> None:
        other = self.owners.setdefault(name, plugin)
        if other != plugin:
            self.wrong.append(Diagnostic("X117", *place, {"namespace": name, "plugin": plugin, "other": other}))

    def calculator(self, plugin: Plugin, declaration: Declaration) -> None:
        calculator = finish(declaration, plugin, self.facts)
        if not isinstance(calculator, Calculator):
            self.wrong += calculator
            return
        name = calculator.name.partition(".")[0]
        place = plugin.origin.place(calculator.call)
        if name in self.facts.members:
            self.wrong.append(Diagnostic("X118", *place, {"namespace": name, "plugin": plugin.name}))
        self.namespace(name, plugin.name, place)
        if calculator.name in self.calculators:
            self.wrong.append(Diagnostic("X119", *place, {"function": calculator.name, "plugin": plugin.name}))
        self.calculators[calculator.name] = calculator
