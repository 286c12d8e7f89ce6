"""Settings that are right alone and wrong together."""

import pytest

from settings.footprint import footprint
from tests.settings.samples import (
    MINIMAL,
    NETWORK_ID,
    SUBSCRIPTION,
    lines,
    merged,
    mistakes,
    settings,
)

SUBNETS = f"{NETWORK_ID}/subnets"
ZONES = f"{SUBSCRIPTION}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones"
BLOB, FILE = "privatelink.blob.core.windows.net", "privatelink.file.core.windows.net"
VAULTS = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults"
FIREWALL = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/afw"
HUB = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub"
SPACE = "network.virtual_network.address_space"
ZEROS = "00000000-0000-0000-0000-000000000000"
STORAGE = "data_stores.storage"


def network(**values):
    return {"network": values}


def serving(**values):
    return {"serving": values}


def stores(**values):
    return {"data_stores": values}


def pinned(**ranges):
    return network(virtual_network={"pinned_subnets": ranges})


def space(text, **values):
    return network(virtual_network={"address_space": text}, **values)


CONTRADICTIONS = [
    # A production stack is private and protected.
    (
        network(private_endpoints=False),
        "network.private_endpoints: must be true in a production stack, got false; remove it, or "
        "set tier to non_production",
    ),
    (
        stores(protect=False),
        "data_stores.protect: must be true in a production stack, got false; remove it; for a "
        "planned deletion set tier to non_production too",
    ),
    (
        {"monitoring": {"protect": False}},
        "monitoring.protect: must be true in a production stack, got false; remove it; for a "
        "planned deletion set tier to non_production too",
    ),
    (
        stores(key_vault={"purge_protection": False}),
        "data_stores.key_vault.purge_protection: must be true in a production stack, got false; "
        "remove it, or set tier to non_production",
    ),
    (
        {"tier": "non_production"}
        | stores(encryption="customer", key_vault={"purge_protection": False}),
        "data_stores.key_vault.purge_protection: must be true where a key of the vault encrypts "
        "data, got false; remove it, or set encryption to platform",
    ),
    # Places.
    (
        {"location": "westeurope"},
        "location: is outside the regions data may be kept in, got 'westeurope'; choose one of "
        "allowed_locations (eastus2, westus2), or add it there",
    ),
    (
        stores(registry={"replicas": ["westus2", "westeurope"]}),
        "data_stores.registry.replicas[1]: is outside the regions data may be kept in, got "
        "'westeurope'; choose one of allowed_locations (eastus2, westus2), or add it there",
    ),
    (
        stores(registry={"replicas": ["eastus2"]}),
        "data_stores.registry.replicas[0]: is the registry's own region, got 'eastus2'; remove it",
    ),
    (
        {"location": "westus", "allowed_locations": ["westus"]}
        | stores(storage={"redundancy": "ZRS", "lifecycle": {"archive_after_days": None}}),
        f"{STORAGE}.redundancy: needs availability zones, which westus has not, got 'ZRS'; choose "
        "LRS or GRS",
    ),
    (
        {"tenant_id": MINIMAL["subscription_id"]},
        "tenant_id: is the id of the subscription, got '00000000-0000-0000-0000-000000000010'; "
        "write what `az account show --query tenantId` prints",
    ),
    # Ranges that overlap, that Azure keeps, that are too small or too large.
    (
        space("10.244.0.0/20"),
        "serving.pod_range: overlaps network.virtual_network.address_space (10.244.0.0/20), got "
        "'10.244.0.0/16'; choose a range that is free",
    ),
    (
        serving(service_range="10.244.8.0/24"),
        "serving.service_range: overlaps serving.pod_range (10.244.0.0/16), got '10.244.8.0/24'; "
        "choose a range that is free",
    ),
    (
        network(allowed_callers=["10.0.0.0/16", "10.40.0.0/16"]),
        f"network.allowed_callers[1]: overlaps {SPACE} (10.40.0.0/21), got '10.40.0.0/16'; choose "
        "a range that is free",
    ),
    (
        serving(service_range="172.30.0.0/20"),
        "serving.service_range: overlaps 172.30.0.0/16, which AKS keeps for itself, got "
        "'172.30.0.0/20'; choose another range",
    ),
    (
        serving(pod_range="172.31.0.0/16"),
        "serving.pod_range: overlaps 172.31.0.0/16, which AKS keeps for itself, got "
        "'172.31.0.0/16'; choose another range",
    ),
    (
        space("172.30.8.0/21"),
        f"{SPACE}: overlaps 172.30.0.0/16, which AKS keeps for itself, got '172.30.8.0/21'; choose "
        "another range",
    ),
    (
        serving(service_range="172.16.0.0/12"),
        "serving.service_range: overlaps 172.30.0.0/16, which AKS keeps for itself, got "
        "'172.16.0.0/12'; choose another range",
        "serving.service_range: overlaps 172.31.0.0/16, which AKS keeps for itself, got "
        "'172.16.0.0/12'; choose another range",
        "serving.service_range: is larger than AKS takes, got '172.16.0.0/12'; write a /13 or "
        "smaller",
    ),
    (
        serving(service_range="172.16.0.0/29"),
        "serving.service_range: is too small: the cluster's DNS answers at its tenth address, got "
        "'172.16.0.0/29'; write a /28 or larger",
    ),
    (
        serving(pod_range="10.244.0.0/20"),
        "serving.pod_range: is too small: 15 nodes + 6 upgrade surge = 21 at a /24 each, but it "
        "holds 16, got '10.244.0.0/20'; make it /19 or larger",
    ),
    (
        serving(pod_range="10.244.0.0/25"),
        "serving.pod_range: is too small: 15 nodes + 6 upgrade surge = 21 at a /24 each, but it "
        "holds 0, got '10.244.0.0/25'; make it /19 or larger",
    ),
    (
        space("172.17.0.0/21") | {"workspace": {"isolation": "own_network"}},
        f"{SPACE}: puts training into 172.17.7.128/27, which Docker there takes for itself, got "
        "'172.17.0.0/21'; choose a range outside 172.17.0.0/16",
    ),
    (
        pinned(endpoints="10.50.0.0/25"),
        "network.virtual_network.pinned_subnets.endpoints: is outside 10.40.0.0/21, got "
        "'10.50.0.0/25'; choose a range inside it",
    ),
    (
        pinned(nodes="10.40.0.0/28"),
        "network.virtual_network.pinned_subnets.nodes: is too small: 5 system nodes + 10 user "
        "nodes + 6 upgrade surge + 2 load balancer frontends + 5 reserved by Azure = 28 -> /27, "
        "got '10.40.0.0/28'; make it /27 or larger",
    ),
    (
        pinned(nodes="10.40.0.0/26", endpoints="10.40.0.0/25"),
        "network.virtual_network.pinned_subnets.endpoints: overlaps pinned_subnets.nodes "
        "(10.40.0.0/26), got '10.40.0.0/25'; choose a range that is free",
    ),
    (
        pinned(training="10.40.0.0/26"),
        "network.virtual_network.pinned_subnets.training: is no subnet of this stack; remove it; "
        "known here: nodes, endpoints, api-server",
    ),
    # The way out.
    (
        network(egress="firewall"),
        "network.firewall: is required with egress firewall; add `sku: Standard` to make one, or "
        "`id` and `private_ip` of the hub's",
    ),
    (
        network(firewall={"sku": "Basic"}),
        "network.firewall: is not read with egress nat; set network.egress to firewall, or remove "
        "it",
    ),
    (
        network(egress="isolated", private_endpoints=False)
        | {"tier": "non_production", "serving": {"enabled": False}},
        "network.egress: leaves no way to storage and registry without private_endpoints, got "
        "'isolated'; remove network.private_endpoints, or choose nat or firewall",
    ),
    (
        network(egress="isolated")
        | {"serving": {"enabled": False}, "workspace": {"isolation": "own_network"}},
        "network.egress: cuts training computes of isolation own_network off from the service "
        "they run on, got 'isolated'; choose nat or firewall, or another workspace.isolation",
    ),
    (
        network(egress="firewall", firewall={"id": FIREWALL, "private_ip": "20.0.0.4"}),
        "network.firewall.private_ip: is not a private address, got '20.0.0.4'; write one such as "
        "10.0.1.4",
    ),
    (
        network(egress="firewall", firewall={"id": FIREWALL, "private_ip": "10.0.1"}),
        "network.firewall.private_ip: is not an IPv4 address, got '10.0.1'; write one such as "
        "10.0.1.4",
    ),
    (
        {"location": "westus", "allowed_locations": ["westus"]} | network(nat={"zone": "1"}),
        "network.nat.zone: needs availability zones, which westus has not, got '1'; remove it",
    ),
    (
        network(egress="isolated", nat={"zone": "1"}) | serving(enabled=False),
        "network.nat: is not read with egress isolated; set network.egress to nat, or remove it",
    ),
    (
        network(private_dns={"linked_network_ids": [HUB, HUB.upper()]}),
        "network.private_dns.linked_network_ids[1]: is linked already, and Azure takes a link "
        "once; remove it",
    ),
    (
        network(private_dns={"linked_network_ids": [HUB], "managed_by_policy": True}),
        "network.private_dns.linked_network_ids[0]: is not read where the stack makes no zones; "
        "remove it",
    ),
    # Node pools and services.
    (
        serving(user_pool={"min_nodes": 4, "max_nodes": 3}),
        "serving.user_pool.max_nodes: must be >= min_nodes (4), got 3; raise it",
    ),
    (
        serving(services={"churn": {"traffic": {"stable": 90, "canary": 5}}}),
        "serving.services.churn.traffic: must sum to 100, got 95; add 5",
    ),
    (
        serving(services={"churn": {"traffic": {"stable": 90, "canary": 20}}}),
        "serving.services.churn.traffic: must sum to 100, got 110; take 10 away",
    ),
    (
        serving(enabled=False, services={"churn": {}}),
        "serving.services: names model services, but serving.enabled is false; remove one of the "
        "two",
    ),
    # Storage, vault, logs.
    (
        stores(storage={"redundancy": "ZRS"}),
        f"{STORAGE}.lifecycle.archive_after_days: needs an archive tier, which redundancy ZRS has "
        "not, got 180; set it to null, or choose LRS or GRS",
    ),
    (
        stores(storage={"lifecycle": {"cool_after_days": 30, "archive_after_days": 45}}),
        f"{STORAGE}.lifecycle.archive_after_days: must be at least 30 days after cool_after_days "
        "(30), because leaving the cool tier earlier is billed as if the data had stayed, got 45; "
        "write 60 or more",
    ),
    (
        stores(storage={"hierarchical_namespace": True}),
        f"{STORAGE}.versioning: is not possible with hierarchical_namespace, got true; set it to "
        "false, or remove hierarchical_namespace",
    ),
    (
        stores(encryption="customer", key_vault={"id": f"{VAULTS}/kv"}),
        "data_stores.key_vault.encryption_key: is required with encryption customer and a vault "
        "that exists; name the key of the vault to encrypt with",
    ),
    (
        stores(key_vault={"id": f"{VAULTS}/kv", "encryption_key": "data"}),
        "data_stores.key_vault.encryption_key: is not read with encryption platform, got 'data'; "
        "set data_stores.encryption to customer, or remove it",
    ),
    (
        {"monitoring": {"audit": {"retention_days": 365}, "archive_audit_days": 180}},
        "monitoring.archive_audit_days: must be >= retention_days (365), got 180; raise it, or "
        "remove it",
    ),
    # People.
    (
        {"budget": {"monthly_usd": 500}},
        "budget.recipients: is empty, so the budget warns nobody; add the address of whoever may "
        "stop the spending",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [(changes, list(expected)) for changes, *expected in CONTRADICTIONS],
    ids=[expected[0] for _, *expected in CONTRADICTIONS],
)
def test_settings_that_contradict_each_other_are_told_at_the_one_to_change(changes, expected):
    assert mistakes(changes) == expected


BROUGHT = {
    "id": NETWORK_ID,
    "subnet_ids": {
        "nodes": f"{SUBNETS}/snet-nodes",
        "endpoints": f"{SUBNETS}/snet-endpoints",
        "api-server": f"{SUBNETS}/snet-api",
    },
}


def brought(**changes):
    """Return the lines of a stack in a network that exists."""
    existing = {"virtual_network": merged(BROUGHT, changes)}
    return lines({**MINIMAL, "network": existing})


def test_a_network_that_exists_is_taken():
    assert brought() == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"subnet_ids": {"nodes": f"{SUBNETS}/snet-api"}},
            "subnet_ids.nodes: is the subnet of api-server, which must be alone; give another",
        ),
        (
            {"subnet_ids": {"nodes": f"{NETWORK_ID}-other/subnets/snet-nodes"}},
            "subnet_ids.nodes: is no subnet of virtual_network.id; give the id of one of its "
            "subnets, or change virtual_network.id",
        ),
        (
            {"address_space": ["10.60.0.0/21", "10.60.4.0/22"]},
            "address_space[1]: overlaps network.virtual_network.address_space[0] (10.60.0.0/21), "
            "got '10.60.4.0/22'; choose a range that is free",
        ),
    ],
)
def test_a_network_that_exists_is_checked_as_far_as_ids_tell(changes, line):
    assert brought(**changes) == [f"network.virtual_network.{line}"]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"egress": "firewall", "firewall": {"sku": "Standard"}},
            "firewall: cannot be made in a network that exists; give `id` and `private_ip` of the "
            "one its subnets are routed to",
        ),
        (
            {"allowed_callers": ["10.0.0.0/16"]},
            "allowed_callers: is not read for a network that exists; remove it; its owner decides",
        ),
    ],
)
def test_what_belongs_to_the_owner_of_a_network_that_exists_is_not_set_here(changes, line):
    existing = {"virtual_network": BROUGHT, **changes}
    assert lines({**MINIMAL, "network": existing}) == [f"network.{line}"]


