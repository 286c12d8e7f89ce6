"""A private endpoint and the records it is found by."""

import functools

import pulumi
import pytest

from components.shared.conventions import Conventions
from components.shared.private_endpoint import EndpointNetwork, private_endpoint
from settings.private_link import PRIVATE_LINKS
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import run
from tests.support import deploy, make_settings

TARGET = f"{lab.GROUP}/providers/Microsoft.Storage/storageAccounts/stmlops"


def program(link: str, zones: dict[str, str]):
    def make() -> None:
        private_endpoint(
            "endpoint",
            link,
            TARGET,
            EndpointNetwork(lab.SUBNET, zones),
            Conventions(make_settings()),
            "data_stores",
            pulumi.ResourceOptions(),
        )

    return make


@functools.cache
def made(link: str):
    return run(program(link, lab.zones(PRIVATE_LINKS[link].zones)))


@pytest.mark.parametrize("link", PRIVATE_LINKS)
def test_an_endpoint_opens_one_part_of_one_service(link):
    endpoint = made(link).one(lab.ENDPOINT).inputs
    assert endpoint["subnet"] == {"id": lab.SUBNET}
    assert endpoint["privateLinkServiceConnections"] == [
        {
            "name": link,
            "privateLinkServiceId": TARGET,
            "groupIds": [PRIVATE_LINKS[link].group_id],
        }
    ]
    assert "manualPrivateLinkServiceConnections" not in endpoint


@pytest.mark.parametrize("link", PRIVATE_LINKS)
def test_an_endpoint_is_registered_in_every_zone_it_is_looked_up_in(link):
    plan = made(link)
    group = plan.one(lab.ZONE_GROUP).inputs
    assert group["privateEndpointName"] == plan.one(lab.ENDPOINT).inputs["privateEndpointName"]
    wanted = lab.zones(PRIVATE_LINKS[link].zones)
    configured = {c["privateDnsZoneId"]: c["name"] for c in group["privateDnsZoneConfigs"]}
    assert set(configured) == set(wanted.values())
    assert set(configured.values()) == {zone.replace(".", "-") for zone in wanted}


def test_two_endpoints_of_one_stack_have_names_of_their_own():
    names = {made(link).one(lab.ENDPOINT).inputs["privateEndpointName"] for link in PRIVATE_LINKS}
    assert len(names) == len(PRIVATE_LINKS)


def test_the_network_interface_is_named_and_tagged_as_everything_else():
    endpoint = made("key-vault").one(lab.ENDPOINT).inputs
    assert endpoint["customNetworkInterfaceName"] == "nic-mlops-pep-key-vault-test-eus2"
    assert endpoint["tags"]["component"] == "data_stores"


def test_where_policy_adds_the_records_no_zone_group_is_made():
    assert run(program("registry", {})).all(lab.ZONE_GROUP) == []


def test_an_endpoint_that_nobody_would_find_is_an_error():
    elsewhere = lab.zones(("privatelink.azurecr.io",))
    with pytest.raises(ValueError, match=r"without privatelink\.vaultcore\.azure\.net"):
        deploy(program("key-vault", elsewhere))


def test_the_zone_group_waits_for_its_endpoint():
    plan = made("registry")
    depends = plan.one(lab.ZONE_GROUP).property_dependencies["privateEndpointName"]
    assert depends == [plan.one(lab.ENDPOINT).urn]
