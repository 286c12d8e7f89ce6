"""What holds state cannot be deleted by a mistake."""

from ...checks import same
from ...controls import Controls
from ...graph import Graph
from ...rule import PRODUCTION_ONLY, Verdicts, graph_rule
from ...verdict import violation
from ..network.services import STORAGE, takes_platform_writes

# What nobody can make again from the program: data, keys, images, logs, what models are kept in.
_STATEFUL = (
    "azure-native:containerregistry:Registry",
    "azure-native:containerservice:ManagedCluster",
    "azure-native:keyvault:Key",
    "azure-native:keyvault:Vault",
    "azure-native:machinelearningservices:Workspace",
    "azure-native:operationalinsights:Workspace",
    "azure-native:resources:ResourceGroup",
    "azure-native:storage:BlobContainer",
    "azure-native:storage:StorageAccount",
)
_LOCK = "azure-native:authorization:ManagementLockByScope"


@graph_rule(
    "res-protected",
    topic="relations",
    title="What holds state is protected from deletion",
    severity="high",
    levels=PRODUCTION_ONLY,
    controls=Controls(mcsb=("BR-2",), iso27001=("A.8.13",), soc2=("A1.2",)),
    applies_to=_STATEFUL,
    why="A renamed resource is a deleted one, and the data with it.",
    fix="Set protect in the resource's options, or a CanNotDelete lock on it.",
    link="https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
)
def protected(graph: Graph) -> Verdicts:
    """Demand `protect`, or a lock whose scope comes from the resource."""
    for resource in graph.of_type(*_STATEFUL):
        # What Azure's services write into it from outside, they write again.
        accounts = graph.behind(resource, "accountName", STORAGE)
        if accounts and all(takes_platform_writes(account) for account in accounts):
            continue
        locks = [lock for lock, name in graph.users(resource, _LOCK) if name == "scope"]
        if not resource.protect and not any(
            same(lock.at("level").value, "CanNotDelete") for lock in locks
        ):
            yield violation(resource, "", "is neither protected nor locked")
