"""Private endpoints, the zones that serve them and the networks that see the zones."""

import fnmatch

from simulated_azure import paths
from simulated_azure.catalog import table
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

ENDPOINT = "azure-native:network:PrivateEndpoint"
SUBNET = "azure-native:network:Subnet"
ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
NETWORK = "azure-native:network:VirtualNetwork"
REGISTRY = "azure-native:containerregistry:Registry"
SCOPE = "azure-native:monitor:PrivateLinkScope"

_CONNECTIONS = ("privateLinkServiceConnections[]", "manualPrivateLinkServiceConnections[]")
_DELEGATED_SOURCE = (
    "https://learn.microsoft.com/azure/private-link/private-endpoint-overview#limitations"
)
_PREMIUM_SOURCE = (
    "https://learn.microsoft.com/azure/container-registry/container-registry-private-link"
)
_LINK_SOURCE = "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"
_SCOPE_SOURCE = "https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure"


def check_endpoint(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse group ids that the target does not have, and subnets that take no endpoint."""
    found = made.at("subnet.id")
    subnet = state.behind(made.request, found, SUBNET)
    if subnet and list(paths.find(subnet.inputs, "delegations[]")):
        problem = "a delegated subnet cannot hold a private endpoint"
        got, allowed = subnet.request.name, "a subnet without delegations"
        refuse(Refusal("pair", found.path, problem, got, allowed, _DELEGATED_SOURCE))
    for path in _CONNECTIONS:
        for connection in paths.find(made.inputs, path):
            _check_connection(state, made, connection, refuse)


def check_zone_group(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a zone that serves none of the group ids of the endpoint."""
    served = _zones_of(made.parent) if made.parent else None
    if served is None:
        return
    for path, name in _zone_names(state, made):
        if name.startswith("privatelink.") and not any(
            fnmatch.fnmatchcase(name, zone) for zone in served
        ):
            source = table("private_link")["source"]
            problem = "does not serve the group ids of the private endpoint"
            allowed = " or ".join(served)
            refuse(Refusal("wrong-zone", path, problem, describe(name), allowed, source))


def check_network_link(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a second link of a network to a zone of the same name."""
    zone, network = _zone_name(made), _network_of(state, made)
    if zone is None or network is None:
        return
    for other in state.of_type(LINK):
        same_zone = _zone_name(other) == zone
        registering = other.inputs.get("registrationEnabled") is True
        if other.urn == made.urn or not (same_zone or registering):
            continue
        if _network_of(state, other) != network:
            continue
        if same_zone:
            problem = f"the network is linked to a zone {zone} already, by {other.request.name}"
            got, allowed = made.request.name, "one link per network and zone name"
            refuse(Refusal("already-linked", "virtualNetwork", problem, got, allowed, _LINK_SOURCE))
        elif made.inputs.get("registrationEnabled") is True:
            problem = f"the network registers its names in the zone of {other.request.name} already"
            allowed = "false; a network registers in one zone"
            path = "registrationEnabled"
            refuse(Refusal("already-linked", path, problem, "true", allowed, _LINK_SOURCE))


def check_scoped_resource(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a resource that is linked to the same private link scope twice."""
    linked = state.behind(made.request, made.at("linkedResourceId"))
    for other in state.of_type(made.type):
        same_scope = made.parent and other.parent and made.parent.urn == other.parent.urn
        if other.urn == made.urn or not same_scope or linked is None:
            continue
        if state.behind(other.request, other.at("linkedResourceId")) is linked:
            problem = f"{linked.request.name} is linked to the scope already"
            got, allowed = other.request.name, "one scoped resource per resource and scope"
            path = "linkedResourceId"
            refuse(Refusal("already-linked", path, problem, got, allowed, _SCOPE_SOURCE))


def _check_connection(state: State, made: Created, connection: paths.Found, refuse: Refuse) -> None:
    data = table("private_link")
    found = paths.below(connection, "privateLinkServiceId")[0]
    target = state.behind(made.request, found, *data["types"])
    if target is None:
        return
    known = data["types"][target.type]
    for group in paths.below(connection, "groupIds[]"):
        if isinstance(group.value, str) and group.value not in known:
            kind = target.type.rpartition(":")[2]
            problem = f"is not a group id of a {kind}"
            allowed = f"one of {', '.join(known)}" if known else f"a {kind} has no private endpoint"
            got = describe(group.value)
            refuse(Refusal("wrong-group-id", group.path, problem, got, allowed, data["source"]))
    sku = target.text("sku.name")
    if target.type == REGISTRY and sku and sku != "Premium":
        problem, allowed = "a private endpoint needs a Premium registry", "sku.name: Premium"
        refuse(Refusal("pair", found.path, problem, sku, allowed, _PREMIUM_SOURCE))


def _zones_of(endpoint: Created) -> list[str] | None:
    """Return the zones that serve an endpoint, or None if one of its group ids is not known."""
    zones = table("private_link")["zones"]
    groups = [
        found.value
        for path in _CONNECTIONS
        for found in paths.find(endpoint.inputs, f"{path}.groupIds[]")
    ]
    if not groups or any(group is UNKNOWN or group not in zones for group in groups):
        return None
    return [zone for group in groups for zone in zones[group]]


def _zone_names(state: State, made: Created) -> list[tuple[str, str]]:
    configs = list(paths.find(made.inputs, "privateDnsZoneConfigs[].privateDnsZoneId"))
    names = [
        (found.path, found.value.lower().rpartition("/privatednszones/")[2])
        for found in configs
        if isinstance(found.value, str)
    ]
    if any(found.value is UNKNOWN for found in configs):
        urns = made.request.dependencies.get("privateDnsZoneConfigs", ())
        zones = [zone for zone in map(state.by_urn, urns) if zone and zone.type == ZONE]
        names += [("privateDnsZoneConfigs", z.name) for z in zones if isinstance(z.name, str)]
    return names


def _zone_name(link: Created) -> str | None:
    name = link.parent.name if link.parent else link.inputs.get("privateZoneName")
    return name.lower() if isinstance(name, str) else None


def _network_of(state: State, link: Created) -> str | None:
    found = link.at("virtualNetwork.id")
    network = state.behind(link.request, found, NETWORK)
    if network:
        return network.urn
    return found.value.lower() if isinstance(found.value, str) else None
