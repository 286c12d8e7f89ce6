"""Which logs each type sends where, what they weigh, and why; and which send none, and why.

Sending everything is what makes a logging bill twenty times too high; sending nothing fails the
audit. These two tables are the middle, and a rule compares the stack with them. Metrics are not
sent: Azure keeps them for 93 days without a charge.

Guarantees:
    every-type-decided: each type that a component registers either sends the logs of the first
        table or is in the second with the reason.
    named-categories: what is sent is listed by category, never by a group that Azure extends.
    audit-archived: where there is an archive, every audit log goes there too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import monitor


@dataclass(frozen=True)
class LogCategory:
    """One log category of one type.

    Attributes:
        category: Azure's name of it.
        destination: `audit` (no cap, who did what) or `application` (capped, how it runs).
        mb_per_day: expected volume in production, for the cost estimate.
        reason: what it answers.
    """

    category: str
    destination: Literal["audit", "application"]
    mb_per_day: float
    reason: str


def _changes(mb_per_day: float) -> tuple[LogCategory, ...]:
    # Reads outnumber writes by far (a training job reads its data every epoch) and are left out:
    # at $2.76 per GB they would cost more than the storage.
    return (
        LogCategory("StorageWrite", "audit", mb_per_day, "who wrote what"),
        LogCategory("StorageDelete", "audit", mb_per_day / 10, "who deleted what"),
    )


# Categories: learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index.
DIAGNOSTICS: dict[str, tuple[LogCategory, ...]] = {
    "azure-native:containerregistry:Registry": (
        LogCategory("ContainerRegistryLoginEvents", "audit", 10, "who signed in, from where"),
        LogCategory("ContainerRegistryRepositoryEvents", "audit", 5, "who pushed or deleted what"),
    ),
    # kube-audit also has every read, which is most of it and what a bill of thousands is made of.
    "azure-native:containerservice:ManagedCluster": (
        LogCategory("kube-audit-admin", "audit", 500, "who changed what in the cluster"),
        LogCategory("guard", "audit", 20, "who signed in, with which rights"),
        LogCategory("cluster-autoscaler", "application", 50, "why nodes came and went"),
    ),
    "azure-native:keyvault:Vault": (
        LogCategory("AuditEvent", "audit", 20, "who read or changed which secret or key"),
    ),
    "azure-native:logic:Workflow": (
        LogCategory("WorkflowRuntime", "application", 1, "whether calls and nights went well"),
    ),
    # Reads are left out: a job opens its datastores and environments at every start.
    "azure-native:machinelearningservices:Workspace": (
        LogCategory("ComputeInstanceEvent", "audit", 1, "who opened or changed whose instance"),
        LogCategory("DataSetChangeEvent", "audit", 1, "who registered or deleted which data"),
        LogCategory("DataStoreChangeEvent", "audit", 1, "who pointed the workspace at which data"),
        LogCategory("EnvironmentChangeEvent", "audit", 1, "who changed what jobs run in"),
        LogCategory("ModelsActionEvent", "audit", 1, "who packaged or took out which model"),
        LogCategory("ModelsChangeEvent", "audit", 1, "who registered or deleted which model"),
        LogCategory("PipelineChangeEvent", "audit", 1, "who changed which pipeline"),
        LogCategory("RunEvent", "audit", 5, "who started, changed or deleted which run"),
        LogCategory("AmlComputeClusterEvent", "application", 5, "why a cluster does not scale"),
        LogCategory("AmlComputeJobEvent", "application", 10, "why a job waits or fails"),
        LogCategory("AmlRunStatusChangedEvent", "application", 5, "how long runs take and fail"),
    ),
    "azure-native:network:AzureFirewall": (
        LogCategory("AZFWApplicationRule", "audit", 200, "which host was called or refused"),
        LogCategory("AZFWNetworkRule", "audit", 100, "which address was called or refused"),
        LogCategory("AZFWThreatIntel", "audit", 1, "who called an address known for attacks"),
    ),
    "azure-native:network:BastionHost": (
        LogCategory("BastionAuditLogs", "audit", 1, "who opened which session, from where"),
    ),
    "azure-native:network:VirtualNetworkGateway": (
        LogCategory("GatewayDiagnosticLog", "audit", 1, "who changed the gateway"),
        LogCategory("P2SDiagnosticLog", "audit", 5, "who connected, from where"),
    ),
    "azure-native:operationalinsights:Workspace": (
        LogCategory("Audit", "audit", 1, "who queried which logs"),
    ),
    # Only the four services log; all four exist in every account, with or without an endpoint.
    "azure-native:storage:BlobServiceProperties": _changes(50),
    "azure-native:storage:FileServiceProperties": _changes(10),
    "azure-native:storage:QueueServiceProperties": _changes(1),
    "azure-native:storage:TableServiceProperties": _changes(1),
}

_ACTIVITY = "its changes are in the activity log, which is exported once per subscription"
_PART = "it is a part of a resource that logs"
_FLOWS = "only flow logs say who talked to whom; they belong to the subscription's Network Watcher"

SENDS_NOTHING: dict[str, str] = {
    "azure-native:alertsmanagement:AlertProcessingRuleByName": _ACTIVITY,
    "azure-native:applicationinsights:Component": "its data lies in the application workspace",
    "azure-native:applicationinsights:Workbook": _ACTIVITY,
    "azure-native:authorization:PimRoleEligibilitySchedule": _ACTIVITY,
    "azure-native:authorization:RoleAssignment": _ACTIVITY,
    "azure-native:authorization:RoleDefinition": _ACTIVITY,
    "azure-native:compute:VirtualMachine": "sign-ins are in Entra's log, sessions in Bastion's",
    "azure-native:compute:VirtualMachineExtension": _PART,
    "azure-native:containerregistry:CacheRule": _PART,
    "azure-native:containerregistry:Replication": _PART,
    "azure-native:consumption:Budget": _ACTIVITY,
    "azure-native:containerservice:AgentPool": _PART,
    "azure-native:containerservice:MaintenanceConfiguration": _PART,
    "azure-native:costmanagement:Export": "its runs are in Cost Management, its files are logged",
    "azure-native:costmanagement:ScheduledActionByScope": _ACTIVITY,
    "azure-native:costmanagement:TagInheritanceSetting": _ACTIVITY,
    "azure-native:devopsinfrastructure:Pool": "Azure DevOps logs who ran what on which agent",
    "azure-native:devtestlab:GlobalSchedule": _ACTIVITY,
    "azure-native:dnsresolver:DnsResolver": "queries are logged by a policy, for $0.60 a million",
    "azure-native:dnsresolver:InboundEndpoint": _PART,
    "azure-native:features:SubscriptionFeatureRegistration": _ACTIVITY,
    "azure-native:keyvault:Key": _PART,
    "azure-native:kubernetesconfiguration:Extension": _PART,
    "azure-native:kubernetesconfiguration:FluxConfiguration": _PART,
    "azure-native:machinelearningservices:Compute": "the workspace logs what runs on it",
    "azure-native:machinelearningservices:Datastore": _PART,
    "azure-native:machinelearningservices:ManagedNetworkSettingsRule": _ACTIVITY,
    "azure-native:managedidentity:FederatedIdentityCredential": _ACTIVITY,
    "azure-native:managedidentity:UserAssignedIdentity": "its sign-ins are in Entra's own log",
    "azure-native:monitor:ActionGroup": _ACTIVITY,
    "azure-native:monitor:ActivityLogAlert": _ACTIVITY,
    "azure-native:monitor:AzureMonitorWorkspace": "it logs how much is used of it, no more",
    "azure-native:monitor:DataCollectionEndpoint": _ACTIVITY,
    "azure-native:monitor:DataCollectionRule": "what it cannot collect shows as silence",
    "azure-native:monitor:DataCollectionRuleAssociation": _ACTIVITY,
    "azure-native:monitor:DiagnosticSetting": _ACTIVITY,
    "azure-native:monitor:MetricAlert": _ACTIVITY,
    "azure-native:monitor:PrivateLinkScope": _ACTIVITY,
    "azure-native:monitor:PrivateLinkScopedResource": _ACTIVITY,
    "azure-native:monitor:ScheduledQueryRule": _ACTIVITY,
    "azure-native:monitor:SubscriptionDiagnosticSetting": _ACTIVITY,
    "azure-native:network:FirewallPolicy": "the firewall that carries it logs",
    "azure-native:network:FirewallPolicyRuleCollectionGroup": "the firewall that carries it logs",
    "azure-native:network:FlowLog": _ACTIVITY,
    "azure-native:network:NatGateway": _FLOWS,
    "azure-native:network:NetworkInterface": _FLOWS,
    "azure-native:network:NetworkSecurityGroup": _FLOWS,
    "azure-native:network:PrivateDnsZoneGroup": _ACTIVITY,
    "azure-native:network:PrivateEndpoint": "the service behind it logs who called",
    "azure-native:network:PublicIPAddress": "it logs attacks, and only with a DDoS protection plan",
    "azure-native:network:Route": _ACTIVITY,
    "azure-native:network:RouteTable": _ACTIVITY,
    "azure-native:network:SecurityRule": _FLOWS,
    "azure-native:network:Subnet": _FLOWS,
    "azure-native:network:VirtualNetwork": _FLOWS,
    "azure-native:network:VirtualNetworkPeering": _FLOWS,
    "azure-native:privatedns:PrivateRecordSet": _ACTIVITY,
    "azure-native:privatedns:PrivateZone": "queries are logged by a resolver, which it has not",
    "azure-native:privatedns:VirtualNetworkLink": _ACTIVITY,
    "azure-native:resources:ResourceGroup": _ACTIVITY,
    "azure-native:storage:BlobContainer": _PART,
    "azure-native:storage:ManagementPolicy": "what it deletes is in the logs of the blob service",
    "azure-native:storage:StorageAccount": "the account has metrics only; its services log",
}


@dataclass(frozen=True)
class LogDestinations:
    """Where logs go: workspace ids by destination, and the archive if there is one."""

    workspace_ids: Mapping[str, pulumi.Input[str]]
    archive_account_id: pulumi.Input[str] | None = None


def send_logs(
    name: str,
    type_token: str,
    resource_id: pulumi.Input[str],
    destinations: LogDestinations,
    opts: pulumi.ResourceOptions,
) -> None:
    """Send the logs that the table names for a type, one setting per destination.

    Args:
        name: logical name of the resource the logs come from.
        type_token: its type, a key of `DIAGNOSTICS`.
        resource_id: id of the resource, or of the part of it that logs.
        destinations: where each destination of the table is.
        opts: options of the diagnostic settings.
    """
    categories = DIAGNOSTICS[type_token]
    for destination in sorted({category.destination for category in categories}):
        monitor.DiagnosticSetting(
            f"{name}-{destination}-logs",
            name=destination,
            resource_uri=resource_id,
            workspace_id=destinations.workspace_ids[destination],
            storage_account_id=(
                destinations.archive_account_id if destination == "audit" else None
            ),
            # A table per type; the other choice is one table whose 500 columns all types share.
            log_analytics_destination_type="Dedicated",
            logs=[
                monitor.DiagnosticsLogSettingsArgs(category=category.category, enabled=True)
                for category in categories
                if category.destination == destination
            ],
            opts=opts,
        )


def send_storage_logs(
    name: str,
    account_id: pulumi.Input[str],
    destinations: LogDestinations,
    opts: pulumi.ResourceOptions,
) -> None:
    """Send the logs of all four services of a storage account."""
    for service in ("blob", "file", "queue", "table"):
        send_logs(
            f"{name}-{service}",
            f"azure-native:storage:{service.title()}ServiceProperties",
            pulumi.Output.concat(account_id, f"/{service}Services/default"),
            destinations,
            opts,
        )
