"""The registry of container images."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import containerregistry

from components.data_stores.encryption import EncryptionKey
from components.data_stores.owner import Owner
from components.shared.diagnostics import send_logs
from settings.data_stores import ExistingRegistry, NewRegistry
from settings.regions import REGIONS


@dataclass(frozen=True, kw_only=True)
class RegistryOutputs:
    """A registry, made here or brought.

    Attributes:
        id: Azure's id.
        name: physical name.
        login_server: host that images are pulled from.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    login_server: pulumi.Output[str]


def make_registry(
    owner: Owner, settings: NewRegistry, key: EncryptionKey | None
) -> tuple[RegistryOutputs, list[pulumi.Resource]]:
    """Make a registry, its replicas and its cache rules.

    Args:
        owner: the component.
        settings: what a person decided.
        key: encrypts the registry; None leaves that to Microsoft's key.

    Returns:
        The registry and its replicas.
    """
    conventions = owner.conventions
    logical_name = f"{owner.name}-registry"
    registry = containerregistry.Registry(
        logical_name,
        registry_name=conventions.name("cr"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=containerregistry.SkuArgs(name="Premium"),
        admin_user_enabled=False,
        anonymous_pull_enabled=False,
        # Layers come from the registry's own host, not from *.blob.core.windows.net, which no
        # firewall rule could tell from anybody's storage.
        data_endpoint_enabled=True,
        public_network_access=owner.public_access,
        network_rule_set=containerregistry.NetworkRuleSetArgs(
            default_action=owner.default_action, ip_rules=[]
        ),
        # A workspace pulls, and Defender scans, from outside
        # (learn.microsoft.com/azure/container-registry/allow-access-trusted-services).
        network_rule_bypass_options="AzureServices",
        policies=_policies(owner.private),
        zone_redundancy=_zone_redundancy(conventions.location),
        tags=owner.tags,
        identity=_identity(key),
        encryption=_encryption(key),
        opts=key.options(logical_name, owner.kept) if key else owner.kept,
    )
    replicas = _replicas(owner, settings, registry)
    for rule_name, rule in settings.cache_rules.items():
        containerregistry.CacheRule(
            f"{logical_name}-cache-{rule_name}",
            cache_rule_name=rule_name,
            registry_name=registry.name,
            resource_group_name=conventions.resource_group_name,
            source_repository=rule.source,
            target_repository=rule.target,
            opts=owner.child,
        )
    registry_type = "azure-native:containerregistry:Registry"
    send_logs(logical_name, registry_type, registry.id, owner.log_destinations, owner.child)
    outputs = RegistryOutputs(
        id=registry.id, name=registry.name, login_server=registry.login_server
    )
    return outputs, replicas


def existing_registry(settings: ExistingRegistry) -> RegistryOutputs:
    """Return the registry that was brought by id."""
    registry_name = settings.id.rpartition("/")[2]
    return RegistryOutputs(
        id=pulumi.Output.from_input(settings.id),
        name=pulumi.Output.from_input(registry_name),
        login_server=pulumi.Output.from_input(f"{registry_name.lower()}.azurecr.io"),
    )


def _policies(private: bool) -> containerregistry.PoliciesArgs:
    return containerregistry.PoliciesArgs(
        # Azure refuses to forbid exports while the public address is open.
        export_policy=containerregistry.ExportPolicyArgs(
            status="disabled" if private else "enabled"
        ),
        # Off, an isolated AKS cluster cannot pull through the registry
        # (learn.microsoft.com/azure/aks/concepts-network-isolated).
        azure_ad_authentication_as_arm_policy=containerregistry.AzureADAuthenticationAsArmPolicyArgs(
            status="enabled"
        ),
        # On, every pull fails until a scanner releases the image, and we have none.
        quarantine_policy=containerregistry.QuarantinePolicyArgs(status="disabled"),
        # On, it deletes what pods pull by digest once a tag has moved on
        # (learn.microsoft.com/azure/container-registry/container-registry-retention-policy).
        retention_policy=containerregistry.RetentionPolicyArgs(status="disabled"),
        # Excludes replicas and cache rules, and is a preview
        # (learn.microsoft.com/azure/container-registry/container-registry-soft-delete-policy).
        # Release images are locked against deletion by the pipeline that pushes them.
        soft_delete_policy=containerregistry.SoftDeletePolicyArgs(status="disabled"),
        # No trust_policy: Docker Content Trust is retired; images are signed with Notation.
    )


def _zone_redundancy(region: str) -> str:
    return "Enabled" if REGIONS[region].zones else "Disabled"


def _identity(key: EncryptionKey | None) -> containerregistry.IdentityPropertiesArgs | None:
    if key is None:
        return None
    # A mapping here, where storage takes a list; Azure fills in what belongs to each id.
    by_id = pulumi.Output.from_input(key.identity.id).apply(
        lambda identity_id: {identity_id: containerregistry.UserIdentityPropertiesArgs()}
    )
    return containerregistry.IdentityPropertiesArgs(
        type=containerregistry.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=by_id
    )


def _encryption(key: EncryptionKey | None) -> containerregistry.EncryptionPropertyArgs | None:
    if key is None:
        return None
    return containerregistry.EncryptionPropertyArgs(
        status="enabled",
        key_vault_properties=containerregistry.KeyVaultPropertiesArgs(
            identity=key.identity.client_id, key_identifier=key.identifier
        ),
    )


def _replicas(
    owner: Owner, settings: NewRegistry, registry: containerregistry.Registry
) -> list[pulumi.Resource]:
    made: list[pulumi.Resource] = []
    for region in settings.replicas:
        replica = containerregistry.Replication(
            f"{owner.name}-registry-replica-{region}",
            replication_name=region,
            registry_name=registry.name,
            resource_group_name=owner.conventions.resource_group_name,
            location=region,
            region_endpoint_enabled=True,
            zone_redundancy=_zone_redundancy(region),
            tags=owner.tags,
            # One at a time: each changes the registry as a whole.
            opts=pulumi.ResourceOptions(parent=owner.component, depends_on=made[-1:]),
        )
        made.append(replica)
    return made
