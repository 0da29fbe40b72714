"""Values for parameters, from `--param policy.name=value` and project files, checked like literals of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shardlaw.cli.arguments import CommandError, Parser
from shardlaw.cli.session import Selection, Session
from shardlaw.diagnostics import Diagnostic, Source, Span, closest, listed
from shardlaw.language import checked, tree
from shardlaw.language.checker import Checked, check_setting
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import TextType

Settings = Mapping[tuple[str, str], checked.Constant]


def add_parameters(parser: Parser) -> None:
    """The flag that sets parameters of policies."""
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="POLICY.NAME=VALUE",
        help="set a parameter of a policy; repeatable (default: what the policy says)",
    )


def read_settings(session: Session, texts: Sequence[str], selection: Selection) -> Settings:
    """The values of `--param` by policy and parameter, and those of the project file that it leaves as they are.

    CommandError with everything that is wrong with any `--param`.
    """
    command = session.command
    reader = _Reader(command.source, {item.policy.id: item.policy for item in selection.chosen})
    for position, text in enumerate(texts):
        reader.read(text, command.span(text, texts[:position].count(text)))
    if reader.wrong:
        raise CommandError(*reader.wrong)
    return {**selection.settings, **reader.settings}


def find_parameter(policy: checked.Policy, name: str, source: Source, span: Span) -> checked.Param | Diagnostic:
    """The parameter of a policy that `name` means; it stands in `source` at `span`."""
    params = {param.name: param for param in policy.params}
    if name in params:
        return params[name]
    known = {"known": listed(params)} if params else {}
    return Diagnostic("C132", source, span, {"policy": policy.id, "name": name, **known}, closest(name, params))


def not_applied(policy: str, policies: Iterable[str], source: Source, span: Span) -> Diagnostic:
    """What to say of a policy that is named in `source` at `span` and is none of those that are applied."""
    ids = sorted(policies)
    known = {"known": listed(ids)} if ids else {}
    return Diagnostic("C131", source, span, {"policy": policy, **known}, closest(policy, ids))


def check_value(param: checked.Param, source: Source) -> Checked[checked.Constant]:
    """The value that the text of `source` gives a parameter; a word for one that takes texts needs no quotes."""
    if isinstance(param.type, TextType) and not source.text.startswith('"'):
        return check_setting(param, source, tree.Text(Span(0, len(source.text)), source.text))
    expression, found = parse_expression(source)
    if expression is None:
        return Checked(None, tuple(found))
    return check_setting(param, source, expression)


class _Reader:
    def __init__(self, source: Source, policies: Mapping[str, checked.Policy]) -> None:
        self.source = source
        self.policies = policies
        self.settings: dict[tuple[str, str], checked.Constant] = {}
        self.wrong: list[Diagnostic] = []
        self.seen: set[str] = set()

    def read(self, text: str, span: Span) -> None:
        name, equals, written = text.partition("=")
        policy_id, dot, param_name = name.strip().partition(".")
        if not equals or not dot:
            self.wrong.append(Diagnostic("C130", self.source, span, {"text": text}))
            return
        if name in self.seen:
            self.wrong.append(Diagnostic("C133", self.source, span, {"name": name}))
            return
        self.seen.add(name)
        policy = self.policies.get(policy_id)
        if policy is None:
            self.wrong.append(not_applied(policy_id, self.policies, self.source, span))
            return
        param = find_parameter(policy, param_name, self.source, span)
        if isinstance(param, Diagnostic):
            self.wrong.append(param)
            return
        value = check_value(param, Source(f"--param {name}", written))
        self.wrong += value.diagnostics
        if value.value is not None:
            self.settings[policy_id, param_name] = value.value
