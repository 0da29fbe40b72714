"""The command line: argparse, but what is wrong with it is a diagnostic with a place and did-you-mean."""

from __future__ import annotations

import shlex
from argparse import Action, ArgumentError, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NoReturn

from shardlaw.dataclass import dataclass
from shardlaw.diagnostics import Diagnostic, ShardlawError, Source, Span, closest, listed

NAME = "<command line>"
SEPARATOR = "--"
WIDTH = 80


class CommandError(ShardlawError):
    """The command line, or what it names, is wrong."""


@dataclass(frozen=True)
class CommandLine:
    """The words of a command line, the program's name first, as a source that diagnostics can point into."""

    words: tuple[str, ...]

    @cached_property
    def source(self) -> Source:
        return Source(NAME, " ".join(map(shlex.quote, self.words)))

    def span(self, word: str, occurrence: int = 0) -> Span:
        """Where a word stands, alone or as the value of `--flag=word`; the whole line where it does not."""
        found: list[Span] = []
        at = 0
        for item in self.words:
            quoted = shlex.quote(item)
            if item == word:
                found.append(Span(at, at + len(quoted)))
            elif item.startswith("--") and item.partition("=")[2] == word:
                start = at if quoted != item else at + len(item) - len(word)
                found.append(Span(start, at + len(quoted)))
            at += len(quoted) + 1
        return found[min(occurrence, len(found) - 1)] if found else Span(0, len(self.source.text))

    def at(self, index: int) -> Span:
        """Where the word of an index stands."""
        start = sum(len(shlex.quote(word)) + 1 for word in self.words[:index])
        return Span(start, start + len(shlex.quote(self.words[index])))

    @property
    def end(self) -> Span:
        """After the last word, where something is missing."""
        return Span(len(self.source.text), len(self.source.text))

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The words before the first `--`."""
        return self.words[: self.words.index(SEPARATOR)] if SEPARATOR in self.words else self.words

    @property
    def others(self) -> tuple[str, ...] | None:
        """The words after the first `--`, which may be those of another command; None without one."""
        return self.words[len(self.own) + 1 :] if len(self.own) < len(self.words) else None

    def error(
        self, code: str, span: Span, arguments: dict[str, str] | None = None, candidates: tuple[str, ...] = ()
    ) -> CommandError:
        """The error of one diagnostic that points into the command line."""
        return CommandError(Diagnostic(code, self.source, span, arguments or {}, candidates))


class Parser(ArgumentParser):
    """The parser of one verb. One that `starts` another command leaves what follows the first `--` to it."""

    def __init__(
        self, command: CommandLine, verb: str, *, usage: str, description: str, epilog: str, starts: bool = False
    ) -> None:
        super().__init__(
            prog=f"shardlaw {verb}",
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, max_help_position=30, width=WIDTH),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.command = command
        self.verb = verb
        self.starts = starts
        self.add_argument("--help", action="store_true", help="print this text and exit")

    def choice(self, flag: str, choices: Sequence[str], help: str, *, decided: bool = True) -> None:  # noqa: A002
        """A flag that takes one of a few words; the first one is the default, which others than this may decide."""
        default = choices[0] if decided else f"what shardlaw.toml says, else {choices[0]}"
        self.add_argument(
            flag,
            action=_Choice,
            choices_=tuple(choices),
            default=choices[0] if decided else None,
            metavar="WORD",
            help=f"{help} ({', '.join(choices)}; default {default})",
        )

    @property
    def flags(self) -> list[Action]:
        """The flags, as they were added."""
        return [action for action in self._actions if action.option_strings]

    @property
    def operands(self) -> list[Action]:
        """What is not a flag, as it was added."""
        return [action for action in self._actions if not action.option_strings]

    def read(self) -> Namespace:
        """The arguments of the command line's verb; CommandError when they are wrong."""
        words = self.command.own if self.starts else self.command.words
        try:
            arguments, extra = self.parse_known_intermixed_args(words[2:])
        except ArgumentError as error:
            raise self._wrong_value(error) from None
        if extra:
            flags = [
                word for word in extra if word.startswith("-")
            ]  # what follows such a flag is most likely its value
            raise CommandError(*map(self._unknown, flags or extra))
        return arguments

    def error(self, message: str) -> NoReturn:
        """Reached only through a mistake in how a verb declares its arguments."""
        raise AssertionError(message)

    def _unknown(self, word: str) -> Diagnostic:
        flag = word.partition("=")[0]
        known = [option for action in self.flags for option in action.option_strings]
        if flag.startswith("-"):
            arguments = {"verb": self.verb, "flag": flag}
            return Diagnostic("C102", self.command.source, self.command.span(word), arguments, closest(flag, known))
        arguments = {"verb": self.verb, "what": "no more than it has", "extra": word}
        return Diagnostic("C107", self.command.source, self.command.span(word), arguments)

    def _wrong_value(self, error: ArgumentError) -> CommandError:
        flag = error.argument_name or ""
        if "ignored explicit argument" in error.message:
            word = next(word for word in self.command.words if word.startswith(f"{flag}="))
            return self.command.error("C104", self.command.span(word), {"flag": flag})
        action = next(action for action in self.flags if flag in action.option_strings)
        arguments = {"flag": flag, "value": str(action.metavar)}
        return self.command.error("C103", self.command.span(flag), arguments)


class _Choice(Action):
    """Stores one of a few words; another one is an error that names them."""

    def __init__(self, choices_: tuple[str, ...], **keywords: Any) -> None:
        super().__init__(**keywords)
        self.words = choices_

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: Any, option_string: str | None = None
    ) -> None:
        if values not in self.words and isinstance(parser, Parser):
            arguments = {"value": values, "name": f"`{option_string}`", "choices": listed(self.words)}
            span = parser.command.span(values)
            raise parser.command.error("C105", span, arguments, closest(values, self.words))
        setattr(namespace, self.dest, values)
