"""The audit trail: uncapped, signed in, watched, kept."""

from itertools import pairwise

import pulumi
import pytest

from components.monitoring import LogSource, Monitoring, MonitoringArgs
from components.shared.conventions import Conventions
from components.shared.grants import Principal
from components.shared.private_endpoint import EndpointNetwork
from components.shared.roles import ROLE_IDS
from settings.footprint import footprint
from simulated_azure.values import Secret
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import run, stores
from tests.support import SUBSCRIPTION, TENANT, make_settings

ARCHIVE = "monitoring-audit-archive"
FIREWALL = f"{lab.GROUP}/providers/Microsoft.Network/azureFirewalls/afw"
INSIGHTS = "azure-native:applicationinsights:Component"
GROUP = "azure-native:monitor:ActionGroup"
RELAY = "azure-native:logic:Workflow"
SCOPE = "azure-native:monitor:PrivateLinkScope"
SCOPED = "azure-native:monitor:PrivateLinkScopedResource"
METRICS = "azure-native:monitor:AzureMonitorWorkspace"
COLLECTOR = "azure-native:monitor:DataCollectionEndpoint"
OWN_SCOPE = {"monitoring": {"private_link_scope": {}}}
CHAT_URL = "https://chat.example.com/services/hunter2"
CHAT = {"alerting": {"chat_url": CHAT_URL}}
OTHER_SUBSCRIPTION = "99999999-9999-9999-9999-999999999999"


def workspace(changes=None) -> dict:
    return stores(changes).one(lab.WORKSPACE, lab.AUDIT).inputs


def alone(changes=None, *, preview=False, **args):
    """Deploy monitoring without the stores."""

    def program() -> None:
        settings = make_settings(changes)
        conventions, needs = Conventions(settings), footprint(settings)
        made = Monitoring(
            "monitoring",
            MonitoringArgs(
                settings=settings.monitoring,
                conventions=conventions,
                **{
                    "alerting": settings.alerting,
                    "endpoints": EndpointNetwork(lab.SUBNET, lab.zones(needs.zones)),
                    "links": needs.links_of("monitoring"),
                }
                | args,
            ),
        )
        pulumi.export("workspace", made.log_destinations.workspace_ids["audit"])
        pulumi.export("archive", made.log_destinations.archive_account_id)
        pulumi.export("application", made.log_destinations.workspace_ids["application"])
        pulumi.export("connection", made.services_connection_string)

    return run(program, preview=preview)


@pytest.mark.feature("A1", "operationalinsights.Workspace workspaceCapping")
def test_no_cap_ends_the_audit_trail():
    assert workspace()["workspaceCapping"] == {"dailyQuotaGb": -1}
    assert workspace()["sku"] == {"name": "PerGB2018"}


@pytest.mark.feature("X-18", "operationalinsights.Workspace retentionInDays")
@pytest.mark.parametrize("days", [31, 365])
def test_audit_logs_stay_for_the_days_that_were_set(days):
    made = workspace({"monitoring": {"audit": {"retention_days": days}}})
    assert made["retentionInDays"] == days
    assert made["features"]["immediatePurgeDataOn30Days"] is False


def test_whoever_reads_the_trail_signs_in_and_needs_a_right():
    features = workspace()["features"]
    assert features["disableLocalAuth"] is True
    assert features["enableLogAccessUsingOnlyResourcePermissions"] is True


def test_only_diagnostic_settings_write_and_operators_can_still_read():
    assert workspace()["publicNetworkAccessForIngestion"] == "Disabled"
    assert workspace()["publicNetworkAccessForQuery"] == "Enabled"


def test_who_queries_the_trail_is_in_the_trail():
    plan = stores()
    logs = plan.one(lab.LOGS, "monitoring-audit-audit-logs").inputs
    trail = plan.one(lab.WORKSPACE, lab.AUDIT).id
    assert logs["resourceUri"] == logs["workspaceId"] == trail
    assert [log["category"] for log in logs["logs"]] == ["Audit"]


