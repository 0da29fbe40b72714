"""The report for people, made from the report alone: no file is opened.

One block for each record that is not a pass, in the manner of a compiler: what and where, the message, the lines of
the plan that were read, the requirement with the values of its parts under it, how those came about, and what to do.
Errors come first, what is inconclusive last; of several plans each has a heading, and what is inconclusive is told
without its derivation. A table and the verdict follow; the last lines always say what was not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shardlaw.diagnostics.pointers import dotted
from shardlaw.reports.drawing import draw
from shardlaw.reports.infix import Node
from shardlaw.reports.prose import WIDTH, Role, Style, about, clean, count, distance, paragraph
from shardlaw.reports.steps import steps
from shardlaw.reports.summary import closing

_ALWAYS_SHOWN = frozenset({"violation", "inconclusive", "waived", "fault"})
_ORDER = ("fault", "error", "warning", "note", "waived", "inconclusive", "pass", "skipped")
_SAID = frozenset({"violation", "inconclusive", "waived"})  # the message of a rule speaks of its violation
_OUTCOME_ROLES: dict[str, Role] = {"inconclusive": "warning", "fault": "error", "pass": "good"}
_BRIEF = frozenset({"because", "cites"})  # the notes that a record without its derivation leaves out
_MOST_PLAN_LINES = 8
_WIDEST = WIDTH - 8  # a longer line of a plan is cut, around a fact that stands further right
_MORE = " ..."
_FOLLOWING = 12


def text(report: Mapping[str, Any], *, show_all: bool = False, colour: bool = False) -> str:
    """The report as text with a final newline; `show_all` also prints passes, skips and what is known."""
    report, style = clean(report), Style(colour)
    return "\n\n".join([*_blocks(report, style, show_all=show_all), "\n".join(closing(report, style))]) + "\n"


def records(report: Mapping[str, Any], *, colour: bool = False) -> str:
    """The blocks of all records, without what closes a report."""
    return "\n\n".join(_blocks(clean(report), Style(colour), show_all=True)) + "\n"


def _blocks(report: Mapping[str, Any], style: Style, *, show_all: bool) -> list[str]:
    several = len(report["plans"]) > 1
    blocks: list[str] = []
    for plan in report["plans"]:
        if several:
            blocks.append(_heading(plan, style))
        brief = frozenset({"inconclusive"} if several and not show_all else ())
        shown = [record for record in plan["records"] if show_all or _telling(record)]
        for record in sorted(shown, key=_urgency):
            lines = _record(record, plan, report["excerpts"], style, brief=record["outcome"] in brief)
            blocks.append("\n".join(lines))
    return blocks


def _urgency(record: Mapping[str, Any]) -> int:
    """By what a record should be read first; those that are equal stay in the order of the report."""
    violated = record["outcome"] == "violation"
    return _ORDER.index(record["severity"] if violated else record["outcome"])


def _telling(record: Mapping[str, Any]) -> bool:
    """Whether a record is shown unasked: it is not a pass or a skip, and not known from the baseline."""
    return record["outcome"] in _ALWAYS_SHOWN and not record.get("known", False)


def _heading(plan: Mapping[str, Any], style: Style) -> str:
    """`plan a.yaml: fail, 2 violations, 1 inconclusive`."""
    summary = plan["summary"]
    said = [plan["verdict"], count(summary["violation"], "violation")]
    said += [f"{summary[outcome]} {outcome}" for outcome in ("inconclusive", "waived", "fault") if summary[outcome]]
    return style.paint(f"plan {plan['path']}: {', '.join(said)}", "heading")


def _record(
    record: Mapping[str, Any], plan: Mapping[str, Any], excerpts: Mapping[str, Any], style: Style, *, brief: bool
) -> Iterator[str]:
    yield from _headline(record, style)
    yield _place(record, plan)
    if record["outcome"] in _SAID:
        yield from paragraph(record["message"], "   ")
        for requirement in record["requirements"]:
            if requirement["message"] and requirement["outcome"] != "pass":
                yield from paragraph(requirement["message"], "   ")
    if brief:
        yield from _notes(record, _BRIEF)
        return
    yield from _plan_lines(record, plan, excerpts)
    yield from _rule_lines(record, excerpts)
    yield from _notes(record)


def _headline(record: Mapping[str, Any], style: Style) -> Iterator[str]:
    outcome, severity = record["outcome"], record["severity"]
    word = severity if outcome == "violation" else outcome
    role: Role = severity if outcome == "violation" else _OUTCOME_ROLES.get(outcome, "quiet")
    rule = f"{record['policy'].partition('@')[0]}/{record['rule']}"
    name = f"{word}[{rule}]"
    first, *rest = paragraph(f"{name}: {record['title']}", "", "  ")
    yield style.paint(name, role) + first.removeprefix(name)
    yield from rest


def _place(record: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    subject = record["subject"]
    read = [fact for fact in read_facts(record) if fact["file"] == plan["path"]]
    place = read[0] if read else subject["source"]
    where = plan["path"] if place is None else f"{place['file']}:{place['line']}:{place['column']}"
    if subject["variable"] is None:
        return f"  --> {where}"
    name = dotted(subject["pointer"]) if subject["name"] is None else f"`{subject['name']}`"
    return f"  --> {where}  {subject['variable']} {name}"


def read_facts(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The stated facts that decided: those of the binding requirement in the order it reads them, else all.

    A requirement may name none itself: a calculator read them, or it asks for what is not stated.
    """
    facts = {fact["path"]: fact for fact in record["facts"] if fact["stated"]}
    binding = record["binding"]
    trace = None if binding is None else record["requirements"][binding]["trace"]
    named = () if trace is None else dict.fromkeys(_pointers(trace))
    return [facts[pointer] for pointer in named if pointer in facts] or list(facts.values())


