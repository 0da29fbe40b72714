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
_NO_BLANK = re.compile(r"[ \t]*(?:- +)*([\w-]+:[^\s:].*)")
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
    """Collect what the pure Python parser refused, at the characters that an author has to look at."""
    text = problems.source.text
    code = next(code for start, code in _CODES.items() if (error.problem or "").startswith(start))
    at, context = _places(error, text)
    match code:
        case "P113":
            return _no_value(Span(context, _line_end(text, context)), problems)
        case "P114":
            return problems.stop(code, Span(context, context + 1), {"quote": text[context]})
        case "P115" if (line := _line_above(text, at)) is not None:
            return _no_value(line, problems)
        case "P116":
            closing = "]" if text[context] == "[" else "}"
            label = Label(Span(context, context + 1), f"`{text[context]}` opened here")
            arguments = {"closing": closing, "what": _what(text, at)}
            return problems.stop(code, _word(text, at), arguments, labels=(label,))
        case "P117":
            at = context if text[context : context + 1] in {"&", "*"} else at
            character = text[at : at + 1]
            what = "a backtick" if character == "`" else f"`{character}`" if character else "nothing"
            return problems.stop(code, Span(at, at + 1), {"what": what})
        case "P119":
            return problems.stop(code, Span(context, max(at, context + 1)), {"sign": text[context]})
        case "P120":
            escape = _ESCAPE.search(text, text.rindex("\\", context, at + 1))
            span = Span(*escape.span()) if escape else Span(at, at)
            return problems.stop(code, span, {"escape": excerpt(text[span.start : span.end])})
        case _:
            return problems.stop(code, _word(text, at), {"what": _what(text, at)})


def unexplained(error: MarkedYAMLError, problems: Problems) -> UnreadableError:
    """Collect that a parser refused the document, and where."""
    at, _ = _places(error, problems.source.text)
    return problems.stop("P112", _word(problems.source.text, at), {"what": _what(problems.source.text, at)})


def _places(error: MarkedYAMLError, text: str) -> tuple[int, int]:
    """Where the parser stopped, and where what it was reading began."""
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else len(text)
    return at, error.context_mark.index if error.context_mark else at


def _no_value(line: Span, problems: Problems) -> UnreadableError:
    return problems.stop("P113", line, {"line": excerpt(problems.source.text[line.start : line.end])})


def _line_above(text: str, at: int) -> Span | None:
    """The line above, if it is a key that misses the blank behind its colon: the one below continues its text."""
    end = text.rfind("\n", 0, at)
    start = text.rfind("\n", 0, max(end, 0)) + 1
    match = _NO_BLANK.match(text, start, max(end, 0))
    return Span(match.start(1), match.start(1) + len(match[1].rstrip())) if match else None


def _line_end(text: str, at: int) -> int:
    line, _, _ = text[at:].partition("\n")
    return at + len(line.rstrip())


def _word(text: str, at: int) -> Span:
    match = _WORD.match(text, at)
    return Span(at, match.end() if match else min(at + 1, len(text)))


def _what(text: str, at: int) -> str:
    span = _word(text, at)
    return f"`{excerpt(text[span.start : span.end])}`" if span.start < span.end else "the end of the document"
