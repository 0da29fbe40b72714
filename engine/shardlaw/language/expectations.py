"""What the parser found and what it could have taken, in the words of the language."""

from __future__ import annotations

from collections.abc import Collection

from shardlaw.language.lexing import Token
from shardlaw.language.tables import END

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

_EXPRESSION = frozenset(
    {"NAME", "NUMBER", "STRING", "(", "[", "-", "true", "false", "not", "if", "every", "some", "the"}
)
_OPERAND = _EXPRESSION - {"not", "if", "every", "some", "the"}
_VALUE = frozenset({"NUMBER", "STRING", "[", "{", "-", "true", "false", "unknown"})
_OPERATORS = frozenset(
    {
        "+",
        "-",
        "*",
        "/",
        "^",
        "of",
        "mod",
        "div",
        "default",
        "COMPARE",
        "~=",
        "rounds",
        "divides",
        "matches",
        "in",
        "not",
    }
    | {"is", "and", "or", "implies"}
)
_AFTER_NAME = frozenset({".", "[", "("})

# In order of choice: what is said when all of the terminals can stand there, and the least that must be among them.
_GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (f"a clause of a rule ({', '.join(RULE_CLAUSES)})", frozenset(RULE_CLAUSES), frozenset({"require", "kind"})),
    (f"a clause of the head ({', '.join(HEAD_CLAUSES)})", frozenset(HEAD_CLAUSES), frozenset({"title"})),
    ("a declaration (param, let, sample, rule)", frozenset(ITEMS), frozenset({"param", "rule"})),
    ("a clause of a formula (cite, class, because)", frozenset(FORMULA_CLAUSES), frozenset({"class", "cite"})),
    ("a value", _VALUE, frozenset({"unknown", "{"})),
    ("an expression", _EXPRESSION, frozenset({"NAME", "NUMBER", "if"})),
    ("a condition", _EXPRESSION, frozenset({"NAME", "NUMBER", "not"})),
    ("an operand", _OPERAND, frozenset({"NAME", "NUMBER"})),
    ("a unit", frozenset({"UNIT"}), frozenset({"UNIT", "+"})),
    ("an operator", _OPERATORS | _AFTER_NAME, frozenset({"+", "*"})),
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
    END: "the end",
}


def found(token: Token) -> str:
    """What stands there: `the name foo`, `the text "..."`, `)`."""
    shown = token.text if len(token.text) <= 40 else f"{token.text[:37]}..."
    shown = shown.replace("\n", " ")
    match token.kind:
        case "END":
            return "`}`" if token.text else "the end of the text"
        case "STRING":
            return f"the text {shown}"
        case "NUMBER":
            return f"the number {shown}"
        case "NAME" | "MEMBER" | "PATH" | "ID" | "VERSION" | "TYPE" | "UNIT" | "FORMAT":
            return f"`{shown}`"
        case kind if kind.isalpha() and kind.islower():
            return f"the keyword `{shown}`"
        case _:
            return f"`{shown}`"


def expected(terminals: Collection[str]) -> str:
    """The terminals in words: groups by their names, the rest one by one."""
    left = set(terminals)
    said: list[str] = []
    for words, members, needed in _GROUPS:
        if needed <= left:
            said.append(words)
            left -= members
    said += [_PATTERNS.get(terminal, f"`{terminal}`") for terminal in sorted(left)]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"
