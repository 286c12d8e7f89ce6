"""Mistakes in the ways in that only show next to other settings."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from settings.access import MICROSOFTS_VPN_CLIENT, HubSettings
from settings.footprint import footprint
from settings.network import (
    ExistingFirewall,
    ExistingNetwork,
    NetworkSettings,
    NewNetwork,
    SubnetRole,
)
from settings.platform import PlatformSettings
from settings.problems import Problem, shown
from settings.time_zones import WINDOWS_TIME_ZONES
from settings.withheld import unless_withheld

# Subnets that Azure shares with nothing else.
_ALONE: tuple[SubnetRole, ...] = ("bastion", "gateway", "resolver", "runners")


def _one_way_in(settings: PlatformSettings) -> Iterator[Problem]:
    access = settings.access
    given = [way for way in ("hub", "bastion_vm", "vpn") if getattr(access, way) is not None]
    if len(given) > 1:
        wrong = f"gives {len(given)} ways in ({', '.join(given)}), each a door to watch"
        yield Problem("access", wrong, "keep one")
    runners = access.runners
    if runners and runners.github_business_id and runners.devops_pool:
        wrong = "hands the subnet of access.runners.devops_pool to GitHub too"
        yield Problem("access.runners.github_business_id", wrong, "keep one of the two")


def _hub(settings: PlatformSettings) -> Iterator[Problem]:
    hub, network = settings.access.hub, settings.network
    if hub is None:
        return
    if isinstance(network.virtual_network, ExistingNetwork):
        if hub.id.lower() == network.virtual_network.id.lower():
            fix = "give the id of the network that people come from, or remove it"
            yield Problem("access.hub.id", "is the platform's own network", fix)
        for name in sorted(hub.model_fields_set - {"id"}):
            if getattr(hub, name) != HubSettings.model_fields[name].default:
                wrong, fix = "is not read for a network that exists", "remove it; its owner peers"
                yield Problem(f"access.hub.{name}", wrong, fix)
    if isinstance(network.virtual_network, NewNetwork):
        yield from _hub_of_a_new_network(hub, network)


def _hub_of_a_new_network(hub: HubSettings, network: NetworkSettings) -> Iterator[Problem]:
    if not network.allowed_callers:
        wrong = "is empty, so whoever comes by access.hub reaches nothing"
        fix = "add the ranges that people and pipelines come from"
        yield Problem("network.allowed_callers", wrong, fix)
    if isinstance(network.firewall, ExistingFirewall) and not hub.allow_forwarded_traffic:
        wrong = "must be true where network.firewall passes on what comes back"
        yield Problem("access.hub.allow_forwarded_traffic", wrong, "remove it", "false")


def _peer_back(settings: PlatformSettings) -> Iterator[Problem]:
    hub = settings.access.hub
    if hub and hub.peer_back and hub.id.split("/")[2].lower() != settings.subscription_id:
        wrong = "needs a hub in the stack's own subscription"
        fix = "remove it, and let the hub's owners run the command that the plan prints"
        yield Problem("access.hub.peer_back", wrong, fix, "true")


def _dns_servers(settings: PlatformSettings) -> Iterator[Problem]:
    network, dns = settings.network, settings.network.private_dns
    servers = getattr(network.virtual_network, "dns_servers", ())
    own_zones = network.private_endpoints and not (dns.zone_ids or dns.managed_by_policy)
    if servers and own_zones and not dns.linked_network_ids:
        wrong = "is empty, so virtual_network.dns_servers do not resolve the stack's own zones"
        fix = "add the id of the network that the servers are in"
        yield Problem("network.private_dns.linked_network_ids", wrong, fix)


def _isolated(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.network.egress != "isolated":
        return
    if settings.access.bastion_vm is not None:
        wrong = "needs a way out: its host asks Entra who may sign in, which egress isolated denies"
        fix = "choose access.vpn or access.hub, or another network.egress"
        yield Problem("access.bastion_vm", wrong, fix)
    if settings.access.runners is not None:
        wrong = "needs a way out: runners fetch their jobs, which egress isolated denies"
        fix = "remove it and use runners of the hub, or choose another network.egress"
        yield Problem("access.runners", wrong, fix)


def _shutdown(settings: PlatformSettings) -> Iterator[Problem]:
    bastion, schedule = settings.access.bastion_vm, settings.schedule
    if bastion is None or bastion.shutdown_at is None or schedule is None:
        return
    if schedule.time_zone not in WINDOWS_TIME_ZONES:
        wrong = "has no Windows name known here, and access.bastion_vm.shutdown_at takes no other"
        fix = "write the nearest of settings/time_zones.py, such as Europe/Berlin"
        yield Problem("schedule.time_zone", wrong, fix, shown(schedule.time_zone))


def _vpn(settings: PlatformSettings) -> Iterator[Problem]:
    vpn = settings.access.vpn
    if vpn is not None:
        yield from unless_withheld(_vpn_range, vpn.client_range)
        yield from unless_withheld(_vpn_audience, vpn.audience, settings.tier)


def _vpn_range(client_range: str) -> Iterator[Problem]:
    if IPv4Network(client_range).prefixlen > 27:
        wrong = "is too small: the gateway's two halves share it"
        yield Problem(
            "access.vpn.client_range", wrong, "make it /27 or larger", shown(client_range)
        )


def _vpn_audience(audience: str, tier: str) -> Iterator[Problem]:
    if tier == "production" and audience == MICROSOFTS_VPN_CLIENT:
        wrong = "lets in everybody of the tenant, guests included, in a production stack"
        fix = "give the id of an application of the company's with assignment required"
        yield Problem("access.vpn.audience", wrong, fix, shown(audience))


def _subnet_ids(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network.virtual_network
    if isinstance(network, ExistingNetwork):
        names = {need.role: need.azure_name for need in footprint(settings).subnets}
        for role, subnet_id in network.subnet_ids.items():
            yield from unless_withheld(_subnet_name, role, names.get(role, ""), subnet_id)
        for role in _ALONE:
            yield from unless_withheld(_alone, role, network)


def _subnet_name(role: str, azure_name: str, subnet_id: str) -> Iterator[Problem]:
    name = subnet_id.rpartition("/")[2]
    if azure_name and name.lower() != azure_name.lower():
        path = f"network.virtual_network.subnet_ids.{role}"
        yield Problem(path, f"must be {azure_name}, as Azure wants it", "give its id", shown(name))


def _alone(role: SubnetRole, network: ExistingNetwork) -> Iterator[Problem]:
    own = network.subnet_ids.get(role)
    for other, subnet_id in network.subnet_ids.items():
        if own is not None and other != role and subnet_id.lower() == own.lower():
            path = f"network.virtual_network.subnet_ids.{role}"
            yield Problem(path, f"is the subnet of {other} too, and must be alone", "give another")


CHECKS = (
    _one_way_in,
    _hub,
    _peer_back,
    _dns_servers,
    _isolated,
    _shutdown,
    _vpn,
    _subnet_ids,
)
