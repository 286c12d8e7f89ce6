"""Who hears of spending, where its records go, and that nothing in production stops."""

import re
from collections.abc import Iterator
from typing import Any

from ...checks import must_be_empty, must_not_be, same
from ...controls import NO_CONTROL, Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION_ONLY, Levels, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN, Found
from ...verdict import told, undetermined, violation

BUDGET = "azure-native:consumption:Budget"
CLUSTER = "azure-native:containerservice:ManagedCluster"
EXPORT = "azure-native:costmanagement:Export"
ACCOUNT = "azure-native:storage:StorageAccount"
INHERITANCE = "azure-native:costmanagement:TagInheritanceSetting"
SUBSCRIPTION_LOGS = "azure-native:monitor:SubscriptionDiagnosticSetting"
_BUDGETS = (
    "https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets"
)
_EARLY = 80


@graph_rule(
    "cost-budget",
    topic="cost",
    title="What costs by the hour has a budget, and somebody hears before it is spent",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(BUDGET, *table("cost")["spends"]),
    why="Azure knows costs a day late and stops nothing: without a call at 80 % the bill is the"
    " first to tell.",
    fix="Make a Budget with enabled notifications at 80 % or less, of Actual and of Forecasted"
    " cost, to somebody.",
    link=_BUDGETS,
    settings={"elsewhere": {"type": "boolean", "default": False}},
)
def budget(graph: Graph, settings: dict[str, Any]) -> Verdicts:
    """Demand one, with both kinds of notification; `elsewhere` if another stack has it."""
    budgets, spenders = graph.of_type(BUDGET), graph.of_type(*table("cost")["spends"])
    if spenders and not budgets and not settings["elsewhere"]:
        yield violation(spenders[0], "", "is in no budget of its stack")
    for one in budgets:
        notifications = one.at("notifications")
        if not isinstance(notifications.value, dict):
            yield told(one, notifications, "an object of notifications")
            continue
        given = [notifications.at(name) for name in notifications.value]
        for kind in ("Actual", "Forecasted"):
            heard = [_is_heard(notification, kind) for notification in given]
            problem = f"nobody hears when {_EARLY} % are {kind.casefold()} cost"
            if None in heard and True not in heard:
                yield undetermined(one, notifications.path, problem)
            elif True not in heard:
                yield violation(one, notifications.path, problem)


def _is_heard(notification: Found, kind: str) -> bool | None:
    """Tell whether somebody hears in time of a kind of cost; None if nobody knows yet."""
    threshold = notification.at("threshold").value
    # Actual is Azure's default.
    same_kind = same(notification.at("thresholdType").value or "Actual", kind)
    contacts = [
        notification.at(name) for name in ("contactEmails", "contactGroups", "contactRoles")
    ]
    to_somebody = any(isinstance(found.value, list) and found.value for found in contacts)
    if not same_kind or notification.at("enabled").value is not True:
        return False
    if threshold is UNKNOWN or (not to_somebody and UNKNOWN in [one.value for one in contacts]):
        return None
    return type(threshold) in (int, float) and threshold <= _EARLY and to_somebody


@graph_rule(
    "cost-budget-complete",
    topic="cost",
    title="A budget of resource groups counts those that Azure keeps for a cluster too",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(BUDGET,),
    why="Nodes, their disks and load balancers are most of the bill, and in a group of their own.",
    fix="Add the cluster's nodeResourceGroup to the filter.",
    link="https://learn.microsoft.com/azure/aks/faq",
)
def budget_complete(graph: Graph) -> Verdicts:
    """Compare names, which are set and not made; a budget without filter counts everything."""
    for one in graph.of_type(BUDGET):
        dimension = one.at("filter.dimensions")
        if not same(dimension.at("name").value, "ResourceGroupName"):
            continue
        counted = [found.value for found in dimension.find("values[*]")]
        for cluster in graph.of_type(CLUSTER):
            for name in ("resourceGroupName", "nodeResourceGroup"):
                group = cluster.at(name).value
                if UNKNOWN in (group, *counted):
                    yield undetermined(one, dimension.path, "the groups are not all known yet")
                elif not any(same(group, other) for other in counted):
                    yield violation(one, dimension.path, f"lacks the cluster's {name}")


