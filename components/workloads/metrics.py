"""What is measured of the services, and how their scalers read it."""

import pulumi
import pulumi_kubernetes as kubernetes

from components.shared.kubernetes_names import (
    MESH_METRICS_PORT_NAME,
    METRICS_SIGN_IN,
    MODEL_SERVICES,
    PART_OF,
)
from components.workloads.args import WorkloadsArgs

# Requests and how long they took. Proxies count hundreds of other things, and each is paid for.
_KEPT = "istio_requests_total|istio_request_duration_milliseconds_.*"


def make_metrics(
    name: str, args: WorkloadsArgs, client_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> None:
    """Collect what the mesh counts, and let scalers read it."""
    metadata = {"namespace": args.settings.model_namespace}
    if args.settings.istio:
        # The agents of managed Prometheus read this group only
        # (learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd).
        kubernetes.apiextensions.CustomResource(
            f"{name}-monitor",
            api_version="azmonitoring.coreos.com/v1",
            kind="PodMonitor",
            metadata=metadata | {"name": MODEL_SERVICES},
            spec={
                "selector": {"matchLabels": {PART_OF: MODEL_SERVICES}},
                "podMetricsEndpoints": [
                    {
                        "port": MESH_METRICS_PORT_NAME,
                        "path": "/stats/prometheus",
                        "interval": "30s",
                        "metricRelabelings": [
                            {"sourceLabels": ["__name__"], "regex": _KEPT, "action": "keep"}
                        ],
                    }
                ],
            },
            opts=opts,
        )
    kubernetes.apiextensions.CustomResource(
        f"{name}-metrics-sign-in",
        api_version="keda.sh/v1alpha1",
        kind="TriggerAuthentication",
        metadata=metadata | {"name": METRICS_SIGN_IN},
        spec={
            "podIdentity": {
                "provider": "azure-workload",
                # The operator's own, whose credential `ServingCluster` makes; the add-on's account
                # stays as AKS made it.
                "identityId": client_id,
            }
        },
        opts=opts,
    )