def test_platform_engineers_read_the_trail_and_nobody_else_does():
    plan = stores()
    engineers = lab.principals()["platform-engineers"].principal_id
    readers = lab.holders(plan, plan.one(lab.WORKSPACE, lab.AUDIT).id)
    assert readers == {(engineers, ROLE_IDS["Log Analytics Reader"])}


def test_the_trail_is_protected_until_that_is_turned_off():
    assert stores(lab.ARCHIVED).one(lab.WORKSPACE, lab.AUDIT).protect
    assert stores(lab.ARCHIVED).one(lab.ACCOUNT, ARCHIVE).protect
    off = {"tier": "non_production", "monitoring": {"protect": False, "archive_audit_days": 90}}
    assert not stores(off).one(lab.WORKSPACE, lab.AUDIT).protect
    assert not stores(off).one(lab.ACCOUNT, ARCHIVE).protect


def test_no_archive_is_made_unless_days_are_set():
    plan = alone()
    assert plan.all(lab.ACCOUNT) == []
    assert plan.outputs["workspace"] == plan.one(lab.WORKSPACE, lab.AUDIT).id
    assert plan.outputs.get("archive") is None


def test_logs_of_every_later_store_go_to_the_workspace_and_the_archive():
    plan = stores(lab.ARCHIVED)
    archive = plan.one(lab.ACCOUNT, ARCHIVE).id
    later = [setting for setting in plan.all(lab.LOGS) if setting.name.startswith("data-stores")]
    assert len(later) == 6
    assert {setting.inputs["storageAccountId"] for setting in later} == {archive}
    assert {s.inputs["workspaceId"] for s in later} == {plan.one(lab.WORKSPACE, lab.AUDIT).id}


def test_the_archive_is_write_once_for_the_days_that_were_set():
    plan = alone(lab.ARCHIVED)
    assert plan.one(lab.ACCOUNT).inputs["immutableStorageWithVersioning"] == {
        "enabled": True,
        "immutabilityPolicy": {
            "immutabilityPeriodSinceCreationInDays": 365,
            "state": "Unlocked",
            "allowProtectedAppendWrites": True,
        },
    }


def test_logs_of_the_archive_do_not_go_into_the_archive():
    plan = alone(lab.ARCHIVED)
    archive = plan.one(lab.ACCOUNT).id
    own = [s.inputs for s in plan.all(lab.LOGS) if s.inputs["resourceUri"].startswith(archive)]
    assert len(own) == 4
    assert all("storageAccountId" not in logs for logs in own)
    assert {logs["workspaceId"] for logs in own} == {plan.one(lab.WORKSPACE, lab.AUDIT).id}


def test_a_trail_that_exists_is_written_to_and_not_changed():
    plan = alone({"monitoring": {"audit": {"id": lab.AUDIT_LOG}}})
    assert [w.name for w in plan.all(lab.WORKSPACE)] == ["monitoring-application"]
    assert plan.outputs["workspace"] == lab.AUDIT_LOG


def test_an_archive_beside_a_trail_that_exists_is_watched_by_it():
    changes = {"monitoring": {"audit": {"id": lab.AUDIT_LOG}, "archive_audit_days": 90}}
    plan = alone(changes)
    assert {s.inputs["workspaceId"] for s in plan.all(lab.LOGS)} == {lab.AUDIT_LOG}


def test_what_was_made_before_the_trail_logs_to_it():
    source = LogSource(type_token="azure-native:network:AzureFirewall", id=FIREWALL)
    logs = alone(log_sources={"firewall": source}).one(lab.LOGS, "monitoring-firewall-audit-logs")
    assert logs.inputs["resourceUri"] == FIREWALL
    categories = [log["category"] for log in logs.inputs["logs"]]
    assert categories == ["AZFWApplicationRule", "AZFWNetworkRule", "AZFWThreatIntel"]


