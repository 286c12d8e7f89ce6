"""The peering with the company's hub: our half, and the hub's where the stack may make it."""

import pulumi
from pulumi_azure_native import network

from components.access.args import AccessArgs
from settings.access import HubSettings


def make_peering(
    name: str,
    hub: HubSettings,
    args: AccessArgs,
    network_name: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Make our half of the peering, after the hub's if that is ours to make.

    Args:
        network_name: name of our network.
    """
    # Azure takes `useRemoteGateways` only once the other half lends its gateway
    # (learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview).
    hubs_half = [_hubs_half(name, hub, args, opts)] if hub.peer_back else []
    network.VirtualNetworkPeering(
        f"{name}-to-hub",
        virtual_network_peering_name=args.conventions.name("peer", "hub"),
        virtual_network_name=network_name,
        resource_group_name=args.conventions.resource_group_name,
        remote_virtual_network=network.SubResourceArgs(id=hub.id),
        allow_virtual_network_access=True,
        allow_forwarded_traffic=hub.allow_forwarded_traffic,
        allow_gateway_transit=False,
        use_remote_gateways=hub.use_remote_gateways,
        opts=pulumi.ResourceOptions(parent=opts.parent, depends_on=hubs_half),
    )


def _hubs_half(
    name: str, hub: HubSettings, args: AccessArgs, opts: pulumi.ResourceOptions
) -> network.VirtualNetworkPeering:
    _, _, _, _, group, *_, hub_name = hub.id.split("/")
    return network.VirtualNetworkPeering(
        f"{name}-from-hub",
        # As the command of the plan names it, so that whoever makes it the other may find it.
        virtual_network_peering_name=args.conventions.name("peer", "spoke"),
        virtual_network_name=hub_name,
        resource_group_name=group,
        remote_virtual_network=network.SubResourceArgs(id=args.network.id),
        allow_virtual_network_access=True,
        # Whatever leaves our network goes to the hub's firewall, if it has one, and further.
        allow_forwarded_traffic=hub.allow_forwarded_traffic,
        allow_gateway_transit=hub.use_remote_gateways,
        use_remote_gateways=False,
        opts=opts,
    )
