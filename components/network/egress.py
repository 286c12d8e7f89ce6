"""The one explicit way out of subnets that originate traffic."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.network.args import NetworkArgs


@dataclass(frozen=True)
class WayOut:
    """What a subnet is tied to: a NAT gateway, a route table that leads to a firewall, or none."""

    nat_gateway: network.NatGateway | None = None
    route_table: network.RouteTable | None = None


def way_out(name: str, args: NetworkArgs, opts: pulumi.ResourceOptions) -> WayOut:
    """Make what the setting `egress` asks for; nothing where no subnet originates traffic."""
    egress = args.settings.egress
    if egress == "isolated" or not any(need.egress for need in args.footprint.subnets):
        return WayOut()
    if egress == "nat":
        return WayOut(nat_gateway=_nat_gateway(name, args, opts))
    return WayOut(route_table=_route_table(name, args, opts))


def public_addresses(
    name: str,
    args: NetworkArgs,
    role: str,
    count: int,
    zones: tuple[str, ...],
    opts: pulumi.ResourceOptions,
) -> list[network.PublicIPAddress]:
    """Make the outbound addresses of a NAT gateway or a firewall, numbered from 1.

    Args:
        role: what they belong to; part of their names.
        zones: zones that they live in; empty leaves it to Azure.
    """
    conventions = args.conventions
    return [
        network.PublicIPAddress(
            f"{name}-ip-{role}-{number}",
            public_ip_address_name=conventions.name("pip", f"{role}-{number}"),
            resource_group_name=conventions.resource_group_name,
            location=conventions.location,
            sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
            public_ip_allocation_method="Static",
            public_ip_address_version="IPv4",
            zones=list(zones) or None,
            tags=conventions.tags("network"),
            opts=opts,
        )
        for number in range(1, count + 1)
    ]


def default_route(
    name: str,
    args: NetworkArgs,
    table: network.RouteTable,
    firewall_ip: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> network.Route:
    """Send everything that leaves the network to the firewall.

    A resource of its own, so that subnets need not wait for a firewall that is made inside one of
    them. No route with next hop Internet may join it: those do not work without default outbound
    access (learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access).
    """
    return network.Route(
        f"{name}-route-default",
        route_name="default",
        route_table_name=table.name,
        resource_group_name=args.conventions.resource_group_name,
        address_prefix="0.0.0.0/0",
        next_hop_type="VirtualAppliance",
        next_hop_ip_address=firewall_ip,
        opts=opts,
    )


def vpn_routes(
    name: str, args: NetworkArgs, table: network.RouteTable, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Send answers to people on the VPN back to their gateway, not to the firewall.

    The gateway announces their addresses, but the table takes no announced routes.
    """
    return [
        network.Route(
            f"{name}-route-vpn-clients",
            route_name="vpn-clients",
            route_table_name=table.name,
            resource_group_name=args.conventions.resource_group_name,
            address_prefix=clients,
            next_hop_type="VirtualNetworkGateway",
            opts=opts,
        )
        for clients in args.footprint.outside.get("vpn-clients", ())
    ]


def _nat_gateway(name: str, args: NetworkArgs, opts: pulumi.ResourceOptions) -> network.NatGateway:
    conventions, nat = args.conventions, args.settings.nat
    # A gateway in a zone takes no address of another.
    zones = (nat.zone,) if nat.zone else ()
    addresses = public_addresses(name, args, "nat", nat.public_addresses, zones, opts)
    return network.NatGateway(
        f"{name}-nat",
        nat_gateway_name=conventions.name("ng"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=network.NatGatewaySkuArgs(name="Standard"),
        public_ip_addresses=[network.SubResourceArgs(id=address.id) for address in addresses],
        idle_timeout_in_minutes=nat.idle_timeout_minutes,
        zones=list(zones) or None,
        tags=conventions.tags("network"),
        opts=opts,
    )


def _route_table(name: str, args: NetworkArgs, opts: pulumi.ResourceOptions) -> network.RouteTable:
    conventions = args.conventions
    return network.RouteTable(
        f"{name}-routes",
        route_table_name=conventions.name("rt"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        # Routes that a VPN or ExpressRoute gateway announces would be a second way out, past the
        # firewall.
        disable_bgp_route_propagation=True,
        tags=conventions.tags("network"),
        opts=opts,
    )
