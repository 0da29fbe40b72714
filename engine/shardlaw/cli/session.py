"""What every verb works with, put together once: plug-ins, plan schema, environment, policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.exits import PLUGIN_FAILED, WRONG_INPUT
from shardlaw.cli.files import read_law, shown
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
    """A policy of this run, and the file it came from."""

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
        """The policies that selectors name, by id; the default set without selectors.

        CommandError with everything that is wrong with any of them; `check` also tells their warnings.
        """
        wrong: list[Diagnostic] = []
        chosen: dict[str, Chosen] = {}
        for place, file in self._files(selectors, wrong):
            try:
                policy = self.load(file, place)
            except CommandError as error:
                wrong += error.diagnostics
                continue
            other = chosen.setdefault(policy.id, Chosen(file, policy))
            if other.file.path.resolve() != file.path.resolve():
                names = {"first": other.policy.source.name, "second": policy.source.name}
                wrong.append(Diagnostic("C124", place.source, place.span, {"policy": policy.id, **names}))
        if has_errors(wrong):
            raise CommandError(*wrong)
        return [chosen[policy] for policy in sorted(chosen)]

    def load(self, file: PolicyFile, place: Selector) -> checked.Policy:
        """One policy, read and checked; CommandError when it cannot be."""
        source = read_law(file.path, file.name or shown(file.path, self.root), (place.source, place.span))
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

    def _files(self, selectors: Sequence[str], wrong: list[Diagnostic]) -> list[tuple[Selector, PolicyFile]]:
        repository = bundled()
        if not selectors:
            whole = Selector("", self.command.source, self.command.span(""))
            return [(whole, file) for file in repository.default()]
        files: list[tuple[Selector, PolicyFile]] = []
        for text in selectors:
            selector = Selector(text, self.command.source, self.command.span(text))
            found = repository.find(selector)
            if isinstance(found, Diagnostic):
                wrong.append(found)
            else:
                files.append((selector, found))
        return files


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
    schema = load_schema(loaded.namespaces)
    environment = build_environment(loaded, schema.facts)
    if environment.value is None:
        raise CommandError(*environment.diagnostics, code=PLUGIN_FAILED)
    return Session(command, console, root, loaded, schema, environment.value)
