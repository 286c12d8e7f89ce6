"""The namespace of the model services: who may run in it, and how much."""

from collections.abc import Mapping
from math import ceil

import pulumi
import pulumi_kubernetes as kubernetes

from components.shared.kubernetes_names import MODEL_SERVICES, PART_OF, SURGE_PERCENT
from components.workloads.args import WorkloadsArgs
from settings.model_services import ServiceSettings

# What the mesh gives each pod's proxy by default (istio.io/latest/docs/reference/config/
# istio.mesh.v1alpha1, chart values global.proxy.resources).
_PROXY_CPU_MILLICORES = 100
_PROXY_MEMORY_MB = 128


def make_namespace(name: str, args: WorkloadsArgs, opts: pulumi.ResourceOptions) -> None:
    """Make the namespace with its limits."""
    settings = args.settings
    namespace = settings.model_namespace
    kubernetes.core.v1.Namespace(
        f"{name}-namespace",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(name=namespace, labels=_labels(args)),
        opts=opts,
    )
    kubernetes.core.v1.ResourceQuota(
        f"{name}-quota",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(name="quota", namespace=namespace),
        spec=kubernetes.core.v1.ResourceQuotaSpecArgs(hard=quota(settings.services)),
        opts=opts,
    )
    # For containers that say nothing, such as those that the mesh adds; a quota refuses them else.
    kubernetes.core.v1.LimitRange(
        f"{name}-limit-range",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(name="defaults", namespace=namespace),
        spec=kubernetes.core.v1.LimitRangeSpecArgs(
            limits=[
                kubernetes.core.v1.LimitRangeItemArgs(
                    type="Container",
                    default_request={
                        "cpu": f"{_PROXY_CPU_MILLICORES}m",
                        "memory": f"{_PROXY_MEMORY_MB}Mi",
                    },
                    default={"cpu": "500m", "memory": "512Mi"},
                )
            ]
        ),
        opts=opts,
    )


def _labels(args: WorkloadsArgs) -> dict[str, str]:
    """Return what admission and the mesh go by."""
    # The minor version: what "restricted" asks for changes with it.
    minor = ".".join(args.settings.kubernetes_version.split(".")[:2])
    labels = {**args.conventions.labels(), PART_OF: MODEL_SERVICES}
    for mode in ("enforce", "audit", "warn"):
        labels[f"pod-security.kubernetes.io/{mode}"] = "restricted"
        labels[f"pod-security.kubernetes.io/{mode}-version"] = f"v{minor}"
    if args.settings.istio:
        # The add-on injects nothing without a revision; of two, pods that start take the newer
        # (learn.microsoft.com/azure/aks/istio-deploy-addon).
        labels["istio.io/rev"] = args.settings.istio.revisions[-1]
    return labels


def quota(services: Mapping[str, ServiceSettings]) -> dict[str, str]:
    """Return what all services together may take, and what none may have.

    A load balancer could get a public address, a node port opens one on every node, and models are
    read from storage.
    """
    pods = cpu = memory = gpus = 0
    for service in services.values():
        most = ceil(service.replicas.max * (1 + SURGE_PERCENT / 100)) * len(service.versions)
        given = service.resources
        pods += most
        cpu += most * (given.cpu_request_millicores + _PROXY_CPU_MILLICORES)
        memory += most * (given.memory_request_mb + _PROXY_MEMORY_MB)
        gpus += most * given.gpus
    return {
        "pods": str(pods),
        "requests.cpu": f"{cpu}m",
        "requests.memory": f"{memory}Mi",
        "requests.nvidia.com/gpu": str(gpus),
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        "persistentvolumeclaims": "0",
    }
