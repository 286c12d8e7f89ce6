"""What the policy pack says of a plan."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policy_packs.guardrails import judgement
from preflight.locate import Location, setting_of, source_of
from preflight.plan import Plan
from simulated_azure.monitor import Registration
from simulated_azure.values import UNKNOWN, Asset, Reference, Secret

PACK = "policy_packs/guardrails"


def has_pack(root: Path) -> bool:
    """Tell whether a repository is held to the rules: whether it says how its stacks are."""
    return (root / PACK / "stacks").is_dir()


def judge_plan(plan: Plan, today: dt.date | None) -> judgement.Judgement:
    """Return what every rule says of a plan's resources, by the files of its stack in the pack.

    Args:
        plan: a plan that ran to its end.
        today: the day that exemptions are judged by.
    """
    rules = judgement.all_rules()
    context = judgement.read_context(plan.stack, rules, today, plan.root / PACK / "stacks")
    return judgement.judge(graph_of(plan), context, rules)


def places_of(plan: Plan, judged: judgement.Judged) -> tuple[Location | None, Location | None]:
    """Return the line of the stack file behind a verdict, if one is, and that of the component."""
    resource = plan.resources.get(judged.verdict.urn)
    if resource is None:
        return None, None
    setting = None
    if plan.stack_file:
        setting = setting_of(resource, judged.verdict.property, plan.stack_file, plan.root)
    return setting, source_of(resource, plan.root)


def graph_of(plan: Plan) -> judgement.Graph:
    """Return a plan's resources as the rules see them; secrets are judged and never told."""
    return judgement.from_plan([_row(resource) for resource in plan.resources.values()])


def _row(resource: Registration) -> Mapping[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "inputs": _value(resource.inputs),
        "outputs": _value(resource.outputs),
        "protect": resource.protect,
        "parent": resource.parent,
        "dependencies": resource.dependencies,
        "property_dependencies": resource.property_dependencies,
        "options": resource.options,
    }


def _value(value: Any) -> Any:
    """Return a value in the pack's own terms, which the pack shares with nobody."""
    if value is UNKNOWN:
        return judgement.UNKNOWN
    if isinstance(value, Secret):
        return judgement.Secret(_value(value.value))
    if isinstance(value, Reference):
        return {"$resource": value.urn}
    if isinstance(value, Asset):
        return {"$asset": {"kind": value.kind, **value.source}}
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return [_value(item) for item in value] if isinstance(value, list | tuple) else value
