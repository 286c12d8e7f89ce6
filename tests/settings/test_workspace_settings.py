"""What may be decided about the workspace, its network and its computes."""

import re

import pytest

from settings.time_zones import WINDOWS_TIME_ZONES
from settings.vm_sizes import RETIREMENTS, has_gpu
from tests.settings.samples import VAULT_ID, mistakes, settings

OWNER = {"owner": "ada@example.com", "reason": "clone examples into notebooks"}
ADA = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
ADA_TWIN = "3f2504e0-0000-0000-0000-000000000000"
BERLIN = {"schedule": {"time_zone": "Europe/Berlin"}}
CUSTOMER = {"encryption": "customer"}


def workspace(**values):
    return {"workspace": values}


def rules(**values):
    return workspace(outbound_rules=values)


def cluster(name="cpu-cluster", **values):
    return workspace(clusters={name: values}, image_build_cluster=name)


RULE = "workspace.outbound_rules.forge"
MISTAKES = [
    # Sizes that end.
    (
        cluster(vm_size="Standard_NC6s_v3"),
        "workspace.clusters.cpu-cluster.vm_size: leaves Azure on 2025-09-30, got "
        "'Standard_NC6s_v3'; write Standard_NC24ads_A100_v4 or a like one",
    ),
    (
        cluster(vm_size="Standard_DS3_v2"),
        "workspace.clusters.cpu-cluster.vm_size: leaves Azure on 2028-05-01, got "
        "'Standard_DS3_v2'; write Standard_D4ds_v5 or a like one",
    ),
    (
        BERLIN | workspace(compute_instances={ADA: "Standard_NV12s_v3"}),
        f"workspace.compute_instances.{ADA}: leaves Azure on 2026-09-30, got "
        "'Standard_NV12s_v3'; write "
        "Standard_NV36ads_A10_v5 or a like one",
    ),
    # Clusters.
    (
        workspace(clusters={"cpu-cluster": {}, "cpu-1": {}}),
        "workspace.clusters.cpu-1: is not a name that Azure takes; use 3 to 24 lower-case "
        "letters, digits and hyphens, no hyphen before digits at the end",
    ),
    (
        cluster(idle_seconds=30),
        "workspace.clusters.cpu-cluster.idle_seconds: must be >= 60, got 30; raise it: under a "
        "minute nodes go between the steps of a pipeline, past an hour they are paid for nothing",
    ),
    (
        workspace(image_build_cluster="builders"),
        "workspace.image_build_cluster: is not among workspace.clusters, got 'builders'; write "
        "cpu-cluster",
    ),
    (
        cluster("gpu", vm_size="Standard_NC24ads_A100_v4"),
        "workspace.image_build_cluster: has GPUs for nothing, got 'gpu'; add a cluster without "
        "GPUs",
    ),
    # Personal instances.
    (
        workspace(compute_instances={ADA: "Standard_E4ds_v5"}),
        "schedule: is required with workspace.compute_instances, which stop when the day ends; "
        "add `time_zone: Europe/Berlin` or where people work",
    ),
    (
        {"schedule": {"time_zone": "Antarctica/Troll"}}
        | workspace(compute_instances={ADA: "Standard_E4ds_v5"}),
        "schedule.time_zone: has no Windows name known here, and compute instances take no other, "
        "got 'Antarctica/Troll'; write the nearest of settings/time_zones.py, such as "
        "Europe/Berlin",
    ),
    (
        workspace(instance_idle_minutes=5),
        "workspace.instance_idle_minutes: must be >= 15, got 5; raise it: Azure takes no less "
        "than 15; past four hours a forgotten one runs all evening",
    ),
    # Outbound rules.
    (rules(forge=OWNER), f"{RULE}.fqdn: is required; set it, such as pypi.org"),
    (
        rules(forge={"fqdn": "github.com/contoso", **OWNER}),
        f"{RULE}.fqdn: is not a host name, got 'github.com/contoso'; write one such as pypi.org "
        "or *.pypi.org, without https:// and path",
    ),
    (
        rules(forge={"fqdn": "*.blob.core.windows.net", **OWNER}),
        f"{RULE}.fqdn: takes in every storage account, got '*.blob.core.windows.net'; write "
        "private_endpoint for the one",
    ),
    (
        rules(forge={"service_tag": {"tag": "Internet"}, **OWNER}),
        f"{RULE}.service_tag.tag: takes in everybody's machines, got 'Internet'; name the service "
        "that is needed",
    ),
    (
        rules(forge={"service_tag": {"tag": "AzureDevOps", "ports": "https"}, **OWNER}),
        f"{RULE}.service_tag.ports: is not a list of ports, got 'https'; write one such as "
        '"443" or "80,443,8080-8090"',
    ),
    (
        rules(forge={"fqdn": "github.com", "owner": "ada@example.com"}),
        f"{RULE}.reason: is required; set it, such as promote models from the shared registry",
    ),
    (
        rules(**{"platform-pypi": {"fqdn": "pypi.org", **OWNER}}),
        "workspace.outbound_rules.platform-pypi: begins with platform-, as the platform's own do; "
        "rename it",
    ),
    (
        rules(Forge={"fqdn": "github.com", **OWNER}),
        "workspace.outbound_rules.Forge: is not a rule name; use up to 60 lower-case letters, "
        "digits and hyphens",
    ),
    (
        workspace(isolation="internet_outbound", packages="internet"),
        "workspace.packages: is not read with isolation internet_outbound; remove it",
    ),
    (
        workspace(isolation="internet_outbound", outbound_firewall="Basic"),
        "workspace.outbound_firewall: is not read with isolation internet_outbound; remove it",
    ),
    (
        workspace(
            isolation="internet_outbound", outbound_rules={"forge": {"fqdn": "a.com", **OWNER}}
        ),
        f"{RULE}: approves of what isolation internet_outbound lets out anyway; remove it, or "
        "choose isolation approved_outbound",
    ),
    (
        workspace(isolation="own_network", outbound_rules={"forge": {"fqdn": "a.com", **OWNER}}),
        f"{RULE}: is not read with isolation own_network; remove it; network.egress and "
        "network.firewall decide",
    ),
    (
        workspace(isolation="own_network", serverless_spark=True),
        "workspace.serverless_spark: is not read with isolation own_network; remove it",
    ),
    # A network of ours.
    (
        workspace(isolation="own_network", clusters={"cpu-cluster": {"max_nodes": 10}}),
        "workspace.max_training_nodes: must be >= what clusters and personal instances grow to "
        "(10), got 4; raise it, or lower their max_nodes",
    ),
    (
        {"tier": "non_production", "network": {"private_endpoints": False}}
        | workspace(isolation="own_network"),
        "workspace.isolation: own_network needs network.private_endpoints: computes without a "
        "public address reach the workspace through its endpoint only, got 'own_network'; remove "
        "network.private_endpoints, or choose another isolation",
    ),
    # For the life of the workspace.
    (
        workspace(**CUSTOMER),
        "workspace.encryption: uses the key of data_stores.encryption, which is platform, got "
        "'customer'; set that to customer too, or remove this",
    ),
    (
        {
            "data_stores": {
                **CUSTOMER,
                "key_vault": {"id": VAULT_ID, "encryption_key": "company-key"},
            }
        }
        | workspace(**CUSTOMER),
        "workspace.encryption: needs a key made by the platform, and data_stores.key_vault is "
        "brought by id, got 'customer'; remove it, or let the platform make the vault",
    ),
    (
        workspace(protect=False),
        "workspace.protect: must be true in a production stack, got false; remove it; for a "
        "planned deletion set tier to non_production too",
    ),
    (
        {"identity": {"custom_roles": {"viewers": f"/subscriptions/{ADA}/providers"}}},
        "identity.custom_roles.viewers: is not the id of a role, got "
        f"'/subscriptions/{ADA}/providers'; copy it from the outputs of bootstrap",
    ),
    (
        {
            "identity": {
                "custom_roles": {
                    "viewers": f"/subscriptions/{ADA}/providers/Microsoft.Authorization"
                    f"/roleDefinitions/{ADA}"
                }
            }
        },
        "identity.custom_roles: gives viewers a role without groups.viewers; add it",
    ),
]


