"""JUnit XML: a suite for each plan, a case for each record.

    pass          a case without a child
    violation     `failure` where it blocks; below the gate, or known from a baseline, `skipped`: a failure would turn
                  the build red
    inconclusive  `error` where it blocks, else `skipped`, with what is missing
    skipped       `skipped`, with the rule that does not apply
    waived        `skipped`, with the reason of the waiver
    fault         `error`

A plan that could not be read is a suite with one case that has an `error`, and so is an audit that decided nothing.
There is no time in it: the same audit gives the same bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from shardlaw.reports.reading import Tree, blocks, region, rule_id, shortened, statement, subject_name
from shardlaw.reports.text import labelled_notes

_LONGEST_MESSAGE = 1_000
# What XML 1.0 cannot hold, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}

Element = ET.Element


def junit(report: Tree) -> bytes:
    """The document in UTF-8."""
    suites = [_suite(plan, report) for plan in report["plans"]]
    suites += [_unreadable(plan) for plan in report["unreadable"]]
    root = _element("testsuites", {"name": "shardlaw"})
    root.extend(suites)
    _count(root, root.iter("testcase"))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(plan: Tree, report: Tree) -> Element:
    suite = _element("testsuite", {"name": plan["path"]})
    properties = ET.SubElement(suite, "properties")
    for name in ("name", "sha256", "verdict"):
        properties.append(_element("property", {"name": name, "value": plan[name]}))
    for record in plan["records"]:
        suite.append(_case(record, plan, report))
    if _decided_nothing(report):
        suite.append(_nothing_decided(plan))
    _count(suite, suite.iter("testcase"))
    return suite


def _decided_nothing(report: Tree) -> bool:
    """Whether the gate refuses that no rule of any plan was decided."""
    decided = ("pass", "violation", "waived", "fault")
    return not report["gate"]["allow_empty"] and not any(
        plan["summary"][name] for plan in report["plans"] for name in decided
    )


def _case(record: Tree, plan: Tree, report: Tree) -> Element:
    place = region(record, plan, report)
    subject = subject_name(record)
    case = _element(
        "testcase",
        {
            "classname": _class_name(plan["path"], record["policy"].partition("@")[0]),
            "name": f"{record['rule']} [{subject}]" if subject else record["rule"],
            "file": place.path,
            "line": str(place.line),
        },
    )
    outcome = record["outcome"]
    if outcome == "pass":
        return case
    blocking = blocks(record, report["gate"])
    said = statement(record)
    if outcome == "violation":
        child = "failure" if blocking else "skipped"
        why = "known from the baseline" if record.get("known") else f"{record['severity']} below the gate"
        said = said if blocking else f"{why}: {said}"
    else:
        child = "error" if blocking else "skipped"
    if outcome == "waived" and record["waiver"]:
        said = f"waived, {record['waiver']['reason']}: {said}"
    body = [f"{place.file}:{place.line}:{place.column}  {rule_id(record)} of {record['policy']}: {record['title']}"]
    body += [f"{label}: {note}" for label, note in labelled_notes(record)]
    case.append(_verdict(child, said, record["kind"] if outcome == "violation" else outcome, body))
    return case


def _unreadable(plan: Tree) -> Element:
    suite = _element("testsuite", {"name": plan["path"]})
    case = _element("testcase", {"classname": _class_name(plan["path"], "plan"), "name": "is read"})
    body = [f"{found['file']}:{found['line']}:{found['column']}: {found['message']}" for found in plan["diagnostics"]]
    case.append(_verdict("error", plan["diagnostics"][0]["message"], "unreadable", body))
    suite.append(case)
    _count(suite, [case])
    return suite


def _nothing_decided(plan: Tree) -> Element:
    case = _element("testcase", {"classname": _class_name(plan["path"], "plan"), "name": "is decided by a rule"})
    case.append(_verdict("error", "no rule came to pass or violation, so nothing was decided", "empty", []))
    return case


def _verdict(name: str, message: str, kind: str, body: Iterable[str]) -> Element:
    """What a case came to. Readers show the attribute in lists and the text on the page of the case."""
    child = _element(name, {"message": shortened(message, _LONGEST_MESSAGE), "type": kind})
    child.text = _holdable("\n".join((message, *body)))
    return child


def _class_name(plan: str, policy: str) -> str:
    """`examples/004_yaml.memory`: readers take what stands before the last point for a package."""
    return f"{plan.replace('.', '_')}.{policy}"


def _count(element: Element, cases: Iterable[Element]) -> None:
    numbers = Counter(child.tag for case in cases for child in (*case, _element("tests", {})))
    element.set("tests", str(numbers["tests"]))
    for child, attribute in _COUNTED.items():
        element.set(attribute, str(numbers[child]))


def _element(name: str, attributes: dict[str, str]) -> Element:
    return ET.Element(name, {key: _holdable(value) for key, value in attributes.items()})


def _holdable(text: str) -> str:
    r"""The text with what XML cannot hold as escapes: `\x1b`, `\ud800`."""
    return _FORBIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
