"""The names that endpoints are found by."""

import pulumi
import pytest

from components.network import Network
from components.shared.conventions import Conventions
from components.shared.private_endpoint import private_endpoint
from settings.footprint import footprint
from settings.private_link import PRIVATE_LINKS
from tests.components.network_lab import (
    HUB,
    LINK,
    OTHER_HUB,
    STACKS,
    VNET,
    ZONE,
    built,
    deploy_network,
    subnets,
    zone_names,
)
from tests.support import SUBSCRIPTION, make_settings


def endpoint(network: Network) -> None:
    """Make one endpoint, as the owner of a service would."""
    assert network.endpoints is not None
    private_endpoint(
        "vault-endpoint",
        "key-vault",
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-x",
        network.endpoints,
        Conventions(make_settings()),
        "data_stores",
        pulumi.ResourceOptions(),
    )


@pytest.mark.feature("N5", "privatedns.PrivateZone privateZoneName")
@pytest.mark.parametrize(
    "services", [["blob"], ["blob", "file"], ["blob", "file", "queue", "table"]]
)
def test_there_are_exactly_the_zones_that_endpoints_need(services: list[str]) -> None:
    changes = {"data_stores": {"storage": {"services": services}}}
    made = zone_names(built(**changes))
    needs = footprint(make_settings(changes)).endpoints
    assert made == sorted({zone for need in needs for zone in PRIVATE_LINKS[need.link].zones})
    storage = [zone for zone in made if zone.endswith(".core.windows.net")]
    assert storage == [f"privatelink.{service}.core.windows.net" for service in services]


@pytest.mark.feature("N5", "privatedns.VirtualNetworkLink virtualNetwork")
def test_every_zone_is_linked_to_the_network_and_lets_other_names_through() -> None:
    plan = built()
    links = plan.all(LINK)
    assert sorted(link.inputs["privateZoneName"] for link in links) == zone_names(plan)
    for link in links:
        assert link.inputs["virtualNetwork"] == {"id": plan.one(VNET).id}
        assert link.inputs["resolutionPolicy"] == "NxDomainRedirect"
        assert link.inputs["registrationEnabled"] is False


def test_zones_and_links_are_global() -> None:
    places = {r.inputs["location"] for kind in (ZONE, LINK) for r in built().all(kind)}
    assert places == {"Global"}


def test_further_networks_resolve_the_zones_even_where_they_share_a_name() -> None:
    hubs = [f"{HUB}/virtualNetworks/vnet-hub", f"{OTHER_HUB}/virtualNetworks/vnet-hub"]
    plan = built(network={"private_dns": {"linked_network_ids": hubs}})
    for zone in zone_names(plan):
        links = [link.inputs for link in plan.all(LINK) if link.inputs["privateZoneName"] == zone]
        linked = [link["virtualNetwork"]["id"] for link in links]
        assert sorted(linked) == sorted([plan.one(VNET).id, *hubs])
        assert len({link["virtualNetworkLinkName"] for link in links}) == 3


@pytest.mark.parametrize("preview", [True, False])
def test_an_endpoints_zone_group_waits_for_zone_and_link(preview: bool) -> None:
    plan = deploy_network({}, preview=preview, then=endpoint)
    group = plan.one("azure-native:network:PrivateDnsZoneGroup")
    zone = plan.one(ZONE, "network-zone-vaultcore-azure-net").urn
    link = plan.one(LINK, "network-link-vaultcore-azure-net").urn
    assert {zone, link} <= set(group.property_dependencies["privateDnsZoneConfigs"])


def test_zones_that_are_brought_are_used_and_none_is_made() -> None:
    zones = footprint(make_settings()).zones
    ids = {zone: f"{HUB}/privateDnsZones/{zone}" for zone in zones}
    changes = {"network": {"private_dns": {"zone_ids": ids}}}
    plan = deploy_network(changes, then=endpoint)
    (config,) = plan.one("azure-native:network:PrivateDnsZoneGroup").inputs["privateDnsZoneConfigs"]
    assert config["privateDnsZoneId"] == ids["privatelink.vaultcore.azure.net"]
    assert plan.all(ZONE) == []
    assert plan.all(LINK) == []


def test_where_policy_adds_the_records_there_is_neither_zone_nor_zone_group() -> None:
    plan = deploy_network({"network": {"private_dns": {"managed_by_policy": True}}}, then=endpoint)
    assert plan.all("azure-native:network:PrivateEndpoint") != []
    assert plan.all("azure-native:network:PrivateDnsZoneGroup") == []
    assert plan.all(ZONE) == []


@pytest.mark.feature("N3", "network.Subnet subnetName")
def test_without_private_endpoints_there_is_neither_their_subnet_nor_a_zone() -> None:
    seen = []
    plan = deploy_network(STACKS["no-endpoints"], then=lambda network: seen.append(network))
    assert set(subnets(plan)) == {"nodes", "api-server"}
    assert plan.all(ZONE) == []
    assert seen[0].endpoints is None
