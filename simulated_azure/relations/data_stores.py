"""Storage accounts, vaults and registries with what is inside them."""

from simulated_azure import paths
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

ACCOUNT = "azure-native:storage:StorageAccount"
BLOB_SERVICE = "azure-native:storage:BlobServiceProperties"
REGISTRY = "azure-native:containerregistry:Registry"
REPLICATION = "azure-native:containerregistry:Replication"
CACHE_RULE = "azure-native:containerregistry:CacheRule"

_HNS_SOURCE = (
    "https://learn.microsoft.com/azure/storage/blobs/storage-feature-support-in-storage-accounts"
)
_ARCHIVE_SOURCE = (
    "https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview#archive-access-tier"
)
_ACCESS_SOURCE = (
    "https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-access-time-based"
)
_PUBLIC_SOURCE = "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure"
_KINDS_SOURCE = "https://learn.microsoft.com/azure/storage/common/storage-account-overview#types-of-storage-accounts"
_HSM_SOURCE = "https://learn.microsoft.com/azure/key-vault/keys/about-keys"
_SKU_SOURCE = "https://learn.microsoft.com/azure/container-registry/container-registry-skus"
_REPLICA_SOURCE = (
    "https://learn.microsoft.com/azure/container-registry/container-registry-geo-replication"
)
_SOFT_DELETE_SOURCE = (
    "https://learn.microsoft.com/azure/container-registry/container-registry-soft-delete-policy"
)

_KINDS_WITHOUT = {
    "azure-native:storage:FileServiceProperties": ("BlobStorage", "BlockBlobStorage"),
    "azure-native:storage:QueueServiceProperties": (
        "BlobStorage",
        "BlockBlobStorage",
        "FileStorage",
    ),
    "azure-native:storage:TableServiceProperties": (
        "BlobStorage",
        "BlockBlobStorage",
        "FileStorage",
    ),
    "azure-native:storage:BlobServiceProperties": ("FileStorage",),
    "azure-native:storage:BlobContainer": ("FileStorage",),
    "azure-native:storage:ManagementPolicy": ("FileStorage", "Storage"),
}


