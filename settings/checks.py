"""Mistakes that no single value shows: settings that contradict each other."""

from collections.abc import Callable, Iterator

from settings import (
    access_checks,
    address_checks,
    data_store_checks,
    monitoring_checks,
    network_checks,
)
from settings.cost_checks import check_cost
from settings.data_stores import NewRegistry, NewVault
from settings.delivery_checks import check_delivery
from settings.model_service_checks import check_model_services
from settings.model_services import ServiceSettings
from settings.platform import PlatformSettings
from settings.problems import Problem, shown
from settings.regions import REGIONS
from settings.serving_checks import check_schedule, check_serving
from settings.withheld import unless_withheld
from settings.workspace_checks import check_workspace


def check(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield every contradiction between two or more settings.

    Each check runs by itself: one that meets a refused value ends, the others go on.
    """
    for single in CHECKS:
        yield from unless_withheld(single, settings)


def _private(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.tier == "production" and not settings.network.private_endpoints:
        fix = "remove it, or set tier to non_production"
        yield _must_be_true("network.private_endpoints", fix)


def _protected(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.tier == "production" and not settings.data_stores.protect:
        fix = "remove it; for a planned deletion set tier to non_production too"
        yield _must_be_true("data_stores.protect", fix)


def _audit_protected(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.tier == "production" and not settings.monitoring.protect:
        fix = "remove it; for a planned deletion set tier to non_production too"
        yield _must_be_true("monitoring.protect", fix)


def _purge_protected(settings: PlatformSettings) -> Iterator[Problem]:
    vault = settings.data_stores.key_vault
    if not isinstance(vault, NewVault) or vault.purge_protection:
        return
    path = "data_stores.key_vault.purge_protection"
    if settings.tier == "production":
        yield _must_be_true(path, "remove it, or set tier to non_production")
    elif settings.data_stores.encryption == "customer":
        # learn.microsoft.com/azure/storage/common/customer-managed-keys-overview: required.
        wrong = "must be true where a key of the vault encrypts data"
        yield Problem(path, wrong, "remove it, or set encryption to platform", "false")


def _must_be_true(path: str, fix: str) -> Problem:
    return Problem(path, "must be true in a production stack", fix, "false")


def _residency(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.location not in settings.allowed_locations:
        yield _outside("location", settings.location, settings)


def _replicas(settings: PlatformSettings) -> Iterator[Problem]:
    registry = settings.data_stores.registry
    if not isinstance(registry, NewRegistry):
        return
    for index, region in enumerate(registry.replicas):
        path = f"data_stores.registry.replicas[{index}]"
        if region == settings.location:
            yield Problem(path, "is the registry's own region", "remove it", shown(region))
        elif region not in settings.allowed_locations:
            yield _outside(path, region, settings)


def _outside(path: str, region: str, settings: PlatformSettings) -> Problem:
    allowed = ", ".join(settings.allowed_locations)
    fix = f"choose one of allowed_locations ({allowed}), or add it there"
    return Problem(path, "is outside the regions data may be kept in", fix, shown(region))


def _zones(settings: PlatformSettings) -> Iterator[Problem]:
    redundancy = settings.data_stores.storage.redundancy
    if redundancy in ("ZRS", "GZRS") and not REGIONS[settings.location].zones:
        yield Problem(
            "data_stores.storage.redundancy",
            f"needs availability zones, which {settings.location} has not",
            "choose LRS or GRS",
            shown(redundancy),
        )


def _ids(settings: PlatformSettings) -> Iterator[Problem]:
    # All zeros stand for "not filled in yet", which an offline plan need not mind.
    same = settings.tenant_id == settings.subscription_id
    if same and settings.subscription_id.strip("0-"):
        fix = "write what `az account show --query tenantId` prints"
        yield Problem("tenant_id", "is the id of the subscription", fix, shown(settings.tenant_id))


def _traffic(settings: PlatformSettings) -> Iterator[Problem]:
    for name, service in settings.serving.services.items():
        yield from unless_withheld(_weights, name, service)


def _weights(name: str, service: ServiceSettings) -> Iterator[Problem]:
    total = sum(service.traffic.values())
    if total != 100:
        fix = f"add {100 - total}" if total < 100 else f"take {total - 100} away"
        yield Problem(f"serving.services.{name}.traffic", "must sum to 100", fix, shown(total))


def _services_without_cluster(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.serving.services and not settings.serving.enabled:
        wrong = "names model services, but serving.enabled is false"
        yield Problem("serving.services", wrong, "remove one of the two")


CHECKS: tuple[Callable[[PlatformSettings], Iterator[Problem]], ...] = (
    _private,
    _protected,
    _audit_protected,
    _purge_protected,
    _residency,
    _replicas,
    _zones,
    _ids,
    *network_checks.CHECKS,
    *address_checks.CHECKS,
    *access_checks.CHECKS,
    *data_store_checks.CHECKS,
    *monitoring_checks.CHECKS,
    check_serving,
    check_schedule,
    _traffic,
    _services_without_cluster,
    check_model_services,
    check_delivery,
    check_workspace,
    check_cost,
)
