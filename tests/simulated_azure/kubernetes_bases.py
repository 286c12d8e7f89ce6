"""Valid Kubernetes objects, by version and kind."""

import copy
from typing import Any

from simulated_azure.cloud import Request, SimulatedAzure
from tests.simulated_azure.clouds import Edits, cloud, set_at

LABELS = {"app": "churn"}
_CONTAINER = {
    "name": "model",
    "image": "cr.azurecr.io/churn@sha256:0",
    "ports": [{"name": "http", "containerPort": 8080}],
    "resources": {"requests": {"cpu": "500m"}},
}
_SPECS: dict[str, dict[str, Any]] = {
    "apps/v1:Deployment": {
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"serviceAccountName": "churn", "containers": [_CONTAINER]},
        },
    },
    "autoscaling/v2:HorizontalPodAutoscaler": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "churn"},
        "minReplicas": 2,
        "maxReplicas": 5,
    },
    "azmonitoring.coreos.com/v1:PodMonitor": {
        "selector": {"matchLabels": LABELS},
        "podMetricsEndpoints": [{"port": "http", "interval": "30s"}],
    },
    "core/v1:Service": {
        "selector": LABELS,
        "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
    },
    "keda.sh/v1alpha1:ScaledObject": {
        "scaleTargetRef": {"name": "churn"},
        "minReplicaCount": 2,
        "maxReplicaCount": 5,
        "triggers": [{"type": "prometheus", "metadata": {"query": "up", "threshold": "1"}}],
    },
    "keda.sh/v1alpha1:TriggerAuthentication": {"podIdentity": {"provider": "azure-workload"}},
    "networking.istio.io/v1:DestinationRule": {"host": "churn", "subsets": [{"name": "stable"}]},
    "networking.istio.io/v1:Gateway": {
        "selector": {"istio": "gateway"},
        "servers": [
            {
                "port": {"number": 443, "name": "https", "protocol": "HTTPS"},
                "hosts": ["models.contoso.com"],
                "tls": {"mode": "SIMPLE", "credentialName": "models-tls"},
            }
        ],
    },
    "networking.istio.io/v1:VirtualService": {
        "hosts": ["churn"],
        "http": [{"route": [{"destination": {"host": "churn"}, "weight": 100}]}],
    },
    "networking.k8s.io/v1:NetworkPolicy": {
        "podSelector": {"matchLabels": LABELS},
        "policyTypes": ["Ingress"],
    },
    "policy/v1:PodDisruptionBudget": {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}},
    "secrets-store.csi.x-k8s.io/v1:SecretProviderClass": {
        "provider": "azure",
        "parameters": {"keyvaultName": "kv"},
    },
    "security.istio.io/v1:PeerAuthentication": {"mtls": {"mode": "STRICT"}},
}
NAMESPACE = {"metadata": {"name": "models"}}
OBJECTS: dict[str, dict[str, Any]] = {
    "core/v1:Namespace": NAMESPACE,
    "core/v1:ServiceAccount": {"metadata": {"name": "churn", "namespace": "models"}},
    **{
        kind: {"metadata": {"name": "churn", "namespace": "models"}, "spec": spec}
        for kind, spec in _SPECS.items()
    },
}
"""Inputs by version and kind; together they refer to nothing that is not there."""


def request(kind: str, edits: Edits | None = None, *, name: str = "one") -> Request:
    """Return the valid request for an object such as `apps/v1:Deployment`, edited."""
    group, _, cls = kind.partition(":")
    version = group.removeprefix("core/")
    inputs = {"apiVersion": version, "kind": cls, **copy.deepcopy(OBJECTS[kind])}
    for path, value in (edits or {}).items():
        set_at(inputs, path, value)
    return Request(f"urn:{kind}:{name}", f"kubernetes:{kind}", name, inputs)


def settled(*requests: Request, preview: bool = False) -> dict[str, list[tuple[str, str]]]:
    """Return what is wrong, by URN, with objects only once all are there."""
    azure: SimulatedAzure = cloud(preview=preview)
    for one in requests:
        assert azure.create(one).refusals == ()
    return {
        urn: [(refusal.code, refusal.property) for refusal in refusals]
        for urn, refusals in azure.settle().items()
    }
