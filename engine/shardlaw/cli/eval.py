"""`shardlaw eval`: what an expression is worth on a plan, and how."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from shardlaw.cli.arguments import CommandError, CommandLine, Parser
from shardlaw.cli.console import Console
from shardlaw.cli.files import expand
from shardlaw.cli.plans import open_plans
from shardlaw.cli.workspace import add_workspace, start
from shardlaw.diagnostics import Source, Span, alternatives
from shardlaw.evaluation.asking import ask
from shardlaw.evaluation.audit import Unreadable
from shardlaw.evaluation.derivation import derivation
from shardlaw.evaluation.places import stretch
from shardlaw.exits import PASSED, UNDECIDED, WRONG_INPUT
from shardlaw.language import checked
from shardlaw.language.checker import check_expression
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse_expression
from shardlaw.plans.facts import Plan
from shardlaw.reports.drawing import draw
from shardlaw.reports.json import encode
from shardlaw.reports.prose import about, clean
from shardlaw.reports.steps import steps

NAME = "<expression>"


def parser(command: CommandLine) -> Parser:
    made = Parser(
        command,
        "eval",
        usage="shardlaw eval EXPRESSION --plan FILE [options]",
        description="Evaluate an expression of the policy language on a plan. The first line is the\n"
        "value; its exact form in base units, the values of its parts and the steps of\n"
        "formulas follow.",
        epilog="""\
exit codes:
  0  the value is known
  2  wrong input: the expression, the plan or a flag
  3  the value is unknown; the causes are printed
  4  a plug-in failed

examples:
  shardlaw eval 'phases[0].gpus * hardware.memory' --plan plan.yaml
  shardlaw eval 'every p in phases satisfies p.gpus >= 8' --plan - <plan.yaml""",
    )
    made.add_argument("expression", nargs="*", metavar="EXPRESSION", help="an expression, quoted for the shell")
    made.add_argument("--plan", metavar="FILE", help="the plan to evaluate it on, or - for standard input")
    made.choice("--format", ("text", "json"), "how the answer is written; json is a trace node of the report")
    add_workspace(made)
    return made


def run(arguments: Namespace, command: CommandLine, console: Console) -> int:
    if not arguments.expression:
        raise command.error("C106", command.end, {"verb": "eval", "what": "an expression"})
    if len(arguments.expression) > 1:
        extra = arguments.expression[1]
        words = {"verb": "eval", "what": "one expression", "extra": extra}
        raise command.error("C107", command.span(extra), words)
    if arguments.plan is None:
        raise command.error("C106", command.end, {"verb": "eval", "what": "`--plan FILE`"})
    paths = expand(command, [arguments.plan])
    if len(paths) > 1:
        words = {"verb": "eval", "what": "one plan", "extra": str(paths[1])}
        raise command.error("C107", command.span(arguments.plan), words)
    workspace = start(paths, arguments.plugin, arguments.project)
    source = Source(NAME, arguments.expression[0])
    expression = _checked(source, workspace.environment, console)
    (plan,) = open_plans(workspace, paths)
    if isinstance(plan, Unreadable):
        console.report(plan.diagnostics)
        return WRONG_INPUT
    node = derivation(ask(expression, source, plan), source)
    if arguments.format == "json":
        console.write_bytes(encode(node))
    else:
        console.write(_text(node, source, plan))
    return UNDECIDED if "causes" in node else PASSED


def _checked(source: Source, environment: Environment, console: Console) -> checked.Expression:
    parsed, found = parse_expression(source)
    if parsed is None:
        raise CommandError(*found)
    result = check_expression(parsed, source, environment)
    if result.value is None:
        raise CommandError(*result.diagnostics)
    console.report((*found, *result.diagnostics))
    return result.value


def _text(node: dict[str, Any], source: Source, plan: Plan) -> str:
    shown = clean(node)
    lines = [str(shown["text"])]
    if node["value"] is not None and str(node["value"]) != node["text"] and node["unit"]:
        lines.append(f"   = exactly {node['value']} {node['unit']}")
    excerpt = {str(number): clean(line) for number, line in enumerate(source.text.splitlines(), 1)}
    lines += draw(stretch(source, Span(0, len(source.text))), shown, excerpt)
    lines += steps(shown)
    causes = shown.get("causes", ())
    lines += [f"   = {cause['cause']}: {about(cause['path'])}{_readings(plan, cause)}" for cause in causes]
    return "\n".join(lines) + "\n"


def _readings(plan: Plan, cause: dict[str, Any]) -> str:
    """What a fact may be, where it has alternatives."""
    fact = plan.facts.get(str(cause["path"]))
    labels = () if fact is None else [clean(alternative.label) for alternative in fact.alternatives]
    return f": {alternatives(labels)}" if labels else ""
