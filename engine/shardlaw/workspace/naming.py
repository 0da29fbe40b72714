"""What the names and values that somebody gives mean in the policies that are applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from shardlaw.diagnostics import Diagnostic, Source, Span, closest, listed
from shardlaw.language import checked
from shardlaw.language.types import TextType

if TYPE_CHECKING:
    from shardlaw.language.checker import Checked


def not_applied(policy: str, policies: Iterable[str], source: Source, span: Span) -> Diagnostic:
    """What to say of a policy that is named in `source` at `span` and is none of those that are applied."""
    ids = sorted(policies)
    known = {"known": listed(ids)} if ids else {}
    return Diagnostic("C131", source, span, {"policy": policy, **known}, closest(policy, ids))


def rules_meant(policy: checked.Policy, rule: str | None, source: Source, span: Span) -> set[str] | Diagnostic:
    """The rules, as `policy/rule`, that a name in a policy means; all of them without one."""
    known = [rule.name for rule in policy.rules]
    if rule is not None and rule not in known:
        words = {"policy": policy.id, "rule": rule, "known": listed(known)}
        return Diagnostic("C213", source, span, words, closest(rule, known))
    return {f"{policy.id}/{name}" for name in (known if rule is None else [rule])}


def find_parameter(policy: checked.Policy, name: str, source: Source, span: Span) -> checked.Param | Diagnostic:
    """The parameter of a policy that `name` means; it stands in `source` at `span`."""
    params = {param.name: param for param in policy.params}
    if name in params:
        return params[name]
    known = {"known": listed(params)} if params else {}
    return Diagnostic("C132", source, span, {"policy": policy.id, "name": name, **known}, closest(name, params))


def check_value(param: checked.Param, source: Source) -> Checked[checked.Constant]:
    """The value that the text of `source` gives a parameter; a word for one that takes texts needs no quotes."""
    from shardlaw.language import tree  # noqa: PLC0415 - most audits set no parameter
    from shardlaw.language.checker import Checked, check_setting  # noqa: PLC0415
    from shardlaw.language.parser import parse_expression  # noqa: PLC0415

    if isinstance(param.type, TextType) and not source.text.startswith('"'):
        return check_setting(param, source, tree.Text(Span(0, len(source.text)), source.text))
    expression, found = parse_expression(source)
    if expression is None:
        return Checked(None, tuple(found))
    return check_setting(param, source, expression)
