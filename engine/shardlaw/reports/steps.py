"""The derivation of a requirement's names: what each let, formula and calculator in it is, and where from.

expected = pp * stage = 1 * 16 = 16
  stage = tp * cp * dp = 1 * 1 * 16 = 16
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from shardlaw.reports.infix import Node, infix, value_text
from shardlaw.reports.prose import WIDTH

INDENT = 8
_MOST_LINES = 24
_MOST_ELEMENTS = 4
_WIDEST = WIDTH - INDENT  # a longer line is continued on a second one
_NAMED = frozenset({"let", "formula", "calculator"})


def steps(trace: Node) -> list[str]:
    """One equation for each name, the names it uses indented below it; each name once, at most 24 lines."""
    lines = [f"{' ' * INDENT}{line}" for line in _steps(trace, "", set())]
    if len(lines) <= _MOST_LINES:
        return lines
    hidden = len(lines) - _MOST_LINES + 1
    return [*lines[: _MOST_LINES - 1], f"{' ' * INDENT}... and {hidden} more lines (--format json has all)"]


def _steps(node: Node, indent: str, told: set[str]) -> Iterator[str]:
    operands = node["operands"]
    if node["kind"] in {"quantifier", "fold"} and len(operands) > 1:
        yield from _elements(node, indent)
        return
    below = indent
    if node["kind"] in _NAMED and operands:
        name = f"{node['label']} = {infix(node, 'names')}"
        if name in told:
            return
        told.add(name)
        yield from _named(node, indent)
        below += "  "
        if node["kind"] == "let" and operands[0]["kind"] in _NAMED:
            operands = operands[0]["operands"]  # its equation was continued with this one's
    for operand in operands:
        yield from _steps(operand, below, told)


def _named(node: Node, indent: str) -> Iterator[str]:
    """The equation of a name; where it is a formula or calculator, continued with what that says."""
    call = node["operands"][0] if node["kind"] == "let" else node
    name = node["label"] if node["kind"] == "let" else _short(call, indent)
    match call["kind"]:
        case "formula":
            sides = [_short(call, indent)] if node["kind"] == "let" else []
            yield from _equation(name, [*sides, *_sides(call["operands"][-1])], indent, _cited(call))
        case "calculator":
            sides = [_short(call, indent)] if node["kind"] == "let" else []
            yield from _equation(name, [*sides, value_text(call)], indent)
            for step in call["calculator"]["steps"]:
                yield f"{indent}  {step['name']} = {step['text']}"
        case _:
            yield from _equation(name, _sides(call), indent)


def _elements(node: Node, indent: str) -> Iterator[str]:
    shown = node["operands"][:_MOST_ELEMENTS]
    for index, element in enumerate(shown):
        yield from _equation(f"{node['label']}, element {index}:", _sides(element), indent)
    if len(node["operands"]) > len(shown):
        yield f"{indent}... and {len(node['operands']) - len(shown)} more elements"


def _sides(node: Node) -> list[str]:
    """The expression with names, with values, and its value, each only where it says something new."""
    sides: list[str] = []
    for side in (infix(node, "names"), infix(node, "values"), value_text(node)):
        if not sides or side != sides[-1]:
            sides.append(side)
    return sides


def _equation(name: str, sides: list[str], indent: str, remark: str = "") -> Iterator[str]:
    """`name = side = side  remark` on one line where that fits, else each side on a line of its own."""
    line = f"{indent}{' = '.join([name, *sides])}{remark}"
    if len(line) <= _WIDEST:
        yield line
        return
    first = f"{indent}{name} = {sides[0]}"
    if remark and len(first) + len(remark) > _WIDEST:
        yield from _wrapped(first)
        yield from _wrapped(f"{indent}{remark}")
    else:
        yield from _wrapped(f"{first}{remark}")
    for side in sides[1:]:
        yield from _wrapped(f"{indent}  = {side}")


def _wrapped(line: str) -> list[str]:
    """A line in at most two, the second one indented; what is longer still is cut."""
    following = " " * (len(line) - len(line.lstrip()) + 4)
    return wrap(
        line,
        _WIDEST,
        subsequent_indent=following,
        max_lines=2,
        placeholder=" ...",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _short(call: Node, indent: str) -> str:
    """A call, its arguments left out where the line would be too long."""
    written = infix(call, "names")
    return written if len(indent) + len(written) <= WIDTH // 2 else f"{call['label']}(...)"


def _cited(formula: Node) -> str:
    citations = formula["formula"]["citations"]
    places = [" ".join(filter(None, (citation["id"], citation["place"]))) for citation in citations]
    return f"  ({'; '.join(places)})" if places else ""
