"""What security groups let through, judged as Azure judges it."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from preflight.plan import Plan
from tests.components.network_lab import GROUP, ROUTE, VNET, subnets

PROBES = IPv4Address("168.63.129.16")
INTERNET = IPv4Address("93.184.216.34")


@dataclass(frozen=True)
class Packet:
    """The first packet of a connection."""

    source: IPv4Address
    destination: IPv4Address
    port: int
    protocol: str = "Tcp"


def host(plan: Plan, role: str, number: int = 10) -> IPv4Address:
    """Return the address of a host in a subnet."""
    return IPv4Network(subnets(plan)[role]["addressPrefix"])[number]


def opens(plan: Plan, packet: Packet) -> bool:
    """Whether a connection gets through the security groups at both its ends.

    Follows learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works, and
    where its pages leave room takes the less convenient reading: VirtualNetwork covers a default
    route's range, but no pods.
    """
    return all(
        _passes(plan, subnet, packet, direction)
        for direction, end in (("Outbound", packet.source), ("Inbound", packet.destination))
        for subnet in _subnets_of(plan, end)
    )


def _subnets_of(plan: Plan, address: IPv4Address) -> list[dict[str, Any]]:
    """Return the subnet of an address; pods live on the nodes."""
    if address in IPv4Network("10.244.0.0/16"):
        return [subnets(plan)["nodes"]]
    return [s for s in subnets(plan).values() if address in IPv4Network(s["addressPrefix"])]


def _passes(plan: Plan, subnet: dict[str, Any], packet: Packet, direction: str) -> bool:
    if "networkSecurityGroup" not in subnet:
        return True
    policies = subnet["privateEndpointNetworkPolicies"]
    if "endpoints" in subnet["subnetName"] and policies != "NetworkSecurityGroupEnabled":
        return True
    (group,) = (g for g in plan.all(GROUP) if g.id == subnet["networkSecurityGroup"]["id"])
    rules = [*group.inputs["securityRules"], *_AZURES_RULES]
    ranges = _virtual_network(plan, subnet)
    for rule in sorted(rules, key=lambda rule: rule["priority"]):
        if rule["direction"] == direction and _matches(rule, packet, ranges):
            return rule["access"] == "Allow"
    raise AssertionError("Azure's last rule matches everything")


def _virtual_network(plan: Plan, subnet: dict[str, Any]) -> list[IPv4Network]:
    vnet = plan.one(VNET)
    texts = [*vnet.inputs["addressSpace"]["addressPrefixes"], "10.0.0.0/24"]
    if "routeTable" in subnet:
        texts += [r.inputs["addressPrefix"] for r in plan.all(ROUTE)]
    return [IPv4Network(text) for text in texts]


def _azures_rule(direction: str, priority: int, access: str, source: str, to: str) -> dict:
    return {
        "direction": direction,
        "priority": priority,
        "access": access,
        "protocol": "*",
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": to,
        "destinationPortRange": "*",
    }


_AZURES_RULES = (
    _azures_rule("Inbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"),
    _azures_rule("Inbound", 65001, "Allow", "AzureLoadBalancer", "*"),
    _azures_rule("Inbound", 65500, "Deny", "*", "*"),
    _azures_rule("Outbound", 65000, "Allow", "VirtualNetwork", "VirtualNetwork"),
    _azures_rule("Outbound", 65001, "Allow", "*", "Internet"),
    _azures_rule("Outbound", 65500, "Deny", "*", "*"),
)


def _matches(rule: dict[str, Any], packet: Packet, virtual_network: list[IPv4Network]) -> bool:
    return (
        rule["protocol"] in ("*", packet.protocol)
        and rule["destinationPortRange"] in ("*", str(packet.port))
        and _covers(_prefixes(rule, "source"), packet.source, virtual_network)
        and _covers(_prefixes(rule, "destination"), packet.destination, virtual_network)
    )


def _prefixes(rule: dict[str, Any], end: str) -> list[str]:
    one, many = rule.get(f"{end}AddressPrefix"), rule.get(f"{end}AddressPrefixes")
    assert (one is None) != (many is None), f"{rule['name']}: {end} is given twice or not at all"
    return many or [str(one)]


def _covers(prefixes: list[str], address: IPv4Address, virtual_network: list[IPv4Network]) -> bool:
    tags = {
        "*": True,
        "AzureCloud": False,
        "AzureLoadBalancer": address == PROBES,
        "GatewayManager": False,
        "Internet": address.is_global and address != PROBES,
        "VirtualNetwork": any(address in network for network in virtual_network),
    }
    return any(
        tags[prefix] if prefix in tags else address in IPv4Network(prefix) for prefix in prefixes
    )
