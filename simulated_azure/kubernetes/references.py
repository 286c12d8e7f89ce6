"""What objects say of each other, judged when all are there: a cluster takes them in any order.

A request for something that does not exist is no error to the API server. The object just never
does what it is for, so a plan says so.
"""

from collections.abc import Iterator
from typing import Any

from simulated_azure import paths
from simulated_azure.kubernetes.kinds import existing_namespaces, kind_of
from simulated_azure.kubernetes.objects import is_object
from simulated_azure.refusal import Refusal, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

_SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
_SCALED = ("Deployment", "StatefulSet")
_HPA = "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale"
_ONE_SCALER = "https://keda.sh/docs/latest/concepts/scaling-deployments"
_ACCOUNTS = "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account"
_SERVICES = "https://kubernetes.io/docs/concepts/services-networking/service#defining-a-service"
_NAMESPACES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces"


def check_all(state: State) -> Iterator[tuple[str, Refusal]]:
    """Yield the URN of each object that refers to something that is not there, and why."""
    objects = [made for made in state.all() if is_object(made.type)]
    there = {(_kind(made), _namespace(made), made.name) for made in objects}
    scalers: dict[tuple[Any, ...], Created] = {}
    for made in objects:
        found = [
            _check_namespace(made, there),
            _check_account(made, there),
            _check_service(made, objects),
        ]
        if _kind(made) in _SCALERS:
            found += [_check_target(made, there), _check_only(made, scalers)]
        yield from ((made.urn, refusal) for refusal in found if refusal)


def _check_namespace(made: Created, there: set[tuple[Any, ...]]) -> Refusal | None:
    name, kind = _namespace(made), kind_of(made.type)
    if not isinstance(name, str) or kind is None or not kind.namespaced:
        return None
    if name in existing_namespaces() or ("Namespace", None, name) in there:
        return None
    problem = "is a namespace that nothing makes"
    allowed = "a namespace that is made here, or one of the cluster's own"
    return Refusal("missing-target", "metadata.namespace", problem, name, allowed, _NAMESPACES)


def _check_account(made: Created, there: set[tuple[Any, ...]]) -> Refusal | None:
    found = made.at("spec.template.spec.serviceAccountName")
    if not isinstance(found.value, str) or found.value == "default":
        return None
    if ("ServiceAccount", _namespace(made), found.value) in there:
        return None
    problem = "is an account that nothing makes; no pod would start"
    allowed = "the name of a ServiceAccount in the same namespace"
    return Refusal("missing-target", found.path, problem, describe(found.value), allowed, _ACCOUNTS)


def _check_service(made: Created, objects: list[Created]) -> Refusal | None:
    wanted = paths.first(made.inputs, "spec.selector")
    if _kind(made) != "Service" or not isinstance(wanted, dict) or not wanted:
        return None
    for other in objects:
        labels = paths.first(other.inputs, "spec.template.metadata.labels")
        if labels is UNKNOWN:
            return None
        if _namespace(other) == _namespace(made) and _selects(wanted, labels):
            return None
    if _namespace(made) in existing_namespaces():
        return None  # pods of an add-on
    problem = "selects no pod of this namespace, so nothing would answer"
    allowed = "labels of the pods of a Deployment"
    got = ", ".join(f"{key}={value}" for key, value in wanted.items())
    return Refusal("missing-target", "spec.selector", problem, got, allowed, _SERVICES)


def _selects(wanted: dict[str, Any], labels: Any) -> bool:
    held = labels if isinstance(labels, dict) else {}
    return all(
        UNKNOWN in (value, held.get(key)) or held.get(key) == value for key, value in wanted.items()
    )


def _check_target(made: Created, there: set[tuple[Any, ...]]) -> Refusal | None:
    kind, name = _target(made)
    if kind not in _SCALED or not isinstance(name, str):
        return None
    if (kind, _namespace(made), name) in there:
        return None
    problem = f"scales a {kind} that nothing makes"
    allowed = f"the name of a {kind} in the same namespace"
    where = "spec.scaleTargetRef.name"
    return Refusal("missing-target", where, problem, describe(name), allowed, _HPA)


def _check_only(made: Created, scalers: dict[tuple[Any, ...], Created]) -> Refusal | None:
    kind, name = _target(made)
    if not isinstance(name, str):
        return None
    first = scalers.setdefault((kind, _namespace(made), name), made)
    if first is made:
        return None
    problem = f"is scaled by {first.request.name} already; two scalers undo each other's work"
    where, allowed = "spec.scaleTargetRef.name", "one scaler for each target"
    return Refusal("pair", where, problem, describe(name), allowed, _ONE_SCALER)


def _target(made: Created) -> tuple[Any, Any]:
    target = paths.first(made.inputs, "spec.scaleTargetRef")
    target = target if isinstance(target, dict) else {}
    return target.get("kind") or "Deployment", target.get("name")


def _kind(made: Created) -> str:
    return made.type.rpartition(":")[2]


def _namespace(made: Created) -> Any:
    return paths.first(made.inputs, "metadata.namespace")