def _pointers(node: Node) -> Iterator[str]:
    if "fact" in node:
        yield node["fact"]
    for operand in node["operands"]:
        yield from _pointers(operand)


def _plan_lines(record: Mapping[str, Any], plan: Mapping[str, Any], excerpts: Mapping[str, Any]) -> Iterator[str]:
    """The lines that say the facts that were read, each fact underlined: those of the plan, then of other files."""
    places: dict[tuple[bool, str, int, int], list[Mapping[str, Any]]] = {}
    for fact in read_facts(record):
        line = excerpts.get(fact["file"], {"lines": {}})["lines"].get(str(fact["line"]))
        if line is not None:
            place = (fact["file"] != plan["path"], fact["file"], fact["line"], _cut(line, fact))
            places.setdefault(place, []).append(fact)
    shown = plan["path"]
    for (_, file, number, cut), facts in sorted(list(places.items())[:_MOST_PLAN_LINES]):
        ordered = sorted(facts, key=lambda item: item["column"])
        if file != shown:
            shown = file
            yield f"  ::: {file}:{number}:{ordered[0]['column']}"
        yield f"{number:>5} | {_stretch(excerpts[file]['lines'][str(number)], cut)}".rstrip()
        row = ""
        for fact in ordered:
            row = f"{row.ljust(fact['column'] - 1 - cut)}{'^' * max(1, len(fact['text']))}"
        yield f"      | {row[:_WIDEST]}"
    if len(places) > _MOST_PLAN_LINES:
        yield f"      ... and {len(places) - _MOST_PLAN_LINES} more lines"


def _cut(line: str, fact: Mapping[str, Any]) -> int:
    """Where to begin a line so that the fact is in sight, with something of what follows it."""
    start: int = fact["column"] - 1
    end = start + len(fact["text"])
    if len(line) <= _WIDEST or end <= _WIDEST - len(_MORE):
        return 0
    return max(0, min(start - len(_MORE), min(end + _FOLLOWING, len(line)) - _WIDEST))


def _stretch(line: str, start: int) -> str:
    """The part of a line that begins at `start`, with marks where more of it is left out."""
    part = line[start : start + _WIDEST]
    if start:
        part = _MORE[::-1] + part[len(_MORE) :]
    return part if len(line) <= start + _WIDEST else part[: -len(_MORE)] + _MORE


def _rule_lines(record: Mapping[str, Any], excerpts: Mapping[str, Any]) -> Iterator[str]:
    """The conditions that decided, drawn with their values, and the derivation of the names in them."""
    decided = [record["when"]] if record["when"] else record["requirements"]
    telling = [part for part in decided if part["outcome"] == record["outcome"]] or decided
    for part in telling:
        source = part["source"]
        yield f"  ::: {source['file']}:{source['line']}:{source['column']}  {record['policy']}"
        yield from draw(source, part["trace"], excerpts.get(source["file"], {"lines": {}})["lines"])
        if part["trace"] is not None:
            yield from steps(part["trace"])


def _notes(record: Mapping[str, Any], without: frozenset[str] = frozenset()) -> Iterator[str]:
    for label, note in labelled_notes(record):
        if label not in without:
            yield from paragraph(note, f"   = {label}: ", "     ")


def labelled_notes(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What there is to say of a record besides its message: a label (`because`, `fix`, `holds if`, ...) and a text."""
    by_cause: dict[str, list[str]] = {}
    for unknown in record["unknowns"]:
        by_cause.setdefault(unknown["cause"], []).append(about(unknown["path"]))
    for cause, paths in by_cause.items():
        yield cause, ", ".join(paths)
    if record["fault"]:
        fault = record["fault"]
        yield "fault", f"{fault['calculator']} of plug-in {fault['plugin']} failed: {fault['message']}"
    slack = None if record["binding"] is None else record["requirements"][record["binding"]]["slack"]
    if slack is not None:
        yield "slack", distance(slack)
    for alternative in record["alternatives"]:
        reading = f"{dotted(alternative['fact'])} = {alternative['text']} ({alternative['label']})"
        yield "reading", f"{reading}: {alternative['outcome']}"
    yield from _holds_if(record["holds_if"])
    for hint in record["hints"]:
        yield "hint", hint["text"]
    if record.get("known"):
        yield "baseline", "known, so it does not block"
    if record["waiver"]:
        waiver = record["waiver"]
        until = f" until {waiver['until']}" if waiver["until"] else ""
        yield "waived", f"{waiver['reason']}{until}"
    if record["outcome"] in _ALWAYS_SHOWN:
        yield "because", record["because"]
        if record["fix"] and record["outcome"] == "violation":
            yield "fix", record["fix"]
        if record["citations"]:
            yield "cites", "; ".join(_citation(citation) for citation in record["citations"])


def _holds_if(answers: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The values with which the rule would pass; without any, why not.

    What also needs facts that are not stated is left out: those are named already.
    """
    solved = [answer["text"] for answer in answers if answer["intervals"] or answer.get("values")]
    if solved:
        yield "holds if", "; or ".join(solved)
        return
    never = [answer["text"] for answer in answers if answer["reason"] is None]
    if never:
        yield "holds if", never[0] if len(never) == 1 else "never by any one fact alone"
    for answer in answers:
        if answer["reason"] is not None and not answer["reason"].startswith("also needs"):
            yield "holds if", f"{answer['text']}: {answer['reason']}"


def _citation(citation: Mapping[str, Any]) -> str:
    place = f" {citation['place']}" if citation["place"] else ""
    return f"{citation['id']}{place} ({citation['at'] or citation['title']})"
