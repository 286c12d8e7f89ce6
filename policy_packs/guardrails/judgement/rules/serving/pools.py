"""Node pools, those in a cluster's own list and those that are resources of their own."""

import re
from typing import Any

from ...checks import must_be, must_be_at_least, must_be_set, must_not_be, same
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN, Found
from ...verdict import Verdict, told, undetermined, violation
from ..waiting import out_of_line
from .clusters import CLUSTER, POOL, pool_path, pools

# Features in a size's name, such as ds in Standard_D4ds_v5; d is the local disk
# (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
_SIZE = re.compile(r"Standard_[A-Z]+\d+(?:-\d+)?([a-z]*)(?:_|$)")
_SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"


def _has_gpu(size: Any) -> bool:
    """Tell whether a size has a graphics card: those are the N families."""
    return isinstance(size, str) and size.casefold().startswith("standard_n")


def _has_local_disk(size: Any) -> bool:
    found = _SIZE.match(size) if isinstance(size, str) else None
    return found is not None and "d" in found[1]


def _at_least(resource: Resource, found: Found, least: int) -> Verdicts:
    if not isinstance(found.value, int) or isinstance(found.value, bool) or found.value < least:
        yield told(resource, found, f"at least {least}")


@resource_rule(
    "aks-pools",
    topic="serving",
    title="Pools are scale sets with room for pods, and nobody signs in to a node",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("28257686-e9db-403e-b9e2-a5eecbe03da9",)),
    applies_to=(CLUSTER, POOL),
    why="Availability sets cannot scale. Thirty pods, the default of some networks, are used up by"
    " what AKS itself runs. A shell on a node is a shell in every pod.",
    fix="Set type to VirtualMachineScaleSets, maxPods to 50 or more, securityProfile.sshAccess to"
    " Disabled.",
    link="https://learn.microsoft.com/azure/aks/manage-ssh-node-access",
)
def pool_shape(resource: Resource) -> Verdicts:
    """Demand the same of every pool; their zones and public addresses are judged elsewhere."""
    start = pool_path(resource)
    yield from must_be(resource, f"{start}type", "VirtualMachineScaleSets")
    yield from must_be_at_least(resource, f"{start}maxPods", 50)
    yield from must_be(resource, f"{start}securityProfile.sshAccess", "Disabled")


@resource_rule(
    "aks-encryption-at-host",
    topic="serving",
    title="Local disks and caches of nodes are encrypted where the subscription can",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("41425d9f-d1a5-499a-9932-f8ed8453932c",)),
    applies_to=(CLUSTER, POOL),
    why="It needs a feature of the subscription, and a pool keeps for ever what it was made with.",
    fix="Register Microsoft.Compute/EncryptionAtHost, set the rule's `registered` and then"
    " enableEncryptionAtHost.",
    link="https://learn.microsoft.com/azure/aks/enable-host-encryption",
    settings={"registered": {"type": "boolean", "default": False}},
)
def encryption_at_host(resource: Resource, settings: dict[str, bool]) -> Verdicts:
    """Demand it where the feature is registered, a statement elsewhere: off is not a pass."""
    for found in resource.find(f"{pool_path(resource)}enableEncryptionAtHost"):
        if found.value is False and not settings["registered"]:
            problem = "is false; only the subscription tells whether it could be true"
            yield undetermined(resource, found.path, problem)
        elif found.value is not True:
            yield told(resource, found, "true")


@resource_rule(
    "aks-os-disk",
    topic="serving",
    title="Nodes with a local disk run from it",
    severity="low",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, POOL),
    why="A managed disk is slower, costs extra and is a copy of the node that outlives it. Sizes"
    " without a local disk need one, and those with graphics cards, whose images and packages"
    " their local disks do not hold.",
    fix="Set osDiskType to Ephemeral.",
    link="https://learn.microsoft.com/azure/aks/concepts-storage#ephemeral-os-disk",
)
def os_disk(resource: Resource) -> Verdicts:
    """Judge the pools whose size has a local disk; a size must be told."""
    bad: list[Verdict] = []
    for pool in pools(resource, bad):
        size = pool.at("vmSize")
        yield from must_be_set(resource, "vmSize", str, below=pool)
        if size.value is UNKNOWN:
            yield told(resource, size, "known")
        elif _has_local_disk(size.value) and not _has_gpu(size.value):
            yield from must_be(resource, "osDiskType", "Ephemeral", below=pool)
    yield from bad


