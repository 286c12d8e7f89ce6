"""Alerts: who hears of them, and whether they can see what they watch."""

from ...checks import must_be, same
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, Verdicts, graph_rule
from ...values import MISSING, UNKNOWN
from ...verdict import told, undetermined, violation
from .workspaces import QUERY_ALERT, WORKSPACE, queries, reads

GROUP = "azure-native:monitor:ActionGroup"
TABLE = "azure-native:operationalinsights:Table"
_GROUPS = {
    "azure-native:monitor:ActivityLogAlert": "actions.actionGroups[*].actionGroupId",
    "azure-native:monitor:MetricAlert": "actions[*].actionGroupId",
    QUERY_ALERT: "actions.actionGroups[*]",
}


@graph_rule(
    "mon-alert-routing",
    topic="monitoring",
    title="Every alert is on and reaches somebody",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(mcsb=("IR-2", "LT-5")),
    applies_to=(GROUP, *_GROUPS),
    why="An alert that goes nowhere is found in the portal after the outage.",
    fix="Name an action group in the alert, and a receiver in the action group.",
    link="https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
)
def alert_routing(graph: Graph) -> Verdicts:
    """Demand a group of each alert, and a receiver of each group."""
    for alert in graph.of_type(*_GROUPS):
        yield from must_be(alert, "enabled", True, unset=True)
        if graph.behind(alert, "actions", GROUP):
            continue
        named = [found.value for found in alert.find(_GROUPS[alert.type])]
        if UNKNOWN in named:
            yield undetermined(alert, "actions", "the action group is not known yet")
        elif not any(isinstance(name, str) and name for name in named):
            yield violation(alert, "actions", "names no action group")
    for group in graph.of_type(GROUP):
        yield from must_be(group, "enabled", True, unset=True)
        yield from _somebody(group)


def _somebody(group: Resource) -> Verdicts:
    lists = [group.at(name) for name in group.inputs if name.endswith("Receivers")]
    if any(isinstance(found.value, list) and found.value for found in lists):
        return
    if any(found.value is UNKNOWN for found in lists):
        yield undetermined(group, "", "the receivers are not known yet")
    else:
        yield violation(group, "", "has no receiver")


@graph_rule(
    "mon-alert-tables",
    topic="monitoring",
    title="No alert reads a table of the Basic or Auxiliary plan",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(QUERY_ALERT, TABLE),
    why="Alerts cannot query such tables: Azure refuses the alert, or it never fires.",
    fix="Leave the table on the plan Analytics, or alert on a summary of it.",
    link="https://learn.microsoft.com/azure/azure-monitor/logs/basic-logs-azure-tables",
)
def alert_tables(graph: Graph) -> Verdicts:
    """Compare every alert's queries with the cheap tables of the workspaces it looks at."""
    for cheap in graph.of_type(TABLE):
        plan, name = cheap.at("plan"), cheap.at("tableName")
        if plan.value is MISSING or same(plan.value, "Analytics"):
            continue
        if not isinstance(name.value, str):
            yield told(cheap, name, "a name: its plan is one that no alert can read")
            continue
        homes = graph.behind(cheap, "workspaceName", WORKSPACE)
        for alert in graph.of_type(QUERY_ALERT):
            seen = graph.behind(alert, "scopes", WORKSPACE)
            if homes and seen and not set(homes) & set(seen):
                continue
            for query in queries(alert):
                if query.value is UNKNOWN:
                    yield undetermined(alert, query.path, "is not known yet")
                elif reads(query, name.value):
                    yield told(cheap, plan, f"Analytics: {alert.name} reads the table", "Basic")
