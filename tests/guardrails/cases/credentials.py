"""Cases of the rules on secrets, names and protection."""

from simulated_azure.values import Secret
from tests.guardrails.cases.public_access import WRITTEN
from tests.guardrails.spec import ABSENT, Case, Change, Made, Ref

LISTED = "@{listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st'), '2023-01-01')}"
FLOW = Made(
    "logic:Workflow",
    "flow",
    {
        "workflowName": "flow",
        "definition": {"actions": {"call": {"inputs": {"uri": "https://example.com/stop"}}}},
    },
)
ROLE = Made(
    "authorization:RoleDefinition",
    "role",
    {
        "roleName": "stop",
        "permissions": [
            {
                "actions": ["Microsoft.ContainerService/managedClusters/stop/action"],
                "notActions": ["Microsoft.Storage/storageAccounts/listKeys/action"],
            }
        ],
    },
)
DEPLOYMENT = Made(
    "kubernetes:apps/v1:Deployment",
    "service",
    {
        "metadata": {"name": "service"},
        "spec": {
            "selector": {"matchLabels": {"app": "service"}},
            "template": {
                "metadata": {"labels": {"app": "service"}},
                "spec": {
                    "containers": [
                        {
                            "name": "service",
                            "image": "crone.azurecr.io/service:1",
                            "env": [{"name": "STORE_PASSWORD", "value": "${STORE_PASSWORD}"}],
                        }
                    ]
                },
            },
        },
    },
)
ENV = "service:spec.template.spec.containers[0].env[0]"
ONLINE = Made(
    "machinelearningservices:OnlineDeployment",
    "online",
    {
        "endpointName": "churn",
        "workspaceName": "mlw",
        "properties": {
            "endpointComputeType": "Managed",
            "environmentVariables": {"BATCH_SIZE": "32"},
        },
    },
)
GROUP = Made(
    "monitor:ActionGroup",
    "people",
    {
        "groupShortName": "people",
        "enabled": True,
        "webhookReceivers": [{"name": "w", "serviceUri": "https://example.com/alerts"}],
    },
)
SAS = "https://st.blob.core.windows.net/c?sv=2022-11-02&sig=abcdefghijkl%3D"


def setting(name: str, value: object) -> Change:
    return {f"{ENV}.name": name, f"{ENV}.value": value}


VAULT = Made("keyvault:Vault", "vault", {"vaultName": "kv-mlops-prod-9161o"})
LOCK = Made(
    "authorization:ManagementLockByScope",
    "lock",
    {"lockName": "keep", "scope": Ref("vault"), "level": "CanNotDelete"},
)
CONTAINER = Made(
    "storage:BlobContainer",
    "container",
    {"containerName": "c", "accountName": Ref("account", "name")},
)

