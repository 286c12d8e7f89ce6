"""Cases of the rules on public access and monitoring."""

from simulated_azure.values import UNKNOWN, Secret
from tests.guardrails.spec import ABSENT, Case, Made, Ref

VAULT = Made(
    "keyvault:Vault",
    "vault",
    {
        "vaultName": "kv-one",
        "properties": {
            "publicNetworkAccess": "Disabled",
            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": []},
            "sku": {"family": "A", "name": "standard"},
            "tenantId": "t",
        },
    },
)
STORAGE = Made(
    "storage:StorageAccount",
    "account",
    {
        "accountName": "stone",
        "kind": "StorageV2",
        "sku": {"name": "Standard_ZRS"},
        "publicNetworkAccess": "Disabled",
        "minimumTlsVersion": "TLS1_2",
        "networkRuleSet": {"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": []},
        "allowSharedKeyAccess": False,
        "allowBlobPublicAccess": False,
    },
)
WRITTEN = Made(
    "storage:StorageAccount", "account", {**STORAGE.inputs, "publicNetworkAccess": "Enabled"}
)
EXPORT = Made(
    "costmanagement:Export",
    "export",
    {
        "scope": "/subscriptions/s",
        "deliveryInfo": {"destination": {"container": "c", "resourceId": Ref("account")}},
        "definition": {"timeframe": "MonthToDate", "type": "ActualCost"},
    },
)
ML_WORKSPACE = Made(
    "machinelearningservices:Workspace",
    "workspace",
    {"workspaceName": "mlw", "publicNetworkAccess": "Disabled", "storageAccount": Ref("account")},
)
REGISTRY = Made(
    "containerregistry:Registry",
    "registry",
    {
        "registryName": "crone",
        "sku": {"name": "Premium"},
        "publicNetworkAccess": "Disabled",
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": []},
    },
)
AUTOMATION = Made("automation:AutomationAccount", "robot", {"publicNetworkAccess": False})
LOGS = Made(
    "operationalinsights:Workspace",
    "logs",
    {
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
    },
)
SCOPE = Made(
    "monitor:PrivateLinkScope",
    "scope",
    {
        "scopeName": "ampls",
        "accessModeSettings": {
            "ingestionAccessMode": "PrivateOnly",
            "queryAccessMode": "PrivateOnly",
        },
    },
)
CASES = {
    "net-public-access-disabled": Case(
        good=(VAULT, STORAGE, AUTOMATION),
        at="vault:properties.publicNetworkAccess",
        bad="Enabled",
        also_good={
            "another case of the word": {"vault:properties.publicNetworkAccess": "disabled"},
            "secured by perimeter": {"account:publicNetworkAccess": "SecuredByPerimeter"},
            "open to Azure's writers only": {"account": WRITTEN},
            "a secret that says disabled": {
                "vault:properties.publicNetworkAccess": Secret("Disabled")
            },
        },
        also_bad={
            "no properties at all": {"vault:properties": ABSENT},
            "properties of another type": {"vault:properties": "text"},
            "null": {"vault:properties.publicNetworkAccess": None},
            "a scoring endpoint": {
                "scoring": Made(
                    "machinelearningservices:OnlineEndpoint",
                    "scoring",
                    {"properties": {"authMode": "AADToken", "publicNetworkAccess": "Enabled"}},
                )
            },
            "a flag that must be false": {"robot:publicNetworkAccess": True},
            "a flag as text": {"robot:publicNetworkAccess": "false"},
            "open to writers, and to a range": {
                "account": WRITTEN,
                "account:networkRuleSet.ipRules": [{"iPAddressOrRange": "8.8.8.8"}],
            },
            "open to writers, allowing by default": {
                "account": WRITTEN,
                "account:networkRuleSet.defaultAction": "Allow",
            },
            "open to writers, and to anonymous readers": {
                "account": WRITTEN,
                "account:allowBlobPublicAccess": True,
            },
            "open to writers, and to a subnet": {
                "account": WRITTEN,
                "account:networkRuleSet.virtualNetworkRules": [{"virtualNetworkResourceId": "/s"}],
            },
            "open to writers, and to a resource": {
                "account": WRITTEN,
                "account:networkRuleSet.resourceAccessRules": [{"resourceId": "/r"}],
            },
            "open, and to no writers": {
                "account": WRITTEN,
                "account:networkRuleSet.bypass": "None",
            },
            "open to writers, with keys": {
                "account": WRITTEN,
                "account:allowSharedKeyAccess": True,
            },
        },
    ),
    "net-service-known": Case(
        good=(VAULT,),
        at="search",
        bad=Made("search:Service", "search", {"publicNetworkAccess": "disabled"}),
        unknown="violation",
        also_good={"excused": {"m": Made("monitor:AzureMonitorWorkspace", "m", {})}},
    ),
    "net-platform-writes": Case(
        good=(STORAGE, EXPORT, ML_WORKSPACE),
        at="account:publicNetworkAccess",
        bad="Enabled",
        # Then it has not the shape of such an account, and net-public-access-disabled tells.
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={"used by Azure's writers": {"account": WRITTEN, "workspace": ABSENT}},
        also_bad={
            "used by a datastore": {
                "account": WRITTEN,
                "workspace": Made(
                    "machinelearningservices:Datastore",
                    "workspace",
                    {"properties": {"accountName": Ref("account", "name")}},
                ),
            }
        },
    ),
    "net-firewall-default-deny": Case(
        good=(VAULT, STORAGE, REGISTRY),
        at="account:networkRuleSet.defaultAction",
        bad="Allow",
        also_good={
            "one address": {"vault:properties.networkAcls.ipRules": [{"value": "8.8.8.8"}]},
            "no bypass": {"account:networkRuleSet.bypass": "None"},
        },
        also_bad={
            "no rules at all": {"account:networkRuleSet": ABSENT},
            "a wide bypass": {"account:networkRuleSet.bypass": "Logging"},
            "the whole internet": {
                "vault:properties.networkAcls.ipRules": [{"value": "0.0.0.0/0"}]
            },
            "a seventh of it": {
                "registry:networkRuleSet.ipRules": [{"iPAddressOrRange": "32.0.0.0/3"}]
            },
            "a range of another type": {"account:networkRuleSet.ipRules": "all"},
        },
        also_undetermined={
            "a range that is not known": {
                "vault:properties.networkAcls.ipRules": [{"value": UNKNOWN}]
            },
        },
    ),
    "net-min-tls": Case(
        good=(STORAGE,),
        at="account:minimumTlsVersion",
        bad="TLS1_0",
        also_good={"1.3": {"account:minimumTlsVersion": "TLS1_3"}},
    ),
    "net-monitor-access-stated": Case(
        good=(LOGS,),
        at="logs:publicNetworkAccessForQuery",
        bad="Sometimes",
        also_good={"closed": {"logs:publicNetworkAccessForIngestion": "Disabled"}},
        also_bad={"sending not stated": {"logs:publicNetworkAccessForIngestion": ABSENT}},
    ),
    "net-ampls": Case(
        good=(SCOPE,),
        at="scope:accessModeSettings.queryAccessMode",
        bad="Open",
        also_good={
            "open for machine learning": {
                "scope:accessModeSettings.ingestionAccessMode": "Open",
                "workspace": ML_WORKSPACE,
            }
        },
        also_bad={
            "open for nobody": {"scope:accessModeSettings.ingestionAccessMode": "Open"},
            "a second scope": {"two": Made("monitor:PrivateLinkScope", "two", SCOPE.inputs)},
        },
    ),
}
