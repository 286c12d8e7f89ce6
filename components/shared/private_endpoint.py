"""A private endpoint and the records it is found by, always together.

Guarantees:
    found-by-name: every endpoint is registered in each zone that its service is looked up in.
    one-part-each: an endpoint opens one part of one service, nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.shared.conventions import Conventions
from settings.private_link import PRIVATE_LINKS


@dataclass(frozen=True)
class EndpointNetwork:
    """Where private endpoints go, and the zones they are found by.

    Attributes:
        subnet_id: subnet of the endpoints.
        zone_ids: zone name to id; empty where Azure Policy adds the records.
    """

    subnet_id: pulumi.Input[str]
    zone_ids: Mapping[str, pulumi.Input[str]]


def private_endpoint(
    name: str,
    link: str,
    target_id: pulumi.Input[str],
    place: EndpointNetwork,
    conventions: Conventions,
    component: str,
    opts: pulumi.ResourceOptions,
) -> network.PrivateEndpoint:
    """Make the endpoint of one part of a service and its zone group.

    Args:
        name: logical name of the endpoint.
        link: a key of `settings.private_link.PRIVATE_LINKS`.
        target_id: id of the service.
        place: subnet and zones.
        conventions: names, tags, place.
        component: value of the tag `component`.
        opts: options of both resources.

    Raises:
        ValueError: a zone that the service is looked up in is not among `place.zone_ids`.
    """
    wanted = PRIVATE_LINKS[link]
    missing = [zone for zone in wanted.zones if zone not in place.zone_ids]
    if place.zone_ids and missing:
        raise ValueError(
            f"{name}: nobody would find the endpoint of {link} without {', '.join(missing)}; "
            "make the zone where the network makes the others"
        )
    endpoint = network.PrivateEndpoint(
        name,
        private_endpoint_name=conventions.name("pep", link),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        # Not SubnetArgs: it would add network policies that the subnet does not have.
        subnet={"id": place.subnet_id},
        # Without a name of ours Azure makes one up, and the interface escapes conventions and tags.
        custom_network_interface_name=conventions.name("nic", f"pep-{link}"),
        private_link_service_connections=[
            network.PrivateLinkServiceConnectionArgs(
                name=link, private_link_service_id=target_id, group_ids=[wanted.group_id]
            )
        ],
        tags=conventions.tags(component),
        opts=opts,
    )
    if place.zone_ids:
        # All zones in one group: a second group of the same endpoint is refused.
        network.PrivateDnsZoneGroup(
            f"{name}-zones",
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=conventions.resource_group_name,
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(
                    name=zone.replace(".", "-"), private_dns_zone_id=place.zone_ids[zone]
                )
                for zone in wanted.zones
            ],
            opts=opts,
        )
    return endpoint
