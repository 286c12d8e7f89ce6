"""What exists once per subscription."""

from typing import Any

import pytest

from preflight.plan import Plan
from simulated_azure import catalog, locations
from simulated_azure.monitor import Registration
from tests.bootstrap_lab import ASSIGNMENT, bootstrap, role_guid
from tests.support import SUBSCRIPTION
from tests.test_stacks import STACKS
from tests.test_stacks import plan as platform_plan

pytestmark = pytest.mark.slow

EXPORT = "azure-native:monitor:SubscriptionDiagnosticSetting"
WORKSPACE = "azure-native:operationalinsights:Workspace"
ALERT = "azure-native:costmanagement:ScheduledActionByScope"
TAGS = "azure-native:costmanagement:TagInheritanceSetting"
FEATURE = "azure-native:features:SubscriptionFeatureRegistration"
FLOW_LOG = "azure-native:network:FlowLog"
NETWORK = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-prod-eus2"
    "/providers/Microsoft.Network/virtualNetworks/vnet-mlops-prod-eus2"
)
WITH_NETWORK = {"environments": {"prod": {"network_id": NETWORK}}}


def inputs(token: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    return bootstrap(changes).one(token).inputs


def test_every_change_in_the_subscription_is_exported() -> None:
    plan = bootstrap()
    export = plan.one(EXPORT)
    categories = {log["category"] for log in export.inputs["logs"] if log["enabled"]}
    assert {"Administrative", "Policy", "Security", "ServiceHealth"} <= categories
    assert export.inputs["workspaceId"] == plan.one(WORKSPACE).id


def test_the_activity_log_is_kept_for_a_year_in_a_workspace_without_a_cap() -> None:
    workspace = inputs(WORKSPACE)
    assert workspace["retentionInDays"] == 365
    assert workspace["workspaceCapping"] == {"dailyQuotaGb": -1}
    assert workspace["features"]["disableLocalAuth"] is True
    assert workspace["publicNetworkAccessForIngestion"] == "Disabled"
    assert inputs(WORKSPACE, {"activity_log": {"retention_days": 90}})["retentionInDays"] == 90


@pytest.mark.parametrize("protect", [True, False])
def test_the_activity_log_is_protected_until_settings_say_otherwise(protect: bool) -> None:
    plan = bootstrap({"activity_log": {"protect": protect}})
    assert bool(plan.one(WORKSPACE).protect) is protect


@pytest.mark.feature("C9", "costmanagement.TagInheritanceSetting properties")
def test_costs_carry_the_tags_of_their_group() -> None:
    tags = inputs(TAGS)
    assert tags["scope"] == f"/subscriptions/{SUBSCRIPTION}"
    assert tags["properties"] == {"preferContainerTags": False}
    assert list(bootstrap({"tag_inheritance": False}).all(TAGS)) == []


@pytest.mark.parametrize(
    ("renewed", "start", "end"),
    [
        (None, "2026-12-01T00:00:00Z", "2027-11-30T00:00:00Z"),
        ("2027-11-01", "2027-11-01T00:00:00Z", "2028-10-30T00:00:00Z"),
    ],
)
def test_unlike_costs_are_told_for_a_year(renewed: str | None, start: str, end: str) -> None:
    alert = {"recipients": ["finops@example.com"], **({"renewed": renewed} if renewed else {})}
    made = inputs(ALERT, {"anomaly_alert": alert})
    assert (made["kind"], made["status"]) == ("InsightAlert", "Enabled")
    assert made["notification"]["to"] == ["finops@example.com"]
    assert (made["schedule"]["startDate"], made["schedule"]["endDate"]) == (start, end)


def test_nobody_is_told_of_costs_where_settings_name_nobody() -> None:
    assert list(bootstrap().all(ALERT)) == []


def test_features_are_registered_and_never_taken_back() -> None:
    feature = bootstrap().one(FEATURE)
    assert feature.inputs["providerNamespace"] == "Microsoft.Compute"
    assert feature.inputs["featureName"] == "EncryptionAtHost"
    assert feature.options.get("retain_on_delete", feature.options.get("retainOnDelete")) is True
    assert list(bootstrap({"features": []}).all(FEATURE)) == []


def test_flows_of_each_network_of_the_settings_are_kept_for_thirty_days() -> None:
    plan = bootstrap(WITH_NETWORK)
    log = plan.one(FLOW_LOG).inputs
    assert log["targetResourceId"] == NETWORK
    assert log["enabled"] is True
    assert log["retentionPolicy"] == {"enabled": True, "days": 30}
    analytics = log["flowAnalyticsConfiguration"]["networkWatcherFlowAnalyticsConfiguration"]
    assert analytics == {"enabled": False}
    assert (log["resourceGroupName"], log["networkWatcherName"]) == (
        "NetworkWatcherRG",
        "NetworkWatcher_eastus2",
    )
    assert list(bootstrap().all(FLOW_LOG)) == []


def test_flows_are_written_by_an_identity_that_may_write_to_one_account() -> None:
    plan = bootstrap(WITH_NETWORK)
    log = plan.one(FLOW_LOG)
    (identity,) = log.inputs["identity"]["userAssignedIdentities"]
    account = plan.one("azure-native:storage:StorageAccount", "subscription-flows-account")
    assert log.inputs["storageId"] == account.id
    assert account.inputs["allowSharedKeyAccess"] is False
    held = {
        (role_guid(one.inputs["roleDefinitionId"]), one.inputs["scope"])
        for one in plan.all(ASSIGNMENT)
        if one.name.startswith("subscription-flows-writer")
    }
    assert identity.endswith("/id-mlops-flows-shared-eus2")
    assert held == {("ba92f5b4-2d11-453d-a403-e96b0029c9fe", account.id)}


def test_everything_waits_for_the_group_it_lies_in() -> None:
    plan = bootstrap(WITH_NETWORK)
    group = plan.one("azure-native:resources:ResourceGroup", "groups-shared").urn
    impatient = [
        one.name
        for one in plan.resources.values()
        if one.inputs.get("resourceGroupName") == "rg-mlops-shared-eus2"
        and one.urn != group
        and not {group, plan.one(WORKSPACE).urn} & _behind(plan, one)
    ]
    assert impatient == []


def _behind(plan: Plan, resource: Registration) -> set[str]:
    """Return the URNs of whatever a resource waits for, and what that waits for."""
    found: set[str] = set()
    todo = list(resource.dependencies)
    while todo:
        urn = todo.pop()
        if urn not in found and urn in plan.resources:
            found.add(urn)
            todo += plan.resources[urn].dependencies
    return found


def test_flows_are_aggregated_where_settings_ask_for_it() -> None:
    plan = bootstrap({**WITH_NETWORK, "flow_logs": {"traffic_analytics": True}})
    analytics = plan.one(FLOW_LOG).inputs["flowAnalyticsConfiguration"]
    made = analytics["networkWatcherFlowAnalyticsConfiguration"]
    assert made["enabled"] is True
    assert made["workspaceResourceId"] == plan.one(WORKSPACE).id


def test_a_network_watcher_of_the_companys_own() -> None:
    watcher = (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-watch/providers/Microsoft.Network"
        "/networkWatchers/nw-eastus2"
    )
    log = inputs(FLOW_LOG, {**WITH_NETWORK, "flow_logs": {"network_watcher_id": watcher}})
    assert (log["resourceGroupName"], log["networkWatcherName"]) == ("rg-watch", "nw-eastus2")


def test_every_provider_that_a_stack_or_bootstrap_needs_is_registered() -> None:
    plans = [bootstrap(WITH_NETWORK), *(platform_plan(stack, "update") for stack in STACKS)]
    needed = {
        locations.arm_type(facts).partition("/")[0]
        for plan in plans
        for resource in plan.resources.values()
        if resource.type.startswith("azure-native:")
        and (facts := catalog.type_facts(resource.type)) is not None
    }
    # Registered in every subscription, for good: learn.microsoft.com/azure/azure-resource-manager/
    # management/resource-providers-and-types.
    needed -= {"Microsoft.Authorization", "Microsoft.Resources"}
    assert needed - set(bootstrap().outputs["resource_providers"]) == set()
