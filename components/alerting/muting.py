"""Silence while an environment is switched off on purpose."""

import pulumi
from pulumi_azure_native import alertsmanagement

from components.alerting.trail import BREAK_GLASS
from components.shared.conventions import Conventions
from settings.schedule import ScheduleSettings
from settings.time_zones import WINDOWS_TIME_ZONES

_Recurrence = alertsmanagement.DailyRecurrenceArgs | alertsmanagement.WeeklyRecurrenceArgs
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def mute_off_hours(
    name: str,
    hours: ScheduleSettings,
    conventions: Conventions,
    opts: pulumi.ResourceOptions,
) -> alertsmanagement.AlertProcessingRuleByName:
    """Make the rule that lets alerts reach nobody outside the running hours.

    Alerts still fire and can be looked up. Those of emergency rights reach people at any hour.
    """
    # As in "outside business hours" of learn.microsoft.com/azure/azure-monitor/alerts/
    # alerts-processing-rules: nights of every day, and all of the days that do not run.
    recurrences: list[_Recurrence] = [
        alertsmanagement.DailyRecurrenceArgs(
            recurrence_type="Daily", start_time=f"{hours.stop}:00", end_time=f"{hours.start}:00"
        )
    ]
    idle_days = [day for day in _WEEK if day not in hours.days]
    if idle_days:
        recurrences.append(
            alertsmanagement.WeeklyRecurrenceArgs(recurrence_type="Weekly", days_of_week=idle_days)
        )
    return alertsmanagement.AlertProcessingRuleByName(
        name,
        alert_processing_rule_name=conventions.name("apr", "off-hours"),
        resource_group_name=conventions.resource_group_name,
        location="Global",
        properties=alertsmanagement.AlertProcessingRulePropertiesArgs(
            description="Outside its running hours the environment is off; see `schedule`.",
            enabled=True,
            scopes=[conventions.resource_group_id()],
            conditions=[
                alertsmanagement.ConditionArgs(
                    field="AlertRuleName", operator="DoesNotContain", values=[BREAK_GLASS]
                )
            ],
            actions=[
                alertsmanagement.RemoveAllActionGroupsArgs(action_type="RemoveAllActionGroups")
            ],
            schedule=alertsmanagement.ScheduleArgs(
                time_zone=WINDOWS_TIME_ZONES[hours.time_zone], recurrences=recurrences
            ),
        ),
        tags=conventions.tags("alerting"),
        opts=opts,
    )
