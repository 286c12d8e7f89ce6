"""Cases of the rules on how services know their callers."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.public_access import STORAGE, VAULT
from tests.guardrails.spec import ABSENT, Case, Made, Ref

CLOSED = Made("storage:StorageAccount", "account", {**STORAGE.inputs, "isLocalUserEnabled": False})
IDENTITY = Made("managedidentity:UserAssignedIdentity", "identity", {"resourceName": "id-one"})
CLUSTER = Made(
    "containerservice:ManagedCluster",
    "aks",
    {
        "disableLocalAccounts": True,
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [Ref("identity")]},
    },
)
COMPUTE = Made(
    "machinelearningservices:Compute",
    "compute",
    {
        "computeName": "cpu",
        "properties": {"computeType": "AmlCompute", "disableLocalAuth": True},
        "identity": {"type": "SystemAssigned"},
    },
)
IMAGES = Made(
    "containerregistry:Registry",
    "registry",
    {"sku": {"name": "Premium"}, "adminUserEnabled": False, "anonymousPullEnabled": False},
)
LOGS = Made("operationalinsights:Workspace", "logs", {"features": {"disableLocalAuth": True}})
MACHINE = Made(
    "compute:VirtualMachine",
    "machine",
    {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}}},
)
WORKSPACE = Made(
    "machinelearningservices:Workspace",
    "workspace",
    {
        "workspaceName": "mlw",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [Ref("identity")]},
        "primaryUserAssignedIdentity": Ref("identity"),
        "applicationInsights": Ref("insights"),
    },
)
INSIGHTS = Made(
    "applicationinsights:Component",
    "insights",
    {
        "resourceName": "appi",
        "kind": "web",
        "applicationType": "web",
        "disableLocalAuth": False,
        "publicNetworkAccessForQuery": "Disabled",
    },
)
SERVICES = Made(
    "applicationinsights:Component", "services", {**INSIGHTS.inputs, "disableLocalAuth": True}
)
ROLES_ONLY = Made(
    "keyvault:Vault",
    "vault",
    {
        **VAULT.inputs,
        "properties": {**VAULT.inputs["properties"], "enableRbacAuthorization": True},
    },
)
POLICY = {"objectId": "o", "tenantId": "t", "permissions": {"secrets": ["get"]}}
CREDENTIAL = Made(
    "managedidentity:FederatedIdentityCredential",
    "credential",
    {
        "resourceName": Ref("identity", "name"),
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:contoso/models:environment:prod",
        "audiences": ["api://AzureADTokenExchange"],
    },
)
ISSUER, SUBJECT = "credential:issuer", "credential:subject"
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
ON_CLUSTER = {
    "aks": CLUSTER,
    ISSUER: Ref("aks", "name"),
    SUBJECT: "system:serviceaccount:models:churn",
}

CASES = {
    "id-local-auth-disabled": Case(
        good=(IDENTITY, CLOSED, CLUSTER, COMPUTE, IMAGES, LOGS, MACHINE),
        at="account:allowSharedKeyAccess",
        bad=True,
        also_bad={
            "local users": {"account:isLocalUserEnabled": ABSENT},
            "accounts of the cluster": {"aks:disableLocalAccounts": False},
            "passwords on a compute": {"compute:properties.disableLocalAuth": False},
            "a registry's admin": {"registry:adminUserEnabled": True},
            "a registry for everybody": {"registry:anonymousPullEnabled": ABSENT},
            "a log that takes a key": {"logs:features.disableLocalAuth": False},
            "a machine that takes a password": {
                "machine:osProfile.linuxConfiguration": {"disablePasswordAuthentication": False}
            },
        },
    ),
    "id-insights-local-auth": Case(
        good=(IDENTITY, INSIGHTS, SERVICES, WORKSPACE),
        at="services:disableLocalAuth",
        bad=False,
        also_good={
            "a workspace's own that takes tokens only": {
                "insights:disableLocalAuth": True,
                "insights:publicNetworkAccessForQuery": "Enabled",
            }
        },
        also_bad={
            "a workspace's own that everybody may query": {
                "insights:publicNetworkAccessForQuery": "Enabled"
            },
            "used by something else": {"workspace:applicationInsights": ABSENT},
            "behind another input of a workspace": {
                "workspace:applicationInsights": ABSENT,
                "workspace:description": Ref("insights"),
            },
        },
    ),
    "id-managed-identity": Case(
        good=(IDENTITY, INSIGHTS, WORKSPACE, CLUSTER, COMPUTE),
        at="workspace:identity.type",
        bad="SystemAssigned",
        also_good={
            "both": {"workspace:identity.type": "SystemAssigned,UserAssigned"},
        },
        also_bad={
            "no first identity": {"workspace:primaryUserAssignedIdentity": ABSENT},
            "a compute without": {"compute:identity": ABSENT},
            "a cluster with a secret": {
                "aks:servicePrincipalProfile": {"clientId": "c", "secret": "s"}
            },
        },
    ),
    "id-keyvault-rbac": Case(
        good=(ROLES_ONLY,),
        at="vault:properties.enableRbacAuthorization",
        bad=False,
        also_good={
            "an empty list": {"vault:properties.accessPolicies": []},
            "stated": {"vault:properties.enabledForDeployment": False},
        },
        also_bad={
            "a policy besides": {"vault:properties.accessPolicies": [POLICY]},
            "secrets for deployments": {"vault:properties.enabledForTemplateDeployment": True},
        },
    ),
    "id-federated-credential": Case(
        good=(IDENTITY, CREDENTIAL),
        at=SUBJECT,
        bad="repo:contoso/models:ref:refs/heads/main",
        also_good={
            "a service account of the cluster": ON_CLUSTER,
            "with the repository's ids": {
                SUBJECT: "repo:contoso@1/models@2:environment:prod",
            },
            "Azure DevOps": {
                ISSUER: f"https://vstoken.dev.azure.com/{TENANT}",
                SUBJECT: "sc://contoso/models/azure",
            },
            "another cloud": {"credential:audiences": ["api://AzureADTokenExchangeUSGov"]},
        },
        also_bad={
            "any repository": {SUBJECT: "repo:contoso/*:environment:prod"},
            "a pull request": {SUBJECT: "repo:contoso/models:pull_request"},
            "every service account": {**ON_CLUSTER, SUBJECT: "system:serviceaccount:models:*"},
            "a pipeline on the cluster": {
                **ON_CLUSTER,
                SUBJECT: "repo:contoso/models:environment:prod",
            },
            "an issuer nobody knows": {ISSUER: "https://token.example.com"},
            "an issuer that only looks known": {
                ISSUER: "https://token.actions.githubusercontent.com.example.com"
            },
            "another audience": {"credential:audiences": ["api://other"]},
            "two audiences": {
                "credential:audiences": ["api://AzureADTokenExchange", "api://AzureADTokenExchange"]
            },
            "no audience": {"credential:audiences": []},
        },
        also_undetermined={
            "an issuer that is not known yet": {ISSUER: UNKNOWN},
            "an audience that is not known yet": {"credential:audiences": [UNKNOWN]},
        },
    ),
}
