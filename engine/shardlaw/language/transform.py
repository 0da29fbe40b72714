"""The tree from what the parser reduces. Each method gets the symbols of its alternative in law.lark."""

from __future__ import annotations

import re
from typing import cast

from shardlaw.diagnostics import Span, closest
from shardlaw.language import tree
from shardlaw.language.expectations import CHOICES
from shardlaw.language.lexing import Token
from shardlaw.language.transform_expressions import ExpressionTransformer
from shardlaw.language.tree import Expression

EDITION = "2026"

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAMESPACE = re.compile(r"[a-z][a-z0-9_]*")
_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|([0-9]+)")
_VERSION = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-dev)?")


class Transformer(ExpressionTransformer):
    """Files, declarations and facts."""

    def policy(
        self,
        edition: Token,
        year: Token,
        _policy: Token,
        name: Token,
        _version: Token,
        version: Token,
        _open: Token,
        head: list[tree.HeadClause],
        closing: Token,
        items: list[tree.Param | tree.Let | tree.Sample | tree.Rule],
    ) -> tree.Policy:
        self._check_start(year, version)
        self._check_id(name, "policy")
        span = Span(edition.start, items[-1].span.end if items else closing.end)
        return tree.Policy(span, self.source, year.word, name.word, version.word, tuple(head), tuple(items))

    def library(
        self,
        edition: Token,
        year: Token,
        _library: Token,
        name: Token,
        _version: Token,
        version: Token,
        _open: Token,
        head: list[tree.HeadClause],
        closing: Token,
        formulas: list[tree.Formula],
    ) -> tree.Library:
        self._check_start(year, version)
        if not _NAMESPACE.fullmatch(name.text):
            self.report("L124", name.span, name=name.text)
        span = Span(edition.start, formulas[-1].span.end if formulas else closing.end)
        return tree.Library(span, self.source, year.word, name.word, version.word, tuple(head), tuple(formulas))

    def _check_start(self, year: Token, version: Token) -> None:
        if year.text != EDITION:
            self.report("L121", year.span, edition=year.text)
        if not _VERSION.fullmatch(version.text):
            self.report("L122", version.span, version=version.text)

    def _check_id(self, name: Token, what: str) -> None:
        if not _KEBAB.fullmatch(name.text):
            kebab = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.text).lower()).strip("-")
            self.report("L123", name.span, (kebab,) if _KEBAB.fullmatch(kebab) else (), name=name.text, what=what)

    def _check_word(self, code: str, word: Token, known: tuple[str, ...]) -> None:
        if word.text not in known:
            self.report(code, word.span, closest(word.text, known), word=word.text)

    # ---- head clauses ---------------------------------------------------------------------------------

    def text_clause(self, keyword: Token, text: Token) -> tree.Clause:
        return tree.Clause(Span(keyword.start, text.end), keyword.word, self._texts.text(text))

    def template_clause(self, keyword: Token, text: Token) -> tree.Clause:
        return tree.Clause(Span(keyword.start, text.end), keyword.word, self._texts.template(text))

    def requires_engine(self, keyword: Token, engine: Token, specifier: Token) -> tree.Requires:
        span = Span(keyword.start, specifier.end)
        return tree.Requires(span, engine.word, None, self._texts.text(specifier))

    def requires_plugin(self, keyword: Token, plugin: Token, name: Token, specifier: Token) -> tree.Requires:
        self._check_id(name, "plug-in")
        span = Span(keyword.start, specifier.end)
        return tree.Requires(span, plugin.word, name.word, self._texts.text(specifier))

    def reference(self, keyword: Token, name: Token, title: Token) -> tree.Reference:
        return tree.Reference(Span(keyword.start, title.end), name.word, self._texts.text(title), None)

    def reference_at(self, keyword: Token, name: Token, title: Token, _at: Token, place: Token) -> tree.Reference:
        span = Span(keyword.start, place.end)
        return tree.Reference(span, name.word, self._texts.text(title), self._texts.text(place))

    def over(self, keyword: Token, bindings: list[tree.Binding]) -> tree.For:
        for binding in bindings:
            self.bounded(binding.source)
            if binding.condition is not None:
                self.bounded(binding.condition)
        return tree.For(Span(keyword.start, bindings[-1].span.end), tuple(bindings))

    def when(self, keyword: Token, condition: Expression) -> tree.When:
        return tree.When(Span(keyword.start, condition.span.end), self.bounded(condition))

    # ---- declarations ---------------------------------------------------------------------------------

    def param(
        self,
        keyword: Token,
        name: Token,
        _equals: Token,
        default: Expression,
        domain: tuple[Expression | None, Expression | None, tree.ListLiteral | None],
        meaning: tree.Text | None,
    ) -> tree.Param:
        low, high, one_of = domain
        for expression in (default, low, high, one_of):
            if expression is not None:
                self.bounded(expression)
        last = meaning or one_of or high or default
        return tree.Param(Span(keyword.start, last.span.end), name.word, default, low, high, one_of, meaning)

    def anything(self) -> tuple[None, None, None]:
        return None, None, None

    def between(
        self, _from: Token, low: Expression, _to: Token, high: Expression
    ) -> tuple[Expression, Expression, None]:
        return low, high, None

    def one_of(self, _one: Token, _of: Token, values: tree.ListLiteral) -> tuple[None, None, tree.ListLiteral]:
        return None, None, values

    def let(self, keyword: Token, name: Token, _equals: Token, value: Expression) -> tree.Let:
        return tree.Let(Span(keyword.start, value.span.end), name.word, self.bounded(value))

    def sample(self, keyword: Token, name: Token, base: Token | None, facts: tree.Record) -> tree.Sample:
        return tree.Sample(Span(keyword.start, facts.span.end), name.word, base.word if base else None, facts)

    # ---- rules ----------------------------------------------------------------------------------------

    def rule(
        self,
        keyword: Token,
        name: Token,
        title: Token,
        _open: Token,
        clauses: list[tree.RuleClause],
        closing: Token,
    ) -> tree.Rule:
        self._check_id(name, "rule")
        span = Span(keyword.start, closing.end)
        return tree.Rule(span, name.word, self._texts.text(title), tuple(clauses))

    def kind(self, keyword: Token, kind: Token) -> tree.Clause:
        self._check_word("L130", kind, CHOICES["kind"])
        return tree.Clause(Span(keyword.start, kind.end), keyword.word, kind.word)

    def severity(self, keyword: Token, severity: Token) -> tree.Clause:
        self._check_word("L131", severity, CHOICES["severity"])
        return tree.Clause(Span(keyword.start, severity.end), keyword.word, severity.word)

    def require(self, keyword: Token, expression: Expression, otherwise: tree.Template | None) -> tree.Require:
        end = (otherwise or expression).span.end
        negated = keyword.text == "forbid"
        return tree.Require(Span(keyword.start, end), self.bounded(expression), negated, otherwise)

    def otherwise(self, _keyword: Token, message: Token) -> tree.Template:
        return self._texts.template(message)

    def cite(self, keyword: Token, reference: Token, place: tree.Text | None) -> tree.Cite:
        end = place.span.end if place else reference.end
        return tree.Cite(Span(keyword.start, end), reference.word, place)

    def example(
        self,
        keyword: Token,
        verdict: Token,
        title: Token,
        base: Token | None,
        settings: list[tree.Setting],
        facts: tree.Record,
        saying: tree.Text | None,
    ) -> tree.Example:
        self._check_word("L132", verdict, CHOICES["example"])
        return tree.Example(
            Span(keyword.start, (saying or facts).span.end),
            cast("tree.Verdict", verdict.text),
            self._texts.text(title),
            base.word if base else None,
            tuple(settings),
            facts,
            saying,
        )

    def setting(self, name: Token, _equals: Token, value: Expression) -> tree.Setting:
        return tree.Setting(name.word, self.bounded(value))

    def saying(self, _keyword: Token, text: Token) -> tree.Text:
        return self._texts.text(text)

    # ---- formulas -------------------------------------------------------------------------------------

    def formula(
        self,
        keyword: Token,
        name: Token,
        _open: Token,
        parameters: list[tree.Parameter],
        _close: Token,
        _arrow: Token,
        result: Token,
        lets: list[tree.Let],
        _equals: Token,
        body: Expression,
        clauses: list[tree.Clause | tree.Cite],
    ) -> tree.Formula:
        end = clauses[-1].span.end if clauses else body.span.end
        return tree.Formula(
            Span(keyword.start, end),
            name.word,
            tuple(parameters),
            result.word,
            tuple(lets),
            self.bounded(body),
            tuple(clauses),
        )

    def parameter(self, name: Token, _colon: Token, kind: Token) -> tree.Parameter:
        return tree.Parameter(Span(name.start, kind.end), name.word, kind.word)

    def class_clause(self, keyword: Token, word: Token) -> tree.Clause:
        self._check_word("L133", word, CHOICES["class"])
        return tree.Clause(Span(keyword.start, word.end), keyword.word, word.word)

    # ---- facts ----------------------------------------------------------------------------------------

    def record(self, opening: Token, facts: list[tree.FactEntry], *closing: Token) -> tree.Record:
        return tree.Record(Span(opening.start, closing[-1].end), tuple(facts))

    def empty_record(self, opening: Token, closing: Token) -> tree.Record:
        return tree.Record(Span(opening.start, closing.end), ())

    def fact(self, path: Token, _colon: Token, value: tree.FactValue) -> tree.FactEntry:
        steps: list[tree.Word | int] = []
        for match in _STEP.finditer(path.text):
            name = match[1]
            if name:
                at = path.start + match.start()
                steps.append(tree.Word(name, Span(at, at + len(name))))
            else:
                steps.append(int(match[2]))
        return tree.FactEntry(tree.FactPath(path.span, tuple(steps)), value)

    def negative(self, minus: Token, quantity: tree.Quantity) -> tree.Quantity:
        return tree.Quantity(Span(minus.start, quantity.span.end), -quantity.value, quantity.quantum, quantity.unit)

    def unknown(self, token: Token) -> tree.Absent:
        return tree.Absent(token.span)

    def fact_list(self, opening: Token, items: list[tree.FactValue], *closing: Token) -> tree.FactList:
        return tree.FactList(Span(opening.start, closing[-1].end), tuple(items))

    def empty_fact_list(self, opening: Token, closing: Token) -> tree.FactList:
        return tree.FactList(Span(opening.start, closing.end), ())