def check_storage_child(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a service that the kind of the account does not have."""
    kind = made.parent.text("kind") if made.parent else None
    without = _KINDS_WITHOUT.get(made.type, ())
    if kind in without:
        name = made.type.rpartition(":")[2]
        problem, allowed = f"a {kind} account has no {name}", "an account of kind StorageV2"
        refuse(Refusal("pair", "accountName", problem, kind, allowed, _KINDS_SOURCE))


def check_blob_service(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse what an account with a hierarchical namespace does not have."""
    check_storage_child(state, made, refuse)
    if made.parent is None or made.parent.inputs.get("isHnsEnabled") is not True:
        return
    for path in ("isVersioningEnabled", "restorePolicy.enabled"):
        if paths.first(made.inputs, path) is True:
            problem = "an account with a hierarchical namespace does not have it"
            refuse(Refusal("pair", path, problem, "true", "false", _HNS_SOURCE))


def check_container(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse public access in an account that forbids it."""
    check_storage_child(state, made, refuse)
    access = made.text("publicAccess")
    allows = made.parent.inputs.get("allowBlobPublicAccess") if made.parent else UNKNOWN
    if access in ("Blob", "Container") and allows in (None, False):
        problem, allowed = "the account allows no public access", "None"
        refuse(Refusal("pair", "publicAccess", problem, access, allowed, _PUBLIC_SOURCE))


def check_lifecycle(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse rule names used twice, and actions that the account cannot carry out."""
    check_storage_child(state, made, refuse)
    names: list[object] = []
    for found in paths.find(made.inputs, "policy.rules[].name"):
        if found.value in names:
            problem, allowed = "is the name of an earlier rule", "a name of its own"
            got = describe(found.value)
            refuse(Refusal("name-taken", found.path, problem, got, allowed, _ACCESS_SOURCE))
        names.append(found.value)
    sku = made.parent.text("sku.name") if made.parent else None
    for path in ("baseBlob", "snapshot", "version"):
        for found in paths.find(
            made.inputs, f"policy.rules[].definition.actions.{path}.tierToArchive"
        ):
            if found.value is not None and sku and "ZRS" in sku:
                problem, allowed = f"the archive tier does not exist with {sku}", "tierToCold"
                refuse(Refusal("pair", found.path, problem, sku, allowed, _ARCHIVE_SOURCE))
    _check_access_tracking(state, made, refuse)


def check_key(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a key in hardware in a vault without it."""
    kind = made.text("properties.kty")
    sku = made.parent.text("properties.sku.name") if made.parent else None
    if kind and kind.endswith("-HSM") and sku == "standard":
        problem, allowed = "needs a vault of SKU premium", kind.removesuffix("-HSM")
        refuse(Refusal("pair", "properties.kty", problem, kind, allowed, _HSM_SOURCE))


def check_replication(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a replica of a registry that cannot have one, or has one in the region."""
    registry = made.parent
    if registry is None:
        return
    sku, location = registry.text("sku.name"), made.text("location")
    if sku and sku != "Premium":
        problem, allowed = "replicas need a Premium registry", "sku.name: Premium"
        refuse(Refusal("pair", "registryName", problem, sku, allowed, _SKU_SOURCE))
    _check_soft_delete(registry, "replicas", refuse)
    taken = [registry] + [
        other
        for other in state.of_type(REPLICATION)
        if other.urn != made.urn and other.parent and other.parent.urn == registry.urn
    ]
    for other in taken:
        if location and _region(other.text("location")) == _region(location):
            problem = f"{other.request.name} is in that region already"
            got, allowed = describe(location), "another region"
            refuse(Refusal("pair", "location", problem, got, allowed, _REPLICA_SOURCE))


def check_cache_rule(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a cache rule next to soft delete, and two rules for one target."""
    if made.parent is None:
        return
    _check_soft_delete(made.parent, "cache rules", refuse)
    target = made.text("targetRepository")
    for other in state.of_type(CACHE_RULE):
        same = other.parent and other.parent.urn == made.parent.urn and other.urn != made.urn
        if same and target and other.text("targetRepository") == target:
            problem = f"is the target of {other.request.name} already"
            got, allowed = describe(target), "a repository of its own"
            source = "https://learn.microsoft.com/azure/container-registry/artifact-cache-overview"
            refuse(Refusal("name-taken", "targetRepository", problem, got, allowed, source))


def _check_soft_delete(registry: Created, what: str, refuse: Refuse) -> None:
    if registry.text("policies.softDeletePolicy.status") == "enabled":
        problem = f"soft delete excludes {what}"
        allowed = "policies.softDeletePolicy.status: disabled on the registry"
        got = registry.request.name
        refuse(Refusal("pair", "registryName", problem, got, allowed, _SOFT_DELETE_SOURCE))


def _check_access_tracking(state: State, made: Created, refuse: Refuse) -> None:
    path = "policy.rules[].definition.actions.baseBlob.*.daysAfterLastAccessTimeGreaterThan"
    used = [found for found in paths.find(made.inputs, path) if found.value is not None]
    services = [
        service
        for service in state.of_type(BLOB_SERVICE)
        if made.parent and service.parent and service.parent.urn == made.parent.urn
    ]
    tracked = [paths.first(s.inputs, "lastAccessTimeTrackingPolicy.enable") for s in services]
    if used and made.parent and not any(value in (True, UNKNOWN) for value in tracked):
        problem = "the account does not track when a blob was last read"
        allowed = (
            "lastAccessTimeTrackingPolicy.enable: true on its BlobServiceProperties, made first"
        )
        got = describe(used[0].value)
        refuse(Refusal("pair", used[0].path, problem, got, allowed, _ACCESS_SOURCE))


def _region(location: str | None) -> str | None:
    return location.lower().replace(" ", "") if location else None
