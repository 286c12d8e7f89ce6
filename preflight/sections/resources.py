"""The resources by component, counted by type."""

from collections import Counter, defaultdict

from preflight import names
from preflight.plan import PULLED, Plan
from preflight.report import Section, Table
from simulated_azure.monitor import Registration

INDENT = "  "


def resources(plan: Plan) -> list[Section]:
    """Return the tree of components with what each holds."""
    holders: dict[str, list[Registration]] = defaultdict(list)
    for resource in plan.custom:
        holders[_holder(plan, resource.parent)].append(resource)
    short = names.type_names(plan.custom)
    rows = []
    if holders[""]:
        rows.append(("(the program itself)", *_counted(holders[""], short)))
    for component, depth in _tree(plan, "", 0):
        if plan.delivered(component) == PULLED:
            label = f"{INDENT * depth}{component.name}, pulled by the cluster"
        else:
            label = INDENT * depth + _label(component)
        rows.append((label, *_counted(holders[component.urn], short)))
    return [Section("Resources", (Table(("component", "count", "of which"), tuple(rows)),))]


def components(plan: Plan) -> int:
    """Return how many components the engine makes."""
    return sum(
        not resource.custom and plan.delivered(resource) != PULLED
        for resource in plan.resources.values()
    )


def _holder(plan: Plan, urn: str) -> str:
    """Return the nearest component at or above a resource, or nothing for the stack."""
    while urn in plan.resources and plan.resources[urn].custom:
        urn = plan.resources[urn].parent
    return urn if urn in plan.resources else ""


def _tree(plan: Plan, holder: str, depth: int) -> list[tuple[Registration, int]]:
    rows = []
    for resource in plan.resources.values():
        if not resource.custom and _holder(plan, resource.parent) == holder:
            rows += [(resource, depth), *_tree(plan, resource.urn, depth + 1)]
    return rows


def _label(component: Registration) -> str:
    cls = component.type.rpartition(":")[2]
    same = cls.lower() == component.name.replace("-", "").replace("_", "").lower()
    return component.name if same else f"{component.name} ({cls})"


def _counted(held: list[Registration], short: dict[str, str]) -> tuple[str, str]:
    counts = Counter(short[resource.type] for resource in held)
    parts = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return str(len(held)), ", ".join(
        f"{number} {name}" if number > 1 else name for name, number in parts
    )
