"""What pods may do: on their node, with their files, as which user."""

from ...checks import must_be, must_not_be, same
from ...controls import Controls
from ...data import table
from ...graph import Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, resource_rule
from ...values import MISSING, Found
from ...verdict import told, violation
from .objects import DAEMON_SET, POD_TYPES, all_containers, pod_of

_STANDARDS = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"


@resource_rule(
    "k8s-pod-hardening",
    topic="kubernetes",
    title="Containers run without root, rights of the kernel's or a writable disk",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "95edb821-ddaf-4404-9732-666045e056b4",
            "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99",
            "c26596ff-4d70-4e6a-9a30-c2506bd2f80c",
            "975ce327-682c-4f2e-aa46-b9598289b86c",
            "df49d893-a74c-421d-bc95-c663042e5b80",
            "f06ddb64-5fa3-4b77-b166-acb36f7f6042",
        )
    ),
    applies_to=POD_TYPES,
    why="Whoever breaks into a process that is root, or may become it, has the node and every other"
    " pod on it.",
    fix="Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation false,"
    " readOnlyRootFilesystem true and capabilities.drop ALL.",
    link=_STANDARDS,
)
def hardened(resource: Resource) -> Verdicts:
    """Demand the restricted standard and a read-only disk; a node's plugin may be root."""
    pod = pod_of(resource)
    if not isinstance(pod.value, dict):
        yield told(resource, pod, "a pod's specification")
        return
    for container in all_containers(pod):
        yield from _demand_seccomp(resource, container, pod)
        if not _is_plugin(resource, pod):
            holder = _holder(container, pod, "securityContext.runAsNonRoot")
            yield from must_be(resource, "securityContext.runAsNonRoot", True, below=holder)
            holder = _holder(container, pod, "securityContext.runAsUser")
            yield from must_not_be(resource, "securityContext.runAsUser", 0, below=holder)
        own = container.at("securityContext")
        yield from must_be(resource, "privileged", False, unset=True, below=own)
        yield from must_be(resource, "allowPrivilegeEscalation", False, below=own)
        yield from must_be(resource, "readOnlyRootFilesystem", True, below=own)
        # The one right that the restricted standard lets a container have.
        yield from must_be(resource, "capabilities.add[*]", "NET_BIND_SERVICE", below=own)
        dropped = own.at("capabilities.drop")
        if not isinstance(dropped.value, list):
            yield told(resource, dropped, "a list with ALL")
        elif not any(same(right, "ALL") for right in dropped.value):
            yield violation(resource, dropped.path, "must have ALL")


def _demand_seccomp(resource: Resource, container: Found, pod: Found) -> Verdicts:
    path = "securityContext.seccompProfile.type"
    holder = _holder(container, pod, path)
    yield from must_be(resource, path, "RuntimeDefault", "Localhost", below=holder)


def _holder(container: Found, pod: Found, path: str) -> Found:
    """Return where a value holds that a container takes from its pod unless it has its own."""
    return pod if container.at(path).value is MISSING else container


def _is_plugin(resource: Resource, pod: Found) -> bool:
    """Tell whether pods are a node's plugin, which needs a folder that root owns."""
    folders = [folder for folder in pod.find("volumes[*].hostPath") if folder.value is not MISSING]
    return bool(folders) and all(_is_plugin_folder(resource, folder) for folder in folders)


def _is_plugin_folder(resource: Resource, folder: Found) -> bool:
    return (
        resource.type == DAEMON_SET
        and folder.at("path").value in table("kubernetes")["node_folders"]
    )


@resource_rule(
    "k8s-no-host",
    topic="kubernetes",
    title="Pods share neither network, processes nor files with their node",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8",
            "098fc59e-46c7-4d99-9b16-64990e543d75",
            "82985f06-dc18-4a48-bc1c-b9f4f0098cfe",
        )
    ),
    applies_to=POD_TYPES,
    why="On the node's network no network policy holds, and its files hold every pod's identity.",
    fix="Remove hostNetwork, hostPID, hostIPC, hostPort and volumes of type hostPath.",
    link=_STANDARDS,
)
def no_host(resource: Resource) -> Verdicts:
    """Refuse what belongs to the node, but for the folders that a DaemonSet's plugin must have."""
    pod = pod_of(resource)
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        yield from must_be(resource, name, False, unset=True, below=pod)
    for folder in pod.find("volumes[*].hostPath"):
        if folder.value is not MISSING and not _is_plugin_folder(resource, folder):
            yield told(resource, folder, "left out")
    for container in all_containers(pod):
        yield from must_be(resource, "ports[*].hostPort", 0, unset=True, below=container)
