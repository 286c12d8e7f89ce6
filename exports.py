"""What the stack tells the next system: ids and addresses, and no secret among them."""

from collections.abc import Iterator
from dataclasses import asdict

import pulumi

from components.data_stores import DataStores
from components.identity import Identity
from components.ml_workspace import MLWorkspace
from components.monitoring import Monitoring
from components.network import Network
from components.serving_cluster import ServingCluster
from components.shared.conventions import Conventions
from settings.cost_notes import cost_notes
from settings.dates import dated_resources
from settings.footprint import footprint
from settings.platform import PlatformSettings
from settings.serving_notes import serving_notes
from settings.without_effect import without_effect


def export(
    settings: PlatformSettings,
    identity: Identity,
    network: Network,
    monitoring: Monitoring,
    stores: DataStores,
    workspace: MLWorkspace,
    cluster: ServingCluster | None,
) -> None:
    """Export what other systems need, then what a plan tells of the settings."""
    pulumi.export("resource_group", Conventions(settings).resource_group_name)
    pulumi.export("network_id", network.vnet_id)
    pulumi.export("subnet_ids", network.subnet_ids)
    pulumi.export("private_dns_zone_ids", network.zone_ids)
    pulumi.export("client_ids", {role: one.client_id for role, one in identity.identities.items()})
    pulumi.export("audit_log_id", monitoring.audit_workspace_id)
    pulumi.export("storage_account", stores.storage.name)
    pulumi.export("key_vault_uri", stores.key_vault.uri)
    pulumi.export("registry_login_server", stores.registry.login_server)
    pulumi.export("workspace_id", workspace.id)
    pulumi.export("workspace_name", workspace.name)
    pulumi.export("mlflow_tracking_uri", workspace.mlflow_tracking_uri)
    if cluster is not None:
        pulumi.export("cluster_id", cluster.cluster_id)
        pulumi.export("cluster_name", cluster.cluster_name)
        pulumi.export("cluster_oidc_issuer_url", cluster.oidc_issuer_url)

    pulumi.export("address_plan", footprint(settings).address_plan(network.address_plan))
    pulumi.export("dated_resources", [asdict(dated) for dated in dated_resources(settings)])
    pulumi.export("notes", list(_notes(settings, workspace, cluster)))
    pulumi.export("settings_without_effect", list(without_effect(settings)))


def _notes(
    settings: PlatformSettings, workspace: MLWorkspace, cluster: ServingCluster | None
) -> Iterator[str]:
    """Yield what a person should know of the settings before the first deployment."""
    yield from cost_notes(settings)
    yield from serving_notes(settings)
    yield f"workspace: {workspace.outbound_limits}"
    if workspace.firewall_reason:
        yield f"workspace: {workspace.firewall_reason}"
    if cluster is not None:
        yield f"cluster: AKS upgrades {cluster.maintenance}"
