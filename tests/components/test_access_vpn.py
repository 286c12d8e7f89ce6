"""The VPN for people's own machines, and the names they find."""

from typing import Any

import pytest

from tests.components.access_lab import (
    ADDRESS,
    ENDPOINT,
    GATEWAY,
    RESOLVER,
    TENANTS_ISSUER,
    VNET,
    VPN,
    built,
)
from tests.support import TENANT


def gateway(**changes: Any) -> dict[str, Any]:
    return built(**{**VPN, **changes}).one(GATEWAY).inputs


def test_people_sign_in_with_entra_over_openvpn_and_by_no_other_means() -> None:
    clients = gateway()["vpnClientConfiguration"]
    assert clients["vpnAuthenticationTypes"] == ["AAD"]
    assert clients["vpnClientProtocols"] == ["OpenVPN"]
    assert clients["aadTenant"] == f"https://login.microsoftonline.com/{TENANT}"
    assert clients["aadIssuer"] == TENANTS_ISSUER
    assert clients["aadAudience"] == "00000000-0000-0000-0000-0000000000f1"
    assert not {"radiusServers", "vpnClientRootCertificates"} & set(clients)


def test_people_get_addresses_of_their_range() -> None:
    pool = gateway()["vpnClientConfiguration"]["vpnClientAddressPool"]
    assert pool == {"addressPrefixes": ["172.27.0.0/24"]}


def test_the_gateway_stands_in_its_subnet_with_an_address_in_every_zone() -> None:
    plan = built(**VPN)
    (configuration,) = plan.one(GATEWAY).inputs["ipConfigurations"]
    assert configuration["subnet"] == {"id": f"{VNET}/subnets/GatewaySubnet"}
    assert configuration["publicIPAddress"] == {"id": plan.one(ADDRESS).id}
    assert plan.one(ADDRESS).inputs["zones"] == ["1", "2", "3"]


def test_a_region_without_zones_has_an_address_without() -> None:
    plan = built(**VPN, location="westus", allowed_locations=["westus"],
                 data_stores={"storage": {"redundancy": "GRS"}})  # fmt: skip
    assert "zones" not in plan.one(ADDRESS).inputs


@pytest.mark.parametrize(
    ("sku", "generation"), [("VpnGw1AZ", "Generation1"), ("VpnGw2AZ", "Generation2")]
)
def test_a_tier_goes_with_its_generation(sku: str, generation: str) -> None:
    inputs = gateway(access={"vpn": {**VPN["access"]["vpn"], "sku": sku}})
    assert inputs["sku"] == {"name": sku, "tier": sku}
    assert inputs["vpnGatewayGeneration"] == generation


def test_the_gateway_only_serves_people_and_speaks_to_no_other_network() -> None:
    inputs = gateway()
    assert inputs["gatewayType"] == "Vpn"
    assert inputs["vpnType"] == "RouteBased"
    assert inputs["enableBgp"] is False


def test_people_look_up_private_names_at_an_address_in_the_network() -> None:
    plan = built(**VPN)
    assert plan.one(RESOLVER).inputs["virtualNetwork"] == {"id": VNET}
    endpoint = plan.one(ENDPOINT)
    (configuration,) = endpoint.inputs["ipConfigurations"]
    assert configuration["subnet"] == {"id": f"{VNET}/subnets/resolver"}
    assert endpoint.inputs["dnsResolverName"] == plan.one(RESOLVER).inputs["dnsResolverName"]
    handed_on = plan.one("azure-mlops:index:Access").outputs["dns_server"]
    assert handed_on == endpoint.outputs["ipConfigurations"][0]["privateIpAddress"]
