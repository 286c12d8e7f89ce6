"""Relations between resources: how each is broken, and what keeps it."""

from typing import Any

from simulated_azure.values import UNKNOWN
from tests.simulated_azure.bases import (
    ACCOUNT,
    GROUP,
    LIFECYCLE_RULE,
    NETWORK,
    SUBNETS,
    WEB_RULE,
    WORKSPACE,
)
from tests.simulated_azure.clouds import DELETE

OTHER_GUID = "55555555-5555-5555-5555-555555555555"
REGISTRY = f"{GROUP}/providers/Microsoft.ContainerRegistry/registries/crtest"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-test"
VNETS = f"{NETWORK}/virtualNetworks"
ZONES = f"{NETWORK}/privateDnsZones"
SOFT_DELETE = "policies.softDeletePolicy.status"
REMOTE = "remoteVirtualNetwork.id"
SPACE = "addressSpace.addressPrefixes"
RULE = "ruleCollections[0].rules[0]"
FIREWALL_SUBNET_ID = "ipConfigurations[0].subnet.id"
TARGET = "privateLinkServiceConnections[0].privateLinkServiceId"
GROUPS = "privateLinkServiceConnections[0].groupIds"
ZONE = "privateDnsZoneConfigs[0].privateDnsZoneId"
EXPORTED_TO = "deliveryInfo.destination.resourceId"
ACTIONS = "policy.rules[0].definition.actions.baseBlob"
LAST_ACCESS = f"{ACTIONS}.tierToCool.daysAfterLastAccessTimeGreaterThan"
FIREWALL_SUBNET = {
    "subnetName": "AzureFirewallSubnet",
    "networkSecurityGroup": DELETE,
    "delegations": DELETE,
}
STANDARD_REGISTRY = {
    "sku.name": "Standard",
    "publicNetworkAccess": DELETE,
    "zoneRedundancy": DELETE,
}
FILE_ACCOUNT = {"kind": "FileStorage", "sku.name": "Premium_LRS", "accessTier": DELETE}
REGISTERING = {"registrationEnabled": True, "resolutionPolicy": DELETE}
NAMED_TARGET_RULE = {
    "ruleType": "NetworkRule",
    "name": "time",
    "sourceAddresses": ["*"],
    "destinationFqdns": ["ntp.ubuntu.com"],
    "destinationPorts": ["123"],
    "ipProtocols": ["UDP"],
}
ML_SPACE = "machinelearningservices:Workspace"
ML_COMPUTE = "machinelearningservices:Compute"
ML_DATASTORE = "machinelearningservices:Datastore"
ML_RULE = "machinelearningservices:ManagedNetworkSettingsRule"
NO_NETWORK = {"managedNetwork": {"isolationMode": "Disabled"}}
FREE_NETWORK = {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}}
ENDPOINT_RULE = {
    "type": "PrivateEndpoint",
    "destination": {"serviceResourceId": ACCOUNT, "subresourceTarget": "queue"},
}
INSTANCE = {
    "location": "westeurope",
    "properties": {
        "computeType": "ComputeInstance",
        "properties": {"vmSize": "Standard_D4ds_v5"},
    },
}
WITH_KEY = {"credentialsType": "AccountKey", "secrets": {"secretsType": "AccountKey"}}

API_SUBNET = "apiServerAccessProfile.subnetId"
NODE_SUBNET = "agentPoolProfiles[0].vnetSubnetID"
NETWORKING = "networkProfile"
REGISTRY_ID = "bootstrapProfile.containerRegistryId"
ISOLATED = {"networkProfile.outboundType": "none", "bootstrapProfile.artifactSource": "Cache"}
ELSEWHERE = {NODE_SUBNET: f"{SUBNETS}/snet-elsewhere"}
PLAIN_NODES = {"subnetName": "snet-nodes", "delegations": DELETE, "addressPrefix": "10.0.8.0/24"}

Step = tuple[str, dict[str, Any]]
"""A type and the edits of its valid request."""

