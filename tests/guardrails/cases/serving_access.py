"""Cases of the rules on a cluster's API server, its rights and its identities."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref

PROFILE = "cluster:apiServerAccessProfile"
ZONES = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones"
KEDA = "system:serviceaccount:kube-system:keda-operator"
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"


def cluster(**inputs: object) -> Made:
    return Made("containerservice:ManagedCluster", "cluster", inputs)


def grant(name: str, role: str) -> Made:
    return Made(
        "authorization:RoleAssignment",
        name,
        {
            "principalId": Ref("identity", "principal_id"),
            "principalType": "ServicePrincipal",
            "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{role}",
            "scope": "/subscriptions/s",
        },
    )


def credential(name: str, subject: str | Ref) -> Made:
    """Return a credential; one with another's subject waits for it, as an option would say."""
    return Made(
        "managedidentity:FederatedIdentityCredential",
        name,
        {
            "resourceName": Ref("identity", "name"),
            "subject": subject,
            "issuer": "https://issuer",
            "audiences": ["api://AzureADTokenExchange"],
        },
    )


SUBNET = Made(
    "network:Subnet",
    "subnet",
    {
        "subnetName": "snet",
        "virtualNetworkName": "vnet",
        "delegations": [{"name": "d", "serviceName": "Microsoft.ContainerService/managedClusters"}],
    },
)
IDENTITY = Made("managedidentity:UserAssignedIdentity", "identity", {})
STRANGER = Made("managedidentity:UserAssignedIdentity", "stranger", {})
SIGN_IN = Made(
    "kubernetes:keda.sh/v1alpha1:TriggerAuthentication",
    "sign-in",
    {"spec": {"podIdentity": {"provider": "azure-workload", "identityId": "c"}}},
)
PRIVATE = cluster(
    apiServerAccessProfile={
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "system",
        "disableRunCommand": True,
    }
)

