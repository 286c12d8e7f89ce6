"""The settings of bootstrap, one stack per subscription: everything under its key `bootstrap`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Settings, setting
from settings.identity import MAX_CREDENTIALS, Pipeline
from settings.ids import Guid, NetworkWatcherId, RoleDefinitionId, VirtualNetworkId
from settings.platform import DateSettings, TagSettings
from settings.public_addresses import PublicRange
from settings.types import (
    Date,
    Distinct,
    Email,
    EnvironmentName,
    FrozenMap,
    GroupName,
    PipelineName,
    Region,
    WorkloadName,
)

SHARED = "shared"
"""Name of what belongs to no single environment, where theirs carry the environment's."""

Feature = Literal["Microsoft.Compute/EncryptionAtHost"]


class DeployedEnvironment(Settings):
    """One environment of the platform, and who deploys it."""

    tier: Literal["production", "non_production"] = setting(
        "production",
        "As in the environment's own stack file; in production data scientists change no endpoint, "
        "and nothing may be stopped.",
    )
    location: Region | None = setting(
        None,
        "Region of the environment; left out, that of the subscription's own resources.",
        one_way="Resources do not move between regions.",
    )
    resource_group: GroupName | None = setting(
        None,
        "Resource group of the environment, as in its own stack file; left out, "
        "rg-<workload>-<environment>-<region code>.",
        one_way="Resources do not move between groups.",
    )
    deployer_pipelines: FrozenMap[PipelineName, Pipeline] = setting(
        {},
        "Pipelines that may sign in as the environment's deployer without a secret, by a name of "
        "your choice.",
        max_length=MAX_CREDENTIALS,
    )
    assignable_roles: Distinct[RoleDefinitionId] = setting(
        (),
        "Roles that the deployer may give to groups beside those of the platform: the company's "
        "own, where `identity.custom_roles` names others than bootstrap's.",
        max_length=20,
    )
    eligible_grants: bool = setting(
        False,
        "The deployer may make rights eligible, which `identity.break_glass` needs. No condition "
        "narrows this: it could make anybody eligible for anything in the group.",
    )
    subscription_costs: bool = setting(
        True,
        "The deployer may write budgets and cost exports on the subscription; false where both "
        "have the scope `resource_group`.",
    )
    network_id: VirtualNetworkId | None = setting(
        None,
        "Its virtual network, once the environment is deployed; from then on its flows are logged.",
    )


class StateSettings(Settings):
    """Where the state of every stack is kept, and the keys that encrypt secrets in it."""

    allowed_addresses: Distinct[PublicRange] = setting(
        (),
        "Public addresses that reach state and keys; left out, any address with a right from "
        "Entra, because hosted runners have none of their own.",
        max_length=200,
        why_bounded="a storage account takes 400 and a vault 1,000 rules; ranges cover the rest",
    )
    redundancy: Literal["LRS", "ZRS", "GRS", "GZRS"] = setting(
        "GRS", "Copies of state; LRS or ZRS where the region has no pair."
    )
    soft_delete_days: int = setting(
        30, "Days that deleted or overwritten state can be restored.", ge=7, le=365
    )
    protect: bool = setting(
        True, "Refuse to delete state and keys, whoever asks, until this is turned off."
    )


class ActivityLogSettings(Settings):
    """Who did what in the subscription, kept longer than Azure's 90 days."""

    retention_days: int = setting(365, "Days that the activity log is kept.", ge=90, le=730)
    protect: bool = setting(
        True, "Refuse to delete the log, whoever asks, until this is turned off."
    )


class FlowLogSettings(Settings):
    """Who talked to whom in the networks of `environments.<name>.network_id`."""

    keep_days: int = setting(30, "Days that flows are kept.", ge=1, le=365)
    traffic_analytics: bool = setting(
        False, "Aggregate flows in the activity log's workspace, at its price per gigabyte."
    )
    network_watcher_id: NetworkWatcherId | None = setting(
        None,
        "The region's network watcher; left out, NetworkWatcher_<region> in NetworkWatcherRG, "
        "which Azure makes with the first network.",
    )


