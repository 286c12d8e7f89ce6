"""Who calls whom from where: read off dependencies, by `data/needs.toml`.

Nothing here knows a resource by its name: a caller is what uses an identity.
"""

import fnmatch
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .checks import same
from .data import table
from .graph import Graph, Resource

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
SUBNET = "azure-native:network:Subnet"
# Names that Azure keeps for its own services.
_RESERVED = (
    "AzureBastionSubnet",
    "AzureFirewallManagementSubnet",
    "AzureFirewallSubnet",
    "GatewaySubnet",
    "RouteServerSubnet",
)


@dataclass(frozen=True)
class Caller:
    """A resource that calls others.

    Attributes:
        name: what `needs.toml` calls its kind.
        identity: what it acts as, if that is part of the stack.
    """

    name: str
    resource: Resource
    identity: Resource | None


def needs(*callers: str) -> list[Mapping[str, Any]]:
    """Return the rows of some callers, or all."""
    rows = table("needs")["needs"]
    return [row for row in rows if not callers or row["caller"] in callers]


@functools.lru_cache(maxsize=1)
def callers(graph: Graph) -> tuple[Caller, ...]:
    """Return every caller of the stack. A use of an identity makes one caller of it."""
    found: list[Caller] = []
    taken: set[tuple[str, str]] = set()
    for name, row in table("needs")["callers"].items():
        for use in row.get("identity", ()):
            kind, _, path = use.rpartition(".")
            for resource in graph.of_type(kind):
                if (resource.urn, path) in taken or not _fits(resource, row.get("when", {})):
                    continue
                for identity in graph.behind(resource, path, IDENTITY):
                    taken.add((resource.urn, path))
                    found.append(Caller(name, resource, identity))
        found += [Caller(name, one, one) for one in graph.of_type(*row.get("own", ()))]
        if "resource" in row:
            found += [Caller(name, one, None) for one in graph.of_type(row["resource"])]
    return tuple(found)


def _fits(resource: Resource, wanted: Mapping[str, str]) -> bool:
    for path, pattern in wanted.items():
        value = resource.at(path).value
        if not isinstance(value, str) or not fnmatch.fnmatchcase(value, pattern):
            return False
    return True


def follow(graph: Graph, resource: Resource, path: Sequence[str]) -> list[Resource]:
    """Return what some inputs lead to, one after the other; the resource itself without any."""
    found = [resource]
    for name in path:
        found = _once(other for one in found for other in graph.behind(one, name))
    return found


def _once(resources: Iterable[Resource]) -> list[Resource]:
    return list({resource.urn: resource for resource in resources}.values())


def targets_of(graph: Graph, caller: Caller, row: Mapping[str, Any]) -> list[Resource]:
    """Return the targets that a need is of: where `via` leads to, else every one of the type."""
    kind = target_kinds()[row["target"]]["type"]
    if "via" in row:
        return [one for one in follow(graph, caller.resource, row["via"]) if one.type == kind]
    return graph.of_type(kind)


def subnets_of(graph: Graph, caller: Caller) -> list[Resource]:
    """Return the subnets that a caller may call from: several where it was made to wait for them.

    Left out are those that it cannot lie in: Azure's own, and those delegated to something else.
    """
    row = table("needs")["callers"][caller.name]
    found = follow(graph, caller.resource, row["network"]) if "network" in row else []
    return [one for one in found if one.type == SUBNET and takes(one, row.get("delegated", ""))]


def takes(subnet: Resource, service: str) -> bool:
    """Tell whether a subnet may hold something of a service, or of none that needs delegation."""
    if subnet.at("subnetName").value in _RESERVED:
        return False
    names = [found.value for found in subnet.find("delegations[*].serviceName")]
    return any(same(name, service) for name in names) if service else not names


def target_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return what is known of targets, by what `needs.toml` calls them."""
    return table("needs")["targets"]
