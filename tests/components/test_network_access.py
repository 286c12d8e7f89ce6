"""Subnets that people and pipelines come in by: who gets through, and by which road."""

from ipaddress import IPv4Address
from typing import Any

import pytest
from pulumi_azure_native import resources

from components.network import Network
from preflight.plan import Plan
from tests.components.network_lab import (
    BASTION,
    GROUP,
    ROUTE,
    STACKS,
    SUBNET,
    USER,
    VNET,
    VPN,
    built,
    deploy_network,
    firewall,
    subnets,
)
from tests.components.packets import INTERNET, Packet, host, opens
from tests.support import SUBSCRIPTION

OFFICE = IPv4Address("203.0.113.7")
ON_THE_VPN = IPv4Address("172.27.0.9")
PORTS = (22, 53, 80, 443, 445, 3389, 4443, 8080)


def through(plan: Plan, source: IPv4Address, role: str) -> list[int]:
    """Return the ports on which a host of a subnet is reached."""
    return [port for port in PORTS if opens(plan, Packet(source, host(plan, role), port))]


def allowed(plan: Plan, role: str) -> list[tuple[str, str, str, str]]:
    """Return what a subnet's group allows: direction, source, destination, port."""
    (group,) = [g for g in plan.all(GROUP) if g.name == f"network-nsg-{role}"]
    return sorted(
        (
            rule["direction"],
            rule["sourceAddressPrefix"],
            rule["destinationAddressPrefix"],
            rule["destinationPortRange"],
        )
        for rule in group.inputs["securityRules"]
        if rule["access"] == "Allow"
    )


def test_bastions_subnet_carries_the_rules_of_azures_page_and_no_other() -> None:
    assert allowed(built(**BASTION), "bastion") == [
        ("Inbound", "203.0.113.0/24", "*", "443"),
        ("Inbound", "AzureLoadBalancer", "*", "443"),
        ("Inbound", "GatewayManager", "*", "443"),
        ("Inbound", "VirtualNetwork", "VirtualNetwork", "5701"),
        ("Inbound", "VirtualNetwork", "VirtualNetwork", "8080"),
        ("Outbound", "*", "AzureCloud", "443"),
        ("Outbound", "*", "Internet", "80"),
        ("Outbound", "*", "VirtualNetwork", "22"),
        ("Outbound", "*", "VirtualNetwork", "3389"),
        ("Outbound", "VirtualNetwork", "VirtualNetwork", "5701"),
        ("Outbound", "VirtualNetwork", "VirtualNetwork", "8080"),
    ]


def test_bastions_subnet_denies_the_rest_both_ways() -> None:
    rules = built(**BASTION).one(GROUP, "network-nsg-bastion").inputs["securityRules"]
    denied = {rule["direction"] for rule in rules if rule["access"] == "Deny"}
    assert denied == {"Inbound", "Outbound"}


def test_the_office_reaches_bastion_over_https_and_nothing_else() -> None:
    plan = built(**BASTION)
    assert through(plan, OFFICE, "bastion") == [443]
    assert {role: through(plan, OFFICE, role) for role in ("jump", "endpoints", "nodes")} == {
        "jump": [],
        "endpoints": [],
        "nodes": [],
    }


def test_the_rest_of_the_internet_does_not_reach_bastion() -> None:
    assert through(built(**BASTION), INTERNET, "bastion") == []


def test_the_host_takes_ssh_from_bastion_and_from_nobody_else() -> None:
    plan = built(**BASTION)
    assert through(plan, host(plan, "bastion"), "jump") == [22]
    assert through(plan, host(plan, "nodes"), "jump") == []


@pytest.mark.parametrize(
    ("changes", "role"), [(BASTION, "jump"), (VPN, "runners")], ids=["host", "runners"]
)
def test_whoever_is_inside_reaches_what_allowed_callers_reach(
    changes: dict[str, Any], role: str
) -> None:
    plan = built(**changes)
    source = host(plan, role)
    reached = {to: through(plan, source, to) for to in ("endpoints", "api-server", "nodes")}
    assert reached == {"endpoints": [443], "api-server": [443], "nodes": [443]}


