"""Where the metrics of the cluster go: managed Prometheus."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.monitoring.args import MonitoringArgs
from components.shared.grants import grant_on


@dataclass(frozen=True, kw_only=True)
class PrometheusOutputs:
    """What a cluster needs to send its metrics.

    Attributes:
        workspace_id: id of the Azure Monitor workspace that keeps them.
        query_url: address that they are queried at, by whoever may read them.
        rule_id: id of the data collection rule; whoever owns the cluster associates it.
        endpoint_id: id of the data collection endpoint that agents fetch the rule from.
    """

    workspace_id: pulumi.Output[str]
    query_url: pulumi.Output[str]
    rule_id: pulumi.Output[str]
    endpoint_id: pulumi.Output[str]


def prometheus(name: str, args: MonitoringArgs, parent: pulumi.Resource) -> PrometheusOutputs:
    """Make the workspace, the endpoint and the rule that leads from one to the other."""
    conventions = args.conventions
    child = pulumi.ResourceOptions(parent=parent)
    workspace = monitor.AzureMonitorWorkspace(
        f"{name}-metrics",
        azure_monitor_workspace_name=conventions.name("amw"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        # Of queries; readers sign in. Metrics come in through the endpoint below.
        public_network_access="Enabled",
        tags=conventions.tags("monitoring"),
        opts=child,
    )
    grant_on("metrics", workspace.id, args.principals, conventions, name, child)
    scoped = args.settings.private_link_scope is not None
    endpoint = monitor.DataCollectionEndpoint(
        f"{name}-metrics-endpoint",
        data_collection_endpoint_name=conventions.name("dce"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="Linux",
        network_acls=monitor.DataCollectionEndpointNetworkAclsArgs(
            # Only the cluster sends here, and it is on the network.
            public_network_access="Disabled" if scoped else "Enabled"
        ),
        tags=conventions.tags("monitoring"),
        opts=child,
    )
    stream, destination = "Microsoft-PrometheusMetrics", "metrics"
    rule = monitor.DataCollectionRule(
        f"{name}-metrics-rule",
        data_collection_rule_name=conventions.name("dcr"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind="Linux",
        data_collection_endpoint_id=endpoint.id,
        data_sources=monitor.DataCollectionRuleDataSourcesArgs(
            prometheus_forwarder=[
                monitor.PrometheusForwarderDataSourceArgs(
                    name="PrometheusDataSource", streams=[stream]
                )
            ]
        ),
        destinations=monitor.DataCollectionRuleDestinationsArgs(
            monitoring_accounts=[
                monitor.MonitoringAccountDestinationArgs(
                    name=destination, account_resource_id=workspace.id
                )
            ]
        ),
        data_flows=[monitor.DataFlowArgs(streams=[stream], destinations=[destination])],
        tags=conventions.tags("monitoring"),
        opts=child,
    )
    return PrometheusOutputs(
        workspace_id=workspace.id,
        query_url=workspace.metrics.apply(lambda metrics: metrics.prometheus_query_endpoint),
        rule_id=rule.id,
        endpoint_id=endpoint.id,
    )
