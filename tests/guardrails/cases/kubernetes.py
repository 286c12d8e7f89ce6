"""Cases of the rules on pods and on objects of the cluster."""

from typing import Any

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made

DIGEST = "@sha256:" + "1" * 64
CONTAINER: dict[str, Any] = {
    "name": "model",
    "image": f"crmlops.azurecr.io/churn{DIGEST}",
    "ports": [{"containerPort": 8080}],
    "env": [
        {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        {"name": "MODEL_STORE_URL", "value": "https://st.blob.core.windows.net/models"},
    ],
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
    "livenessProbe": {"httpGet": {"path": "/health", "port": 8080}},
    "resources": {
        "requests": {"cpu": "500m", "memory": "1Gi"},
        "limits": {"cpu": "2", "memory": "4Gi"},
    },
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    },
}
LABELS = {"app": "churn"}
POD: dict[str, Any] = {
    "automountServiceAccountToken": False,
    "containers": [CONTAINER],
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "topologySpreadConstraints": [
        {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
    ],
}


def workload(name: str, kind: str = "apps/v1:Deployment", **spec: Any) -> Made:
    """Return something that makes pods, in the namespace of models."""
    template = {"metadata": {"labels": LABELS}, "spec": POD}
    inputs = {
        "metadata": {"name": name, "namespace": "models"},
        "spec": {"selector": {"matchLabels": LABELS}, "template": template, **spec},
    }
    return Made(f"kubernetes:{kind}", name, inputs)


def in_namespace(kind: str, name: str, **inputs: Any) -> Made:
    return Made(
        f"kubernetes:{kind}", name, {"metadata": {"name": name, "namespace": "models"}, **inputs}
    )


MODEL = workload("churn")
PLUGIN = workload("plugin", "apps/v1:DaemonSet")
REGISTRY = Made("containerregistry:Registry", "registry", {"registryName": "crmlops"})
_POD = "churn:spec.template.spec"
_ONE = f"{_POD}.containers[0]"
_SECURITY = f"{_ONE}.securityContext"
_PLUGIN_POD = "plugin:spec.template.spec"
_JOB = Made(
    "kubernetes:batch/v1:CronJob",
    "nightly",
    {
        "metadata": {"name": "nightly", "namespace": "models"},
        "spec": {"jobTemplate": {"spec": {"template": {"spec": POD}}}, "schedule": "0 3 * * *"},
    },
)


def _mounts(folder: str) -> dict[str, Any]:
    return {f"{_PLUGIN_POD}.volumes": [{"name": "node", "hostPath": {"path": folder}}]}


_FOLDER = "/var/lib/kubelet/device-plugins"

CASES = {
    "k8s-pod-hardening": Case(
        good=(MODEL, PLUGIN, _JOB),
        at=f"{_SECURITY}.allowPrivilegeEscalation",
        bad=True,
        also_good={
            "a container of its own mind": {
                f"{_POD}.securityContext": ABSENT,
                f"{_SECURITY}.runAsNonRoot": True,
                f"{_SECURITY}.seccompProfile": {"type": "Localhost"},
            },
            "a plugin of the node is root": {
                **_mounts(_FOLDER),
                f"{_PLUGIN_POD}.securityContext.runAsNonRoot": ABSENT,
            },
            "low ports": {f"{_SECURITY}.capabilities.add": ["NET_BIND_SERVICE"]},
        },
        also_bad={
            "root": {f"{_POD}.securityContext.runAsNonRoot": False},
            "root by number": {f"{_POD}.securityContext.runAsUser": 0},
            "a container that is root after all": {f"{_SECURITY}.runAsUser": 0},
            "root without a folder of the node": {
                f"{_PLUGIN_POD}.securityContext.runAsNonRoot": ABSENT
            },
            "no seccomp": {f"{_POD}.securityContext.seccompProfile": {"type": "Unconfined"}},
            "privileged": {f"{_SECURITY}.privileged": True},
            "a writable disk": {f"{_SECURITY}.readOnlyRootFilesystem": ABSENT},
            "more rights": {f"{_SECURITY}.capabilities.add": ["SYS_ADMIN"]},
            "some rights kept": {f"{_SECURITY}.capabilities.drop": ["NET_RAW"]},
            "all rights kept": {f"{_SECURITY}.capabilities": ABSENT},
            "one that runs before": {
                f"{_POD}.initContainers": [{**CONTAINER, "securityContext": {}}]
            },
            "no pod": {"churn:spec.template": ABSENT},
            "a nightly job": {
                "nightly:spec.jobTemplate.spec.template.spec.securityContext": ABSENT
            },
        },
        also_undetermined={"a pod that is not known": {_POD: UNKNOWN}},
    ),
    "k8s-no-host": Case(
        good=(MODEL, PLUGIN),
        at=f"{_POD}.hostNetwork",
        bad=True,
        missing="pass",
        also_good={
            "a plugin's folder": _mounts(_FOLDER),
            "another volume": {f"{_POD}.volumes": [{"name": "tmp", "emptyDir": {}}]},
        },
        also_bad={
            "the node's processes": {f"{_POD}.hostPID": True},
            "the node's memory": {f"{_POD}.hostIPC": True},
            "a port of the node": {f"{_ONE}.ports[0].hostPort": 8080},
            "another folder": _mounts("/var/run"),
            "a plugin's folder in a deployment": {
                f"{_POD}.volumes": [{"name": "node", "hostPath": {"path": _FOLDER}}]
            },
        },
    ),
    "k8s-image": Case(
        good=(MODEL, REGISTRY),
        at=f"{_ONE}.image",
        bad="crmlops.azurecr.io/churn:v1",
        also_good={
            "a maker's": {f"{_ONE}.image": f"nvcr.io/nvidia/k8s-device-plugin{DIGEST}"},
            "a registry of another stack": {"registry": ABSENT},
        },
        also_bad={
            "another registry in Azure": {f"{_ONE}.image": f"crother.azurecr.io/churn{DIGEST}"},
            "a public registry": {"registry": ABSENT, f"{_ONE}.image": f"docker.io/churn{DIGEST}"},
            "another folder of the maker's registry": {f"{_ONE}.image": f"nvcr.io/x/churn{DIGEST}"},
            "half a digest": {f"{_ONE}.image": "crmlops.azurecr.io/churn@sha256:11"},
        },
    ),
    "k8s-resources-probes": Case(
        good=(MODEL, _JOB),
        at=f"{_ONE}.resources.limits.memory",
        bad=ABSENT,
        malformed=(True, "violation"),
        also_good={
            "nobody calls it": {
                f"{_ONE}.ports": ABSENT,
                f"{_ONE}.readinessProbe": ABSENT,
                f"{_ONE}.livenessProbe": ABSENT,
            },
            "whole processors": {f"{_ONE}.resources.limits.cpu": 2},
        },
        also_bad={
            "no requests": {f"{_ONE}.resources.requests": ABSENT},
            "never ready": {f"{_ONE}.readinessProbe": ABSENT},
            "never dead": {f"{_ONE}.livenessProbe": ABSENT},
        },
    ),
    "k8s-no-secret-variable": Case(
        good=(MODEL,),
        at=f"{_ONE}.env[0].valueFrom.secretKeyRef",
        bad={"name": "store", "key": "token"},
        missing="pass",
        also_good={"settings of a map": {f"{_ONE}.envFrom": [{"configMapRef": {"name": "churn"}}]}},
        also_bad={"a whole secret": {f"{_ONE}.envFrom": [{"secretRef": {"name": "store"}}]}},
    ),
    "k8s-no-secret-object": Case(
        good=(MODEL, in_namespace("core/v1:SecretPatch", "patch")),
        at="patch:stringData",
        bad={"token": "abc"},
        missing="pass",
        also_bad={
            "a whole one": {"secret": in_namespace("core/v1:Secret", "secret")},
            "other values": {"patch:data": {"token": "YWJj"}},
        },
    ),
}
