"""What a mistaken deletion would stop at, and what it would not."""

from preflight import names
from preflight.plan import Plan
from preflight.report import Section, Table
from preflight.stateful import LOST_WITH


def protection(plan: Plan) -> list[Section]:
    """Return what is protected, and what holds data and is not."""
    short = names.type_names(plan.custom)
    protected = [resource for resource in plan.custom if resource.protect]
    exposed = [r for r in plan.custom if r.type in LOST_WITH and not r.protect]
    rows = [
        (group, f"{resource.name} ({short[resource.type]})", LOST_WITH.get(resource.type, ""))
        for group, members in (("protected", protected), ("NOT protected", exposed))
        for resource in sorted(members, key=lambda member: member.name)
    ]
    columns = ("deletion", "resource", "what would be lost")
    return [Section("Protection", (Table(columns, tuple(rows), grouped=True),))] if rows else []
