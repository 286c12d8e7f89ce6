"""What must be there before a cluster can be made private: its subnet, zone, rights, identities."""

from ...checks import must_be, must_be_set, same
from ...controls import NO_CONTROL
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule
from ...values import MISSING, UNKNOWN
from ...verdict import undetermined, violation
from ..network.services import last_part
from ..waiting import IDENTITY, has_identity, out_of_line, rights_not_waited_for
from .clusters import CLUSTER, SUBNET

CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
TRIGGER_SIGN_IN = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
_DELEGATION = "Microsoft.ContainerService/managedClusters"
_KEDA = "system:serviceaccount:kube-system:keda-operator"


@graph_rule(
    "aks-api-network",
    topic="serving",
    title="An API server in the network has a subnet of its own, and a zone that AKS takes",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="Without a delegated subnet the cluster cannot be made; with a zone of another name it can,"
    " and no node ever finds it. All of it is fixed when the cluster is made.",
    fix="Set subnetId to a subnet delegated to Microsoft.ContainerService/managedClusters; name the"
    " zone privatelink.<region>.azmk8s.io, or one below it with fqdnSubdomain, and give the cluster"
    " a user-assigned identity.",
    link="https://learn.microsoft.com/azure/aks/api-server-vnet-integration",
)
def api_network(graph: Graph) -> Verdicts:
    """Judge the subnet of integrated API servers and the zones that somebody brings."""
    for cluster in graph.of_type(CLUSTER):
        if cluster.at("apiServerAccessProfile.enableVnetIntegration").value is True:
            yield from _subnet(graph, cluster)
        zone = cluster.at("apiServerAccessProfile.privateDNSZone")
        if zone.value is MISSING or any(same(zone.value, word) for word in ("system", "none")):
            continue
        yield from must_be(cluster, "identity.type", "UserAssigned")
        region, name = cluster.at("location").value, last_part(zone.value).casefold()
        if zone.value is UNKNOWN or not isinstance(region, str):
            yield undetermined(cluster, zone.path, "is a zone whose name is not known")
        elif not f".{name}".endswith(f".privatelink.{region.casefold()}.azmk8s.io"):
            yield violation(cluster, zone.path, "is not the zone of private clusters in its region")
        elif not name.startswith("privatelink."):
            yield from must_be_set(cluster, "fqdnSubdomain", str)


def _subnet(graph: Graph, cluster: Resource) -> Verdicts:
    path = "apiServerAccessProfile.subnetId"
    yield from must_be_set(cluster, path, str)
    # A value may come from all subnets of a network, made one after another: one of them fits.
    subnets = graph.behind(cluster, "apiServerAccessProfile", SUBNET)
    delegated = [
        found
        for subnet in subnets
        for found in subnet.find("delegations[*].serviceName")
        if same(found.value, _DELEGATION)
    ]
    if not subnets:
        yield undetermined(cluster, path, "is a subnet outside this stack")
    elif not delegated:
        yield violation(cluster, path, f"is no subnet that is delegated to {_DELEGATION}")


@graph_rule(
    "aks-rights-first",
    topic="serving",
    title="A cluster waits for the rights of its own identity",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="AKS needs them on the subnets, the zone and the nodes' identity while it makes the"
    " cluster: where they come later it fails, and the cluster must be made again.",
    fix="Make the cluster depend on the role assignments of its identity.",
    link="https://learn.microsoft.com/azure/aks/use-managed-identity",
)
def rights_first(graph: Graph) -> Verdicts:
    """Demand that it waits; which rights there must be is told by other rules."""
    for cluster in graph.of_type(CLUSTER):
        if not has_identity(graph, cluster):
            yield undetermined(cluster, "identity", "is not of this stack, nor its rights")
        for grant in rights_not_waited_for(graph, cluster):
            yield violation(cluster, "identity", f"does not wait for {grant.name}")


@graph_rule(
    "aks-keda-identity",
    topic="serving",
    title="Scalers that sign in to Azure have the credential for it",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(TRIGGER_SIGN_IN,),
    why="Scalers sign in as KEDA's own account, not as the workload's. Without a credential for it"
    " every query fails, and the service stays at its smallest size under load.",
    fix="Add a federated credential with the subject"
    " system:serviceaccount:kube-system:keda-operator, and set podIdentity.identityId.",
    link="https://learn.microsoft.com/azure/aks/keda-workload-identity",
)
def keda_identity(graph: Graph) -> Verdicts:
    """Demand the credential where scalers use workload identity, and say which identity."""
    subjects = [one.at("subject").value for one in graph.of_type(CREDENTIAL)]
    for sign_in in graph.of_type(TRIGGER_SIGN_IN):
        provider = sign_in.at("spec.podIdentity.provider")
        if provider.value is MISSING:  # signs in elsewhere than to Azure
            continue
        yield from must_be(sign_in, provider.path, "azure-workload")
        yield from must_be_set(sign_in, "spec.podIdentity.identityId", str)
        if _KEDA in subjects:
            continue
        problem = f"needs a federated credential for {_KEDA}"
        told = undetermined if UNKNOWN in subjects else violation
        yield told(sign_in, provider.path, problem)


@graph_rule(
    "aks-credentials-sequence",
    topic="serving",
    title="Federated credentials of one identity are written one after another",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(CREDENTIAL,),
    why="Azure refuses two writes at once to one identity: the deployment fails, and which account"
    " cannot sign in changes.",
    fix="Make each credential depend on the one before it.",
    link="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
)
def credentials_sequence(graph: Graph) -> Verdicts:
    """Demand that each credential waits, itself or through others, for all before it."""
    for identity in graph.of_type(IDENTITY):
        users = graph.users(identity, CREDENTIAL)
        for late in out_of_line([one for one, name in users if name == "resourceName"]):
            yield violation(late, "", "may be written at the same time as another credential")