def test_people_on_the_vpn_reach_services_over_https_and_names_by_dns() -> None:
    plan = built(**VPN)
    reached = {role: through(plan, ON_THE_VPN, role) for role in ("endpoints", "api-server")}
    assert reached == {"endpoints": [443], "api-server": [443]}
    assert through(plan, ON_THE_VPN, "resolver") == [53]
    assert opens(plan, Packet(ON_THE_VPN, host(plan, "resolver"), 53, "Udp"))


def test_nobody_calls_runners() -> None:
    plan = built(**VPN)
    sources = (INTERNET, ON_THE_VPN, host(plan, "nodes"), host(plan, "endpoints"))
    assert [through(plan, source, "runners") for source in sources] == [[]] * 4


def test_subnets_have_the_names_sizes_and_services_that_azure_wants() -> None:
    found = {**subnets(built(**BASTION)), **subnets(built(**VPN))}
    assert found["bastion"]["subnetName"] == "AzureBastionSubnet"
    assert found["bastion"]["addressPrefix"].endswith("/26")
    assert found["gateway"]["subnetName"] == "GatewaySubnet"
    assert found["gateway"]["addressPrefix"].endswith("/27")
    assert "networkSecurityGroup" not in found["gateway"]
    assert found["resolver"]["delegations"][0]["serviceName"] == "Microsoft.Network/dnsResolvers"
    assert "delegations" not in found["runners"]


@pytest.mark.parametrize("stack", ["bastion", "vpn", "vpn-firewall"])
def test_ways_in_have_no_way_out(stack: str) -> None:
    found = subnets(built(**STACKS[stack]))
    tied = {role for role, s in found.items() if "natGateway" in s or "routeTable" in s}
    assert tied == set(found) & {"nodes", "jump", "runners"}


def test_answers_to_people_on_the_vpn_go_back_to_their_gateway_not_to_the_firewall() -> None:
    routes = {
        r.inputs["addressPrefix"]: r.inputs for r in built(**STACKS["vpn-firewall"]).all(ROUTE)
    }
    assert routes["172.27.0.0/24"]["nextHopType"] == "VirtualNetworkGateway"
    assert routes["0.0.0.0/0"]["nextHopType"] == "VirtualAppliance"


def test_without_a_vpn_the_firewall_is_the_only_road() -> None:
    routes = [r.inputs["addressPrefix"] for r in built(**firewall(sku="Standard")).all(ROUTE)]
    assert routes == ["0.0.0.0/0"]


def test_the_firewall_lets_the_host_behind_bastion_sign_people_in_and_update() -> None:
    plan = built(**BASTION, **firewall(sku="Standard"))
    groups = plan.all("azure-native:network:FirewallPolicyRuleCollectionGroup")
    rules = {
        rule["name"]: rule
        for group in groups
        for collection in group.inputs["ruleCollections"]
        for rule in collection["rules"]
    }
    jump = subnets(plan)["jump"]["addressPrefix"]
    assert rules["jump"]["sourceAddresses"] == [jump]
    assert "packages.microsoft.com" in rules["jump"]["targetFqdns"]
    assert rules["jump-AzureActiveDirectory-tcp"]["sourceAddresses"] == [jump]


def test_the_network_asks_the_dns_servers_that_are_given() -> None:
    hub = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network"
    changes = {
        "network": {
            "virtual_network": {"dns_servers": ["10.0.0.4", "10.0.0.5"]},
            "private_dns": {"linked_network_ids": [f"{hub}/virtualNetworks/vnet-hub"]},
        }
    }
    inputs = built(**changes).one(VNET).inputs
    assert inputs["dhcpOptions"] == {"dnsServers": ["10.0.0.4", "10.0.0.5"]}
    assert "dhcpOptions" not in built().one(VNET).inputs


def test_the_networks_name_is_known_once_all_its_subnets_stand() -> None:
    def peer(network: Network) -> None:
        assert network.vnet_name is not None
        resources.ResourceGroup("peer", resource_group_name=network.vnet_name)

    plan = deploy_network(BASTION, preview=True, then=peer)
    waits_for = plan.one(USER, "peer").property_dependencies["resourceGroupName"]
    assert {subnet.urn for subnet in plan.all(SUBNET)} <= set(waits_for)
