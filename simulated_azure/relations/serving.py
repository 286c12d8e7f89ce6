"""Kubernetes clusters, their pools and the network they live in."""

import ipaddress
from collections.abc import Iterator

from simulated_azure import paths
from simulated_azure.formats import is_cidr, is_ip_address
from simulated_azure.refusal import Refusal, Refuse
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
REGISTRY = "azure-native:containerregistry:Registry"
SUBNET = "azure-native:network:Subnet"

_DELEGATION = "Microsoft.ContainerService/managedClusters"
_RESERVED = ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")
_POD_PREFIX_LENGTH = 24
_PODS, _SERVICES = "networkProfile.podCidr", "networkProfile.serviceCidr"

_INTEGRATION_SOURCE = "https://learn.microsoft.com/azure/aks/api-server-vnet-integration"
_NODES_SOURCE = "https://learn.microsoft.com/azure/aks/concepts-network-cni-overview"
_OUTBOUND_SOURCE = "https://learn.microsoft.com/azure/aks/egress-outboundtype"
_ZONE_SOURCE = (
    "https://learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns"
)
_RANGES_SOURCE = "https://learn.microsoft.com/azure/aks/azure-cni-overlay#ip-address-planning"
_REGISTRY_SOURCE = "https://learn.microsoft.com/azure/aks/network-isolated"
_VERSION_SOURCE = "https://learn.microsoft.com/azure/aks/manage-node-pools"

# Outbound type to what the node subnet must be tied to.
_TIES = {"userAssignedNATGateway": "natGateway", "userDefinedRouting": "routeTable"}


def check_cluster(state: State, made: Created, refuse: Refuse) -> None:
    """Judge a cluster against its subnets, its registry and its own ranges."""
    _check_api_subnet(state, made, refuse)
    for pool in paths.find(made.inputs, "agentPoolProfiles[]"):
        _check_node_subnet(state, made, made, pool, refuse)
    _check_zone(made, refuse)
    _check_ranges(made, refuse)
    _check_registry(state, made, refuse)
    _check_room(state, made, made, "agentPoolProfiles", refuse)


def check_pool(state: State, made: Created, refuse: Refuse) -> None:
    """Judge a pool against the cluster that it joins."""
    if made.parent is None:
        return
    whole = paths.Found("", made.inputs, secret=False)
    _check_node_subnet(state, made, made.parent, whole, refuse)
    _check_room(state, made, made.parent, "maxCount", refuse)
    own = _minor(made.text("orchestratorVersion"))
    clusters = _minor(made.parent.text("kubernetesVersion"))
    if own and clusters and own > clusters:
        problem = f"is newer than the cluster (1.{clusters})"
        allowed = f"1.{clusters} or earlier"
        _pair(refuse, "orchestratorVersion", problem, f"1.{own}", allowed, _VERSION_SOURCE)


def _check_api_subnet(state: State, made: Created, refuse: Refuse) -> None:
    found = made.at("apiServerAccessProfile.subnetId")
    subnet = state.behind(made.request, found, SUBNET)
    if subnet is None:
        return
    services = [one.value for one in paths.find(subnet.inputs, "delegations[].serviceName")]
    if UNKNOWN not in services and _DELEGATION not in services:
        problem, allowed = "is not delegated to AKS", f"a subnet delegated to {_DELEGATION}"
        _pair(refuse, found.path, problem, subnet.request.name, allowed, _INTEGRATION_SOURCE)


def _check_node_subnet(
    state: State, made: Created, cluster: Created, pool: paths.Found, refuse: Refuse
) -> None:
    found = paths.below(pool, "vnetSubnetID")[0]
    subnet = state.behind(made.request, found, SUBNET)
    if subnet is None:
        return
    if paths.find(subnet.inputs, "delegations[]"):
        problem, allowed = (
            "is delegated, and nodes take none that is",
            "a subnet without delegation",
        )
        _pair(refuse, found.path, problem, subnet.request.name, allowed, _NODES_SOURCE)
    outbound = cluster.text("networkProfile.outboundType") or ""
    tie = _TIES.get(outbound)
    if tie and paths.first(subnet.inputs, tie) in (None, {}):
        problem = f"has no {tie}, which outboundType {outbound} leaves by"
        allowed = f"a subnet with {tie}"
        _pair(refuse, found.path, problem, subnet.request.name, allowed, _OUTBOUND_SOURCE)


