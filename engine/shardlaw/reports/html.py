"""The report as a fragment of HTML, for a notebook: made from the report alone, with its own style and no script.

Every text of the report is escaped. Each record is a line that opens; in it stands what the text report says of it.
The colours are stated for light and for dark pages, text and ground together, so that neither depends on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from shardlaw.reports.summary import conclusion
from shardlaw.reports.text import records

_SHOWN = ("violation", "fault", "inconclusive", "waived")
_EVERYTHING = (*_SHOWN, "pass", "skipped")
_SEVERITIES = ("error", "warning", "note")

_LIGHT = "--ground:#fff;--text:#1f2328;--quiet:#59636e;--line:#d1d9e0;--code:#f6f8fa"
_LIGHT_ROLES = "--error:#b3141f;--warning:#7d4e00;--note:#0550ae;--good:#116329"
_DARK = "--ground:#0d1117;--text:#e6edf3;--quiet:#9198a1;--line:#3d444d;--code:#161b22"
_DARK_ROLES = "--error:#ff8a80;--warning:#e3b341;--note:#79c0ff;--good:#56d364"
_DARK_PAGES = ("[data-jp-theme-light=false]", "[data-theme=dark]", ".vscode-dark", ".theme-dark")

_STYLE = f"""\
.shardlaw{{{_LIGHT};{_LIGHT_ROLES};color-scheme:light}}
@media (prefers-color-scheme:dark){{.shardlaw{{{_DARK};{_DARK_ROLES};color-scheme:dark}}}}
[data-jp-theme-light=true] .shardlaw,.vscode-light .shardlaw{{{_LIGHT};{_LIGHT_ROLES};color-scheme:light}}
{",".join(f"{page} .shardlaw" for page in _DARK_PAGES)}{{{_DARK};{_DARK_ROLES};color-scheme:dark}}
.shardlaw{{background:var(--ground);color:var(--text);border:1px solid var(--line);border-radius:6px;padding:.6em .9em;\
font:14px/1.45 system-ui,sans-serif;max-width:70em}}
.shardlaw p{{margin:.2em 0}}
.shardlaw table{{border-collapse:collapse;margin:.5em 0;background:none;color:inherit;font-size:inherit}}
.shardlaw th,.shardlaw td{{padding:.15em .7em .15em 0;text-align:right;border:0;background:none;color:inherit}}
.shardlaw th{{font-weight:600;color:var(--quiet)}}
.shardlaw th:first-child,.shardlaw td:first-child,.shardlaw td:nth-child(2),.shardlaw th:nth-child(2){{text-align:left}}
.shardlaw details{{border-top:1px solid var(--line);padding:.3em 0}}
.shardlaw summary{{cursor:pointer}}
.shardlaw pre{{background:var(--code);color:var(--text);padding:.6em;margin:.4em 0;overflow-x:auto;\
font:12px/1.4 ui-monospace,monospace;white-space:pre}}
.shardlaw b.error{{color:var(--error)}}.shardlaw b.warning{{color:var(--warning)}}
.shardlaw b.note{{color:var(--note)}}.shardlaw b.good{{color:var(--good)}}
.shardlaw .quiet{{color:var(--quiet)}}
"""

_VERDICT_ROLES = {"pass": "good", "undecided": "warning", "fail": "error", "failed": "error"}
_OUTCOME_ROLES = {"fault": "error", "inconclusive": "warning", "pass": "good"}


def html(report: Mapping[str, Any], *, everything: bool = False) -> str:
    """The report as one `div`; `everything` also has the records that passed or were skipped."""
    return f'<div class="shardlaw"><style>{_STYLE}</style>\n{"".join(_parts(report, everything=everything))}</div>\n'


def _parts(report: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    verdict = report["verdict"]
    rest = conclusion(report).removeprefix(verdict)
    yield f"<p>{_word(verdict, _VERDICT_ROLES[verdict])}{escape(rest)}</p>\n"
    if len(report["plans"]) > 1:
        yield from _table(report["plans"])
    for plan in report["unreadable"]:
        yield from _unreadable(plan)
    wanted = _EVERYTHING if everything else _SHOWN
    several = len(report["plans"]) > 1
    for plan in report["plans"]:
        if several:
            yield f"<p><b>{escape(plan['path'])}</b></p>\n"
        shown = [record for record in plan["records"] if record["outcome"] in wanted]
        for record in sorted(shown, key=_weight):
            yield _record(record, plan, report)


def _weight(record: Mapping[str, Any]) -> tuple[int, int]:
    """Violations first, of those errors first; else as in the report."""
    return _EVERYTHING.index(record["outcome"]), _SEVERITIES.index(record["severity"])


def _table(plans: list[Mapping[str, Any]]) -> Iterator[str]:
    """How many records of each plan came to what."""
    counted = [outcome for outcome in _EVERYTHING if any(plan["summary"][outcome] for plan in plans)]
    head = "".join(f"<th>{escape(word)}</th>" for word in ("plan", "verdict", *counted))
    yield f"<table><tr>{head}</tr>\n"
    for plan in plans:
        verdict = plan["verdict"]
        cells = "".join(f"<td>{plan['summary'][outcome]}</td>" for outcome in counted)
        word = _word(verdict, _VERDICT_ROLES[verdict])
        yield f"<tr><td>{escape(plan['path'])}</td><td>{word}</td>{cells}</tr>\n"
    yield "</table>\n"


def _unreadable(plan: Mapping[str, Any]) -> Iterator[str]:
    for found in plan["diagnostics"]:
        place = f"{found['file']}:{found['line']}:{found['column']}"
        word = _word("not read", "error")
        yield f'<p>{word}: {escape(found["message"])} <span class="quiet">{escape(place)}</span></p>\n'


def _record(record: Mapping[str, Any], plan: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """One record: its first line, and what the text report says of it."""
    outcome, severity = record["outcome"], record["severity"]
    violated = outcome == "violation"
    role = severity if violated else _OUTCOME_ROLES.get(outcome, "quiet")
    rule = f"{record['policy'].partition('@')[0]}/{record['rule']}"
    said = record["message"] if violated else record["title"]
    subject = "" if record["subject"]["name"] is None else f" ({record['subject']['name']})"
    alone = {**report, "plans": [{**plan, "records": [record]}]}
    first = f'{_word(severity if violated else outcome, role)} <span class="quiet">{escape(rule + subject)}</span>'
    return f"<details><summary>{first} {escape(said)}</summary><pre>{escape(records(alone))}</pre></details>\n"


def _word(word: str, role: str) -> str:
    return f'<b class="{role}">{escape(word)}</b>'
