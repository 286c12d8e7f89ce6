"""Every query of alerts and workbook, in the Kusto query language.

Tables are the workspace's own (AppRequests, not requests), so one query serves the alert and the
person who looks after it. Tables and columns: learn.microsoft.com/azure/azure-monitor/reference/
tables-index.
"""

from components.shared.slo import (
    ACCURACY_DROP_METRIC,
    ACCURACY_METRIC,
    DRIFT_METRIC_PREFIX,
    drift_limits,
    drifts_below,
)
from settings.slo import SloSettings

# Of fewer than twenty requests, the slowest would be the 95th percentile, and one that fails more
# than 5 %.
P95_BY_SERVICE = """\
AppRequests
| summarize Requests = sum(ItemCount), P95Ms = percentile(DurationMs, 95) by AppRoleName
| where Requests >= 20"""

FAILURES_BY_SERVICE = """\
AppRequests
| summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, Success == false) by AppRoleName
| where Requests >= 20
| extend FailedPercent = 100.0 * Failed / Requests"""

ACCURACY_BY_MODEL = f"""\
AppMetrics
| where Name == "{ACCURACY_METRIC}"
| extend Model = tostring(Properties.model)
| summarize ErrorShare = 1 - sum(Sum) / sum(ItemCount) by Model"""

ACCURACY_DROP_BY_MODEL = f"""\
AppMetrics
| where Name == "{ACCURACY_DROP_METRIC}"
| extend Model = tostring(Properties.model)
| summarize DropPercent = sum(Sum) / sum(ItemCount) by Model"""

SILENT_SERVICES = """\
union withsource = Source AppRequests, AppTraces, AppMetrics, AppPerformanceCounters
| where isnotempty(AppRoleName)
| summarize LastSeen = max(TimeGenerated) by AppRoleName
| extend SilentMinutes = datetime_diff("minute", now(), LastSeen)"""

CLUSTER_AUDIT = """\
AKSAuditAdmin
| project TimeGenerated, AuditId"""

# Usage is written once an hour. A day that ends now is never less than the day the cap counts,
# which begins at an hour that Azure chooses: the alert comes early, not late.
BILLED_TODAY = """\
Usage
| where IsBillable == true
| summarize BilledGb = sum(Quantity) / 1000"""

CAP_REACHED = """\
Operation
| where OperationCategory == "Data Collection Status"
| where Detail has "OverQuota"
| project TimeGenerated, Detail"""

# Nobody but the break-glass group may read what a vault holds, so any person who did, used it.
VAULT_READ_BY_PERSON = """\
AZKVAuditLogs
| where IsRbacAuthorized == true
| where OperationName matches regex "^(Secret|Key|Certificate)"
| where tostring(Identity) contains "claims/upn"
| project TimeGenerated, OperationName, CallerIpAddress, Identity"""


def cluster_changed_by(group_id: str) -> str:
    """Return the query of what members of a group changed in the cluster."""
    return f"""\
AKSAuditAdmin
| where tostring(User.groups) has "{group_id}"
| project TimeGenerated, Verb, RequestUri, SourceIps"""


def drifted(slo: SloSettings) -> str:
    """Return the query of models whose data moved past the limit of any metric."""
    above = {m: limit for m, limit in drift_limits(slo).items() if not drifts_below(m)}
    below = {m: limit for m, limit in drift_limits(slo).items() if drifts_below(m)}
    tests = [
        f'(Name == "{DRIFT_METRIC_PREFIX}{metric}" and Value {sign} {limit})'
        for sign, limits in ((">", above), ("<", below))
        for metric, limit in limits.items()
    ]
    return f"""\
AppMetrics
| where Name startswith "{DRIFT_METRIC_PREFIX}"
| extend Model = tostring(Properties.model)
| summarize Value = sum(Sum) / sum(ItemCount) by Model, Name
| where {" or ".join(tests)}"""
