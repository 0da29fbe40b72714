"""`shardlaw completion`: the script that teaches a shell the verbs, flags and words of the command."""

from __future__ import annotations

from argparse import Action, Namespace
from importlib import import_module

from shardlaw.cli import main
from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.shells import SHELLS, Flag, Values, Verb
from shardlaw.diagnostics import Source, closest, listed
from shardlaw.diagnostics.registry import registry
from shardlaw.language import tree
from shardlaw.language.parser import parse
from shardlaw.policies.repository import bundled
from shardlaw.reports.formats import FORMATS

_FILES = Values(files=True)
_NOTHING = Values()


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "completion",
        usage="shardlaw completion SHELL",
        description="Print the script that completes verbs, flags, their words, bundled policies and\n"
        "rules, and files in a shell. It is made for this version: print it again after an\n"
        "upgrade.",
        epilog="""\
exit codes:
  0  printed
  2  wrong input

examples:
  shardlaw completion bash >~/.local/share/bash-completion/completions/shardlaw
  shardlaw completion zsh >~/.zfunc/_shardlaw    # a folder of $fpath
  shardlaw completion fish >~/.config/fish/completions/shardlaw.fish""",
    )
    made.add_argument("shell", nargs="*", metavar="SHELL", help=f"one of {', '.join(SHELLS)}")
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.shell:
        raise command.error("C106", command.end, {"verb": "completion", "what": f"one of {listed(SHELLS)}"})
    shell, *more = arguments.shell
    if more:
        words = {"verb": "completion", "what": "one shell", "extra": more[0]}
        raise command.error("C107", command.span(more[0]), words)
    if shell not in SHELLS:
        choices = {"value": shell, "name": "SHELL", "choices": listed(SHELLS)}
        raise command.error("C105", command.span(shell), choices, closest(shell, SHELLS))
    console.write(SHELLS[shell](verbs()))
    return 0


def verbs() -> list[Verb]:
    """Every verb with its flags and what follows it, as the parsers declare them."""
    words = _words()
    found: list[Verb] = []
    for name, purpose in main.VERBS.items():
        parser: Parser = import_module(f"shardlaw.cli.{name}").parser(CommandLine(("shardlaw", name)))
        flags = [
            Flag(action.option_strings[0], _short(action), None if action.nargs == 0 else _values(action, words))
            for action in parser.flags
        ]
        operands = next((_values(action, words) for action in parser.operands), _NOTHING)
        found.append(Verb(name, purpose, tuple(flags), operands, runs=parser.starts))
    return found


def _words() -> dict[str, Values]:
    """What a value may be, by what the parsers call it."""
    policies, rules = _bundled()
    return {
        "PLAN": _FILES,
        "FILE": _FILES,
        "REPORT": _FILES,
        "FORMAT": Values(tuple(reporter.name for reporter in FORMATS)),
        "FORMAT=FILE": _FILES,
        "SELECTOR": Values(policies, files=True),
        "POLICY": Values(policies, files=True),
        "RULE": Values(rules),
        "CODE": Values((*registry(), *rules)),
        "NAME": Values((*policies, *rules)),
        "SHELL": Values(tuple(SHELLS)),
        "KIND": Values(tuple(import_module("shardlaw.cli.list").LISTS)),
    }


def _values(action: Action, words: dict[str, Values]) -> Values:
    """What may follow a flag, or stand as an operand."""
    if action.dest == "plugin":
        return _FILES
    choices: tuple[str, ...] = getattr(action, "words", ())
    return Values(choices) if choices else words.get(str(action.metavar), _NOTHING)


def _short(action: Action) -> str:
    """The first clause of a flag's help."""
    text = (action.help or "").partition("; ")[0]
    return text.partition(" (")[0]


def _bundled() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the bundled policies, and the rules (`policy/rule`) of the default set."""
    repository = bundled()
    rules: list[str] = []
    for file in repository.default():
        parsed = parse(Source(file.path.name, file.path.read_text("utf-8"))).file
        if isinstance(parsed, tree.Policy):
            rules += [f"{parsed.name.text}/{rule.name.text}" for rule in parsed.items if isinstance(rule, tree.Rule)]
    return tuple(repository.policies), tuple(rules)
