"""When AKS may upgrade the cluster, its nodes and its own parts."""

import pulumi
from pulumi_azure_native import containerservice

from components.serving_cluster.args import ServingClusterArgs

# Version of Kubernetes, image of the nodes, AKS's own weekly release. Where windows are the same,
# AKS chooses the order (learn.microsoft.com/azure/aks/planned-maintenance).
CONFIGURATIONS = {
    "upgrades": "aksManagedAutoUpgradeSchedule",
    "node-images": "aksManagedNodeOSUpgradeSchedule",
    "releases": "default",
}


def maintenance(
    name: str,
    args: ServingClusterArgs,
    cluster: containerservice.ManagedCluster,
    opts: pulumi.ResourceOptions,
) -> None:
    """Give all three kinds of upgrade the weekly window."""
    window = args.window
    for role, config_name in CONFIGURATIONS.items():
        containerservice.MaintenanceConfiguration(
            f"{name}-window-{role}",
            config_name=config_name,
            resource_name_=cluster.name,
            resource_group_name=args.conventions.resource_group_name,
            maintenance_window=containerservice.MaintenanceWindowArgs(
                schedule=containerservice.ScheduleArgs(
                    weekly=containerservice.WeeklyScheduleArgs(
                        day_of_week=containerservice.WeekDay(window.day), interval_weeks=1
                    )
                ),
                start_time=window.start,
                utc_offset=window.utc_offset,
                duration_hours=window.hours,
            ),
            opts=opts,
        )
