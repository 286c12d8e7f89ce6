"""Every promise has an alert, every alert reaches a person, and none is about what is not there."""

import json

import pulumi
import pytest
from pulumi_azure_native import operationalinsights

from components.alerting import Alerting, AlertingArgs, alerts
from components.alerting.baselines import BASELINES
from components.alerting.rules import LogAlert, MetricAlert
from components.alerting.workbook import QUESTIONS
from components.shared.conventions import Conventions
from components.shared.slo import objectives
from settings.schedule import ScheduleSettings
from tests.components import data_stores_lab as lab
from tests.kusto import TABLES, tables_of, unknown_names
from tests.support import deploy, make_settings

METRIC = "azure-native:monitor:MetricAlert"
LOG = "azure-native:monitor:ScheduledQueryRule"
ACTIVITY = "azure-native:monitor:ActivityLogAlert"
MUTING = "azure-native:alertsmanagement:AlertProcessingRuleByName"
WORKBOOK = "azure-native:applicationinsights:Workbook"
ACTION_GROUP = f"{lab.GROUP}/providers/Microsoft.Insights/actionGroups/ag"
BREAK_GLASS = "88888888-aaaa-0000-0000-000000000000"
LOGS = f"{lab.GROUP}/providers/Microsoft.OperationalInsights/workspaces"
TARGETS = {
    "resource-group": lab.GROUP,
    "audit-log": f"{LOGS}/log-audit",
    "application-log": f"{LOGS}/log-Application",
    "workspace": f"{lab.GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw",
    "cluster": f"{lab.GROUP}/providers/Microsoft.ContainerService/managedClusters/aks",
    "storage": f"{lab.GROUP}/providers/Microsoft.Storage/storageAccounts/st",
    "key-vault": lab.VAULT,
    "registry": lab.REGISTRY,
    "chat-relay": f"{lab.GROUP}/providers/Microsoft.Logic/workflows/logic",
}
HOURS = ScheduleSettings(time_zone="Europe/Berlin", days=("Monday", "Tuesday"))


def args(changes=None, **replaced) -> AlertingArgs:
    settings = make_settings(changes)
    given = {
        "settings": settings.slo,
        "conventions": Conventions(settings),
        "action_group_id": ACTION_GROUP,
        "targets": TARGETS,
        "daily_cap_gb": 5.0,
        "break_glass_group": BREAK_GLASS,
    }
    return AlertingArgs(**given | replaced)


def made(changes=None, *, preview=False, **replaced):
    def program() -> None:
        one = Alerting("alerting", args(changes, **replaced))
        pulumi.export("ids", dict(one.alert_ids))

    plan = deploy(program, preview=preview)
    assert plan.findings == []
    return plan


@pytest.fixture(scope="module")
def plan():
    return made()


def every(plan):
    return [*plan.all(METRIC), *plan.all(LOG), *plan.all(ACTIVITY)]


def condition(plan, name: str) -> dict:
    (found,) = plan.one(LOG, f"alerting-{name}").inputs["criteria"]["allOf"]
    return found


@pytest.mark.feature("X-2", "monitor.ScheduledQueryRule criteria.allOf.threshold")
@pytest.mark.feature("X-3", "monitor.ScheduledQueryRule criteria.allOf.threshold")
@pytest.mark.feature("A10", "monitor.ScheduledQueryRule criteria.allOf.threshold")
@pytest.mark.parametrize(
    ("setting", "value", "name", "threshold"),
    [
        ({"p95": {"warning_ms": 250}}, 250, "p95-warning", 250),
        ({"p95": {"page_ms": 1500}}, 1500, "p95-page", 1500),
        ({"error_rate": {"page_percent": 4.0}}, 4.0, "error-rate-page", 4.0),
        ({"availability_percent": 99.0}, 99.0, "availability-page", 14.4),
        ({"availability_percent": 99.0}, 99.0, "availability-warning", 6.0),
        ({"accuracy": {"floor": 0.9}}, 0.9, "accuracy-floor", 0.1),
        ({"accuracy": {"alert_drop_percent": 3.0}}, 3.0, "accuracy-drop", 3.0),
        ({"silence_minutes": 45}, 45, "service-silent", 45),
    ],
)
def test_an_alert_has_the_number_that_was_promised(setting, value, name, threshold):
    assert condition(made({"slo": setting}), name)["threshold"] == pytest.approx(threshold)


def test_every_promise_that_an_alert_keeps_has_one():
    origins = {origin for alert in alerts(args()) for origin in alert.origin.split(", ")}
    kept = {one.setting for one in objectives(make_settings().slo) if one.kept_by == "alert"}
    assert kept <= origins


@pytest.mark.feature("X-4", "monitor.ScheduledQueryRule criteria.allOf.query")
@pytest.mark.parametrize(
    ("metric", "sign"), [("population_stability_index", ">"), ("kolmogorov_smirnov_p_value", "<")]
)
def test_each_drift_metric_is_judged_by_its_own_limit_and_direction(metric, sign):
    query = condition(made({"slo": {"drift": {metric: 0.123}}}), "drift")["query"]
    assert f'(Name == "model_drift_{metric}" and Value {sign} 0.123)' in query


