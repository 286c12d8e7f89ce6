"""Accounts that Azure services write to from outside the network: exports, archived logs.

Cost exports, diagnostic archives, flow logs and dead letters come as "trusted Azure services".
They pass a firewall that says Deny, but there are conflicting reports of whether they still pass
once public network access is Disabled (DFE-Digital/terraform-azurerm-container-apps-hosting#388
says no), and Cost Management demands that copies may come from any account
(learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports). So these
accounts are not closed like the others; they hold nothing else, and the rules of the policy pack
know exactly this shape. To read one from a desk, a person opens it to an address for the time
being, which the activity log shows.

Guarantees:
    trusted-services-only: the address answers to Azure's own services and to nobody else.
    no-keys: no shared key, no anonymous read, no local user.
    expires: what is written goes after the days it is kept for, and not before where it is
        write-once.
"""

import pulumi
from pulumi_azure_native import storage

from components.shared.conventions import Conventions
from settings.regions import REGIONS

# A deletion by hand can be taken back for a week; expiry needs no longer.
RESTORABLE_DAYS = 7


def platform_writes_account(
    name: str,
    role: str,
    *,
    keep_days: int,
    write_once: bool,
    protect: bool,
    conventions: Conventions,
    component: str,
    opts: pulumi.ResourceOptions,
) -> storage.StorageAccount:
    """Make an account for what Azure services write.

    Args:
        name: logical name of the account.
        role: the part of its physical name that tells it from others, three letters at most.
        keep_days: days until a blob is deleted.
        write_once: nothing can be changed or deleted before `keep_days` are over. The policy stays
            unlocked: who owns the account can lift it, and that is in the activity log. Locking it
            for good is a decision of the compliance officer, not of a deployment.
        protect: Pulumi refuses to delete the account.
        conventions: names, tags, place.
        component: value of the tag `component`.
        opts: options of the account and its parts.
    """
    zones = REGIONS[conventions.location].zones
    account = storage.StorageAccount(
        name,
        account_name=conventions.name("st", role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name="Standard_ZRS" if zones else "Standard_LRS"),
        access_tier=storage.AccessTier.HOT,
        allow_shared_key_access=False,
        default_to_o_auth_authentication=True,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        public_network_access="Enabled",
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction.DENY,
            bypass="AzureServices",
            ip_rules=[],
            virtual_network_rules=[],
            resource_access_rules=[],
        ),
        encryption=storage.EncryptionArgs(
            key_source="Microsoft.Storage", require_infrastructure_encryption=True
        ),
        immutable_storage_with_versioning=_write_once(keep_days) if write_once else None,
        tags=conventions.tags(component),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=protect or None)),
    )
    storage.BlobServiceProperties(
        f"{name}-blob",
        blob_services_name="default",
        account_name=account.name,
        resource_group_name=conventions.resource_group_name,
        is_versioning_enabled=write_once,
        delete_retention_policy=_restorable(),
        container_delete_retention_policy=_restorable(),
        opts=opts,
    )
    storage.ManagementPolicy(
        f"{name}-lifecycle",
        management_policy_name="default",
        account_name=account.name,
        resource_group_name=conventions.resource_group_name,
        policy=storage.ManagementPolicySchemaArgs(rules=[_expiry(keep_days)]),
        opts=opts,
    )
    return account


def _write_once(days: int) -> storage.ImmutableStorageAccountArgs:
    return storage.ImmutableStorageAccountArgs(
        enabled=True,
        immutability_policy=storage.AccountImmutabilityPolicyPropertiesArgs(
            immutability_period_since_creation_in_days=days,
            state="Unlocked",
            # Azure Monitor appends to one blob for an hour.
            allow_protected_append_writes=True,
        ),
    )


def _restorable() -> storage.DeleteRetentionPolicyArgs:
    return storage.DeleteRetentionPolicyArgs(enabled=True, days=RESTORABLE_DAYS)


def _expiry(days: int) -> storage.ManagementPolicyRuleArgs:
    return storage.ManagementPolicyRuleArgs(
        name="expire",
        type="Lifecycle",
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            # Azure Monitor writes append blobs, exports are block blobs.
            filters=storage.ManagementPolicyFilterArgs(blob_types=["blockBlob", "appendBlob"]),
            actions=storage.ManagementPolicyActionArgs(
                base_blob=storage.ManagementPolicyBaseBlobArgs(
                    delete=storage.DateAfterModificationArgs(
                        days_after_modification_greater_than=days
                    )
                ),
                version=storage.ManagementPolicyVersionArgs(
                    delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=days)
                ),
            ),
        ),
    )
