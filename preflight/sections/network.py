"""Subnets with their addresses and ways out, and private endpoints with their zones."""

from typing import Any

from preflight import names
from preflight.plan import Plan
from preflight.report import Facts, Section, Table
from simulated_azure import paths
from simulated_azure.monitor import Registration
from simulated_azure.values import plain

ADDRESS_PLAN = "address_plan"
_SUBNET = "azure-native:network:Subnet"
_ENDPOINT = "azure-native:network:PrivateEndpoint"
_ZONE = "azure-native:privatedns:PrivateZone"
_ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"
_WAYS_OUT = ("natGateway", "routeTable")


def network(plan: Plan) -> list[Section]:
    """Return the subnets and the private endpoints, as far as there are any."""
    return [*_subnets(plan), *_endpoints(plan)]


def _subnets(plan: Plan) -> list[Section]:
    subnets = {_range(subnet): subnet for subnet in plan.all(_SUBNET)}
    planned = plain(plan.outputs.get(ADDRESS_PLAN)) or []
    rows = []
    for row in planned:
        subnet = subnets.pop(row["range"], None)
        used, free = str(row["used"]), str(row["free"])
        rows.append((row["role"], row["range"], used, free, *_connections(plan, subnet)))
    for address_range, subnet in subnets.items():
        rows.append((subnet.name, address_range, "", "", *_connections(plan, subnet)))
    if not rows:
        return []
    columns = ("subnet", "range", "used", "free", "way out", "NSG")
    sums = Facts(tuple((row["role"], row["arithmetic"]) for row in planned))
    return [Section("Network", (Table(columns, tuple(rows)), *([sums] if planned else [])))]


def _range(subnet: Registration) -> str:
    prefixes = plain(subnet.inputs.get("addressPrefixes")) or []
    return names.known(subnet.inputs.get("addressPrefix") or next(iter(prefixes), None))


def _connections(plan: Plan, subnet: Registration | None) -> tuple[str, str]:
    if subnet is None:
        return "(not ours)", "(not ours)"
    ways = [_linked(plan, subnet, way) for way in _WAYS_OUT if subnet.inputs.get(way)]
    group = subnet.inputs.get("networkSecurityGroup")
    return (
        ", ".join(ways) or "none",
        _linked(plan, subnet, "networkSecurityGroup") if group else "none",
    )


def _linked(plan: Plan, resource: Registration, property_name: str) -> str:
    value = paths.first(resource.inputs, f"{property_name}.id")
    return names.target(plan, resource, property_name, value)


def _endpoints(plan: Plan) -> list[Section]:
    zones = {
        supplier.urn: _zones(plan, group)
        for group in plan.all(_ZONE_GROUP)
        for supplier in names.suppliers(plan, group, "privateEndpointName")
    }
    rows = [
        (
            names.target(plan, endpoint, "privateLinkServiceConnections", _service(endpoint)),
            ", ".join(_group_ids(endpoint)),
            ", ".join(zones.get(endpoint.urn, ["none of ours"])),
        )
        for endpoint in plan.all(_ENDPOINT)
    ]
    columns = ("private endpoint to", "group id", "found by the zone")
    return [Section("Private endpoints", (Table(columns, tuple(sorted(rows))),))] if rows else []


def _service(endpoint: Registration) -> Any:
    found = paths.find(endpoint.inputs, "privateLinkServiceConnections[].privateLinkServiceId")
    return next((item.value for item in found), None)


def _group_ids(endpoint: Registration) -> list[str]:
    found = paths.find(endpoint.inputs, "privateLinkServiceConnections[].groupIds[]")
    return [names.known(item.value) for item in found]


def _zones(plan: Plan, group: Registration) -> list[str]:
    ids = paths.find(group.inputs, "privateDnsZoneConfigs[].privateDnsZoneId")
    given = [names.of_id(item.value) for item in ids if isinstance(item.value, str)]
    made = [
        names.known(zone.inputs.get("privateZoneName"))
        for zone in names.suppliers(plan, group, "privateDnsZoneConfigs")
        if zone.type == _ZONE
    ]
    return sorted({*given, *made})
