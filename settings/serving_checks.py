"""Mistakes in the cluster's settings that only show next to other settings."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address

from settings.address_plan import DoesNotFitError, plan
from settings.data_stores import NewRegistry
from settings.footprint import footprint
from settings.network import NewNetwork
from settings.platform import PlatformSettings
from settings.problems import Problem
from settings.regions import REGIONS
from settings.schedule import ScheduleSettings
from settings.serving import PoolSettings
from settings.vm_sizes import has_gpu
from settings.windows import maintenance_window, minutes, stops
from settings.withheld import unless_withheld

# learn.microsoft.com/azure/aks/network-isolated: name and repositories must be exactly these.
ISOLATED_RULE = ("aks-managed-mcr", "mcr.microsoft.com/*", "aks-managed-repository/*")


def check_serving(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield every pool, window, zone or address that cannot be as the settings say."""
    if not settings.serving.enabled:
        return
    yield from unless_withheld(_production, settings)
    for role, pool in settings.serving.pools.items():
        yield from unless_withheld(_pool, f"serving.{role}_pool", pool)
    yield from unless_withheld(_pools, settings)
    yield from unless_withheld(_upgrades, settings)
    yield from unless_withheld(_names, settings)
    yield from unless_withheld(_isolated, settings)
    yield from unless_withheld(_ingress, settings)


