"""A firewall of one's own, and what it lets out."""

from collections.abc import Mapping
from typing import Any

import pytest

from preflight.plan import Plan
from tests.components.network_lab import (
    ADDRESS,
    FIREWALL,
    FIREWALL_RULES,
    ROUTE,
    SUBNET,
    TRAINING,
    built,
    firewall,
    subnets,
)


def test_the_route_leads_to_the_firewall_that_was_made() -> None:
    plan = built(**firewall(sku="Standard"))
    made = plan.one(FIREWALL)
    next_hop = plan.one(ROUTE).inputs["nextHopIpAddress"]
    assert next_hop == made.outputs["ipConfigurations"][0]["privateIPAddress"]
    assert plan.one(ROUTE).property_dependencies["nextHopIpAddress"] == [made.urn]


def test_a_firewall_stands_in_its_subnet_over_all_zones() -> None:
    plan = built(**firewall(sku="Standard", public_addresses=2))
    inputs = plan.one(FIREWALL).inputs
    subnet = plan.one(SUBNET, "network-subnet-firewall")
    assert subnet.inputs["subnetName"] == "AzureFirewallSubnet"
    assert [c.get("subnet") for c in inputs["ipConfigurations"]] == [{"id": subnet.id}, None]
    assert inputs["sku"] == {"name": "AZFW_VNet", "tier": "Standard"}
    assert inputs["zones"] == ["1", "2", "3"]
    assert [a.inputs["zones"] for a in plan.all(ADDRESS)] == [["1", "2", "3"]] * 2
    assert "managementIpConfiguration" not in inputs


def test_a_firewall_in_a_region_without_zones_names_none() -> None:
    place = {"location": "westus", "allowed_locations": ["westus"]}
    plan = built(**place, **firewall(sku="Standard"))
    assert "zones" not in plan.one(FIREWALL).inputs
    assert "zones" not in plan.one(ADDRESS).inputs


def test_a_basic_firewall_is_managed_through_a_subnet_and_address_of_its_own() -> None:
    plan = built(**firewall(sku="Basic"))
    management = plan.one(FIREWALL).inputs["managementIpConfiguration"]
    subnet = plan.one(SUBNET, "network-subnet-firewall-management")
    address = plan.one(ADDRESS, "network-ip-firewall-management-1")
    assert subnet.inputs["subnetName"] == "AzureFirewallManagementSubnet"
    assert management["subnet"] == {"id": subnet.id}
    assert management["publicIPAddress"] == {"id": address.id}


@pytest.mark.parametrize(
    ("sku", "threat_intelligence", "dns_proxy", "intrusion_detection"),
    [
        ("Basic", "Alert", None, None),
        ("Standard", "Deny", {"enableProxy": True}, None),
        ("Premium", "Deny", {"enableProxy": True}, {"mode": "Deny"}),
    ],
)
def test_a_firewall_blocks_what_its_tier_can_block(
    sku: str,
    threat_intelligence: str,
    dns_proxy: Mapping[str, Any] | None,
    intrusion_detection: Mapping[str, Any] | None,
) -> None:
    policy = built(**firewall(sku=sku)).one("azure-native:network:FirewallPolicy").inputs
    assert policy["sku"] == {"tier": sku}
    assert policy["threatIntelMode"] == threat_intelligence
    assert policy.get("dnsSettings") == dns_proxy
    assert policy.get("intrusionDetection") == intrusion_detection


def firewall_rules(plan: Plan) -> list[dict[str, Any]]:
    collections = plan.one(FIREWALL_RULES).inputs["ruleCollections"]
    assert {collection["action"]["type"] for collection in collections} == {"Allow"}
    return [rule for collection in collections for rule in collection["rules"]]


def test_a_firewall_lets_out_what_the_cluster_needs_and_the_hosts_that_are_listed() -> None:
    plan = built(**firewall(sku="Standard", allowed_fqdns=["pypi.org", "*.pythonhosted.org"]))
    monitor, cluster, listed = firewall_rules(plan)
    nodes = [subnets(plan)["nodes"]["addressPrefix"]]
    assert [r["sourceAddresses"] for r in (monitor, cluster, listed)] == [nodes, nodes, nodes]
    assert monitor["destinationAddresses"] == ["AzureMonitor"]
    assert cluster["fqdnTags"] == ["AzureKubernetesService"]
    assert listed["targetFqdns"] == ["pypi.org", "*.pythonhosted.org"]
    assert listed["protocols"] == [{"protocolType": "Https", "port": 443}]


def test_a_firewall_lets_training_reach_the_services_that_run_it() -> None:
    plan = built(**TRAINING, **firewall(sku="Standard"))
    source = [subnets(plan)["training"]["addressPrefix"]]
    reached = {
        (tag, port)
        for rule in firewall_rules(plan)
        if rule["sourceAddresses"] == source
        for tag in rule["destinationAddresses"]
        for port in rule["destinationPorts"]
    }
    assert {
        ("AzureMachineLearning", "443"),
        ("AzureMachineLearning", "5831"),
        ("BatchNodeManagement.eastus2", "443"),
        ("Storage.eastus2", "443"),
    } <= reached
    assert "*" not in {text for pair in reached for text in pair}


def test_a_firewall_without_cluster_and_training_opens_for_nobody() -> None:
    plan = built(serving={"enabled": False}, **firewall(sku="Standard", allowed_fqdns=["a.com"]))
    assert plan.one(FIREWALL_RULES).inputs["ruleCollections"] == []
