"""Generated policies and libraries that parse: every form of the syntax, in any layout, with comments anywhere.

A strategy of this module gives a list of tokens; `laid_out` puts blanks, line breaks and comments between them. What is
generated is right as syntax alone: names are not declared and dimensions do not agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from hypothesis import strategies as st

Tokens = list[str]

NAMES = ["a", "b2", "model", "phase", "some_value", "version", "from", "to", "one", "known", "class", "as"]
MEMBERS = [*NAMES, "when", "rule", "in", "unknown", "if"]
IDS = ["memory", "gpu-count", "a-1"]
UNITS = ["GB", "B/s", "FLOP/parameter/token", "s^2", "tokens", "µs"]
NUMBERS = ["0", "1", "16", "0.50", "1_000", "12e9", "3.5E-2"]
WORDS = ["", "text", 'a \\"quote\\"', "back\\\\slash", "\\n\\t\\u00e9", "# no comment", "é ü", "it's"]

names = st.sampled_from(NAMES).map(lambda name: [name])
ids = st.sampled_from(IDS).map(lambda name: [name])
texts = st.one_of(
    st.sampled_from([f'"{word}"' for word in [*WORDS, "{braces}", "}{"]]),
    st.sampled_from(['"""several\n   "lines" # of {text}\n"""', '""""""']),
).map(lambda text: [text])


def joined(*parts: st.SearchStrategy[Tokens] | str) -> st.SearchStrategy[Tokens]:
    """One after the other; a plain string is that token."""
    strategies = [st.just([part]) if isinstance(part, str) else part for part in parts]
    return st.tuples(*strategies).map(lambda tokens: [token for part in tokens for token in part])


def optional(*parts: st.SearchStrategy[Tokens] | str) -> st.SearchStrategy[Tokens]:
    return st.one_of(st.just([]), joined(*parts))


def several(item: st.SearchStrategy[Tokens], least: int = 0, most: int = 3) -> st.SearchStrategy[Tokens]:
    return st.lists(item, min_size=least, max_size=most).map(lambda items: [token for item in items for token in item])


def listed(item: st.SearchStrategy[Tokens], least: int = 0, *, trailing: bool = False) -> st.SearchStrategy[Tokens]:
    """Items with commas between them and, with `trailing`, perhaps one behind the last."""

    def with_commas(drawn: tuple[list[Tokens], bool]) -> Tokens:
        items, comma = drawn
        tokens = [token for item in items for token in [*item, ","]]
        return tokens if comma and trailing else tokens[:-1]

    return st.tuples(st.lists(item, min_size=least, max_size=3), st.booleans()).map(with_commas)


def _quantity(drawn: tuple[str, str | None, str]) -> Tokens:
    number, unit, blank = drawn
    return [number if unit is None else f"{number}{blank}{unit}"]


quantities = st.tuples(
    st.sampled_from(NUMBERS), st.none() | st.sampled_from([*UNITS, "%"]), st.sampled_from(["", " "])
).map(_quantity)


def _operations(inner: st.SearchStrategy[Tokens]) -> st.SearchStrategy[Tokens]:
    """Expressions one level deeper. Operands stand in parentheses often enough to be right at every level."""
    operand = st.one_of(_atoms, joined("(", inner, ")"))
    postfix = st.one_of(names, joined("(", inner, ")"))
    binding = joined(names, "in", operand, optional("where", inner))
    tight = ["*", "/", "of", "mod", "div", "+", "-", "default", "^", "and", "or", "implies", "divides", "matches"]
    chain = st.lists(st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), operand), min_size=1, max_size=3)
    return st.one_of(
        joined(postfix, ".", st.sampled_from(MEMBERS).map(lambda name: [name])),
        joined(postfix, "[", inner, "]"),
        joined(postfix, "(", listed(inner), ")"),
        joined(st.sampled_from(["sum", "min", "max"]).map(lambda name: [name]), "(", inner, "for", binding, ")"),
        joined("count", "(", binding, ")"),
        joined("[", listed(inner, 1, trailing=True), "]"),
        joined("-", operand),
        joined("not", operand),
        st.tuples(operand, st.sampled_from(tight), operand).map(lambda drawn: [*drawn[0], drawn[1], *drawn[2]]),
        joined(operand, "rounds", "to", operand),
        st.tuples(operand, chain).map(
            lambda drawn: [*drawn[0], *(t for sign, right in drawn[1] for t in [sign, *right])]
        ),
        joined(operand, "~=", operand, "within", operand),
        joined(operand, "in", operand),
        joined(operand, "not", "in", operand),
        joined(operand, "is", "known"),
        joined(operand, "is", "unknown"),
        joined("if", inner, "then", inner, "else", inner),
        joined(st.sampled_from([["every"], ["some"]]), binding, "satisfies", inner),
        joined("the", binding),
        # Operators side by side, without parentheses that say how they bind.
        st.tuples(
            _atoms,
            st.lists(
                st.tuples(st.sampled_from(["+", "-", "*", "/", "and", "or", "implies", "of"]), _atoms),
                min_size=2,
                max_size=5,
            ),
        ).map(lambda drawn: [*drawn[0], *(t for sign, right in drawn[1] for t in [sign, *right])]),
    )


_atoms = st.one_of(names, quantities, texts, st.sampled_from([["true"], ["false"], ["[", "]"]]))
expressions = st.recursive(_atoms, _operations, max_leaves=8)
sums = st.one_of(_atoms, joined("(", expressions, ")"))
bindings = joined(names, "in", sums, optional("where", expressions))

