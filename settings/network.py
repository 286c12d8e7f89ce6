"""Where the platform lives: addresses, the way out, names of private endpoints."""

from typing import Literal

from settings.base import Settings, setting
from settings.ids import DdosPlanId, FirewallId, PrivateZoneId, SubnetId, VirtualNetworkId
from settings.types import (
    AddressRange,
    Distinct,
    Either,
    FrozenMap,
    HostName,
    IPv4Address,
    ZoneName,
)

Zone = Literal["1", "2", "3"]
SubnetRole = Literal[
    "nodes",
    "endpoints",
    "api-server",
    "training",
    "firewall",
    "firewall-management",
    "bastion",
    "jump",
    "gateway",
    "resolver",
    "runners",
]


class NewNetwork(Settings):
    """A virtual network of the platform's own."""

    address_space: AddressRange = setting(
        description="Range of the network; must not overlap what it is peered with. Subnets are "
        "sized from what they must hold.",
        one_way="Subnets in use cannot move: a new range means a new network.",
        example="10.20.0.0/21",
    )
    pinned_subnets: FrozenMap[SubnetRole, AddressRange] = setting(
        {},
        "Ranges of single subnets, by role (nodes, endpoints, api-server, ...), in place of the "
        "computed ones.",
        one_way="A subnet in use cannot move.",
    )
    dns_servers: Distinct[IPv4Address] = setting(
        (),
        "Addresses of DNS servers, such as the hub's; left out, Azure's own. They must resolve the "
        "zones of the private endpoints.",
        max_length=20,
    )


class ExistingNetwork(Settings):
    """A virtual network that exists, such as a landing zone's spoke."""

    id: VirtualNetworkId = setting(
        description="Id of the virtual network.",
        one_way="Moving to another network replaces every endpoint and the cluster.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub"
        "/providers/Microsoft.Network/virtualNetworks/vnet-spoke",
    )
    subnet_ids: FrozenMap[SubnetRole, SubnetId] = setting(
        description="Ids of its subnets by role: endpoints, nodes, api-server, training, and those "
        "that `access` needs. Their security groups and their way out are their owner's.",
        example={},
    )
    address_space: tuple[AddressRange, ...] = setting(
        (), "Its ranges, so that overlaps with pod and service ranges are found before Azure does."
    )


class NewFirewall(Settings):
    """An Azure Firewall of the platform's own."""

    sku: Literal["Basic", "Standard", "Premium"] = setting(
        "Standard",
        "Tier; Basic warns of known malicious hosts but lets them through, Premium also inspects "
        "for intrusions.",
        one_way="A firewall changes its tier only by being made anew.",
    )
    allowed_fqdns: Distinct[HostName] = setting(
        (),
        "Hosts that nodes and training may reach over HTTPS besides what AKS and the workspace "
        "need; `*.` at the front takes all below.",
    )
    public_addresses: int = setting(
        1,
        "Outbound addresses, 2,496 ports each for every instance; Microsoft advises 20 for a "
        "large cluster.",
        ge=1,
        le=250,
    )


class ExistingFirewall(Settings):
    """A firewall that exists, usually the hub's."""

    id: FirewallId = setting(
        description="Id of the firewall.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub"
        "/providers/Microsoft.Network/azureFirewalls/afw-hub",
    )
    private_ip: IPv4Address = setting(
        description="Its private address, the next hop of the default route.", example="10.0.1.4"
    )


class NatSettings(Settings):
    """The NAT gateway of egress `nat`."""

    zone: Zone | None = setting(
        None,
        "Zone that the gateway and its address live in; left out, Azure picks one. A NAT gateway "
        "is never zone-redundant, which the availability arithmetic counts.",
        one_way="A gateway cannot change its zone.",
    )
    public_addresses: int = setting(1, "Outbound addresses, 64,512 ports each.", ge=1, le=16)
    idle_timeout_minutes: int = setting(
        4, "Minutes before an idle outbound connection is dropped.", ge=4, le=120
    )


class PrivateDnsSettings(Settings):
    """Who owns the zones that private endpoints are found by."""

    zone_ids: FrozenMap[ZoneName, PrivateZoneId] = setting(
        {},
        "Zones that exist, by zone name, usually the hub's; every zone an endpoint needs must be "
        "there. Left out, the stack makes its own.",
        one_way="Moving an endpoint's record to another zone interrupts name resolution.",
    )
    managed_by_policy: bool = setting(
        False, "Azure Policy of the landing zone adds zone groups; the stack makes none."
    )
    linked_network_ids: tuple[VirtualNetworkId, ...] = setting(
        (), "Further networks, such as the hub's, that resolve the stack's own zones."
    )


class NetworkSettings(Settings):
    """The network, its way out and its names."""

    virtual_network: Either[NewNetwork, ExistingNetwork] = setting(
        description="A network to make (`address_space`), or one that exists (`id`, `subnet_ids`)."
    )
    private_endpoints: bool = setting(
        True,
        "Reach every service through a private endpoint and close its public address. Only a "
        "non-production stack may turn it off, with an exemption that expires.",
    )
    private_dns: PrivateDnsSettings = setting(
        PrivateDnsSettings(), "Zones of the private endpoints."
    )
    egress: Literal["nat", "firewall", "isolated"] = setting(
        "nat",
        "Way out of subnets that originate traffic: `nat` controls nothing but the address, "
        "`firewall` lets out what is listed, `isolated` has no way out at all.",
        one_way="The cluster's outbound type is part of its network profile; changing it replaces "
        "the cluster.",
    )
    nat: NatSettings = setting(NatSettings(), "The NAT gateway; read with egress `nat`.")
    firewall: Either[NewFirewall, ExistingFirewall] | None = setting(
        None, "A firewall to make (`sku`) or one that exists (`id`); read with egress `firewall`."
    )
    allowed_callers: tuple[AddressRange, ...] = setting(
        (),
        "Ranges outside the network, such as the hub's or the VPN's, whose hosts may call the "
        "private endpoints, the API server and the model services.",
    )
    ddos_protection_plan_id: DdosPlanId | None = setting(
        None, "DDoS protection plan to join; about $2,900 a month, so usually the company's one."
    )
