"""Cases of the rules on logs and alerts."""

from typing import Any

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref


def log(*categories: str) -> list[dict[str, Any]]:
    return [{"category": category, "enabled": True} for category in categories]


def workspace(name: str, cap: int) -> Made:
    inputs = {"retentionInDays": 90, "workspaceCapping": {"dailyQuotaGb": cap}}
    return Made("operationalinsights:Workspace", name, inputs)


def setting(name: str, source: str, target: str, *categories: str) -> Made:
    inputs = {"resourceUri": Ref(source), "workspaceId": Ref(target), "logs": log(*categories)}
    return Made("monitor:DiagnosticSetting", name, inputs)


def query_alert(name: str, query: str, target: str = "application") -> Made:
    inputs = {
        "scopes": [Ref(target)],
        "enabled": True,
        "criteria": {"allOf": [{"query": query}]},
        "actions": {"actionGroups": [Ref("people")]},
    }
    return Made("monitor:ScheduledQueryRule", name, inputs)


AUDIT = workspace("audit", -1)
APPLICATION = workspace("application", 5)
VAULT = Made("keyvault:Vault", "vault", {})
CLUSTER = Made("containerservice:ManagedCluster", "cluster", {})
ACCOUNT = Made("storage:StorageAccount", "account", {})
VAULT_LOGS = setting("vault-logs", "vault", "audit", "AuditEvent")
CLUSTER_AUDIT = setting("cluster-audit", "cluster", "audit", "guard", "kube-audit-admin")
CLUSTER_LOGS = setting("cluster-logs", "cluster", "application", "cluster-autoscaler")
PARTS = tuple(
    setting(f"{part}-logs", "account", "audit", "StorageWrite", "StorageDelete")
    for part in ("blob", "file", "queue", "table")
)
OWN = (
    setting("audit-logs", "audit", "audit", "Audit"),
    setting("application-logs", "application", "audit", "Audit"),
)
NEAR = query_alert("near", "Usage | summarize sum(Quantity)")
PEOPLE = Made(
    "monitor:ActionGroup",
    "people",
    {"enabled": True, "emailReceivers": [{"name": "on call", "emailAddress": "a@example.com"}]},
)
METRIC = Made(
    "monitor:MetricAlert",
    "metric",
    {"enabled": True, "actions": [{"actionGroupId": Ref("people")}]},
)
ACTIVITY = Made(
    "monitor:ActivityLogAlert",
    "activity",
    {"enabled": True, "actions": {"actionGroups": [{"actionGroupId": Ref("people")}]}},
)
_ELSEWHERE = "/subscriptions/s/resourceGroups/rg/providers/microsoft.insights/actionGroups/g"
_CAP = "application:workspaceCapping"
_QUERY = "near:criteria.allOf[0].query"

