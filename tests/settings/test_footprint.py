"""What the parts of the platform need of the network."""

import pytest

from settings.footprint import SubnetNeed, footprint, surge_nodes
from settings.private_link import PRIVATE_LINKS
from tests.settings.samples import VAULT_ID, settings

REGISTRY_ID = VAULT_ID.replace("KeyVault/vaults/kv", "ContainerRegistry/registries/cr")


def roles(changes=None):
    return [need.role for need in footprint(settings(changes)).subnets]


def subnet(role, changes=None):
    (found,) = [need for need in footprint(settings(changes)).subnets if need.role == role]
    return found


def test_the_smallest_stack_needs_nodes_endpoints_and_the_api_server():
    assert roles() == ["nodes", "endpoints", "api-server"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"serving": {"enabled": False}}, ["endpoints"]),
        ({"serving": {"api_server": "private_link"}}, ["nodes", "endpoints"]),
        (
            {"workspace": {"isolation": "own_network"}},
            ["nodes", "endpoints", "api-server", "training"],
        ),
        (
            {"tier": "non_production", "network": {"private_endpoints": False}},
            ["nodes", "api-server"],
        ),
        (
            {"network": {"egress": "firewall", "firewall": {"sku": "Standard"}}},
            ["nodes", "endpoints", "api-server", "firewall"],
        ),
        (
            {"network": {"egress": "firewall", "firewall": {"sku": "Basic"}}},
            ["nodes", "endpoints", "api-server", "firewall", "firewall-management"],
        ),
    ],
)
def test_there_is_a_subnet_for_each_part_that_is_on(changes, expected):
    assert roles(changes) == expected


def test_nodes_are_counted_at_their_most_with_the_surge_of_an_upgrade():
    assert dict(subnet("nodes").parts) == {
        "system nodes": 5,
        "user nodes": 10,
        "upgrade surge": 6,
        "load balancer frontends": 2,
    }


def test_a_gpu_pool_and_a_private_link_api_server_take_addresses_too():
    changes = {"serving": {"gpu_pool": {"max_nodes": 4}, "api_server": "private_link"}}
    parts = dict(subnet("nodes", changes).parts)
    assert (parts["GPU nodes"], parts["API server endpoint"]) == (4, 1)
    assert parts["upgrade surge"] == surge_nodes(settings(changes).serving) == 2 + 4 + 2


def test_a_registry_endpoint_takes_an_address_more_for_each_replica():
    changes = {"data_stores": {"registry": {"replicas": ["westus2"]}}}
    (need,) = [n for n in footprint(settings(changes)).endpoints if n.link == "registry"]
    assert need.addresses == PRIVATE_LINKS["registry"].addresses + 1
    assert dict(subnet("endpoints", changes).parts)["registry"] == 3


def test_what_exists_gets_no_endpoint_of_ours():
    changes = {"data_stores": {"key_vault": {"id": VAULT_ID}, "registry": {"id": REGISTRY_ID}}}
    assert footprint(settings(changes)).links_of("data_stores") == (
        "storage-blob",
        "storage-file",
        "storage-queue",
        "storage-table",
    )


def test_a_namespace_of_directories_brings_its_endpoint():
    storage = {"hierarchical_namespace": True, "versioning": False}
    needs = footprint(settings({"data_stores": {"storage": storage}}))
    assert "storage-dfs" in needs.links_of("data_stores")
    assert "privatelink.dfs.core.windows.net" in needs.zones


def test_zones_are_exactly_those_of_the_endpoints():
    needs = footprint(settings({"data_stores": {"storage": {"services": ["blob", "file"]}}}))
    zones = {zone for need in needs.endpoints for zone in PRIVATE_LINKS[need.link].zones}
    assert needs.zones == tuple(sorted(zones))
    assert "privatelink.file.core.windows.net" in zones
    assert "privatelink.queue.core.windows.net" not in zones


def test_without_private_endpoints_there_are_no_zones():
    changes = {"tier": "non_production", "network": {"private_endpoints": False}}
    assert footprint(settings(changes)).zones == ()


def test_a_firewalls_subnets_have_the_names_and_sizes_azure_demands():
    changes = {"network": {"egress": "firewall", "firewall": {"sku": "Basic"}}}
    for role, name in [
        ("firewall", "AzureFirewallSubnet"),
        ("firewall-management", "AzureFirewallManagementSubnet"),
    ]:
        need = subnet(role, changes)
        assert (need.azure_name, need.prefix, need.nsg) == (name, 26, False)


def test_the_api_server_is_alone_in_a_delegated_subnet_of_at_least_a_28():
    need = subnet("api-server")
    assert need.delegation == "Microsoft.ContainerService/managedClusters"
    assert need.prefix == 28


def test_a_hundred_endpoints_would_not_be_squeezed_into_the_smallest_subnet():
    assert subnet("endpoints").prefix == 26
    assert subnet("nodes", {"serving": {"user_pool": {"max_nodes": 150}}}).prefix == 24


def test_the_address_plan_tells_of_each_subnet_that_is_made_what_is_used_and_free():
    needs = footprint(settings())
    api_server = subnet("api-server")
    assert needs.address_plan({"api-server": "10.0.0.0/28", "unknown": "10.0.1.0/24"}) == [
        {
            "role": "api-server",
            "range": "10.0.0.0/28",
            "addresses": 16,
            "used": 14,
            "free": 2,
            "arithmetic": api_server.arithmetic,
        }
    ]


def test_a_subnet_that_is_filled_to_the_last_address_is_no_larger_than_that():
    assert SubnetNeed("nodes", (("nodes", 123),), longest_prefix=28).prefix == 25
    assert SubnetNeed("nodes", (("nodes", 124),), longest_prefix=28).prefix == 24
