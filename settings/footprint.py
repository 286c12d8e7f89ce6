"""What the parts of the platform need of the network, worked out from the settings alone.

The network is made before the things that live in it; this is how it knows them. Each component
asserts that it makes exactly the endpoints announced here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from math import ceil

from settings.access import RunnersSettings
from settings.data_stores import NewRegistry, NewVault
from settings.monitoring import NewPrivateLinkScope
from settings.network import NewFirewall
from settings.platform import PlatformSettings
from settings.private_link import PRIVATE_LINKS
from settings.serving import ServingSettings

# Azure keeps five addresses of every subnet: network, gateway, two for DNS, broadcast
# (learn.microsoft.com/azure/virtual-network/virtual-networks-faq).
RESERVED_ADDRESSES = 5


@dataclass(frozen=True)
class EndpointNeed:
    """One private endpoint: the component that makes it, what it connects to, its addresses."""

    owner: str
    link: str
    addresses: int


@dataclass(frozen=True)
class SubnetNeed:
    """One subnet and what it must hold.

    Attributes:
        role: what it is for; the last part of its name.
        parts: what takes its addresses, with counts, in the order they are explained.
        longest_prefix: the smallest size allowed, as a prefix length.
        delegation: the service it is handed to, or empty.
        egress: it originates traffic and so needs an explicit way out.
        nsg: it carries a network security group; Azure forbids one in some.
        azure_name: the name Azure demands, or empty.
        grows: it is likely to be enlarged, so room is left beyond it.
    """

    role: str
    parts: tuple[tuple[str, int], ...]
    longest_prefix: int
    delegation: str = ""
    egress: bool = False
    nsg: bool = True
    azure_name: str = ""
    grows: bool = False

    @property
    def addresses(self) -> int:
        """Addresses it must hold, Azure's own included."""
        return sum(count for _, count in self.parts) + RESERVED_ADDRESSES

    @property
    def prefix(self) -> int:
        """Prefix length of the smallest range that holds it."""
        return min(32 - (self.addresses - 1).bit_length(), self.longest_prefix)

    @property
    def arithmetic(self) -> str:
        """The sum in words: `10 user nodes + 4 surge + 5 reserved by Azure = 19 -> /27`."""
        parts = [*self.parts, ("reserved by Azure", RESERVED_ADDRESSES)]
        terms = " + ".join(f"{count} {what}" for what, count in parts)
        return f"{terms} = {self.addresses} -> /{self.prefix}"


@dataclass(frozen=True)
class Footprint:
    """Every endpoint and subnet the enabled parts need.

    Attributes:
        outside: ranges that people come from, by what security rules call them.
    """

    endpoints: tuple[EndpointNeed, ...]
    subnets: tuple[SubnetNeed, ...]
    outside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def zones(self) -> tuple[str, ...]:
        """Private DNS zones, exactly as many as the endpoints need."""
        names = {zone for need in self.endpoints for zone in PRIVATE_LINKS[need.link].zones}
        return tuple(sorted(names))

    def links_of(self, owner: str) -> tuple[str, ...]:
        """What one component must make an endpoint to."""
        return tuple(need.link for need in self.endpoints if need.owner == owner)

    def address_plan(self, ranges: Mapping[str, str]) -> list[dict[str, str | int]]:
        """Return, for each subnet that is made, its range, what it holds and what is free."""
        return [
            {
                "role": need.role,
                "range": ranges[need.role],
                "addresses": IPv4Network(ranges[need.role]).num_addresses,
                "used": need.addresses,
                "free": IPv4Network(ranges[need.role]).num_addresses - need.addresses,
                "arithmetic": need.arithmetic,
            }
            for need in self.subnets
            if need.role in ranges
        ]


def footprint(settings: PlatformSettings) -> Footprint:
    """Return what the settings need of the network."""
    endpoints = tuple(_endpoints(settings)) if settings.network.private_endpoints else ()
    subnets = (*_subnets(settings, endpoints), *_access_subnets(settings))
    return Footprint(endpoints, subnets, _outside(settings))


def _endpoints(settings: PlatformSettings) -> list[EndpointNeed]:
    stores = settings.data_stores
    links = {f"storage-{service}": 0 for service in stores.storage.services}
    if stores.storage.hierarchical_namespace:
        links["storage-dfs"] = 0
    if isinstance(stores.key_vault, NewVault):
        links["key-vault"] = 0
    if isinstance(stores.registry, NewRegistry):
        links["registry"] = len(stores.registry.replicas)
    needs = [
        EndpointNeed("data_stores", link, PRIVATE_LINKS[link].addresses + more)
        for link, more in links.items()
    ]
    needs.append(EndpointNeed("ml_workspace", "workspace", PRIVATE_LINKS["workspace"].addresses))
    if isinstance(settings.monitoring.private_link_scope, NewPrivateLinkScope):
        needs.append(EndpointNeed("monitoring", "monitor", PRIVATE_LINKS["monitor"].addresses))
    return needs


