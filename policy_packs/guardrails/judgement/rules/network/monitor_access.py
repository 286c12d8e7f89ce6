"""Who may send to monitoring and read from it, and the private link scope that closes it."""

from ...checks import must_be
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, Verdicts, graph_rule, resource_rule
from ...verdict import violation

_STATED = {
    "azure-native:operationalinsights:Workspace": (
        "publicNetworkAccessForIngestion",
        "publicNetworkAccessForQuery",
    ),
    "azure-native:applicationinsights:Component": (
        "publicNetworkAccessForIngestion",
        "publicNetworkAccessForQuery",
    ),
    "azure-native:monitor:DataCollectionEndpoint": ("networkAcls.publicNetworkAccess",),
    "azure-native:monitor:AzureMonitorWorkspace": ("publicNetworkAccess",),
}


@resource_rule(
    "net-monitor-access-stated",
    topic="network",
    title="Monitoring says in so many words who may send and who may read",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=tuple(_STATED),
    why="Closed for readers, people outside the network see nothing in the portal; closed for"
    " senders without a private link scope, logs are lost without an error. So it is a choice, and"
    " is written down.",
    fix="Set public network access for ingestion and query to Enabled or Disabled.",
    link="https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design",
)
def monitor_access_stated(resource: Resource) -> Verdicts:
    """Demand one of the two words."""
    for path in _STATED[resource.type]:
        yield from must_be(resource, path, "Enabled", "Disabled")


SCOPE = "azure-native:monitor:PrivateLinkScope"
_ML_WORKSPACE = "azure-native:machinelearningservices:Workspace"


@graph_rule(
    "net-ampls",
    topic="network",
    title="One private link scope, as closed as its users allow",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "6c53d030-cc64-46f0-906d-2bc061cd1334",
            "a499fed8-bcc8-4195-b154-641f14743757",
        )
    ),
    applies_to=(SCOPE,),
    why="A second scope takes over the first one's names; an open one lets data out to any other"
    " workspace. A machine-learning workspace needs the open mode"
    " (learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet).",
    fix="Keep one scope; set both access modes to PrivateOnly unless a machine-learning workspace"
    " is in the stack.",
    link="https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design",
)
def ampls(graph: Graph) -> Verdicts:
    """Refuse a second scope, and an open one that nothing needs."""
    modes = ("PrivateOnly", "Open") if graph.of_type(_ML_WORKSPACE) else ("PrivateOnly",)
    for index, scope in enumerate(graph.of_type(SCOPE)):
        if index:
            yield violation(scope, "", "is a second private link scope in the stack")
        yield from must_be(scope, "accessModeSettings.ingestionAccessMode", *modes)
        yield from must_be(scope, "accessModeSettings.queryAccessMode", *modes)