class AnomalyAlertSettings(Settings):
    """A mail when the costs of the subscription are unlike those of the weeks before."""

    recipients: Distinct[Email] = setting(
        description="Who gets the mail.",
        example=["finops@example.com"],
        min_length=1,
        max_length=20,
        why_bounded="more would belong on a mailing list",
    )
    renewed: Date | None = setting(
        None,
        "Day from which the alert runs, for a year; left out, dates.first_deploy. Move it on "
        "before the year is over.",
    )


class BootstrapSettings(Settings):
    """Everything a person decides about one subscription before a platform is deployed to it."""

    workload: WorkloadName = setting(
        "mlops", "Name of the platform, as in its stack files.", one_way="Part of every name."
    )
    subscription_id: Guid = setting(
        description="Subscription of the environments, whoever is logged in.",
        one_way="Part of the suffix of globally unique names.",
        example="00000000-0000-0000-0000-000000000000",
    )
    tenant_id: Guid = setting(
        description="Entra tenant of the subscription.",
        example="00000000-0000-0000-0000-000000000000",
    )
    location: Region = setting(
        "eastus2",
        "Region of state, keys and logs.",
        one_way="Resources do not move between regions.",
    )
    name_generation: int = setting(
        1,
        "Part of the suffix of names that stay taken after a deletion; raise it to rebuild what "
        "was destroyed.",
        ge=1,
        le=99,
        one_way="Raising it renames, and so replaces, state account and vault.",
    )
    tags: TagSettings = setting(description="Tags of every resource.")
    dates: DateSettings = setting(description="Dates that Azure wants in advance.")
    owners_group: Guid = setting(
        description="Entra group of the people who run bootstrap: reads and writes bootstrap's own "
        "state. Their right as Owner of the subscription is not given here.",
        example="3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    )
    environments: FrozenMap[EnvironmentName, DeployedEnvironment] = setting(
        description="Environments of the platform in this subscription, by name.",
        example={"dev": {}},
        min_length=1,
        max_length=10,
    )
    token_audience: Annotated[str, Field(pattern=r"^api://[A-Za-z0-9.-]{1,200}$")] = setting(
        "api://AzureADTokenExchange",
        "Audience of the tokens that pipelines sign in with; sovereign clouds have their own.",
    )
    state: StateSettings = setting(StateSettings(), "State and the keys of its secrets.")
    activity_log: ActivityLogSettings = setting(ActivityLogSettings(), "Who did what.")
    flow_logs: FlowLogSettings = setting(FlowLogSettings(), "Who talked to whom.")
    tag_inheritance: bool = setting(
        True,
        "Costs carry the tags of subscription and resource group; false where the subscription is "
        "billed by neither an Enterprise nor a Microsoft Customer Agreement.",
    )
    anomaly_alert: AnomalyAlertSettings | None = setting(
        None, "Mail on unlike costs; left out, nobody is warned."
    )
    features: Distinct[Feature] = setting(
        ("Microsoft.Compute/EncryptionAtHost",),
        "Features of Azure that the subscription is registered for.",
    )

    @property
    def environment(self) -> str:
        """Stands where the name of an environment stands in names and tags."""
        return SHARED

    @property
    def resource_group(self) -> None:
        """The group of what is shared has the name that follows from the others."""
        return

    def stack_of(self, environment: str) -> "StackOf":
        """Return what names and tags of one environment follow from."""
        one = self.environments[environment]
        return StackOf(
            workload=self.workload,
            environment=environment,
            location=one.location or self.location,
            subscription_id=self.subscription_id,
            tenant_id=self.tenant_id,
            name_generation=self.name_generation,
            resource_group=one.resource_group,
            tags=self.tags,
        )

    def logged_networks(self) -> Mapping[str, str]:
        """Return the ids of the networks whose flows are logged, by environment."""
        return {
            name: one.network_id
            for name, one in self.environments.items()
            if one.network_id is not None
        }


@dataclass(frozen=True, kw_only=True)
class StackOf:
    """What names and tags follow from, as far as bootstrap knows an environment."""

    workload: str
    environment: str
    location: str
    subscription_id: str
    tenant_id: str
    name_generation: int
    resource_group: str | None
    tags: TagSettings
