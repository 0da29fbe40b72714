"""Policies, libraries and parameters: what the checker makes of declarations."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from shardlaw.diagnostics import Source
from shardlaw.language import checked, tree
from shardlaw.language.checker import Checked, check_expression, check_libraries, check_policy, check_setting
from shardlaw.language.environment import Environment
from shardlaw.language.parser import parse, parse_expression
from shardlaw.plans.schema import load_schema

ENVIRONMENT = Environment(load_schema().facts, plugins={"parallelism": "0.3.1"}, engine="1.2.0")

POLICY = """edition 2026
policy sample-policy version 1.0.0 {{ title "A policy" {head} }}
{items}
rule sample-rule "A rule" {{
  kind {kind} severity note
  {clauses}
  message "found" because "of it"
  example passes "one" {{}} example violates "two" {{}}
}}
"""


def policy(head: str = "", items: str = "", clauses: str = "", kind: str = "illegal") -> Checked[checked.Policy]:
    text = POLICY.format(head=head, items=items, clauses=clauses, kind=kind)
    parsed = parse(Source("sample.law", text))
    assert isinstance(parsed.file, tree.Policy), parsed.diagnostics
    return check_policy(parsed.file, ENVIRONMENT)


def rule(head: str = "", items: str = "", clauses: str = "", kind: str = "illegal") -> checked.Rule:
    result = policy(head, items, clauses, kind)
    assert result.value is not None, [diagnostic.message for diagnostic in result.diagnostics]
    return result.value.rules[0]


def codes(result: Checked) -> list[str]:
    return [diagnostic.code for diagnostic in result.diagnostics]


def libraries(*texts: str) -> Checked[dict[str, checked.Formula]]:
    files = [parse(Source(f"{place}.law", text)).file for place, text in enumerate(texts)]
    return check_libraries([file for file in files if isinstance(file, tree.Library)], ENVIRONMENT)


# ---- rules -------------------------------------------------------------------------------------------

BOTH = "for phase in phases, stage in phase.stages"


@pytest.mark.parametrize(
    ("head", "items", "condition", "place"),
    [
        (BOTH, "", 'model.kind == "moe"', 0),
        (BOTH, "", "phase.gpus > 1", 1),
        (BOTH, "", "stage.layers > 1", 2),
        (BOTH, "", "stage.layers > phase.gpus", 2),
        (BOTH, "let deep = model.layers > 3", "deep", 0),
        (BOTH, "let deep = more\nlet more = phase.gpus > 3", "deep", 1),
        (BOTH, "let wide = some p in phases satisfies p.gpus > 3", "wide", 0),
        (BOTH, "", "some p in phases satisfies p.gpus > stage.layers", 2),
        ('for p in phases where p.mode == "prefill", d in phases', "", "p.gpus > 1", 1),
    ],
)
def test_a_condition_is_read_when_its_names_are_bound(head: str, items: str, condition: str, place: int):
    checked_rule = rule(head, items, f"when {condition} require model.layers > 1")
    assert [found for found, _ in checked_rule.conditions] == [place]


def test_a_rule_inherits_what_the_head_says_before_its_own():
    checked_rule = rule(
        'for phase in phases when model.kind == "moe"',
        clauses="for stage in phase.stages when stage.layers is known require stage.layers >= 1",
    )
    assert [binding.name for binding in checked_rule.bindings] == ["phase", "stage"]
    assert [place for place, _ in checked_rule.conditions] == [0, 2]


def test_forbid_chains_and_negations_are_only_other_ways_to_write():
    checked_rule = rule(
        clauses="forbid 1 < model.layers <= 4 require model.experts is unknown require model.layers not in [1, 2]"
    )
    forbidden, unknown, apart = (requirement.condition for requirement in checked_rule.requirements)
    assert isinstance(forbidden, checked.Not)
    assert isinstance(forbidden.operand, checked.Logic)
    assert [link.operator for link in (forbidden.operand.left, forbidden.operand.right)] == ["<", "<="]
    assert isinstance(unknown, checked.Not)
    assert isinstance(unknown.operand, checked.Known)
    assert isinstance(apart, checked.Not)
    assert isinstance(apart.operand, checked.Among)


def test_a_tolerance_is_relative_without_a_unit_and_absolute_with_one():
    tolerances = ("memory ~= 80 GB within 5%", "memory ~= 80 GB within 1 GB", "model.layers ~= 8 within 1")
    requirements = " ".join(f"require {tolerance}" for tolerance in tolerances)
    checked_rule = rule(items="let memory = hardware.memory", clauses=requirements)
    assert [requirement.condition.relative for requirement in checked_rule.requirements] == [True, False, True]


def test_literals_are_in_base_units_with_the_weight_of_their_last_digit():
    checked_rule = rule(clauses="require hardware.memory_bandwidth <= 1.80 TB/s require hardware.price >= 0.5 USD/h")
    limits = [requirement.condition.right for requirement in checked_rule.requirements]
    assert [limit.value for limit in limits] == [1_800_000_000_000, Fraction(1, 7200)]
    assert [limit.quantum for limit in limits] == [10**10, Fraction(1, 36000)]
    assert [limit.unit.symbol for limit in limits] == ["TB/s", "USD/h"]


LETS = ["let total = tp * rest", "let rest = pp * 2", "let tp = model.layers", "let pp = tp + 1"]


@pytest.mark.parametrize("lets", list(itertools.permutations(LETS)))
def test_lets_stand_in_any_order(lets: tuple[str, ...]):
    checked_rule = rule(clauses="\n".join(lets) + " require model.experts == total")
    assert {let.name: type(let.value).__name__ for let in checked_rule.lets} == {
        "total": "Arithmetic",
        "rest": "Arithmetic",
        "tp": "Member",
        "pp": "Arithmetic",
    }


@pytest.mark.parametrize(
    ("items", "clauses", "claims"),
    [
        ("", "require hardware.memory > 1 GB", []),
        ("", "require phase.claims.mfu < 1", ["phase.claims.mfu"]),
        ("", "when phase.claims.mfu is known require phase.claims.mfu < 1", []),
        ("", "when phase.claims.mfu < 1 require phase.gpus > 1", ["phase.claims.mfu"]),
        ("", "when phase.gpus > 1 and phase.claims.mfu is known require phase.claims.mfu < 1", []),
        ("", "when phase.gpus > 1 or phase.claims.mfu is known require phase.claims.mfu < 1", ["phase.claims.mfu"]),
        ("", "when phase.claims.mfu is known require phase.claims.mfu < phase.claims.hfu", ["phase.claims.hfu"]),
        ("", "require phase.claims.mfu is known implies phase.claims.mfu < 1", []),
        ("", "require phase.claims.mfu is known and phase.claims.mfu < 1", []),
        ("", "require if phase.claims.mfu is known then phase.claims.mfu < 1 else phase.gpus > 1", []),
        ("", "require (phase.claims.mfu default 0) < 1", []),
        ("let claims = phase.claims", "when claims.mfu is known require claims.mfu < 1", []),
        ("let claims = phase.claims", "require claims.mfu < 1", ["phase.claims.mfu"]),
        ("let mfu = phase.claims.mfu", "when mfu is known require phase.claims.mfu < 1", []),
        ("let mfu = phase.claims.mfu", "require mfu < 1", ["phase.claims.mfu"]),
        ("let said = phase.claims.mfu is known", "when said require phase.claims.mfu < 1", []),
        ("", "for f in phase.claims.speedup_factors require f.factor > 1", ["phase.claims.speedup_factors"]),
        (
            "",
            "when phase.claims.speedup_factors is known for f in phase.claims.speedup_factors require f.factor > 1",
            [],
        ),
        ("", "require some p in phases where p.claims.mfu is known satisfies p.claims.mfu < 1", []),
        ("", "require some p in phases satisfies p.claims.mfu < 1", ["p.claims.mfu"]),
        ('let pre = the p in phases where p.mode == "prefill"', "require pre.claims.mfu < 1", ["pre.claims.mfu"]),
        ("", 'require phase.gpus > 1 otherwise "{phase.claims.mfu} claimed"', []),
    ],
)
def test_a_claim_is_asked_for_before_it_is_read(items: str, clauses: str, claims: list[str]):
    result = policy("for phase in phases", items, clauses)
    assert [d.arguments["path"] for d in result.diagnostics if d.code == "L405"] == claims
    assert {d.code for d in result.diagnostics} <= {"L405"}


def test_a_rule_that_wants_a_claim_said_may_read_it():
    assert codes(policy("for phase in phases", clauses="require phase.claims.mfu < 1", kind="incomplete")) == []


@pytest.mark.parametrize(
    ("condition", "warned"),
    [
        ("phase.hardware.memory == 80 GB", True),
        ("phase.hardware.memory != 80 GB", True),
        ("phase.hardware.memory >= 80 GB", False),
        ("phase.hardware.memory != 0 GB", False),
        ("phase.gpus == 8", False),
        ("phase.sequence_length == 4096 tokens", False),
        ("model.parameters == 10e9 parameters", False),
        ('phase.mode == "training"', False),
    ],
)
def test_measures_are_not_compared_for_equality(condition: str, warned: bool):
    result = policy("for phase in phases", clauses=f"require {condition}")
    assert codes(result) == (["L406"] if warned else [])


def test_an_error_in_a_let_is_told_once():
    items = "let wrong = model.layers + hardware.memory\nlet more = wrong * 2"
    assert codes(policy(items=items, clauses="when more > 1 require wrong < more")) == ["L213"]


def test_an_unknown_name_is_told_once():
    assert codes(policy(clauses="when gone > 1 require gone < gone * model.layers")) == ["L201"]


def test_a_missing_clause_and_all_other_mistakes_are_told_in_one_run():
    text = POLICY.format(head="", items="param low = 1 from 2 to 3\nlet x = 1 gb", clauses="cite NONE", kind="illegal")
    parsed = parse(Source("sample.law", text.replace('because "of it"', "")))
    assert isinstance(parsed.file, tree.Policy)
    assert sorted(codes(check_policy(parsed.file, ENVIRONMENT))) == ["L205", "L301", "L301", "L307", "L312"]


# ---- samples and parameters --------------------------------------------------------------------------


def test_an_example_has_the_records_of_its_samples_from_the_outermost():
    items = "sample b from a { model.layers: 2 }\nsample a { model.layers: 1 }"
    clauses = 'require model.layers > 0 example passes "x" from b { model.layers: 3 }'
    example = rule(items=items, clauses=clauses).examples[0]
    assert [record.facts[0].value.value for record in example.facts] == [1, 2, 3]


def test_an_example_sets_parameters():
    clauses = 'require model.layers > low example passes "x" with low = 3 {}'
    example = rule(items="param low = 2 from 1 to 8", clauses=clauses).examples[0]
    assert [(name, value.value) for name, value in example.settings] == [("low", 3)]


PARAMS = """param share = 5% from 0% to 20% "a share"
param reserve = 4 GB from -1 GB to 16 GiB
param method = "full" one of ["full", "block"]
param strict = true
param degree = 2 one of [1, 2, 4]
param free = 1.5 s"""


def params() -> dict[str, checked.Param]:
    uses = 'require strict and method == "full" and degree > share and reserve / 1 s > 0 GB/s and free > 0 s'
    found = policy(items=PARAMS, clauses=uses).value
    assert found is not None
    return {param.name: param for param in found.params}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("share", "20%", Fraction(1, 5)),
        ("share", "0.1", Fraction(1, 10)),
        ("share", "21%", "L312"),
        ("share", "1 GB", "L314"),
        ("share", '"5%"', "L314"),
        ("share", "2 * 5%", "L311"),
        ("share", "hardware.memory", "L311"),
        ("reserve", "16 GB", 16 * 10**9),
        ("reserve", "-500 MB", -500 * 10**6),
        ("reserve", "17.2 GB", "L312"),
        ("reserve", "4", "L314"),
        ("reserve", "4 gb", "L205"),
        ("method", '"block"', "block"),
        ("method", '"none"', "L312"),
        ("strict", "false", False),
        ("strict", "0", "L314"),
        ("degree", "4", 4),
        ("degree", "3", "L312"),
        ("free", "1 h", 3600),
    ],
)
def test_a_setting_is_checked_like_a_literal(name: str, text: str, expected: object):
    source = Source(f"<--param {name}>", text)
    expression, _ = parse_expression(source)
    assert expression is not None
    result = check_setting(params()[name], source, expression)
    if result.value is None:
        assert codes(result) == [expected]
    else:
        assert result.value.value == expected


def test_a_closed_list_of_texts_is_an_enum():
    kind = params()["method"].type
    assert kind.values == ("full", "block")


def test_eval_sees_the_parameters_it_is_lent():
    source = Source("<expression>", "hardware.memory - reserve")
    expression, _ = parse_expression(source)
    assert expression is not None
    assert codes(check_expression(expression, source, ENVIRONMENT)) == ["L201"]
    result = check_expression(expression, source, ENVIRONMENT, params=list(params().values()))
    assert isinstance(result.value, checked.Arithmetic)


# ---- what a file requires ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ('requires engine ">=1,<2"', []),
        ('requires engine ">=2"', ["L304"]),
        ('requires plugin parallelism "~=0.3.0"', []),
        ('requires plugin parallelism "<0.3"', ["L304"]),
        ('requires plugin paralelism ">=0"', ["L305"]),
        ('requires engine "1.2"', ["L226"]),
        ('requires engine ">=1" requires engine "<2"', ["L302"]),
    ],
)
def test_requirements_are_met_or_told(clause: str, expected: list[str]):
    assert codes(policy(clause, clauses="require model.layers > 0")) == expected


# ---- libraries ---------------------------------------------------------------------------------------

SIZES = """edition 2026
library sizes version 0.1.0 { title "Sizes" reference BOOK "A book" at "docs/book.md" }
formula total(n: parameter, ranks: count) -> B
  let width = widths.per_parameter("bf16")
  = n * width / ranks
  cite BOOK "1" class bound because "no copies"
