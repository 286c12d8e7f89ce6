"""The alerts of the logs themselves: who broke the glass, who is silent, what the cap will drop."""

from components.alerting import queries
from components.alerting.rules import ActivityAlert, Alert, LogAlert

BREAK_GLASS = "break-glass"

# Heard within five minutes of the row, which itself may be late: looked for every minute, ten back.
_EVERY_MINUTE, _TEN_BACK = "PT1M", "PT10M"
_CAP_WARNING_SHARE = 0.8


def break_glass(group_id: str | None) -> tuple[Alert, ...]:
    """Return the alerts of rights of last resort; without a group, of those on the vault."""
    who = "see who it was and call them; if they know nothing of it, block the account in Entra."
    found: list[Alert] = [
        LogAlert(
            name=f"{BREAK_GLASS}-vault",
            target="audit-log",
            severity=0,
            what="A person read or changed what the key vault holds, which only the break-glass "
            "group may.",
            origin="one use is one too many to miss",
            first_step=who,
            query=queries.VAULT_READ_BY_PERSON,
            operator="GreaterThan",
            threshold=0,
            window=_TEN_BACK,
            frequency=_EVERY_MINUTE,
        ),
    ]
    if group_id is not None:
        found += [
            LogAlert(
                name=f"{BREAK_GLASS}-cluster",
                target="audit-log",
                severity=0,
                what="Somebody of the break-glass group changed something in the cluster.",
                origin="one use is one too many to miss",
                first_step=who,
                query=queries.cluster_changed_by(group_id),
                operator="GreaterThan",
                threshold=0,
                window=_TEN_BACK,
                frequency=_EVERY_MINUTE,
            ),
            ActivityAlert(
                name=f"{BREAK_GLASS}-activated",
                target="resource-group",
                severity=0,
                what="Somebody activated rights that are kept for emergencies.",
                origin="one use is one too many to miss",
                first_step=who,
                operation="Microsoft.Authorization/roleAssignmentScheduleRequests/write",
            ),
        ]
    return tuple(found)


def audit_silence(silence_minutes: int) -> tuple[Alert, ...]:
    """Return the alert of a cluster whose audit trail has ended; its API is never idle."""
    return (
        LogAlert(
            name="cluster-audit-silent",
            target="audit-log",
            severity=1,
            what="The cluster's audit trail has ended, or the cluster has.",
            origin="slo.silence_minutes",
            first_step="see whether the cluster runs, then whether its diagnostic setting exists.",
            query=queries.CLUSTER_AUDIT,
            operator="LessThan",
            threshold=1,
            window=f"PT{silence_minutes}M",
            frequency="PT15M",
        ),
    )


def daily_cap(cap_gb: float) -> tuple[Alert, ...]:
    """Return the alerts before and at the daily cap of the application workspace."""
    step = "see in the workbook which table grew; quieten its sender, or raise the cap."
    return (
        LogAlert(
            name="daily-cap-near",
            target="application-log",
            severity=2,
            what=f"Application logs have used {_CAP_WARNING_SHARE:.0%} of the {cap_gb} GB a day "
            "after which they are dropped.",
            origin=f"{_CAP_WARNING_SHARE:.0%} of monitoring.application.daily_cap_gb",
            first_step=step,
            query=queries.BILLED_TODAY,
            measure="BilledGb",
            operator="GreaterThan",
            threshold=round(_CAP_WARNING_SHARE * cap_gb, 4),
            window="P1D",
            frequency="PT15M",
        ),
        LogAlert(
            name="daily-cap-reached",
            target="application-log",
            severity=1,
            what="Application logs are dropped until the cap's day ends; alerts on them are blind.",
            origin="monitoring.application.daily_cap_gb",
            first_step=step,
            query=queries.CAP_REACHED,
            operator="GreaterThan",
            threshold=0,
            window="PT15M",
            frequency="PT5M",
        ),
    )
