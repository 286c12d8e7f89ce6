"""The workspace itself."""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.ml_workspace.dependencies import CustomerKey, WorkspaceDependencies
from components.shared.conventions import Conventions
from components.shared.grants import wait_for_grants
from settings.workspace import WorkspaceSettings

_ISOLATION_MODES = {
    "approved_outbound": ml.IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND,
    "internet_outbound": ml.IsolationMode.ALLOW_INTERNET_OUTBOUND,
    "own_network": ml.IsolationMode.DISABLED,
}


def make_workspace(
    name: str,
    component: pulumi.Resource,
    conventions: Conventions,
    settings: WorkspaceSettings,
    dependencies: WorkspaceDependencies,
    identity_id: pulumi.Input[str],
    training_subnet_id: pulumi.Input[str] | None,
    *,
    private: bool,
    ready: Sequence[pulumi.Resource],
) -> ml.Workspace:
    """Make the workspace, with Microsoft's network if one is wanted.

    Args:
        name: logical name of the component.
        component: the component, its parent.
        conventions: names, tags, place.
        settings: what a person decided.
        dependencies: what it stands on.
        identity_id: id of the user-assigned identity that it acts as.
        training_subnet_id: subnet of computes; read with isolation own_network.
        private: it is reached through a private endpoint only.
        ready: what must be there first: the rights of its identity on what it stands on.
    """
    key = dependencies.customer_key if settings.encryption == "customer" else None
    managed = settings.isolation != "own_network"
    return ml.Workspace(
        f"{name}-workspace",
        workspace_name=conventions.name("mlw"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="Default",
        sku=ml.SkuArgs(name="Basic", tier=ml.SkuTier.BASIC),
        identity=ml.ManagedServiceIdentityArgs(
            type=ml.ManagedServiceIdentityType.USER_ASSIGNED,
            user_assigned_identities=[identity_id, *([key.identity.id] if key else [])],
        ),
        primary_user_assigned_identity=identity_id,
        storage_account=dependencies.storage_id,
        key_vault=dependencies.key_vault_id,
        container_registry=dependencies.registry_id,
        application_insights=dependencies.application_insights_id,
        public_network_access="Disabled" if private else "Enabled",
        managed_network=_managed_network(settings),
        provision_network_now=settings.provision_network_now if managed else None,
        serverless_compute_settings=None if managed else _own_network(training_subnet_id),
        # The storage account takes no keys, so the default datastores must not ask for one.
        system_datastores_auth_mode=ml.SystemDatastoresAuthMode.IDENTITY,
        # The old interface sends metadata past the private endpoint
        # (learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2).
        v1_legacy_mode=False,
        image_build_compute=settings.image_build_cluster,
        hbi_workspace=settings.high_business_impact,
        enable_data_isolation=settings.data_isolation,
        encryption=_encryption(key, dependencies.key_vault_id) if key else None,
        # Otherwise Azure makes a database, a search service and an account of its own in a group
        # of ours, billed to us and against most companies' policies
        # (learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys).
        enable_service_side_cmk_encryption=True if key else None,
        tags=conventions.tags("ml_workspace"),
        opts=pulumi.ResourceOptions(
            parent=component,
            # None, not False: a caller may have protected the component as a whole.
            protect=settings.protect or None,
            # Azure signs in as the identity; no property leads to its rights.
            depends_on=list(ready),
            hooks=wait_for_grants(f"{name}-workspace-waits-for-grants"),
            # Azure fills these in, and a rule is a resource of its own; sent back, they would be a
            # second writer (pulumi/pulumi-azure-native#3225).
            ignore_changes=["managedNetwork.status", "managedNetwork.outboundRules"],
            # No replace_on_changes for what Azure cannot change: a deleted workspace keeps its name
            # for 14 days (learn.microsoft.com/azure/machine-learning/concept-soft-delete), so its
            # successor could not be made. The update is refused, and nothing is lost.
            custom_timeouts=pulumi.CustomTimeouts(create="90m", update="90m", delete="60m"),
        ),
    )


def _managed_network(settings: WorkspaceSettings) -> ml.ManagedNetworkSettingsArgs:
    mode = _ISOLATION_MODES[settings.isolation]
    if settings.isolation == "own_network":
        return ml.ManagedNetworkSettingsArgs(isolation_mode=mode)
    approved = settings.isolation == "approved_outbound"
    return ml.ManagedNetworkSettingsArgs(
        isolation_mode=mode,
        managed_network_kind=settings.managed_network_kind,
        firewall_sku=settings.outbound_firewall if approved else None,
        status=(
            ml.ManagedNetworkProvisionStatusArgs(spark_ready=True, status="Active")
            if settings.serverless_spark
            else None
        ),
    )


def _own_network(subnet_id: pulumi.Input[str] | None) -> ml.ServerlessComputeSettingsArgs:
    return ml.ServerlessComputeSettingsArgs(
        serverless_compute_custom_subnet=subnet_id, serverless_compute_no_public_ip=True
    )


def _encryption(key: CustomerKey, vault_id: pulumi.Input[str]) -> ml.EncryptionPropertyArgs:
    return ml.EncryptionPropertyArgs(
        status=ml.EncryptionStatus.ENABLED,
        key_vault_properties=ml.KeyVaultPropertiesArgs(
            key_identifier=key.versioned_identifier, key_vault_arm_id=vault_id
        ),
        identity=ml.IdentityForCmkArgs(user_assigned_identity=key.identity.id),
    )
