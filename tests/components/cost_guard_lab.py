"""A program of the cost guard alone, and where its neighbours would be."""

from collections.abc import Iterator
from typing import Any

import pulumi

from components.cost_guard import CostGuard, CostGuardArgs, OffHours
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from preflight.plan import Plan
from tests.support import SUBSCRIPTION, deploy, make_settings

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-test-eus2"
PROVIDERS = f"{GROUP}/providers"
CLUSTER = f"{PROVIDERS}/Microsoft.ContainerService/managedClusters/aks"
WORKSPACE = f"{PROVIDERS}/Microsoft.MachineLearningServices/workspaces/mlw"
PEOPLE = f"{PROVIDERS}/Microsoft.Insights/actionGroups/ag"
LOGS = LogDestinations(
    {
        kind: f"{PROVIDERS}/Microsoft.OperationalInsights/workspaces/log-{kind}"
        for kind in ("audit", "application")
    }
)
ROLE = (
    f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    "/0f0f0f0f-0000-4000-8000-00000000000f"
)
BUDGET = {"budget": {"monthly_usd": 1000, "recipients": ["finops@example.com"]}}
EXPORT = {"cost_export": {}}
NIGHTS = {
    "tier": "non_production",
    "schedule": {"time_zone": "Europe/Berlin", "start": "07:30", "stop": "19:00"},
    "off_hours": {"role_id": ROLE},
}
EVERYTHING = BUDGET | EXPORT | NIGHTS

BUDGET_TYPE = "azure-native:consumption:Budget"
EXPORT_TYPE = "azure-native:costmanagement:Export"
WORKFLOW = "azure-native:logic:Workflow"
GRANT = "azure-native:authorization:RoleAssignment"
ACTION_GROUP = "azure-native:monitor:ActionGroup"
ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
DIAGNOSTICS = "azure-native:monitor:DiagnosticSetting"


def make_guard(
    changes: dict[str, Any], opts: pulumi.ResourceOptions | None = None, **replaced: Any
) -> CostGuard:
    """Make the component; `replaced` are arguments to give instead."""
    settings = make_settings(changes)
    off_hours = None
    if settings.off_hours is not None and settings.schedule is not None:
        off_hours = OffHours(
            settings=settings.off_hours,
            tier=settings.tier,
            schedule=settings.schedule,
            targets={"cluster": CLUSTER, "workspace": WORKSPACE},
        )
    args = {
        "budget": settings.budget,
        "export": settings.cost_export,
        "off_hours": off_hours,
        "conventions": Conventions(settings),
        "first_deploy": settings.dates.first_deploy,
        "log_destinations": LOGS,
        "managed_groups": ["rg-mlops-aks-nodes-test-eus2"],
        "people_group_id": PEOPLE,
    }
    return CostGuard("cost-guard", CostGuardArgs(**(args | replaced)), opts)


def guard(changes: dict[str, Any] | None = None, *, preview: bool = False, **replaced: Any) -> Plan:
    """Deploy the component; Azure refuses nothing of it."""
    plan = deploy(lambda: make_guard(changes or {}, **replaced), preview=preview)
    assert plan.findings == []
    return plan


def calls(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every action of a workflow that calls something, wherever it stands."""
    for action in definition.get("actions", {}).values():
        if action["type"] == "Http":
            yield action
        yield from calls(action)
