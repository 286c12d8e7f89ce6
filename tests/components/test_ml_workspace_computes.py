"""Clusters that cost nothing when idle, instances for one person that stop, no way in."""

import pytest

from tests.components import ml_workspace_lab as lab
from tests.components.ml_workspace_lab import make_workspace, workspace
from tests.support import TENANT, deploy

pytestmark = pytest.mark.slow

NETWORKS = [{}, lab.INTERNET, lab.OWN_NETWORK]
INSTANCE_ANYWHERE = {
    **lab.INSTANCE,
    "workspace": {**lab.INSTANCE["workspace"], **lab.OWN_NETWORK["workspace"]},
}


def computes(changes=None) -> dict[str, dict]:
    return {made.name: made.inputs for made in workspace(changes).all(lab.COMPUTE)}


def cluster(**settings) -> dict:
    changes = {"workspace": {"clusters": {"cpu-cluster": settings}}}
    return computes(changes)["ml-cluster-cpu-cluster"]["properties"]["properties"]


def instance(changes=None) -> dict:
    return computes(changes or lab.INSTANCE)["ml-instance-3f2504e0"]


@pytest.mark.feature("M4", "machinelearningservices.Compute properties.properties.vmSize")
@pytest.mark.feature("M3", "machinelearningservices.Compute properties.properties.scaleSettings")
def test_a_cluster_of_up_to_four_nodes_is_there_from_the_start():
    assert list(computes()) == ["ml-cluster-cpu-cluster"]
    assert cluster()["vmSize"] == "Standard_D4ds_v5"
    assert cluster()["scaleSettings"]["maxNodeCount"] == 4
    assert cluster()["vmPriority"] == "Dedicated"


@pytest.mark.feature(
    "M7", "machinelearningservices.Compute properties.properties.scaleSettings.minNodeCount"
)
@pytest.mark.parametrize("changes", [{}, lab.GPU, lab.OWN_NETWORK])
def test_no_cluster_keeps_nodes_without_jobs(changes):
    for made in computes(changes).values():
        scale = made["properties"]["properties"]["scaleSettings"]
        assert scale["minNodeCount"] == 0
        assert scale["nodeIdleTimeBeforeScaleDown"] in ("PT300S", "PT120S")


@pytest.mark.feature(
    "X-24",
    "machinelearningservices.Compute scaleSettings.nodeIdleTimeBeforeScaleDown",
)
def test_a_node_without_a_job_goes_after_five_minutes_or_when_the_settings_say():
    assert cluster()["scaleSettings"]["nodeIdleTimeBeforeScaleDown"] == "PT300S"
    chosen = cluster(idle_seconds=120)["scaleSettings"]
    assert chosen["nodeIdleTimeBeforeScaleDown"] == "PT120S"


@pytest.mark.feature(
    "M8", "machinelearningservices.Compute properties.properties.scaleSettings.maxNodeCount"
)
def test_a_cluster_may_grow_past_a_hundred_nodes():
    assert cluster(max_nodes=120)["scaleSettings"]["maxNodeCount"] == 120


@pytest.mark.feature("M5", "machinelearningservices.Compute properties.properties.vmPriority")
@pytest.mark.feature("M6", "machinelearningservices.Compute computeName")
def test_a_cluster_with_gpus_is_added_by_name():
    made = computes(lab.GPU)
    assert {one["computeName"] for one in made.values()} == {"cpu-cluster", "gpu-cluster"}
    gpu = made["ml-cluster-gpu-cluster"]["properties"]["properties"]
    assert gpu["vmSize"] == "Standard_NC24ads_A100_v4"
    assert gpu["vmPriority"] == "LowPriority"
    assert gpu["scaleSettings"]["nodeIdleTimeBeforeScaleDown"] == "PT120S"


def test_jobs_find_the_same_cluster_in_every_environment():
    for environment in ("dev", "prod"):
        made = computes({"environment": environment})
        assert made["ml-cluster-cpu-cluster"]["computeName"] == "cpu-cluster"


def test_images_are_built_on_the_chosen_cluster():
    changes = {"workspace": {"clusters": {"builders": {}}, "image_build_cluster": "builders"}}
    assert workspace(changes).one(lab.WORKSPACE).inputs["imageBuildCompute"] == "builders"


@pytest.mark.parametrize("changes", [lab.GPU, lab.OWN_NETWORK, lab.INSTANCE, INSTANCE_ANYWHERE])
def test_no_compute_has_a_public_address_a_remote_login_or_a_password(changes):
    for made in computes(changes).values():
        assert made["properties"]["disableLocalAuth"] is True
        properties = made["properties"]["properties"]
        assert properties["enableNodePublicIp"] is False
        if made["properties"]["computeType"] == "AmlCompute":
            assert properties["remoteLoginPortPublicAccess"] == "Disabled"
        else:
            assert properties["sshSettings"] == {"sshPublicAccess": "Disabled"}