@pytest.mark.parametrize(("changes", "line"), MISTAKES, ids=[line[:60] for _, line in MISTAKES])
def test_a_mistake_is_told_once_with_what_to_do(changes, line):
    assert mistakes(changes) == [line]


def test_two_people_whose_instances_would_have_one_name_are_told_of_each():
    people = {ADA: "Standard_E4ds_v5", ADA_TWIN: "Standard_E4ds_v5"}
    told = mistakes(BERLIN | workspace(compute_instances=people))
    assert [line.partition(":")[0] for line in told] == [
        f"workspace.compute_instances.{person}" for person in people
    ]


def test_each_kind_of_rule_is_told_by_the_key_that_is_there():
    registry = (
        f"/subscriptions/{ADA}/resourceGroups/rg-shared/providers"
        "/Microsoft.MachineLearningServices/registries/mlr"
    )
    read = settings(
        rules(
            forge={"fqdn": "github.com", **OWNER},
            feed={"service_tag": {"tag": "AzureDevOps"}, **OWNER},
            models={
                "private_endpoint": {"resource_id": registry, "group_id": "amlregistry"},
                **OWNER,
            },
        )
    ).workspace.outbound_rules
    kinds = {name: type(rule).__name__ for name, rule in read.items()}
    assert kinds == {"forge": "FqdnRule", "feed": "ServiceTagRule", "models": "PrivateEndpointRule"}


@pytest.mark.parametrize("row", RETIREMENTS, ids=lambda row: row.sizes)
def test_no_successor_ends_itself(row):
    assert not any(re.fullmatch(other.sizes, row.successor) for other in RETIREMENTS)
    assert mistakes(cluster(vm_size=row.successor)) == [] or has_gpu(row.successor)


@pytest.mark.parametrize("size", ["Standard_D4s_v3", "Standard_NC40ads_H100_v5", "Standard_D2s_v5"])
def test_a_size_without_an_end_is_taken(size):
    assert mistakes(workspace(clusters={"cpu-cluster": {}, "other": {"vm_size": size}})) == []


def test_every_time_zone_has_a_name_that_windows_gives():
    assert WINDOWS_TIME_ZONES["UTC"] == WINDOWS_TIME_ZONES["Etc/UTC"] == "UTC"
    assert WINDOWS_TIME_ZONES["Europe/Berlin"] == "W. Europe Standard Time"
    assert WINDOWS_TIME_ZONES["America/New_York"] == "Eastern Standard Time"
    for name in WINDOWS_TIME_ZONES.values():
        assert re.fullmatch(r"UTC|.+ Standard Time( \(Mexico\))?", name)