CASES = {
    "mon-diagnostics": Case(
        good=(
            AUDIT,
            APPLICATION,
            *OWN,
            VAULT,
            VAULT_LOGS,
            CLUSTER,
            CLUSTER_AUDIT,
            CLUSTER_LOGS,
            ACCOUNT,
            *PARTS,
        ),
        at="vault-logs:logs[0].category",
        bad="AzurePolicyEvaluationDetails",
        also_good={
            "a workspace of another stack": {"vault-logs:workspaceId": "/subscriptions/s/x"},
            "a type that sends nothing": {"net": Made("network:VirtualNetwork", "net", {})},
            "a setting of something else": {
                "zone": Made("privatedns:PrivateZone", "zone", {}),
                "zone-logs": setting("zone-logs", "zone", "audit", "Whatever"),
            },
        },
        also_bad={
            "no setting": {"vault-logs": ABSENT},
            "a log that is off": {"vault-logs:logs[0].enabled": False},
            "one more that is off": {
                "vault-logs:logs[1]": {"category": "AuditEvent", "enabled": False}
            },
            "a group": {"vault-logs:logs[1]": {"categoryGroup": "allLogs", "enabled": True}},
            "a group beside a category": {"vault-logs:logs[0].categoryGroup": "audit"},
            "metrics": {"vault-logs:metrics": [{"category": "AllMetrics", "enabled": True}]},
            "no workspace": {"vault-logs:workspaceId": ABSENT},
            "every read of the cluster": {
                "cluster-audit:logs": log("guard", "kube-audit-admin", "kube-audit")
            },
            "nothing of how it runs": {"cluster-logs": ABSENT},
            "three parts of an account": {"queue-logs": ABSENT},
        },
        also_undetermined={"logs that are not known": {"vault-logs:logs": UNKNOWN}},
    ),
    "mon-log-cap": Case(
        good=(AUDIT, APPLICATION, PEOPLE, NEAR, *OWN, CLUSTER, CLUSTER_AUDIT, CLUSTER_LOGS),
        at="application:workspaceCapping.dailyQuotaGb",
        bad=-1,
        malformed=("5", "violation"),
        also_good={"nothing comes in": {"cluster-logs": ABSENT, "cluster-audit": ABSENT}},
        also_bad={
            "a cap of nothing": {f"{_CAP}.dailyQuotaGb": 0},
            "a cap on the audit trail": {
                "audit:workspaceCapping.dailyQuotaGb": 5,
                "near-audit": query_alert("near-audit", "Usage", "audit"),
            },
            "no alert": {"near": ABSENT},
            "an alert on something else": {_QUERY: "AppUsage | count"},
            "an alert on the other workspace": {"near:scopes": [Ref("audit")]},
        },
        also_undetermined={"a query that is not known": {_QUERY: UNKNOWN}},
    ),
    "mon-retention": Case(
        good=(
            AUDIT,
            APPLICATION,
            Made(
                "applicationinsights:Component",
                "insights",
                {"workspaceResourceId": Ref("application")},
            ),
        ),
        at="audit:retentionInDays",
        bad=31,
        also_good={"less of how things run": {"application:retentionInDays": 31}},
        also_bad={
            "a week of how things run": {"application:retentionInDays": 7},
            "no cap is told": {_CAP: ABSENT, "application:retentionInDays": 31},
            "telemetry of its own": {"insights:workspaceResourceId": ABSENT},
        },
        set_otherwise={
            "a year of audit": ({"audit_days": 365}, {}, "violation"),
            "a quarter of how things run": ({"application_days": 91}, {}, "violation"),
        },
    ),
    "mon-alert-routing": Case(
        good=(PEOPLE, APPLICATION, NEAR, METRIC, ACTIVITY),
        at="people:emailReceivers",
        bad=[],
        also_good={
            "a group of another stack": {
                "metric:actions": [{"actionGroupId": _ELSEWHERE}],
                "activity:actions.actionGroups": [{"actionGroupId": _ELSEWHERE}],
                "near:actions.actionGroups": [_ELSEWHERE],
            },
            "a workflow hears of it": {
                "people:emailReceivers": [],
                "people:logicAppReceivers": [{"name": "chat"}],
            },
        },
        also_bad={
            "a metric for nobody": {"metric:actions": []},
            "a query for nobody": {"near:actions": ABSENT},
            "an activity for nobody": {"activity:actions.actionGroups": []},
            "an alert that is off": {"metric:enabled": False},
            "a group that is off": {"people:enabled": False},
        },
        also_undetermined={
            "a group that is not known": {"metric:actions": [{"actionGroupId": UNKNOWN}]}
        },
    ),
    "mon-alert-tables": Case(
        good=(
            APPLICATION,
            AUDIT,
            PEOPLE,
            NEAR,
            Made(
                "operationalinsights:Table",
                "cheap",
                {"tableName": "Usage", "plan": "Analytics", "workspaceName": Ref("application")},
            ),
        ),
        at="cheap:plan",
        bad="Basic",
        missing="pass",
        also_good={
            "a table that nobody reads": {"cheap:plan": "Basic", "cheap:tableName": "AppTraces"},
            "a table of the other workspace": {
                "cheap:plan": "Basic",
                "cheap:workspaceName": Ref("audit"),
            },
        },
        also_bad={
            "a cheaper plan": {"cheap:plan": "Auxiliary"},
            "a workspace that is not told": {
                "cheap:plan": "Basic",
                "cheap:workspaceName": "log-mlops",
            },
            "a table without a name": {"cheap:plan": "Basic", "cheap:tableName": ABSENT},
        },
        also_undetermined={"a query that is not known": {"cheap:plan": "Basic", _QUERY: UNKNOWN}},
    ),
}
