"""The storage account of models and data sets."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import storage

from components.data_stores.encryption import EncryptionKey
from components.data_stores.owner import Owner
from components.shared.conventions import Conventions
from components.shared.diagnostics import send_storage_logs
from settings.data_stores import StorageSettings


@dataclass(frozen=True, kw_only=True)
class StorageOutputs:
    """The account.

    Attributes:
        id: Azure's id.
        name: physical name.
        blob_endpoint: address of the blob service, with a slash at the end.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    blob_endpoint: pulumi.Output[str]


def make_storage(
    owner: Owner, settings: StorageSettings, key: EncryptionKey | None
) -> StorageOutputs:
    """Make the account, its services, containers and lifecycle.

    Args:
        owner: the component.
        settings: what a person decided.
        key: encrypts the account; None leaves that to Microsoft's key.
    """
    conventions = owner.conventions
    logical_name = f"{owner.name}-storage"
    account = storage.StorageAccount(
        logical_name,
        account_name=conventions.name("st"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name=f"Standard_{settings.redundancy}"),
        access_tier=storage.AccessTier.HOT,
        is_hns_enabled=settings.hierarchical_namespace,
        allow_shared_key_access=False,
        default_to_o_auth_authentication=True,
        allow_blob_public_access=False,
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        enable_nfs_v3=False,
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        # Without keys only user delegation SAS are left, which Azure ends after seven days.
        sas_policy=storage.SasPolicyArgs(
            expiration_action="Log", sas_expiration_period="7.00:00:00"
        ),
        allow_cross_tenant_replication=False,
        # Not PrivateLink: an account of the company without an endpoint in this network may still
        # hand over its data sets.
        allowed_copy_scope="AAD",
        public_network_access=owner.public_access,
        # Always given: where it is missing, the provider resets it to Allow.
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction(owner.default_action),
            bypass="AzureServices",
            ip_rules=[],
            virtual_network_rules=[],
            resource_access_rules=[_workspaces_of_this_group(conventions)],
        ),
        identity=_identity(key),
        encryption=_encryption(key),
        tags=owner.tags,
        opts=key.options(logical_name, owner.kept) if key else owner.kept,
    )
    _make_services(owner, settings, account, logical_name)
    send_storage_logs(logical_name, account.id, owner.log_destinations, owner.child)
    return StorageOutputs(
        id=account.id, name=account.name, blob_endpoint=account.primary_endpoints.blob
    )


def _workspaces_of_this_group(conventions: Conventions) -> storage.ResourceAccessRuleArgs:
    # Machine-learning workspaces read and write through the public address, closed or not. The
    # star stands for those of this resource group only: learn.microsoft.com/azure/storage/common/
    # storage-network-security#grant-access-from-azure-resource-instances.
    workspaces = "providers/Microsoft.MachineLearningServices/workspaces/*"
    return storage.ResourceAccessRuleArgs(
        tenant_id=conventions.tenant_id,
        resource_id=f"{conventions.resource_group_id()}/{workspaces}",
    )


def _identity(key: EncryptionKey | None) -> storage.IdentityArgs | None:
    if key is None:
        return None
    return storage.IdentityArgs(type="UserAssigned", user_assigned_identities=[key.identity.id])


def _encryption(key: EncryptionKey | None) -> storage.EncryptionArgs:
    # Queues and tables follow the account's key only if they are told to when they are made.
    scope = "Account" if key else "Service"
    return storage.EncryptionArgs(
        key_source="Microsoft.Keyvault" if key else "Microsoft.Storage",
        require_infrastructure_encryption=True,
        encryption_identity=(
            storage.EncryptionIdentityArgs(encryption_user_assigned_identity=key.identity.id)
            if key
            else None
        ),
        key_vault_properties=(
            storage.KeyVaultPropertiesArgs(key_vault_uri=key.vault_uri, key_name=key.name)
            if key
            else None
        ),
        services=storage.EncryptionServicesArgs(
            blob=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
            file=storage.EncryptionServiceArgs(enabled=True, key_type="Account"),
            queue=storage.EncryptionServiceArgs(enabled=True, key_type=scope),
            table=storage.EncryptionServiceArgs(enabled=True, key_type=scope),
        ),
    )


