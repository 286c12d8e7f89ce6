"""Names and numbers inside the cluster that more than one component speaks of."""

# Namespaces, labels and ports of the add-on: learn.microsoft.com/azure/aks/istio-deploy-ingress
# and istio.io/latest/docs/ops/deployment/application-requirements.
INGRESS_NAMESPACE = "aks-istio-ingress"
INGRESS_GATEWAY = "aks-istio-ingressgateway-internal"
MESH_NAMESPACE = "aks-istio-system"
MESH_CONTROL_PORT = 15012
MESH_METRICS_PORT = 15090
MESH_METRICS_PORT_NAME = "http-envoy-prom"

NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""Label that Kubernetes puts on every namespace: its name."""

PART_OF = "app.kubernetes.io/part-of"
MODEL_SERVICES = "model-services"
"""What every pod of a model service is part of."""

GATEWAY = "models"
"""Gateway of the model services, in their namespace."""

METRICS_SIGN_IN = "managed-prometheus"
"""How scalers sign in to read metrics, in the namespace of the model services."""

SURGE_PERCENT = 25
"""Replicas that a rolling update adds before it takes any away, in percent."""