CASES = {
    "aks-api-private": Case(
        good=(PRIVATE,),
        at=f"{PROFILE}.enablePrivateCluster",
        bad=False,
        also_good={
            "a zone of ours": {f"{PROFILE}.privateDNSZone": f"{ZONES}/z"},
            "no ranges": {f"{PROFILE}.authorizedIPRanges": []},
        },
        also_bad={
            "no profile": {PROFILE: ABSENT},
            "a profile of another type": {PROFILE: "private"},
            "a public name": {f"{PROFILE}.enablePrivateClusterPublicFQDN": True},
            "Azure's default, which is a public name": {
                f"{PROFILE}.enablePrivateClusterPublicFQDN": ABSENT
            },
            "no zone": {f"{PROFILE}.privateDNSZone": "none"},
            "no word on the zone": {f"{PROFILE}.privateDNSZone": ABSENT},
            "public ranges": {f"{PROFILE}.authorizedIPRanges": ["203.0.113.0/24"]},
        },
    ),
    "aks-run-command": Case(
        good=(PRIVATE,),
        at=f"{PROFILE}.disableRunCommand",
        bad=False,
        also_bad={"no profile": {PROFILE: ABSENT}},
    ),
    "aks-entra-rbac": Case(
        good=(cluster(enableRBAC=True, aadProfile={"managed": True, "enableAzureRBAC": True}),),
        at="cluster:aadProfile.enableAzureRBAC",
        bad=False,
        also_bad={
            "no Entra": {"cluster:aadProfile": ABSENT},
            "the old way": {"cluster:aadProfile.managed": False},
            "no roles at all": {"cluster:enableRBAC": False},
        },
    ),
    "aks-workload-identity": Case(
        good=(
            cluster(
                oidcIssuerProfile={"enabled": True},
                securityProfile={"workloadIdentity": {"enabled": True}},
            ),
        ),
        at="cluster:securityProfile.workloadIdentity.enabled",
        bad=False,
        also_bad={
            "no issuer": {"cluster:oidcIssuerProfile.enabled": False},
            "no profiles": {"cluster:oidcIssuerProfile": ABSENT, "cluster:securityProfile": ABSENT},
        },
    ),
    "aks-api-network": Case(
        good=(
            SUBNET,
            cluster(
                location="eastus2",
                identity={"type": "UserAssigned"},
                apiServerAccessProfile={
                    "enableVnetIntegration": True,
                    "subnetId": Ref("subnet"),
                    "privateDNSZone": f"{ZONES}/privatelink.eastus2.azmk8s.io",
                },
            ),
        ),
        at=f"{PROFILE}.privateDNSZone",
        bad=f"{ZONES}/privatelink.westeurope.azmk8s.io",
        missing="pass",
        also_good={
            "Azure's own zone": {
                f"{PROFILE}.privateDNSZone": "system",
                "cluster:identity": ABSENT,
            },
            "a zone below it, with a name in it": {
                f"{PROFILE}.privateDNSZone": f"{ZONES}/ml.privatelink.eastus2.azmk8s.io",
                "cluster:fqdnSubdomain": "serving",
            },
            "an endpoint instead": {
                f"{PROFILE}.enableVnetIntegration": False,
                f"{PROFILE}.subnetId": ABSENT,
            },
        },
        also_bad={
            "a zone of ours and an identity of Azure's": {
                "cluster:identity.type": "SystemAssigned"
            },
            "a zone below it without a name": {
                f"{PROFILE}.privateDNSZone": f"{ZONES}/ml.privatelink.eastus2.azmk8s.io"
            },
            "a zone that only ends like it": {
                f"{PROFILE}.privateDNSZone": f"{ZONES}/notprivatelink.eastus2.azmk8s.io"
            },
            "no subnet": {f"{PROFILE}.subnetId": ABSENT},
            "a subnet that is not delegated": {"subnet:delegations": ABSENT},
            "a subnet for something else": {"subnet:delegations[0].serviceName": "Microsoft.Web/x"},
        },
        also_undetermined={
            "a subnet elsewhere": {f"{PROFILE}.subnetId": "/subscriptions/s/subnets/other"},
            "a region that is not known": {"cluster:location": UNKNOWN},
        },
    ),
    "aks-rights-first": Case(
        good=(
            IDENTITY,
            STRANGER,
            grant("network", NETWORK_CONTRIBUTOR),
            cluster(
                identity={"type": "UserAssigned", "userAssignedIdentities": [Ref("identity")]},
                # An option says so in a program; here an input has to.
                tags={"after": Ref("network")},
            ),
        ),
        at="cluster:tags.after",
        bad="nothing",
        unknown="violation",
        also_good={
            "somebody else's right": {
                "network:principalId": Ref("stranger", "principal_id"),
                "cluster:tags": ABSENT,
            },
            "a right on the cluster itself": {
                "own": Made(
                    "authorization:RoleAssignment",
                    "own",
                    {**grant("own", NETWORK_CONTRIBUTOR).inputs, "scope": Ref("cluster")},
                )
            },
        },
        also_undetermined={
            "an identity elsewhere": {"cluster:identity.userAssignedIdentities": ["/other"]}
        },
    ),
    "aks-credentials-sequence": Case(
        good=(
            IDENTITY,
            STRANGER,
            credential("first", "system:serviceaccount:models:churn"),
            credential("second", Ref("first", "subject")),
        ),
        at="second:subject",
        bad="system:serviceaccount:models:vision",
        unknown="violation",
        also_good={
            "another identity": {
                "second:resourceName": Ref("stranger", "name"),
                "second:subject": "system:serviceaccount:models:vision",
            }
        },
    ),
    "aks-keda-identity": Case(
        good=(IDENTITY, credential("credential", KEDA), SIGN_IN),
        at="credential:subject",
        bad="system:serviceaccount:models:keda-operator",
        also_bad={
            "no credential": {"credential": ABSENT},
            "the retired way": {"sign-in:spec.podIdentity.provider": "azure"},
            "nobody in particular": {"sign-in:spec.podIdentity.identityId": ABSENT},
        },
        also_good={
            "nothing signs in": {"sign-in": ABSENT, "credential": ABSENT},
            "not to Azure": {"sign-in:spec": {"secretTargetRef": []}, "credential": ABSENT},
        },
    ),
}
