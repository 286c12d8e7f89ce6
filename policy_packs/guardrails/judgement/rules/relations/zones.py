"""Which networks see a private zone."""

from ...checks import same
from ...graph import Graph, Resource
from ..network.services import NETWORK, ZONE, ZONE_LINK, last_part


def is_linked(graph: Graph, zone: Resource, network: Resource) -> bool:
    """Tell whether a link joins a zone and a network, by dependency or by literal names."""
    return any(
        _joins(graph, link, zone, "privateZoneName", "privateZoneName", ZONE)
        and _joins(graph, link, network, "virtualNetwork", "virtualNetworkName", NETWORK)
        for link in graph.of_type(ZONE_LINK)
    )


def _joins(
    graph: Graph, link: Resource, resource: Resource, end: str, named: str, kind: str
) -> bool:
    behind = graph.behind(link, end, kind)
    if behind:
        return resource in behind
    value = link.at(f"{end}.id" if end == "virtualNetwork" else end).value
    return same(resource.at(named).value, last_part(value) or value)