CASES = {
    "secret-no-listing": Case(
        good=(FLOW, ROLE),
        at="flow:definition.actions.call.inputs.uri",
        bad=LISTED,
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "the file that kubectl signs in with": {
                "role:permissions[0].actions[0]": "Microsoft.ContainerService/managedClusters"
                "/listClusterUserCredential/action"
            },
            "a list of something else": {
                "role:permissions[0].actions[0]": "Microsoft.Storage/storageAccounts/listItems"
            },
        },
        also_bad={
            "a right to list": {
                "role:permissions[0].actions[0]": "Microsoft.Storage/storageAccounts"
                "/listKeys/action"
            },
            "a right to list signatures": {
                "role:permissions[0].actions[0]": "Microsoft.Storage/storageAccounts"
                "/listAccountSas/action"
            },
            "the cluster's way round its directory": {
                "role:permissions[0].actions[0]": "Microsoft.ContainerService/managedClusters"
                "/listClusterAdminCredential/action"
            },
            "a workflow's own address": {
                "flow:definition.actions.call.inputs.uri": "https://management.azure.com/x/triggers"
                "/manual/listCallbackUrl"
            },
        },
    ),
    "secret-no-static": Case(
        good=(DEPLOYMENT, ONLINE, GROUP, FLOW),
        at=f"{ENV}.value",
        bad="correct horse battery",
        missing="pass",
        malformed=(7, "pass"),
        also_good={
            "a reference to a secret": {
                f"{ENV}.value": ABSENT,
                f"{ENV}.valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}},
            },
            "a reference to the vault": {
                f"{ENV}.value": "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/s)"
            },
            "a parameter of a workflow": {
                "flow:definition.actions.call.inputs.uri": "@parameters('chatUrl')"
            },
            "where telemetry goes": setting(
                "APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=0;IngestionEndpoint=x"
            ),
            "a path": setting("TOKEN", "/var/run/secrets/token"),
            "a flag": setting("USE_TOKEN", "true"),
            "a name that is not a secret's": setting("TOKENIZER", "wordpiece"),
            "what is kept in the vault": {
                "kept": Made(
                    "keyvault:Secret",
                    "kept",
                    {"secretName": "s", "vaultName": "kv", "properties": {"value": SAS}},
                )
            },
        },
        also_bad={
            "an account's key": setting(
                "STORE", "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=abcdefghijkl=="
            ),
            "a signature": setting("STORE_URL", SAS),
            "a secret that is marked so": {f"{ENV}.value": Secret("correct horse battery")},
            "a variable of an endpoint": {
                "online:properties.environmentVariables.API_KEY": "0123abcd"
            },
            "a tag": {"online:tags": {"AccessKey": "0123abcd"}},
            "a password in an address": setting("STORE_URL", "https://user:word@example.com"),
            "a channel's address": {
                "people:webhookReceivers[0].serviceUri": "https://hooks.slack.com/services/T0/B0/x"
            },
            "a workflow's header": {
                "flow:definition.actions.call.inputs.headers": {"key": "SharedAccessKey=abcdefghij"}
            },
            "a private key": setting("PEM", "-----BEGIN RSA PRIVATE KEY-----\nabc"),
            "a token of GitHub": setting("GH", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
        },
    ),
    "name-form": Case(
        good=(VAULT,),
        at="vault:vaultName",
        bad="kv-mlops-production-9161o",
        also_bad={
            "two dashes": {"vault:vaultName": "kv--prod-9161o"},
            "capitals in an account": {
                "account": Made("storage:StorageAccount", "account", {"accountName": "stMlops"})
            },
            "a dash in a registry": {
                "registry": Made(
                    "containerregistry:Registry", "registry", {"registryName": "cr-1x"}
                )
            },
        },
    ),
    "name-suffix": Case(
        good=(VAULT,),
        at="vault:vaultName",
        bad="kv-mlops-prod",
        also_good={
            "a name of the group's own": {
                "aks": Made("containerservice:ManagedCluster", "aks", {"resourceName": "aks-prod"})
            }
        },
        also_bad={
            "a workspace that comes back": {
                "workspace": Made(
                    "machinelearningservices:Workspace", "workspace", {"workspaceName": "mlw-prod"}
                )
            }
        },
        also_undetermined={"an end that may be a word": {"vault:vaultName": "kv-mlops-bytes"}},
    ),
    "name-once": Case(
        good=(VAULT, Made("keyvault:Vault", "second", {"vaultName": "kv-mlops-dev-0jq9t"})),
        at="second:vaultName",
        bad="KV-mlops-prod-9161o",
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "a name of another type": {
                "logs": Made(
                    "operationalinsights:Workspace",
                    "logs",
                    {"workspaceName": "kv-mlops-prod-9161o"},
                )
            }
        },
        also_bad={
            "two accounts": {
                "a": Made("storage:StorageAccount", "a", {"accountName": "stmlops1"}),
                "b": Made("storage:StorageAccount", "b", {"accountName": "stmlops1"}),
            }
        },
    ),
    "res-protected": Case(
        good=(VAULT, LOCK),
        at="lock:level",
        bad="ReadOnly",
        unknown="violation",
        also_good={
            "protected": {
                "lock": ABSENT,
                "vault": Made("keyvault:Vault", "vault", VAULT.inputs, protect=True),
            },
            "what Azure writes again": {
                "account": Made("storage:StorageAccount", "account", WRITTEN.inputs, protect=True),
                "container": CONTAINER,
            },
            "what holds nothing": {"group": GROUP},
        },
        also_bad={
            "neither": {"lock": ABSENT},
            "a lock on something else": {
                "second": Made("keyvault:Vault", "second", {"vaultName": "kv-2"}, protect=True),
                "lock:scope": Ref("second"),
            },
            "a lock that only names it": {"lock:scope": "/x", "lock:notes": Ref("vault")},
            "data in a protected account": {
                "account": Made("storage:StorageAccount", "account", {}, protect=True),
                "container": CONTAINER,
            },
        },
    ),
}
