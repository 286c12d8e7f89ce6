"""What the API server refuses of one object when it gets it."""

import difflib
from typing import Any

from simulated_azure import paths, sdk
from simulated_azure.kubernetes.kinds import PACKAGE, PATCH, Kind, kind_of, known_kinds
from simulated_azure.kubernetes.names import NAMES, check_names
from simulated_azure.kubernetes.schema_check import check_schema
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.shape_check import ShapeCheck
from simulated_azure.state import Created, Request, State
from simulated_azure.values import UNKNOWN

SDK = "pulumi-kubernetes, the installed Python SDK"
_SELECTORS = (
    "https://kubernetes.io/docs/concepts/workloads/controllers/deployment"
    "#pod-template-and-deployment-selector"
)
_QUOTAS = "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale"


def is_object(token: str) -> bool:
    """Tell whether a type is a Kubernetes object; a Helm release is a chart, not an object."""
    return token.startswith(f"{PACKAGE}:") and not token.startswith(f"{PACKAGE}:helm.sh/")


def locate(request: Request) -> Created:
    """Return an object as it will exist: no two of a kind share namespace and name."""
    name = paths.first(request.inputs, "metadata.name")
    namespace = paths.first(request.inputs, "metadata.namespace") or ""
    # A patch makes nothing, so several may be of one object.
    makes = not request.type.endswith(PATCH)
    known = makes and isinstance(name, str) and isinstance(namespace, str)
    return Created(request, f"{request.type}/{namespace}/{name}" if known else UNKNOWN, name)


def check(state: State, made: Created) -> tuple[Refusal, ...]:
    """Return why the API server would refuse an object among those that exist."""
    refusals: list[Refusal] = []
    kind = kind_of(made.type)
    if kind is None:
        return (_unknown_kind(made.type),)
    _check_shape(kind, made, refusals.append)
    malformed = {refusal.property for refusal in refusals}

    def refuse(refusal: Refusal) -> None:
        if refusal.property not in malformed:
            refusals.append(refusal)

    if not any(refusal.code == "wrong-type" for refusal in refusals):
        check_names(kind, made.inputs, refuse)
        _check_scope(kind, made, refuse)
        _check_taken(state, made, refuse)
        _check_selector(made, refuse)
        _check_replicas(made, refuse)
    return tuple(refusals)


def _check_shape(kind: Kind, made: Created, refuse: Refuse) -> None:
    check = ShapeCheck(made.type, refuse, SDK)
    shape = sdk.resource_shape(made.type)
    if kind.schema is None and shape is not None:
        check.check(shape, made.inputs)
        return
    check_schema(kind, made.inputs, refuse)
    # The SDK knows no custom resource, but its metadata is that of every object.
    anything = sdk.resource_shape("kubernetes:core/v1:ConfigMap")
    metadata = made.inputs.get("metadata")
    if anything is not None and isinstance(metadata, dict):
        check.check(anything, {"metadata": metadata})


def _check_scope(kind: Kind, made: Created, refuse: Refuse) -> None:
    found = made.at("metadata.namespace")
    if found.value is not None and not kind.namespaced:
        problem = "is of the whole cluster and lives in no namespace"
        refuse(Refusal("pair", found.path, problem, describe(found.value), "remove it", NAMES))


def _check_taken(state: State, made: Created, refuse: Refuse) -> None:
    other = state.by_id(made.id)
    if other is not None:
        problem = f"is the name of {other.request.name} already"
        allowed = "a name that is unique in its namespace among objects of its kind"
        refuse(Refusal("name-taken", "metadata.name", problem, describe(made.name), allowed, NAMES))


def _check_selector(made: Created, refuse: Refuse) -> None:
    wanted = paths.first(made.inputs, "spec.selector.matchLabels")
    labels = paths.first(made.inputs, "spec.template.metadata.labels")
    if made.type.rpartition(":")[2] not in ("DaemonSet", "Deployment", "StatefulSet"):
        return
    if not isinstance(wanted, dict) or labels is UNKNOWN:
        return
    held = labels or {}
    for key, value in wanted.items():
        if UNKNOWN in (value, held.get(key)) or held.get(key) == value:
            continue
        where = f"spec.template.metadata.labels.{key}"
        problem = "is not the label that spec.selector selects its own pods by"
        refuse(Refusal("pair", where, problem, describe(held.get(key)), str(value), _SELECTORS))


def _check_replicas(made: Created, refuse: Refuse) -> None:
    low = made.at("spec.minReplicas")
    low = low if low.value is not None else made.at("spec.minReplicaCount")
    high = made.at("spec.maxReplicas")
    high = high if high.value is not None else made.at("spec.maxReplicaCount")
    if isinstance(low.value, int) and isinstance(high.value, int) and high.value < low.value:
        problem = f"is less than {low.path}"
        allowed = f"at least {low.value}"
        refuse(Refusal("pair", high.path, problem, describe(high.value), allowed, _QUOTAS))


def _unknown_kind(token: str) -> Refusal:
    api = token.partition(":")[2]
    near = difflib.get_close_matches(api, known_kinds(), n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}? " if near else ""
    allowed = f"{hint}a kind of simulated_azure/data/kubernetes, or add it there"
    problem = "is no kind that the cluster is known to have"
    return Refusal("unknown-type", "", problem, describe(api), allowed, SDK)


def answer_id(made: Created) -> Any:
    """Return the id that Pulumi gives an object: its name, after its namespace if it has one."""
    namespace = paths.first(made.inputs, "metadata.namespace")
    return f"{namespace}/{made.name}" if namespace else made.name
