"""How many there are of a thing, what may take them away, and who answers what share."""

from collections.abc import Mapping

from ...checks import must_be_at_least, must_not_be
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN
from ...verdict import told, undetermined, violation
from .objects import DEPLOYMENT, STATEFUL_SET, pod_of

BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
SCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
VIRTUAL_SERVICE = "kubernetes:networking.istio.io/v1:VirtualService"
_SCALABLE = (DEPLOYMENT, STATEFUL_SET)
_LIMITS = {
    SCALED: ("spec.minReplicaCount", "spec.maxReplicaCount"),
    SCALER: ("spec.minReplicas", "spec.maxReplicas"),
}


def _key(resource: Resource) -> tuple[object, object, object]:
    metadata = resource.at("metadata")
    return metadata.at("namespace").value, resource.kind, metadata.at("name").value


def _target(scaler: Resource) -> tuple[object, object, object]:
    target = scaler.at("spec.scaleTargetRef")
    # KEDA's default: keda.sh/docs/latest/reference/scaledobject-spec/#scaletargetref
    kind = target.at("kind").value or "Deployment"
    return scaler.at("metadata.namespace").value, kind, target.at("name").value


def _scalers(graph: Graph) -> Mapping[tuple[object, object, object], list[Resource]]:
    found: dict[tuple[object, object, object], list[Resource]] = {}
    for scaler in graph.of_type(*_LIMITS):
        found.setdefault(_target(scaler), []).append(scaler)
    return found


@graph_rule(
    "k8s-autoscale-target",
    topic="kubernetes",
    title="A deployment has a number of replicas or one scaler, which knows its limits",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(*_SCALABLE, *_LIMITS),
    why="Two that set the number undo each other's work, pod by pod; a scaler of nothing is load"
    " that nobody answers.",
    fix="Leave replicas out where there is a scaler, and name in scaleTargetRef what there is.",
    link="https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
)
def autoscale_target(graph: Graph) -> Verdicts:
    """Judge both sides: each scaler has one target, each target one that decides."""
    scalers = _scalers(graph)
    targets = {_key(resource): resource for resource in graph.of_type(*_SCALABLE)}
    unknown = any(name is UNKNOWN for _, _, name in scalers)
    for scaler in graph.of_type(*_LIMITS):
        name = scaler.at("spec.scaleTargetRef.name")
        if not isinstance(name.value, str):
            yield told(scaler, name, "the name of a deployment")
        elif _target(scaler) not in targets:
            yield violation(scaler, name.path, "names nothing that this stack makes")
        least, most = (scaler.at(path) for path in _LIMITS[scaler.type])
        for found in (least, most):
            if type(found.value) is not int:
                yield told(scaler, found, "a number")
        if type(least.value) is int and type(most.value) is int and least.value > most.value:
            yield violation(scaler, least.path, f"must be at most {most.path}")
    for key, resource in targets.items():
        deciding = scalers.get(key, [])
        for scaler in deciding[1:]:
            yield violation(scaler, "spec.scaleTargetRef", "another scaler has the same target")
        replicas = resource.at("spec.replicas")
        if deciding and replicas.value is not MISSING:
            yield violation(resource, replicas.path, "must be left out: a scaler decides")
        elif not deciding and not unknown and type(replicas.value) is not int:
            yield told(resource, replicas, "a number, as no scaler decides")


@graph_rule(
    "k8s-availability",
    topic="kubernetes",
    title="A node can be taken away and something still answers",
    severity="medium",
    levels=PRODUCTION_ONLY,
    controls=Controls(azure_policy=("34c88cd4-5d72-4dbb-bf77-12c3cafe8791",)),
    applies_to=_SCALABLE,
    why="Nodes are replaced whenever there is a new image; what is there once is not there then.",
    fix="Have two replicas, a PodDisruptionBudget of maxUnavailable 1 and"
    " topologySpreadConstraints.",
    link="https://learn.microsoft.com/azure/aks/best-practices-app-cluster-reliability",
)
def availability(graph: Graph) -> Verdicts:
    """Demand two replicas at least, spread over nodes, with a budget that lets one go."""
    scalers = _scalers(graph)
    for resource in graph.of_type(*_SCALABLE):
        counted = [(scaler, _LIMITS[scaler.type][0]) for scaler in scalers.get(_key(resource), [])]
        for counter, path in counted or [(resource, "spec.replicas")]:
            yield from must_be_at_least(counter, path, 2)
        pod = pod_of(resource)
        spread = pod.at("topologySpreadConstraints")
        if spread.value in (MISSING, []) and not pod.at("affinity.podAntiAffinity").value:
            yield violation(resource, spread.path, "nothing spreads its pods over nodes")
        elif spread.value is UNKNOWN:
            yield undetermined(resource, spread.path, "is not known yet")
        budgets = [budget for budget in graph.of_type(BUDGET) if _selects(budget, resource)]
        if not budgets:
            yield violation(resource, "", "has no PodDisruptionBudget")
        for budget in budgets:
            # It holds for any number; minAvailable blocks every node once the number sinks to it.
            if budget.at("spec.maxUnavailable").value is MISSING:
                yield violation(budget, "spec.maxUnavailable", "must be set")
            yield from _lets_go(budget)


def _lets_go(budget: Resource) -> Verdicts:
    found = budget.at("spec.maxUnavailable")
    refused = "0%" if isinstance(found.value, str) else 0
    yield from must_not_be(budget, found.path, refused)


def _selects(budget: Resource, resource: Resource) -> bool:
    wanted = budget.at("spec.selector.matchLabels").value
    given = resource.at("spec.template.metadata.labels").value
    return (
        isinstance(wanted, dict)
        and isinstance(given, dict)
        and bool(wanted)
        and wanted.items() <= given.items()
        and budget.at("metadata.namespace").value == resource.at("metadata.namespace").value
    )


@resource_rule(
    "k8s-traffic-weights",
    topic="kubernetes",
    title="The shares of a route's versions sum to 100",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(VIRTUAL_SERVICE,),
    why="The mesh takes them as proportions: what reads as 10 % is then something else.",
    fix="Let the weights of the route's destinations sum to 100.",
    link="https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination",
)
def traffic_weights(resource: Resource) -> Verdicts:
    """Judge each route; a lone destination needs no weight."""
    for protocol in ("http", "tcp", "tls"):
        for route in resource.find(f"spec.{protocol}[*].route"):
            weights = route.find("[*].weight")
            odd = [one for one in weights if type(one.value) is not int or one.value < 0]
            if odd and not (len(weights) == 1 and odd[0].value is MISSING):
                yield told(resource, odd[0], "a share of 100")
            elif not odd and weights and sum(one.value for one in weights) != 100:
                yield violation(resource, route.path, "the weights must sum to 100")
