"""What the parser found and what it could have taken, in the words of the language."""

from __future__ import annotations

from collections.abc import Collection

from shardlaw.diagnostics import alternatives
from shardlaw.language.lexing import Token
from shardlaw.language.tables import END

KINDS = ("impossible", "illegal", "inconsistent", "implausible", "wasteful", "incomplete", "changed")
SEVERITIES = ("error", "warning", "note")
VERDICTS = ("passes", "violates", "inconclusive", "skips")
CLASSES = ("exact", "bound", "band", "tolerance")

# The words that may follow a keyword; names to the parser, so that a wrong one is one precise mistake.
CHOICES = {"kind": KINDS, "severity": SEVERITIES, "example": VERDICTS, "class": CLASSES}

RULE_CLAUSES = (
    "kind",
    "severity",
    "for",
    "when",
    "let",
    "require",
    "forbid",
    "message",
    "because",
    "cite",
    "fix",
    "example",
)
HEAD_CLAUSES = ("title", "owner", "requires", "reference", "for", "when")
FORMULA_CLAUSES = ("cite", "class", "because")
ITEMS = ("param", "let", "sample", "rule")

CLAUSE_WORDS = frozenset({*RULE_CLAUSES, *HEAD_CLAUSES, *FORMULA_CLAUSES, *ITEMS, "formula"})

_CONDITION = frozenset({"NAME", "NUMBER", "STRING", "(", "[", "-", "true", "false", "not"})
_EXPRESSION = _CONDITION | {"if", "every", "some", "the"}
_VALUE = frozenset({"NUMBER", "STRING", "[", "{", "-", "true", "false", "unknown"})
_OPERATORS = frozenset(
    {"+", "-", "*", "/", "^", "of", "mod", "div", "default", "COMPARE", "~=", "rounds", "divides", "matches", "in"}
    | {"not", "is", "and", "or", "implies", ".", "[", "(", "UNIT"}
)

# In order: what is said where the needed terminals can stand, and the terminals that this covers.
_GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("a value", frozenset({"unknown", "NUMBER"}), _VALUE),
    ("an expression", frozenset({"NAME", "if"}), _EXPRESSION),
    ("a condition", frozenset({"NAME", "NUMBER", "not"}), _CONDITION),
    ("an operand", frozenset({"NAME", "NUMBER"}), _CONDITION),
    ("an operator", frozenset({"+"}), _OPERATORS),
    ("an operator", frozenset({"or"}), _OPERATORS),
)
_SECTIONS: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...] = (
    ("a clause of a rule", frozenset({"kind", "require"}), RULE_CLAUSES),
    ("a clause of the head", frozenset({"title", "owner"}), HEAD_CLAUSES),
    ("a declaration", frozenset({"param", "rule"}), ITEMS),
    ("a clause of a formula", frozenset({"class", "cite"}), FORMULA_CLAUSES),
)
_HOMES = (
    (RULE_CLAUSES, "in a rule"),
    (HEAD_CLAUSES, "in the head of the file"),
    (FORMULA_CLAUSES, "below the body of a formula"),
    ((*ITEMS, "formula"), "outside of rules"),
)
_PATTERNS = {
    "NAME": "a name",
    "MEMBER": "the name of a fact",
    "PATH": "the path of a fact",
    "ID": "a name in kebab-case",
    "VERSION": "a version such as 0.1.0",
    "NUMBER": "a number",
    "UNIT": "a unit",
    "TYPE": "a unit",
    "FORMAT": "a format such as .2f",
    "COMPARE": "a comparison",
    "STRING": "a text in quotes",
}
_LONGEST = 40


def found(token: Token) -> str:
    """What stands there: `foo`, the keyword `when`, the number 3, the text "..."."""
    shown = token.text if len(token.text) <= _LONGEST else f"{token.text[: _LONGEST - 3]}..."
    shown = shown.replace("\n", " ")
    if token.kind == END:
        return f"`{shown}`" if shown else "the end"
    if token.kind == "STRING":
        return f"the text {shown}"
    if token.kind == "NUMBER":
        return f"the number {shown}"
    return f"the keyword `{shown}`" if token.kind.isalpha() and token.kind.islower() else f"`{shown}`"


def expected(terminals: Collection[str], *, hole: bool, brief: bool) -> str:
    """The terminals in words. `brief`: the clauses that may follow are not listed."""
    left = set(terminals)
    said: list[str] = []
    for words, needed, members in _GROUPS:
        if needed <= left:
            said.append(words)
            left -= members
    sections: list[str] = []
    for words, needed, clauses in _SECTIONS:
        if needed <= left:
            sections.append("the next clause" if brief else f"{words} ({', '.join(clauses)})")
            left.difference_update(clauses)
    end = ["`}`" if hole else "the end"] if END in left else []
    said += [in_words(terminal) for terminal in sorted(left - {END})]
    return alternatives([*said, *sections, *end])


def belongs(clause: str) -> str:
    """Where a clause or declaration stands."""
    return alternatives([place for words, place in _HOMES if clause in words])


def in_words(terminal: str) -> str:
    return _PATTERNS.get(terminal, f"`{terminal}`")
