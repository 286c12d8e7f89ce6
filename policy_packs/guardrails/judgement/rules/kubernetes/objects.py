"""Where Kubernetes objects hold pods, containers and names."""

from collections.abc import Iterator

from ...data import table
from ...graph import Resource
from ...values import MISSING, Found

DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
POD_TYPES = tuple(table("kubernetes")["pods"])
"""Types that make pods."""


def pod_of(resource: Resource) -> Found:
    """Return the specification of the pods that a resource makes."""
    return resource.at(table("kubernetes")["pods"][resource.type])


def all_containers(pod: Found) -> Iterator[Found]:
    """Return the containers of a pod, with those that run before it and those for debugging."""
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        yield from pod.find(f"{kind}[*]")


def entry(found: Found, key: str) -> Found:
    """Return what an object holds under a key with dots, such as a label's."""
    if not isinstance(found.value, dict):
        return found
    return Found(f"{found.path}.{key}", found.value.get(key, MISSING))
