"""Who talked to whom in a network: belongs to the region's network watcher, not to the network."""

import pulumi
from pulumi_azure_native import managedidentity, network, operationalinsights, storage

from components.shared.grants.owner import Holder, grant_as_owner
from components.shared.platform_writes import platform_writes_account
from components.subscription.args import SubscriptionArgs


def log_flows(
    name: str,
    args: SubscriptionArgs,
    workspace: operationalinsights.Workspace,
    child: pulumi.ResourceOptions,
) -> None:
    """Log the flows of every network of the settings; make nothing where there is none."""
    networks = args.settings.logged_networks()
    if not networks:
        return
    settings, conventions = args.settings.flow_logs, args.conventions
    # The account knows its group by name only, and the workspace is in it already.
    in_group = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[workspace]))
    account = platform_writes_account(
        f"{name}-account",
        "flw",
        keep_days=settings.keep_days,
        write_once=False,
        protect=False,
        conventions=conventions,
        component="subscription",
        opts=in_group,
    )
    writer = _writer(name, args, account, child)
    watcher_group, watcher = _watcher(args)
    for environment, network_id in networks.items():
        network.FlowLog(
            f"{name}-{environment}",
            flow_log_name=f"{conventions.workload}-{environment}",
            network_watcher_name=watcher,
            resource_group_name=watcher_group,
            location=conventions.location,
            target_resource_id=network_id,
            storage_id=account.id,
            enabled=True,
            # The account has no keys, so the watcher writes as this identity
            # (learn.microsoft.com/azure/network-watcher/vnet-flow-logs-manage).
            identity=network.ManagedServiceIdentityArgs(
                type=network.ResourceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[writer.id],
            ),
            format=network.FlowLogFormatParametersArgs(type="JSON", version=2),
            retention_policy=network.RetentionPolicyParametersArgs(
                enabled=True, days=settings.keep_days
            ),
            flow_analytics_configuration=_analytics(args, workspace),
            tags=conventions.tags("subscription"),
            opts=child,
        )


def _writer(
    name: str,
    args: SubscriptionArgs,
    account: storage.StorageAccount,
    child: pulumi.ResourceOptions,
) -> managedidentity.UserAssignedIdentity:
    conventions = args.conventions
    identity = managedidentity.UserAssignedIdentity(
        f"{name}-writer",
        resource_name_=conventions.name("id", "flows"),
        resource_group_name=args.group_name,
        location=conventions.location,
        tags=conventions.tags("subscription"),
        opts=child,
    )
    grant_as_owner(
        f"{name}-writer-storage-blob-data-contributor",
        "Storage Blob Data Contributor",
        account.id,
        Holder(key="flow-logs/writer", principal_id=identity.principal_id, kind="ServicePrincipal"),
        conventions,
        reason="write flows without an account key",
        opts=child,
    )
    return identity


def _watcher(args: SubscriptionArgs) -> tuple[str, str]:
    """Return the resource group and the name of the network watcher."""
    given = args.settings.flow_logs.network_watcher_id
    if given is None:
        return "NetworkWatcherRG", f"NetworkWatcher_{args.conventions.location}"
    parts = given.split("/")
    return parts[4], parts[-1]


def _analytics(
    args: SubscriptionArgs, workspace: operationalinsights.Workspace
) -> network.TrafficAnalyticsPropertiesArgs:
    # Azure takes a workspace only with analytics on.
    wanted = args.settings.flow_logs.traffic_analytics
    return network.TrafficAnalyticsPropertiesArgs(
        network_watcher_flow_analytics_configuration=(
            network.TrafficAnalyticsConfigurationPropertiesArgs(
                enabled=wanted,
                workspace_resource_id=workspace.id if wanted else None,
                workspace_id=workspace.customer_id if wanted else None,
                workspace_region=args.conventions.location if wanted else None,
                traffic_analytics_interval=60 if wanted else None,
            )
        )
    )