def test_every_alert_is_on_and_goes_to_the_action_group(plan):
    assert len(every(plan)) == len(plan.outputs["ids"]) > 30
    for alert in every(plan):
        assert alert.inputs["enabled"] is True
        assert ACTION_GROUP in json.dumps(alert.inputs["actions"]), alert.name


def test_every_alert_says_what_happened_where_its_number_is_from_and_what_to_do(plan):
    for alert in every(plan):
        what, _, rest = alert.inputs["description"].partition(" Number from: ")
        origin, _, step = rest.partition(". First step: ")
        assert min(len(what), len(origin), len(step)) > 10, alert.name


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_is_not_in_the_stack_makes_no_alert(target):
    others = {key: value for key, value in TARGETS.items() if key != target}
    scopes = {scope for alert in every(made(targets=others)) for scope in alert.inputs["scopes"]}
    assert scopes == set(others.values())


def test_a_stack_with_nothing_to_watch_has_no_alert_and_no_workbook():
    bare = made(targets={})
    assert [one.name for one in bare.resources.values()] == ["alerting"]


def test_an_alert_waits_for_what_it_watches():
    def program() -> None:
        log = operationalinsights.Workspace("log", resource_group_name="rg-mlops-test-eus2")
        Alerting("alerting", args(targets={"application-log": log.id}))

    plan = deploy(program, preview=True)
    log = plan.one(lab.WORKSPACE, "log").urn
    for alert in plan.all(LOG):
        assert alert.property_dependencies["scopes"] == [log]
    assert plan.one(WORKBOOK).property_dependencies["serializedData"] == [log]


@pytest.mark.feature("A11", "monitor.MetricAlert criteria.allOf.threshold")
@pytest.mark.parametrize(
    ("name", "metric", "operator", "threshold"),
    [
        ("storage-availability", "Availability", "LessThan", 99),
        ("cluster-cpu", "node_cpu_usage_percentage", "GreaterThan", 80),
        ("cluster-memory", "node_memory_working_set_percentage", "GreaterThan", 85),
        ("cluster-idle", "node_cpu_usage_percentage", "LessThan", 20),
        ("workspace-failed-runs", "Failed Runs", "GreaterThan", 0),
    ],
)
def test_the_documents_baseline_is_watched(plan, name, metric, operator, threshold):
    (found,) = plan.one(METRIC, f"alerting-{name}").inputs["criteria"]["allOf"]
    assert (found["metricName"], found["operator"], found["threshold"]) == (
        metric,
        operator,
        threshold,
    )


def test_a_service_is_judged_by_itself_not_in_the_average_of_all(plan):
    for name in ("p95-page", "p95-warning", "error-rate-page", "availability-page"):
        (split,) = condition(plan, name)["dimensions"]
        assert split == {"name": "AppRoleName", "operator": "Include", "values": ["*"]}


def test_operators_are_spelt_as_azure_spells_them(plan):
    spelt = {"GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"}
    for alert in [*plan.all(METRIC), *plan.all(LOG)]:
        (found,) = alert.inputs["criteria"]["allOf"]
        assert found["operator"] in spelt


def test_a_table_without_rows_does_not_fail_the_first_deployment(plan):
    assert all(alert.inputs["skipQueryValidation"] is True for alert in plan.all(LOG))


@pytest.mark.parametrize("cap_gb", [1.0, 20.0])
def test_the_cap_is_spoken_of_at_four_fifths(cap_gb):
    near = condition(made(daily_cap_gb=cap_gb), "daily-cap-near")
    assert near["threshold"] == pytest.approx(0.8 * cap_gb)
    assert near["metricMeasureColumn"] == "BilledGb"


def test_a_cap_that_is_not_ours_is_its_owners_to_watch():
    names = [alert.name for alert in every(made(daily_cap_gb=None))]
    assert not [name for name in names if "cap" in name]


def test_a_cluster_that_stops_logging_is_noticed(plan):
    silent = plan.one(LOG, "alerting-cluster-audit-silent").inputs
    (found,) = silent["criteria"]["allOf"]
    assert (found["operator"], found["threshold"]) == ("LessThan", 1)
    assert silent["windowSize"] == "PT30M"


def test_use_of_emergency_rights_is_looked_for_every_minute(plan):
    for place in ("vault", "cluster"):
        alert = plan.one(LOG, f"alerting-break-glass-{place}").inputs
        assert (alert["severity"], alert["evaluationFrequency"]) == (0, "PT1M")
        assert alert["scopes"] == [TARGETS["audit-log"]]
    assert BREAK_GLASS in condition(plan, "break-glass-cluster")["query"]
    activated = plan.one(ACTIVITY).inputs
    fields = {one["field"]: one["equals"] for one in activated["condition"]["allOf"]}
    assert fields["operationName"].endswith("roleAssignmentScheduleRequests/write")


