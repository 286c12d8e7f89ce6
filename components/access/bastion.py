"""Azure Bastion: the one door with an address on the internet, and it answers to Entra."""

import pulumi
from pulumi_azure_native import network

from components.access.args import AccessArgs
from components.shared.diagnostics import send_logs
from components.shared.grants import grant_on
from settings.access import BastionVmSettings


def make_bastion(
    name: str, settings: BastionVmSettings, args: AccessArgs, opts: pulumi.ResourceOptions
) -> network.BastionHost:
    """Make Bastion and its address, log who uses it and let people find it."""
    conventions = args.conventions
    bastion = network.BastionHost(
        f"{name}-bastion",
        bastion_host_name=conventions.name("bas"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=network.SkuArgs(name=settings.sku),
        scale_units=settings.scale_units,
        ip_configurations=[
            network.BastionHostIPConfigurationArgs(
                name="default",
                subnet=network.SubResourceArgs(id=args.network.subnet_ids["bastion"]),
                public_ip_address=network.SubResourceArgs(
                    id=public_address(name, "bastion", args, (), opts).id
                ),
                private_ip_allocation_method="Dynamic",
            )
        ],
        # The tunnel of `az network bastion ssh`, which people send their browser through.
        enable_tunneling=True,
        disable_copy_paste=not settings.copy_paste,
        enable_file_copy=settings.file_copy,
        # A link opens a machine for whoever has it, which makes it a secret.
        enable_shareable_link=False,
        # By address, a session could be opened to what no grant names.
        enable_ip_connect=False,
        enable_kerberos=False,
        enable_private_only_bastion=False,
        tags=conventions.tags("access"),
        opts=opts,
    )
    send_logs(
        f"{name}-bastion",
        "azure-native:network:BastionHost",
        bastion.id,
        args.log_destinations,
        opts,
    )
    grant_on("bastion", bastion.id, args.principals, conventions, name, opts)
    return bastion


def public_address(
    name: str,
    role: str,
    args: AccessArgs,
    zones: tuple[str, ...],
    opts: pulumi.ResourceOptions,
) -> network.PublicIPAddress:
    """Make the public address of Bastion or of the VPN's gateway.

    Args:
        role: what it belongs to; part of its name.
        zones: zones that it lives in; empty leaves it to Azure.
    """
    conventions = args.conventions
    return network.PublicIPAddress(
        f"{name}-ip-{role}",
        public_ip_address_name=conventions.name("pip", role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        zones=list(zones) or None,
        tags=conventions.tags("access"),
        opts=opts,
    )
