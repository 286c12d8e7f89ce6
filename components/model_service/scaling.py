"""What decides how many replicas there are: one thing for each deployment, never two."""

from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.model_service.args import FilledIn, ModelServiceArgs
from components.shared.kubernetes_names import METRICS_SIGN_IN
from settings.model_services import HpaScaler, KedaSettings

CONTAINER = "model"

# Up at once, by double or four, whichever is more; down after five minutes of less, by half or
# two, whichever is fewer.
_UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Percent", "value": 100, "periodSeconds": 30},
        {"type": "Pods", "value": 4, "periodSeconds": 30},
    ],
}
_DOWN = {
    "stabilizationWindowSeconds": 300,
    "selectPolicy": "Min",
    "policies": [
        {"type": "Percent", "value": 50, "periodSeconds": 60},
        {"type": "Pods", "value": 2, "periodSeconds": 60},
    ],
}


def scale(
    name: str,
    deployment: str,
    args: ModelServiceArgs,
    filled: FilledIn,
    opts: pulumi.ResourceOptions,
) -> None:
    """Make the scaler of one deployment.

    Args:
        name: logical name of the scaler.
        deployment: what it scales.

    Raises:
        ValueError: it is to scale on metrics, and none are kept.
    """
    scaler = args.settings.scaler
    if isinstance(scaler, HpaScaler):
        targets = {"cpu": scaler.hpa.cpu_percent, "memory": scaler.hpa.memory_percent}
        _on_load(name, deployment, args, targets, opts)
        return
    if filled.prometheus_url is None:
        raise ValueError(f"{name}: KEDA asks Prometheus, and none is kept; make it, or use hpa")
    _on_measure(name, deployment, args, scaler.keda, filled.prometheus_url, opts)


def _on_load(
    name: str,
    deployment: str,
    args: ModelServiceArgs,
    targets: dict[str, int],
    opts: pulumi.ResourceOptions,
) -> None:
    autoscaling = kubernetes.autoscaling.v2
    autoscaling.HorizontalPodAutoscaler(
        name,
        metadata=_metadata(deployment, args),
        spec=autoscaling.HorizontalPodAutoscalerSpecArgs(
            scale_target_ref=autoscaling.CrossVersionObjectReferenceArgs(
                api_version="apps/v1", kind="Deployment", name=deployment
            ),
            min_replicas=args.settings.replicas.min,
            max_replicas=args.settings.replicas.max,
            # Of the model's own container: an idle proxy beside it would hide how busy it is.
            metrics=[
                autoscaling.MetricSpecArgs(
                    type="ContainerResource",
                    container_resource=autoscaling.ContainerResourceMetricSourceArgs(
                        name=resource,
                        container=CONTAINER,
                        target=autoscaling.MetricTargetArgs(
                            type="Utilization", average_utilization=percent
                        ),
                    ),
                )
                for resource, percent in targets.items()
            ],
            behavior=autoscaling.HorizontalPodAutoscalerBehaviorArgs(
                scale_up=_rules(_UP), scale_down=_rules(_DOWN)
            ),
        ),
        opts=opts,
    )


def _rules(rules: dict[str, Any]) -> kubernetes.autoscaling.v2.HPAScalingRulesArgs:
    autoscaling = kubernetes.autoscaling.v2
    return autoscaling.HPAScalingRulesArgs(
        stabilization_window_seconds=rules["stabilizationWindowSeconds"],
        select_policy=rules["selectPolicy"],
        policies=[
            autoscaling.HPAScalingPolicyArgs(
                type=policy["type"], value=policy["value"], period_seconds=policy["periodSeconds"]
            )
            for policy in rules["policies"]
        ],
    )


def _on_measure(
    name: str,
    deployment: str,
    args: ModelServiceArgs,
    keda: KedaSettings,
    prometheus_url: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    kubernetes.apiextensions.CustomResource(
        name,
        api_version="keda.sh/v1alpha1",
        kind="ScaledObject",
        metadata=_metadata(deployment, args),
        spec={
            "scaleTargetRef": {"name": deployment},
            "minReplicaCount": args.settings.replicas.min,
            "maxReplicaCount": args.settings.replicas.max,
            "pollingInterval": keda.polling_seconds,
            "advanced": {
                "horizontalPodAutoscalerConfig": {"behavior": {"scaleUp": _UP, "scaleDown": _DOWN}}
            },
            # While the query fails, Kubernetes scales on CPU alone, and never down.
            "triggers": [
                {
                    "type": "prometheus",
                    "metadata": {
                        "serverAddress": prometheus_url,
                        "query": keda.query or _requests_per_second(deployment, args),
                        "threshold": f"{keda.threshold:g}",
                    },
                    "authenticationRef": {"name": METRICS_SIGN_IN},
                },
                {
                    "type": "cpu",
                    "metricType": "Utilization",
                    "metadata": {"value": str(keda.cpu_percent), "containerName": CONTAINER},
                },
            ],
        },
        opts=opts,
    )


def _requests_per_second(deployment: str, args: ModelServiceArgs) -> str:
    """Return the query for requests a second to all replicas of a deployment."""
    labels = (
        f'reporter="destination",destination_workload="{deployment}",'
        f'destination_workload_namespace="{args.serving.model_namespace}"'
    )
    return f"sum(rate(istio_requests_total{{{labels}}}[2m]))"


def _metadata(deployment: str, args: ModelServiceArgs) -> kubernetes.meta.v1.ObjectMetaArgs:
    return kubernetes.meta.v1.ObjectMetaArgs(
        name=deployment, namespace=args.serving.model_namespace
    )
