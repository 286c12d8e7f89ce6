"""The subscription's own log, features, tags on costs and the mail on unlike costs."""

import pulumi
from pulumi_azure_native import costmanagement, features, monitor, operationalinsights

from components.shared.diagnostics import LogDestinations, send_logs
from components.subscription.args import SubscriptionArgs
from components.subscription.flow_logs import log_flows
from settings.dates import a_year_after

_WORKSPACE = "azure-native:operationalinsights:Workspace"

# All but Recommendation and Autoscale, which say what might be done or what a number did:
# learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema.
ACTIVITY_CATEGORIES = (
    "Administrative",
    "Alert",
    "Policy",
    "ResourceHealth",
    "Security",
    "ServiceHealth",
)


class Subscription(pulumi.ComponentResource):
    """What an environment must not own, because all environments of the subscription share it.

    Guarantees:
        activity-kept: every change in the subscription is kept for as long as settings say, in a
            workspace without a cap that takes no other logs from outside.
        costs-carry-tags: costs of resources without tags carry those of their group.
        unlike-costs-told: where settings name somebody, a mail tells of costs unlike those of the
            weeks before, for a year.
        features-registered: the features of the settings are registered before anybody needs them.
        flows-kept: of every network that the settings name it is kept who talked to whom, and
            then it is deleted.
        flows-without-keys: flows are written as an identity that may write to their account and do
            nothing else.
    """

    log_destinations: LogDestinations
    """Where the logs of what environments share go."""

    activity_log_id: pulumi.Output[str]
    """Id of the workspace with the activity log."""

    def __init__(
        self, name: str, args: SubscriptionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Subscription", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        workspace = _keep_activity(name, args, child)
        self.activity_log_id = workspace.id
        self.log_destinations = LogDestinations(workspace_ids={"audit": workspace.id})
        send_logs(f"{name}-activity", _WORKSPACE, workspace.id, self.log_destinations, child)
        _register_features(name, args, child)
        _watch_costs(name, args, child)
        log_flows(f"{name}-flows", args, workspace, child)
        self.register_outputs({"activity_log_id": self.activity_log_id})


def _keep_activity(
    name: str, args: SubscriptionArgs, child: pulumi.ResourceOptions
) -> operationalinsights.Workspace:
    conventions, settings = args.conventions, args.settings.activity_log
    workspace = operationalinsights.Workspace(
        f"{name}-activity",
        workspace_name=conventions.name("log", "activity"),
        resource_group_name=args.group_name,
        location=conventions.location,
        sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
        retention_in_days=settings.retention_days,
        # -1 is "no cap": who fills the log must not be able to switch it off.
        workspace_capping=operationalinsights.WorkspaceCappingArgs(daily_quota_gb=-1),
        features=operationalinsights.WorkspaceFeaturesArgs(
            disable_local_auth=True,
            enable_log_access_using_only_resource_permissions=True,
            immediate_purge_data_on30_days=False,
        ),
        public_network_access_for_ingestion="Disabled",
        public_network_access_for_query="Enabled",
        tags=conventions.tags("subscription"),
        opts=pulumi.ResourceOptions.merge(
            child, pulumi.ResourceOptions(protect=settings.protect or None)
        ),
    )
    monitor.SubscriptionDiagnosticSetting(
        f"{name}-activity-export",
        name=conventions.workload,
        workspace_id=workspace.id,
        logs=[
            monitor.SubscriptionLogSettingsArgs(category=category, enabled=True)
            for category in ACTIVITY_CATEGORIES
        ],
        opts=child,
    )
    return workspace


def _register_features(name: str, args: SubscriptionArgs, child: pulumi.ResourceOptions) -> None:
    for feature in args.settings.features:
        namespace, _, feature_name = feature.partition("/")
        features.SubscriptionFeatureRegistration(
            f"{name}-feature-{feature_name.lower()}",
            provider_namespace=namespace,
            feature_name=feature_name,
            # A feature that is taken back may stop machines that were made with it.
            opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(retain_on_delete=True)),
        )


def _watch_costs(name: str, args: SubscriptionArgs, child: pulumi.ResourceOptions) -> None:
    settings = args.settings
    if settings.tag_inheritance:
        costmanagement.TagInheritanceSetting(
            f"{name}-tag-inheritance",
            scope=args.subscription,
            kind="taginheritance",
            type="taginheritance",
            # A resource's own tag says more than that of its group.
            properties=costmanagement.TagInheritancePropertiesArgs(prefer_container_tags=False),
            opts=child,
        )
    alert = settings.anomaly_alert
    if alert is not None:
        start = alert.renewed or settings.dates.first_deploy
        view = "providers/Microsoft.CostManagement/views/ms:DailyAnomalyByResourceGroup"
        costmanagement.ScheduledActionByScope(
            f"{name}-anomaly-alert",
            name=f"{settings.workload}-anomaly",
            scope=args.subscription,
            kind=costmanagement.ScheduledActionKind.INSIGHT_ALERT,
            display_name=f"Unlike costs of {settings.workload}",
            status=costmanagement.ScheduledActionStatus.ENABLED,
            view_id=f"{args.subscription}/{view}",
            schedule=costmanagement.SchedulePropertiesArgs(
                frequency=costmanagement.ScheduleFrequency.DAILY,
                start_date=f"{start}T00:00:00Z",
                end_date=f"{a_year_after(start)}T00:00:00Z",
            ),
            notification=costmanagement.NotificationPropertiesArgs(
                subject=f"Costs of {settings.workload} are unlike those of the weeks before",
                to=list(alert.recipients),
            ),
            notification_email=settings.tags.owner,
            opts=child,
        )
