"""What the catalogue knows of services, and how endpoints, zones and networks hang together."""

import fnmatch
import itertools
from dataclasses import dataclass
from typing import Any

from ...checks import must_be, must_be_empty, same
from ...data import table
from ...graph import Graph, Resource
from ...values import UNKNOWN, Found

ENDPOINT = "azure-native:network:PrivateEndpoint"
ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"
ZONE = "azure-native:privatedns:PrivateZone"
ZONE_LINK = "azure-native:privatedns:VirtualNetworkLink"
NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
STORAGE = "azure-native:storage:StorageAccount"
CONNECTIONS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")


def services() -> dict[str, dict[str, Any]]:
    """Return the catalogue: type token to what is known of it."""
    return table("private_link")["services"]


def may_be_reached(type_token: str) -> bool:
    """Tell whether the SDK gives a type a public address or endpoint connections."""
    known = table("sdk")
    return type_token in known["public_network_access"] or type_token in known["private_link"]


def is_open(resource: Resource) -> bool:
    """Tell whether a service's public address is known to be open, or left open by default."""
    service = services()[resource.type]
    if "open_at" not in service:
        return False
    value = resource.at(service["open_at"]).value
    return value is not UNKNOWN and not any(same(value, closed) for closed in service["closed"])


def needs_endpoint(resource: Resource) -> bool:
    """Tell whether some endpoint must lead to a service; one that is open is told elsewhere."""
    return bool(services()[resource.type]["required"]) and not is_open(resource)


def takes_platform_writes(resource: Resource) -> bool:
    """Tell whether an account has the shape of those that Azure services write to from outside.

    Open to trusted services and to nobody else. Closing it would keep them out as well: trusted
    services fail once public access is disabled (DFE-Digital/terraform-azurerm-container-apps-
    hosting#388), and cost exports demand that copies may come from any account
    (learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports).
    """
    if resource.type != STORAGE:
        return False
    rules = "networkRuleSet"
    differences = itertools.chain(
        must_be(resource, "publicNetworkAccess", "Enabled"),
        must_be(resource, f"{rules}.defaultAction", "Deny"),
        must_be(resource, f"{rules}.bypass", "AzureServices"),
        must_be(resource, "allowSharedKeyAccess", False),
        must_be(resource, "allowBlobPublicAccess", False),
        must_be_empty(resource, f"{rules}.ipRules"),
        must_be_empty(resource, f"{rules}.virtualNetworkRules"),
        must_be_empty(resource, f"{rules}.resourceAccessRules"),
    )
    return not any(differences)


@dataclass(frozen=True)
class Endpoint:
    """A private endpoint and what it leads to.

    Attributes:
        groups: the group ids it asks for, with their paths; unknown ones among them.
        targets: the services of the stack that its connections' values come from.
    """

    resource: Resource
    groups: tuple[Found, ...]
    targets: tuple[Resource, ...]

    def asks_for(self, group: str) -> bool:
        """Tell whether it asks for a group id."""
        return any(same(found.value, group) for found in self.groups)

    @property
    def is_known(self) -> bool:
        """Whether every group id is a text."""
        return all(isinstance(found.value, str) for found in self.groups)


def endpoints(graph: Graph) -> list[Endpoint]:
    """Return the private endpoints of a stack."""
    return [_endpoint(graph, resource) for resource in graph.of_type(ENDPOINT)]


def _endpoint(graph: Graph, resource: Resource) -> Endpoint:
    groups, targets = [], {}
    for name in CONNECTIONS:
        groups += resource.find(f"{name}[*].groupIds[*]")
        for target in graph.behind(resource, name, *services()):
            targets[target.urn] = target
        for found in resource.find(f"{name}[*].privateLinkServiceId"):
            for target in _named(graph, found.value) if not targets else ():
                targets[target.urn] = target
    return Endpoint(resource, tuple(groups), tuple(targets.values()))


def _named(graph: Graph, target_id: Any) -> list[Resource]:
    """Return the services that a literal id ends with the name of."""
    name = last_part(target_id)
    return [
        resource
        for resource in graph.of_type(*services())
        if name and same(resource.at(services()[resource.type]["name_at"]).value, name)
    ]


def last_part(azure_id: Any) -> str:
    """Return the name at the end of a literal Azure id, or nothing."""
    return azure_id.rstrip("/").rpartition("/")[2] if isinstance(azure_id, str) else ""


def zone_groups(graph: Graph, endpoint: Resource) -> list[Resource]:
    """Return the zone groups of an endpoint."""
    found = []
    for group in graph.of_type(ZONE_GROUP):
        owners = graph.behind(group, "privateEndpointName", ENDPOINT)
        name = group.at("privateEndpointName").value
        by_name = not owners and isinstance(name, str)
        if endpoint in owners or (by_name and same(endpoint.at("privateEndpointName").value, name)):
            found.append(group)
    return found


def zones_of(graph: Graph, zone_group: Resource) -> tuple[set[str], bool]:
    """Return the names of the zones of a zone group, and whether those are all of them."""
    zones = graph.behind(zone_group, "privateDnsZoneConfigs", ZONE)
    ids = zone_group.find("privateDnsZoneConfigs[*].privateDnsZoneId")
    names = [zone.at("privateZoneName").value for zone in zones]
    if len(zones) < len(ids):  # some zones are elsewhere, named by literal ids
        names += [last_part(found.value) for found in ids if found.value is not UNKNOWN]
    known = {name.casefold() for name in names if isinstance(name, str) and name}
    return known, len(names) >= len(ids) and UNKNOWN not in names


def zones_for(group: str) -> tuple[list[str], list[str]]:
    """Return the zones that a group id needs, and those that it may have besides."""
    for name, row in table("private_link")["groups"].items():
        if same(name, group):
            return row["zones"], row.get("also", [])
    return [], []


def has_zone(names: set[str], pattern: str) -> bool:
    """Tell whether one of some zone names is the wanted one; `*` stands for a region."""
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)