def test_without_a_break_glass_group_the_vault_is_watched_all_the_same():
    plan = made(break_glass_group=None)
    assert plan.all(ACTIVITY) == []
    assert plan.one(LOG, "alerting-break-glass-vault")


def test_what_never_stops_is_never_muted(plan):
    assert plan.all(MUTING) == []


def test_nights_and_days_off_are_quiet():
    rule = made(off_hours=HOURS).one(MUTING).inputs["properties"]
    assert rule["actions"] == [{"actionType": "RemoveAllActionGroups"}]
    assert rule["scopes"] == [lab.GROUP]
    schedule = rule["schedule"]
    assert schedule["timeZone"] == "W. Europe Standard Time"
    nights, idle_days = schedule["recurrences"]
    assert (nights["startTime"], nights["endTime"]) == ("19:00:00", "07:00:00")
    assert idle_days["daysOfWeek"] == [
        "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert rule["enabled"] is True


def test_use_of_emergency_rights_is_heard_at_night():
    plan = made(off_hours=HOURS)
    (exception,) = plan.one(MUTING).inputs["properties"]["conditions"]
    assert (exception["field"], exception["operator"]) == ("AlertRuleName", "DoesNotContain")
    (marker,) = exception["values"]
    loud = [a.name for a in every(plan) if marker in a.inputs.get("ruleName", "alert-break-glass")]
    assert len(loud) == 3
    assert marker in plan.one(ACTIVITY).inputs["activityLogAlertName"]


@pytest.mark.feature("A7", "applicationinsights.Workbook serializedData")
def test_the_workbook_asks_about_jobs_then_models_then_cost(plan):
    inputs = plan.one(WORKBOOK).inputs
    document = json.loads(inputs["serializedData"])
    texts = [i["content"]["json"] for i in document["items"] if i["type"] == 1]
    assert texts[1:] == ["## Jobs", "## Models", "## Cost"]
    asked = [i["content"]["title"] for i in document["items"] if i["type"] == 3]
    assert asked == [question.text for question in QUESTIONS]
    assert inputs["sourceId"] == TARGETS["application-log"].lower()


@pytest.mark.feature("A9", "applicationinsights.Workbook serializedData")
@pytest.mark.feature("A12", "applicationinsights.Workbook serializedData")
def test_the_workbook_opens_with_what_is_promised():
    plan = made({"slo": {"availability_percent": 99.5}})
    first, *_ = json.loads(plan.one(WORKBOOK).inputs["serializedData"])["items"]
    assert (
        "| at least so many requests of 30 days succeed | 99.5 % | alert |"
        in first["content"]["json"]
    )
    assert "216 minutes of 30 days" in first["content"]["json"]


def test_the_workbook_has_the_same_name_in_every_run_and_another_in_every_stack():
    names = {made().one(WORKBOOK).inputs["resourceName"] for _ in range(2)}
    other = made({"environment": "prod"}).one(WORKBOOK).inputs["resourceName"]
    assert len(names) == 1
    assert other not in names


def queries():
    named = {alert.name: alert.query for alert in alerts(args()) if isinstance(alert, LogAlert)}
    return named | {question.text: question.query for question in QUESTIONS}


@pytest.mark.parametrize("name", queries())
def test_a_query_names_tables_and_columns_that_exist(name):
    assert unknown_names(queries()[name]) == []


@pytest.mark.parametrize(
    "query",
    [
        "ContainerLog | where LogEntry has 'x'",
        "requests | count",
        "AppRequests | where Duration > 5",
        "AppRequests | summarize avg(DurationMs) by cloud_RoleName",
    ],
)
def test_a_query_that_names_what_does_not_exist_is_seen(query):
    assert unknown_names(query)


def test_no_alert_reads_a_table_of_the_basic_plan():
    read = {
        table
        for alert in alerts(args())
        if isinstance(alert, LogAlert)
        for table in tables_of(alert.query)
    }
    assert {TABLES[table]["plan"] for table in read} == {"Analytics"}


def test_every_baseline_number_has_a_source_and_every_alert_a_name_of_its_own():
    names = [alert.name for alert in alerts(args())]
    assert len(names) == len(set(names))
    assert all(isinstance(row, MetricAlert) and row.origin for row in BASELINES)


def test_a_preview_registers_what_the_update_registers(plan):
    assert list(made(preview=True).resources) == list(plan.resources)


def test_every_resource_belongs_to_alerting_and_a_callers_alias_to_no_child():
    def program() -> None:
        opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")], protect=True)
        Alerting("alerting", args(off_hours=HOURS), opts)

    plan = deploy(program)
    owner = plan.one("azure-mlops:index:Alerting").urn
    for child in plan.resources.values():
        if child.custom:
            assert child.parent == owner
            assert "old" not in str(child.options)
