"""One request of each type that Azure accepts, for tests to edit."""

from typing import Any

from tests.simulated_azure import bases_access

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
PRINCIPAL = "33333333-3333-3333-3333-333333333333"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-test"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
SUBNETS = f"{NETWORK}/virtualNetworks/vnet-test/subnets"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log-test"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/sttest"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test"
INSIGHTS = f"{GROUP}/providers/Microsoft.Insights"
CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/aks-test"
ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
READER = f"{ROLES}/acdd72a7-3385-48ef-bd42-f606fba81ae7"
WEB_RULE = {
    "access": "Allow",
    "direction": "Inbound",
    "priority": 100,
    "protocol": "Tcp",
    "sourceAddressPrefix": "VirtualNetwork",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "443",
}
LIFECYCLE_RULE = {
    "name": "cool-old-blobs",
    "type": "Lifecycle",
    "enabled": True,
    "definition": {
        "filters": {"blobTypes": ["blockBlob"]},
        "actions": {"baseBlob": {"tierToCool": {"daysAfterModificationGreaterThan": 30}}},
    },
}

_IN_GROUP: dict[str, dict[str, Any]] = {
    "managedidentity:UserAssignedIdentity": {"location": "westeurope", "resourceName": "id-test"},
    "managedidentity:FederatedIdentityCredential": {
        "resourceName": "id-test",
        "federatedIdentityCredentialResourceName": "github-main",
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:contoso/platform:environment:prod",
        "audiences": ["api://AzureADTokenExchange"],
    },
    "network:VirtualNetwork": {
        "virtualNetworkName": "vnet-test",
        "location": "westeurope",
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
    },
    "network:Subnet": {
        "virtualNetworkName": "vnet-test",
        "subnetName": "snet-test",
        "addressPrefix": "10.0.1.0/24",
        "defaultOutboundAccess": False,
        "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/nsg-test"},
        "delegations": [
            {"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}
        ],
    },
    "network:VirtualNetworkPeering": {
        "virtualNetworkName": "vnet-test",
        "virtualNetworkPeeringName": "peer-hub",
        "remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/vnet-hub"},
    },
    "network:NetworkSecurityGroup": {
        "networkSecurityGroupName": "nsg-test",
        "location": "westeurope",
        "securityRules": [{"name": "web", **WEB_RULE}],
    },
    "network:SecurityRule": {
        "networkSecurityGroupName": "nsg-test",
        "securityRuleName": "web",
        **WEB_RULE,
    },
    "network:NatGateway": {
        "natGatewayName": "ng-test",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "idleTimeoutInMinutes": 10,
        "publicIpAddresses": [{"id": f"{NETWORK}/publicIPAddresses/pip-test"}],
        "zones": ["1"],
    },
    "network:PublicIPAddress": {
        "publicIpAddressName": "pip-test",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "publicIPAllocationMethod": "Static",
        "zones": ["1", "2", "3"],
    },
    "network:PublicIPPrefix": {
        "publicIpPrefixName": "ippre-test",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "publicIPAddressVersion": "IPv4",
        "prefixLength": 30,
    },
    "network:RouteTable": {
        "routeTableName": "rt-test",
        "location": "westeurope",
        "routes": [{"name": "local", "addressPrefix": "10.0.0.0/16", "nextHopType": "VnetLocal"}],
    },
    "network:Route": {
        "routeTableName": "rt-test",
        "routeName": "default",
        "addressPrefix": "0.0.0.0/0",
        "nextHopType": "VirtualAppliance",
        "nextHopIpAddress": "10.0.4.4",
    },
    "network:AzureFirewall": {
        "azureFirewallName": "afw-test",
        "location": "westeurope",
        "sku": {"name": "AZFW_VNet", "tier": "Standard"},
        "firewallPolicy": {"id": f"{NETWORK}/firewallPolicies/afwp-test"},
        "ipConfigurations": [
            {
                "name": "default",
                "subnet": {
                    "id": f"{NETWORK}/virtualNetworks/vnet-test/subnets/AzureFirewallSubnet"
                },
                "publicIPAddress": {"id": f"{NETWORK}/publicIPAddresses/pip-test"},
            }
        ],
    },
    "network:FirewallPolicy": {
        "firewallPolicyName": "afwp-test",
        "location": "westeurope",
        "sku": {"tier": "Standard"},
        "dnsSettings": {"enableProxy": True, "servers": ["10.0.0.4"]},
    },
    "network:FirewallPolicyRuleCollectionGroup": {
        "firewallPolicyName": "afwp-test",
        "ruleCollectionGroupName": "platform",
        "priority": 200,
        "ruleCollections": [
            {
                "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                "name": "allow",
                "priority": 100,
                "action": {"type": "Allow"},
                "rules": [
                    {
                        "ruleType": "ApplicationRule",
                        "name": "registry",
                        "sourceAddresses": ["10.0.0.0/16"],
                        "targetFqdns": ["mcr.microsoft.com"],
                        "protocols": [{"protocolType": "Https", "port": 443}],
                    }
                ],
            }
        ],
    },
    "network:PrivateEndpoint": {
        "privateEndpointName": "pep-test",
        "location": "westeurope",
        "subnet": {"id": f"{SUBNETS}/snet-endpoints"},
        "privateLinkServiceConnections": [
            {"name": "blob", "privateLinkServiceId": ACCOUNT, "groupIds": ["blob"]}
        ],
    },
    "network:PrivateDnsZoneGroup": {
        "privateEndpointName": "pep-test",
        "privateDnsZoneGroupName": "default",
        "privateDnsZoneConfigs": [
            {
                "name": "blob",
                "privateDnsZoneId": f"{NETWORK}/privateDnsZones/privatelink.blob.core.windows.net",
            }
        ],
    },
    "privatedns:PrivateZone": {
        "privateZoneName": "privatelink.blob.core.windows.net",
        "location": "global",
    },
    "privatedns:VirtualNetworkLink": {
        "privateZoneName": "privatelink.blob.core.windows.net",
        "virtualNetworkLinkName": "vnet-test",
        "location": "global",
        "registrationEnabled": False,
        "resolutionPolicy": "NxDomainRedirect",
        "virtualNetwork": {"id": f"{NETWORK}/virtualNetworks/vnet-test"},
    },
    "privatedns:PrivateRecordSet": {
        "privateZoneName": "privatelink.api.azureml.ms",
        "relativeRecordSetName": "*.westeurope",
        "recordType": "A",
        "ttl": 300,
        "aRecords": [{"ipv4Address": "10.0.2.4"}],
    },
    "storage:StorageAccount": {
        "accountName": "sttest",
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_ZRS"},
        "accessTier": "Hot",
        "allowSharedKeyAccess": False,
        "minimumTlsVersion": "TLS1_2",
        "publicNetworkAccess": "Disabled",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        "networkRuleSet": {
            "bypass": "AzureServices",
            "defaultAction": "Deny",
            "ipRules": [{"iPAddressOrRange": "20.1.2.0/24"}],
            "resourceAccessRules": [{"resourceId": WORKSPACE, "tenantId": TENANT}],
        },
        "tags": {"Environment": "test"},
    },
    "storage:BlobServiceProperties": {
        "accountName": "sttest",
        "blobServicesName": "default",
        "isVersioningEnabled": True,
        "deleteRetentionPolicy": {"enabled": True, "days": 14},
        "containerDeleteRetentionPolicy": {"enabled": True, "days": 14},
        "changeFeed": {"enabled": True, "retentionInDays": 30},
    },
    "storage:FileServiceProperties": {
        "accountName": "sttest",
        "fileServicesName": "default",
        "shareDeleteRetentionPolicy": {"enabled": True, "days": 14},
        "protocolSettings": {"smb": {"versions": "SMB3.0;SMB3.1.1"}},
    },
    "storage:QueueServiceProperties": {"accountName": "sttest", "queueServiceName": "default"},
    "storage:TableServiceProperties": {"accountName": "sttest", "tableServiceName": "default"},
    "storage:BlobContainer": {
        "accountName": "sttest",
        "containerName": "models",
        "publicAccess": "None",
    },
    "storage:ManagementPolicy": {
        "accountName": "sttest",
        "managementPolicyName": "default",
        "policy": {"rules": [LIFECYCLE_RULE]},
    },
    "keyvault:Vault": {
        "vaultName": "kv-test",
        "location": "westeurope",
        "properties": {
            "tenantId": TENANT,
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": True,
            "enablePurgeProtection": True,
            "softDeleteRetentionInDays": 90,
            "publicNetworkAccess": "disabled",
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
        },
    },
    "keyvault:Key": {
        "vaultName": "kv-test",
        "keyName": "storage",
        "properties": {
            "kty": "RSA",
            "keySize": 3072,
            "rotationPolicy": {"attributes": {"expiryTime": "P2Y"}},
        },
    },
    "containerregistry:Registry": {
        "registryName": "crtest",
        "location": "westeurope",
        "sku": {"name": "Premium"},
        "adminUserEnabled": False,
        "publicNetworkAccess": "Disabled",
        "zoneRedundancy": "Enabled",
        "policies": {"softDeletePolicy": {"status": "disabled"}},
    },
    "containerregistry:Replication": {
        "registryName": "crtest",
        "replicationName": "northeurope",
        "location": "northeurope",
    },
    "containerregistry:CacheRule": {
        "registryName": "crtest",
        "cacheRuleName": "microsoft",
        "sourceRepository": "mcr.microsoft.com/azureml/*",
        "targetRepository": "azureml/*",
    },
    "containerregistry:CredentialSet": {
        "registryName": "crtest",
        "credentialSetName": "docker-hub",
        "loginServer": "docker.io",
        "identity": {"type": "SystemAssigned"},
        "authCredentials": [
            {
                "name": "Credential1",
                "usernameSecretIdentifier": "https://kv-test.vault.azure.net/secrets/user",
                "passwordSecretIdentifier": "https://kv-test.vault.azure.net/secrets/token",
            }
        ],
    },
    "operationalinsights:Workspace": {
        "workspaceName": "log-test",
        "location": "westeurope",
        "sku": {"name": "PerGB2018"},
        "retentionInDays": 30,
        "workspaceCapping": {"dailyQuotaGb": 5},
    },
    "operationalinsights:Table": {
        "workspaceName": "log-test",
        "tableName": "ContainerLogV2",
        "plan": "Analytics",
        "retentionInDays": 30,
        "totalRetentionInDays": 90,
    },
    "applicationinsights:Component": {
        "resourceName": "appi-test",
        "location": "westeurope",
        "kind": "web",
        "applicationType": "web",
        "ingestionMode": "LogAnalytics",
        "workspaceResourceId": WORKSPACE,
        "retentionInDays": 90,
        "samplingPercentage": 50,
    },
    "monitor:ActionGroup": {
        "actionGroupName": "ag-test",
        "groupShortName": "platform",
        "location": "global",
        "enabled": True,
        "emailReceivers": [{"name": "on-call", "emailAddress": "on-call@contoso.com"}],
        "webhookReceivers": [{"name": "pager", "serviceUri": "https://pager.contoso.com/azure"}],
    },
    "monitor:ScheduledQueryRule": {
        "ruleName": "alert-test",
        "location": "westeurope",
        "kind": "LogAlert",
        "severity": 2,
        "scopes": [WORKSPACE],
        "evaluationFrequency": "PT5M",
        "windowSize": "PT15M",
        "autoMitigate": True,
        "criteria": {
            "allOf": [
                {
                    "query": "AppRequests",
                    "timeAggregation": "Maximum",
                    "metricMeasureColumn": "DurationMs",
                    "operator": "GreaterThan",
                    "threshold": 200,
                    "dimensions": [{"name": "AppRoleName", "operator": "Include", "values": ["*"]}],
                    "failingPeriods": {
                        "numberOfEvaluationPeriods": 2,
                        "minFailingPeriodsToAlert": 2,
                    },
                }
            ]
        },
        "actions": {"actionGroups": [f"{GROUP}/providers/Microsoft.Insights/actionGroups/ag"]},
    },
    "monitor:MetricAlert": {
        "ruleName": "alert-test",
        "location": "global",
        "severity": 2,
        "enabled": True,
        "scopes": [ACCOUNT],
        "evaluationFrequency": "PT5M",
        "windowSize": "PT15M",
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [
                {
                    "criterionType": "StaticThresholdCriterion",
                    "name": "first",
                    "metricName": "Availability",
                    "operator": "LessThan",
                    "threshold": 99,
                    "timeAggregation": "Average",
                    "dimensions": [{"name": "ApiName", "operator": "Include", "values": ["*"]}],
                }
            ],
        },
    },
    "monitor:ActivityLogAlert": {
        "activityLogAlertName": "alert-test",
        "location": "global",
        "scopes": [GROUP],
        "condition": {
            "allOf": [
                {"field": "category", "equals": "Administrative"},
                {"field": "operationName", "equals": "Microsoft.KeyVault/vaults/write"},
            ]
        },
        "actions": {"actionGroups": []},
    },
    "monitor:AzureMonitorWorkspace": {
        "azureMonitorWorkspaceName": "amw-test",
        "location": "westeurope",
        "publicNetworkAccess": "Enabled",
    },
    "monitor:DataCollectionEndpoint": {
        "dataCollectionEndpointName": "dce-test",
        "location": "westeurope",
        "kind": "Linux",
        "networkAcls": {"publicNetworkAccess": "Enabled"},
    },
    "monitor:DataCollectionRule": {
        "dataCollectionRuleName": "dcr-test",
        "location": "westeurope",
        "kind": "Linux",
        "dataCollectionEndpointId": (
            f"{GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/dce-test"
        ),
        "dataSources": {
            "prometheusForwarder": [{"name": "scraper", "streams": ["Microsoft-PrometheusMetrics"]}]
        },
        "destinations": {
            "monitoringAccounts": [
                {
                    "name": "metrics",
                    "accountResourceId": f"{GROUP}/providers/Microsoft.Monitor/accounts/amw-test",
                }
            ]
        },
        "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["metrics"]}],
    },
    "applicationinsights:Workbook": {
        "resourceName": "66666666-6666-6666-6666-666666666666",
        "location": "westeurope",
        "kind": "shared",
        "category": "workbook",
        "displayName": "operations",
        "serializedData": "{}",
        "sourceId": WORKSPACE,
    },
    "alertsmanagement:AlertProcessingRuleByName": {
        "alertProcessingRuleName": "apr-test",
        "location": "Global",
        "properties": {
            "enabled": True,
            "scopes": [GROUP],
            "actions": [{"actionType": "RemoveAllActionGroups"}],
            "conditions": [{"field": "Severity", "operator": "Equals", "values": ["Sev4"]}],
            "schedule": {
                "timeZone": "W. Europe Standard Time",
                "recurrences": [
                    {"recurrenceType": "Daily", "startTime": "19:00:00", "endTime": "07:00:00"}
                ],
            },
        },
    },
    "logic:Workflow": {
        "workflowName": "logic-test",
        "location": "westeurope",
        "state": "Enabled",
        "definition": {"parameters": {"chatUrl": {"type": "SecureString"}}},
        "parameters": {"chatUrl": {"type": "SecureString", "value": "https://chat.contoso.com"}},
        "accessControl": {
            "triggers": {
                "openAuthenticationPolicies": {
                    "policies": {
                        "alerts": {
                            "type": "AAD",
                            "claims": [{"name": "iss", "value": "https://sts.windows.net/x/"}],
                        }
                    }
                },
                "allowedCallerIpAddresses": [{"addressRange": "10.0.0.0/24"}],
            },
            "contents": {"allowedCallerIpAddresses": [{"addressRange": "10.0.0.0/24"}]},
        },
    },
    "monitor:PrivateLinkScope": {
        "scopeName": "ampls-test",
        "location": "global",
        "accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"},
    },
    "monitor:PrivateLinkScopedResource": {
        "scopeName": "ampls-test",
        "name": "log-test",
        "linkedResourceId": WORKSPACE,
    },
    "machinelearningservices:Workspace": {
        "workspaceName": "mlw-test",
        "location": "westeurope",
        "kind": "Default",
        "sku": {"name": "Basic", "tier": "Basic"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        "primaryUserAssignedIdentity": IDENTITY,
        "storageAccount": ACCOUNT,
        "keyVault": f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-test",
        "applicationInsights": f"{GROUP}/providers/Microsoft.Insights/components/appi-test",
        "managedNetwork": {
            "isolationMode": "AllowOnlyApprovedOutbound",
            "outboundRules": {"pypi": {"type": "FQDN", "destination": "pypi.org"}},
        },
    },
    "machinelearningservices:Compute": {
        "workspaceName": "mlw-test",
        "computeName": "cpu-cluster",
        "properties": {
            "computeType": "AmlCompute",
            "properties": {
                "vmSize": "Standard_D4ds_v5",
                "scaleSettings": {
                    "minNodeCount": 0,
                    "maxNodeCount": 4,
                    "nodeIdleTimeBeforeScaleDown": "PT120S",
                },
                "enableNodePublicIp": False,
            },
        },
    },
    "machinelearningservices:Datastore": {
        "workspaceName": "mlw-test",
        "name": "training_data",
        "properties": {
            "datastoreType": "AzureBlob",
            "accountName": "sttest",
            "containerName": "models",
            "credentials": {"credentialsType": "None"},
        },
    },
    "machinelearningservices:ManagedNetworkSettingsRule": {
        "workspaceName": "mlw-test",
        "ruleName": "conda",
        "properties": {"type": "FQDN", "destination": "conda.anaconda.org"},
    },
    "containerservice:ManagedCluster": {
        "resourceName": "aks-test",
        "location": "westeurope",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        "oidcIssuerProfile": {"enabled": True},
        "agentPoolProfiles": [
            {
                "name": "system",
                "mode": "System",
                "count": 3,
                "enableAutoScaling": True,
                "minCount": 3,
                "maxCount": 5,
                "vmSize": "Standard_D4ds_v5",
                "osDiskType": "Ephemeral",
                "vnetSubnetID": f"{SUBNETS}/snet-nodes",
            }
        ],
        "kubernetesVersion": "1.36",
        "dnsPrefix": "aks-test",
        "nodeResourceGroup": "rg-test-nodes",
        "sku": {"name": "Base", "tier": "Standard"},
        "enableRBAC": True,
        "disableLocalAccounts": True,
        "aadProfile": {"managed": True, "enableAzureRBAC": True, "tenantID": TENANT},
        "identityProfile": {"kubeletidentity": {"resourceId": IDENTITY}},
        "apiServerAccessProfile": {
            "enablePrivateCluster": True,
            "enablePrivateClusterPublicFQDN": False,
            "privateDNSZone": "system",
            "enableVnetIntegration": True,
            "subnetId": f"{SUBNETS}/snet-test",
        },
        "networkProfile": {
            "networkPlugin": "azure",
            "networkPluginMode": "overlay",
            "networkDataplane": "cilium",
            "networkPolicy": "cilium",
            "podCidr": "10.244.0.0/16",
            "serviceCidr": "172.16.0.0/16",
            "dnsServiceIP": "172.16.0.10",
            "outboundType": "userAssignedNATGateway",
        },
        "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
        "securityProfile": {
            "workloadIdentity": {"enabled": True},
            "imageCleaner": {"enabled": True, "intervalHours": 48},
        },
        "metricsProfile": {"costAnalysis": {"enabled": True}},
        "serviceMeshProfile": {"mode": "Istio", "istio": {"revisions": ["asm-1-30"]}},
        "autoScalerProfile": {
            "scanInterval": "20s",
            "scaleDownUnneededTime": "10m",
            "scaleDownDelayAfterAdd": "10m",
        },
    },
    "kubernetesconfiguration:Extension": {
        "clusterRp": "Microsoft.ContainerService",
        "clusterResourceName": "managedClusters",
        "clusterName": "aks-test",
        "extensionName": "flux",
        "extensionType": "microsoft.flux",
        "autoUpgradeMinorVersion": True,
        "releaseTrain": "Stable",
        "scope": {"cluster": {"releaseNamespace": "flux-system"}},
        "configurationSettings": {"multiTenancy.enforce": "true"},
    },
    "kubernetesconfiguration:FluxConfiguration": {
        "clusterRp": "Microsoft.ContainerService",
        "clusterResourceName": "managedClusters",
        "clusterName": "aks-test",
        "fluxConfigurationName": "platform",
        "namespace": "cluster-config",
        "scope": "cluster",
        "sourceKind": "GitRepository",
        "gitRepository": {
            "url": "https://github.com/contoso/models",
            "repositoryRef": {"branch": "main"},
            "syncIntervalInSeconds": 300,
        },
        "kustomizations": {
            "workloads": {
                "path": "./clusters/test/workloads",
                "prune": True,
                "postBuild": {"substitute": {"CLIENT_ID": "a"}},
            }
        },
    },
    "containerservice:AgentPool": {
        "resourceName": "aks-test",
        "agentPoolName": "user",
        "mode": "User",
        "vmSize": "Standard_D4ds_v5",
        "osDiskType": "Ephemeral",
        "osDiskSizeGB": 100,
        "maxPods": 110,
        "count": 1,
        "enableAutoScaling": True,
        "minCount": 0,
        "maxCount": 5,
        "availabilityZones": ["1", "2", "3"],
        "orchestratorVersion": "1.36",
        "vnetSubnetID": f"{SUBNETS}/snet-nodes",
        "nodeTaints": ["sku=gpu:NoSchedule"],
        "upgradeSettings": {"maxSurge": "33%", "drainTimeoutInMinutes": 30},
    },
    "containerservice:MaintenanceConfiguration": {
        "resourceName": "aks-test",
        "configName": "aksManagedNodeOSUpgradeSchedule",
        "maintenanceWindow": {
            "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
            "startTime": "02:00",
            "utcOffset": "+01:00",
            "durationHours": 4,
        },
    },
}
_ELSEWHERE: dict[str, dict[str, Any]] = {
    "resources:ResourceGroup": {"resourceGroupName": "rg-test", "location": "westeurope"},
    "authorization:RoleAssignment": {
        "roleAssignmentName": "44444444-4444-4444-4444-444444444444",
        "principalId": PRINCIPAL,
        "principalType": "ServicePrincipal",
        "roleDefinitionId": READER,
        "scope": GROUP,
    },
    "authorization:PimRoleEligibilitySchedule": {
        "principalId": PRINCIPAL,
        "roleDefinitionId": READER,
        "scope": GROUP,
        "scheduleInfo": {
            "startDateTime": "2026-12-01T00:00:00Z",
            "expiration": {"type": "AfterDuration", "duration": "P365D"},
        },
    },
    "authorization:ManagementLockByScope": {
        "lockName": "keep",
        "level": "CanNotDelete",
        "scope": ACCOUNT,
        "notes": "holds the models",
    },
    "authorization:RoleDefinition": {
        "roleDefinitionId": "66666666-6666-6666-6666-666666666666",
        "roleName": "test Starter",
        "roleType": "CustomRole",
        "description": "starts clusters",
        "scope": GROUP,
        "assignableScopes": [GROUP],
        "permissions": [
            {
                "actions": ["Microsoft.ContainerService/managedClusters/start/action"],
                "notActions": ["Microsoft.Authorization/*"],
            }
        ],
    },
    "features:SubscriptionFeatureRegistration": {
        "providerNamespace": "Microsoft.Compute",
        "featureName": "EncryptionAtHost",
    },
    "monitor:SubscriptionDiagnosticSetting": {
        "name": "activity",
        "workspaceId": WORKSPACE,
        "logs": [{"category": "Administrative", "enabled": True}],
    },
    "network:FlowLog": {
        "resourceGroupName": "NetworkWatcherRG",
        "networkWatcherName": "NetworkWatcher_westeurope",
        "flowLogName": "flows",
        "location": "westeurope",
        "targetResourceId": f"{NETWORK}/virtualNetworks/vnet-test",
        "storageId": ACCOUNT,
        "enabled": True,
        "format": {"type": "JSON", "version": 2},
        "retentionPolicy": {"enabled": True, "days": 30},
        "flowAnalyticsConfiguration": {
            "networkWatcherFlowAnalyticsConfiguration": {
                "enabled": True,
                "workspaceResourceId": WORKSPACE,
                "trafficAnalyticsInterval": 60,
            }
        },
    },
    "costmanagement:TagInheritanceSetting": {
        "kind": "taginheritance",
        "type": "taginheritance",
        "scope": f"/subscriptions/{SUBSCRIPTION}",
        "properties": {"preferContainerTags": False},
    },
    "costmanagement:ScheduledActionByScope": {
        "name": "anomaly",
        "kind": "InsightAlert",
        "displayName": "Unlike costs",
        "status": "Enabled",
        "scope": f"/subscriptions/{SUBSCRIPTION}",
        "viewId": "/providers/Microsoft.CostManagement/views/ms:DailyAnomalyByResourceGroup",
        "schedule": {
            "frequency": "Daily",
            "startDate": "2026-12-01T00:00:00Z",
            "endDate": "2027-11-30T00:00:00Z",
        },
        "notification": {"subject": "Unlike costs", "to": ["finops@contoso.com"]},
        "notificationEmail": "owner@contoso.com",
    },
    "monitor:DiagnosticSetting": {
        "name": "audit",
        "resourceUri": f"{ACCOUNT}/blobServices/default",
        "workspaceId": WORKSPACE,
        "logAnalyticsDestinationType": "Dedicated",
        "logs": [{"categoryGroup": "audit", "enabled": True}],
        "metrics": [{"category": "Transaction", "enabled": True}],
    },
    "monitor:DataCollectionRuleAssociation": {
        "associationName": "ContainerInsightsMetricsExtension",
        "resourceUri": CLUSTER,
        "dataCollectionRuleId": f"{INSIGHTS}/dataCollectionRules/dcr-test",
    },
    "costmanagement:Export": {
        "exportName": "export-test",
        "scope": GROUP,
        "definition": {
            "type": "ActualCost",
            "timeframe": "MonthToDate",
            "dataSet": {"granularity": "Daily"},
        },
        "deliveryInfo": {
            "destination": {
                "resourceId": ACCOUNT,
                "container": "cost-exports",
                "rootFolderPath": "actual",
            }
        },
        "format": "Csv",
        "identity": {"type": "SystemAssigned"},
        "location": "westeurope",
        "schedule": {
            "status": "Active",
            "recurrence": "Daily",
            "recurrencePeriod": {"from": "2026-12-02T00:00:00Z", "to": "2036-12-01T00:00:00Z"},
        },
    },
    "consumption:Budget": {
        "budgetName": "budget-test",
        "scope": GROUP,
        "category": "Cost",
        "amount": 1000,
        "timeGrain": "Monthly",
        "timePeriod": {"startDate": "2026-12-01T00:00:00Z", "endDate": "2036-12-01T00:00:00Z"},
        "notifications": {
            "actual80": {
                "enabled": True,
                "operator": "GreaterThanOrEqualTo",
                "threshold": 80,
                "thresholdType": "Actual",
                "contactEmails": ["finops@contoso.com"],
            }
        },
    },
}
BASES: dict[str, dict[str, Any]] = _ELSEWHERE | {
    kind: {"resourceGroupName": "rg-test", **inputs}
    for kind, inputs in (_IN_GROUP | bases_access.BASES).items()
}
"""Type without its package to inputs."""
