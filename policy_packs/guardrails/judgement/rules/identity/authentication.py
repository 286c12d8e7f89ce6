"""How services know who calls them: by Entra, never by a key or password."""

from ...checks import must_be, must_be_empty, must_be_set
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule

_CLUSTER = "azure-native:containerservice:ManagedCluster"
_ML_WORKSPACE = "azure-native:machinelearningservices:Workspace"
_INSIGHTS = "azure-native:applicationinsights:Component"
_COMPUTE = "azure-native:machinelearningservices:Compute"
_MACHINE = "azure-native:compute:VirtualMachine"
_VAULT = "azure-native:keyvault:Vault"

# Type to the inputs that turn keys and passwords off; datastores are for aml-datastore-identity.
_LOCAL_AUTH = {
    "azure-native:storage:StorageAccount": (
        ("allowSharedKeyAccess", False),
        ("isLocalUserEnabled", False),
    ),
    "azure-native:containerregistry:Registry": (
        ("adminUserEnabled", False),
        ("anonymousPullEnabled", False),
    ),
    "azure-native:operationalinsights:Workspace": (("features.disableLocalAuth", True),),
    _CLUSTER: (("disableLocalAccounts", True),),
    _COMPUTE: (("properties.disableLocalAuth", True),),
    _MACHINE: (("osProfile.linuxConfiguration.disablePasswordAuthentication", True),),
}


@resource_rule(
    "id-local-auth-disabled",
    topic="identity",
    title="Services take Entra's tokens, no keys and no passwords of their own",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f",
            "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
            "9f2dea28-e834-476c-99c5-3507b4728395",
            "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
            "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
        )
    ),
    applies_to=tuple(_LOCAL_AUTH),
    why="A key belongs to nobody, never expires, and whoever copied it stays in.",
    fix="Turn local authentication off, and give callers an identity with a role.",
    link="https://learn.microsoft.com/security/benchmark/azure/mcsb-identity-management",
)
def local_auth_disabled(resource: Resource) -> Verdicts:
    """Demand that it is stated: most services have it on by default."""
    for path, wanted in _LOCAL_AUTH[resource.type]:
        yield from must_be(resource, path, wanted)


@graph_rule(
    "id-insights-local-auth",
    topic="identity",
    title="Telemetry is taken from identities, but for what a machine learning workspace sends",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("199d5677-e4d9-4264-9465-efe1839c06bd",)),
    applies_to=(_INSIGHTS,),
    why="Whoever has a connection string forges the telemetry that alerts and releases go by.",
    fix="Set disableLocalAuth to true and give each sender Monitoring Metrics Publisher; keep a"
    " component of its own for the workspace, whose queries are closed.",
    link="https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication",
)
def insights_local_auth(graph: Graph) -> Verdicts:
    """Allow keys to the component of a workspace, if nobody outside can query it.

    What machine learning's endpoints send is not documented to work with Entra alone, and telemetry
    that is refused vanishes without an error.
    """
    for component in graph.of_type(_INSIGHTS):
        uses = [name for _, name in graph.users(component, _ML_WORKSPACE)]
        if "applicationInsights" not in uses:
            yield from must_be(component, "disableLocalAuth", True)
        elif component.at("disableLocalAuth").value is not True:
            yield from must_be(component, "publicNetworkAccessForQuery", "Disabled")


@resource_rule(
    "id-managed-identity",
    topic="identity",
    title="Whatever calls Azure has an identity that Azure looks after",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "5f0c7d88-c7de-45b8-ac49-db49e72eaa78",
            "da6e2401-19da-4532-9141-fb8fbde08431",
        )
    ),
    applies_to=(_ML_WORKSPACE, _CLUSTER, _COMPUTE, _MACHINE),
    why="Without one it holds a secret; and rights on an identity that comes with the resource can"
    " only be given when it is too late for the first start.",
    fix="Make a user-assigned identity, grant it what is needed, and assign it.",
    link="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
)
def managed_identity(resource: Resource) -> Verdicts:
    """Demand a user-assigned identity; machines and computes may bring one of their own."""
    both = ("SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")
    own = ("SystemAssigned",) if resource.type in (_COMPUTE, _MACHINE) else ()
    yield from must_be(resource, "identity.type", "UserAssigned", *both, *own)
    if resource.type == _ML_WORKSPACE:
        yield from must_be_set(resource, "primaryUserAssignedIdentity", str)
    if resource.type == _CLUSTER:
        yield from must_be_empty(resource, "servicePrincipalProfile")


@resource_rule(
    "id-keyvault-rbac",
    topic="identity",
    title="Rights on a vault are roles, seen where all rights are seen",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",)),
    applies_to=(_VAULT,),
    why="With access policies, whoever may write the vault gives himself its secrets; the SDK's"
    " default is access policies.",
    fix="Set enableRbacAuthorization to true and leave accessPolicies out.",
    link="https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
)
def vault_rbac(resource: Resource) -> Verdicts:
    """Demand roles, no policies, and no secrets for Azure's own deployments."""
    yield from must_be(resource, "properties.enableRbacAuthorization", True)
    yield from must_be_empty(resource, "properties.accessPolicies")
    for use in ("Deployment", "DiskEncryption", "TemplateDeployment"):
        yield from must_be(resource, f"properties.enabledFor{use}", False, unset=True)
