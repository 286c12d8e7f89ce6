"""Where the state of every stack is kept, and the keys that encrypt the secrets in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault, storage

from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations, send_logs, send_storage_logs
from components.shared.grants.owner import Holder, grant_as_owner
from settings.bootstrap import SHARED, StateSettings

_VAULT = "azure-native:keyvault:Vault"


@dataclass(frozen=True, kw_only=True)
class StateStoreArgs:
    """The settings, and what others decide.

    Attributes:
        environments: names of the environments; each has a container and a key of its own.
        group_name: resource group of account and vault.
        owners_group: Entra group that runs bootstrap, whose own state is kept here too.
        log_destinations: where it is logged who changed state and who used a key.
    """

    settings: StateSettings
    conventions: Conventions
    environments: Iterable[str]
    group_name: pulumi.Input[str]
    owners_group: str
    log_destinations: LogDestinations


@dataclass(frozen=True, kw_only=True)
class StatePlace:
    """Where the stacks of one environment keep their state.

    Attributes:
        container_id: id of the container.
        key_id: id of the key, without a version.
        backend: what `pulumi login` takes.
        secrets_provider: what `pulumi stack init --secrets-provider` takes.
    """

    container_id: pulumi.Output[str]
    key_id: pulumi.Output[str]
    backend: str
    secrets_provider: str


class StateStore(pulumi.ComponentResource):
    """A storage account for state, and a key vault for the keys of the secrets in it.

    Both answer on public addresses, because nothing private exists yet; decision 0012.

    Guarantees:
        entra-only: no shared key, no anonymous read, no local user, no access policy.
        restorable: overwritten and deleted state can be brought back for as long as settings say.
        keys-last: the vault cannot be purged, and no key in it expires.
        apart: each environment has a container and a key of its own, so that the deployer of one
            reads no state of another.
        only-listed-addresses: where addresses are listed, no other reaches state or keys.
        kept: Pulumi deletes neither state nor keys while settings protect them.
        watched: who changed state and who used a key is logged.
    """

    places: Mapping[str, StatePlace]
    """Where to keep state: by environment, and `shared` for bootstrap itself."""

    def __init__(
        self, name: str, args: StateStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:StateStore", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        kept = pulumi.ResourceOptions(parent=self, protect=args.settings.protect or None)
        account = _account(f"{name}-account", args, kept)
        _blob_service(f"{name}-blob", args, account, child)
        vault = _vault(f"{name}-vault", args, kept)
        send_storage_logs(f"{name}-account", account.id, args.log_destinations, child)
        send_logs(f"{name}-vault", _VAULT, vault.id, args.log_destinations, child)
        self.places = {
            environment: _place(name, environment, args, account, vault, kept)
            for environment in (SHARED, *args.environments)
        }
        self._let_owners_in(name, args)
        self.register_outputs(
            {"backends": {environment: place.backend for environment, place in self.places.items()}}
        )

    def _let_owners_in(self, name: str, args: StateStoreArgs) -> None:
        place, child = self.places[SHARED], pulumi.ResourceOptions(parent=self)
        for role, scope, reason in (
            ("Storage Blob Data Contributor", place.container_id, "keep bootstrap's own state"),
            ("Key Vault Crypto User", place.key_id, "encrypt secrets of bootstrap's state"),
        ):
            grant_as_owner(
                f"{name}-owners-{role.lower().replace(' ', '-')}",
                role,
                scope,
                Holder(key="state/owners", principal_id=args.owners_group, kind="Group"),
                args.conventions,
                reason=reason,
                opts=child,
            )


def _account(
    name: str, args: StateStoreArgs, opts: pulumi.ResourceOptions
) -> storage.StorageAccount:
    conventions = args.conventions
    return storage.StorageAccount(
        name,
        account_name=conventions.name("st"),
        resource_group_name=args.group_name,
        location=conventions.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name=f"Standard_{args.settings.redundancy}"),
        access_tier=storage.AccessTier.HOT,
        allow_shared_key_access=False,
        default_to_o_auth_authentication=True,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        allowed_copy_scope="AAD",
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        public_network_access="Enabled",
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction(_default_action(args.settings)),
            bypass="None",
            ip_rules=[
                storage.IPRuleArgs(i_p_address_or_range=address, action=storage.Action.ALLOW)
                for address in args.settings.allowed_addresses
            ],
            virtual_network_rules=[],
            resource_access_rules=[],
        ),
        encryption=storage.EncryptionArgs(
            key_source="Microsoft.Storage", require_infrastructure_encryption=True
        ),
        tags=conventions.tags("state_store"),
        opts=opts,
    )


def _blob_service(
    name: str,
    args: StateStoreArgs,
    account: storage.StorageAccount,
    opts: pulumi.ResourceOptions,
) -> None:
    restorable = storage.DeleteRetentionPolicyArgs(
        enabled=True, days=args.settings.soft_delete_days
    )
    storage.BlobServiceProperties(
        name,
        blob_services_name="default",
        account_name=account.name,
        resource_group_name=args.group_name,
        is_versioning_enabled=True,
        delete_retention_policy=restorable,
        container_delete_retention_policy=restorable,
        opts=opts,
    )


def _vault(name: str, args: StateStoreArgs, opts: pulumi.ResourceOptions) -> keyvault.Vault:
    conventions = args.conventions
    return keyvault.Vault(
        name,
        vault_name=conventions.name("kv"),
        resource_group_name=args.group_name,
        location=conventions.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=conventions.tenant_id,
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=90,
            enable_purge_protection=True,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            public_network_access="Enabled",
            network_acls=keyvault.NetworkRuleSetArgs(
                default_action=_default_action(args.settings),
                bypass="None",
                ip_rules=[
                    keyvault.IPRuleArgs(value=address)
                    for address in args.settings.allowed_addresses
                ],
                virtual_network_rules=[],
            ),
        ),
        tags=conventions.tags("state_store"),
        opts=opts,
    )


def _default_action(settings: StateSettings) -> str:
    return "Deny" if settings.allowed_addresses else "Allow"


def _place(
    name: str,
    environment: str,
    args: StateStoreArgs,
    account: storage.StorageAccount,
    vault: keyvault.Vault,
    opts: pulumi.ResourceOptions,
) -> StatePlace:
    container_name, key_name = f"state-{environment}", f"pulumi-{environment}"
    container = storage.BlobContainer(
        f"{name}-container-{environment}",
        container_name=container_name,
        account_name=account.name,
        resource_group_name=args.group_name,
        public_access=storage.PublicAccess.NONE,
        opts=opts,
    )
    key = keyvault.Key(
        f"{name}-key-{environment}",
        key_name=key_name,
        vault_name=vault.name,
        resource_group_name=args.group_name,
        properties=keyvault.KeyPropertiesArgs(
            kty=keyvault.JsonWebKeyType.RSA,
            key_size=3072,
            # What the engine does with it: gocloud.dev/secrets/azurekeyvault.
            key_ops=[keyvault.JsonWebKeyOperation.ENCRYPT, keyvault.JsonWebKeyOperation.DECRYPT],
        ),
        tags=args.conventions.tags("state_store"),
        opts=opts,
    )
    return StatePlace(
        container_id=container.id,
        key_id=key.id,
        backend=f"azblob://{container_name}?storage_account={args.conventions.name('st')}",
        secrets_provider=(
            f"azurekeyvault://{args.conventions.name('kv')}.vault.azure.net/keys/{key_name}"
        ),
    )
