"""`shardlaw test`: the examples of policies."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from textwrap import indent

from shardlaw.cli.arguments import CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import expand
from shardlaw.cli.selection import on_line
from shardlaw.cli.workspace import add_workspace, start
from shardlaw.diagnostics import Diagnostic
from shardlaw.evaluation.audit import PlanResult
from shardlaw.evaluation.examples import ExampleResult, run_examples
from shardlaw.evaluation.report import Audit, build_report
from shardlaw.exits import PASSED, PLUGIN_FAILED, VIOLATED, WRONG_INPUT
from shardlaw.policies.repository import is_path
from shardlaw.reports.prose import count
from shardlaw.reports.text import records
from shardlaw.workspace.opening import Workspace
from shardlaw.workspace.selection import Chosen, find

_EXPECTED = {
    "passes": "a pass, and no violation",
    "violates": "a violation",
    "inconclusive": "an inconclusive record, and no violation",
    "skips": "skipped records only",
}


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "test",
        usage="shardlaw test POLICY... [options]",
        description="Run the examples that stand in the rules of policies. For each that fails, what\n"
        "it expects and the record that came out are printed.",
        epilog="""\
exit codes:
  0  every example holds
  1  an example fails
  2  wrong input: a policy, the facts of an example, a flag; or no example
  4  a plug-in failed

examples:
  shardlaw test moe-structure
  shardlaw test rules/*.law""",
    )
    made.add_argument("policies", nargs="*", metavar="POLICY", help="an id, id@range, a .law file or a pattern of them")
    made.add_argument("--verbose", action="store_true", help="also name the examples that hold")
    add_workspace(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.policies:
        raise command.error("C106", command.end, {"verb": "test", "what": "a policy"})
    paths = expand(command, [word for word in arguments.policies if is_path(word)])
    ids = [word for word in arguments.policies if not is_path(word)]
    workspace = start(paths, arguments.plugin, arguments.project)
    chosen = find(workspace, on_line(command, [*ids, *map(str, paths)]))
    bare = [_without_example(item, command) for item in chosen if not any(rule.examples for rule in item.policy.rules)]
    console.report(bare)
    results = [result for item in chosen for result in run_examples([item.policy], workspace.schema)]
    for result in results:
        console.report(result.diagnostics)
        if arguments.verbose or not result.holds:
            console.write(_told(result, workspace, colour=console.colour))
    failing = sum(1 for result in results if not result.holds)
    total = f"{count(len(results), 'example')} of {'1 policy' if len(chosen) == 1 else f'{len(chosen)} policies'}"
    console.write(f"{total}: {f'{failing} failed' if failing else 'all hold'}\n")
    return _code(results, bare)


def _without_example(item: Chosen, command: CommandLine) -> Diagnostic:
    return Diagnostic("C143", command.source, item.selector.span, {"policy": item.policy.id})


def _told(result: ExampleResult, workspace: Workspace, *, colour: bool) -> str:
    """One example: where it stands, what it expects, and the records that came out where that is not it."""
    policy, example = result.policy, result.example
    place = policy.source.position(example.span.start)
    verdict = f'{policy.id}/{result.rule.name}: {example.verdict} "{example.title}"'
    text = (
        f"{'holds' if result.holds else 'fails'}: {verdict}\n  --> {policy.source.name}:{place.line}:{place.column}\n"
    )
    if result.holds or result.plan is None:
        return text
    saying = "" if example.saying is None else f' that says "{example.saying}"'
    text += f"   expected: {_EXPECTED[example.verdict]}{saying}\n"
    if not result.records:
        return f"{text}   came out: no record, because a list that the rule goes through is empty\n\n"
    audit = Audit((PlanResult(result.plan, result.records, 0),), (), (policy,), workspace.plugins.versions, {})
    came = records(build_report(audit, "all"), colour=colour)
    return f"{text}   came out:\n\n{indent(came, '    ')}\n"


def _code(results: Sequence[ExampleResult], bare: Sequence[Diagnostic]) -> int:
    if bare or any(result.diagnostics for result in results):
        return WRONG_INPUT
    if any(record.outcome == "fault" for result in results for record in result.records):
        return PLUGIN_FAILED
    return PASSED if all(result.holds for result in results) else VIOLATED
