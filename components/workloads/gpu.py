"""What tells Kubernetes of the GPUs on its nodes."""

import pulumi
import pulumi_kubernetes as kubernetes

from components.shared.conventions import Conventions
from components.shared.kubernetes_names import PART_OF
from components.shared.node_pools import labels, taints
from settings.serving import GpuPoolSettings

_NAMESPACE = "gpu-resources"
_PLUGIN = "nvidia-device-plugin"
_KUBELET_FOLDER = "/var/lib/kubelet/device-plugins"


def make_device_plugin(
    name: str, pool: GpuPoolSettings, conventions: Conventions, opts: pulumi.ResourceOptions
) -> None:
    """Run NVIDIA's device plugin on every GPU node; AKS brings the driver only.

    It has a namespace of its own because it needs what `restricted` refuses: a folder of the node.
    """
    part = {**conventions.labels(), PART_OF: _PLUGIN}
    kubernetes.core.v1.Namespace(
        f"{name}-gpu-namespace",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=_NAMESPACE, labels={**part, "pod-security.kubernetes.io/enforce": "privileged"}
        ),
        opts=opts,
    )
    kubernetes.networking.v1.NetworkPolicy(
        f"{name}-gpu-deny",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name="deny-all",
            namespace=_NAMESPACE,
            annotations={"kubernetes.io/description": "the plugin talks to its node only"},
        ),
        spec=kubernetes.networking.v1.NetworkPolicySpecArgs(
            pod_selector=kubernetes.meta.v1.LabelSelectorArgs(), policy_types=["Ingress", "Egress"]
        ),
        opts=opts,
    )
    own = {"app": _PLUGIN}
    kubernetes.apps.v1.DaemonSet(
        f"{name}-gpu-plugin",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(name=_PLUGIN, namespace=_NAMESPACE),
        spec=kubernetes.apps.v1.DaemonSetSpecArgs(
            selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=own),
            template=kubernetes.core.v1.PodTemplateSpecArgs(
                metadata=kubernetes.meta.v1.ObjectMetaArgs(labels={**part, **own}),
                spec=_pod(pool),
            ),
        ),
        opts=opts,
    )


def _pod(pool: GpuPoolSettings) -> kubernetes.core.v1.PodSpecArgs:
    core = kubernetes.core.v1
    return core.PodSpecArgs(
        automount_service_account_token=False,
        priority_class_name="system-node-critical",
        node_selector={"pool": labels("gpu", spot=pool.spot)["pool"]},
        tolerations=[
            core.TolerationArgs(key=t.key, operator="Equal", value=t.value, effect=t.effect)
            for t in taints("gpu", spot=pool.spot)
        ],
        security_context=core.PodSecurityContextArgs(
            seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault")
        ),
        containers=[
            core.ContainerArgs(
                name="plugin",
                image=pool.device_plugin_image,
                resources=core.ResourceRequirementsArgs(
                    requests={"cpu": "50m", "memory": "64Mi"},
                    limits={"cpu": "200m", "memory": "256Mi"},
                ),
                security_context=core.SecurityContextArgs(
                    allow_privilege_escalation=False,
                    read_only_root_filesystem=True,
                    capabilities=core.CapabilitiesArgs(drop=["ALL"]),
                ),
                volume_mounts=[core.VolumeMountArgs(name="kubelet", mount_path=_KUBELET_FOLDER)],
            )
        ],
        volumes=[
            core.VolumeArgs(
                name="kubelet", host_path=core.HostPathVolumeSourceArgs(path=_KUBELET_FOLDER)
            )
        ],
    )