@graph_rule(
    "cost-export",
    topic="cost",
    title="Files of costs go to an account of the same stack, by identity",
    severity="medium",
    levels=Levels("advisory", "disabled"),
    controls=NO_CONTROL,
    applies_to=(EXPORT,),
    why="They tell what runs where and for how much; a token in the export opens the account to"
    " whoever reads it.",
    fix="Set deliveryInfo.destination.resourceId to the stack's account, leave sasToken out and"
    " give the export an identity.",
    link="https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports",
)
def export(graph: Graph) -> Verdicts:
    """Judge exports that there are; bootstrap may own the one of the subscription."""
    for one in graph.of_type(EXPORT):
        destination = one.at("deliveryInfo.destination")
        yield from must_be_empty(one, "sasToken", below=destination)
        if not graph.behind(one, "deliveryInfo", ACCOUNT):
            yield told(one, destination.at("resourceId"), "an account of this stack")
        yield from must_not_be(one, "identity.type", "None")
        if not one.at("identity").value:
            yield told(one, one.at("identity"), "set")


@graph_rule(
    "tag-cost-inheritance",
    topic="tagging",
    title="Costs inherit the tags of their resource group",
    severity="low",
    levels=Levels("advisory", "disabled"),
    controls=Controls(azure_policy=("cd3aa116-8754-49c9-a813-ad46512ece54",)),
    applies_to=(INHERITANCE, SUBSCRIPTION_LOGS),
    why="Records of what carries no tags of its own are in nobody's report.",
    fix="Make a TagInheritanceSetting in the stack of the subscription.",
    link="https://learn.microsoft.com/azure/cost-management-billing/costs/enable-tag-inheritance",
)
def cost_inheritance(graph: Graph) -> Verdicts:
    """Demand it in the subscription's own stack, which is the one that exports its activity log."""
    if not graph.of_type(INHERITANCE):
        for logs in graph.of_type(SUBSCRIPTION_LOGS):
            yield violation(
                logs, "", "the stack of the subscription switches inheritance on nowhere"
            )
    for setting in graph.of_type(INHERITANCE):
        found = setting.at("properties.preferContainerTags")
        if not isinstance(found.value, bool):
            yield told(setting, found, "true or false")


_STOPS = re.compile(r"/(?:stop|deallocate|powerOff)(?:\?|$)", re.IGNORECASE)
WORKFLOW = "azure-native:logic:Workflow"


@resource_rule(
    "cost-nothing-stops",
    topic="cost",
    title="Nothing in production is stopped to save money",
    severity="high",
    levels=PRODUCTION_ONLY,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, WORKFLOW),
    why="Azure does not promise room to start again, and whoever calls at night gets no answer.",
    fix="Leave off-hours out of a stack of the tier production.",
    link="https://learn.microsoft.com/azure/aks/start-stop-cluster",
)
def nothing_stops(resource: Resource) -> Verdicts:
    """Refuse stopped clusters and workflows that call a stop.

    Machines of people are no part of what answers: an instance's schedule and the shutdown of a
    jump host are fine.
    """
    if resource.type == CLUSTER:
        yield from must_not_be(resource, "powerState.code", "Stopped")
        return
    for found in _leaves(resource.at("definition.actions")):
        if found.value is UNKNOWN:
            yield undetermined(resource, found.path, "what the workflow does is not known yet")
        elif isinstance(found.value, str) and _STOPS.search(found.value):
            yield violation(resource, found.path, "stops something")


def _leaves(found: Found) -> Iterator[Found]:
    """Return every value at any depth that is no object and no list."""
    if isinstance(found.value, dict):
        for name, value in found.value.items():
            yield from _leaves(Found(f"{found.path}.{name}", value))
    elif isinstance(found.value, list):
        for index, value in enumerate(found.value):
            yield from _leaves(Found(f"{found.path}[{index}]", value))
    else:
        yield found
