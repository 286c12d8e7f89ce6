"""What computes may reach: approved, in order, and never a firewall by surprise."""

import itertools

import pytest

from components.ml_workspace import MLWorkspace
from tests.components import ml_workspace_lab as lab
from tests.components.data_stores_lab import run
from tests.components.ml_workspace_lab import make_workspace, rules_of, workspace

pytestmark = pytest.mark.slow

OWNER = {"owner": "ada@example.com", "reason": "clone examples into notebooks"}
REGISTRY = f"{lab.SHARED}/Microsoft.MachineLearningServices/registries/mlr-shared"
FORGE = {"fqdn": "github.com", **OWNER}
TAG = {"service_tag": {"tag": "AzureDatabricks"}, **OWNER}
SHARED_MODELS = {"private_endpoint": {"resource_id": REGISTRY, "group_id": "amlregistry"}, **OWNER}
STORAGE_RULES = {"platform-storage-queue", "platform-storage-table"}


def network(**settings) -> dict:
    return workspace({"workspace": settings}).one(lab.WORKSPACE).inputs["managedNetwork"]


def component(settings: dict) -> MLWorkspace:
    kept = []
    run(lambda: kept.append(make_workspace({"workspace": settings})))
    return kept[0]


@pytest.mark.feature("N15", "machinelearningservices.Workspace managedNetwork.isolationMode")
@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        ({}, "AllowOnlyApprovedOutbound"),
        (lab.INTERNET, "AllowInternetOutbound"),
        (lab.OWN_NETWORK, "Disabled"),
    ],
)
def test_computes_are_isolated_as_the_settings_say_and_closely_by_default(changes, mode):
    assert workspace(changes).one(lab.WORKSPACE).inputs["managedNetwork"]["isolationMode"] == mode


@pytest.mark.feature("M13", "machinelearningservices.Workspace provisionNetworkNow")
def test_the_network_is_made_with_the_workspace():
    assert workspace().one(lab.WORKSPACE).inputs["provisionNetworkNow"] is True
    later = workspace({"workspace": {"provision_network_now": False}}).one(lab.WORKSPACE)
    assert later.inputs["provisionNetworkNow"] is False


def test_without_a_managed_network_none_is_asked_for():
    inputs = workspace(lab.OWN_NETWORK).one(lab.WORKSPACE).inputs
    assert "provisionNetworkNow" not in inputs
    assert set(inputs["managedNetwork"]) <= {"isolationMode", "enableNetworkMonitor"}


def test_the_generation_of_the_network_is_the_one_that_was_chosen():
    """Left out, Azure may choose the second, from which there is no way back."""
    assert network()["managedNetworkKind"] == "V1"
    assert network(managed_network_kind="V2")["managedNetworkKind"] == "V2"


def test_by_default_computes_reach_what_parallel_jobs_need_and_nothing_else():
    rules = rules_of({})
    assert set(rules) == STORAGE_RULES
    account = workspace().one("azure-native:storage:StorageAccount").id
    for service in ("queue", "table"):
        assert rules[f"platform-storage-{service}"] == {
            "type": "PrivateEndpoint",
            "category": "UserDefined",
            "destination": {
                "serviceResourceId": account,
                "subresourceTarget": service,
                "sparkEnabled": False,
            },
        }


def test_an_account_without_queues_and_tables_needs_no_rule_for_them():
    changes = {"data_stores": {"storage": {"services": ["blob", "file"]}}}
    assert workspace(changes).all(lab.RULE) == []


def test_a_feed_is_reached_by_service_tag_and_brings_no_firewall():
    rules = rules_of({"packages": "feed"})
    assert set(rules) == {*STORAGE_RULES, "platform-packages-feed"}
    assert rules["platform-packages-feed"] == {
        "type": "ServiceTag",
        "category": "UserDefined",
        "destination": {
            "action": "Allow",
            "serviceTag": "AzureDevOps",
            "protocol": "TCP",
            "portRanges": "443",
        },
    }
    assert component({"packages": "feed"}).firewall_reason == ""


@pytest.mark.feature(
    "M14", "machinelearningservices.ManagedNetworkSettingsRule properties.destination"
)
def test_packages_from_the_internet_come_from_listed_hosts():
    rules = rules_of({"packages": "internet"})
    hosts = {rule["destination"] for rule in rules.values() if rule["type"] == "FQDN"}
    assert {"pypi.org", "*.pythonhosted.org", "*.anaconda.org"} <= hosts
    assert "*" not in hosts


