"""A network of one's own: addresses, groups, and how its parts belong together."""

from ipaddress import IPv4Network

import pulumi
import pytest

from tests.components.network_lab import (
    GROUP,
    HUB,
    ROUTES,
    STACKS,
    SUBNET,
    TRAINING,
    VNET,
    built,
    deploy_network,
    every_stack,
    firewall,
    network_of,
    subnets,
    zone_names,
)
from tests.support import deploy


@pytest.mark.feature("N1", "network.VirtualNetwork addressSpace, network.Subnet addressPrefix")
def test_a_new_network_has_a_subnet_for_each_part_and_no_other() -> None:
    plan = built()
    assert plan.one(VNET).inputs["addressSpace"] == {"addressPrefixes": ["10.20.0.0/21"]}
    assert set(subnets(plan)) == {"nodes", "endpoints", "api-server"}
    assert set(subnets(built(**TRAINING))) == {"nodes", "endpoints", "api-server", "training"}


@every_stack
def test_subnets_lie_in_the_network_and_do_not_overlap(stack: str) -> None:
    ranges = [IPv4Network(s["addressPrefix"]) for s in subnets(built(**STACKS[stack])).values()]
    space = IPv4Network("10.20.0.0/21")
    assert all(address_range.subnet_of(space) for address_range in ranges)
    assert all(not a.overlaps(b) for i, a in enumerate(ranges) for b in ranges[:i])


def test_a_pinned_subnet_lies_where_it_was_pinned() -> None:
    pinned = {"virtual_network": {"pinned_subnets": {"endpoints": "10.20.4.0/25"}}}
    assert subnets(built(network=pinned))["endpoints"]["addressPrefix"] == "10.20.4.0/25"


@pytest.mark.parametrize("max_nodes", [20, 60, 150])
def test_a_growing_node_pool_moves_no_other_subnet(max_nodes: int) -> None:
    before, after = (
        subnets(built()),
        subnets(built(serving={"user_pool": {"max_nodes": max_nodes}})),
    )
    for role in ("endpoints", "api-server"):
        assert after[role]["addressPrefix"] == before[role]["addressPrefix"]
    old, new = (IPv4Network(s["nodes"]["addressPrefix"]) for s in (before, after))
    assert new.network_address == old.network_address
    assert new.num_addresses >= max_nodes


def test_the_api_server_has_a_delegated_subnet_of_its_own() -> None:
    delegated = {
        role: [delegation["serviceName"] for delegation in subnet["delegations"]]
        for role, subnet in subnets(built()).items()
        if "delegations" in subnet
    }
    assert delegated == {"api-server": ["Microsoft.ContainerService/managedClusters"]}


def test_the_network_lists_no_subnets_because_they_are_resources_of_their_own() -> None:
    assert "subnets" not in built().one(VNET).inputs


def test_a_ddos_plan_protects_the_network_only_where_one_is_given() -> None:
    assert built().one(VNET).inputs["enableDdosProtection"] is False
    plan_id = f"{HUB}/ddosProtectionPlans/ddos-hub"
    inputs = built(network={"ddos_protection_plan_id": plan_id}).one(VNET).inputs
    assert inputs["enableDdosProtection"] is True
    assert inputs["ddosProtectionPlan"] == {"id": plan_id}


@pytest.mark.feature("N2", "network.Subnet networkSecurityGroup")
@every_stack
def test_every_subnet_has_a_group_of_its_own_unless_azure_forbids_it(stack: str) -> None:
    plan = built(**STACKS[stack])
    groups = {role: s.get("networkSecurityGroup") for role, s in subnets(plan).items()}
    bare = {role for role, group in groups.items() if group is None}
    assert bare == {role for role in groups if role.startswith(("firewall", "gateway"))}
    assert {group["id"] for group in groups.values() if group} == {g.id for g in plan.all(GROUP)}


@every_stack
def test_rules_are_written_inside_their_group_only(stack: str) -> None:
    plan = built(**STACKS[stack])
    assert plan.all("azure-native:network:SecurityRule") == []
    assert all(group.inputs["securityRules"] for group in plan.all(GROUP))


@every_stack
def test_a_preview_registers_what_an_update_registers(stack: str) -> None:
    changes = STACKS[stack]
    assert list(deploy_network(changes, preview=True).resources) == list(built(**changes).resources)


@every_stack
def test_every_resource_is_the_networks_own(stack: str) -> None:
    strays = [r.urn for r in built(**STACKS[stack]).custom if "index:Network$" not in r.urn]
    assert strays == []


def test_what_a_caller_asks_of_the_network_does_not_leak_to_its_parts() -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="net")], protect=True)
    plan = deploy(lambda: network_of({}, opts))
    aliased = [r.name for r in plan.custom if any(a.get("name") == "net" for a in r.aliases)]
    assert aliased == []


@every_stack
def test_every_resource_that_takes_tags_says_that_the_network_made_it(stack: str) -> None:
    untagged = [
        r.name
        for r in built(**STACKS[stack]).custom
        if "tags" in r.outputs and r.inputs.get("tags", {}).get("component") != "network"
    ]
    assert untagged == []


def test_the_component_hands_on_ids_ranges_and_zones() -> None:
    plan = built(**firewall(sku="Standard"))
    outputs = plan.one("azure-mlops:index:Network").outputs
    assert outputs["vnet_id"] == plan.one(VNET).id
    assert outputs["subnet_ids"]["nodes"] == plan.one(SUBNET, "network-subnet-nodes").id
    assert outputs["address_plan"] == {r: s["addressPrefix"] for r, s in subnets(plan).items()}
    assert sorted(outputs["zone_ids"]) == zone_names(plan)
    assert outputs["route_table_id"] == plan.one(ROUTES).id