def test_every_resource_belongs_to_monitoring():
    plan = alone(lab.ARCHIVED)
    owner = plan.one("azure-mlops:index:Monitoring").urn
    assert {r.parent for r in plan.resources.values() if r.custom} == {owner}


def shared_scope(subscription: str) -> dict:
    group = f"/subscriptions/{subscription}/resourceGroups/rg-hub"
    scope = f"{group}/providers/Microsoft.Insights/privateLinkScopes/ampls-hub"
    return {"monitoring": {"private_link_scope": {"id": scope}}}


def insights(plan, role: str) -> dict:
    return plan.one(INSIGHTS, f"monitoring-{role}-insights").inputs


@pytest.mark.parametrize("gb", [0.5, 40.0])
def test_application_logs_have_the_cap_that_was_set(gb):
    plan = alone({"monitoring": {"application": {"daily_cap_gb": gb, "retention_days": 60}}})
    made = plan.one(lab.WORKSPACE, "monitoring-application").inputs
    assert made["workspaceCapping"] == {"dailyQuotaGb": gb}
    assert made["retentionInDays"] == 60
    assert made["features"]["disableLocalAuth"] is True


def test_application_logs_and_audit_logs_go_to_different_workspaces():
    plan = alone()
    assert plan.outputs["application"] == plan.one(lab.WORKSPACE, "monitoring-application").id
    assert plan.outputs["application"] != plan.outputs["workspace"]


def test_who_queries_application_logs_is_in_the_trail():
    plan = alone()
    logs = plan.one(lab.LOGS, "monitoring-application-audit-logs").inputs
    assert logs["resourceUri"] == plan.one(lab.WORKSPACE, "monitoring-application").id
    assert logs["workspaceId"] == plan.one(lab.WORKSPACE, lab.AUDIT).id


def test_application_logs_that_exist_are_written_to_and_not_changed():
    plan = alone({"monitoring": {"application": {"id": lab.AUDIT_LOG}}})
    assert [w.name for w in plan.all(lab.WORKSPACE)] == [lab.AUDIT]
    assert {one.inputs["workspaceResourceId"] for one in plan.all(INSIGHTS)} == {lab.AUDIT_LOG}


@pytest.mark.feature("A3", "applicationinsights.Component workspaceResourceId")
def test_telemetry_is_kept_in_the_application_workspace():
    plan = alone()
    log = plan.one(lab.WORKSPACE, "monitoring-application").id
    for one in plan.all(INSIGHTS):
        assert one.inputs["workspaceResourceId"] == log
        assert one.inputs["ingestionMode"] == "LogAnalytics"
        assert one.inputs["samplingPercentage"] == 100


def test_services_sign_in_to_send_telemetry():
    who = Principal("77777777-aaaa-0000-0000-000000000000", "ServicePrincipal")
    plan = alone(principals={"serving": who})
    services = plan.one(INSIGHTS, "monitoring-services-insights")
    assert services.inputs["disableLocalAuth"] is True
    assert "LocalAuth" not in services.inputs["tags"]
    publisher = ROLE_IDS["Monitoring Metrics Publisher"]
    assert lab.holders(plan, services.id) == {(who.principal_id, publisher)}


def test_the_scaler_reads_metrics_and_nobody_else_does():
    who = Principal("88888888-aaaa-0000-0000-000000000000", "ServicePrincipal")
    plan = alone(cluster=True, principals={"keda": who})
    metrics = plan.one("azure-native:monitor:AzureMonitorWorkspace")
    reader = ROLE_IDS["Monitoring Data Reader"]
    assert lab.holders(plan, metrics.id) == {(who.principal_id, reader)}


def test_machine_learning_sends_without_signing_in_and_the_exception_is_marked():
    made = insights(alone(OWN_SCOPE), "workspace")
    assert made["disableLocalAuth"] is False
    assert made["tags"]["LocalAuth"] == "on for machine-learning telemetry"
    assert made["publicNetworkAccessForIngestion"] == "Enabled"
    assert made["publicNetworkAccessForQuery"] == "Disabled"


