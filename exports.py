"""What the stack tells the next system: ids and addresses, and no secret among them."""

from collections.abc import Iterator
from dataclasses import asdict

import pulumi

from components.access import Access
from components.ml_workspace import MLWorkspace
from serving import Parts, Serving
from settings.access_notes import access_notes
from settings.cost_notes import cost_notes
from settings.dates import dated_resources
from settings.footprint import footprint
from settings.platform import PlatformSettings
from settings.serving_notes import serving_notes
from settings.without_effect import without_effect


def export(parts: Parts, access: Access, workspace: MLWorkspace, served: Serving | None) -> None:
    """Export what other systems need, then what a plan tells of the settings."""
    settings, stores = parts.settings, parts.stores
    identities = parts.identity.identities
    pulumi.export("deployment_summary", _summary(parts, workspace, served))
    pulumi.export("resource_group", parts.conventions.resource_group_name)
    pulumi.export("network_id", parts.network.vnet_id)
    pulumi.export("subnet_ids", parts.network.subnet_ids)
    pulumi.export("private_dns_zone_ids", parts.network.zone_ids)
    pulumi.export("client_ids", {role: one.client_id for role, one in identities.items()})
    pulumi.export("audit_log_id", parts.monitoring.audit_workspace_id)
    pulumi.export("storage_account", stores.storage.name)
    pulumi.export("key_vault_uri", stores.key_vault.uri)
    pulumi.export("registry_login_server", stores.registry.login_server)
    pulumi.export("workspace_id", workspace.id)
    pulumi.export("workspace_name", workspace.name)
    pulumi.export("mlflow_tracking_uri", workspace.mlflow_tracking_uri)
    if served is not None:
        pulumi.export("cluster_id", served.cluster.cluster_id)
        pulumi.export("cluster_name", served.cluster.cluster_name)
        pulumi.export("cluster_oidc_issuer_url", served.cluster.oidc_issuer_url)
        pulumi.export("model_service_urls", _service_urls(settings))
        if served.gitops is not None:
            pulumi.export("repository_deploy_keys", served.gitops.deploy_keys)

    for name, entrance in _entrances(access).items():
        pulumi.export(name, entrance)

    pulumi.export("address_plan", footprint(settings).address_plan(parts.network.address_plan))
    pulumi.export("dated_resources", [asdict(dated) for dated in dated_resources(settings)])
    pulumi.export("notes", list(_notes(settings, workspace, served)))
    pulumi.export("settings_without_effect", list(without_effect(settings)))


def _summary(
    parts: Parts, workspace: MLWorkspace, served: Serving | None
) -> dict[str, pulumi.Input[str]]:
    """Return what a person looks for first after a deployment."""
    settings = parts.settings
    studio = pulumi.Output.concat(
        "https://ml.azure.com/?wsid=", workspace.id, "&tid=", settings.tenant_id
    )
    return {
        "environment": settings.environment,
        "tier": settings.tier,
        "location": settings.location,
        "subscription_id": settings.subscription_id,
        "resource_group": parts.conventions.resource_group_name,
        "egress": settings.network.egress,
        "workspace": workspace.name,
        "studio_url": studio,
        "registry": parts.stores.registry.login_server,
        "cluster": served.cluster.cluster_name if served else "none",
        "delivery": settings.serving.delivery.mode if served else "none",
    }


def _entrances(access: Access) -> dict[str, pulumi.Input[str]]:
    found = {
        "bastion_name": access.bastion_name,
        "jump_host_id": access.jump_host_id,
        "vpn_gateway_name": access.vpn_gateway_name,
        "dns_server": access.dns_server,
        "runners_subnet_id": access.runners_subnet_id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _service_urls(settings: PlatformSettings) -> dict[str, str]:
    ingress = settings.serving.ingress
    if ingress is None:
        return {}
    return {name: f"https://{ingress.host_name}/{name}/" for name in settings.serving.services}


def _notes(
    settings: PlatformSettings, workspace: MLWorkspace, served: Serving | None
) -> Iterator[str]:
    """Yield what a person should know of the settings before the first deployment."""
    yield from access_notes(settings)
    yield from cost_notes(settings)
    yield from serving_notes(settings)
    yield f"workspace: {workspace.outbound_limits}"
    if workspace.firewall_reason:
        yield f"workspace: {workspace.firewall_reason}"
    if served is not None:
        yield f"cluster: AKS upgrades {served.cluster.maintenance}"
