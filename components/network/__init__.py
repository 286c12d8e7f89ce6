"""Where the platform lives: addresses, who may reach what, the way out, and private names."""

from collections.abc import Mapping
from ipaddress import IPv4Network

import pulumi
from pulumi_azure_native import network

from components.network import dns, egress
from components.network.args import NetworkArgs
from components.network.firewall import firewall
from components.network.order import known_after
from components.network.subnets import subnets, virtual_network
from components.shared.grants import grant_on
from components.shared.grants.table import Target
from components.shared.private_endpoint import EndpointNetwork
from settings.address_plan import plan
from settings.network import ExistingFirewall, ExistingNetwork, NewFirewall, NewNetwork

__all__ = ["Network", "NetworkArgs"]

# What the grant table calls the subnets that somebody holds rights on, by role.
GRANT_TARGETS: dict[str, Target] = {"nodes": "node-subnet", "api-server": "api-server-subnet"}


class Network(pulumi.ComponentResource):
    """The virtual network of one stack, sized from what it must hold, or one that exists.

    Guarantees:
        one-way-out: every subnet that originates traffic has exactly one explicit way out, with
            egress `isolated` none; no other subnet has one.
        no-default-outbound: no subnet has the way out that Azure gives by default.
        isolated-stays-inside: with egress `isolated`, no subnet that originates traffic can open
            a connection to the internet.
        nsg-everywhere: every subnet carries a security group, but those where Azure forbids it.
        nothing-from-internet: nobody on the internet can open a connection into a subnet, but to
            Azure Bastion where people come in by it, and there only from the ranges given.
        bastion-rules: the subnet of Azure Bastion carries every rule that Azure asks for there,
            and no further way in or out.
        way-in-narrow: whoever comes in by Bastion, VPN or as a pipeline reaches what allowed
            callers reach, and the host behind Bastion takes SSH from Bastion alone.
        answers-return: with egress `firewall`, what answers people on the VPN goes back to the
            gateway.
        cluster-unblocked: traffic among nodes and pods, from the API server to them and from load
            balancer probes is never denied.
        endpoints-closed: endpoints accept their service's port from nodes, training and allowed
            callers, and nothing else.
        firewall-lists: a firewall of ours lets out what AKS, training and the ways in need and the
            hosts that are listed, nothing else.
        zones-complete: every zone that an endpoint needs is made or brought, and no other.
        zones-linked: an endpoint's zone group waits until the network resolves its zones.
        subnets-stay: a node pool that grows within the network's room moves no other subnet.
        subnets-in-turn: subnets are written one after the other, and used when all stand.
        nodes-last: a cluster waits for its way out and its rights on the subnets.
        existing-untouched: in a network that exists nothing is made but zones, links and grants.

    Attributes:
        vnet_id: id of the network.
        vnet_name: its name, known once all its subnets stand; None for a network that exists.
        subnet_ids: ids of its subnets by role; each known once its users can start.
        endpoints: where private endpoints go; None where there are none.
        address_plan: range of each subnet by role; empty for a network that exists.
        zone_ids: ids of the private DNS zones by name.
        route_table_id: routes of subnets that originate traffic; None without a firewall.
        firewall_private_ip: where those routes lead; None without a firewall.
        firewall_id: id of the firewall that is made here, or None.
    """

    vnet_id: pulumi.Output[str]
    vnet_name: pulumi.Output[str] | None
    subnet_ids: Mapping[str, pulumi.Output[str]]
    endpoints: EndpointNetwork | None
    address_plan: Mapping[str, str]
    zone_ids: Mapping[str, pulumi.Output[str]]
    route_table_id: pulumi.Output[str] | None
    firewall_private_ip: pulumi.Output[str] | None
    firewall_id: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Network", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self.vnet_name = None
        self.route_table_id = self.firewall_private_ip = self.firewall_id = None

        chosen = args.settings.virtual_network
        if isinstance(chosen, ExistingNetwork):
            network_name = chosen.id.rpartition("/")[2]
            self._use(chosen)
        else:
            network_name = args.conventions.name("vnet")
            self._make(chosen)

        self.zone_ids = dns.zone_ids(name, args, network_name, self.vnet_id, self._child)
        self.endpoints = (
            EndpointNetwork(self.subnet_ids["endpoints"], self.zone_ids)
            if args.footprint.endpoints
            else None
        )
        self.register_outputs(
            {
                "vnet_id": self.vnet_id,
                "subnet_ids": self.subnet_ids,
                "address_plan": self.address_plan,
                "zone_ids": self.zone_ids,
                "route_table_id": self.route_table_id,
                "firewall_private_ip": self.firewall_private_ip,
                "firewall_id": self.firewall_id,
            }
        )

    def _use(self, existing: ExistingNetwork) -> None:
        """Hand on the ids of a network that exists."""
        self.vnet_id = pulumi.Output.from_input(existing.id)
        self.address_plan = {}
        needed = [need.role for need in self._args.footprint.subnets]
        self.subnet_ids = {
            role: known_after(subnet_id, self._subnet_grants(role, subnet_id))
            for role, subnet_id in sorted(existing.subnet_ids.items())
            if role in needed
        }

    def _make(self, new: NewNetwork) -> None:
        """Make the network, its subnets and their way out."""
        name, args, child = self._name, self._args, self._child
        ranges = plan(new.address_space, args.footprint.subnets, new.pinned_subnets)
        way_out = egress.way_out(name, args, child)
        vnet = virtual_network(name, args, new, child)
        made = subnets(name, args, vnet, ranges, way_out, child)

        led_out: list[pulumi.Resource] = []
        if chosen := args.settings.firewall:
            self.firewall_private_ip = self._firewall_ip(chosen, made, ranges)
            if table := way_out.route_table:
                self.route_table_id = table.id
                led_out = [
                    egress.default_route(name, args, table, self.firewall_private_ip, child),
                    *egress.vpn_routes(name, args, table, child),
                    *self._grants("route-table", table.id),
                ]
        self.vnet_id = vnet.id
        written = list(made.values())
        self.vnet_name = known_after(vnet.name, written)
        self.address_plan = {role: str(address_range) for role, address_range in ranges.items()}
        self.subnet_ids = {
            need.role: known_after(
                made[need.role].id,
                [
                    *(written if made[need.role] is not written[-1] else ()),
                    *(led_out if need.egress else ()),
                    *self._subnet_grants(need.role, made[need.role].id),
                ],
            )
            for need in args.footprint.subnets
        }

    def _firewall_ip(
        self,
        chosen: NewFirewall | ExistingFirewall,
        made: Mapping[str, network.Subnet],
        ranges: Mapping[str, IPv4Network],
    ) -> pulumi.Output[str]:
        """Return the address of the firewall, made here or brought."""
        if isinstance(chosen, ExistingFirewall):
            return pulumi.Output.from_input(chosen.private_ip)
        built = firewall(self._name, self._args, chosen, made, ranges, self._child)
        self.firewall_id = built.id
        return built.ip_configurations[0].private_ip_address

    def _subnet_grants(self, role: str, scope: pulumi.Input[str]) -> list[pulumi.Resource]:
        return self._grants(GRANT_TARGETS[role], scope) if role in GRANT_TARGETS else []

    def _grants(self, target: Target, scope: pulumi.Input[str]) -> list[pulumi.Resource]:
        """Make what the grant table holds for one of the network's parts."""
        args = self._args
        return grant_on(target, scope, args.principals, args.conventions, self._name, self._child)
