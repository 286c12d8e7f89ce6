"""How private endpoints are found: zone groups, zones and the networks that see them."""

from ...checks import must_be, same
from ...controls import NO_CONTROL, Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN
from ...verdict import shown, told, undetermined, violation
from .services import (
    ENDPOINT,
    NETWORK,
    ZONE,
    ZONE_GROUP,
    ZONE_LINK,
    Endpoint,
    endpoints,
    has_zone,
    last_part,
    zone_groups,
    zones_for,
    zones_of,
)

_LINK = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"
_MOST_ZONES = 5


@graph_rule(
    "net-private-endpoint-dns",
    topic="network",
    title="A private endpoint has one zone group, with every zone its service is looked up in",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "ee40564d-486e-4f68-a5ca-7a621edae0fb",
            "ac673a9a-f77d-4846-b2d8-a57f8e1c01d4",
            "e9585a95-5b8c-4d03-b193-dc7eb5ac4c32",
            "75973700-529f-4de2-b794-fb9b6781b6b0",
            "6df98d03-368a-4438-8730-a93c4d7693d6",
            "bcff79fb-2b0d-47c9-97e5-3023479b00d1",
            "028bbd88-e9b5-461f-9424-a1b63a7bee1a",
            "a63cc0bd-cda4-4178-b705-37dc439d3e0f",
        )
    ),
    applies_to=(ENDPOINT,),
    why="Without its record the name leads to the closed public address, and the service seems"
    " down.",
    fix="Make one PrivateDnsZoneGroup for the endpoint with all zones of its group id.",
    link=_LINK,
    settings={"zone_groups_by_policy": {"type": "boolean", "default": False}},
)
def endpoint_dns(graph: Graph, settings: dict) -> Verdicts:
    """Judge the zone groups of each endpoint.

    `zone_groups_by_policy` says that Azure Policy makes them, which no plan can see.
    """
    for endpoint in endpoints(graph):
        groups = zone_groups(graph, endpoint.resource)
        if not groups and settings["zone_groups_by_policy"]:
            yield undetermined(endpoint.resource, "", "Azure Policy makes its zone group")
        elif not groups:
            yield violation(endpoint.resource, "", "has no zone group")
        elif len(groups) > 1:
            problem = f"has {len(groups)} zone groups, and Azure takes one"
            yield violation(endpoint.resource, "", problem)
        for group in groups:
            yield from _zones(graph, endpoint, group)


def _zones(graph: Graph, endpoint: Endpoint, group: Resource) -> Verdicts:
    path = "privateDnsZoneConfigs"
    if len(group.find(f"{path}[*]")) > _MOST_ZONES:
        yield violation(group, path, f"must hold at most {_MOST_ZONES} zones")
    if not endpoint.is_known:
        yield undetermined(group, path, f"the endpoint's group ids are {shown(UNKNOWN)}")
        return
    names, complete = zones_of(graph, group)
    rows = [zones_for(found.value) for found in endpoint.groups]
    wanted = [zone for zones, _ in rows for zone in zones]
    allowed = wanted + [zone for _, also in rows for zone in also]
    for zone in wanted:
        if has_zone(names, zone):
            continue
        if complete:
            yield violation(group, path, f"lacks {zone}, in which the service is looked up")
        else:
            yield undetermined(group, path, f"a zone is {shown(UNKNOWN)}; it must be {zone}")
    strangers = sorted(n for n in names if not any(has_zone({n}, zone) for zone in allowed))
    for name in strangers if wanted else ():
        shown_name = name if _is_known_zone(name) else "a zone that is not in the catalogue"
        yield violation(group, path, f"holds {shown_name}, which serves another service")