def test_a_network_that_exists_must_bring_every_subnet():
    existing = {"id": NETWORK_ID, "subnet_ids": {"nodes": f"{SUBNETS}/snet-nodes"}}
    assert lines({**MINIMAL, "network": {"virtual_network": existing}}) == [
        "network.virtual_network.subnet_ids: lacks endpoints, api-server; add their ids under "
        "these names"
    ]


def zone_ids():
    """Return an id for each zone that the smallest stack needs."""
    return {zone: f"{ZONES}/{zone}" for zone in footprint(settings()).zones}


def test_zones_that_exist_are_taken():
    assert mistakes(network(private_dns={"zone_ids": zone_ids()})) == []


def test_the_id_of_a_zone_must_be_that_zones():
    ids = zone_ids() | {BLOB: f"{ZONES}/{FILE}"}
    assert mistakes(network(private_dns={"zone_ids": ids})) == [
        f"network.private_dns.zone_ids.{BLOB}: is the id of {FILE}; give the id of {BLOB}"
    ]


def test_zones_that_exist_must_be_all_that_endpoints_need():
    ids = {zone: given for zone, given in zone_ids().items() if zone not in (BLOB, FILE)}
    assert mistakes(network(private_dns={"zone_ids": ids})) == [
        f"network.private_dns.zone_ids: lacks {BLOB}, {FILE}, which private endpoints need; add "
        "their ids"
    ]