@graph_rule(
    "aks-pools-sequence",
    topic="serving",
    title="Pools of a cluster are changed one after another",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(POOL,),
    why="AKS refuses a change while another is under way: an upgrade of all pools at once changes"
    " the first and fails at the others.",
    fix="Make each pool depend on the one before it.",
    link="https://aka.ms/aks-pending-operation",
)
def pools_sequence(graph: Graph) -> Verdicts:
    """Demand that each pool waits, itself or through others, for all before it."""
    for cluster in graph.of_type(CLUSTER):
        made = [pool for pool, name in graph.users(cluster, POOL) if name == "resourceName"]
        for pool in out_of_line(made):
            yield violation(pool, "", "may be changed at the same time as another pool")


@resource_rule(
    "aks-system-pool",
    topic="serving",
    title="The cluster's own services have a pool to themselves, which is never evicted",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("48940d92-ff05-449e-9111-e742d9280451",)),
    applies_to=(CLUSTER, POOL),
    why="A model that takes all memory of a node takes the cluster's name resolution with it.",
    fix=f"Give pools of mode System the taint {_SYSTEM_TAINT} and regular machines.",
    link="https://learn.microsoft.com/azure/aks/use-system-pools",
)
def system_pool(resource: Resource) -> Verdicts:
    """Demand a mode of every pool; the taint of system pools, which are not spot, and no others."""
    bad: list[Verdict] = []
    for pool in pools(resource, bad):
        yield from must_be(resource, "mode", "System", "User", below=pool)
        taints = pool.at("nodeTaints")
        reserved = isinstance(taints.value, list) and _SYSTEM_TAINT in taints.value
        if same(pool.at("mode").value, "System"):
            yield from must_not_be(resource, "scaleSetPriority", "Spot", below=pool)
            if not reserved:
                yield told(resource, taints, _SYSTEM_TAINT)
        elif reserved:
            yield violation(resource, taints.path, "is for pools of mode System only")
    yield from bad


@resource_rule(
    "aks-system-nodes",
    topic="serving",
    title="The system pool survives the loss of a node during an upgrade",
    severity="medium",
    levels=PRODUCTION_ONLY,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, POOL),
    why="Of two nodes one is away during every upgrade; when the other fails, nothing resolves.",
    fix="Set minCount to 3, or count where the pool does not scale.",
    link="https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools",
)
def system_nodes(resource: Resource) -> Verdicts:
    """Demand three nodes of system pools, as the least of those that scale."""
    bad: list[Verdict] = []
    for pool in pools(resource, bad):
        if same(pool.at("mode").value, "System"):
            scales = pool.at("enableAutoScaling").value is True
            yield from _at_least(resource, pool.at("minCount" if scales else "count"), 3)
    yield from bad


@resource_rule(
    "aks-gpu-pools",
    topic="serving",
    title="Nodes with graphics cards are there only while something needs them",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, POOL),
    why="Such a node costs ten times as much as another, and more. Without a taint any pod lands on"
    " it and keeps it alive.",
    fix="Set enableAutoScaling to true, minCount to 0, and a taint.",
    link="https://learn.microsoft.com/azure/aks/use-nvidia-gpu",
)
def gpu_pools(resource: Resource) -> Verdicts:
    """Judge the pools whose size has a graphics card."""
    bad: list[Verdict] = []
    for pool in pools(resource, bad):
        size = pool.at("vmSize")
        if size.value is MISSING or size.value is UNKNOWN:
            yield undetermined(resource, size.path, "is not told; it may have graphics cards")
        elif not isinstance(size.value, str):
            yield violation(resource, size.path, "must be a size")
        elif _has_gpu(size.value):
            yield from must_be(resource, "enableAutoScaling", True, below=pool)
            yield from must_be(resource, "minCount", 0, below=pool)
            yield from must_be_set(resource, "nodeTaints", list, below=pool)
    yield from bad
