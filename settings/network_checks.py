"""Mistakes in the network settings that only show next to other settings."""

from collections.abc import Iterator

from settings.footprint import footprint
from settings.network import ExistingNetwork, NatSettings, NewFirewall
from settings.platform import PlatformSettings
from settings.problems import Problem
from settings.regions import REGIONS
from settings.withheld import unless_withheld


def _egress(settings: PlatformSettings) -> Iterator[Problem]:
    network, zone = settings.network, settings.network.nat.zone
    if zone is not None and not REGIONS[settings.location].zones:
        wrong = f"needs availability zones, which {settings.location} has not"
        yield Problem("network.nat.zone", wrong, "remove it", f"'{zone}'")
    if isinstance(network.virtual_network, ExistingNetwork) and isinstance(
        network.firewall, NewFirewall
    ):
        fix = "give `id` and `private_ip` of the one its subnets are routed to"
        yield Problem("network.firewall", "cannot be made in a network that exists", fix)
    if network.egress == "isolated":
        if settings.workspace.isolation == "own_network":
            # learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet: Azure Batch
            # and the service are reached by public addresses.
            yield Problem(
                "network.egress",
                "cuts training computes of isolation own_network off from the service they run on",
                "choose nat or firewall, or another workspace.isolation",
                "'isolated'",
            )
        if not network.private_endpoints:
            yield Problem(
                "network.egress",
                "leaves no way to storage and registry without private_endpoints",
                "remove network.private_endpoints, or choose nat or firewall",
                "'isolated'",
            )


def _names(settings: PlatformSettings) -> Iterator[Problem]:
    network, dns = settings.network, settings.network.private_dns
    own = getattr(network.virtual_network, "id", "").lower()
    seen = {own}
    for index, network_id in enumerate(dns.linked_network_ids):
        path = f"network.private_dns.linked_network_ids[{index}]"
        if dns.managed_by_policy or dns.zone_ids:
            # The owner of a zone links it.
            yield Problem(path, "is not read where the stack makes no zones", "remove it")
        elif network_id.lower() in seen:
            yield Problem(path, "is linked already, and Azure takes a link once", "remove it")
        seen.add(network_id.lower())


def _unread(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network
    given = {
        "nat": network.nat != NatSettings(),
        "allowed_callers": bool(network.allowed_callers),
        "ddos_protection_plan_id": network.ddos_protection_plan_id is not None,
    }
    if isinstance(network.virtual_network, ExistingNetwork):
        for field in (field for field, is_given in given.items() if is_given):
            fix = "remove it; its owner decides"
            yield Problem(f"network.{field}", "is not read for a network that exists", fix)
    elif given["nat"] and network.egress != "nat":
        wrong = f"is not read with egress {network.egress}"
        yield Problem("network.nat", wrong, "set network.egress to nat, or remove it")


def _firewall(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network
    if network.egress == "firewall" and network.firewall is None:
        fix = "add `sku: Standard` to make one, or `id` and `private_ip` of the hub's"
        yield Problem("network.firewall", "is required with egress firewall", fix)
    if network.egress != "firewall" and network.firewall is not None:
        fix = "set network.egress to firewall, or remove it"
        yield Problem("network.firewall", f"is not read with egress {network.egress}", fix)


def _zones(settings: PlatformSettings) -> Iterator[Problem]:
    dns, path = settings.network.private_dns, "network.private_dns.zone_ids"
    if dns.managed_by_policy and dns.zone_ids:
        fix = "keep one: the ids, or managed_by_policy"
        yield Problem(path, "contradicts managed_by_policy", fix)
    lacking = [zone for zone in footprint(settings).zones if zone not in dns.zone_ids]
    if dns.zone_ids and lacking:
        wrong = f"lacks {', '.join(lacking)}, which private endpoints need"
        yield Problem(path, wrong, "add their ids")


def _zone_ids(settings: PlatformSettings) -> Iterator[Problem]:
    for zone, zone_id in settings.network.private_dns.zone_ids.items():
        yield from unless_withheld(_zone_id, zone, zone_id)


def _zone_id(zone: str, zone_id: str) -> Iterator[Problem]:
    name = zone_id.rpartition("/")[2]
    if name.lower() != zone:
        path = f"network.private_dns.zone_ids.{zone}"
        yield Problem(path, f"is the id of {name}", f"give the id of {zone}")


def _subnets(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network.virtual_network
    if isinstance(network, ExistingNetwork):
        # A firewall cannot be made there at all, which is told by itself.
        needs = footprint(settings).subnets
        roles = [need.role for need in needs if not need.role.startswith("firewall")]
        lacking = [role for role in roles if role not in network.subnet_ids]
        if lacking:
            path, fix = "network.virtual_network.subnet_ids", "add their ids under these names"
            yield Problem(path, f"lacks {', '.join(lacking)}", fix)


def _subnet_ids(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network.virtual_network
    if not isinstance(network, ExistingNetwork):
        return
    for role, subnet_id in network.subnet_ids.items():
        yield from unless_withheld(_subnet_id, role, subnet_id, network.id)
    others = {role: other for role, other in network.subnet_ids.items() if role != "api-server"}
    for role, other in others.items():
        yield from unless_withheld(_alone, network.subnet_ids.get("api-server"), role, other)


def _subnet_id(role: str, subnet_id: str, network_id: str) -> Iterator[Problem]:
    if subnet_id.lower().rpartition("/subnets/")[0] != network_id.lower():
        path = f"network.virtual_network.subnet_ids.{role}"
        fix = "give the id of one of its subnets, or change virtual_network.id"
        yield Problem(path, "is no subnet of virtual_network.id", fix)


def _alone(api_server: str | None, role: str, other: str) -> Iterator[Problem]:
    if api_server is not None and api_server.lower() == other.lower():
        # learn.microsoft.com/azure/aks/api-server-vnet-integration: used by nothing else.
        path = f"network.virtual_network.subnet_ids.{role}"
        yield Problem(path, "is the subnet of api-server, which must be alone", "give another")


CHECKS = (_egress, _names, _unread, _firewall, _zones, _zone_ids, _subnets, _subnet_ids)