@graph_rule(
    "net-zone-group-owner",
    topic="network",
    title="A zone group belongs to an endpoint of the stack",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(ZONE_GROUP,),
    why="A zone group that names no endpoint of the stack is judged by no other rule.",
    fix="Pass the endpoint's name output as privateEndpointName.",
    link=_LINK,
)
def zone_group_owner(graph: Graph) -> Verdicts:
    """Demand that `privateEndpointName` comes from an endpoint or is the name of one."""
    names = [endpoint.at("privateEndpointName").value for endpoint in graph.of_type(ENDPOINT)]
    for group in graph.of_type(ZONE_GROUP):
        if graph.behind(group, "privateEndpointName", ENDPOINT):
            continue
        found = group.at("privateEndpointName")
        if not isinstance(found.value, str) or not any(same(found.value, n) for n in names):
            yield told(group, found, "the name of a private endpoint of this stack")


@graph_rule(
    "net-private-dns-linked",
    topic="network",
    title="Every private zone is linked to the networks that callers are in",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("NS-2",)),
    applies_to=(ZONE, ZONE_LINK),
    why="A network that does not see the zone gets the closed public address.",
    fix="Make a VirtualNetworkLink from the zone to the network, with registrationEnabled false.",
    link="https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links",
)
def zones_linked(graph: Graph) -> Verdicts:
    """Demand a link of each zone to each network of the stack, or to one brought by id."""
    links = graph.of_type(ZONE_LINK)
    for zone in graph.of_type(ZONE):
        mine = [link for link in links if zone in _zones_behind(graph, link)]
        networks = graph.of_type(NETWORK)
        for network in networks:
            if not any(network in _networks_behind(graph, link) for link in mine):
                yield violation(zone, "", f"is not linked to the network {network.name}")
        if not networks and not mine:
            yield violation(zone, "", "is linked to no network")
    for link in links:
        yield from must_be(link, "registrationEnabled", False, unset=True)
        if not _networks_behind(graph, link):
            found = link.at("virtualNetwork.id")
            if found.value is not UNKNOWN and not (isinstance(found.value, str) and found.value):
                yield told(link, found, "the id of a network")
    for group in graph.of_type(ZONE_GROUP):
        for found in group.find("privateDnsZoneConfigs[*].privateDnsZoneId"):
            zones = graph.behind(group, "privateDnsZoneConfigs", ZONE)
            if isinstance(found.value, str) and not zones:
                yield undetermined(group, found.path, "the links of a zone elsewhere are not seen")


def _zones_behind(graph: Graph, link: Resource) -> list[Resource]:
    name = link.at("privateZoneName").value
    return graph.behind(link, "privateZoneName", ZONE) or [
        zone for zone in graph.of_type(ZONE) if same(zone.at("privateZoneName").value, name)
    ]


def _networks_behind(graph: Graph, link: Resource) -> list[Resource]:
    name = last_part(link.at("virtualNetwork.id").value)
    return graph.behind(link, "virtualNetwork", NETWORK) or [
        network
        for network in graph.of_type(NETWORK)
        if name and same(network.at("virtualNetworkName").value, name)
    ]


@resource_rule(
    "net-private-dns-zone-name",
    topic="network",
    title="A privatelink zone has a name that some service is looked up in",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(ZONE,),
    why="A zone whose name is misspelt, or of another cloud, is never asked.",
    fix="Take the name from data/private_link.toml; the location of a zone is Global.",
    link=_LINK,
)
def zone_name(resource: Resource) -> Verdicts:
    """Judge names under privatelink; other zones may be called anything."""
    found = resource.at("privateZoneName")
    if found.value is UNKNOWN or not isinstance(found.value, str) or not found.value:
        yield told(resource, found, "the name of a zone")
    elif "privatelink" in found.value.casefold() and not _is_known_zone(found.value.casefold()):
        yield violation(resource, found.path, "is no privatelink zone that the catalogue knows")
    location = resource.at("location")
    if location.value is not MISSING and not same(location.value, "Global"):
        yield told(resource, location, "Global")


def _is_known_zone(name: str) -> bool:
    rows = table("private_link")["groups"].values()
    return any(
        has_zone({name}, zone) for row in rows for zone in row["zones"] + row.get("also", [])
    )
