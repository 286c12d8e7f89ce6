"""The two Log Analytics workspaces: the audit trail, and how things run."""

import pulumi
from pulumi_azure_native import operationalinsights

from components.monitoring.args import MonitoringArgs
from settings.monitoring import NewApplicationLog, NewAuditLog


def audit_workspace(
    name: str, settings: NewAuditLog, args: MonitoringArgs, parent: pulumi.Resource
) -> operationalinsights.Workspace:
    """Make the workspace of the audit trail."""
    return _workspace(
        name,
        "audit",
        args,
        parent,
        retention_days=settings.retention_days,
        # -1 is "no cap"; left out, an update would keep a cap that somebody set by hand.
        daily_cap_gb=-1,
        # Diagnostic settings come over Microsoft's own channel, which this does not close
        # (learn.microsoft.com/azure/azure-monitor/logs/private-link-design); nobody else
        # writes here.
        ingestion="Disabled",
    )


def application_workspace(
    name: str, settings: NewApplicationLog, args: MonitoringArgs, parent: pulumi.Resource
) -> operationalinsights.Workspace:
    """Make the workspace of how things run; it has a cap, so that a loop cannot cost a month."""
    return _workspace(
        name,
        "application",
        args,
        parent,
        retention_days=settings.retention_days,
        daily_cap_gb=settings.daily_cap_gb,
        # Senders are diagnostic settings, Application Insights (which have addresses of their own)
        # and nodes, which are on the network.
        ingestion="Enabled" if args.settings.private_link_scope is None else "Disabled",
    )


def _workspace(
    name: str,
    role: str,
    args: MonitoringArgs,
    parent: pulumi.Resource,
    *,
    retention_days: int,
    daily_cap_gb: float,
    ingestion: str,
) -> operationalinsights.Workspace:
    conventions, settings = args.conventions, args.settings
    return operationalinsights.Workspace(
        f"{name}-{role}",
        workspace_name=conventions.name("log", role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
        retention_in_days=retention_days,
        workspace_capping=operationalinsights.WorkspaceCappingArgs(daily_quota_gb=daily_cap_gb),
        features=operationalinsights.WorkspaceFeaturesArgs(
            disable_local_auth=True,
            enable_log_access_using_only_resource_permissions=True,
            immediate_purge_data_on30_days=False,
        ),
        public_network_access_for_ingestion=ingestion,
        # Closed, it blinds the portal of everybody who is not on the network; readers sign in with
        # Entra and need a right on the workspace or on the resource whose logs they read.
        public_network_access_for_query=(
            "Disabled" if settings.operators_on_network else "Enabled"
        ),
        tags=conventions.tags("monitoring"),
        opts=pulumi.ResourceOptions(parent=parent, protect=settings.protect or None),
    )
