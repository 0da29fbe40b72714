"""What PyYAML's pure scanner and parser refuse, in words of the registry.

PyYAML speaks of tokens and block ends; its problem and its marks say enough to tell which mistake was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from yaml.error import MarkedYAMLError

from shardlaw.diagnostics import Label, Span
from shardlaw.plans.problems import Problems, UnreadableError
from shardlaw.plans.wording import excerpt

_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)?", re.DOTALL)
_WORD = re.compile(r"[^\s,\[\]{}]+")

# The start of PyYAML's problem, and the code of ours. The last one matches what is left.
_CODES: Mapping[str, str] = {
    "found character '\\t' that cannot start any token": "P111",
    "found character": "P117",
    "could not find expected ':'": "P113",
    "mapping values are not allowed here": "P115",
    "sequence entries are not allowed here": "P115",
    "mapping keys are not allowed here": "P115",
    "found unexpected end of stream": "P114",
    "found unexpected document separator": "P114",
    "expected ','": "P116",
    "expected the node content": "P117",
    "expected <block end>": "P118",
    "expected '<document start>'": "P118",
    "expected chomping or indentation indicators": "P119",
    "expected indentation indicator": "P119",
    "expected a comment or a line break": "P119",
    "found unknown escape character": "P120",
    "expected escape sequence": "P120",
    "expected alphabetic or numeric character": "P117",
    "": "P112",
}


def explained(error: MarkedYAMLError, problems: Problems) -> UnreadableError:
    """Collect what a parser refused, at the character where an author has to look."""
    text = problems.source.text
    problem = error.problem or ""
    code = next(code for start, code in _CODES.items() if problem.startswith(start))
    mark = error.problem_mark or error.context_mark
    at = min(mark.index if mark else len(text), len(text))
    context = error.context_mark.index if error.context_mark else at
    match code:
        case "P113":
            line = text[context:].split("\n", 1)[0].rstrip()
            return problems.stop(code, Span(context, context + len(line)), {"line": excerpt(line)})
        case "P114":
            return problems.stop(code, Span(context, context + 1), {"quote": text[context]})
        case "P116":
            closing = "]" if text[context] == "[" else "}"
            label = Label(Span(context, context + 1), f"`{text[context]}` opened here")
            arguments = {"closing": closing, "what": _what(text, at)}
            return problems.stop(code, _word(text, at), arguments, labels=(label,))
        case "P119":
            return problems.stop(code, Span(context, max(at, context + 1)), {"sign": text[context]})
        case "P120":
            escape = _ESCAPE.search(text, text.rindex("\\", context, at + 1))
            span = Span(*escape.span()) if escape else Span(at, at)
            return problems.stop(code, span, {"escape": excerpt(text[span.start : span.end])})
        case "P117" if text[context : context + 1] in {"&", "*"}:
            return problems.stop(code, Span(context, context + 1), {"what": text[context]})
        case "P111" | "P117":
            return problems.stop(code, Span(at, at + 1), {"what": text[at : at + 1] or "the end of the document"})
        case _:
            return problems.stop(code, _word(text, at), {"what": _what(text, at)})


def _word(text: str, at: int) -> Span:
    match = _WORD.match(text, at)
    return Span(at, match.end() if match else min(at + 1, len(text)))


def _what(text: str, at: int) -> str:
    span = _word(text, at)
    return f"`{excerpt(text[span.start : span.end])}`" if span.start < span.end else "the end of the document"