def _check_zone(made: Created, refuse: Refuse) -> None:
    found, location = made.at("apiServerAccessProfile.privateDNSZone"), made.text("location")
    if not isinstance(found.value, str) or not found.value.startswith("/") or location is None:
        return
    region = location.lower().replace(" ", "")
    if not found.value.lower().endswith(f".{region}.azmk8s.io"):
        problem, allowed = "is the zone of another region", f"privatelink.{region}.azmk8s.io"
        _pair(refuse, found.path, problem, found.value.rpartition("/")[2], allowed, _ZONE_SOURCE)


def _check_ranges(made: Created, refuse: Refuse) -> None:
    known = dict(_ranges(made))
    for path, own in known.items():
        for reserved in map(ipaddress.ip_network, _RESERVED):
            if own.version == reserved.version and own.overlaps(reserved):
                problem, allowed = f"overlaps {reserved}, which AKS uses itself", "another range"
                _pair(refuse, path, problem, str(own), allowed, _RANGES_SOURCE)
    pods, services = (known.get(path) for path in (_PODS, _SERVICES))
    if services is None:
        return
    if services.version == 4 and services.prefixlen <= 12:
        allowed = "a range smaller than /12"
        _pair(refuse, _SERVICES, "is too large", str(services), allowed, _RANGES_SOURCE)
    if pods and pods.version == services.version and pods.overlaps(services):
        problem, allowed = f"overlaps podCidr ({pods})", "a range of its own"
        refuse(Refusal("overlap", _SERVICES, problem, str(services), allowed, _RANGES_SOURCE))
    dns = made.at("networkProfile.dnsServiceIP")
    if isinstance(dns.value, str) and is_ip_address(dns.value):
        address = ipaddress.ip_address(dns.value)
        if address not in services or address in (services[0], services[1]):
            problem = f"is not in {services}, or is the API server's own address there"
            allowed = f"such as {services[10]}"
            _pair(refuse, dns.path, problem, dns.value, allowed, _RANGES_SOURCE)


def _ranges(
    cluster: Created,
) -> Iterator[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network]]:
    for path in (_PODS, _SERVICES):
        text = cluster.text(path)
        # What is no range has been refused as a value already.
        if text is not None and is_cidr(text):
            yield path, ipaddress.ip_network(text)


def _check_registry(state: State, made: Created, refuse: Refuse) -> None:
    found = made.at("bootstrapProfile.containerRegistryId")
    registry = state.behind(made.request, found, REGISTRY)
    if registry is None:
        return
    tier, access = registry.text("sku.name"), registry.text("publicNetworkAccess")
    if tier != "Premium" or access not in (None, "Disabled"):
        problem = "is no private registry of tier Premium"
        allowed = "a Premium registry without public network access"
        _pair(refuse, found.path, problem, registry.request.name, allowed, _REGISTRY_SOURCE)


def _check_room(state: State, made: Created, cluster: Created, path: str, refuse: Refuse) -> None:
    """Refuse more nodes than the overlay has ranges of pods for."""
    pods = dict(_ranges(cluster)).get(_PODS)
    if pods is None or cluster.text("networkProfile.networkPluginMode") != "overlay":
        return
    others = [
        pool
        for pool in state.of_type(POOL)
        if pool.urn != made.urn and pool.parent and pool.parent.urn == cluster.urn
    ]
    most = [found.value for found in paths.find(cluster.inputs, "agentPoolProfiles[].maxCount")]
    most += [paths.first(pool.inputs, "maxCount") for pool in others]
    if made.urn != cluster.urn:
        most.append(paths.first(made.inputs, "maxCount"))
    nodes = sum(count for count in most if isinstance(count, int) and not isinstance(count, bool))
    room = 1 << max(_POD_PREFIX_LENGTH - pods.prefixlen, 0)
    if pods.version == 4 and nodes > room:
        problem = f"pools grow to {nodes} nodes of a /24 each, and {pods} holds {room}"
        allowed = "a wider podCidr, or fewer nodes"
        refuse(Refusal("too-small", path, problem, str(nodes), allowed, _RANGES_SOURCE))


def _minor(version: str | None) -> int | None:
    parts = (version or "").split(".")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None


def _pair(refuse: Refuse, path: str, problem: str, got: str, allowed: str, source: str) -> None:
    refuse(Refusal("pair", path, problem, got, allowed, source))
