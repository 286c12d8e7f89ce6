"""Where data, secrets and images are kept."""

from typing import Literal

from settings.base import Settings, setting
from settings.ids import RegistryId, VaultId
from settings.types import CacheRuleName, ContainerName, Distinct, Either, FrozenMap, Region

StorageService = Literal["blob", "file", "queue", "table"]


class LifecycleSettings(Settings):
    """When data becomes cheaper, and when it goes."""

    cool_after_days: int | None = setting(
        30,
        "Days in which nobody read or changed a blob before it moves to the cool tier; the next "
        "read brings it back. Null, never.",
        ge=1,
        le=3650,
    )
    archive_after_days: int | None = setting(
        180,
        "Days in which nobody read or changed a blob of `containers` before it moves to the "
        "archive tier, from which it takes hours to read; needs redundancy LRS or GRS. Null, "
        "never.",
        ge=30,
        le=3650,
    )
    delete_old_versions_after_days: int = setting(
        90,
        "Age in days at which a superseded version of a blob is deleted; it can still be restored "
        "for `soft_delete_days` after that.",
        ge=1,
        le=3650,
    )


class StorageSettings(Settings):
    """The storage account of models and data sets."""

    redundancy: Literal["LRS", "ZRS", "GRS", "GZRS"] = setting(
        "GRS",
        "Copies: LRS three in one building, ZRS over zones, GRS and GZRS also in the paired "
        "region. ZRS and GZRS have no archive tier.",
        one_way="Between zone-redundant and not, Azure converts on request and in days, not by an "
        "update.",
    )
    services: Distinct[StorageService] = setting(
        ("blob", "file", "queue", "table"),
        "Parts of the account that get a private endpoint; a workspace needs blob and file, "
        "parallel batch jobs also queue and table.",
        min_length=1,
    )
    hierarchical_namespace: bool = setting(
        False,
        "Data Lake directories. A workspace's default storage must not have them.",
        one_way="Azure cannot add or remove the namespace later.",
    )
    versioning: bool = setting(
        True,
        "Keep superseded versions of every blob, and a way back to any minute of the last "
        "`soft_delete_days`. Accounts with `hierarchical_namespace` cannot.",
    )
    soft_delete_days: int = setting(
        30,
        "Days in which a deleted blob, share or container can be restored.",
        ge=7,
        le=365,
        why_bounded="a deletion is often noticed only after a weekend; Azure keeps it a year at "
        "most",
    )
    containers: Distinct[ContainerName] = setting(
        ("models", "datasets"), "Blob containers to make."
    )
    lifecycle: LifecycleSettings = setting(LifecycleSettings(), "Tiers and deletion by age.")


class NewVault(Settings):
    """A key vault of the platform's own."""

    soft_delete_days: int = setting(
        90,
        "Days in which a deleted vault or secret can be restored, and the name stays taken.",
        ge=7,
        le=90,
        one_way="Azure refuses to change it.",
    )
    purge_protection: bool = setting(
        True,
        "Nobody, not even an owner, can purge before those days are over. Off only where an "
        "environment must be rebuilt under the same names.",
        one_way="Once on, it stays on.",
    )
    tier: Literal["standard", "premium"] = setting(
        "standard", "Premium keeps the key of `encryption: customer` in hardware."
    )


class ExistingVault(Settings):
    """A key vault that exists; rights on it are granted, nothing else is changed."""

    id: VaultId = setting(
        description="Id of the vault.",
        one_way="A workspace cannot change its vault.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared"
        "/providers/Microsoft.KeyVault/vaults/kv-shared",
    )
    encryption_key: str | None = setting(
        None,
        "Name of its key, RSA, that `encryption: customer` encrypts with; who owns the vault "
        "rotates it.",
        one_way="A registry keeps the key it was made with.",
        min_length=1,
        max_length=127,
    )


class CacheRuleSettings(Settings):
    """An upstream registry whose images are pulled through ours."""

    source: str = setting(
        description="Upstream repository; `*` at the end takes all below it.",
        example="mcr.microsoft.com/*",
        min_length=3,
        max_length=200,
    )
    target: str = setting(
        description="Repository of ours that it appears as.",
        example="mcr/*",
        min_length=1,
        max_length=200,
    )


class NewRegistry(Settings):
    """A container registry of the platform's own, tier Premium."""

    replicas: Distinct[Region] = setting(
        (), "Further regions that hold every image; each is billed as a registry of its own."
    )
    cache_rules: FrozenMap[CacheRuleName, CacheRuleSettings] = setting(
        {},
        "Upstream images pulled through this registry, by a name of your choice: nodes then need "
        "no way out to public registries.",
    )


class ExistingRegistry(Settings):
    """A container registry that exists; rights on it are granted, nothing else is changed."""

    id: RegistryId = setting(
        description="Id of the registry.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared"
        "/providers/Microsoft.ContainerRegistry/registries/crshared",
    )


class DataStoreSettings(Settings):
    """Storage, key vault, registry."""

    storage: StorageSettings = setting(StorageSettings(), "The storage account.")
    key_vault: Either[NewVault, ExistingVault] = setting(
        NewVault(), "A vault to make, or one that exists (`id`)."
    )
    registry: Either[NewRegistry, ExistingRegistry] = setting(
        NewRegistry(), "A registry to make, or one that exists (`id`)."
    )
    encryption: Literal["platform", "customer"] = setting(
        "platform",
        "Whose key encrypts storage and registry at rest: Microsoft's, or one in the vault, "
        "rotated every year.",
        one_way="A registry takes a customer's key only when it is made.",
    )
    protect: bool = setting(
        True, "Refuse to delete whatever holds data, whoever asks, until this is turned off."
    )