def test_zones_are_brought_or_left_to_policy_and_not_both():
    dns = {"zone_ids": zone_ids(), "managed_by_policy": True}
    assert mistakes(network(private_dns=dns)) == [
        "network.private_dns.zone_ids: contradicts managed_by_policy; keep one: the ids, or "
        "managed_by_policy"
    ]


def test_a_network_that_is_too_small_is_told_with_the_sum_and_the_size_that_would_do():
    (line,) = mistakes(space("10.40.0.0/26"))
    assert line.startswith(f"{SPACE}: is too small for its subnets (nodes: 5 system nodes + 10 ")
    for need in footprint(settings()).subnets:
        assert f"{need.role}: {need.arithmetic}; " in line
    assert "32 + 64 + 16 = 112 of 64 addresses), got '10.40.0.0/26'; make it /25 or larger" in line


def test_a_pool_of_no_gpu_is_told():
    (line,) = mistakes(serving(gpu_pool={"vm_size": "Standard_D4ds_v5", "os_disk": "managed"}))
    assert line.startswith("serving.gpu_pool.vm_size: has no GPU, got 'Standard_D4ds_v5'; ")


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": "non_production"}
        | network(private_endpoints=False)
        | stores(protect=False, key_vault={"purge_protection": False}),
        {"subscription_id": ZEROS, "tenant_id": ZEROS},
        serving(enabled=False, pod_range="10.40.0.0/21", service_range="172.16.0.0/12"),
        serving(user_pool={"min_nodes": 3, "max_nodes": 3}),
        serving(pod_range="10.244.0.0/19"),
        serving(service_range="172.16.0.0/28"),
        space("10.40.0.0/25"),
        stores(storage={"lifecycle": {"archive_after_days": None}, "redundancy": "GZRS"}),
        stores(storage={"lifecycle": {"cool_after_days": 30, "archive_after_days": 60}}),
        {"monitoring": {"audit": {"retention_days": 365}, "archive_audit_days": 365}},
    ],
)  # fmt: skip
def test_what_is_at_the_limit_is_taken(changes):
    assert mistakes(changes) == []
