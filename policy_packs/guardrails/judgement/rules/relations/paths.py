"""Whether port 443 is open on the way from one subnet to the endpoints in another."""

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from typing import Any, Literal

from ...checks import same
from ...graph import Graph, Resource
from ...values import MISSING, UNKNOWN, Found
from ..network.services import NETWORK

GROUP = "azure-native:network:NetworkSecurityGroup"
RULE = "azure-native:network:SecurityRule"
ROUTES = "azure-native:network:RouteTable"
ROUTE = "azure-native:network:Route"
PORT = 443

Way = Literal["open", "closed", "unknown"]
Cover = Literal["all", "some", "none"]
_BOTH = frozenset(("Allow", "Deny"))


def port_is_open(graph: Graph, caller: Resource, endpoints: Resource) -> Way:
    """Tell whether the security groups of two subnets let port 443 pass from one to the other.

    That of the endpoints counts only where the subnet says that it holds for endpoints.
    """
    start, end = _ranges(caller), _ranges(endpoints)
    if start is None or end is None:
        return "unknown"
    sides = [set(_decisions(graph, caller, "Outbound", start, end))]
    policies = endpoints.at("privateEndpointNetworkPolicies").value
    if any(same(policies, word) for word in ("Enabled", "NetworkSecurityGroupEnabled")):
        sides.append(set(_decisions(graph, endpoints, "Inbound", start, end)))
    elif policies is UNKNOWN:
        sides.append(set(_BOTH))
    if {"Deny"} in sides:
        return "closed"
    return "open" if all(side == {"Allow"} for side in sides) else "unknown"


def _decisions(
    graph: Graph, subnet: Resource, direction: str, start: list[IPv4Network], end: list[IPv4Network]
) -> Iterator[str]:
    """Return what a subnet's group may decide of a flow: `Allow`, `Deny` or, in parts, both."""
    groups = graph.behind(subnet, "networkSecurityGroup", GROUP)
    if not groups:
        given = subnet.at("networkSecurityGroup.id").value is not MISSING
        yield from _BOTH if given else ("Allow",)
    for group in groups:
        rules = sorted(_rules(graph, group, direction), key=_priority)
        for source in start:
            for destination in end:
                yield from _first(rules, source, destination)


def _rules(graph: Graph, group: Resource, direction: str) -> list[Found]:
    own = [
        Found("", dict(user.inputs))
        for user, name in graph.users(group, RULE)
        if name == "networkSecurityGroupName"
    ]
    rules = [*group.find("securityRules[*]"), *own]
    return [rule for rule in rules if same(rule.at("direction").value, direction)]


def _priority(rule: Found) -> float:
    value = rule.at("priority").value
    return value if isinstance(value, int) else 0


def _first(rules: list[Found], source: IPv4Network, destination: IPv4Network) -> Iterator[str]:
    for rule in rules:
        covers = {
            _covers_protocol(rule),
            _covers_port(rule),
            _covers(rule, "source", source),
            _covers(rule, "destination", destination),
        }
        if "none" in covers:
            continue
        access = rule.at("access").value
        yield from (access,) if isinstance(access, str) and access in _BOTH else _BOTH
        if covers == {"all"}:
            return
    # Azure's default: within a network, and those peered with it, everything passes
    # (learn.microsoft.com/azure/virtual-network/network-security-groups-overview).
    yield "Allow"


def _covers_protocol(rule: Found) -> Cover:
    value = rule.at("protocol").value
    if value is UNKNOWN:
        return "some"
    return "all" if any(same(value, word) for word in ("*", "Tcp")) else "none"


def _covers_port(rule: Found) -> Cover:
    values = _given(rule, "destinationPortRange", "destinationPortRanges")
    if UNKNOWN in values:
        return "some"
    for value in values:
        first, _, last = str(value).partition("-")
        if value == "*" or (
            first.isdigit() and int(first) <= PORT <= int(last if last.isdigit() else first)
        ):
            return "all"
    return "none"