def _make_services(
    owner: Owner, settings: StorageSettings, account: storage.StorageAccount, name: str
) -> None:
    group = owner.conventions.resource_group_name
    restorable = storage.DeleteRetentionPolicyArgs(enabled=True, days=settings.soft_delete_days)
    blob_service = storage.BlobServiceProperties(
        f"{name}-blob",
        blob_services_name="default",
        account_name=account.name,
        resource_group_name=group,
        is_versioning_enabled=settings.versioning,
        delete_retention_policy=restorable,
        container_delete_retention_policy=restorable,
        # Point-in-time restore: needs versions and the change feed, and fewer days than deleted
        # blobs are kept (learn.microsoft.com/azure/storage/blobs/point-in-time-restore-overview).
        change_feed=storage.ChangeFeedArgs(
            enabled=settings.versioning,
            retention_in_days=settings.soft_delete_days if settings.versioning else None,
        ),
        restore_policy=storage.RestorePolicyPropertiesArgs(
            enabled=settings.versioning,
            days=settings.soft_delete_days - 1 if settings.versioning else None,
        ),
        last_access_time_tracking_policy=storage.LastAccessTimeTrackingPolicyArgs(enable=True),
        opts=owner.child,
    )
    storage.FileServiceProperties(
        f"{name}-file",
        file_services_name="default",
        account_name=account.name,
        resource_group_name=group,
        share_delete_retention_policy=restorable,
        protocol_settings=storage.ProtocolSettingsArgs(
            smb=storage.SmbSettingArgs(
                versions="SMB3.1.1",
                # NTLM would need the account key.
                authentication_methods="Kerberos",
                kerberos_ticket_encryption="AES-256",
                channel_encryption="AES-256-GCM",
            )
        ),
        opts=owner.child,
    )
    for container in settings.containers:
        storage.BlobContainer(
            f"{name}-container-{container}",
            container_name=container,
            account_name=account.name,
            resource_group_name=group,
            public_access=storage.PublicAccess.NONE,
            opts=owner.kept,
        )
    rules = _lifecycle(settings)
    if rules:
        storage.ManagementPolicy(
            f"{name}-lifecycle",
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=group,
            policy=storage.ManagementPolicySchemaArgs(rules=rules),
            # Azure takes conditions on the last access only where it is tracked already.
            opts=pulumi.ResourceOptions(parent=owner.component, depends_on=[blob_service]),
        )


def _lifecycle(settings: StorageSettings) -> list[storage.ManagementPolicyRuleArgs]:
    lifecycle = settings.lifecycle
    rules: list[storage.ManagementPolicyRuleArgs] = []
    if lifecycle.cool_after_days is not None:
        cool = storage.ManagementPolicyBaseBlobArgs(
            tier_to_cool=_unused_for(lifecycle.cool_after_days),
            enable_auto_tier_to_hot_from_cool=True,
        )
        rules.append(_rule("cool-unused", storage.ManagementPolicyActionArgs(base_blob=cool)))
    if lifecycle.archive_after_days is not None and settings.containers:
        # Only in containers of our own: a workspace keeps code and environments of its jobs in
        # others, and a job cannot wait hours for them.
        archive = storage.ManagementPolicyBaseBlobArgs(
            tier_to_archive=_unused_for(lifecycle.archive_after_days)
        )
        prefixes = [f"{container}/" for container in settings.containers]
        actions = storage.ManagementPolicyActionArgs(base_blob=archive)
        rules.append(_rule("archive-unused", actions, prefixes))
    if settings.versioning:
        old = storage.DateAfterCreationArgs(
            days_after_creation_greater_than=lifecycle.delete_old_versions_after_days
        )
        version = storage.ManagementPolicyVersionArgs(delete=old)
        actions = storage.ManagementPolicyActionArgs(version=version)
        rules.append(_rule("delete-old-versions", actions))
    return rules


def _unused_for(days: int) -> storage.DateAfterModificationArgs:
    # By access, not by change: a model that serves requests is read for years and never changed.
    return storage.DateAfterModificationArgs(days_after_last_access_time_greater_than=days)


def _rule(
    name: str,
    actions: storage.ManagementPolicyActionArgs,
    prefixes: list[str] | None = None,
) -> storage.ManagementPolicyRuleArgs:
    return storage.ManagementPolicyRuleArgs(
        name=name,
        type="Lifecycle",
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            filters=storage.ManagementPolicyFilterArgs(
                blob_types=["blockBlob"], prefix_match=prefixes
            ),
            actions=actions,
        ),
    )
