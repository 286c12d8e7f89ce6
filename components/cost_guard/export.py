"""The daily file of costs, in an account that holds nothing else."""

from collections.abc import Mapping

import pulumi
from pulumi_azure_native import costmanagement, storage

from components.cost_guard.budget import cost_scope
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations, send_storage_logs
from components.shared.platform_writes import platform_writes_account
from settings.cost import CostExportSettings
from settings.dates import export_start, ten_years_after

CONTAINER = "cost-exports"

_TYPES: Mapping[str, str] = {"actual": "ActualCost", "amortized": "AmortizedCost"}


def make_exports(
    name: str,
    settings: CostExportSettings,
    conventions: Conventions,
    *,
    first_deploy: str,
    log_destinations: LogDestinations,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """Make the account, and an export of each kind of cost into it; return the account's name.

    Args:
        name: logical name.
        settings: what a person decided.
        conventions: names, tags, place.
        first_deploy: day (ISO 8601) after which the first file is written.
        log_destinations: where it is logged who reads and writes.
        parent: the component.
    """
    child = pulumi.ResourceOptions(parent=parent)
    account = platform_writes_account(
        name,
        "exp",
        keep_days=settings.keep_days,
        write_once=False,
        protect=settings.protect,
        conventions=conventions,
        component="cost_guard",
        opts=child,
    )
    container = storage.BlobContainer(
        f"{name}-container",
        container_name=CONTAINER,
        account_name=account.name,
        resource_group_name=conventions.resource_group_name,
        public_access=storage.PublicAccess.NONE,
        opts=child,
    )
    send_storage_logs(name, account.id, log_destinations, child)
    for costs in settings.costs:
        costmanagement.Export(
            f"{name}-{costs}",
            export_name=conventions.name("export", costs),
            scope=cost_scope(settings.scope, conventions),
            definition=costmanagement.ExportDefinitionArgs(
                type=_TYPES[costs],
                timeframe=costmanagement.TimeframeType.MONTH_TO_DATE,
                data_set=costmanagement.ExportDatasetArgs(
                    granularity=costmanagement.GranularityType.DAILY
                ),
            ),
            delivery_info=costmanagement.ExportDeliveryInfoArgs(
                destination=costmanagement.ExportDeliveryDestinationArgs(
                    resource_id=account.id, container=container.name, root_folder_path=costs
                )
            ),
            format=costmanagement.FormatType.CSV,
            partition_data=True,
            schedule=_daily_from(export_start(first_deploy)),
            # Without keys in the account it writes as an identity; Azure gives that the right to
            # (learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports).
            identity=costmanagement.SystemAssignedServiceIdentityArgs(
                type=costmanagement.SystemAssignedServiceIdentityType.SYSTEM_ASSIGNED
            ),
            location=conventions.location,
            # The start must be in the future when the export is made, and is past ever after.
            opts=pulumi.ResourceOptions(
                parent=parent, ignore_changes=["schedule.recurrencePeriod"]
            ),
        )
    return account.name


def _daily_from(day: str) -> "costmanagement.ExportScheduleArgs":
    return costmanagement.ExportScheduleArgs(
        status=costmanagement.StatusType.ACTIVE,
        recurrence=costmanagement.RecurrenceType.DAILY,
        recurrence_period=costmanagement.ExportRecurrencePeriodArgs(
            from_=f"{day}T00:00:00Z", to=f"{ten_years_after(day)}T00:00:00Z"
        ),
    )