_holes = st.one_of(
    st.sampled_from(["{a}", "{ phase.name }", "{a as GB:.2f}", "{a + 1 as tokens/ms}", "{f(a):.0f}"]),
    st.sampled_from(['{if a == \\"x\\" then 1 else 2}', "{{", "}}", "plain ", "\\\\", "é"]),
)
templates = st.one_of(
    st.lists(_holes, max_size=4).map(lambda parts: [f'"{"".join(parts)}"']),
    st.just(['"""{if a == "x" then 1\n  else 2} and\n{{braces}}"""']),
)

_paths = st.lists(st.sampled_from([*MEMBERS, 0, 12]), max_size=3).map(
    lambda steps: ["root" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)]
)


def _composites(inner: st.SearchStrategy[Tokens]) -> st.SearchStrategy[Tokens]:
    return st.one_of(
        joined("[", listed(inner, 1, trailing=True), "]"),
        joined("{", listed(joined(_paths, ":", inner), 1, trailing=True), "}"),
    )


values = st.recursive(
    st.one_of(
        quantities,
        joined("-", quantities),
        texts,
        st.sampled_from([["true"], ["false"], ["unknown"], ["[", "]"], ["{", "}"]]),
    ),
    _composites,
    max_leaves=8,
)
records = st.one_of(st.just(["{", "}"]), joined("{", listed(joined(_paths, ":", values), 1, trailing=True), "}"))

over = joined("for", listed(bindings, 1))
when = joined("when", expressions)
lets = joined("let", names, "=", expressions)
cites = joined("cite", names, optional(texts))
heads = several(
    st.one_of(
        joined("title", texts),
        joined("owner", texts),
        joined("requires", "engine", texts),
        joined("requires", "plugin", ids, texts),
        joined("reference", names, texts, optional("at", texts)),
        over,
        when,
    )
)
examples = joined(
    "example",
    st.sampled_from([["passes"], ["violates"], ["inconclusive"], ["skips"]]),
    texts,
    optional("from", names),
    optional("with", listed(joined(names, "=", expressions), 1)),
    records,
    optional("saying", texts),
)
rule_clauses = st.one_of(
    joined("kind", st.sampled_from([["impossible"], ["changed"]])),
    joined("severity", st.sampled_from([["error"], ["note"]])),
    over,
    when,
    lets,
    joined(st.sampled_from([["require"], ["forbid"]]), expressions, optional("otherwise", templates)),
    joined(st.sampled_from([["message"], ["fix"]]), templates),
    joined("because", texts),
    cites,
    examples,
)
rules = joined("rule", ids, texts, "{", several(rule_clauses, most=6), "}")
rules_of_examples = joined("rule", ids, texts, "{", several(examples, 1), "}")
params = joined(
    "param",
    names,
    "=",
    expressions,
    st.one_of(st.just([]), joined("from", sums, "to", sums), joined("one", "of", "[", listed(expressions), "]")),
    optional(texts),
)
samples = joined("sample", names, optional("from", names), records)
_types = st.sampled_from([["B/parameter"], ["count"], ["text"], ["GB"]])
formulas = joined(
    "formula",
    names,
    "(",
    listed(joined(names, ":", _types)),
    ")",
    "->",
    _types,
    several(lets, most=2),
    "=",
    expressions,
    several(st.one_of(cites, joined("class", st.sampled_from([["exact"], ["band"]])), joined("because", texts))),
)


def _file(
    kind: str, name: st.SearchStrategy[Tokens], head: st.SearchStrategy[Tokens], items: st.SearchStrategy[Tokens]
) -> st.SearchStrategy[Tokens]:
    version = st.sampled_from([["0.1.0"], ["12.0.3-dev"]])
    return joined("edition", "2026", kind, name, "version", version, "{", head, "}", several(items, 1))


policies = _file("policy", ids, heads, st.one_of(params, lets, samples, rules, rules))
libraries = _file("library", st.just(["memory"]), heads, formulas)
# Every kind of file, and files of one kind of declaration, which go deeper.
files = st.one_of(
    policies,
    libraries,
    _file("policy", ids, heads, st.just([])),
    *(_file("policy", ids, st.just([]), items) for items in (params, lets, samples, rules, rules_of_examples)),
)

_BLANKS = [" "] * 12 + ["\n"] * 4 + ["\n\n  ", "\t", "\r\n", "  # a comment\n", "\n# another\n\n  ", "#\n"]
_BRACKETS = "()[]{},:"


@st.composite
def laid_out(draw: st.DrawFn, tokens: st.SearchStrategy[Tokens]) -> str:
    """The tokens as a text, with blanks, line breaks and comments between them: some drawn ones, over and over."""
    drawn: Sequence[str] = draw(tokens)
    comments = draw(st.booleans())
    blanks = draw(st.lists(st.sampled_from(_BLANKS if comments else _BLANKS[:-3]), min_size=1, max_size=9))
    out = draw(st.sampled_from(["", "# first\n", "\n"]) if comments else st.just(""))
    previous = ""
    for token, blank in zip(drawn, cycle(blanks)):
        touching = previous[-1:] in _BRACKETS or token in _BRACKETS
        out += "" if touching and blank == " " else blank
        out += token
        previous = token
    return out