def check_schedule(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield what is wrong with the running hours, and with a window that is to lie in them."""
    schedule = settings.schedule
    if schedule and minutes(schedule.stop) <= minutes(schedule.start):
        got, fix = f"'{schedule.stop}'", "correct one of the two"
        yield Problem("schedule.stop", f"is not after the start ({schedule.start})", fix, got)
    elif settings.serving.enabled and (hours := stops(settings)):
        yield from _window(settings, hours)


def _window(settings: PlatformSettings, hours: ScheduleSettings) -> Iterator[Problem]:
    given = settings.serving.maintenance
    if given and "time_zone" in given.model_fields_set:
        wrong = "is not read where a schedule stops the cluster"
        yield Problem("serving.maintenance.time_zone", wrong, "remove it")
    window = maintenance_window(settings)
    if window.day not in hours.days:
        yield Problem(
            "serving.maintenance.day",
            "is no running day, and a stopped cluster is never patched",
            f"choose one of {', '.join(hours.days)}",
            f"'{window.day}'",
        )
    opens = minutes(window.start)
    closes = opens + window.hours * 60 + window.summer_minutes
    if opens < minutes(hours.start) or closes > minutes(hours.stop):
        yield Problem(
            "serving.maintenance" if given else "schedule",
            f"leaves the window ({window}) partly outside the running hours "
            f"({hours.start}-{hours.stop})",
            "move or shorten the window, or lengthen the hours",
        )


def _production(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.tier != "production":
        return
    serving, fix = settings.serving, "remove it, or set tier to non_production"
    if serving.tier == "Free":
        yield Problem("serving.tier", "has no SLA, which production needs", fix, "'Free'")
    if not serving.protect:
        wrong = "must be true in a production stack"
        yield Problem("serving.protect", wrong, "remove it; see the runbook", "false")
    if serving.user_pool.spot:
        wrong = "would take every node of the services away at once"
        yield Problem("serving.user_pool.spot", wrong, "remove it, and add a spot_pool", "true")
    if serving.system_pool.min_nodes < 3 and REGIONS[settings.location].zones:
        yield Problem(
            "serving.system_pool.min_nodes",
            "must be >= 3 in a production stack, one in each zone",
            "raise it",
            str(serving.system_pool.min_nodes),
        )


def _pool(path: str, pool: PoolSettings) -> Iterator[Problem]:
    if pool.max_nodes < pool.min_nodes:
        wrong = f"must be >= min_nodes ({pool.min_nodes})"
        yield Problem(f"{path}.max_nodes", wrong, "raise it", str(pool.max_nodes))
    if pool.os_disk == "managed":
        return
    family, cores, features, version = _size(pool.vm_size)
    # learn.microsoft.com/azure/virtual-machines/vm-naming-conventions: from version 4 on a local
    # disk is told by the letter d.
    if version >= 4 and "d" not in features:
        wrong = "has no local disk for an ephemeral one"
        fix = "choose a size with a d, such as Standard_D4ds_v5, or os_disk managed"
        yield Problem(f"{path}.vm_size", wrong, fix, f"'{pool.vm_size}'")
    elif family in ("D", "E") and version in (4, 5) and pool.os_disk_gb > cores * 37.5:
        yield Problem(
            f"{path}.os_disk_gb",
            f"is larger than the local disk of {pool.vm_size} ({cores * 37.5:g} GB)",
            "lower it, or choose a larger size",
            str(pool.os_disk_gb),
        )


def _size(vm_size: str) -> tuple[str, int, str, int]:
    """Return family, cores, feature letters and version of a VM size."""
    found = re.match(r"Standard_([A-Z]+)([0-9]+)(?:-[0-9]+)?([a-z]*).*_v([0-9])$", vm_size)
    if found is None:
        return "", 0, "d", 0
    return found[1], int(found[2]), found[3], int(found[4])


def _pools(settings: PlatformSettings) -> Iterator[Problem]:
    serving = settings.serving
    if serving.system_pool.spot:
        # learn.microsoft.com/azure/aks/spot-node-pool: never the default pool, never mode System.
        fix = "remove it; use spot on user_pool or gpu_pool"
        yield Problem("serving.system_pool.spot", "is not allowed on the system pool", fix, "true")
    if serving.system_pool.min_nodes < 2:
        # learn.microsoft.com/azure/aks/create-node-pools#limitations.
        path, got = "serving.system_pool.min_nodes", str(serving.system_pool.min_nodes)
        yield Problem(path, "must be >= 2 on the system pool", "raise it", got)
    if serving.gpu_pool and not has_gpu(serving.gpu_pool.vm_size):
        got = f"'{serving.gpu_pool.vm_size}'"
        fix = "choose one such as Standard_NC24ads_A100_v4, or remove the pool"
        yield Problem("serving.gpu_pool.vm_size", "has no GPU", fix, got)


def _upgrades(settings: PlatformSettings) -> Iterator[Problem]:
    serving = settings.serving
    if serving.upgrade_channel == "patch" and serving.kubernetes_version.count(".") == 2:
        minor = serving.kubernetes_version.rpartition(".")[0]
        yield Problem(
            "serving.kubernetes_version",
            "names a patch, from which AKS moves on by itself and never back",
            f'write "{minor}", or set upgrade_channel to none',
            f"'{serving.kubernetes_version}'",
        )


def _names(settings: PlatformSettings) -> Iterator[Problem]:
    serving, location = settings.serving, settings.location
    if serving.api_server_zone_id is None:
        return
    zone = serving.api_server_zone_id.rpartition("/")[2]
    # learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns.
    prefixes = ["privatelink"]
    prefixes += ["private"] if serving.api_server == "vnet_integration" else []
    suffixes = [f"{prefix}.{location}.azmk8s.io" for prefix in prefixes]
    if not any(zone == suffix or zone.endswith(f".{suffix}") for suffix in suffixes):
        yield Problem(
            "serving.api_server_zone_id",
            "is no zone that the API server can be found by",
            f"give the id of {' or '.join(suffixes)}, or of a zone below",
            f"'{zone}'",
        )


def _isolated(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.network.egress != "isolated":
        return
    serving, registry = settings.serving, settings.data_stores.registry
    if serving.node_os_channel != "NodeImage":
        # learn.microsoft.com/azure/aks/concepts-network-isolated.
        wrong = "needs a way out to package servers, which egress isolated has not"
        got = f"'{serving.node_os_channel}'"
        yield Problem("serving.node_os_channel", wrong, "remove it", got)
    if isinstance(registry, NewRegistry):
        name, source, target = ISOLATED_RULE
        rule = registry.cache_rules.get(name)
        if rule is None or (rule.source, rule.target) != (source, target):
            yield Problem(
                f"data_stores.registry.cache_rules.{name}",
                "is what nodes get the cluster's own images by with egress isolated",
                f'write `{name}: {{ source: "{source}", target: "{target}" }}`',
            )


def _ingress(settings: PlatformSettings) -> Iterator[Problem]:
    ingress = settings.serving.ingress
    if ingress is None:
        return
    if settings.serving.istio is None:
        fix = "remove it, or set serving.istio"
        yield Problem("serving.ingress", "names a gateway that istio null leaves out", fix)
    if ingress.host_name.startswith("*"):
        got, fix = f"'{ingress.host_name}'", "name one host"
        yield Problem("serving.ingress.host_name", "is a wildcard, not a host", fix, got)
    network = settings.network.virtual_network
    if not isinstance(network, NewNetwork):
        return
    try:
        nodes = plan(
            network.address_space, footprint(settings).subnets, network.pinned_subnets
        ).get("nodes")
    except DoesNotFitError:
        return
    address = IPv4Address(ingress.address)
    # Azure keeps the first four addresses of a subnet and the last.
    if nodes is not None and (address not in nodes or address in (*list(nodes)[:4], nodes[-1])):
        yield Problem(
            "serving.ingress.address",
            f"is no address that the node subnet ({nodes}) can give away",
            f"choose one at its end, such as {nodes[-2]}, and pin the subnet's range",
            f"'{ingress.address}'",
        )
