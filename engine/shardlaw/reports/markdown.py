"""The report as a comment on a pull request: the verdict first, then what is wrong and where, the rest folded away.

It never has more than 65,000 bytes, since a comment may have 65,536 characters. What does not fit is counted where it
would stand, and the last line says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from shardlaw.dataclass import dataclass, field
from shardlaw.reports import gfm
from shardlaw.reports.prose import clean, count
from shardlaw.reports.reading import (
    Region,
    Tree,
    by_severity,
    cause_text,
    diagnosis,
    records,
    region,
    rest_of_line,
    rule_id,
    shortened,
    start_of,
    statement,
    subject_name,
)
from shardlaw.reports.summary import conclusion
from shardlaw.reports.text import records as blocks_of

MOST_BYTES = 65_000
_FOR_DETAILS = 25_000  # what the tables leave to the derivations, at the least
_FOR_CLOSING = 1_000
_MOST_OF_A_CELL = 400
_MOST_OF_A_BLOCK = 8_000
_MOST_POLICIES = 12
_SIGNS = {"pass": "✅", "fail": "❌", "undecided": "❔", "failed": "💥"}


@dataclass(slots=True)
class _Page:
    """Lines up to a number of bytes."""

    lines: list[str] = field(default_factory=list)
    size: int = 0
    cut: bool = False

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.lines.append(line)
            self.size += len(line.encode("utf-8", "backslashreplace")) + 1

    def fits(self, lines: Sequence[str], most: int) -> bool:
        """Add lines if they keep the page below a size."""
        size = sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)
        if self.size + size > most:
            self.cut = True
            return False
        self.add(lines)
        return True


def markdown(report: Tree) -> str:
    """The whole comment, with a final line end."""
    report = clean(report)
    page = _Page()
    verdict = report["verdict"]
    page.add([f"### {_SIGNS[verdict]} shardlaw: {verdict}", ""])
    page.add([gfm.plain(shortened(conclusion(report).partition(": ")[2], 2_000)), ""])
    if "baseline" in report:
        known = sum(record["known"] and record["outcome"] == "violation" for _, record in records(report))
        page.add([f"{count(known, 'violation')} known from {gfm.code(report['baseline']['path'])}, not shown here", ""])
    tables = MOST_BYTES - _FOR_DETAILS
    _rows(page, ["not read", "what is wrong"], _unreadable(report), "diagnostic", tables)
    _rows(page, ["not evaluated", "where", "what failed"], _of_outcome(report, "fault"), "fault", tables)
    _rows(page, ["violation", "where", "what"], _of_outcome(report, "violation"), "violation", tables)
    _rows(page, ["waived", "where", "why"], _waived(report), "waiver", tables)
    if len(report["plans"]) > 1:
        heads = ["plan", "verdict", "pass", "violation", "inconclusive", "skipped", "waived", "fault"]
        _rows(page, heads, _plans(report), "plan", tables)
    _folded(page, "Not decided", ["missing", "plan", "rules"], _undecided(report), "missing fact", tables)
    _derivations(page, report)
    page.add([_closing(report, cut=page.cut)])
    return "\n".join(page.lines) + "\n"


def _rows(page: _Page, heads: Sequence[str], rows: Iterator[Sequence[str]], noun: str, most: int) -> None:
    """A table, if there is anything to put into it, and how many rows were left out."""
    left = 0
    lines = gfm.table(heads)
    for cells in rows:
        if left or not page.fits([*lines, gfm.row(cells)], most):
            left += 1
        lines = []
    if left:
        page.add(["", f"*... and {count(left, noun)} more*"])
    if not lines:
        page.add([""])


def _folded(page: _Page, title: str, heads: Sequence[str], rows: Iterator[Sequence[str]], noun: str, most: int) -> None:
    found = list(rows)
    if found:
        page.add(["<details>", f"<summary>{title}: {count(len(found), noun)}</summary>", ""])
        _rows(page, heads, iter(found), noun, most)
        page.add(["</details>", ""])


def _of_outcome(report: Tree, outcome: str) -> Iterator[Sequence[str]]:
    for plan, record in by_severity(report, outcome):
        name = gfm.code(rule_id(record))
        where = " ".join(filter(None, [_link(region(record, plan, report)), gfm.plain(subject_name(record))]))
        said = _cell(statement(record))
        if outcome == "violation":
            name = f"{name} {record['severity']}, {record['kind']}"
            said += f"<br>Fix: {_cell(record['fix'])}" if record["fix"] else ""
        yield name, where, said


def _waived(report: Tree) -> Iterator[Sequence[str]]:
    for plan, record in by_severity(report, "waived"):
        waiver = record["waiver"]
        said = "no reason is given" if waiver is None else waiver["reason"]
        limits = [] if waiver is None else [f"until {waiver['until']}"] if waiver["until"] else []
        owner = [] if waiver is None or not waiver["owner"] else [f"by {waiver['owner']}"]
        granted = f" ({', '.join(owner + limits)})" if owner + limits else ""
        yield gfm.code(rule_id(record)), _link(region(record, plan, report)), _cell(f"{said}{granted}")


def _unreadable(report: Tree) -> Iterator[Sequence[str]]:
    for plan in report["unreadable"]:
        for found in plan["diagnostics"]:
            said = diagnosis(found)
            yield _link(rest_of_line(found, report)), f"{gfm.code(found['code'])} {_cell(said)}"


def _plans(report: Tree) -> Iterator[Sequence[str]]:
    for plan in report["plans"]:
        numbers = (str(number) for number in plan["summary"].values())
        yield _link(start_of(plan["path"], report), line=False), plan["verdict"], *numbers


def _undecided(report: Tree) -> Iterator[Sequence[str]]:
    for plan in report["plans"]:
        for missing in plan["undecided"]:
            what = gfm.code(cause_text(missing["fact"], missing["cause"]))
            yield what, gfm.code(plan["path"]), str(missing["rules"])


def _derivations(page: _Page, report: Tree) -> None:
    """How each violation came about, as the text report shows it, as long as there is room."""
    found = by_severity(report, "violation")
    for number, (plan, record) in enumerate(found):
        alone = {**report, "plans": [{**plan, "records": [record]}]}
        text = blocks_of(alone).rstrip("\n")
        if len(text) > _MOST_OF_A_BLOCK:
            text = f"{text[:_MOST_OF_A_BLOCK].rpartition(chr(10))[0]}\n... cut"
        name = " ".join(filter(None, [rule_id(record), subject_name(record)]))
        title = f"<summary>How {gfm.tagged_code(name)} came about</summary>"
        if not page.fits(["<details>", title, "", *gfm.block(text), "", "</details>", ""], MOST_BYTES - _FOR_CLOSING):
            page.add([f"*... and {count(len(found) - number, 'derivation')} more*", ""])
            return


def _closing(report: Tree, *, cut: bool) -> str:
    policies = [gfm.code(f"{policy['id']}@{policy['version']}") for policy in report["policies"][:_MOST_POLICIES]]
    if len(report["policies"]) > _MOST_POLICIES:
        policies.append(f"and {len(report['policies']) - _MOST_POLICIES} more")
    short = " This comment was cut to fit; the JSON report has all of it." if cut else ""
    made_by = [f"shardlaw {gfm.plain(report['tool']['version'])}", *policies]
    return f"<sub>{', '.join(made_by)}.{short}</sub>"


def _link(place: Region, *, line: bool = True) -> str:
    """A place as a link from the root of the repository."""
    shown, anchor = (f"{place.file}:{place.line}", f"#L{place.line}") if line else (place.file, "")
    return f"[{gfm.code(shortened(shown, _MOST_OF_A_CELL))}]({quote(place.path)}{anchor})"


def _cell(text: str) -> str:
    return gfm.plain(shortened(text, _MOST_OF_A_CELL))
