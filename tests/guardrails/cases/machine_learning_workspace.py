"""Cases of the rules on the workspace, what it stands on, and its data."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref

MANAGED = {
    "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"},
    "provisionNetworkNow": True,
}
OWN = {
    "managedNetwork": {"isolationMode": "Disabled"},
    "serverlessComputeSettings": {
        "serverlessComputeCustomSubnet": Ref("subnet"),
        "serverlessComputeNoPublicIP": True,
    },
}


def workspace(**inputs: object) -> Made:
    return Made("machinelearningservices:Workspace", "workspace", inputs)


def cluster(name: str, vm_size: str) -> Made:
    return Made(
        "machinelearningservices:Compute",
        name,
        {
            "computeName": name,
            "workspaceName": Ref("workspace", "name"),
            "properties": {"computeType": "AmlCompute", "properties": {"vmSize": vm_size}},
        },
    )


SUBNET = Made(
    "network:Subnet",
    "subnet",
    {"subnetName": "s", "virtualNetworkName": "v", "routeTable": {"id": Ref("routes")}},
)
ROUTES = Made("network:RouteTable", "routes", {})
STORAGE = Made("storage:StorageAccount", "storage", {"publicNetworkAccess": "Disabled"})
VAULT = Made("keyvault:Vault", "vault", {"properties": {"publicNetworkAccess": "Disabled"}})
REGISTRY = Made("containerregistry:Registry", "registry", {"publicNetworkAccess": "Disabled"})
INSIGHTS = Made("applicationinsights:Component", "insights", {})
PRIVATE = (
    STORAGE,
    VAULT,
    REGISTRY,
    INSIGHTS,
    workspace(
        publicNetworkAccess="Disabled",
        storageAccount=Ref("storage"),
        keyVault=Ref("vault"),
        containerRegistry=Ref("registry"),
        applicationInsights=Ref("insights"),
    ),
)
IDENTITY = Made("managedidentity:UserAssignedIdentity", "identity", {})
GRANT = Made(
    "authorization:RoleAssignment",
    "approver",
    {
        "principalId": Ref("identity", "principal_id"),
        "principalType": "ServicePrincipal",
        "roleDefinitionId": "/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
        "scope": "/subscriptions/s",
    },
)

CASES = {
    "aml-managed-network": Case(
        good=(ROUTES, SUBNET, workspace(**MANAGED)),
        at="workspace:managedNetwork.isolationMode",
        bad="AllowInternetOutbound",
        also_good={"a network of ours": {"workspace": workspace(**OWN)}},
        also_bad={
            "no word on the network": {"workspace": workspace(provisionNetworkNow=True)},
            "made with the first compute": {"workspace:provisionNetworkNow": ABSENT},
            "neither the one nor the other": {"workspace:managedNetwork.isolationMode": "Disabled"},
            "public addresses in a network of ours": {
                "workspace": workspace(
                    **OWN
                    | {
                        "serverlessComputeSettings": {
                            "serverlessComputeCustomSubnet": "/s",
                            "serverlessComputeNoPublicIP": False,
                        }
                    }
                )
            },
            "a network of nobody's": {
                "workspace": workspace(
                    **OWN | {"serverlessComputeSettings": {"serverlessComputeNoPublicIP": True}}
                )
            },
        },
    ),
    "aml-own-network": Case(
        good=(ROUTES, SUBNET, workspace(**OWN)),
        at="subnet:routeTable.id",
        bad=None,
        unknown="pass",
        malformed=(None, "violation"),
        also_good={
            "Azure's network": {"subnet:routeTable": ABSENT, "workspace": workspace(**MANAGED)}
        },
        also_bad={"no route table": {"subnet:routeTable": ABSENT}},
        also_undetermined={
            "a subnet elsewhere": {
                "workspace:serverlessComputeSettings.serverlessComputeCustomSubnet": "/other"
            }
        },
    ),
    "aml-deps-private": Case(
        good=PRIVATE,
        at="storage:publicNetworkAccess",
        bad="Enabled",
        unknown="pass",
        also_good={
            "an open workspace, told elsewhere": {
                "workspace:publicNetworkAccess": "Enabled",
                "storage:publicNetworkAccess": "Enabled",
            }
        },
        also_bad={
            "an open vault": {"vault:properties.publicNetworkAccess": "Enabled"},
            "an open registry": {"registry:publicNetworkAccess": "Enabled"},
            "a registry of Azure's making": {"workspace:containerRegistry": ABSENT},
            "no telemetry": {"workspace:applicationInsights": ABSENT},
        },
        also_undetermined={"a vault elsewhere": {"workspace:keyVault": "/other/vault"}},
    ),
    "aml-image-builds": Case(
        good=(
            REGISTRY,
            workspace(containerRegistry=Ref("registry"), imageBuildCompute="cpu"),
            cluster("cpu", "Standard_D4ds_v5"),
            cluster("gpu", "Standard_NC24ads_A100_v4"),
        ),
        at="workspace:imageBuildCompute",
        bad="other",
        also_good={
            "an open registry, which Azure reaches": {
                "registry:publicNetworkAccess": "Enabled",
                "workspace:imageBuildCompute": ABSENT,
            }
        },
        also_bad={
            "graphics cards": {"workspace:imageBuildCompute": "gpu"},
            "somebody's instance": {"cpu:properties.computeType": "ComputeInstance"},
            "a cluster of another workspace": {"cpu:workspaceName": "other"},
        },
    ),
    "aml-rights-first": Case(
        good=(
            IDENTITY,
            GRANT,
            workspace(
                identity={"type": "UserAssigned", "userAssignedIdentities": [Ref("identity")]},
                # An option says so in a program; here an input has to.
                tags={"after": Ref("approver")},
            ),
        ),
        at="workspace:tags.after",
        bad="nothing",
        unknown="violation",
        also_good={
            "a right on the workspace itself": {
                "own": Made(
                    "authorization:RoleAssignment",
                    "own",
                    {**GRANT.inputs, "scope": Ref("workspace")},
                )
            }
        },
        also_undetermined={
            "an identity elsewhere": {"workspace:identity.userAssignedIdentities": ["/other"]}
        },
    ),
    "aml-datastore-identity": Case(
        good=(
            workspace(systemDatastoresAuthMode="Identity"),
            Made(
                "machinelearningservices:Datastore",
                "datastore",
                {
                    "workspaceName": Ref("workspace", "name"),
                    "properties": {
                        "datastoreType": "AzureBlob",
                        "credentials": {"credentialsType": "None"},
                    },
                },
            ),
        ),
        at="datastore:properties.credentials.credentialsType",
        bad="AccountKey",
        also_bad={
            "a token": {"datastore:properties.credentials": {"credentialsType": "Sas"}},
            "keys of the workspace's own": {"workspace:systemDatastoresAuthMode": "AccessKey"},
            "Azure's default, which is keys": {"workspace:systemDatastoresAuthMode": ABSENT},
        },
        also_undetermined={
            "credentials that are not known": {"datastore:properties.credentials": UNKNOWN}
        },
    ),
}