"""
WIDTHS = """edition 2026
library widths version 0.2.0 { title "Widths" }
formula per_parameter(dtype: text) -> B/parameter = if dtype == "bf16" then 2 B/parameter else 1 B/parameter class exact
"""


@pytest.mark.parametrize("texts", [(SIZES, WIDTHS), (WIDTHS, SIZES)])
def test_formulas_call_each_other_across_libraries(texts: tuple[str, ...]):
    formulas = libraries(*texts).value
    assert formulas is not None
    total = formulas["sizes.total"]
    assert (total.library, total.grade, total.because) == ("sizes@0.1.0", "bound", "no copies")
    assert [(citation.id, citation.title, citation.place) for citation in total.citations] == [("BOOK", "A book", "1")]
    (width,) = total.lets
    assert isinstance(width.value, checked.Apply)
    assert width.value.formula is formulas["widths.per_parameter"]


def test_a_circle_of_formulas_is_shown_across_libraries():
    one = "edition 2026\nlibrary one version 0.1.0 {}\nformula a(x: count) -> count = two.b(x) class exact\n"
    two = "edition 2026\nlibrary two version 0.1.0 {}\nformula b(x: count) -> count = one.a(x) class exact\n"
    (diagnostic,) = libraries(one, two).diagnostics
    assert diagnostic.code == "L239"
    assert diagnostic.found == "one.a -> two.b -> one.a"
    assert [label.source.name for label in diagnostic.labels if label.source] == ["1.law"]


def test_a_formula_sees_nothing_but_its_parameters_lets_and_formulas():
    body = "formula f(x: count) -> count = x + model.layers + slack + phase.gpus class exact\n"
    result = libraries(f"edition 2026\nlibrary one version 0.1.0 {{}}\n{body}")
    assert codes(result) == ["L230", "L201", "L201"]


def chain(length: int) -> str:
    steps = "".join(
        f"formula f{place}(x: count) -> count = one.f{place + 1}(x) + 1 class exact\n" for place in range(length)
    )
    return (
        f"edition 2026\nlibrary one version 0.1.0 {{}}\n{steps}formula f{length}(x: count) -> count = x class exact\n"
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_calls_nest_only_so_deep(reverse: bool):
    def flipped(text: str) -> str:
        head, *formulas = text.split("formula ")
        return "formula ".join([head, *(reversed(formulas) if reverse else formulas)])

    assert codes(libraries(flipped(chain(30)))) == []
    assert set(codes(libraries(flipped(chain(400))))) == {"L236"}


def test_a_policy_calls_formulas_with_arguments_of_their_type():
    formulas = libraries(SIZES, WIDTHS).value
    assert formulas is not None
    text = POLICY.format(
        head="", items="", clauses="require hardware.memory > sizes.total(model.parameters, 8)", kind="impossible"
    )
    parsed = parse(Source("sample.law", text))
    assert isinstance(parsed.file, tree.Policy)
    found = check_policy(parsed.file, Environment(ENVIRONMENT.facts, formulas)).value
    assert found is not None
    call = found.rules[0].requirements[0].condition.right
    assert isinstance(call, checked.Apply)
    assert call.formula is formulas["sizes.total"]
