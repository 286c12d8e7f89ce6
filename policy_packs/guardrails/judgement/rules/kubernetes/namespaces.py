"""Where objects are, who they are, and who may reach them."""

from ...checks import must_be, must_be_empty, same
from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN
from ...verdict import told, undetermined, violation
from .objects import POD_TYPES, entry, pod_of

ACCOUNT = "kubernetes:core/v1:ServiceAccount"
SERVICE = "kubernetes:core/v1:Service"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def is_namespaced(type_token: str) -> bool:
    """Tell whether objects of a type are in a namespace."""
    kind = type_token.rpartition(":")[2].removesuffix("Patch")
    return (
        type_token.startswith("kubernetes:") and kind not in table("kubernetes")["cluster"]["kinds"]
    )


@resource_rule(
    "k8s-namespace-sa",
    topic="kubernetes",
    title="Objects are in a namespace of ours, and pods get no token for the cluster",
    severity="medium",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "9f061a12-e40d-4183-a00e-171812443373",
            "423dd1ba-798e-40e4-9c4d-b6902674b423",
        )
    ),
    applies_to=is_namespaced,
    why="The default namespace has no policies and no limits; a token that nobody needs is one that"
    " anybody in the pod can use.",
    fix="Set metadata.namespace, and automountServiceAccountToken to false.",
    link="https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
)
def namespace_and_account(resource: Resource) -> Verdicts:
    """Demand a namespace of every object, and no token of pods and accounts."""
    found, never = resource.at("metadata.namespace"), table("kubernetes")["namespaces"]["never"]
    if not isinstance(found.value, str) or found.value in ("", *never):
        yield told(resource, found, "a namespace of ours", *never)
    name = "automountServiceAccountToken"
    if resource.type in POD_TYPES:
        yield from must_be(resource, name, False, below=pod_of(resource))
    elif resource.type == ACCOUNT:
        yield from must_be(resource, name, False)


_INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"


@resource_rule(
    "k8s-internal-lb",
    topic="kubernetes",
    title="Load balancers of services are internal",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(azure_policy=("3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e",)),
    applies_to=(SERVICE, "kubernetes:core/v1:ServicePatch"),
    why="Without the annotation AKS gives it a public address, past all private endpoints.",
    fix=f'Annotate it with {_INTERNAL}: "true", or make it a ClusterIP.',
    link="https://learn.microsoft.com/azure/aks/internal-lb",
)
def internal_load_balancer(resource: Resource) -> Verdicts:
    """Demand the annotation of load balancers, never against it, and no addresses from outside."""
    kind = resource.at("spec.type")
    found = entry(resource.at("metadata.annotations"), _INTERNAL)
    if same(kind.value, "LoadBalancer") or found.value is not MISSING:
        if found.value != "true":
            yield told(resource, found, '"true"', "false")
    elif kind.value is not MISSING and not isinstance(kind.value, str):
        yield told(resource, kind, "ClusterIP", "ClusterIP")
    yield from must_be_empty(resource, "spec.externalIPs")


@graph_rule(
    "k8s-default-deny",
    topic="kubernetes",
    title="A namespace with pods refuses all traffic that nobody allowed",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(mcsb=("NS-1",)),
    applies_to=POD_TYPES,
    why="Without such a policy every pod of the cluster reaches every other, and the internet.",
    fix="Make a NetworkPolicy of an empty podSelector and the types Ingress and Egress.",
    link="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
)
def default_deny(graph: Graph) -> Verdicts:
    """Demand it of each namespace that is not an add-on's."""
    closed = {
        policy.at("metadata.namespace").value
        for policy in graph.of_type(POLICY)
        if _denies_all(policy)
    }
    add_ons = table("kubernetes")["namespaces"]["add_ons"]
    for resource in graph.of_type(*POD_TYPES):
        found = resource.at("metadata.namespace")
        if found.value is UNKNOWN:
            yield undetermined(resource, found.path, "the namespace is not known yet")
        elif found.value not in (*closed, *add_ons):
            yield violation(resource, found.path, "is a namespace without a policy that denies all")


def _denies_all(policy: Resource) -> bool:
    spec = policy.at("spec")
    types = spec.at("policyTypes").value
    return (
        spec.at("podSelector").value == {}
        and isinstance(types, list)
        and {"Ingress", "Egress"} <= {kind for kind in types if isinstance(kind, str)}
        and all(spec.at(rules).value in (MISSING, []) for rules in ("ingress", "egress"))
    )
