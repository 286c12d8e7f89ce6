"""Private endpoints: that there is one, that it asks for the right thing, and where it lies."""

from ...checks import must_be_empty, same
from ...controls import NO_CONTROL, Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ADVICE, ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN, Found
from ...verdict import Verdict, shown, told, undetermined, violation
from .services import (
    CONNECTIONS,
    ENDPOINT,
    SUBNET,
    endpoints,
    needs_endpoint,
    services,
)

_LINK = "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"


@graph_rule(
    "net-private-endpoint",
    topic="network",
    title="A private endpoint leads to every part of a closed service that is used",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "45e05259-1eb5-4f70-9574-baf73e9d219b",
            "a6abeaec-4d90-4a02-805f-6b26c4d3fbe9",
            "6edd7eda-6dd8-40f7-810d-67160c639cd9",
            "e8eef0a8-67cf-4eb4-9386-14b0e78733d4",
            "58440f8a-10c5-4151-bdce-dfbaad4a20b7",
            "4b90e17e-8448-49db-875e-bd83fb6f804f",
            "9830b652-8523-49cc-b1b3-e17dce1127ca",
            "687aa49d-0982-40f8-bf6b-66d1da97a04b",
            "0c2b3618-68a8-4034-a150-ff4abc873462",
        )
    ),
    applies_to=lambda type_token: type_token in services(),
    why="A closed service without an endpoint answers nobody.",
    fix="Make a private endpoint to it that asks for the group id.",
    link=_LINK,
)
def private_endpoint(graph: Graph) -> Verdicts:
    """Demand an endpoint for each required group id, and refuse group ids it does not have."""
    made = endpoints(graph)
    for resource in graph.of_type(*services()):
        if not needs_endpoint(resource):
            continue
        mine = [endpoint for endpoint in made if resource in endpoint.targets]
        for group in _required(graph, resource):
            asked = any(endpoint.asks_for(group) for endpoint in mine)
            # A group id that is not known may be the one, and is told below.
            if not asked and all(endpoint.is_known for endpoint in mine):
                yield violation(resource, "", f"no private endpoint asks for its {group}")
    for endpoint in made:
        for target in endpoint.targets:
            valid = services()[target.type]["groups"]
            for found in endpoint.groups:
                if not any(same(found.value, group) for group in valid):
                    wanted = f"a group id of {target.kind} ({', '.join(valid)})"
                    yield told(endpoint.resource, found, wanted, *table("private_link")["groups"])


def _required(graph: Graph, resource: Resource) -> list[str]:
    groups = list(services()[resource.type]["required"])
    uses = [(user.type, name) for user, name in graph.users(resource)]
    for demand in table("private_link")["demands"]:
        if "by" in demand:
            demanded = (demand["by"], demand["input"]) in uses
        else:
            value = resource.at(demand["at"]).value
            demanded = resource.type == demand["of"] and same(value, demand["is"])
        if demanded:
            groups += [group for group in demand["groups"] if group not in groups]
    return groups


@graph_rule(
    "net-pe-one-connection",
    topic="network",
    title="A private endpoint asks for one group id of one service",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(ENDPOINT,),
    why="Azure refuses several group ids for most services, and with several targets nobody can"
    " tell at preview which group belongs to which.",
    fix="Make one endpoint for each group id of each service.",
    link=_LINK,
)
def one_connection(graph: Graph) -> Verdicts:
    """Count connections, group ids and services."""
    for endpoint in endpoints(graph):
        resource = endpoint.resource
        connections = [found for name in CONNECTIONS for found in resource.find(f"{name}[*]")]
        whole = [found for found in connections if found.value is UNKNOWN]
        if whole:
            yield undetermined(resource, whole[0].path, f"its connections are {shown(UNKNOWN)}")
        elif len(connections) != 1 or not isinstance(connections[0].value, dict):
            yield violation(resource, CONNECTIONS[0], "must be a list of one connection")
        else:
            yield from _one_group(resource, connections[0])
        if len(endpoint.targets) > 1:
            names = ", ".join(target.name for target in endpoint.targets)
            problem = f"its connection is made of several services: {names}"
            yield violation(resource, CONNECTIONS[0], problem)


def _one_group(resource: Resource, connection: Found) -> Verdicts:
    groups = connection.at("groupIds")
    if groups.value is UNKNOWN or (isinstance(groups.value, list) and UNKNOWN in groups.value):
        yield undetermined(resource, groups.path, f"its group ids are {shown(UNKNOWN)}")
    elif not isinstance(groups.value, list) or len(groups.value) != 1:
        yield violation(resource, groups.path, "must be a list of one group id")


