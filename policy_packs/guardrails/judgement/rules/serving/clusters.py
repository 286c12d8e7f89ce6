"""Clusters, their pools, and what the rules on them have in common."""

from ...checks import objects
from ...graph import Resource
from ...values import Found
from ...verdict import Verdict

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
EXTENSION = "azure-native:kubernetesconfiguration:Extension"
CONFIGURATION = "azure-native:kubernetesconfiguration:FluxConfiguration"
SUBNET = "azure-native:network:Subnet"


def pool_path(resource: Resource) -> str:
    """Return where the inputs of pools are: in a cluster's list, or at the top of a pool."""
    return "agentPoolProfiles[*]." if resource.type == CLUSTER else ""


def pools(resource: Resource, bad: list[Verdict]) -> list[Found]:
    """Return the pools of a cluster, or a pool itself; what is no pool is told in `bad`."""
    if resource.type == CLUSTER:
        return objects(resource, "agentPoolProfiles[*]", bad)
    return [Found("", dict(resource.inputs))]
