"""What one component hands to another, where that is more than one output of it."""

import pulumi
import pulumi_azure_native as azure_native

from components.access import AccessNetwork
from components.alerting import Target
from components.cost_guard import OffHours, Stoppable
from components.data_stores import DataStores
from components.ml_workspace import MLWorkspace, WorkspaceDependencies
from components.monitoring import LogSource, Monitoring
from components.network import Network
from components.serving_cluster import ClusterNetwork, ClusterStores, ServingCluster
from components.shared.conventions import Conventions
from settings.platform import PlatformSettings

_FIREWALL = "azure-native:network:AzureFirewall"


def on_azure(settings: PlatformSettings) -> pulumi.ResourceOptions:
    """Return the options of every component: a provider for the subscription of the settings.

    Explicit, so that the stack deploys there whoever is logged in.
    """
    provider = azure_native.Provider(
        "azure", subscription_id=settings.subscription_id, tenant_id=settings.tenant_id
    )
    return pulumi.ResourceOptions(providers=[provider])


def firewall_logs(network: Network) -> dict[str, LogSource]:
    """Return the firewall, which stands before there is a place for its logs."""
    if network.firewall_id is None:
        return {}
    return {"firewall": LogSource(type_token=_FIREWALL, id=network.firewall_id)}


def workspace_dependencies(
    settings: PlatformSettings, monitoring: Monitoring, stores: DataStores
) -> WorkspaceDependencies:
    """Return what the workspace stands on."""
    return WorkspaceDependencies(
        storage_id=stores.storage.id,
        storage_name=stores.storage.name,
        storage_services=settings.data_stores.storage.services,
        containers=settings.data_stores.storage.containers,
        key_vault_id=stores.key_vault.id,
        registry_id=stores.registry.id,
        application_insights_id=monitoring.workspace_insights_id,
        made_by=[stores],
        customer_key=stores.encryption_key,
    )


def access_network(network: Network) -> AccessNetwork:
    """Return the network that people and pipelines get into."""
    return AccessNetwork(id=network.vnet_id, name=network.vnet_name, subnet_ids=network.subnet_ids)


def cluster_network(settings: PlatformSettings, network: Network) -> ClusterNetwork:
    """Return where the cluster lives."""
    return ClusterNetwork(
        id=network.vnet_id,
        subnet_ids=network.subnet_ids,
        egress=settings.network.egress,
        linked_ids=settings.network.private_dns.linked_network_ids,
    )


def cluster_stores(stores: DataStores) -> ClusterStores:
    """Return what the cluster reads from."""
    return ClusterStores(registry_id=stores.registry.id, key_vault_id=stores.key_vault.id)


def prometheus_url(monitoring: Monitoring) -> pulumi.Input[str] | None:
    """Return where metrics are asked for, if they are kept."""
    return monitoring.prometheus.query_url if monitoring.prometheus else None


def watched(
    conventions: Conventions,
    monitoring: Monitoring,
    stores: DataStores,
    workspace: MLWorkspace,
    cluster: ServingCluster | None,
) -> dict[Target, pulumi.Input[str]]:
    """Return the ids of what alerts watch."""
    found: dict[Target, pulumi.Input[str]] = {
        "resource-group": conventions.resource_group_id(),
        "audit-log": monitoring.audit_workspace_id,
        "application-log": monitoring.application_workspace_id,
        "workspace": workspace.id,
        "storage": stores.storage.id,
        "key-vault": stores.key_vault.id,
        "registry": stores.registry.id,
    }
    if cluster is not None:
        found["cluster"] = cluster.cluster_id
    if monitoring.chat_relay_id is not None:
        found["chat-relay"] = monitoring.chat_relay_id
    return found


def break_glass_group(settings: PlatformSettings) -> str | None:
    """Return the object id of the group with rights of last resort, if there is one."""
    return settings.identity.break_glass.group if settings.identity.break_glass else None


def off_hours(
    settings: PlatformSettings, workspace: MLWorkspace, cluster: ServingCluster | None
) -> OffHours | None:
    """Return what rests outside running hours, and when."""
    if settings.off_hours is None or settings.schedule is None:
        return None
    resting: dict[Stoppable, pulumi.Input[str]] = {"workspace": workspace.id}
    if cluster is not None:
        resting["cluster"] = cluster.cluster_id
    return OffHours(
        settings=settings.off_hours,
        tier=settings.tier,
        schedule=settings.schedule,
        targets=resting,
    )
