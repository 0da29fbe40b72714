"""The reference of the command line says what the parsers say."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from shardlaw.cli.arguments import CommandLine
from shardlaw.cli.main import VERBS

TEXT = (Path(__file__).resolve().parent.parent.parent / "docs" / "cli.md").read_text("utf-8")


def flags(verb: str) -> set[str]:
    parser = import_module(f"shardlaw.cli.{verb}").parser(CommandLine(("shardlaw", verb)))
    return set(re.findall(r"^  (--[a-z-]+)", parser.format_help(), re.MULTILINE)) - {"--help"}


def test_every_verb_is_described():
    table = TEXT.partition("| verb |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([a-z]+)", table, re.MULTILINE) == list(VERBS)


def test_every_flag_of_audit_is_described_with_its_words():
    section = TEXT.partition("## `audit`")[2].partition("A selector")[0]
    assert set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)) == flags("audit")
    parser = import_module("shardlaw.cli.audit").parser(CommandLine(("shardlaw", "audit")))
    words = [action.words for action in parser._actions if hasattr(action, "words")]
    assert len(words) == 3
    assert [choices for choices in words if "\\|".join(choices) not in section] == []


def test_every_other_flag_is_mentioned():
    for verb in VERBS:
        assert [flag for flag in flags(verb) if not re.search(rf"[` ]{flag}[` ]", TEXT)] == []
