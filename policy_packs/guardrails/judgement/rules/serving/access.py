"""Who reaches the API server, and as whom."""

from ...checks import must_be, must_be_empty, must_be_set, must_not_be
from ...controls import Controls
from ...graph import Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, resource_rule
from .clusters import CLUSTER


@resource_rule(
    "aks-api-private",
    topic="serving",
    title="The API server has a private address only, and its name is private too",
    severity="critical",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "040732e8-d947-40b8-95d6-854c95024bf8",
            "0e246bcf-5f6f-4f87-bc6f-775d4712c7ea",
        ),
        mcsb=("NS-2",),
    ),
    applies_to=(CLUSTER,),
    why="Whoever reaches the API server needs one leaked token to own every model. A private"
    " cluster has a public name as well unless it is switched off, and needs a private zone then;"
    " ranges of public addresses do not go with it.",
    fix="Set apiServerAccessProfile.enablePrivateCluster to true, enablePrivateClusterPublicFQDN to"
    " false and privateDNSZone to system or the id of a zone; leave authorizedIPRanges out.",
    link="https://learn.microsoft.com/azure/aks/private-clusters",
)
def api_private(resource: Resource) -> Verdicts:
    """Demand a private cluster with a private name."""
    profile = "apiServerAccessProfile"
    yield from must_be(resource, f"{profile}.enablePrivateCluster", True)
    yield from must_be(resource, f"{profile}.enablePrivateClusterPublicFQDN", False)
    yield from must_be_set(resource, f"{profile}.privateDNSZone", str)
    yield from must_not_be(resource, f"{profile}.privateDNSZone", "none")
    yield from must_be_empty(resource, f"{profile}.authorizedIPRanges")


@resource_rule(
    "aks-run-command",
    topic="serving",
    title="Nobody runs commands in the cluster through Azure's control plane",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("89f2d532-c53c-4f8f-9afa-4927b1114a0d",)),
    applies_to=(CLUSTER,),
    why="It is a way around the private network, as cluster administrator, from anywhere. It is"
    " also the only way in when the network is down: opening it for that is an exemption of days.",
    fix="Set apiServerAccessProfile.disableRunCommand to true.",
    link="https://learn.microsoft.com/azure/aks/access-private-cluster",
)
def run_command(resource: Resource) -> Verdicts:
    """Demand that it is off; Azure's default is on."""
    yield from must_be(resource, "apiServerAccessProfile.disableRunCommand", True)


@resource_rule(
    "aks-entra-rbac",
    topic="serving",
    title="Entra says who somebody is, and Azure roles say what they may",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "450d2877-ebea-41e8-b00c-e286317d21bf",
            "ac4a19c2-fa67-49b4-8ae5-0b2e78c49457",
        ),
        mcsb=("PA-7",),
    ),
    applies_to=(CLUSTER,),
    why="Rights kept inside the cluster are not reviewed, do not end when somebody leaves, and"
    " cannot be made to expire.",
    fix="Set enableRBAC, aadProfile.managed and aadProfile.enableAzureRBAC to true.",
    link="https://learn.microsoft.com/azure/aks/manage-azure-rbac",
)
def entra_rbac(resource: Resource) -> Verdicts:
    """Demand all three; none of them is a default for every way to make a cluster."""
    yield from must_be(resource, "enableRBAC", True)
    yield from must_be(resource, "aadProfile.managed", True)
    yield from must_be(resource, "aadProfile.enableAzureRBAC", True)


@resource_rule(
    "aks-workload-identity",
    topic="serving",
    title="Pods sign in to Azure as themselves, without a secret",
    severity="medium",
    levels=ALWAYS,
    controls=Controls(azure_policy=("2cc2e023-0dac-4046-875b-178f683929d5",)),
    applies_to=(CLUSTER,),
    why="Without it a pod needs a secret, or takes the identity of its node, which every other pod"
    " on the node has too.",
    fix="Set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled to true.",
    link="https://learn.microsoft.com/azure/aks/workload-identity-overview",
)
def workload_identity(resource: Resource) -> Verdicts:
    """Demand the issuer of tokens and what puts them into pods."""
    yield from must_be(resource, "oidcIssuerProfile.enabled", True)
    yield from must_be(resource, "securityProfile.workloadIdentity.enabled", True)