def _covers(rule: Found, side: str, wanted: IPv4Network) -> Cover:
    values = _given(rule, f"{side}AddressPrefix", f"{side}AddressPrefixes")
    found = {_covers_range(value, wanted) for value in values}
    # Which machines are in an application security group no subnet tells.
    if rule.find(f"{side}ApplicationSecurityGroups[*]"):
        found.add("some")
    return "all" if "all" in found else "some" if "some" in found else "none"


def _covers_range(value: Any, wanted: IPv4Network) -> Cover:
    if value is UNKNOWN:
        return "some"
    if any(same(value, word) for word in ("*", "Any", "VirtualNetwork")):
        return "all"
    given = _network(value)
    if given is None:  # another service tag: addresses of Azure's own, none of a private range
        return "none"
    if wanted.subnet_of(given):
        return "all"
    return "some" if wanted.overlaps(given) else "none"


def _given(rule: Found, one: str, many: str) -> list[Any]:
    values = [rule.at(one).value, *(found.value for found in rule.find(f"{many}[*]"))]
    return [value for value in values if value is not MISSING]


def _network(value: Any) -> IPv4Network | None:
    try:
        found = ip_network(value, strict=False) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def _ranges(subnet: Resource) -> list[IPv4Network] | None:
    """Return the address ranges of a subnet, or None if they are not known."""
    values = [subnet.at("addressPrefix").value]
    values += [found.value for found in subnet.find("addressPrefixes[*]")]
    found = [_network(value) for value in values if value is not MISSING]
    return [one for one in found if one] if found and None not in found else None


def route_is_straight(graph: Graph, caller: Resource, endpoints: Resource) -> Way:
    """Tell whether what leaves a subnet for the endpoints in another gets there.

    A route of ours replaces that of an endpoint only if the endpoints' subnet says so and the route
    is not wider than the network
    (learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy).
    """
    policies = endpoints.at("privateEndpointNetworkPolicies").value
    if not any(same(policies, word) for word in ("Enabled", "RouteTableEnabled")):
        return "unknown" if policies is UNKNOWN else "open"
    goals = _ranges(endpoints)
    spaces = [_space(one) for one in graph.behind(endpoints, "virtualNetworkName", NETWORK)]
    tables = graph.behind(caller, "routeTable", ROUTES)
    if goals is None or not spaces or None in spaces:
        return "unknown"
    if not tables:
        return "open" if caller.at("routeTable.id").value is MISSING else "unknown"
    hops = {_next_hop(graph, table, goal, spaces) for table in tables for goal in goals}
    if hops & {"None", "Internet", "VirtualNetworkGateway"}:
        return "closed"
    # Whether an appliance lets it pass, its own rules decide.
    return "open" if hops <= {"VnetLocal"} else "unknown"


def _next_hop(graph: Graph, table: Resource, goal: IPv4Network, spaces: list[Any]) -> str:
    """Return where the narrowest route that replaces an endpoint's leads; `VnetLocal` without."""
    own = [Found("", dict(user.inputs)) for user, _ in graph.users(table, ROUTE)]
    best, hop = -1, "VnetLocal"
    for route in [*table.find("routes[*]"), *own]:
        prefix = _network(route.at("addressPrefix").value)
        if prefix is None:
            hop = "unknown" if route.at("addressPrefix").value is UNKNOWN else hop
        elif prefix.overlaps(goal) and prefix.prefixlen > best and _replaces(prefix, spaces):
            best, hop = prefix.prefixlen, str(route.at("nextHopType").value)
    return hop


def _replaces(prefix: IPv4Network, spaces: list[Any]) -> bool:
    return any(prefix.prefixlen >= one.prefixlen for space in spaces for one in space)


def _space(network: Resource) -> list[IPv4Network] | None:
    found = [_network(one.value) for one in network.find("addressSpace.addressPrefixes[*]")]
    return [one for one in found if one] if found and None not in found else None
