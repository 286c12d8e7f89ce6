"""Node pools: spread over zones, scaled by the autoscaler, kept apart, replaced without a gap."""

from itertools import pairwise
from typing import Any

import pytest

from tests.components import serving_cluster_lab as lab
from tests.components.serving_cluster_lab import deployed, pools

ALL: dict[str, Any] = {"serving": lab.ALL_POOLS}


def changed(**user_pool: Any) -> str:
    """Return the physical name of the user pool with these settings."""
    return pools(deployed(serving={"user_pool": user_pool}))["user"]["agentPoolName"]


@pytest.mark.feature("K1", "containerservice.AgentPool enableAutoScaling, minCount, maxCount")
@pytest.mark.feature("X-8", "containerservice.AgentPool minCount, maxCount")
def test_the_autoscaler_counts_nodes_within_the_limits_set() -> None:
    plan = deployed(serving={"user_pool": {"min_nodes": 2, "max_nodes": 9}})
    made = pools(plan)
    assert (made["system"]["minCount"], made["system"]["maxCount"]) == (3, 5)
    assert (made["user"]["minCount"], made["user"]["maxCount"]) == (2, 9)
    assert all(pool["enableAutoScaling"] for pool in made.values())
    assert plan.one(lab.POOL).options["ignore_changes"] == ["count"]
    assert plan.one(lab.CLUSTER).options["ignore_changes"] == ["agentPoolProfiles[*].count"]


def test_the_autoscaler_is_told_everything_as_text() -> None:
    profile = deployed().one(lab.CLUSTER).inputs["autoScalerProfile"]
    assert profile["expander"] == "least-waste"
    assert {type(value) for value in profile.values()} == {str}


@pytest.mark.feature("K2", "containerservice.AgentPool vmSize, osDiskType")
def test_nodes_boot_from_their_local_disk_and_leave_room_on_it() -> None:
    for pool in pools(deployed()).values():
        assert pool["vmSize"] == "Standard_D4ds_v5"
        assert (pool["osDiskType"], pool["osDiskSizeGB"]) == ("Ephemeral", 100)
        assert pool["osSKU"] == "AzureLinux"


@pytest.mark.feature("K5", "containerservice.AgentPool availabilityZones")
def test_every_pool_spreads_over_the_zones_of_its_region() -> None:
    made = pools(deployed(**ALL))
    assert set(made) == {"system", "user", "gpu", "spot"}
    assert {tuple(pool["availabilityZones"]) for pool in made.values()} == {("1", "2", "3")}


def test_a_region_without_zones_gets_none() -> None:
    place: dict[str, Any] = {"location": "westus", "allowed_locations": ["westus"]}
    for pool in pools(deployed(**place)).values():
        assert "availabilityZones" not in pool


def test_nodes_live_in_the_node_subnet_without_public_address_or_ssh() -> None:
    for pool in pools(deployed(**ALL)).values():
        assert pool["vnetSubnetID"] == f"{lab.VNET}/subnets/nodes"
        assert pool["enableNodePublicIP"] is False
        assert pool["securityProfile"] == {"sshAccess": "Disabled"}


def test_nothing_but_the_cluster_s_own_services_runs_on_the_system_pool() -> None:
    made = pools(deployed())
    assert made["system"]["mode"] == "System"
    assert made["system"]["nodeTaints"] == ["CriticalAddonsOnly=true:NoSchedule"]
    assert made["user"]["mode"] == "User"
    assert "nodeTaints" not in made["user"]


@pytest.mark.feature("K3", "containerservice.AgentPool nodeTaints, gpuProfile")
def test_nodes_with_a_gpu_take_only_pods_that_want_one_and_may_go_to_zero() -> None:
    gpu = pools(deployed(serving={"gpu_pool": {}}))["gpu"]
    assert gpu["nodeTaints"] == ["sku=gpu:NoSchedule"]
    assert gpu["gpuProfile"] == {"driver": "Install"}
    assert gpu["minCount"] == 0
    assert (gpu["osSKU"], gpu["osDiskType"]) == ("Ubuntu", "Managed")
    assert "gpuProfile" not in pools(deployed())["user"]


@pytest.mark.feature("K8", "containerservice.AgentPool scaleSetPriority")
def test_spot_nodes_are_tainted_never_bid_and_never_surge() -> None:
    made = pools(deployed(**ALL))
    taint = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"
    assert made["spot"]["nodeTaints"] == [taint]
    assert made["gpu"]["nodeTaints"] == ["sku=gpu:NoSchedule", taint]
    for spot in (made["spot"], made["gpu"]):
        assert spot["scaleSetPriority"] == "Spot"
        assert spot["scaleSetEvictionPolicy"] == "Delete"
        assert spot["spotMaxPrice"] == -1
        assert spot["nodeLabels"]["kubernetes.azure.com/scalesetpriority"] == "spot"
        assert "upgradeSettings" not in spot
    for regular in (made["system"], made["user"]):
        assert regular["scaleSetPriority"] == "Regular"
        assert "spotMaxPrice" not in regular


def test_an_upgrade_adds_a_share_of_the_nodes_and_drains_with_patience() -> None:
    made = pools(deployed(serving={"max_surge_percent": 50}))
    for pool in made.values():
        assert pool["upgradeSettings"] == {"maxSurge": "50%", "drainTimeoutInMinutes": 30}
        assert pool["orchestratorVersion"] == "1.36"


def test_pods_find_a_pool_by_a_label_that_outlives_it() -> None:
    labels = {role: pool["nodeLabels"]["pool"] for role, pool in pools(deployed(**ALL)).items()}
    assert labels == {role: role for role in ("system", "user", "gpu", "spot")}


@pytest.mark.parametrize("encrypted", [False, True])
def test_local_disks_are_encrypted_where_the_subscription_can(encrypted: bool) -> None:
    made = pools(deployed(serving={"encryption_at_host": encrypted}))
    assert {pool["enableEncryptionAtHost"] for pool in made.values()} == {encrypted}


def test_only_the_system_pool_is_made_inside_the_cluster() -> None:
    plan = deployed(**ALL)
    assert [p["name"] for p in plan.one(lab.CLUSTER).inputs["agentPoolProfiles"]] == ["system"]
    assert [pool.name for pool in plan.all(lab.POOL)] == [
        "serving-pool-user",
        "serving-pool-gpu",
        "serving-pool-spot",
    ]


def test_pools_are_made_one_after_the_other() -> None:
    made = deployed(**ALL).all(lab.POOL)
    for earlier, later in pairwise(made):
        assert earlier.urn in later.dependencies


@pytest.mark.parametrize(
    "user_pool",
    [
        {"vm_size": "Standard_D8ds_v5"},
        {"os_disk": "managed"},
        {"os_disk_gb": 60},
    ],
)
def test_a_pool_that_must_be_replaced_comes_under_a_new_name(user_pool: dict[str, Any]) -> None:
    assert changed(**user_pool) != changed()


@pytest.mark.parametrize("user_pool", [{"min_nodes": 2}, {"max_nodes": 20}])
def test_a_pool_that_only_grows_keeps_its_name(user_pool: dict[str, Any]) -> None:
    assert changed(**user_pool) == changed()


def test_a_pool_s_name_fits_and_tells_what_it_is_for() -> None:
    for role, pool in pools(deployed(**ALL)).items():
        name = pool.get("agentPoolName") or pool["name"]
        assert name.startswith(role)
        assert len(name) <= 12
