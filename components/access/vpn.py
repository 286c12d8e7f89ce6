"""A VPN for people's own machines, and the address they look up private names at."""

import pulumi
from pulumi_azure_native import dnsresolver, network

from components.access.args import AccessArgs
from components.access.bastion import public_address
from components.shared.diagnostics import send_logs
from settings.access import VpnSettings
from settings.regions import REGIONS


def make_vpn(
    name: str, settings: VpnSettings, args: AccessArgs, opts: pulumi.ResourceOptions
) -> network.VirtualNetworkGateway:
    """Make the gateway and its address, and log who connects. It takes up to 45 minutes."""
    conventions, tenant_id = args.conventions, args.conventions.tenant_id
    zones = ("1", "2", "3") if REGIONS[conventions.location].zones else ()
    gateway = network.VirtualNetworkGateway(
        f"{name}-vpn",
        virtual_network_gateway_name=conventions.name("vgw"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        gateway_type="Vpn",
        vpn_type="RouteBased",
        vpn_gateway_generation="Generation1" if settings.sku == "VpnGw1AZ" else "Generation2",
        sku=network.VirtualNetworkGatewaySkuArgs(name=settings.sku, tier=settings.sku),
        active_active=False,
        enable_bgp=False,
        ip_configurations=[
            network.VirtualNetworkGatewayIPConfigurationArgs(
                name="default",
                subnet=network.SubResourceArgs(id=args.network.subnet_ids["gateway"]),
                public_ip_address=network.SubResourceArgs(
                    id=public_address(name, "vpn", args, zones, opts).id
                ),
                private_ip_allocation_method="Dynamic",
            )
        ],
        # learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway: the issuer ends in a
        # slash, the tenant does not.
        vpn_client_configuration=network.VpnClientConfigurationArgs(
            vpn_client_address_pool=network.AddressSpaceArgs(
                address_prefixes=[settings.client_range]
            ),
            vpn_client_protocols=["OpenVPN"],
            vpn_authentication_types=["AAD"],
            aad_tenant=f"https://login.microsoftonline.com/{tenant_id}",
            aad_audience=settings.audience,
            aad_issuer=f"https://sts.windows.net/{tenant_id}/",
        ),
        tags=conventions.tags("access"),
        opts=pulumi.ResourceOptions(
            parent=opts.parent,
            custom_timeouts=pulumi.CustomTimeouts(create="90m", update="90m", delete="60m"),
        ),
    )
    send_logs(
        f"{name}-vpn",
        "azure-native:network:VirtualNetworkGateway",
        gateway.id,
        args.log_destinations,
        opts,
    )
    return gateway


def make_resolver(
    name: str, args: AccessArgs, opts: pulumi.ResourceOptions
) -> "dnsresolver.InboundEndpoint":
    """Make what answers questions for private names, and where it listens.

    Azure's own DNS answers machines in the network only. The network itself keeps asking that: the
    platform must not hang on a resolver that is there for people.
    """
    conventions = args.conventions
    resolver = dnsresolver.DnsResolver(
        f"{name}-resolver",
        dns_resolver_name=conventions.name("dnspr"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        virtual_network=dnsresolver.SubResourceArgs(id=args.network.id),
        tags=conventions.tags("access"),
        opts=opts,
    )
    return dnsresolver.InboundEndpoint(
        f"{name}-resolver-in",
        inbound_endpoint_name=conventions.name("in"),
        dns_resolver_name=resolver.name,
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        ip_configurations=[
            dnsresolver.IpConfigurationArgs(
                subnet=dnsresolver.SubResourceArgs(id=args.network.subnet_ids["resolver"]),
                private_ip_allocation_method="Dynamic",
            )
        ],
        tags=conventions.tags("access"),
        opts=opts,
    )