@pytest.mark.feature("I6", "machinelearningservices.Compute identity")
def test_every_compute_acts_as_the_training_identity():
    for made in computes(lab.INSTANCE).values():
        assert made["identity"] == {
            "type": "UserAssigned",
            "userAssignedIdentities": [lab.IDENTITY_IDS["training"]],
        }


@pytest.mark.parametrize("changes", NETWORKS)
def test_computes_are_in_a_subnet_of_ours_only_where_the_network_is_ours(changes):
    ours = {"id": lab.TRAINING_SUBNET} if changes == lab.OWN_NETWORK else None
    for made in computes(changes).values():
        assert made["properties"]["properties"].get("subnet") == ours
    serverless = workspace(changes).one(lab.WORKSPACE).inputs.get("serverlessComputeSettings")
    if ours is None:
        assert serverless is None
    else:
        assert serverless == {
            "serverlessComputeCustomSubnet": lab.TRAINING_SUBNET,
            "serverlessComputeNoPublicIP": True,
        }


def test_an_instance_in_a_network_of_ours_is_in_the_training_subnet():
    made = instance(INSTANCE_ANYWHERE)["properties"]["properties"]
    assert made["subnet"] == {"id": lab.TRAINING_SUBNET}


def test_in_a_network_of_ours_computes_come_after_the_endpoint_they_need():
    plan = workspace(lab.OWN_NETWORK)
    endpoint = plan.one(lab.ENDPOINT, "ml-workspace-endpoint")
    assert endpoint.urn in plan.one(lab.COMPUTE).dependencies


def test_a_network_of_ours_without_a_training_subnet_is_an_error():
    with pytest.raises(ValueError, match="own_network needs a subnet; pass"):
        deploy(lambda: make_workspace(lab.OWN_NETWORK, training_subnet_id=None))


def test_nobody_gets_an_instance_unasked():
    types = [made["properties"]["computeType"] for made in computes(lab.GPU).values()]
    assert types == ["AmlCompute", "AmlCompute"]


def test_an_instance_opens_for_its_person_and_nobody_else():
    properties = instance()["properties"]["properties"]
    assert properties["vmSize"] == "Standard_E4ds_v5"
    assert properties["personalComputeInstanceSettings"] == {
        "assignedUser": {"objectId": lab.PERSON, "tenantId": TENANT}
    }
    assert properties["applicationSharingPolicy"] == "Personal"
    assert properties["computeInstanceAuthorizationType"] == "personal"
    assert properties["enableSSO"] is True


@pytest.mark.feature("M10", "machinelearningservices.Compute properties.properties.schedules")
def test_an_instance_stops_at_the_end_of_the_day_where_its_people_are():
    (stop,) = instance()["properties"]["properties"]["schedules"]["computeStartStop"]
    assert stop == {
        "action": "Stop",
        "triggerType": "Cron",
        "status": "Enabled",
        "cron": {"expression": "30 18 * * *", "timeZone": "W. Europe Standard Time"},
    }


@pytest.mark.parametrize(("minutes", "duration"), [(30, "PT30M"), (120, "PT120M")])
def test_an_instance_stops_when_nobody_uses_it(minutes, duration):
    changes = {
        **lab.INSTANCE,
        "workspace": {**lab.INSTANCE["workspace"], "instance_idle_minutes": minutes},
    }
    assert instance(changes)["properties"]["properties"]["idleTimeBeforeShutdown"] == duration


def test_instances_of_two_stacks_in_one_region_have_different_names():
    names = {
        instance({**lab.INSTANCE, "environment": environment})["computeName"]
        for environment in ("dev", "prod")
    }
    assert len(names) == 2
    assert all(name.startswith("ci3f2504e0") for name in names)


def test_an_instance_without_a_time_to_stop_is_an_error():
    with pytest.raises(ValueError, match="need a schedule to stop by"):
        deploy(lambda: make_workspace(lab.INSTANCE, schedule=None))


def test_what_azure_cannot_change_in_a_cluster_makes_it_anew():
    made = workspace().one(lab.COMPUTE)
    fixed = made.options["replace_on_changes"]
    assert {"properties.properties.vmSize", "properties.properties.vmPriority"} <= set(fixed)
    assert "properties.properties.scaleSettings" not in fixed
    # Jobs go on asking for the same name.
    assert made.options["delete_before_replace"]


def test_any_change_of_an_instance_makes_it_anew():
    made = workspace(lab.INSTANCE).one(lab.COMPUTE, "ml-instance-3f2504e0")
    assert made.options["replace_on_changes"] == ["identity", "properties"]
    assert made.options["delete_before_replace"]


def test_the_first_compute_may_take_as_long_as_its_network():
    for made in workspace(lab.INSTANCE).all(lab.COMPUTE):
        assert made.options["custom_timeouts"]["create"] == "60m"
