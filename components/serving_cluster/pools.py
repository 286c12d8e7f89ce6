"""Node pools: one inside the cluster for its own services, the others resources of their own."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pulumi
from pulumi_azure_native import containerservice

from components.serving_cluster.args import ServingClusterArgs
from components.shared.node_pools import labels, taints
from settings.regions import REGIONS
from settings.serving import PoolSettings

# AKS takes 250 in an overlay; a node of four cores never runs as many as this.
MAX_PODS = 110
DRAIN_TIMEOUT_MINUTES = 30

# What AKS fixes when it makes a pool (learn.microsoft.com/azure/aks/create-node-pools#limitations,
# enable-host-encryption, reliability-availability-zones-configure, spot-node-pool).
_FIXED = (
    "availability_zones",
    "enable_encryption_at_host",
    "max_pods",
    "os_disk_size_gb",
    "os_disk_type",
    "scale_set_priority",
    "vm_size",
)


def system_pool(args: ServingClusterArgs) -> containerservice.ManagedClusterAgentPoolProfileArgs:
    """Return the pool that is made with the cluster; AKS cannot change its size or disk."""
    return containerservice.ManagedClusterAgentPoolProfileArgs(
        name="system", **_properties(args, "system", args.settings.system_pool)
    )


def other_pools(
    name: str,
    args: ServingClusterArgs,
    cluster: containerservice.ManagedCluster,
    parent: pulumi.Resource,
) -> list[containerservice.AgentPool]:
    """Make every pool but the system pool.

    Not listed in the cluster: there, one of them more or less is refused as "a new agent pool was
    introduced" (github.com/pulumi/pulumi-azure-native/issues/2719).
    """
    made: list[containerservice.AgentPool] = []
    for role, pool in args.settings.pools.items():
        if role == "system":
            continue
        properties = _properties(args, role, pool)
        made.append(
            containerservice.AgentPool(
                f"{name}-pool-{role}",
                agent_pool_name=_pool_name(role, properties),
                resource_name_=cluster.name,
                resource_group_name=args.conventions.resource_group_name,
                **properties,
                # The count is the autoscaler's. One pool after the other: AKS refuses a change
                # while another is under way (aka.ms/aks-pending-operation).
                opts=pulumi.ResourceOptions(
                    parent=parent, ignore_changes=["count"], depends_on=made[-1:]
                ),
            )
        )
    return made


def _pool_name(role: str, properties: Mapping[str, Any]) -> str:
    """Return a name that changes with what cannot: the new pool then comes before the old goes."""
    fixed = "/".join(str(properties[key]) for key in _FIXED)
    return f"{role}{sha256(fixed.encode()).hexdigest()[:4]}"


def _properties(args: ServingClusterArgs, role: str, pool: PoolSettings) -> dict[str, Any]:
    """Return what a pool is, in or outside the cluster's own list."""
    settings, conventions = args.settings, args.conventions
    return {
        "mode": "System" if role == "system" else "User",
        "type": "VirtualMachineScaleSets",
        "vm_size": pool.vm_size,
        "os_type": "Linux",
        # Azure Linux with a GPU gets no security patches
        # (learn.microsoft.com/azure/aks/use-nvidia-gpu#limitations).
        "os_sku": "Ubuntu" if role == "gpu" else settings.node_os,
        "os_disk_type": pool.os_disk.title(),
        # Left out, AKS takes the whole local disk, which pods then cannot use.
        "os_disk_size_gb": pool.os_disk_gb,
        "max_pods": MAX_PODS,
        "count": pool.min_nodes,
        "enable_auto_scaling": True,
        "min_count": pool.min_nodes,
        "max_count": pool.max_nodes,
        "availability_zones": ["1", "2", "3"] if REGIONS[conventions.location].zones else None,
        "orchestrator_version": settings.kubernetes_version,
        "vnet_subnet_id": args.network.subnet_ids["nodes"],
        "enable_node_public_ip": False,
        "enable_encryption_at_host": settings.encryption_at_host,
        "security_profile": containerservice.AgentPoolSecurityProfileArgs(ssh_access="Disabled"),
        "node_labels": labels(role, spot=pool.spot),
        "node_taints": [str(taint) for taint in taints(role, spot=pool.spot)] or None,
        "scale_set_priority": "Spot" if pool.spot else "Regular",
        "scale_set_eviction_policy": "Delete" if pool.spot else None,
        # -1: never evicted for its price, which is never above the regular one.
        "spot_max_price": -1 if pool.spot else None,
        # The driver is AKS's; the device plugin comes with the workloads. A plugin by AKS is a
        # preview, and not in this API (learn.microsoft.com/azure/aks/aks-managed-gpu-nodes).
        "gpu_profile": containerservice.GPUProfileArgs(driver="Install") if role == "gpu" else None,
        "upgrade_settings": None if pool.spot else _upgrade(settings.max_surge_percent),
        "tags": conventions.tags("serving_cluster"),
    }


def _upgrade(max_surge_percent: int) -> containerservice.AgentPoolUpgradeSettingsArgs:
    # Not for spot pools, which have no surge nodes (learn.microsoft.com/azure/aks/spot-node-pool).
    return containerservice.AgentPoolUpgradeSettingsArgs(
        max_surge=f"{max_surge_percent}%", drain_timeout_in_minutes=DRAIN_TIMEOUT_MINUTES
    )
