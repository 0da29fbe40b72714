"""Other engines on the rules that each of them can say (`rules.*` beside this module).

An engine takes a plan of the comparison as the nested dict that it is, and gives the rules that the plan violates.
Everything that an engine can do once, parsing, compiling, loading policies, is done before it is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Plan = dict[str, Any]


@dataclass(frozen=True)
class Engine:
    """`rules` are the ones that it can say, `note` what it cannot or only with help."""

    name: str
    rules: frozenset[str]
    violated: Callable[[Plan], list[str]]
    note: str = ""


def regorus() -> Engine:
    """Rego in Rust."""
    from regorus import Engine as Rego  # noqa: PLC0415 - each peer is installed for the comparison alone

    engine = Rego()
    engine.add_policy("rules.rego", (HERE / "rules.rego").read_text("utf-8"))

    def violated(plan: Plan) -> list[str]:
        engine.set_input(plan)
        return list(engine.eval_rule("data.plan.violated"))

    return Engine("regorus (Rego, celine-regorus)", _all(), violated)


def zen() -> Engine:
    """GoRules ZEN: all rules in one expression that makes an object."""
    import zen as library  # noqa: PLC0415

    rules = _expressions("rules.zen")
    pairs = ", ".join(f"{name}: {text}" for name, text in rules.items())
    expression = library.compile_expression(f"{{{pairs}}}")

    def violated(plan: Plan) -> list[str]:
        return [name for name, holds in expression.evaluate(plan).items() if holds is not True]

    return Engine("ZEN (zen-engine)", frozenset(rules), violated)


def cel_cpp() -> Engine:
    """Google's CEL in C++."""
    from cel_expr_python import cel  # noqa: PLC0415

    rules = _expressions("rules.cel")
    roots = ("model", "hardware", "parallelism", "claims", "stages", "name")
    environment = cel.NewEnv(variables=dict.fromkeys(roots, cel.Type.DYN))
    expression = environment.compile(f"[{', '.join(rules.values())}]")

    def violated(plan: Plan) -> list[str]:
        found = expression.eval(data={root: plan[root] for root in roots}).plain_value()
        return [name for name, holds in zip(rules, found, strict=True) if holds is not True]

    return Engine("CEL C++ (cel-expr-python)", frozenset(rules), violated, "no sum over a list")


def cel_rust() -> Engine:
    """CEL in Rust."""
    import cel  # noqa: PLC0415

    rules = _expressions("rules.cel")
    program = cel.compile(f"[{', '.join(rules.values())}]")

    def violated(plan: Plan) -> list[str]:
        return [name for name, holds in zip(rules, program.execute(plan), strict=True) if holds is not True]

    return Engine("CEL Rust (common-expression-language)", frozenset(rules), violated, "no sum over a list")


def cedar() -> Engine:
    """Cedar: 64-bit integers, no division, no quantifier; what has decimals is scaled by the caller."""
    import cedarpy  # noqa: PLC0415

    text = (HERE / "rules.cedar").read_text("utf-8")
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str("[]")
    names = [part.split('"')[1] for part in text.split("@id(")[1:]]
    numbers = {f"policy{index}": name for index, name in enumerate(names, 1)}

    def violated(plan: Plan) -> list[str]:
        answer = cedarpy.is_authorized(
            {"principal": 'Plan::"p"', "action": 'Action::"audit"', "resource": 'Plan::"p"', "context": _cedar(plan)},
            policies,
            entities,
        )
        return [numbers[reason] for reason in answer.diagnostics.reasons if reason in numbers]

    return Engine("Cedar (cedarpy)", frozenset(names), violated, "integers and no quantifiers; the caller scales")


def json_schema() -> Engine:
    """JSON Schema: nothing that compares two fields."""
    import jsonschema_rs  # noqa: PLC0415

    validator = jsonschema_rs.validator_for({"allOf": list(_SCHEMAS.values())})
    names = list(_SCHEMAS)

    def violated(plan: Plan) -> list[str]:
        return list(dict.fromkeys(names[error.schema_path[1]] for error in validator.iter_errors(plan)))

    return Engine("JSON Schema (jsonschema-rs)", frozenset(names), violated, "no comparison of two fields")


ENGINES: tuple[Callable[[], Engine], ...] = (zen, cedar, cel_cpp, regorus, cel_rust, json_schema)


def _all() -> frozenset[str]:
    return frozenset(f"R{number:02}" for number in range(1, 25))


def _expressions(file: str) -> dict[str, str]:
    lines = (HERE / file).read_text("utf-8").splitlines()
    return {name: text.strip() for name, _, text in (line.partition(":") for line in lines)}


def _cedar(plan: Plan) -> Plan:
    model, hardware, degrees, claims = (plan[key] for key in ("model", "hardware", "parallelism", "claims"))
    return {
        **{name: degrees[name] for name in ("tp", "pp", "ep", "dp", "sp", "micro_batches", "schedule")},
        **{name: model[name] for name in ("layers", "experts", "dtype")},
        "gpu": hardware["gpu"],
        "gpus": hardware["gpus"],
        "per_node": hardware["gpus_per_node"],
        "overhead": round(claims["comm_overhead"] * 10_000),
        "mfu": round(claims["mfu_pct"] * 100),
    }


def _in(record: str, **members: Plan) -> Plan:
    return {"properties": {record: {"properties": members}}}


_SCHEMAS: dict[str, Plan] = {
    "R09": _in("model", dtype={"enum": ["fp32", "bf16", "fp16", "fp8"]}),
    "R10": _in("hardware", gpu={"enum": ["A100", "H100", "H200", "B200"]}),
    "R11": {
        "if": _in("model", experts={"exclusiveMinimum": 1}),
        "then": _in("parallelism", ep={"minimum": 1}),
    },
    "R12": {
        "if": _in("parallelism", sp={"exclusiveMinimum": 1}),
        "then": _in("parallelism", tp={"exclusiveMinimum": 1}),
    },
    "R19": {"properties": {"stages": {"items": {"properties": {"layers": {"minimum": 1}}}}}},
    "R20": {"properties": {"name": {"pattern": "^[a-z0-9][a-z0-9.-]*$"}}},
    "R21": _in("claims", comm_overhead={"minimum": 0, "maximum": 0.5}),
    "R22": _in("claims", mfu_pct={"exclusiveMinimum": 0, "maximum": 100}),
}
