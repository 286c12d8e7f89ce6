"""Storage, vault and log settings that Azure refuses side by side, or that cost without effect."""

from collections.abc import Iterator

from settings.data_stores import ExistingVault
from settings.monitoring import NewAuditLog
from settings.platform import PlatformSettings
from settings.problems import Problem, shown

# Leaving the cool tier earlier is billed as if the data had stayed
# (learn.microsoft.com/azure/storage/blobs/access-tiers-overview).
COOL_MINIMUM_DAYS = 30
ARCHIVE = "data_stores.storage.lifecycle.archive_after_days"


def _archive_tier(settings: PlatformSettings) -> Iterator[Problem]:
    storage = settings.data_stores.storage
    days = storage.lifecycle.archive_after_days
    if storage.redundancy in ("ZRS", "GZRS") and days is not None:
        # learn.microsoft.com/azure/storage/blobs/access-tiers-overview: no archive tier there.
        wrong = f"needs an archive tier, which redundancy {storage.redundancy} has not"
        yield Problem(ARCHIVE, wrong, "set it to null, or choose LRS or GRS", shown(days))


def _cool_before_archive(settings: PlatformSettings) -> Iterator[Problem]:
    lifecycle = settings.data_stores.storage.lifecycle
    cool, archive = lifecycle.cool_after_days, lifecycle.archive_after_days
    if cool is not None and archive is not None and archive < cool + COOL_MINIMUM_DAYS:
        yield Problem(
            ARCHIVE,
            f"must be at least {COOL_MINIMUM_DAYS} days after cool_after_days ({cool}), because "
            "leaving the cool tier earlier is billed as if the data had stayed",
            f"write {cool + COOL_MINIMUM_DAYS} or more",
            shown(archive),
        )


def _directories(settings: PlatformSettings) -> Iterator[Problem]:
    storage = settings.data_stores.storage
    if storage.hierarchical_namespace and storage.versioning:
        # learn.microsoft.com/azure/storage/blobs/versioning-overview: not with a namespace.
        yield Problem(
            "data_stores.storage.versioning",
            "is not possible with hierarchical_namespace",
            "set it to false, or remove hierarchical_namespace",
            "true",
        )


def _encryption_key(settings: PlatformSettings) -> Iterator[Problem]:
    stores = settings.data_stores
    if not isinstance(stores.key_vault, ExistingVault):
        return
    path, key = "data_stores.key_vault.encryption_key", stores.key_vault.encryption_key
    if stores.encryption == "customer" and key is None:
        wrong = "is required with encryption customer and a vault that exists"
        yield Problem(path, wrong, "name the key of the vault to encrypt with")
    if stores.encryption == "platform" and key is not None:
        fix = "set data_stores.encryption to customer, or remove it"
        yield Problem(path, "is not read with encryption platform", fix, shown(key))


def _archived_logs(settings: PlatformSettings) -> Iterator[Problem]:
    audit, archive = settings.monitoring.audit, settings.monitoring.archive_audit_days
    if isinstance(audit, NewAuditLog) and archive is not None and archive < audit.retention_days:
        yield Problem(
            "monitoring.archive_audit_days",
            f"must be >= retention_days ({audit.retention_days})",
            "raise it, or remove it",
            shown(archive),
        )


CHECKS = (
    _archive_tier,
    _cool_before_archive,
    _directories,
    _encryption_key,
    _archived_logs,
)
