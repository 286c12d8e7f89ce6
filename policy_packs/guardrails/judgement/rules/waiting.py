"""What is made before what."""

from ..graph import Graph, Resource

_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"


def has_identity(graph: Graph, resource: Resource) -> bool:
    """Tell whether a resource has an identity of this stack, in its input `identity`."""
    return bool(graph.behind(resource, "identity", IDENTITY))


def rights_not_waited_for(graph: Graph, resource: Resource) -> list[Resource]:
    """Return the grants to a resource's own identities that may be made while it is made.

    Those that wait for the resource, because they are rights on it, are left out.
    """
    return [
        grant
        for identity in graph.behind(resource, "identity", IDENTITY)
        for grant, name in graph.users(identity, _ASSIGNMENT)
        if name == "principalId"
        and grant.urn not in resource.dependencies
        and not _waits_for(graph, grant, resource)
    ]


def _waits_for(graph: Graph, resource: Resource, other: Resource) -> bool:
    found, left = set(), [resource.urn]
    while left:
        urn = left.pop()
        if urn in graph.resources and urn not in found:
            found.add(urn)
            left += graph.resources[urn].dependencies
    return other.urn in found


def out_of_line(resources: list[Resource]) -> list[Resource]:
    """Return those of some resources that do not wait for all that were registered before them."""
    waited: dict[str, set[str]] = {}
    late = []
    for resource in resources:
        direct = [urn for urn in resource.dependencies if urn in waited]
        waited[resource.urn] = set(direct).union(*(waited[urn] for urn in direct))
        if len(waited[resource.urn]) < len(waited) - 1:
            late.append(resource)
    return late
