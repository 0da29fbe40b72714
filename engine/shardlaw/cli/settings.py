"""`--param policy.name=value`: values for parameters, checked like literals of the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shardlaw.cli.arguments import CommandError
from shardlaw.cli.session import Chosen, Session
from shardlaw.diagnostics import Diagnostic, Source, Span, closest
from shardlaw.language import checked, tree
from shardlaw.language.checker import check_setting
from shardlaw.language.parser import parse_expression
from shardlaw.language.types import TextType

Settings = Mapping[tuple[str, str], checked.Constant]


def read_settings(session: Session, texts: Sequence[str], chosen: Sequence[Chosen]) -> Settings:
    """The values by policy and parameter; CommandError with everything that is wrong with any of them."""
    reader = _Reader(session, {item.policy.id: item.policy for item in chosen})
    for position, text in enumerate(texts):
        reader.read(text, session.command.span(text, texts[:position].count(text)))
    if reader.wrong:
        raise CommandError(*reader.wrong)
    return reader.settings


class _Reader:
    def __init__(self, session: Session, policies: Mapping[str, checked.Policy]) -> None:
        self.session = session
        self.policies = policies
        self.settings: dict[tuple[str, str], checked.Constant] = {}
        self.wrong: list[Diagnostic] = []
        self.seen: set[str] = set()

    def read(self, text: str, span: Span) -> None:
        name, equals, written = text.partition("=")
        policy_id, dot, param_name = name.strip().partition(".")
        if not equals or not dot:
            self._add("C130", span, {"text": text})
            return
        if name in self.seen:
            self._add("C133", span, {"name": name})
            return
        self.seen.add(name)
        policy = self.policies.get(policy_id)
        if policy is None:
            known = {"known": ", ".join(self.policies)} if self.policies else {}
            self._add("C131", span, {"policy": policy_id, **known}, closest(policy_id, self.policies))
            return
        params = {param.name: param for param in policy.params}
        if param_name not in params:
            known = {"known": ", ".join(params)} if params else {}
            arguments = {"policy": policy_id, "name": param_name, **known}
            self._add("C132", span, arguments, closest(param_name, params))
            return
        value = self._value(params[param_name], Source(f"--param {name}", written))
        if value is not None:
            self.settings[policy_id, param_name] = value

    def _value(self, param: checked.Param, source: Source) -> checked.Constant | None:
        if isinstance(param.type, TextType) and not source.text.startswith('"'):
            expression: tree.Expression | None = tree.Text(Span(0, len(source.text)), source.text)
        else:
            expression, found = parse_expression(source)
            self.wrong += found
        if expression is None:
            return None
        result = check_setting(param, source, expression)
        self.wrong += result.diagnostics
        return result.value

    def _add(self, code: str, span: Span, arguments: dict[str, str], candidates: tuple[str, ...] = ()) -> None:
        self.wrong.append(Diagnostic(code, self.session.command.source, span, arguments, candidates))