@resource_rule(
    "net-pe-no-manual",
    topic="network",
    title="Private endpoints are approved when they are made",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(ENDPOINT,),
    why="A manual connection waits for a person, and Azure Policy gives it no DNS records"
    " (github.com/Azure/Azure-Landing-Zones/issues/4156).",
    fix="Use privateLinkServiceConnections; the deployer needs the right to approve on the target.",
    link=_LINK,
)
def no_manual_connection(resource: Resource) -> Verdicts:
    """Refuse connections that wait for an approval."""
    yield from must_be_empty(resource, "manualPrivateLinkServiceConnections")


@graph_rule(
    "net-pe-orphan",
    topic="network",
    title="A private endpoint leads somewhere in the stack, and no two lead to the same place",
    severity="low",
    levels=ADVICE,
    controls=NO_CONTROL,
    applies_to=(ENDPOINT,),
    why="Two endpoints of one part overwrite each other's DNS record; one to elsewhere is paid for"
    " and looked after by nobody.",
    fix="Remove the second endpoint; list the names of targets elsewhere in external_targets.",
    link="https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
    settings={"external_targets": {"type": "array", "default": []}},
)
def orphan(graph: Graph, settings: dict) -> Verdicts:
    """Refuse endpoints to unknown places, and a second one to the same."""
    taken: dict[tuple[str, str], Resource] = {}
    for endpoint in endpoints(graph):
        if not endpoint.targets:
            yield from _elsewhere(endpoint.resource, settings["external_targets"])
        for target in endpoint.targets:
            for group in endpoint.groups:
                key = (target.urn, str(group.value).casefold())
                first = taken.setdefault(key, endpoint.resource)
                if isinstance(group.value, str) and first is not endpoint.resource:
                    problem = f"leads where {first.name} leads already"
                    yield violation(endpoint.resource, group.path, problem)


def _elsewhere(resource: Resource, external: list[str]) -> Verdicts:
    for name in CONNECTIONS:
        for found in resource.find(f"{name}[*].privateLinkServiceId"):
            if found.value is UNKNOWN:
                yield undetermined(resource, found.path, f"its target is {shown(UNKNOWN)}")
            elif not isinstance(found.value, str) or not any(
                same(found.value.rpartition("/")[2], listed) for listed in external
            ):
                yield violation(resource, found.path, "leads to no service of this stack")


@graph_rule(
    "net-pe-subnet",
    topic="network",
    title="Private endpoints lie in a subnet whose security group holds for them",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("e71308d3-144b-4262-b144-efdc3cc90517",)),
    applies_to=(ENDPOINT,),
    why="By default a security group does not apply to endpoints: everybody in every peered network"
    " reaches them.",
    fix="Give the subnet a security group and set privateEndpointNetworkPolicies to"
    " NetworkSecurityGroupEnabled or Enabled.",
    link="https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
)
def endpoint_subnet(graph: Graph) -> Verdicts:
    """Judge the subnets that the endpoint's `subnet` comes from.

    Where it comes from several, at least one must do, and which one it is stays undetermined.
    """
    for endpoint in graph.of_type(ENDPOINT):
        subnets = graph.behind(endpoint, "subnet", SUBNET)
        # An endpoint cannot lie in a delegated subnet, so that is not the one.
        subnets = [s for s in subnets if s.at("delegations").value in (MISSING, [])] or subnets
        problems = [_unfit(subnet) for subnet in subnets]
        if not subnets:
            yield from _no_subnet(endpoint)
        elif all(problems):
            kinds = {problem.kind for problem in problems if problem}
            make = undetermined if kinds == {"undetermined"} else violation
            yield make(endpoint, "subnet", "; ".join(p.problem for p in problems if p))
        elif any(problems):
            bad = [s.name for s, problem in zip(subnets, problems, strict=True) if problem]
            problem = f"comes from several subnets, of which {', '.join(bad)} would not do"
            yield undetermined(endpoint, "subnet", problem)


def _unfit(subnet: Resource) -> Verdict | None:
    policies = subnet.at("privateEndpointNetworkPolicies")
    fit = ("NetworkSecurityGroupEnabled", "Enabled")
    if not any(same(policies.value, word) for word in fit):
        problem = f"{policies.path} of {subnet.name} must be {' or '.join(fit)}"
        problem = f"{problem}, is {shown(policies.value, 'RouteTableEnabled')}"
        return (undetermined if policies.value is UNKNOWN else violation)(subnet, "", problem)
    group = subnet.at("networkSecurityGroup.id").value
    if group is not UNKNOWN and not (isinstance(group, str) and group):
        return violation(subnet, "", f"{subnet.name} has no security group")
    return None


def _no_subnet(endpoint: Resource) -> Verdicts:
    found = endpoint.at("subnet.id")
    if found.value is UNKNOWN or (isinstance(found.value, str) and found.value):
        yield undetermined(endpoint, found.path, "the subnet is not part of this stack")
    else:
        yield told(endpoint, found, "the id of a subnet")
