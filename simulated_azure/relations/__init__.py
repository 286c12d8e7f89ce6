"""What a resource must be to those that exist already."""

from collections.abc import Callable

from simulated_azure import locations
from simulated_azure.catalog import TypeFacts
from simulated_azure.refusal import Refuse
from simulated_azure.relations import (
    access,
    addresses,
    alerts,
    costs,
    data_stores,
    entrances,
    gitops,
    machine_learning,
    monitoring,
    naming,
    private_link,
    serving,
    traffic,
    workflows,
)
from simulated_azure.state import Created, State

Relation = Callable[[State, Created, Refuse], None]

_RELATIONS: dict[str, Relation] = {
    "applicationinsights:Workbook": alerts.check_workbook,
    "authorization:PimRoleEligibilitySchedule": access.check_role,
    "authorization:RoleAssignment": access.check_assignment,
    "authorization:RoleDefinition": access.check_definition,
    "compute:VirtualMachine": entrances.check_machine,
    "compute:VirtualMachineExtension": entrances.check_extension,
    "consumption:Budget": monitoring.check_budget,
    "containerregistry:CacheRule": data_stores.check_cache_rule,
    "containerregistry:Replication": data_stores.check_replication,
    "containerservice:AgentPool": serving.check_pool,
    "containerservice:ManagedCluster": serving.check_cluster,
    "costmanagement:Export": costs.check_export,
    "costmanagement:ScheduledActionByScope": costs.check_scheduled_action,
    "devopsinfrastructure:Pool": entrances.check_pool,
    "devtestlab:GlobalSchedule": entrances.check_shutdown,
    "dnsresolver:DnsResolver": entrances.check_resolver,
    "dnsresolver:InboundEndpoint": entrances.check_inbound_endpoint,
    "keyvault:Key": data_stores.check_key,
    "kubernetesconfiguration:Extension": gitops.check_extension,
    "kubernetesconfiguration:FluxConfiguration": gitops.check_configuration,
    "machinelearningservices:Compute": machine_learning.check_compute,
    "machinelearningservices:Datastore": machine_learning.check_datastore,
    "machinelearningservices:ManagedNetworkSettingsRule": machine_learning.check_rule,
    "machinelearningservices:Workspace": machine_learning.check_workspace,
    "logic:Workflow": workflows.check_workflow,
    "managedidentity:FederatedIdentityCredential": access.check_credential,
    "monitor:ActionGroup": monitoring.check_action_group,
    "monitor:DataCollectionRule": alerts.check_flows,
    "monitor:DiagnosticSetting": monitoring.check_setting,
    "monitor:MetricAlert": alerts.check_windows,
    "monitor:PrivateLinkScopedResource": private_link.check_scoped_resource,
    "monitor:ScheduledQueryRule": alerts.check_windows,
    "network:AzureFirewall": traffic.check_firewall,
    "network:BastionHost": entrances.check_bastion,
    "network:FirewallPolicyRuleCollectionGroup": traffic.check_collection_group,
    "network:FlowLog": traffic.check_flow_log,
    "network:NetworkInterface": entrances.check_interface,
    "network:NetworkSecurityGroup": traffic.check_security_group,
    "network:PrivateDnsZoneGroup": private_link.check_zone_group,
    "network:PrivateEndpoint": private_link.check_endpoint,
    "network:SecurityRule": traffic.check_security_rule,
    "network:Subnet": entrances.check_subnet,
    "network:VirtualNetwork": addresses.check_network,
    "network:VirtualNetworkGateway": entrances.check_gateway,
    "network:VirtualNetworkPeering": entrances.check_peering,
    "privatedns:VirtualNetworkLink": private_link.check_network_link,
    "storage:BlobContainer": data_stores.check_container,
    "storage:BlobServiceProperties": data_stores.check_blob_service,
    "storage:FileServiceProperties": data_stores.check_storage_child,
    "storage:ManagementPolicy": data_stores.check_lifecycle,
    "storage:QueueServiceProperties": data_stores.check_storage_child,
    "storage:TableServiceProperties": data_stores.check_storage_child,
}


def check(
    state: State,
    locator: locations.Locator,
    made: Created,
    facts: TypeFacts,
    refuse: Refuse,
) -> None:
    """Refuse a resource that conflicts with those of the cloud it is made in."""
    naming.check_name(state, made, facts, refuse)
    naming.check_parent(state, locator, made, facts, refuse)
    relation = _RELATIONS.get(made.type.partition(":")[2])
    if relation:
        relation(state, made, refuse)