def _subnets(settings: PlatformSettings, endpoints: tuple[EndpointNeed, ...]) -> list[SubnetNeed]:
    network, serving = settings.network, settings.serving
    needs: list[SubnetNeed] = []
    if serving.enabled:
        needs.append(_node_subnet(settings))
    if endpoints:
        parts = tuple((need.link, need.addresses) for need in endpoints)
        needs.append(SubnetNeed("endpoints", parts, longest_prefix=26))
    if serving.enabled and serving.api_server == "vnet_integration":
        # learn.microsoft.com/azure/aks/api-server-vnet-integration: /28 at least, used by nothing
        # else, at least nine addresses free.
        needs.append(
            SubnetNeed(
                "api-server",
                (("API server", 9),),
                longest_prefix=28,
                delegation="Microsoft.ContainerService/managedClusters",
            )
        )
    if settings.workspace.isolation == "own_network":
        nodes = settings.workspace.max_training_nodes
        needs.append(
            SubnetNeed("training", (("training nodes", nodes),), longest_prefix=27, egress=True)
        )
    if network.egress == "firewall" and isinstance(network.firewall, NewFirewall):
        needs.extend(_firewall_subnets(network.firewall))
    return needs


def _node_subnet(settings: PlatformSettings) -> SubnetNeed:
    serving = settings.serving
    names = {
        "system": "system nodes",
        "user": "user nodes",
        "gpu": "GPU nodes",
        "spot": "spot nodes",
    }
    pools = {names[role]: pool for role, pool in serving.pools.items()}
    # Overlay: pods take no address here; nodes do, and internal load balancers.
    parts = [(name, pool.max_nodes) for name, pool in pools.items()]
    parts += [("upgrade surge", surge_nodes(serving)), ("load balancer frontends", 2)]
    if serving.api_server == "private_link":
        parts.append(("API server endpoint", 1))
    return SubnetNeed("nodes", tuple(parts), longest_prefix=27, egress=True, grows=True)


def surge_nodes(serving: ServingSettings) -> int:
    """Return the nodes that an upgrade of every pool at once adds."""
    surge = serving.max_surge_percent / 100
    return sum(ceil(pool.max_nodes * surge) for pool in serving.pools.values())


def _firewall_subnets(firewall: NewFirewall) -> list[SubnetNeed]:
    # Both must be /26, carry no NSG and have these names
    # (learn.microsoft.com/azure/firewall/firewall-faq).
    parts = (("firewall instances", 20),)
    needs = [SubnetNeed("firewall", parts, 26, nsg=False, azure_name="AzureFirewallSubnet")]
    if firewall.sku == "Basic":
        name = "AzureFirewallManagementSubnet"
        needs.append(SubnetNeed("firewall-management", parts, 26, nsg=False, azure_name=name))
    return needs


def _access_subnets(settings: PlatformSettings) -> Iterator[SubnetNeed]:
    access = settings.access
    if access.bastion_vm is not None:
        # This name and /26 or larger (learn.microsoft.com/azure/bastion/configuration-settings).
        instances = (("Bastion instances", access.bastion_vm.scale_units),)
        yield SubnetNeed("bastion", instances, 26, azure_name="AzureBastionSubnet")
        yield SubnetNeed("jump", (("host to go through", 1),), longest_prefix=28, egress=True)
    if access.vpn is not None:
        # This name, /27 advised, and a security group breaks the gateway
        # (learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings).
        parts = (("gateway instances", 2),)
        yield SubnetNeed("gateway", parts, 27, nsg=False, azure_name="GatewaySubnet")
        # From /28 to /24, used by nothing else
        # (learn.microsoft.com/azure/dns/dns-private-resolver-overview#subnet-restrictions).
        yield SubnetNeed(
            "resolver",
            (("DNS endpoint", 1),),
            longest_prefix=28,
            delegation="Microsoft.Network/dnsResolvers",
        )
    if access.runners is not None:
        yield SubnetNeed(
            "runners",
            (("runners", access.runners.max_runners),),
            longest_prefix=28,
            delegation=_runners_delegation(access.runners),
            egress=True,
        )


def _runners_delegation(runners: RunnersSettings) -> str:
    if runners.devops_pool is not None:
        return "Microsoft.DevOpsInfrastructure/pools"
    return "GitHub.Network/networkSettings" if runners.github_business_id else ""


def _outside(settings: PlatformSettings) -> dict[str, tuple[str, ...]]:
    access = settings.access
    places: dict[str, tuple[str, ...]] = {}
    if access.bastion_vm is not None:
        places["bastion-clients"] = access.bastion_vm.client_ranges
    if access.vpn is not None:
        places["vpn-clients"] = (access.vpn.client_range,)
    return places
