"""Where data, secrets and images are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.data_stores.encryption import (
    EncryptionIdentity,
    EncryptionKey,
    encryption_key,
)
from components.data_stores.key_vault import VaultOutputs, existing_vault, make_vault
from components.data_stores.owner import Owner
from components.data_stores.registry import RegistryOutputs, existing_registry, make_registry
from components.data_stores.storage import StorageOutputs, make_storage
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Principal, grant_on
from components.shared.grants.table import Target
from components.shared.private_endpoint import EndpointNetwork, private_endpoint
from settings.data_stores import DataStoreSettings, NewRegistry, NewVault

__all__ = [
    "DataStores",
    "DataStoresArgs",
    "EncryptionIdentity",
    "RegistryOutputs",
    "StorageOutputs",
    "VaultOutputs",
]


@dataclass(frozen=True, kw_only=True)
class DataStoresArgs:
    """What `DataStores` is made from.

    Attributes:
        settings: what a person decided.
        conventions: names, tags, place.
        log_destinations: where logs go.
        principals: who exists in this stack, by the names of the grant table.
        endpoints: where private endpoints go; None leaves the public addresses open.
        links: the endpoints that were announced to the network.
        encryption_identity: uses the customer's key; required with `encryption: customer`.
    """

    settings: DataStoreSettings
    conventions: Conventions
    log_destinations: LogDestinations
    principals: Mapping[str, Principal] = field(default_factory=dict)
    endpoints: EndpointNetwork | None = None
    links: tuple[str, ...] = ()
    encryption_identity: EncryptionIdentity | None = None


class DataStores(pulumi.ComponentResource):
    """Storage account, key vault and container registry of one stack.

    With private endpoints each is reached through its endpoint only, but for the services of Azure
    that it trusts. Without (a non-production stack under an exemption that expires) any network
    reaches them, and only with an Entra token: address rules in between would lock out the
    cluster, whose calls to storage of its own region come from no public address
    (learn.microsoft.com/azure/storage/common/storage-network-security).

    Attributes:
        storage: the account.
        key_vault: the vault.
        registry: the registry.
        endpoint_ids: ids of the private endpoints by link, such as `storage-blob`.
        encryption_key: the customer's key, or None.

    Guarantees:
        no-shared-keys: storage takes no account key, the registry has no admin user.
        no-anonymous: nothing is read or pulled without signing in.
        no-public-access: with private endpoints, no store answers on its public address.
        no-exfiltration: data is not copied to another tenant, nor, with private endpoints, images
            exported.
        current-transport: only HTTPS with TLS 1.2, and SMB 3.1.1 with AES-256.
        roles-only: rights on the vault are roles; no deployment, disk or template reads secrets.
        trusted-workspaces: of workspaces, only those of this resource group pass the firewall.
        announced-endpoints: each store has exactly the endpoints that the network was told of.
        protected: nothing that holds data is deleted by accident.
        restorable: what is deleted or overwritten can be restored for the days set, and a vault
            is not purged before.
        cheaper-with-age: what nobody reads moves to cheaper tiers; what is read stays ready.
        digests-stay: no policy deletes or withholds an image that is pulled by digest.
        zone-redundant: the registry and its replicas outlive the loss of a zone where there are
            zones.
        twice-encrypted: storage is encrypted twice, with a customer's key if one is wanted.
        registry-customer-key: the registry is encrypted with the customer's key if one is wanted.
        audited: every store sends its audit logs.
    """

    storage: StorageOutputs
    key_vault: VaultOutputs
    registry: RegistryOutputs
    endpoint_ids: Mapping[str, pulumi.Output[str]]
    encryption_key: EncryptionKey | None

    def __init__(
        self, name: str, args: DataStoresArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        _check_announced(name, args)
        super().__init__("azure-mlops:index:DataStores", name, None, opts)
        settings = args.settings
        owner = Owner(
            name=name,
            component=self,
            conventions=args.conventions,
            log_destinations=args.log_destinations,
            private=args.endpoints is not None,
            protect=settings.protect,
        )

        if isinstance(settings.key_vault, NewVault):
            self.key_vault = make_vault(owner, settings.key_vault)
        else:
            self.key_vault = existing_vault(settings.key_vault)
        self.encryption_key = key = None
        if settings.encryption == "customer":
            self.encryption_key = key = encryption_key(
                owner,
                settings.key_vault,
                self.key_vault,
                args.encryption_identity,
                args.principals,
            )
        self.storage = make_storage(owner, settings.storage, key)
        replicas: list[pulumi.Resource] = []
        if isinstance(settings.registry, NewRegistry):
            self.registry, replicas = make_registry(owner, settings.registry, key)
        else:
            self.registry = existing_registry(settings.registry)
        self.endpoint_ids = self._make_endpoints(owner, args, replicas)
        self._grant(owner, args)

        self.register_outputs(
            {
                "storage_id": self.storage.id,
                "key_vault_id": self.key_vault.id,
                "registry_id": self.registry.id,
                "endpoint_ids": self.endpoint_ids,
            }
        )

    def _make_endpoints(
        self, owner: Owner, args: DataStoresArgs, replicas: list[pulumi.Resource]
    ) -> dict[str, pulumi.Output[str]]:
        if args.endpoints is None:
            return {}
        # A replica made after the endpoint needs rights on the network and free addresses there,
        # and fails without naming them; see "Geo-replication and subnet capacity" in
        # learn.microsoft.com/azure/container-registry/container-registry-private-endpoints.
        after_replicas = pulumi.ResourceOptions(parent=self, depends_on=replicas)
        targets = {"key-vault": self.key_vault.id, "registry": self.registry.id}
        return {
            link: private_endpoint(
                f"{owner.name}-{link}-endpoint",
                link,
                targets.get(link, self.storage.id),
                args.endpoints,
                owner.conventions,
                "data_stores",
                after_replicas if link == "registry" else owner.child,
            ).id
            for link in args.links
        }

    def _grant(self, owner: Owner, args: DataStoresArgs) -> None:
        scopes: dict[Target, pulumi.Output[str]] = {
            "storage": self.storage.id,
            "key-vault": self.key_vault.id,
            "registry": self.registry.id,
        }
        if "storage-blob" in self.endpoint_ids:
            scopes["storage-blob-endpoint"] = self.endpoint_ids["storage-blob"]
        if "storage-file" in self.endpoint_ids:
            scopes["storage-file-endpoint"] = self.endpoint_ids["storage-file"]
        for target, scope in scopes.items():
            grant_on(target, scope, args.principals, owner.conventions, owner.name, owner.child)


def _check_announced(name: str, args: DataStoresArgs) -> None:
    """Raise unless the endpoints to make are those that the network was told of."""
    needed = _links(args.settings) if args.endpoints else set()
    unknown = sorted(set(args.links) - needed)
    unannounced = sorted(needed - set(args.links))
    if unknown or unannounced or len(set(args.links)) < len(args.links):
        raise ValueError(
            f"{name}: the endpoints announced to the network are not those of the stores; "
            f"announced and not needed: {', '.join(unknown) or 'none'}; "
            f"needed and not announced: {', '.join(unannounced) or 'none'}; "
            "pass footprint(settings).links_of('data_stores')"
        )


def _links(settings: DataStoreSettings) -> set[str]:
    links = {f"storage-{service}" for service in settings.storage.services}
    if settings.storage.hierarchical_namespace:
        links.add("storage-dfs")
    if isinstance(settings.key_vault, NewVault):
        links.add("key-vault")
    if isinstance(settings.registry, NewRegistry):
        links.add("registry")
    return links
