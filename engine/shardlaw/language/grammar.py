"""From `law.lark` to `law.tables.json`: what a maintainer runs after a change of the grammar.

    python -m shardlaw.language.grammar

Lark checks that the grammar is LALR(1) without conflicts and makes its tables; building them takes half a second,
which an audit must not pay, so they are stored as JSON beside the grammar. A test holds the two files together.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shardlaw.language.tables import END, FOLDER, GRAMMAR, STARTS, TABLES

if TYPE_CHECKING:
    from lark import Lark
    from lark.lexer import TerminalDef


def build(**options: Any) -> Lark:
    """The grammar as Lark sees it; `strict` there refuses conflicts and colliding terminals."""
    from lark import Lark  # noqa: PLC0415  an audit reads the tables and never imports Lark

    return Lark(
        (FOLDER / GRAMMAR).read_text("utf-8"),
        parser="lalr",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=_whole_word,
        **options,
    )


def _whole_word(terminal: TerminalDef) -> None:
    """Without this a lexer reads `requirex > 3` as `require x > 3`."""
    from lark.lexer import PatternRE  # noqa: PLC0415

    if terminal.pattern.type == "str" and terminal.pattern.value.isalpha():
        terminal.pattern = PatternRE(rf"{terminal.pattern.value}(?![A-Za-z0-9_])")
        terminal.priority = 1


def generate() -> str:
    """The text of `law.tables.json`: the same for the same grammar, whatever the hash seed."""
    lark = build()
    from lark.parsers.lalr_analysis import Shift  # noqa: PLC0415

    table = lark.parser.parser.parser.parse_table
    symbols = {t.name: _symbol(t) for t in lark.terminals} | {"$END": END}
    rules = sorted(dict.fromkeys(lark.rules), key=lambda rule: (rule.origin.name, rule.order))
    number_of_rule = {rule: number for number, rule in enumerate(rules)}

    numbers: dict[Any, int] = {}
    queue = [table.start_states[start] for start in STARTS]
    for state in queue:
        if state not in numbers:
            numbers[state] = len(numbers)
            row = table.states[state]
            queue += [row[symbol][1] for symbol in sorted(row) if row[symbol][0] is Shift]
    accepting = len(numbers)
    actions: list[dict[str, int]] = [{} for _ in range(accepting + 1)]
    gotos: list[dict[str, int]] = [{} for _ in range(accepting + 1)]
    for state, number in numbers.items():
        for symbol, (action, target) in sorted(table.states[state].items()):
            if symbol in symbols:
                shift = action is Shift
                actions[number][symbols[symbol]] = numbers[target] if shift else ~number_of_rule[target]
            else:
                gotos[number][symbol] = numbers[target]
    for start in STARTS:
        actions[numbers[table.end_states[start]]][END] = accepting

    return _lines(
        {
            "starts": {start: numbers[table.start_states[start]] for start in STARTS},
            "patterns": {t.name: t.pattern.to_regexp() for t in lark.terminals if _symbol(t) == t.name},
            "rules": [[rule.origin.name, len(rule.expansion), _method(rule)] for rule in rules],
            "actions": actions,
            "gotos": gotos,
        }
    )


def _symbol(terminal: TerminalDef) -> str:
    """The keyword or sign itself where the terminal is one, else the terminal's name."""
    keyword = terminal.pattern.value.removesuffix("(?![A-Za-z0-9_])")
    return keyword if terminal.pattern.type == "str" or keyword.isalpha() else terminal.name


def _method(rule: Any) -> str:
    """The method of the transformer that a rule calls; none where its one symbol stands for it."""
    if rule.options.expand1 and not rule.alias and len(rule.expansion) == 1:
        return ""
    return rule.alias or str(rule.origin.name)


def _lines(tables: dict[str, Any]) -> str:
    def block(value: Any) -> str:
        items = [json.dumps(item) for item in value] if isinstance(value, list) else None
        return json.dumps(value) if items is None else "[\n" + ",\n".join(items) + "\n]"

    return "{\n" + ",\n".join(f"{json.dumps(name)}: {block(value)}" for name, value in tables.items()) + "\n}\n"


if __name__ == "__main__":
    (FOLDER / TABLES).write_text(generate(), "utf-8")