def test_the_connection_string_is_a_secret():
    assert isinstance(alone().outputs["connection"], Secret)


def test_without_a_scope_senders_come_from_anywhere():
    plan = alone(cluster=True)
    assert plan.all(SCOPE) == plan.all(SCOPED) == []
    application = plan.one(lab.WORKSPACE, "monitoring-application").inputs
    assert application["publicNetworkAccessForIngestion"] == "Enabled"
    assert insights(plan, "services")["publicNetworkAccessForIngestion"] == "Enabled"
    assert plan.one(COLLECTOR).inputs["networkAcls"] == {"publicNetworkAccess": "Enabled"}


def test_with_a_scope_what_only_the_network_sends_to_is_closed_to_others():
    plan = alone(OWN_SCOPE, cluster=True)
    application = plan.one(lab.WORKSPACE, "monitoring-application").inputs
    assert application["publicNetworkAccessForIngestion"] == "Disabled"
    assert application["publicNetworkAccessForQuery"] == "Enabled"
    assert insights(plan, "services")["publicNetworkAccessForIngestion"] == "Disabled"
    assert plan.one(COLLECTOR).inputs["networkAcls"] == {"publicNetworkAccess": "Disabled"}


def test_a_scope_lets_the_network_reach_monitors_outside_of_it():
    modes = alone(OWN_SCOPE).one(SCOPE).inputs["accessModeSettings"]
    assert modes == {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}


def test_everything_that_receives_telemetry_is_in_the_scope():
    plan = alone(OWN_SCOPE, cluster=True)
    receivers = [*plan.all(lab.WORKSPACE), *plan.all(INSIGHTS), *plan.all(COLLECTOR)]
    linked = {one.inputs["linkedResourceId"] for one in plan.all(SCOPED)}
    assert linked == {one.id for one in receivers}


def test_a_scope_takes_its_members_one_after_the_other_and_the_endpoint_last():
    plan = alone(OWN_SCOPE)
    members = plan.all(SCOPED)
    for earlier, later in pairwise(members):
        assert earlier.urn in later.dependencies
    endpoint = plan.one(lab.ENDPOINT)
    assert members[-1].urn in endpoint.dependencies
    (connection,) = endpoint.inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["azuremonitor"]
    assert len(plan.one(lab.ZONE_GROUP).inputs["privateDnsZoneConfigs"]) == 5


def test_a_scope_that_exists_gets_members_and_no_endpoint():
    plan = alone(shared_scope(SUBSCRIPTION))
    assert plan.all(SCOPE) == plan.all(lab.ENDPOINT) == []
    assert {one.inputs["scopeName"] for one in plan.all(SCOPED)} == {"ampls-hub"}
    assert {one.inputs["resourceGroupName"] for one in plan.all(SCOPED)} == {"rg-hub"}
    assert plan.all("pulumi:providers:azure-native") == []


def test_a_scope_of_another_subscription_is_written_to_there():
    plan = alone(shared_scope(OTHER_SUBSCRIPTION))
    provider = plan.one("pulumi:providers:azure-native")
    assert provider.inputs["subscriptionId"] == OTHER_SUBSCRIPTION
    assert all(provider.urn in one.provider for one in plan.all(SCOPED))


def test_an_endpoint_that_was_not_announced_is_an_error():
    with pytest.raises(ValueError, match="announced to the network"):
        alone(OWN_SCOPE, links=())


def test_operators_on_the_network_shut_everybody_else_out():
    closed = {"monitoring": {"private_link_scope": {}, "operators_on_network": True}}
    plan = alone(closed)
    readable = [*plan.all(lab.WORKSPACE), *plan.all(INSIGHTS)]
    assert {one.inputs["publicNetworkAccessForQuery"] for one in readable} == {"Disabled"}


