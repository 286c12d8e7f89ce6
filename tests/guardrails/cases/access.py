"""Cases of the rules on who holds which right."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Change, Made, Ref

ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions"
OWNER = f"{ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR = f"{ROLES}/b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = f"{ROLES}/acdd72a7-3385-48ef-bd42-f606fba81ae7"
GRANTER = f"{ROLES}/f58310d9-a9f6-439a-9e8d-f62e7b41a168"
PULL = f"{ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d"
PUSH = f"{ROLES}/8311e382-0749-4cb8-b61a-304f252e45ec"
BLOBS = f"{ROLES}/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
BLOBS_READ = f"{ROLES}/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
FILES = f"{ROLES}/69566ab7-960f-475b-8e7c-b3118f30c6bd"
SCIENTIST = f"{ROLES}/f6c7c914-8db3-469d-8ca1-694a8f32e121"
SECRETS = f"{ROLES}/4633458b-17de-408a-b874-0445c86b69e6"
VAULT_ADMIN = f"{ROLES}/00482a5a-887f-4fb3-b363-3b7fe8e74483"
CLUSTER_READER = f"{ROLES}/7f6c6a51-bcf8-42ba-9220-52d62157d7db"
METRICS = f"{ROLES}/b0d8363b-8ddd-447d-831f-62ca05bff136"
CRYPTO = f"{ROLES}/e147488a-f6f5-4113-8e2d-b22465e65bf6"
NETWORKS = f"{ROLES}/4d97b98b-1d4f-4787-a291-c67834d212e7"
OWN = f"{ROLES}/00000000-0000-0000-0000-0000000000d0"
GROUP_OF_PEOPLE = "00000000-0000-0000-0000-0000000000a1"


def identity(name: str) -> Made:
    return Made("managedidentity:UserAssignedIdentity", name, {"resourceName": f"id-{name}"})


def grant(name: str, role: str, on: object, to: object, kind: str = "ServicePrincipal") -> Made:
    return Made(
        "authorization:RoleAssignment",
        name,
        {
            "roleAssignmentName": name,
            "roleDefinitionId": role,
            "scope": on,
            "principalId": to,
            "principalType": kind,
        },
    )


def eligible(name: str, role: str, on: object) -> Made:
    given = {"roleDefinitionId": role, "scope": on, "principalId": GROUP_OF_PEOPLE}
    return Made("authorization:PimRoleEligibilitySchedule", name, given)


def credential(name: str, of: str, subject: str, issuer: object) -> Made:
    return Made(
        "managedidentity:FederatedIdentityCredential",
        name,
        {
            "resourceName": Ref(of, "name"),
            "subject": subject,
            "issuer": issuer,
            "audiences": ["api://AzureADTokenExchange"],
        },
    )


TRAINER = Ref("trainer", "principal_id")
ACCOUNT = Made("storage:StorageAccount", "account", {"accountName": "st1"})
REGISTRY = Made("containerregistry:Registry", "registry", {"registryName": "cr1"})
VAULT = Made("keyvault:Vault", "vault", {"vaultName": "kv-one"})
WORKSPACE = Made(
    "machinelearningservices:Workspace",
    "workspace",
    {
        "workspaceName": "mlw",
        "storageAccount": Ref("account"),
        "containerRegistry": Ref("registry"),
        "keyVault": Ref("vault"),
    },
)
COMPUTE = Made(
    "machinelearningservices:Compute",
    "compute",
    {
        "computeName": "cpu",
        "workspaceName": Ref("workspace", "name"),
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [Ref("trainer")]},
    },
)
TRAINING = (
    ACCOUNT,
    REGISTRY,
    VAULT,
    WORKSPACE,
    identity("trainer"),
    COMPUTE,
    grant("blobs", BLOBS, Ref("account"), TRAINER),
    grant("files", FILES, Ref("account"), TRAINER),
    grant("pull", PULL, Ref("registry"), TRAINER),
    grant("jobs", SCIENTIST, Ref("workspace"), TRAINER),
)
CLUSTER = Made(
    "containerservice:ManagedCluster",
    "cluster",
    {"resourceName": "aks", "identityProfile": {"kubeletidentity": {"resourceId": Ref("node")}}},
)
SERVING: Change = {
    "cluster": CLUSTER,
    "node": identity("node"),
    "images": grant("images", PULL, Ref("registry"), Ref("node", "principal_id")),
}
ISSUER = Ref("cluster", "oidc_issuer_profile")
SCALER: Change = {
    **SERVING,
    "scaler": identity("scaler"),
    "metrics": Made("monitor:AzureMonitorWorkspace", "metrics", {}),
    "keda": credential("keda", "scaler", "system:serviceaccount:kube-system:keda-operator", ISSUER),
    "watch": grant("watch", METRICS, Ref("metrics"), Ref("scaler", "principal_id")),
}
SUBSCRIPTION = "/subscriptions/s"
ELSEWHERE = f"{SUBSCRIPTION}/resourceGroups/r/providers/Microsoft"
RELEASER: Change = {
    "releaser": identity("releaser"),
    "push": grant("push", PUSH, Ref("registry"), Ref("releaser", "principal_id")),
}
GITHUB = credential(
    "github",
    "releaser",
    "repo:contoso/models:environment:prod",
    "https://token.actions.githubusercontent.com",
)
DEPLOYER: Change = {
    **RELEASER,
    "github": GITHUB,
    "home": Made("resources:ResourceGroup", "home", {"resourceGroupName": "rg"}),
    "deploy": grant("deploy", CONTRIBUTOR, Ref("home"), Ref("releaser", "principal_id")),
}
ENCRYPTER: Change = {
    "encrypter": identity("encrypter"),
    "key": Made("keyvault:Key", "key", {"keyName": "k", "vaultName": Ref("vault", "name")}),
    "account:encryption": {
        "encryptionIdentity": {"encryptionUserAssignedIdentity": Ref("encrypter")}
    },
    "wrap": grant("wrap", CRYPTO, Ref("key"), Ref("encrypter", "principal_id")),
}


def by_people(name: str, role: str, on: object) -> Made:
    return grant(name, role, on, GROUP_OF_PEOPLE, "Group")


CASES = {
    "access-needed": Case(
        good=TRAINING,
        at="pull:roleDefinitionId",
        bad=PUSH,
        also_good={
            "people read": {"read": by_people("read", READER, Ref("vault"))},
            "people activate more": {"mend": eligible("mend", VAULT_ADMIN, Ref("vault"))},
            "on a vault elsewhere": {
                "jobs": grant("jobs", SECRETS, f"{ELSEWHERE}.KeyVault/vaults/kv", TRAINER)
            },
            "on a registry by the literal id of its name": {
                "pull:scope": f"{ELSEWHERE}.ContainerRegistry/registries/CR1"
            },
            "a pipeline that signs in as the identity": {**RELEASER, "github": GITHUB},
            "an identity that is used elsewhere": RELEASER,
            "a service of the cluster": {
                **SERVING,
                "model": identity("model"),
                "churn": credential("churn", "model", "system:serviceaccount:models:c", ISSUER),
                "load": grant("load", BLOBS_READ, Ref("account"), Ref("model", "principal_id")),
            },
            "a scaler reads metrics": SCALER,
            "a workflow with a role of the company's own": {
                **SERVING,
                "flow": Made("logic:Workflow", "flow", {"workflowName": "f"}),
                "stop": grant("stop", OWN, Ref("cluster"), Ref("flow", "identity")),
            },
            "a role that the stack defines": {
                **SERVING,
                "role": Made("authorization:RoleDefinition", "role", {"roleName": "stop"}),
                "flow": Made("logic:Workflow", "flow", {"workflowName": "f"}),
                "stop": grant("stop", Ref("role"), Ref("cluster"), Ref("flow", "identity")),
            },
            "a scope that waits for others": {
                "net": Made("network:VirtualNetwork", "net", {}),
                "subnet": Made("network:Subnet", "subnet", {"subnetName": "s"}),
                "agents": grant("agents", NETWORKS, Ref("subnet"), GROUP_OF_PEOPLE),
                "agents:description": Ref("net"),
            },
            "wide ones are told elsewhere": {"pull:scope": SUBSCRIPTION},
        },
        also_bad={
            "owner": {"pull:roleDefinitionId": OWNER},
            "on something else": {"pull:scope": Ref("account")},
            "on a type that nobody needs": {
                "cache": Made("cache:Redis", "cache", {}),
                "pull:scope": Ref("cache"),
            },
            "on a service elsewhere that nobody needs": {
                "pull:scope": f"{ELSEWHERE}.Cache/redis/r"
            },
            "a person": {"pull:principalId": GROUP_OF_PEOPLE, "pull:principalType": "User"},
            "nobody says what the principal is": {
                "pull:principalId": GROUP_OF_PEOPLE,
                "pull:principalType": ABSENT,
            },
            "people read secrets": {"read": by_people("read", SECRETS, Ref("vault"))},
            "people hold for good what they should activate": {
                "mend": by_people("mend", VAULT_ADMIN, Ref("vault"))
            },
            "an account that nobody needs to change": {
                "read": by_people("read", CONTRIBUTOR, Ref("account"))
            },
            "no scope": {"pull:scope": ABSENT},
            "a pod's right for a pipeline": {
                **RELEASER,
                "github": GITHUB,
                "push:roleDefinitionId": PULL,
            },
            "a service with a scaler's right": {
                **SCALER,
                "keda:subject": "system:serviceaccount:models:churn",
            },
            "rights of two callers in one identity nobody uses": {
                **RELEASER,
                "load": grant("load", BLOBS_READ, Ref("account"), Ref("releaser", "principal_id")),
            },
        },
        also_undetermined={
            "a principal from nowhere": {"pull:principalId": UNKNOWN},
            "a scope from nowhere": {"pull:scope": UNKNOWN},
        },
    ),
    "access-complete": Case(
        good=TRAINING,
        at="pull:roleDefinitionId",
        bad=READER,
        unknown="pass",
        also_good={
            "a role that includes the needed one": {"pull:roleDefinitionId": PUSH},
            "a registry elsewhere": {
                "workspace:containerRegistry": f"{ELSEWHERE}.ContainerRegistry/registries/c",
                "pull": ABSENT,
            },
            "nodes pull from one of two registries": {
                **SERVING,
                "second": Made("containerregistry:Registry", "second", {"registryName": "cr2"}),
            },
            "no identity of the stack": {"compute:identity": ABSENT, "pull": ABSENT},
            "a scaler reads metrics": SCALER,
            "an account is encrypted with a key": ENCRYPTER,
        },
        also_bad={
            "no right on the account": {"blobs": ABSENT},
            "a right on another account": {
                "other": Made("storage:StorageAccount", "other", {"accountName": "st2"}),
                "blobs:scope": Ref("other"),
            },
            "a right of another identity": {
                "other": identity("other"),
                "pull:principalId": Ref("other", "principal_id"),
            },
            "nodes pull from no registry": {**SERVING, "images": ABSENT},
            "a scaler that sees nothing": {**SCALER, "watch": ABSENT},
            "a key that nobody may wrap with": {**ENCRYPTER, "wrap": ABSENT},
            "a workspace without its rights": {
                "home": identity("home"),
                "workspace:primaryUserAssignedIdentity": Ref("home"),
            },
        },
    ),
    "access-once": Case(
        good=TRAINING,
        at="again",
        bad=grant("again", PULL, Ref("registry"), TRAINER),
        unknown="violation",
        also_good={
            "the same role elsewhere": {
                "second": Made("containerregistry:Registry", "second", {"registryName": "cr2"}),
                "again": grant("again", PULL, Ref("second"), TRAINER),
            },
            "the same role for another": {
                "other": identity("other"),
                "again": grant("again", PULL, Ref("registry"), Ref("other", "principal_id")),
            },
            "what nobody can tell": {
                "again": grant("again", UNKNOWN, Ref("registry"), TRAINER),
            },
        },
        also_bad={
            "one role inside another": {"again": grant("again", PUSH, Ref("registry"), TRAINER)},
            "twice for people": {
                "one": by_people("one", READER, Ref("account")),
                "two": by_people("two", READER, Ref("account")),
            },
            "twice on something elsewhere": {
                "one": by_people("one", PULL, f"{ELSEWHERE}.ContainerRegistry/registries/C"),
                "two": by_people("two", PULL, f"{ELSEWHERE}.ContainerRegistry/registries/c"),
            },
        },
        also_undetermined={
            "two parts of one cluster": {
                **SERVING,
                "one": by_people("one", CLUSTER_READER, Ref("cluster")),
                "two": by_people("two", CLUSTER_READER, Ref("cluster")),
            }
        },
    ),
    "access-narrow": Case(
        good=TRAINING,
        at="pull:scope",
        bad=f"{SUBSCRIPTION}/resourceGroups/rg",
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "the deployer's own group": DEPLOYER,
            "the deployer grants under a condition": {
                **DEPLOYER,
                "deploy:roleDefinitionId": GRANTER,
                "deploy:condition": "listed roles",
            },
            "a role of the company's own on the subscription": {
                **DEPLOYER,
                "deploy:roleDefinitionId": OWN,
                "deploy:scope": SUBSCRIPTION,
            },
        },
        also_bad={
            "a subscription": {"pull:scope": SUBSCRIPTION},
            "a management group": {
                "pull:scope": "/providers/Microsoft.Management/managementGroups/m"
            },
            "a group of the stack": {
                "home": Made("resources:ResourceGroup", "home", {"resourceGroupName": "rg"}),
                "pull:scope": Ref("home"),
            },
            "a pipeline on a group that another program makes": {
                **DEPLOYER,
                "home": ABSENT,
                "deploy:scope": f"{SUBSCRIPTION}/resourceGroups/rg",
            },
            "a deployer that grants anything": {**DEPLOYER, "deploy:roleDefinitionId": GRANTER},
            "a deployer that owns": {**DEPLOYER, "deploy:roleDefinitionId": OWNER},
            "to be activated": {"mend": eligible("mend", READER, SUBSCRIPTION)},
        },
    ),
}
