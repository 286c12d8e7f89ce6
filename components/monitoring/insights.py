"""Application Insights: one for the machine-learning workspace, one for our services."""

import pulumi
from pulumi_azure_native import applicationinsights

from components.monitoring.args import MonitoringArgs


def workspace_insights(
    name: str, log_id: pulumi.Input[str], args: MonitoringArgs, parent: pulumi.Resource
) -> applicationinsights.Component:
    """Make the component that a machine-learning workspace is bound to.

    Machine learning's own senders are not known to sign in with Entra: with local auth off their
    telemetry would vanish without an error
    (learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication). They send from
    Microsoft's network, so it takes them from anywhere, and is read through the workspace only.
    """
    return _component(
        name,
        "workspace",
        log_id,
        args,
        parent,
        local_auth=True,
        ingestion="Enabled",
        query="Disabled",
    )


def services_insights(
    name: str, log_id: pulumi.Input[str], args: MonitoringArgs, parent: pulumi.Resource
) -> applicationinsights.Component:
    """Make the component of our services, which sign in to send."""
    scoped = args.settings.private_link_scope is not None
    return _component(
        name,
        "services",
        log_id,
        args,
        parent,
        local_auth=False,
        ingestion="Disabled" if scoped else "Enabled",
        query="Disabled" if args.settings.operators_on_network else "Enabled",
    )


def _component(
    name: str,
    role: str,
    log_id: pulumi.Input[str],
    args: MonitoringArgs,
    parent: pulumi.Resource,
    *,
    local_auth: bool,
    ingestion: str,
    query: str,
) -> applicationinsights.Component:
    conventions = args.conventions
    tags = conventions.tags("monitoring")
    if local_auth:
        tags["LocalAuth"] = "on for machine-learning telemetry"
    return applicationinsights.Component(
        f"{name}-{role}-insights",
        resource_name_=conventions.name("appi", role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="web",
        application_type="web",
        ingestion_mode="LogAnalytics",
        workspace_resource_id=log_id,
        disable_local_auth=not local_auth,
        # Callers' addresses are personal data, and no question asks for them.
        disable_ip_masking=False,
        # Percentiles and shares of a sample are guesses.
        sampling_percentage=100,
        public_network_access_for_ingestion=ingestion,
        public_network_access_for_query=query,
        tags=tags,
        opts=pulumi.ResourceOptions(parent=parent),
    )
