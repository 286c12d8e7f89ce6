"""The cluster itself."""

from collections.abc import Sequence
from ipaddress import IPv4Network

import pulumi
from pulumi_azure_native import containerservice

from components.serving_cluster import addons
from components.serving_cluster.args import ServingClusterArgs
from components.serving_cluster.pools import system_pool
from components.shared.grants import wait_for_grants

# learn.microsoft.com/azure/aks/egress-outboundtype.
OUTBOUND_TYPES = {
    "nat": "userAssignedNATGateway",
    "firewall": "userDefinedRouting",
    "isolated": "none",
}


def managed_cluster(
    name: str,
    args: ServingClusterArgs,
    rights: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> containerservice.ManagedCluster:
    """Make the cluster with its system pool.

    Args:
        rights: grants that it needs besides those of `args.after` and of its subnets.
    """
    settings, conventions = args.settings, args.conventions
    control_plane = args.identities["control-plane"]
    return containerservice.ManagedCluster(
        f"{name}-cluster",
        resource_name_=conventions.name("aks"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=containerservice.ManagedClusterSKUArgs(name="Base", tier=settings.tier),
        support_plan="KubernetesOfficial",
        kubernetes_version=settings.kubernetes_version,
        dns_prefix=conventions.name("aks"),
        node_resource_group=conventions.name("rg", "aks-nodes"),
        # What people change there AKS overwrites, or trips over.
        node_resource_group_profile=containerservice.ManagedClusterNodeResourceGroupProfileArgs(
            restriction_level="ReadOnly"
        ),
        # A cluster that chooses its nodes by itself cannot be stopped
        # (learn.microsoft.com/azure/aks/start-stop-cluster).
        node_provisioning_profile=containerservice.ManagedClusterNodeProvisioningProfileArgs(
            mode="Manual"
        ),
        identity=containerservice.ManagedClusterIdentityArgs(
            type=containerservice.ResourceIdentityType.USER_ASSIGNED,
            user_assigned_identities=[control_plane.id],
        ),
        identity_profile=_kubelet(args),
        enable_rbac=True,
        disable_local_accounts=True,
        aad_profile=containerservice.ManagedClusterAADProfileArgs(
            managed=True, enable_azure_rbac=True, tenant_id=conventions.tenant_id
        ),
        oidc_issuer_profile=containerservice.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
        public_network_access="Disabled",
        api_server_access_profile=_api_server(args),
        network_profile=_network(args),
        bootstrap_profile=_bootstrap(args),
        agent_pool_profiles=[system_pool(args)],
        auto_scaler_profile=addons.node_scaling(),
        auto_upgrade_profile=containerservice.ManagedClusterAutoUpgradeProfileArgs(
            upgrade_channel=settings.upgrade_channel,
            node_os_upgrade_channel=settings.node_os_channel,
        ),
        addon_profiles=addons.addons(args),
        security_profile=addons.security(args),
        workload_auto_scaler_profile=addons.scaling(),
        storage_profile=addons.storage(),
        service_mesh_profile=addons.mesh(args),
        azure_monitor_profile=addons.metrics(args),
        metrics_profile=addons.costs(args),
        tags=conventions.tags("serving_cluster"),
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=settings.protect or None,
            # The count is the autoscaler's.
            ignore_changes=["agentPoolProfiles[*].count"],
            depends_on=[*args.after, *rights],
            hooks=wait_for_grants(f"{name}-cluster-waits-for-grants"),
        ),
    )


def _kubelet(args: ServingClusterArgs) -> dict[str, containerservice.UserAssignedIdentityArgs]:
    kubelet = args.identities["kubelet"]
    return {
        "kubeletidentity": containerservice.UserAssignedIdentityArgs(
            resource_id=kubelet.id, client_id=kubelet.client_id, object_id=kubelet.principal_id
        )
    }


def _api_server(
    args: ServingClusterArgs,
) -> containerservice.ManagedClusterAPIServerAccessProfileArgs:
    settings = args.settings
    integrated = settings.api_server == "vnet_integration"
    return containerservice.ManagedClusterAPIServerAccessProfileArgs(
        enable_private_cluster=True,
        enable_private_cluster_public_fqdn=False,
        private_dns_zone=settings.api_server_zone_id or "system",
        enable_vnet_integration=integrated,
        subnet_id=args.network.subnet_ids["api-server"] if integrated else None,
        disable_run_command=not settings.run_command,
    )


def _network(args: ServingClusterArgs) -> containerservice.ContainerServiceNetworkProfileArgs:
    # The provider replaces the cluster for any change in here, even one that Azure could make
    # (pulumi-azure-native provider/pkg/gen/replacement.go); so everything is said from the start.
    settings = args.settings
    return containerservice.ContainerServiceNetworkProfileArgs(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_dataplane="cilium",
        network_policy="cilium",
        ip_families=["IPv4"],
        pod_cidr=settings.pod_range,
        service_cidr=settings.service_range,
        # By custom the tenth of the services; the first is the API server's.
        dns_service_ip=str(IPv4Network(settings.service_range)[10]),
        outbound_type=OUTBOUND_TYPES[args.network.egress],
        load_balancer_sku="standard",
        # A private link service takes no other kind (learn.microsoft.com/azure/aks/internal-lb).
        # Not the class: it adds ports and a timeout for outbound traffic, which goes another way.
        load_balancer_profile={"backend_pool_type": "NodeIPConfiguration"},  # ty: ignore[invalid-argument-type]
    )


def _bootstrap(
    args: ServingClusterArgs,
) -> containerservice.ManagedClusterBootstrapProfileArgs:
    # learn.microsoft.com/azure/aks/network-isolated.
    if args.network.egress == "isolated":
        return containerservice.ManagedClusterBootstrapProfileArgs(
            artifact_source="Cache", container_registry_id=args.stores.registry_id
        )
    return containerservice.ManagedClusterBootstrapProfileArgs(artifact_source="Direct")
