"""Address spaces: subnets inside their network, apart from each other and large enough."""

import ipaddress
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

from simulated_azure import paths
from simulated_azure.catalog import table
from simulated_azure.formats import is_cidr
from simulated_azure.refusal import Refusal, Refuse
from simulated_azure.state import Created, State

NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
_SUBNET_SOURCE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet"
SPACE = "addressSpace.addressPrefixes[]"
_PEERING_SOURCE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering#requirements-and-constraints"

Prefix = tuple[str, IPv4Network | IPv6Network]
"""The path of a prefix in the inputs and the network it stands for."""


def check_network(state: State, made: Created, refuse: Refuse) -> None:
    """Judge the address space of a virtual network and the subnets it lists itself."""
    space = list(_space(made))
    for index, (path, prefix) in enumerate(space):
        for _, earlier in space[:index]:
            if overlap(prefix, earlier):
                refuse_overlap(refuse, path, prefix, f"{earlier} of the same network")
    before: list[tuple[str, Prefix]] = []
    for subnet in paths.find(made.inputs, "subnets[]"):
        if isinstance(subnet.value, dict):
            name = str(subnet.value.get("name"))
            before = _check_subnet(subnet, name, space, before, refuse)


def check_subnet(state: State, made: Created, refuse: Refuse) -> None:
    """Judge a subnet against its network and the subnets that the network already has."""
    subnet = paths.Found("", made.inputs, secret=False)
    space = list(_space(made.parent)) if made.parent else []
    _check_subnet(subnet, made.name, space, list(_siblings(state, made)), refuse)


def check_peering(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a peering of a network with itself or with one whose addresses overlap."""
    remote = state.behind(made.request, made.at("remoteVirtualNetwork.id"), NETWORK)
    if made.parent is None or remote is None:
        return
    path = "remoteVirtualNetwork.id"
    if remote.urn == made.parent.urn:
        problem, allowed = "is the network itself", "the id of another virtual network"
        refuse(Refusal("pair", path, problem, remote.request.name, allowed, _PEERING_SOURCE))
        return
    for _, prefix in _space(remote):
        for _, own in _space(made.parent):
            if overlap(prefix, own):
                refuse_overlap(refuse, path, prefix, f"{own} of {made.parent.request.name}")
                return


def _check_subnet(
    subnet: paths.Found,
    name: object,
    space: list[Prefix],
    before: list[tuple[str, Prefix]],
    refuse: Refuse,
) -> list[tuple[str, Prefix]]:
    """Judge one subnet; return the prefixes taken before it and by it."""
    own = [(paths.join(subnet.path, path), prefix) for path, prefix in _prefixes(subnet.value)]
    for path, prefix in own:
        if space and not any(_contains(block, prefix) for _, block in space):
            blocks = ", ".join(str(block) for _, block in space)
            problem = "is outside the address space of the virtual network"
            allowed = f"a prefix within {blocks}"
            refuse(Refusal("outside-parent", path, problem, str(prefix), allowed, _SUBNET_SOURCE))
        for sibling, (_, taken) in before:
            if overlap(prefix, taken):
                refuse_overlap(refuse, path, prefix, f"{taken} of subnet {sibling}")
    _check_size(subnet, name, own, refuse)
    return before + [(str(name), prefix) for prefix in own]


def _check_size(subnet: paths.Found, name: object, own: list[Prefix], refuse: Refuse) -> None:
    data = table("subnets")
    needs = [(data["smallest"], "any subnet", data["smallest_source"])]
    if isinstance(name, str) and name in data["names"]:
        row = data["names"][name]
        needs.append((row["smallest"], name, row["source"]))
        _check_attachments(subnet, name, row, refuse)
    for delegation in paths.find(subnet.value, "delegations[].serviceName"):
        if isinstance(delegation.value, str) and delegation.value in data["delegations"]:
            row = data["delegations"][delegation.value]
            needs.append((row["smallest"], delegation.value, row["source"]))
    length, reason, source = min(needs)
    for path, prefix in own:
        if prefix.version == 4 and prefix.prefixlen > length:
            problem = f"is too small for {reason}"
            refuse(Refusal("too-small", path, problem, str(prefix), f"/{length} or larger", source))


def _check_attachments(subnet: paths.Found, name: str, row: dict, refuse: Refuse) -> None:
    for prop, key, what in (
        ("networkSecurityGroup", "network_security_group", "network security group"),
        ("routeTable", "route_table", "route table"),
    ):
        given = paths.first(subnet.value, prop)
        if not row.get(key, True) and isinstance(given, dict):
            path = paths.join(subnet.path, prop)
            problem = f"{name} cannot have a {what}"
            refuse(Refusal("pair", path, problem, "one", "remove it", row["source"]))


def _siblings(state: State, made: Created) -> Iterator[tuple[str, Prefix]]:
    network = _network_of(made)
    for other in state.of_type(SUBNET):
        if other.urn != made.urn and network and _network_of(other) == network:
            for prefix in _prefixes(other.inputs):
                yield str(other.name), prefix
    if made.parent:
        for subnet in paths.find(made.parent.inputs, "subnets[]"):
            # Both styles at once may describe the same subnet twice.
            if isinstance(subnet.value, dict) and subnet.value.get("name") != made.name:
                for prefix in _prefixes(subnet.value):
                    yield str(subnet.value.get("name")), prefix


def _network_of(subnet: Created) -> str | None:
    if subnet.parent:
        return subnet.parent.urn
    return subnet.id.lower().rpartition("/subnets/")[0] if isinstance(subnet.id, str) else None


def _space(network: Created) -> Iterator[Prefix]:
    yield from networks(network.inputs, SPACE)


def _prefixes(subnet: object) -> Iterator[Prefix]:
    yield from networks(subnet, "addressPrefix")
    yield from networks(subnet, "addressPrefixes[]")


def networks(value: object, path: str) -> Iterator[Prefix]:
    """Yield the networks at a path of some inputs."""
    for found in paths.find(value, path):
        # What is no prefix has been refused as a value already.
        if isinstance(found.value, str) and is_cidr(found.value):
            yield found.path, ipaddress.ip_network(found.value)


def _contains(block: IPv4Network | IPv6Network, prefix: IPv4Network | IPv6Network) -> bool:
    return (
        block.version == prefix.version
        and block.network_address <= prefix.network_address
        and prefix.broadcast_address <= block.broadcast_address
    )


def overlap(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    """Tell whether two networks share addresses."""
    return one.version == other.version and one.overlaps(other)


def refuse_overlap(
    refuse: Refuse, path: str, prefix: IPv4Network | IPv6Network, other: str
) -> None:
    """Refuse a prefix that somebody else has."""
    problem = f"overlaps {other}"
    refuse(Refusal("overlap", path, problem, str(prefix), "a prefix of its own", _SUBNET_SOURCE))