def test_metrics_of_a_cluster_have_a_place_and_without_a_cluster_there_is_none():
    assert alone().all(METRICS) == []
    plan = alone(cluster=True)
    rule = plan.one("azure-native:monitor:DataCollectionRule").inputs
    (account,) = rule["destinations"]["monitoringAccounts"]
    assert account["accountResourceId"] == plan.one(METRICS).id
    assert rule["dataCollectionEndpointId"] == plan.one(COLLECTOR).id
    (flow,) = rule["dataFlows"]
    assert flow == {"streams": ["Microsoft-PrometheusMetrics"], "destinations": [account["name"]]}


@pytest.mark.feature("A6", "monitor.ActionGroup emailReceivers")
def test_alerts_reach_the_mailboxes_that_were_set():
    plan = alone({"alerting": {"emails": ["a@example.com", "b@example.com"]}})
    made = plan.one(GROUP).inputs
    mailboxes = [one["emailAddress"] for one in made["emailReceivers"]]
    assert mailboxes == ["a@example.com", "b@example.com"]
    assert made["enabled"] is True


def test_alerts_reach_the_owner_where_nobody_else_is_named():
    (receiver,) = alone(CHAT).one(GROUP).inputs["emailReceivers"]
    assert receiver["emailAddress"] == "ml-platform@example.com"
    assert receiver["useCommonAlertSchema"] is True


def test_nobody_who_reads_the_group_or_the_relay_learns_the_address_of_the_channel():
    plan = alone(CHAT)
    assert CHAT_URL not in str(plan.one(GROUP).inputs)
    relay = plan.one(RELAY).inputs
    assert relay["parameters"]["chatUrl"]["type"] == "SecureString"
    assert isinstance(relay["parameters"]["chatUrl"]["value"], Secret)
    definition = relay["definition"]
    assert definition["parameters"]["chatUrl"] == {"type": "SecureString"}
    for part in (definition["triggers"]["alert"], definition["actions"]["post"]):
        hidden = part["runtimeConfiguration"]["secureData"]["properties"]
        assert sorted(hidden) == ["inputs", "outputs"]


def test_only_the_identity_of_the_alerts_makes_the_relay_speak():
    plan = alone(CHAT)
    caller = plan.one("azure-native:managedidentity:UserAssignedIdentity")
    relay = plan.one(RELAY)
    triggers = relay.inputs["accessControl"]["triggers"]
    (policy,) = triggers["openAuthenticationPolicies"]["policies"].values()
    claims = {claim["name"]: claim["value"] for claim in policy["claims"]}
    principal = caller.outputs["principalId"]
    assert claims == {"iss": f"https://sts.windows.net/{TENANT}/", "oid": principal}
    (condition,) = relay.inputs["definition"]["triggers"]["alert"]["conditions"]
    assert "'Bearer '" in condition["expression"]
    group = plan.one(GROUP).inputs
    (receiver,) = group["logicAppReceivers"]
    assert receiver["managedIdentity"] == principal
    assert receiver["resourceId"] == relay.id
    assert "sig=" not in receiver["callbackUrl"]
    assert group["identity"]["userAssignedIdentities"] == [caller.id]
    assert lab.holders(plan, relay.id) == {(principal, ROLE_IDS["Logic App Contributor"])}


@pytest.mark.parametrize(("chat", "key"), [("teams", "attachments"), ("slack", "text")])
def test_the_relay_writes_what_the_chat_reads(chat, key):
    plan = alone({"alerting": {"chat_url": CHAT_URL, "chat_format": chat}})
    body = plan.one(RELAY).inputs["definition"]["actions"]["post"]["inputs"]["body"]
    assert key in body
    assert "['description']" in str(body)


def test_a_preview_registers_what_the_update_registers():
    changes = OWN_SCOPE | CHAT
    previewed = alone(changes, preview=True, cluster=True)
    assert list(previewed.resources) == list(alone(changes, cluster=True).resources)


def test_without_a_chat_there_is_no_relay_and_nobody_to_call_it():
    plan = alone()
    assert plan.all(RELAY) == []
    assert plan.all("azure-native:managedidentity:UserAssignedIdentity") == []
    assert "identity" not in plan.one(GROUP).inputs
