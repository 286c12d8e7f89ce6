"""Whether those who must call a closed service get through to it: endpoint, name, port, route.

Judged for port 443, from the subnets that callers of `data/needs.toml` lie in.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...controls import NO_CONTROL
from ...data import table
from ...graph import Graph, Resource
from ...relations import Caller, callers, needs, subnets_of, takes, targets_of
from ...rights import grants
from ...rule import PRODUCTION, Verdicts, graph_rule
from ...values import MISSING, UNKNOWN
from ...verdict import undetermined, violation
from ..network.services import (
    NETWORK,
    SUBNET,
    ZONE,
    Endpoint,
    endpoints,
    needs_endpoint,
    services,
    zone_groups,
)
from .paths import Way, port_is_open, route_is_straight
from .zones import is_linked

_LINK = "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"


@dataclass(frozen=True)
class Call:
    """That a caller must reach one part of a closed service.

    Attributes:
        part: the part's group id.
        endpoints: those that lead to it.
        starts: subnets that the caller may call from.
        ends: subnets that its endpoints may lie in.
        does: what for.
    """

    caller: Caller
    target: Resource
    part: str
    endpoints: tuple[Endpoint, ...]
    starts: tuple[Resource, ...]
    ends: tuple[Resource, ...]
    does: str

    def __str__(self) -> str:
        return f"{self.part} of {self.target.name}"


@functools.lru_cache(maxsize=1)
def _calls(graph: Graph) -> tuple[Call, ...]:
    return tuple(_found(graph))


def _found(graph: Graph) -> Iterator[Call]:
    made, given = endpoints(graph), grants(graph)
    homes = {one.urn for endpoint in made for one in _home(graph, endpoint)}
    for caller in callers(graph):
        starts = subnets_of(graph, caller)
        # What waits for several subnets and is no endpoint lies in none that is the endpoints'.
        starts = [one for one in starts if one.urn not in homes] or starts
        if not starts and not _is_elsewhere(caller):
            continue
        for row in needs(caller.name):
            for target in targets_of(graph, caller, row) if "parts" in row else ():
                if target.type not in services() or not needs_endpoint(target):
                    continue
                # Without `via`, rights tell which of several targets it works with.
                mine = [one for one in given if one.identity and one.identity is caller.identity]
                if "via" in row or not row.get("roles") or any(g.lies_on(target) for g in mine):
                    for part in row["parts"]:
                        yield _call(graph, caller, target, part, made, starts, row["operation"])


def _call(
    graph: Graph,
    caller: Caller,
    target: Resource,
    part: str,
    made: list[Endpoint],
    starts: list[Resource],
    does: str,
) -> Call:
    leading = [one for one in made if target in one.targets and _may_ask_for(one, part)]
    ends = {subnet.urn: subnet for one in leading for subnet in _lies_in(graph, one)}
    return Call(caller, target, part, tuple(leading), tuple(starts), tuple(ends.values()), does)


def _may_ask_for(endpoint: Endpoint, part: str) -> bool:
    return endpoint.asks_for(part) or any(one.value is UNKNOWN for one in endpoint.groups)


def _lies_in(graph: Graph, endpoint: Endpoint) -> list[Resource]:
    return [one for one in graph.behind(endpoint.resource, "subnet", SUBNET) if takes(one, "")]


def _home(graph: Graph, endpoint: Endpoint) -> list[Resource]:
    found = _lies_in(graph, endpoint)
    return found if len(found) == 1 else []


def _is_elsewhere(caller: Caller) -> bool:
    """Tell whether a caller lies in a subnet that is not part of the stack."""
    place = table("needs")["callers"][caller.name].get("place")
    found = caller.resource.find(place) if place else []
    return any(one.value is not MISSING for one in found)


@graph_rule(
    "reach-endpoint",
    topic="relations",
    title="An endpoint leads to every part of a closed service that somebody calls",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=lambda type_token: type_token in services(),
    why="A caller inside the network has no other way to a closed service.",
    fix="Make a private endpoint for the part that the caller needs.",
    link=_LINK,
)
def endpoint_exists(graph: Graph) -> Verdicts:
    """Demand an endpoint for each part that a need names."""
    for call in _calls(graph):
        if not call.endpoints:
            problem = f"no endpoint leads to its {call.part}: {call.caller.resource.name}"
            yield violation(call.target, "", f"{problem} {call.does}")


@graph_rule(
    "reach-name",
    topic="relations",
    title="Callers find a closed service's private address by its name",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=lambda type_token: type_token in _places(),
    why="Where the zone is not seen, the name leads to the closed public address.",
    fix="Link the endpoint's zone to the network that the caller is in.",
    link="https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
)
def name_is_found(graph: Graph) -> Verdicts:
    """Demand a link from the zones of the endpoint to the network of the caller's subnet."""
    for call in _calls(graph):
        groups = [one for end in call.endpoints for one in zone_groups(graph, end.resource)]
        zones = [one for group in groups for one in graph.behind(group, _CONFIGS, ZONE)]
        networks = [
            one
            for start in call.starts
            for one in graph.behind(start, "virtualNetworkName", NETWORK)
        ]
        unseen = sorted(
            {
                zone.name
                for zone in zones
                if networks and not any(is_linked(graph, zone, one) for one in networks)
            }
        )
        if unseen:
            problem = f"its network does not see {', '.join(unseen)}, so it cannot find {call}"
            yield violation(call.caller.resource, "", problem)


_CONFIGS = "privateDnsZoneConfigs"


def _places() -> set[str]:
    rows = table("needs")["callers"].values()
    rows = [row for row in rows if "network" in row]
    uses = {use.rpartition(".")[0] for row in rows for use in row.get("identity", ())}
    return uses | {row["resource"] for row in rows if "resource" in row}


@graph_rule(
    "reach-port",
    topic="relations",
    title="Security groups let callers through to the endpoints that they need",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=lambda type_token: type_token in _places(),
    why="A group that is too tight shows as a timeout, in production, with nothing logged.",
    fix="Allow TCP 443 from the caller's subnet to that of the endpoints, before the rule that"
    " denies the rest.",
    link="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
def port_is_let_through(graph: Graph) -> Verdicts:
    """Judge the groups of both subnets for TCP 443."""
    yield from _along(graph, port_is_open, "a security group denies port 443 on the way to")


@graph_rule(
    "reach-route",
    topic="relations",
    title="Routes do not send calls to endpoints astray",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=lambda type_token: type_token in _places(),
    why="A route into nowhere looks like a service that is down.",
    fix="Remove the route, or let it end inside the network.",
    link="https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
)
def route_leads_there(graph: Graph) -> Verdicts:
    """Judge the routes of the caller's subnet where they hold for endpoints."""
    yield from _along(graph, route_is_straight, "a route leads away from")


def _along(graph: Graph, judge: Callable[[Graph, Resource, Resource], Way], wrong: str) -> Verdicts:
    for call in _calls(graph):
        if not call.endpoints:
            continue  # told by reach-endpoint
        ways = {judge(graph, start, end) for start in call.starts for end in call.ends}
        if ways == {"closed"}:
            yield violation(call.caller.resource, "", f"{wrong} {call}; it {call.does}")
        elif ways != {"open"}:
            problem = f"which way it takes to {call} is not known: it calls from"
            places = ", ".join(one.name for one in call.starts) or "elsewhere"
            yield undetermined(call.caller.resource, "", f"{problem} {places}")