# What exists | what is made | code and path of its refusal | further edits that keep the relation
# fmt: off
BROKEN: list[tuple[list[Step], Step, tuple[str, str], dict[str, Any]]] = [
    # Machine learning.
    ([("storage:StorageAccount", {"isHnsEnabled": True})], (ML_SPACE, {}),
     ("pair", "storageAccount"), {"storageAccount": ACCOUNT.replace("sttest", "stother")}),
    ([("storage:StorageAccount", {"sku.name": "Premium_LRS", "accessTier": DELETE})],
     (ML_SPACE, {}),
     ("pair", "storageAccount"), {"storageAccount": ACCOUNT.replace("sttest", "stother")}),
    ([(ML_SPACE, NO_NETWORK)], (ML_RULE, {}), ("pair", "properties.type"),
     {"workspaceName": "mlw-other"}),
    ([(ML_SPACE, FREE_NETWORK)], (ML_RULE, {}), ("pair", "properties.type"),
     {"properties": ENDPOINT_RULE}),
    ([(ML_SPACE, {}), ("storage:StorageAccount", {})],
     (ML_RULE, {"properties": ENDPOINT_RULE, "properties.destination.subresourceTarget": "vault"}),
     ("wrong-group-id", "properties.destination.subresourceTarget"),
     {"properties.destination.subresourceTarget": "queue"}),
    ([(ML_SPACE, {})], (ML_COMPUTE, {"properties.properties.subnet": {"id": f"{SUBNETS}/a"}}),
     ("pair", "properties.properties.subnet"), {"workspaceName": "mlw-other"}),
    ([(ML_SPACE, {})], (ML_COMPUTE, {"location": "northeurope"}),
     ("pair", "location"), {"location": "West Europe"}),
    ([(ML_SPACE, {})], (ML_COMPUTE, {"properties": {"computeType": "Kubernetes"}}),
     ("pair", "properties.computeType"), {"workspaceName": "mlw-other"}),
    ([(ML_SPACE, NO_NETWORK)], (ML_COMPUTE, {}),
     ("pair", "properties.properties.enableNodePublicIp"),
     {"properties.properties.enableNodePublicIp": True}),
    ([(ML_SPACE, {}), (ML_COMPUTE, INSTANCE)],
     (ML_COMPUTE, {**INSTANCE, "workspaceName": "mlw-other"}), ("name-taken", "computeName"),
     {"computeName": "ci-other"}),
    ([(ML_SPACE, {"systemDatastoresAuthMode": "Identity"})],
     (ML_COMPUTE, {**INSTANCE, "identity": {"type": "SystemAssigned"}}), ("pair", "identity.type"),
     {"identity": {"type": "UserAssigned"}}),
    ([("storage:StorageAccount", {})], (ML_DATASTORE, {"properties.credentials": WITH_KEY}),
     ("pair", "properties.credentials.credentialsType"),
     {"properties.credentials": {"credentialsType": "None"}}),
    # Names.
    ([("keyvault:Vault", {})], ("keyvault:Vault", {"resourceGroupName": "rg-b"}),
     ("name-taken", "vaultName"), {"vaultName": "kv-other"}),
    ([("storage:StorageAccount", {})], ("storage:StorageAccount", {}),
     ("name-taken", "accountName"), {"accountName": "stother"}),
    ([("network:VirtualNetwork", {})],
     ("network:VirtualNetwork", {"virtualNetworkName": "VNET-test"}),
     ("name-taken", "virtualNetworkName"), {"resourceGroupName": "rg-b"}),
    ([("storage:BlobContainer", {})], ("storage:BlobContainer", {}),
     ("name-taken", "containerName"), {"accountName": "stother"}),
    ([("authorization:RoleAssignment", {})], ("authorization:RoleAssignment", {"scope": ACCOUNT}),
     ("name-taken", "roleAssignmentName"), {"roleAssignmentName": OTHER_GUID}),
    # Parents.
    ([("network:VirtualNetwork", {"resourceGroupName": "rg-b"})], ("network:Subnet", {}),
     ("missing-parent", "resourceGroupName"), {"resourceGroupName": "rg-b"}),
    ([("resources:ResourceGroup", {}), ("keyvault:Vault", {})],
     ("keyvault:Key", {"vaultName": "kv-tset"}),
     ("missing-parent", "vaultName"), {"vaultName": "kv-test"}),
    # Addresses.
    ([("network:VirtualNetwork", {})], ("network:Subnet", {"addressPrefix": "10.1.0.0/24"}),
     ("outside-parent", "addressPrefix"), {"addressPrefix": "10.0.9.0/24"}),
    ([("network:VirtualNetwork", {}), ("network:Subnet", {})],
     ("network:Subnet", {"subnetName": "snet-b", "addressPrefix": "10.0.1.128/25"}),
     ("overlap", "addressPrefix"), {"addressPrefix": "10.0.2.0/25"}),
    ([("network:Subnet", {})],
     ("network:Subnet", {"subnetName": "snet-b", "addressPrefix": "10.0.0.0/22"}),
     ("overlap", "addressPrefix"), {"virtualNetworkName": "vnet-other"}),
    ([("network:VirtualNetwork", {"subnets": [{"name": "a", "addressPrefix": "10.0.1.0/24"}]})],
     ("network:Subnet", {}), ("overlap", "addressPrefix"), {"addressPrefix": "10.0.2.0/24"}),
    ([], ("network:VirtualNetwork", {"subnets": [{"name": "a", "addressPrefix": "10.9.0.0/24"}]}),
     ("outside-parent", "subnets[0].addressPrefix"),
     {"subnets": [{"name": "a", "addressPrefix": "10.0.0.0/24"}]}),
    ([], ("network:VirtualNetwork", {SPACE: ["10.0.0.0/16", "10.0.8.0/24"]}),
     ("overlap", f"{SPACE}[1]"), {SPACE: ["10.0.0.0/16", "10.1.0.0/24"]}),
    ([], ("network:Subnet", {**FIREWALL_SUBNET, "addressPrefix": "10.0.4.0/27"}),
     ("too-small", "addressPrefix"), {"addressPrefix": "10.0.4.0/26"}),
    ([], ("network:Subnet", {"subnetName": "AzureBastionSubnet", "addressPrefix": "10.0.4.0/27"}),
     ("too-small", "addressPrefix"), {"addressPrefix": "10.0.4.0/26"}),
    ([], ("network:Subnet", {**FIREWALL_SUBNET, "networkSecurityGroup": {"id": UNKNOWN}}),
     ("pair", "networkSecurityGroup"), {"subnetName": "snet-b"}),
    ([("network:VirtualNetwork", {})],
     ("network:VirtualNetworkPeering", {REMOTE: f"{VNETS}/vnet-test"}),
     ("pair", REMOTE), {REMOTE: f"{VNETS}/vnet-hub"}),
    ([("network:VirtualNetwork", {}),
      ("network:VirtualNetwork", {"virtualNetworkName": "vnet-hub", SPACE: ["10.0.0.0/20"]})],
     ("network:VirtualNetworkPeering", {}),
     ("overlap", REMOTE), {REMOTE: f"{VNETS}/vnet-far"}),
    # Traffic.
    ([], ("network:NetworkSecurityGroup", {"securityRules[1]": {"name": "b", **WEB_RULE}}),
     ("duplicate-priority", "securityRules[1].priority"),
     {"securityRules[1]": {"name": "b", **WEB_RULE, "direction": "Outbound"}}),
    ([("network:NetworkSecurityGroup", {"securityRules": DELETE}), ("network:SecurityRule", {})],
     ("network:SecurityRule", {"securityRuleName": "b"}),
     ("duplicate-priority", "priority"), {"priority": 110}),
    ([("network:NetworkSecurityGroup", {})], ("network:SecurityRule", {"securityRuleName": "b"}),
     ("duplicate-priority", "priority"), {"direction": "Outbound"}),
    ([("network:SecurityRule", {})], ("network:SecurityRule", {"securityRuleName": "b"}),
     ("duplicate-priority", "priority"), {"networkSecurityGroupName": "nsg-other"}),
    ([], ("network:AzureFirewall", {FIREWALL_SUBNET_ID: f"{SUBNETS}/snet-b"}),
     ("pair", FIREWALL_SUBNET_ID), {FIREWALL_SUBNET_ID: f"{SUBNETS}/AzureFirewallSubnet"}),
    ([("network:FirewallPolicy", {"sku.tier": "Premium"})], ("network:AzureFirewall", {}),
     ("pair", "firewallPolicy.id"), {"sku.tier": "Premium"}),
    ([("network:FirewallPolicy", {"dnsSettings": DELETE})],
     ("network:FirewallPolicyRuleCollectionGroup", {RULE: NAMED_TARGET_RULE}),
     ("pair", f"{RULE}.destinationFqdns[0]"), {"firewallPolicyName": "afwp-b"}),
    ([("network:FirewallPolicy", {}), ("network:FirewallPolicyRuleCollectionGroup", {})],
     ("network:FirewallPolicyRuleCollectionGroup", {"ruleCollectionGroupName": "more"}),
     ("duplicate-priority", "priority"), {"priority": 300}),
    # Private link.
    ([("storage:StorageAccount", {})], ("network:PrivateEndpoint", {GROUPS: ["blobs"]}),
     ("wrong-group-id", f"{GROUPS}[0]"), {GROUPS: ["dfs"]}),
    ([("operationalinsights:Workspace", {})],
     ("network:PrivateEndpoint", {TARGET: WORKSPACE, GROUPS: ["azuremonitor"]}),
     ("wrong-group-id", f"{GROUPS}[0]"), {TARGET: f"{WORKSPACE}2"}),
    ([("network:Subnet", {})], ("network:PrivateEndpoint", {"subnet.id": f"{SUBNETS}/snet-test"}),
     ("pair", "subnet.id"), {"subnet.id": f"{SUBNETS}/snet-other"}),
    ([("containerregistry:Registry", STANDARD_REGISTRY)],
     ("network:PrivateEndpoint", {TARGET: REGISTRY, GROUPS: ["registry"]}),
     ("pair", TARGET), {TARGET: f"{REGISTRY}2"}),
    ([("network:PrivateEndpoint", {})],
     ("network:PrivateDnsZoneGroup", {ZONE: f"{ZONES}/privatelink.file.core.windows.net"}),
     ("wrong-zone", ZONE), {ZONE: f"{ZONES}/privatelink.blob.core.windows.net"}),
    ([("privatedns:VirtualNetworkLink", {})],
     ("privatedns:VirtualNetworkLink", {"virtualNetworkLinkName": "again"}),
     ("already-linked", "virtualNetwork"), {"virtualNetwork.id": f"{VNETS}/vnet-hub"}),
    ([("privatedns:VirtualNetworkLink", {**REGISTERING, "privateZoneName": "a.internal"})],
     ("privatedns:VirtualNetworkLink", {**REGISTERING, "privateZoneName": "b.internal"}),
     ("already-linked", "registrationEnabled"), {"registrationEnabled": False}),
    ([("monitor:PrivateLinkScope", {}), ("operationalinsights:Workspace", {}),
      ("monitor:PrivateLinkScopedResource", {})],
     ("monitor:PrivateLinkScopedResource", {"name": "again"}),
     ("already-linked", "linkedResourceId"), {"linkedResourceId": f"{WORKSPACE}2"}),
    # Access.
    ([("authorization:RoleAssignment", {})],
     ("authorization:RoleAssignment", {"roleAssignmentName": OTHER_GUID}),
     ("assignment-exists", ""), {"scope": ACCOUNT}),
    ([("managedidentity:FederatedIdentityCredential", {})],
     ("managedidentity:FederatedIdentityCredential",
      {"federatedIdentityCredentialResourceName": "again"}),
     ("already-trusted", "subject"), {"subject": "repo:contoso/platform:environment:dev"}),
    ([("authorization:RoleDefinition", {})],
     ("authorization:RoleDefinition", {"roleDefinitionId": OTHER_GUID}),
     ("name-taken", "roleName"), {"roleName": "prod Starter"}),
    # Flows.
    ([("storage:StorageAccount", {"location": "northeurope"})], ("network:FlowLog", {}),
     ("pair", "storageId"), {"storageId": f"{ACCOUNT}2"}),
    ([("network:FlowLog", {})], ("network:FlowLog", {"flowLogName": "again"}),
     ("already-logged", "targetResourceId"), {"targetResourceId": f"{VNETS}/vnet-other"}),
    # Costs.
    ([], ("costmanagement:ScheduledActionByScope",
          {"schedule.endDate": "2028-12-01T00:00:00Z"}),
     ("pair", "schedule.endDate"), {"schedule.endDate": "2027-12-01T00:00:00Z"}),
    ([("storage:StorageAccount", {"allowedCopyScope": "AAD"})], ("costmanagement:Export", {}),
     ("pair", EXPORTED_TO), {EXPORTED_TO: f"{ACCOUNT}2"}),
    ([("storage:StorageAccount",
       {"networkRuleSet.defaultAction": "Deny", "networkRuleSet.bypass": "None"})],
     ("costmanagement:Export", {}), ("pair", EXPORTED_TO), {EXPORTED_TO: f"{ACCOUNT}2"}),
    # Data stores.
    ([("storage:StorageAccount", {"isHnsEnabled": True})], ("storage:BlobServiceProperties", {}),
     ("pair", "isVersioningEnabled"), {"isVersioningEnabled": False}),
    ([("storage:StorageAccount", FILE_ACCOUNT)], ("storage:BlobContainer", {}),
     ("pair", "accountName"), {"accountName": "stother"}),
    ([("storage:StorageAccount", {})], ("storage:BlobContainer", {"publicAccess": "Blob"}),
     ("pair", "publicAccess"), {"publicAccess": "None"}),
    ([], ("storage:ManagementPolicy", {"policy.rules[1]": LIFECYCLE_RULE}),
     ("name-taken", "policy.rules[1].name"), {"policy.rules[1]": {**LIFECYCLE_RULE, "name": "b"}}),
    ([("storage:StorageAccount", {})],
     ("storage:ManagementPolicy",
      {f"{ACTIONS}.tierToArchive": {"daysAfterModificationGreaterThan": 90}}),
     ("pair", f"{ACTIONS}.tierToArchive"), {"accountName": "stother"}),
    ([("storage:StorageAccount", {}), ("storage:BlobServiceProperties", {})],
     ("storage:ManagementPolicy", {LAST_ACCESS: 30}),
     ("pair", LAST_ACCESS), {"accountName": "stother"}),
    ([("keyvault:Vault", {})], ("keyvault:Key", {"properties.kty": "RSA-HSM"}),
     ("pair", "properties.kty"), {"properties.kty": "RSA"}),
    ([("containerregistry:Registry", STANDARD_REGISTRY)], ("containerregistry:Replication", {}),
     ("pair", "registryName"), {"registryName": "crother"}),
    ([("containerregistry:Registry", {SOFT_DELETE: "enabled"})],
     ("containerregistry:Replication", {}),
     ("pair", "registryName"), {"registryName": "crother"}),
    ([("containerregistry:Registry", {SOFT_DELETE: "enabled"})],
     ("containerregistry:CacheRule", {}),
     ("pair", "registryName"), {"registryName": "crother"}),
    ([("containerregistry:Registry", {})],
     ("containerregistry:Replication", {"location": "West Europe"}),
     ("pair", "location"), {"location": "northeurope"}),
    ([("containerregistry:Registry", {}), ("containerregistry:CacheRule", {})],
     ("containerregistry:CacheRule", {"cacheRuleName": "again"}),
     ("name-taken", "targetRepository"), {"targetRepository": "other/*"}),
    # Monitoring.
    ([("keyvault:Vault", {})],
     ("monitor:DiagnosticSetting",
      {"resourceUri": VAULT, "metrics": DELETE, "logs[0].categoryGroup": "all"}),
     ("wrong-category", "logs[0].categoryGroup"), {"logs[0].categoryGroup": "audit"}),
    ([("storage:StorageAccount", {})], ("monitor:DiagnosticSetting", {"resourceUri": ACCOUNT}),
     ("wrong-category", "logs[0].categoryGroup"), {"logs": DELETE}),
    ([("storage:StorageAccount", {})],
     ("monitor:DiagnosticSetting", {"metrics[0].category": "Requests"}),
     ("wrong-category", "metrics[0].category"), {"metrics[0].category": "AllMetrics"}),
    ([("monitor:DiagnosticSetting", {"metrics": DELETE})],
     ("monitor:DiagnosticSetting", {"name": "again"}),
     ("already-collected", "workspaceId"), {"workspaceId": f"{WORKSPACE}2"}),
    ([], ("monitor:ActionGroup", {"webhookReceivers[0].name": "on-call"}),
     ("name-taken", "webhookReceivers[0].name"), {"webhookReceivers[0].name": "pager"}),
    # Kubernetes.
    ([("network:Subnet", {"delegations": DELETE})], ("containerservice:ManagedCluster", {}),
     ("pair", API_SUBNET), {API_SUBNET: f"{SUBNETS}/snet-api"}),
    ([("network:Subnet", {})],
     ("containerservice:ManagedCluster",
      {NODE_SUBNET: f"{SUBNETS}/snet-test", f"{NETWORKING}.outboundType": "loadBalancer"}),
     ("pair", NODE_SUBNET), {NODE_SUBNET: f"{SUBNETS}/snet-nodes"}),
    ([("network:Subnet", PLAIN_NODES)], ("containerservice:ManagedCluster", {}),
     ("pair", NODE_SUBNET), {NODE_SUBNET: f"{SUBNETS}/snet-other"}),
    ([("network:Subnet", PLAIN_NODES)],
     ("containerservice:ManagedCluster", {f"{NETWORKING}.outboundType": "userDefinedRouting"}),
     ("pair", NODE_SUBNET), {f"{NETWORKING}.outboundType": "loadBalancer"}),
    ([("network:Subnet", PLAIN_NODES), ("containerservice:ManagedCluster", ELSEWHERE)],
     ("containerservice:AgentPool", {}),
     ("pair", "vnetSubnetID"), {"vnetSubnetID": f"{SUBNETS}/snet-other"}),
    ([("containerregistry:Registry", STANDARD_REGISTRY)],
     ("containerservice:ManagedCluster", {**ISOLATED, REGISTRY_ID: REGISTRY}),
     ("pair", REGISTRY_ID), {REGISTRY_ID: f"{REGISTRY}2"}),
    ([("containerregistry:Registry", {"publicNetworkAccess": "Enabled"})],
     ("containerservice:ManagedCluster", {**ISOLATED, REGISTRY_ID: REGISTRY}),
     ("pair", REGISTRY_ID), {REGISTRY_ID: f"{REGISTRY}2"}),
    ([("containerservice:ManagedCluster", {f"{NETWORKING}.podCidr": "10.244.0.0/21"})],
     ("containerservice:AgentPool", {}), ("too-small", "maxCount"), {"maxCount": 3}),
    ([("containerservice:ManagedCluster", {f"{NETWORKING}.podCidr": "10.244.0.0/21"}),
      ("containerservice:AgentPool", {"agentPoolName": "other", "maxCount": 2})],
     ("containerservice:AgentPool", {"maxCount": 2}), ("too-small", "maxCount"), {"maxCount": 1}),
    ([("containerservice:ManagedCluster", {})],
     ("containerservice:AgentPool", {"orchestratorVersion": "1.37"}),
     ("pair", "orchestratorVersion"), {"orchestratorVersion": "1.36"}),
    ([("containerservice:ManagedCluster", {}), ("containerservice:AgentPool", {})],
     ("containerservice:AgentPool", {}),
     ("name-taken", "agentPoolName"), {"agentPoolName": "other"}),
    # What clusters pull.
    ([("containerservice:ManagedCluster", {})],
     ("kubernetesconfiguration:Extension", {"clusterName": "aks-other"}),
     ("missing-parent", "clusterName"), {"clusterName": "aks-test"}),
    ([("containerservice:ManagedCluster", {**ISOLATED, REGISTRY_ID: REGISTRY})],
     ("kubernetesconfiguration:FluxConfiguration", {}),
     ("pair", "clusterName"), {"clusterName": UNKNOWN}),
    ([("kubernetesconfiguration:Extension", {})],
     ("kubernetesconfiguration:Extension", {"extensionName": "flux-2"}),
     ("pair", "extensionType"), {"extensionType": "microsoft.dapr"}),
    ([("kubernetesconfiguration:FluxConfiguration", {})],
     ("kubernetesconfiguration:FluxConfiguration", {}),
     ("name-taken", "fluxConfigurationName"), {"fluxConfigurationName": "models"}),
]
# fmt: on
