"""`shardlaw fmt`: policies and libraries in the one canonical form."""

from __future__ import annotations

from argparse import Namespace
from difflib import unified_diff
from pathlib import Path

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import STDIN, expand, law_source, name_of, project_root, require_endings
from shardlaw.diagnostics import Diagnostic, Source, has_errors
from shardlaw.exits import PASSED, VIOLATED, WRONG_INPUT
from shardlaw.language.formatter import format as canonical
from shardlaw.policies.repository import SUFFIX


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "fmt",
        usage="shardlaw fmt FILE... [options]",
        description="Write policies and libraries (.law) in the one canonical form, in place. Comments\n"
        "are kept. - reads standard input and writes standard output.",
        epilog="""\
exit codes:
  0  every file is in canonical form now
  1  with --check or --diff: a file is not
  2  a file cannot be read or has a syntax error; the others are formatted

examples:
  shardlaw fmt policies/*/*.law
  shardlaw fmt --check rules/ours.law""",
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="a .law file, a pattern, or - for standard input")
    made.add_argument("--check", action="store_true", help="write nothing; list the files that would change")
    made.add_argument("--diff", action="store_true", help="write nothing; print what would change")
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.files:
        raise command.error("C106", command.end, {"verb": "fmt", "what": "a .law file"})
    paths = expand(command, arguments.files)
    require_endings(command, paths, "a policy or a library", (SUFFIX,))
    root = project_root(paths)
    return max(_one(path, name_of(path, root), arguments, console) for path in paths)


def _one(path: Path, name: str, arguments: Namespace, console: Console) -> int:
    source = law_source(path, name)
    if isinstance(source, Diagnostic):
        console.report([source])
        return WRONG_INPUT
    formatted = canonical(source)
    console.report(formatted.diagnostics)
    if formatted.text is None or has_errors(formatted.diagnostics):
        return WRONG_INPUT
    if arguments.check or arguments.diff:
        return _compare(source, formatted.text, arguments, console)
    if str(path) == STDIN:
        console.write(formatted.text)
    elif formatted.text != source.text:
        _replace(path, formatted.text)
        console.write(f"{name}\n")
    return PASSED


def _compare(source: Source, text: str, arguments: Namespace, console: Console) -> int:
    if text == source.text:
        return PASSED
    if arguments.check:
        console.write(f"{source.name}\n")
    if arguments.diff:
        before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
        console.write("".join(unified_diff(before, after, source.name, f"{source.name} (formatted)")))
    return VIOLATED


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
