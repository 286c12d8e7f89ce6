"""The names that private endpoints are found by."""

from hashlib import sha256

import pulumi
from pulumi_azure_native import privatedns

from components.network.args import NetworkArgs
from components.network.order import known_after


def zone_ids(
    name: str,
    args: NetworkArgs,
    network_name: str,
    network_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> dict[str, pulumi.Output[str]]:
    """Return the id of every zone that the footprint's endpoints need, by zone name.

    Makes the zones and links them to the network, unless they are brought or Azure Policy keeps
    them. A zone's id is known once the network resolves it: an endpoint that is used before would
    be answered with the service's public address.
    """
    dns, zones = args.settings.private_dns, args.footprint.zones
    if dns.managed_by_policy:
        return {}
    if dns.zone_ids:
        return {zone: pulumi.Output.from_input(dns.zone_ids[zone]) for zone in zones}
    ids: dict[str, pulumi.Output[str]] = {}
    for zone_name in zones:
        key = zone_name.removeprefix("privatelink.").replace(".", "-")
        zone = privatedns.PrivateZone(
            f"{name}-zone-{key}",
            private_zone_name=zone_name,
            resource_group_name=args.conventions.resource_group_name,
            location="Global",
            tags=args.conventions.tags("network"),
            opts=opts,
        )
        own_link = _link(f"{name}-link-{key}", args, zone, network_name, network_id, opts)
        for other_id in dns.linked_network_ids:
            other = _unique_name(other_id)
            _link(f"{name}-link-{key}-{other}", args, zone, other, other_id, opts)
        ids[zone_name] = known_after(zone.id, [own_link])
    return ids


def _link(
    name: str,
    args: NetworkArgs,
    zone: privatedns.PrivateZone,
    network_name: str,
    network_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> privatedns.VirtualNetworkLink:
    return privatedns.VirtualNetworkLink(
        name,
        virtual_network_link_name=network_name,
        private_zone_name=zone.name,
        resource_group_name=args.conventions.resource_group_name,
        location="Global",
        virtual_network=privatedns.SubResourceArgs(id=network_id),
        registration_enabled=False,
        # Without it a linked zone answers "no such name" for everybody else's private resources
        # (learn.microsoft.com/azure/dns/private-dns-fallback).
        resolution_policy="NxDomainRedirect",
        tags=args.conventions.tags("network"),
        opts=opts,
    )


def _unique_name(network_id: str) -> str:
    """Return the network's own name and a digest: two hubs may bear the same name."""
    digest = sha256(network_id.lower().encode()).hexdigest()[:6]
    return f"{network_id.rpartition('/')[2]}-{digest}"
