"""The vault of secrets and keys."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.data_stores.owner import Owner
from components.shared.diagnostics import send_logs
from settings.data_stores import ExistingVault, NewVault


@dataclass(frozen=True, kw_only=True)
class VaultOutputs:
    """A vault, made here or brought.

    Attributes:
        id: Azure's id.
        name: physical name.
        uri: address, with a slash at the end.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    uri: pulumi.Output[str]


def make_vault(owner: Owner, settings: NewVault) -> VaultOutputs:
    """Make a vault whose rights are roles."""
    conventions = owner.conventions
    vault = keyvault.Vault(
        f"{owner.name}-key-vault",
        vault_name=conventions.name("kv"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=conventions.tenant_id,
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName(settings.tier)),
            # Explicit: the default of this API version is access policies, of later ones roles.
            enable_rbac_authorization=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=settings.soft_delete_days,
            # Azure refuses false, even where it was never on (Azure/azure-cli#29115).
            enable_purge_protection=True if settings.purge_protection else None,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            public_network_access=owner.public_access,
            network_acls=keyvault.NetworkRuleSetArgs(
                default_action=owner.default_action,
                # Storage and registry fetch the key they are encrypted with from outside.
                bypass="AzureServices",
                ip_rules=[],
                virtual_network_rules=[],
            ),
        ),
        tags=owner.tags,
        opts=owner.kept,
    )
    vault_type = "azure-native:keyvault:Vault"
    send_logs(f"{owner.name}-key-vault", vault_type, vault.id, owner.log_destinations, owner.child)
    return VaultOutputs(id=vault.id, name=vault.name, uri=vault.properties.vault_uri)


def existing_vault(settings: ExistingVault) -> VaultOutputs:
    """Return the vault that was brought by id."""
    vault_name = settings.id.rpartition("/")[2]
    return VaultOutputs(
        id=pulumi.Output.from_input(settings.id),
        name=pulumi.Output.from_input(vault_name),
        uri=pulumi.Output.from_input(f"https://{vault_name}.vault.azure.net/"),
    )
