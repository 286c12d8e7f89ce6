"""What pods sign in to Azure as."""

from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, Verdicts, graph_rule
from ...values import MISSING, UNKNOWN
from ...verdict import told, undetermined, violation
from .namespaces import ACCOUNT
from .objects import POD_TYPES, entry, pod_of

CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
_CLIENT = "azure.workload.identity/client-id"
_USE = "azure.workload.identity/use"


@graph_rule(
    "k8s-workload-credential",
    topic="kubernetes",
    title="A pod that signs in to Azure has an account that a federated credential trusts",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-3",)),
    applies_to=(ACCOUNT, *POD_TYPES),
    why="Without it every sign-in fails once the pod runs, and somebody puts a key there instead.",
    fix="Make a FederatedIdentityCredential of the subject"
    " system:serviceaccount:<namespace>:<account>, and name the account in the pod.",
    link="https://learn.microsoft.com/azure/aks/workload-identity-overview",
)
def workload_credential(graph: Graph) -> Verdicts:
    """Follow the way of a token: pod, account, credential."""
    subjects = [one.at("subject").value for one in graph.of_type(CREDENTIAL)]
    accounts = [one for one in graph.of_type(ACCOUNT) if _client(one) is not MISSING]
    for account in accounts:
        namespace, name = _place(account)
        if f"system:serviceaccount:{namespace}:{name}" in subjects:
            continue
        if UNKNOWN in (*subjects, namespace, name):
            yield undetermined(account, "", "the subjects that are trusted are not known yet")
        else:
            yield violation(account, "", "no federated credential trusts it")
    known = {_place(account) for account in accounts}
    for resource in graph.of_type(*POD_TYPES):
        pod = pod_of(resource)
        labels = resource.at(f"{pod.path.removesuffix('spec')}metadata.labels")
        if entry(labels, _USE).value != "true":
            continue
        account = pod.at("serviceAccountName")
        if (resource.at("metadata.namespace").value, account.value) not in known:
            yield told(resource, account, f"an account with the annotation {_CLIENT}")


def _client(account: Resource) -> object:
    return entry(account.at("metadata.annotations"), _CLIENT).value


def _place(account: Resource) -> tuple[object, object]:
    metadata = account.at("metadata")
    return metadata.at("namespace").value, metadata.at("name").value
