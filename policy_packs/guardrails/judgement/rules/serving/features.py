"""What AKS runs inside a cluster for us, and how it keeps the cluster current."""

from ...checks import must_be, must_be_at_least, must_be_set
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN
from ...verdict import undetermined, violation
from .clusters import CLUSTER
from .egress import is_isolated

WINDOW = "azure-native:containerservice:MaintenanceConfiguration"
_UPGRADES = ("aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")


@resource_rule(
    "aks-addons",
    topic="serving",
    title="Policy, secrets from the vault, clean images and metrics are part of the cluster",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "0a15ec92-a229-4763-bb14-0ea34a568f8d",
            "af3c26b2-6fad-493e-9236-9c68928516ab",
        ),
        mcsb=("LT-1", "PV-2"),
    ),
    applies_to=(CLUSTER,),
    why="Nothing else refuses a pod at admission, renews a secret in a running pod, removes images"
    " with known holes from nodes, or tells that pods are short of memory. Without a way out the"
    " policy add-on can neither fetch rules nor report, so it is off there"
    " (learn.microsoft.com/azure/aks/outbound-rules-control-egress#azure-policy).",
    fix="Enable the add-ons azurepolicy and azureKeyvaultSecretsProvider with enableSecretRotation,"
    " securityProfile.imageCleaner and azureMonitorProfile.metrics.",
    link="https://learn.microsoft.com/azure/aks/integrations",
)
def addons(resource: Resource) -> Verdicts:
    """Demand each; Container Insights counts for metrics as well."""
    if not is_isolated(resource):
        yield from must_be(resource, "addonProfiles.azurepolicy.enabled", True)
    secrets = "addonProfiles.azureKeyvaultSecretsProvider"
    yield from must_be(resource, f"{secrets}.enabled", True)
    yield from must_be(resource, f"{secrets}.config.enableSecretRotation", "true")
    yield from must_be(resource, "securityProfile.imageCleaner.enabled", True)
    if resource.at("addonProfiles.omsagent.enabled").value is not True:
        yield from must_be(resource, "azureMonitorProfile.metrics.enabled", True)


@resource_rule(
    "aks-defender",
    topic="serving",
    title="Defender's sensor and its plan are one decision",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("a1840de2-8088-4ea8-b153-b4c723e9cb01",), mcsb=("LT-2",)),
    applies_to=(CLUSTER,),
    why="The plan is the subscription's and is paid for each core; the sensor without it protects"
    " nothing, the plan without the sensor sees nothing.",
    fix="Where the subscription has the plan for containers, set the rule's `plan` and"
    " securityProfile.defender with securityMonitoring and a workspace; else leave it out.",
    link="https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction",
    settings={"plan": {"type": "boolean", "default": False}},
)
def defender(resource: Resource, settings: dict[str, bool]) -> Verdicts:
    """Demand a whole profile or none; the subscription's plan is told by the setting `plan`."""
    profile = resource.at("securityProfile.defender")
    if profile.value is MISSING and not settings["plan"]:
        return
    yield from must_be(resource, f"{profile.path}.securityMonitoring.enabled", True)
    yield from must_be_set(resource, f"{profile.path}.logAnalyticsWorkspaceResourceId", str)
    if not settings["plan"]:
        yield undetermined(resource, profile.path, "needs a plan that this stack cannot see")


@resource_rule(
    "aks-volume-drivers",
    topic="serving",
    title="No volume is mounted with the key of a storage account",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="The drivers for files and blobs make accounts of their own in the nodes' group, and keep"
    " account keys as secrets in the cluster.",
    fix="Set storageProfile.fileCSIDriver.enabled and blobCSIDriver.enabled to false.",
    link="https://learn.microsoft.com/azure/aks/azure-files-csi",
)
def volume_drivers(resource: Resource) -> Verdicts:
    """Demand that both are off; the one for files is on by default."""
    yield from must_be(resource, "storageProfile.fileCSIDriver.enabled", False)
    yield from must_be(resource, "storageProfile.blobCSIDriver.enabled", False, unset=True)


@resource_rule(
    "aks-upgrade",
    topic="serving",
    title="Kubernetes and the nodes' image are kept current by AKS",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "5c345cdf-2049-47e0-b8fe-b0e96bc2df35",
            "04408ca5-aa10-42ce-8536-98955cdddd4c",
        )
    ),
    applies_to=(CLUSTER,),
    why="A version gets fixes for a year, an image for weeks. Unmanaged patches wait for a reboot"
    " that never comes.",
    fix="Set autoUpgradeProfile.upgradeChannel to patch or stable, nodeOSUpgradeChannel to"
    " NodeImage or SecurityPatch.",
    link="https://learn.microsoft.com/azure/aks/auto-upgrade-cluster",
)
def upgrade(resource: Resource) -> Verdicts:
    """Demand both channels."""
    profile = "autoUpgradeProfile"
    yield from must_be(resource, f"{profile}.upgradeChannel", "patch", "stable", "rapid")
    yield from must_be(resource, f"{profile}.nodeOSUpgradeChannel", "NodeImage", "SecurityPatch")


@resource_rule(
    "aks-maintenance-window",
    topic="serving",
    title="A maintenance window is long enough for AKS to use it",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(WINDOW,),
    why="In less than four hours AKS may not start, or not finish, and the cluster is never"
    " patched.",
    fix="Set maintenanceWindow.durationHours to 4 at least, with a schedule and a start.",
    link="https://learn.microsoft.com/azure/aks/planned-maintenance",
)
def maintenance_window(resource: Resource) -> Verdicts:
    """Demand a window of four hours; the older form, `timeInWeek`, has no length."""
    yield from must_be_at_least(resource, "maintenanceWindow.durationHours", 4)
    yield from must_be_set(resource, "maintenanceWindow.schedule", dict)
    yield from must_be_set(resource, "maintenanceWindow.startTime", str)


@graph_rule(
    "aks-maintenance-planned",
    topic="serving",
    title="Upgrades of a cluster come in a window, those of its nodes as well",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, WINDOW),
    why="Without a window AKS drains nodes at any hour of the day.",
    fix="Add maintenance configurations called aksManagedAutoUpgradeSchedule and"
    " aksManagedNodeOSUpgradeSchedule to the cluster.",
    link="https://learn.microsoft.com/azure/aks/planned-maintenance",
)
def maintenance_planned(graph: Graph) -> Verdicts:
    """Demand both windows for every cluster; the third, for AKS's own releases, is a choice."""
    for cluster in graph.of_type(CLUSTER):
        windows = [window for window, _ in graph.users(cluster, WINDOW)]
        names = [window.at("configName").value for window in windows]
        for name in _UPGRADES:
            if name not in names:
                told = undetermined if UNKNOWN in names else violation
                yield told(cluster, "", f"needs a maintenance configuration {name}")


@resource_rule(
    "aks-sla",
    topic="serving",
    title="Azure answers for the API server, and nobody edits what AKS makes",
    severity="low",
    levels=PRODUCTION_ONLY,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="The free tier promises nothing. What people change in the nodes' group AKS overwrites, or"
    " trips over; a private link service is made in another group, so that the lock can stay.",
    fix="Set sku.tier to Standard or Premium, nodeResourceGroupProfile.restrictionLevel to"
    " ReadOnly.",
    link="https://learn.microsoft.com/azure/aks/node-resource-group-lockdown",
)
def sla(resource: Resource) -> Verdicts:
    """Demand a paid tier and the lock."""
    yield from must_be(resource, "sku.tier", "Standard", "Premium")
    yield from must_be(resource, "nodeResourceGroupProfile.restrictionLevel", "ReadOnly")