@pytest.mark.feature(
    "M15",
    "machinelearningservices.ManagedNetworkSettingsRule properties.destination.subresourceTarget",
)
def test_each_kind_of_rule_is_written_as_azure_takes_it():
    rules = rules_of({"outbound_rules": {"forge": FORGE, "spark": TAG, "models": SHARED_MODELS}})
    assert rules["forge"] == {
        "type": "FQDN",
        "category": "UserDefined",
        "destination": "github.com",
    }
    assert rules["spark"]["destination"]["serviceTag"] == "AzureDatabricks"
    assert rules["models"]["destination"] == {
        "serviceResourceId": REGISTRY,
        "subresourceTarget": "amlregistry",
        "sparkEnabled": False,
    }


def test_with_free_outbound_private_endpoints_are_still_rules():
    made = component({"isolation": "internet_outbound", "outbound_rules": {"m": SHARED_MODELS}})
    assert [row["name"] for row in made.outbound_rules] == [*sorted(STORAGE_RULES), "m"]
    assert "the whole internet" in made.outbound_limits


def test_in_a_network_of_ours_there_are_no_rules():
    assert workspace(lab.OWN_NETWORK).all(lab.RULE) == []
    made = component(lab.OWN_NETWORK["workspace"])
    assert made.outbound_rules == []
    assert made.firewall_reason == ""
    assert "network.egress" in made.outbound_limits


def test_rules_are_written_one_after_another_after_the_rights_and_before_computes():
    plan = workspace({"workspace": {"packages": "internet", "outbound_rules": {"forge": FORGE}}})
    rules = plan.all(lab.RULE)
    assert len(rules) == 9
    for earlier, later in itertools.pairwise(rules):
        assert earlier.urn in later.dependencies
    rights = {g.urn for g in plan.all(lab.GRANT) if g.name.startswith("ml-workspace-workspace-")}
    assert len(rights) == 2
    assert rights <= set(rules[0].dependencies)
    assert rules[-1].urn in plan.one(lab.COMPUTE).dependencies


def test_without_rules_computes_wait_for_the_rights_themselves():
    plan = workspace(lab.OWN_NETWORK)
    rights = {g.urn for g in plan.all(lab.GRANT) if g.name.startswith("ml-workspace-workspace-")}
    assert rights <= set(plan.one(lab.COMPUTE).dependencies)


def test_a_rule_waits_for_the_right_to_approve_its_endpoint():
    for rule in workspace().all(lab.RULE):
        assert rule.options["hooks"]["on_error"] == [f"{rule.name}-waits-for-grants"]


def test_a_rule_of_another_kind_takes_the_name_once_it_is_free():
    for rule in workspace().all(lab.RULE):
        assert rule.options["replace_on_changes"] == ["properties.type"]
        assert rule.options["delete_before_replace"]


def test_rules_are_never_inside_the_workspace_as_well():
    assert "outboundRules" not in network(packages="internet")


@pytest.mark.parametrize(("tier", "price"), [("Basic", "$288"), ("Standard", "$912")])
def test_a_firewall_is_told_with_its_tier_its_price_and_its_reasons(tier, price):
    settings = {"outbound_firewall": tier, "outbound_rules": {"forge": FORGE, "spark": TAG}}
    reason = component(settings).firewall_reason
    assert reason.startswith(f"a {tier} firewall")
    assert f"{price} a month" in reason
    assert "github.com" in reason
    assert "AzureDatabricks" not in reason
    assert network(**settings)["firewallSku"] == tier


def test_without_a_host_there_is_no_firewall_to_tell_of():
    assert component({"outbound_rules": {"models": SHARED_MODELS}}).firewall_reason == ""


def test_every_rule_says_who_answers_for_it_why_and_whether_it_costs_a_firewall():
    rows = component({"outbound_rules": {"forge": FORGE, "spark": TAG}}).outbound_rules
    by_name = {row["name"]: row for row in rows}
    assert by_name["forge"] == {
        "name": "forge",
        "kind": "fqdn",
        "destination": "github.com",
        "brings_firewall": True,
        **OWNER,
    }
    assert by_name["spark"]["destination"] == "AzureDatabricks TCP 443"
    assert by_name["spark"]["brings_firewall"] is False
    ours = by_name["platform-storage-queue"]
    assert ours["owner"] == "ml-platform@example.com"
    assert ours["reason"] == "parallel batch jobs hand out their work"


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ("prebuilt", "pip and conda install nothing"),
        ("feed", "Azure Artifacts only"),
        ("internet", "PyPI, Anaconda and PyTorch only"),
    ],
)
def test_what_people_cannot_do_is_said(packages, said):
    limits = component({"packages": packages}).outbound_limits
    assert said in limits
    assert "desktop VS Code" in limits


def test_spark_is_asked_for_with_the_network_and_reaches_the_data():
    assert "status" not in network()
    assert network(serverless_spark=True)["status"] == {"sparkReady": True, "status": "Active"}
    rules = rules_of({"serverless_spark": True})
    assert set(rules) == {*STORAGE_RULES, "platform-storage-blob"}
    assert all(rule["destination"]["sparkEnabled"] for rule in rules.values())
