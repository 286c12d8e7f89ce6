"""The monthly budget of one environment."""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import consumption

from components.shared.conventions import Conventions
from settings.cost import BudgetSettings
from settings.dates import budget_start, ten_years_after

THRESHOLDS_PERCENT = (80, 100)
"""Of the amount, spent and forecast alike; two kinds of each make four of the five that Azure
allows."""

_SPENT = ("actual", max(THRESHOLDS_PERCENT))
_THRESHOLD_TYPES = {
    "actual": consumption.ThresholdType.ACTUAL,
    "forecast": consumption.ThresholdType.FORECASTED,
}


def make_budget(
    name: str,
    settings: BudgetSettings,
    conventions: Conventions,
    *,
    first_deploy: str,
    managed_groups: Sequence[pulumi.Input[str]],
    people_group_id: pulumi.Input[str] | None,
    stop_group_id: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> consumption.Budget:
    """Make the budget over the platform's group and those that Azure keeps for it.

    Args:
        name: logical name.
        settings: what a person decided.
        conventions: names and scope.
        first_deploy: day (ISO 8601) whose month it starts with.
        managed_groups: names of the groups that Azure keeps for the platform.
        people_group_id: action group that is told at each threshold.
        stop_group_id: action group that stops non-production, told once all is spent.
        parent: the component.
    """
    start = budget_start(first_deploy)
    whole = settings.scope == "subscription"
    return consumption.Budget(
        name,
        budget_name=conventions.name("budget"),
        scope=cost_scope(settings.scope, conventions),
        category=consumption.CategoryType.COST,
        amount=settings.monthly_usd,
        time_grain=consumption.TimeGrainType.MONTHLY,
        time_period=consumption.BudgetTimePeriodArgs(
            start_date=f"{start}T00:00:00Z", end_date=f"{ten_years_after(start)}T00:00:00Z"
        ),
        # A single condition: `and_` wants two at least. Within a group Azure wants none.
        filter=_groups([conventions.resource_group_name, *managed_groups]) if whole else None,
        notifications={
            f"{kind}{percent}": consumption.NotificationArgs(
                enabled=True,
                operator=consumption.OperatorType.GREATER_THAN,
                threshold=percent,
                threshold_type=threshold_type,
                contact_emails=list(settings.recipients),
                contact_groups=_told(
                    people_group_id,
                    stop_group_id if (kind, percent) == _SPENT else None,
                ),
                locale=consumption.CultureCode.EN_US,
            )
            for kind, threshold_type in _THRESHOLD_TYPES.items()
            for percent in THRESHOLDS_PERCENT
        },
        # Azure refuses another start (github.com/Azure/CanadaPubSecALZ/issues/317), and a past one
        # only where the budget is made; a date that was moved for another resource must not matter.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["timePeriod"]),
    )


def cost_scope(scope: str, conventions: Conventions) -> str:
    """Return the id of what costs are counted for."""
    if scope == "subscription":
        return f"/subscriptions/{conventions.subscription_id}"
    return conventions.resource_group_id()


def _groups(names: list[pulumi.Input[str]]) -> consumption.BudgetFilterArgs:
    return consumption.BudgetFilterArgs(
        dimensions=consumption.BudgetComparisonExpressionArgs(
            name="ResourceGroupName", operator=consumption.BudgetOperatorType.IN_, values=names
        )
    )


def _told(*group_ids: pulumi.Input[str] | None) -> list[pulumi.Input[str]] | None:
    return [group_id for group_id in group_ids if group_id is not None] or None
