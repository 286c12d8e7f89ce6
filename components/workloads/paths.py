"""Who may talk to whom in the namespace of the model services: nobody, but for these paths.

Each service adds the one path that leads to it. Policies name ranges of addresses, never hosts: the
names that may be called are the firewall's, where there is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes

from components.shared.kubernetes_names import (
    MESH_CONTROL_PORT,
    MESH_METRICS_PORT,
    MESH_NAMESPACE,
    NAMESPACE_LABEL,
)
from components.workloads.args import WorkloadsArgs

_HTTPS = 443
_DNS = 53
# RFC 1918, RFC 6598, and RFC 3927, where nodes offer their own identity (169.254.169.254).
_NOT_PUBLIC = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"]


@dataclass(frozen=True)
class _Path:
    """One allowed path, from or to every pod of the namespace.

    Attributes:
        role: what it is for, the policy's name.
        reason: why it is needed, told to whoever reads the policy.
        peers: the other ends.
        ports: as (protocol, number).
        inward: it leads to the pods, not away from them.
    """

    role: str
    reason: str
    peers: list[kubernetes.networking.v1.NetworkPolicyPeerArgs]
    ports: list[tuple[str, int]]
    inward: bool = False


def make_paths(name: str, args: WorkloadsArgs, opts: pulumi.ResourceOptions) -> None:
    """Close the namespace, then open what its pods cannot work without."""
    _policy(
        f"{name}-deny",
        args,
        "deny-all",
        "what no other policy allows is refused",
        kubernetes.networking.v1.NetworkPolicySpecArgs(
            pod_selector=kubernetes.meta.v1.LabelSelectorArgs(),
            policy_types=["Ingress", "Egress"],
        ),
        opts,
    )
    for path in _paths(args):
        ports = [
            kubernetes.networking.v1.NetworkPolicyPortArgs(protocol=protocol, port=number)
            for protocol, number in path.ports
        ]
        rules = {
            "ingress": [
                kubernetes.networking.v1.NetworkPolicyIngressRuleArgs(from_=path.peers, ports=ports)
            ]
            if path.inward
            else None,
            "egress": None
            if path.inward
            else [kubernetes.networking.v1.NetworkPolicyEgressRuleArgs(to=path.peers, ports=ports)],
        }
        spec = kubernetes.networking.v1.NetworkPolicySpecArgs(
            pod_selector=kubernetes.meta.v1.LabelSelectorArgs(),
            policy_types=["Ingress" if path.inward else "Egress"],
            **rules,
        )
        _policy(f"{name}-{path.role}", args, path.role, path.reason, spec, opts)


def _paths(args: WorkloadsArgs) -> Iterator[_Path]:
    yield _Path(
        "to-dns",
        "names of services and hosts are resolved",
        [_namespace("kube-system", {"k8s-app": "kube-dns"})],
        [("UDP", _DNS), ("TCP", _DNS)],
    )
    if args.settings.istio:
        yield _Path(
            "to-mesh",
            "proxies fetch routes and certificates",
            [_namespace(MESH_NAMESPACE)],
            [("TCP", MESH_CONTROL_PORT)],
        )
        if args.prometheus_url is not None:
            yield _Path(
                "from-metrics",
                "agents collect what proxies count",
                [_namespace("kube-system")],
                [("TCP", MESH_METRICS_PORT)],
                inward=True,
            )
    own = [args.endpoint_range] if args.endpoint_range else []
    if ranges := [*own, *args.settings.reachable_ranges]:
        yield _Path(
            "to-endpoints",
            "load models and send telemetry through private endpoints",
            [_range(address_range) for address_range in ranges],
            [("TCP", _HTTPS)],
        )
    if args.egress != "isolated":
        yield _Path(
            "to-public-https",
            "sign in with Entra, and send telemetry where there is no private endpoint for it",
            [_range("0.0.0.0/0", _NOT_PUBLIC)],
            [("TCP", _HTTPS)],
        )


def _policy(
    logical_name: str,
    args: WorkloadsArgs,
    policy_name: str,
    reason: str,
    spec: kubernetes.networking.v1.NetworkPolicySpecArgs,
    opts: pulumi.ResourceOptions,
) -> None:
    kubernetes.networking.v1.NetworkPolicy(
        logical_name,
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=policy_name,
            namespace=args.settings.model_namespace,
            annotations={"kubernetes.io/description": reason},
        ),
        spec=spec,
        opts=opts,
    )


def _namespace(
    namespace: str, pods: dict[str, str] | None = None
) -> kubernetes.networking.v1.NetworkPolicyPeerArgs:
    return kubernetes.networking.v1.NetworkPolicyPeerArgs(
        namespace_selector=kubernetes.meta.v1.LabelSelectorArgs(
            match_labels={NAMESPACE_LABEL: namespace}
        ),
        pod_selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=pods) if pods else None,
    )


def _range(
    cidr: str, excepted: list[str] | None = None
) -> kubernetes.networking.v1.NetworkPolicyPeerArgs:
    return kubernetes.networking.v1.NetworkPolicyPeerArgs(
        ip_block=kubernetes.networking.v1.IPBlockArgs(cidr=cidr, except_=excepted)
    )
