"""A network of the platform's own: its subnets and who may reach them."""

from collections.abc import Mapping
from ipaddress import IPv4Network

import pulumi
from pulumi_azure_native import network

from components.network.args import NetworkArgs
from components.network.egress import WayOut
from components.network.nsg_rules import DENY_INTERNET, SUBNET_RULES
from components.network.security_rules import Places, security_rules
from settings.footprint import SubnetNeed
from settings.network import NewNetwork


def virtual_network(
    name: str, args: NetworkArgs, new: NewNetwork, opts: pulumi.ResourceOptions
) -> network.VirtualNetwork:
    """Make the network, without subnets: they are resources of their own.

    Listed in the network as well, every update of either would undo the other
    (github.com/pulumi/pulumi-azure-native/issues/611).
    """
    conventions, ddos_plan_id = args.conventions, args.settings.ddos_protection_plan_id
    return network.VirtualNetwork(
        f"{name}-vnet",
        virtual_network_name=conventions.name("vnet"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        address_space=network.AddressSpaceArgs(address_prefixes=[new.address_space]),
        dhcp_options=(
            network.DhcpOptionsArgs(dns_servers=list(new.dns_servers)) if new.dns_servers else None
        ),
        enable_ddos_protection=ddos_plan_id is not None,
        ddos_protection_plan=network.SubResourceArgs(id=ddos_plan_id) if ddos_plan_id else None,
        tags=conventions.tags("network"),
        opts=opts,
    )


def subnets(
    name: str,
    args: NetworkArgs,
    vnet: network.VirtualNetwork,
    ranges: Mapping[str, IPv4Network],
    way_out: WayOut,
    opts: pulumi.ResourceOptions,
) -> dict[str, network.Subnet]:
    """Make every subnet of the footprint, by role.

    Args:
        ranges: where each goes, by role.
        way_out: what subnets that originate traffic are tied to.
    """
    made: dict[str, network.Subnet] = {}
    # That of the endpoints is the last, so that whoever waits for it waits for all and yet depends
    # on this one alone: a policy can tell which subnet an endpoint is in.
    for need in sorted(args.footprint.subnets, key=lambda need: need.role == "endpoints"):
        group = _security_group(name, args, need, _places(args, ranges), opts) if need.nsg else None
        # Azure writes the subnets of a network one after the other and refuses a second writer
        # (AnotherOperationInProgress, github.com/pulumi/pulumi-azure-native/issues/699).
        previous = list(made.values())[-1:]
        made[need.role] = _subnet(
            name,
            args,
            need,
            vnet,
            str(ranges[need.role]),
            group,
            way_out if need.egress else WayOut(),
            pulumi.ResourceOptions(parent=opts.parent, depends_on=previous),
        )
    return made


def _subnet(
    name: str,
    args: NetworkArgs,
    need: SubnetNeed,
    vnet: network.VirtualNetwork,
    address_prefix: str,
    group: network.NetworkSecurityGroup | None,
    way_out: WayOut,
    opts: pulumi.ResourceOptions,
) -> network.Subnet:
    nat_gateway, route_table = way_out.nat_gateway, way_out.route_table
    return network.Subnet(
        f"{name}-subnet-{need.role}",
        subnet_name=need.azure_name or args.conventions.name("snet", need.role),
        resource_group_name=args.conventions.resource_group_name,
        virtual_network_name=vnet.name,
        address_prefix=address_prefix,
        # Can only be switched off when the subnet is made; the default was retired in March 2026
        # (learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access).
        default_outbound_access=False,
        delegations=(
            [network.DelegationArgs(name=need.role, service_name=need.delegation)]
            if need.delegation
            else None
        ),
        network_security_group=network.NetworkSecurityGroupArgs(id=group.id) if group else None,
        nat_gateway=network.SubResourceArgs(id=nat_gateway.id) if nat_gateway else None,
        route_table=network.RouteTableArgs(id=route_table.id) if route_table else None,
        # Without this a security group means nothing to private endpoints
        # (learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy).
        private_endpoint_network_policies=(
            "NetworkSecurityGroupEnabled" if need.role == "endpoints" else "Disabled"
        ),
        private_link_service_network_policies="Enabled",
        opts=opts,
    )


def _security_group(
    name: str,
    args: NetworkArgs,
    need: SubnetNeed,
    places: Places,
    opts: pulumi.ResourceOptions,
) -> network.NetworkSecurityGroup:
    conventions, rules = args.conventions, SUBNET_RULES[need.role]
    if need.egress and args.settings.egress == "isolated":
        rules += (DENY_INTERNET,)
    links = {endpoint.link for endpoint in args.footprint.endpoints}
    return network.NetworkSecurityGroup(
        f"{name}-nsg-{need.role}",
        network_security_group_name=conventions.name("nsg", need.role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        # Never next to standalone rules: every update of the group would delete those.
        security_rules=security_rules(rules, places, links),
        tags=conventions.tags("network"),
        opts=opts,
    )


def _places(args: NetworkArgs, ranges: Mapping[str, IPv4Network]) -> Places:
    return {
        **{role: (str(address_range),) for role, address_range in ranges.items()},
        **args.footprint.outside,
        "callers": args.settings.allowed_callers,
        "pods": (args.pod_range,),
    }
