"""What every verb works with, put together once: plug-ins, plan schema, environment, policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import PLUGIN_FAILED, WRONG_INPUT
from shardlaw.cli.files import law_source, read_bytes, shown
from shardlaw.diagnostics import Diagnostic, has_errors
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_policy
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse
from shardlaw.plans.schema import PlanSchema, load_schema
from shardlaw.plugins.environment import build_environment
from shardlaw.plugins.manager import Plugins, load_plugins
from shardlaw.policies.repository import PolicyFile, Selector, bundled, misplaced


@dataclass(frozen=True)
class Chosen:
    """A policy of this run, the selector that chose it, and the file it came from."""

    selector: Selector
    file: PolicyFile
    policy: checked.Policy


@dataclass(frozen=True)
class Session:
    """The world in which policies are checked and plans are read. Names of files are relative to `root`."""

    command: CommandLine
    console: Console
    root: Path
    plugins: Plugins
    schema: PlanSchema
    environment: Environment

    def choose(self, selectors: Sequence[str]) -> list[Chosen]:
        """The policies of one audit: those that selectors name, or the default set; by id, each in one version."""
        chosen: dict[str, Chosen] = {}
        for item in self.find(selectors):
            other = chosen.setdefault(item.policy.id, item)
            if other.policy.source.name != item.policy.source.name:
                names = {"first": other.policy.source.name, "second": item.policy.source.name}
                words = {"policy": item.policy.id, **names}
                raise CommandError(Diagnostic("C124", item.selector.source, item.selector.span, words))
        return [chosen[policy] for policy in sorted(chosen)]

    def find(self, selectors: Sequence[str]) -> list[Chosen]:
        """The policies that selectors name, in that order; the default set without selectors.

        CommandError with everything that is wrong with any of them; `check` also tells their warnings.
        """
        repository = bundled()
        whole = Selector("", self.command.source, self.command.span(""))
        files: list[tuple[Selector, PolicyFile | Diagnostic]] = [(whole, file) for file in repository.default()]
        if selectors:
            named = [Selector(text, self.command.source, self.command.span(text)) for text in selectors]
            files = [(selector, repository.find(selector)) for selector in named]
        wrong: list[Diagnostic] = []
        found: list[Chosen] = []
        for selector, file in files:
            if isinstance(file, Diagnostic):
                wrong.append(file)
                continue
            try:
                found.append(Chosen(selector, file, self.load(file)))
            except CommandError as error:
                wrong += error.diagnostics
        if wrong:
            raise CommandError(*wrong)
        return found

    def load(self, file: PolicyFile) -> checked.Policy:
        """One policy, read and checked; CommandError when it cannot be."""
        name = file.name or shown(file.path, self.root)
        source = law_source(read_bytes(file.path, name), name)
        parsed = parse(source)
        found = list(parsed.diagnostics)
        policy = None
        if isinstance(parsed.file, tree.Library):
            arguments = {"found": "a library of formulas", "expected": "a policy"}
            found.append(Diagnostic("C117", source, parsed.file.name.span, arguments))
        elif parsed.file is not None:
            found += misplaced(parsed.file, file)
            result = check_policy(parsed.file, self.environment)
            found += result.diagnostics
            policy = result.value
        if policy is None or has_errors(found):
            raise CommandError(*found)
        return policy


def add_selection(parser: Parser) -> None:
    """The flags that say which policies and plug-ins there are."""
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="a policy: its id, id@range, or the path of a .law file; repeatable; replaces the default set",
    )
    add_plugins(parser)


def add_plugins(parser: Parser) -> None:
    """The flag that loads a third party's plug-in."""
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME",
        help="a plug-in to load besides the first-party ones: a .py file, module:attribute, or the name of an entry "
        "point; repeatable",
    )


def start(command: CommandLine, console: Console, root: Path, plugins: Sequence[str] = ()) -> Session:
    """A session with the first-party plug-ins and those named; CommandError when one of them is wrong."""
    loaded = load_plugins(plugins)
    if loaded.diagnostics:
        raise CommandError(*loaded.diagnostics, code=PLUGIN_FAILED if loaded.failed else WRONG_INPUT)
    schema = _schema(loaded)
    environment = build_environment(loaded, schema.facts)
    if environment.value is None:
        raise CommandError(*environment.diagnostics, code=PLUGIN_FAILED)
    return Session(command, console, root, loaded, schema, environment.value)


def _schema(plugins: Plugins) -> PlanSchema:
    """The plan schema with the namespaces of the plug-ins, each tried alone first to know whose is wrong."""
    for name, fragment in plugins.namespaces.items():
        try:
            load_schema({name: fragment})
        except Exception as error:  # whatever a plug-in's data breaks is its fault
            reason = f"{type(error).__name__}: {error}"
            raise CommandError(plugins.refuse_namespace(name, reason), code=PLUGIN_FAILED) from error
    return load_schema(plugins.namespaces)
