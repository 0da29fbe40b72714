"""The page that `shardlaw VERB --help` prints: what the parser knows, and what else decides."""

from __future__ import annotations

from textwrap import fill

from shardlaw.cli.arguments import WIDTH, Parser
from shardlaw.cli.tables import fields

# Variables that stand in for a flag, by that flag.
_VARIABLES = {
    "--policy": ("SHARDLAW_POLICY", "selectors between blanks, where --policy is not given"),
    "--fail-on": ("SHARDLAW_FAIL_ON", "its word, where --fail-on is not given"),
    "--inconclusive": ("SHARDLAW_INCONCLUSIVE", "its word, where --inconclusive is not given"),
}
_CACHE = ("SHARDLAW_CACHE", "the folder of the cache; where it is empty, nothing is kept")
_COLOUR = ("NO_COLOR", "where it is set, no colour; nor where the output is not a terminal")
_COLOURED = frozenset({"audit", "gate", "compare", "capacity", "test"})
_PROJECT = ("shardlaw.toml", "what the team decided; flags and the environment come before it")
_WITHOUT_WORKSPACE = frozenset({"fmt", "completion"})

_SEE = {
    "audit": "gate, compare, eval, explain; docs/cli.md, docs/project.md, docs/ci.md",
    "screen": "audit; docs/performance.md",
    "gate": "audit; docs/ci.md",
    "compare": "audit; docs/cli.md",
    "capacity": "audit, eval; docs/capacity.md",
    "check": "fmt, test; docs/plans.md, docs/language.md",
    "test": "check; docs/language.md",
    "explain": "show, list; docs/language.md",
    "fmt": "check; docs/language.md",
    "list": "show; docs/reference.md",
    "show": "list, explain; docs/reference.md",
    "eval": "show; docs/derivation.md",
    "plugins": "list; docs/plugins.md",
    "completion": "docs/cli.md",
}


def page(parser: Parser) -> str:
    """The whole page, at most 80 columns wide."""
    parser.description = fill(" ".join((parser.description or "").split()), WIDTH, break_on_hyphens=False)
    flags = {flag for action in parser.flags for flag in action.option_strings}
    workspace = parser.verb not in _WITHOUT_WORKSPACE
    variables = [variable for flag, variable in _VARIABLES.items() if flag in flags]
    variables += [_CACHE] if workspace else []
    variables += [_COLOUR] if parser.verb in _COLOURED else []
    sections = [
        parser.format_help().rstrip("\n"),
        _section("environment", variables),
        _section("files", [_PROJECT] if workspace else []),
        f"see also:\n  {_SEE[parser.verb]}",
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _section(title: str, entries: list[tuple[str, str]]) -> str:
    return f"{title}:\n{fields(entries)}".rstrip("\n") if entries else ""
