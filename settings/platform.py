"""The settings of one platform stack: the root of everything under `azure-mlops:platform`."""

from typing import Literal

from settings.access import AccessSettings
from settings.base import Settings, setting
from settings.cost import (
    AlertingSettings,
    BudgetSettings,
    CostExportSettings,
    OffHoursSettings,
)
from settings.data_stores import DataStoreSettings
from settings.identity import IdentitySettings
from settings.ids import Guid
from settings.monitoring import MonitoringSettings
from settings.network import NetworkSettings
from settings.schedule import ScheduleSettings
from settings.serving import ServingSettings
from settings.slo import SloSettings
from settings.types import (
    CostCenter,
    Date,
    Distinct,
    Email,
    EnvironmentName,
    GroupName,
    ProjectName,
    Region,
    WorkloadName,
)
from settings.workspace import WorkspaceSettings


class TagSettings(Settings):
    """Who answers for the platform and who pays; every resource carries it."""

    cost_center: CostCenter = setting(
        description="Tag `CostCenter`: the account that pays.", example="ML-1001"
    )
    owner: Email = setting(
        description="Tag `Owner`: a mailbox that people read.", example="ml-platform@example.com"
    )
    project: ProjectName = setting("mlops", "Tag `Project`.")
    data_classification: Literal["public", "internal", "confidential", "restricted"] = setting(
        "confidential", "Tag `DataClassification`: the strictest data the stack holds."
    )


class DateSettings(Settings):
    """Dates that Azure wants when a resource is made. No resource reads the clock."""

    first_deploy: Date = setting(
        description="Day of the first `pulumi up`; a start date that Azure wants in the future is "
        "counted from it.",
        example="2026-12-01",
    )


class PlatformSettings(Settings):
    """Everything a person decides about one environment of the platform."""

    environment: EnvironmentName = setting(
        description="Name of the environment, part of every resource's name.",
        one_way="Part of every name.",
        example="dev",
    )
    workload: WorkloadName = setting(
        "mlops",
        "Name of the platform, part of every resource's name.",
        one_way="Part of every name.",
    )
    tier: Literal["production", "non_production"] = setting(
        "production",
        "What may be relaxed: a production stack must be private, protected and redundant.",
    )
    subscription_id: Guid = setting(
        description="Subscription that the stack deploys to, whoever is logged in.",
        one_way="Part of the suffix of globally unique names.",
        example="00000000-0000-0000-0000-000000000000",
    )
    tenant_id: Guid = setting(
        description="Entra tenant of the subscription.",
        example="00000000-0000-0000-0000-000000000000",
    )
    location: Region = setting(
        "eastus2", "Region of every resource.", one_way="Resources do not move between regions."
    )
    allowed_locations: Distinct[Region] = setting(
        ("eastus2", "westus2"),
        "Regions that data may be kept in (residency); `location` and replicas must be among them.",
        min_length=1,
    )
    resource_group: GroupName | None = setting(
        None,
        "Resource group of the platform, made before the first deployment; left out, "
        "rg-<workload>-<environment>-<region code>.",
        one_way="Resources do not move between groups.",
    )
    name_generation: int = setting(
        1,
        "Part of the suffix of names that stay taken after a deletion; raise it to rebuild a "
        "destroyed stack.",
        ge=1,
        le=99,
        one_way="Raising it renames, and so replaces, every resource with a suffix.",
    )
    tags: TagSettings = setting(description="Tags of every resource.")
    dates: DateSettings = setting(description="Dates that Azure wants in advance.")
    schedule: ScheduleSettings | None = setting(
        None, "Running hours; left out, nothing stops in between."
    )
    identity: IdentitySettings = setting(IdentitySettings(), "People, pipelines, break-glass.")
    network: NetworkSettings = setting(description="Addresses, way out, private endpoints.")
    access: AccessSettings = setting(AccessSettings(), "How people and pipelines get in.")
    data_stores: DataStoreSettings = setting(
        DataStoreSettings(), "Storage, key vault, container registry."
    )
    monitoring: MonitoringSettings = setting(MonitoringSettings(), "Logs and metrics.")
    slo: SloSettings = setting(SloSettings(), "What is promised of the models.")
    workspace: WorkspaceSettings = setting(WorkspaceSettings(), "Machine-learning workspace.")
    serving: ServingSettings = setting(ServingSettings(), "Cluster that serves models.")
    budget: BudgetSettings | None = setting(None, "Monthly budget; left out, nobody is warned.")
    cost_export: CostExportSettings | None = setting(
        None, "Daily file of costs in an account of its own; left out, none is written."
    )
    off_hours: OffHoursSettings | None = setting(
        None, "What stops and starts a non-production platform by the `schedule`."
    )
    alerting: AlertingSettings = setting(AlertingSettings(), "Who hears of trouble.")
