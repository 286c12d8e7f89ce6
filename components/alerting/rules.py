"""What an alert is, and the resource that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
from pulumi_azure_native import monitor

from components.shared.conventions import Conventions

Target = Literal[
    "resource-group",
    "audit-log",
    "application-log",
    "workspace",
    "cluster",
    "storage",
    "key-vault",
    "registry",
    "chat-relay",
]
Operator = Literal["GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What holds of every alert.

    Attributes:
        name: unique; part of its resource's name.
        target: what it watches; without one in the stack there is no alert.
        severity: 0 somebody's rights of last resort, 1 call somebody, 2 look today, 3 look this
            week, 4 for the record.
        what: what has happened, for whoever is woken by it.
        origin: where its number comes from.
        first_step: what to do first.
    """

    name: str
    target: Target
    severity: Literal[0, 1, 2, 3, 4]
    what: str
    origin: str
    first_step: str

    @property
    def description(self) -> str:
        """What a person reads."""
        return f"{self.what} Number from: {self.origin}. First step: {self.first_step}"


@dataclass(frozen=True, kw_only=True)
class MetricAlert(Alert):
    """Watches a metric of the target.

    Attributes:
        window: ISO 8601 span that is aggregated.
        frequency: how often, ISO 8601.
        dimensions: values of a dimension that count, `*` for each by itself.
    """

    namespace: str
    metric: str
    aggregation: Literal["Average", "Total", "Maximum", "Minimum", "Count"]
    operator: Operator
    threshold: float
    window: str
    frequency: str
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LogAlert(Alert):
    """Watches the result of a query on the target.

    Attributes:
        query: its rows are counted, or a column of them is compared.
        measure: the column, or empty to count rows.
        split_by: columns whose values are judged each by itself.
        window: ISO 8601 span that the query sees.
        frequency: how often, ISO 8601.
    """

    query: str
    operator: Operator
    threshold: float
    window: str
    frequency: str
    measure: str = ""
    split_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActivityAlert(Alert):
    """Tells of an operation on the target's resources, whoever did it.

    Attributes:
        operation: name of the operation in the activity log.
    """

    operation: str


def make_alert(
    logical_name: str,
    alert: Alert,
    scope: pulumi.Input[str],
    action_group_id: pulumi.Input[str],
    conventions: Conventions,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Make the resource of an alert and return its id."""
    common: dict[str, Any] = {
        "resource_group_name": conventions.resource_group_name,
        "scopes": [scope],
        "description": alert.description,
        "enabled": True,
        "tags": conventions.tags("alerting"),
        "opts": opts,
    }
    rule_name = conventions.name("alert", alert.name)
    match alert:
        case MetricAlert():
            return monitor.MetricAlert(
                logical_name,
                rule_name=rule_name,
                location="global",
                severity=alert.severity,
                evaluation_frequency=alert.frequency,
                window_size=alert.window,
                auto_mitigate=True,
                criteria=_criteria(alert),
                actions=[monitor.MetricAlertActionArgs(action_group_id=action_group_id)],
                **common,
            ).id
        case LogAlert():
            return monitor.ScheduledQueryRule(
                logical_name,
                rule_name=rule_name,
                display_name=rule_name,
                location=conventions.location,
                kind="LogAlert",
                severity=alert.severity,
                evaluation_frequency=alert.frequency,
                window_size=alert.window,
                auto_mitigate=True,
                criteria=monitor.ScheduledQueryRuleCriteriaArgs(all_of=[_condition(alert)]),
                actions=monitor.ActionsArgs(action_groups=[action_group_id]),
                # A table comes with its first row, which may be weeks away.
                skip_query_validation=True,
                check_workspace_alerts_storage_configured=False,
                **common,
            ).id
        case ActivityAlert():
            return monitor.ActivityLogAlert(
                logical_name,
                activity_log_alert_name=rule_name,
                location="global",
                condition=monitor.AlertRuleAllOfConditionArgs(
                    all_of=[
                        monitor.AlertRuleAnyOfOrLeafConditionArgs(field=key, equals=value)
                        for key, value in (
                            ("category", "Administrative"),
                            ("operationName", alert.operation),
                        )
                    ]
                ),
                actions=monitor.ActionListArgs(
                    action_groups=[monitor.ActionGroupArgs(action_group_id=action_group_id)]
                ),
                **common,
            ).id
        case _:
            raise TypeError(f"{alert.name} is no kind of alert that can be made")


def _criteria(alert: MetricAlert) -> monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs:
    return monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        all_of=[
            monitor.MetricCriteriaArgs(
                criterion_type="StaticThresholdCriterion",
                name="first",
                metric_namespace=alert.namespace,
                metric_name=alert.metric,
                time_aggregation=alert.aggregation,
                operator=alert.operator,
                threshold=alert.threshold,
                dimensions=[
                    monitor.MetricDimensionArgs(name=key, operator="Include", values=list(values))
                    for key, values in alert.dimensions.items()
                ],
                # A metric is known once the resource has sent it.
                skip_metric_validation=True,
            )
        ],
    )


def _condition(alert: LogAlert) -> monitor.ConditionArgs:
    return monitor.ConditionArgs(
        query=alert.query,
        time_aggregation="Maximum" if alert.measure else "Count",
        metric_measure_column=alert.measure or None,
        # A text: the SDK's ConditionOperator is another API's, and Azure refuses it.
        operator=alert.operator,
        threshold=alert.threshold,
        dimensions=[
            monitor.DimensionArgs(name=column, operator="Include", values=["*"])
            for column in alert.split_by
        ],
        failing_periods=monitor.ConditionFailingPeriodsArgs(
            number_of_evaluation_periods=1, min_failing_periods_to_alert=1
        ),
    )
