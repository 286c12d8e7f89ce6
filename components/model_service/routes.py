"""How requests find a service, and which version answers."""

from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.model_service.args import ModelServiceArgs
from components.model_service.pods import HTTP, labels
from components.shared.kubernetes_names import (
    GATEWAY,
    INGRESS_GATEWAY,
    INGRESS_NAMESPACE,
    NAMESPACE_LABEL,
)

_PORT = 80


def make_entry(name: str, args: ModelServiceArgs, opts: pulumi.ResourceOptions) -> None:
    """Make the service's address, the one path that leads to it, and who may take that."""
    namespace, found_by = args.serving.model_namespace, labels(args)
    metadata = kubernetes.meta.v1.ObjectMetaArgs(name=args.service_name, namespace=namespace)
    core, networking = kubernetes.core.v1, kubernetes.networking.v1
    core.Service(
        f"{name}-service",
        metadata=metadata,
        spec=core.ServiceSpecArgs(
            type="ClusterIP",
            selector=found_by,
            ports=[
                core.ServicePortArgs(name=HTTP, port=_PORT, target_port=HTTP, app_protocol="http")
            ],
        ),
        opts=opts,
    )
    if args.serving.istio is None:
        return
    networking.NetworkPolicy(
        f"{name}-from-gateway",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=f"{args.service_name}-from-gateway",
            namespace=namespace,
            annotations={"kubernetes.io/description": "requests come in by the gateway only"},
        ),
        spec=networking.NetworkPolicySpecArgs(
            pod_selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=found_by),
            policy_types=["Ingress"],
            ingress=[
                networking.NetworkPolicyIngressRuleArgs(
                    from_=[
                        networking.NetworkPolicyPeerArgs(
                            namespace_selector=kubernetes.meta.v1.LabelSelectorArgs(
                                match_labels={NAMESPACE_LABEL: INGRESS_NAMESPACE}
                            ),
                            pod_selector=kubernetes.meta.v1.LabelSelectorArgs(
                                match_labels={"istio": INGRESS_GATEWAY}
                            ),
                        )
                    ],
                    ports=[
                        networking.NetworkPolicyPortArgs(protocol="TCP", port=args.settings.port)
                    ],
                )
            ],
        ),
        opts=opts,
    )
    kubernetes.apiextensions.CustomResource(
        f"{name}-callers",
        api_version="security.istio.io/v1",
        kind="AuthorizationPolicy",
        metadata=metadata,
        spec={
            "selector": {"matchLabels": found_by},
            "action": "ALLOW",
            "rules": [{"from": [{"source": {"namespaces": [INGRESS_NAMESPACE]}}]}],
        },
        opts=opts,
    )


def make_routes(name: str, args: ModelServiceArgs, opts: pulumi.ResourceOptions) -> None:
    """Share requests among the versions as the settings say."""
    settings, namespace = args.settings, args.serving.model_namespace
    if args.serving.istio is None:
        return
    host = f"{args.service_name}.{namespace}.svc.cluster.local"
    metadata = kubernetes.meta.v1.ObjectMetaArgs(name=args.service_name, namespace=namespace)
    kubernetes.apiextensions.CustomResource(
        f"{name}-versions",
        api_version="networking.istio.io/v1",
        kind="DestinationRule",
        metadata=metadata,
        spec={
            "host": host,
            "trafficPolicy": {
                "tls": {"mode": "ISTIO_MUTUAL"},
                "connectionPool": {
                    "http": {"http1MaxPendingRequests": settings.max_waiting_requests}
                },
                # A replica that fails five times in a row rests; never more than half of them.
                "outlierDetection": {
                    "consecutive5xxErrors": 5,
                    "interval": "30s",
                    "baseEjectionTime": "30s",
                    "maxEjectionPercent": 50,
                },
            },
            "subsets": [
                {"name": version, "labels": {"version": version}}
                for version in sorted(settings.versions)
            ],
        },
        opts=opts,
    )
    if args.serving.ingress is None:
        return
    kubernetes.apiextensions.CustomResource(
        f"{name}-route",
        api_version="networking.istio.io/v1",
        kind="VirtualService",
        metadata=metadata,
        spec={
            "hosts": [args.serving.ingress.host_name],
            "gateways": [GATEWAY],
            "http": [
                {
                    "match": [{"uri": {"prefix": f"/{args.service_name}/"}}],
                    "rewrite": {"uri": "/"},
                    "route": _shares(host, args),
                    "timeout": f"{settings.timeout_seconds}s",
                    # A prediction may be asked for again only by whoever knows that it may.
                    "retries": {"attempts": 0},
                }
            ],
        },
        opts=opts,
    )


def _shares(host: str, args: ModelServiceArgs) -> list[dict[str, Any]]:
    """Return every version that gets requests; the weights sum to 100."""
    return [
        {
            "destination": {"host": host, "subset": version, "port": {"number": _PORT}},
            "weight": share,
        }
        for version, share in sorted(args.settings.traffic.items())
        if share
    ]
