"""Cases of the rules on where objects are and who reaches them."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.kubernetes import LABELS, MODEL, in_namespace
from tests.guardrails.spec import ABSENT, Case, Made

_SERVICE = "core/v1:Service"
SERVICE = in_namespace(_SERVICE, "service", spec={"type": "ClusterIP"})
ACCOUNT = in_namespace("core/v1:ServiceAccount", "account", automountServiceAccountToken=False)
DENY = in_namespace(
    "networking.k8s.io/v1:NetworkPolicy",
    "deny",
    spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
)
_INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
_POD = "churn:spec.template.spec"

CASES = {
    "k8s-namespace-sa": Case(
        good=(MODEL, ACCOUNT, SERVICE, Made("kubernetes:core/v1:Namespace", "models", {})),
        at="service:metadata.namespace",
        bad="default",
        also_bad={
            "the cluster's own": {"churn:metadata.namespace": "kube-system"},
            "an empty name": {"churn:metadata.namespace": ""},
            "a pod with a token": {f"{_POD}.automountServiceAccountToken": True},
            "an account with a token": {"account:automountServiceAccountToken": ABSENT},
        },
    ),
    "k8s-internal-lb": Case(
        good=(
            Made(
                "kubernetes:core/v1:Service",
                "service",
                {
                    "metadata": {"namespace": "models", "annotations": {_INTERNAL: "true"}},
                    "spec": {"type": "LoadBalancer"},
                },
            ),
            in_namespace("core/v1:ServicePatch", "patch"),
        ),
        at="service:metadata.annotations",
        bad={_INTERNAL: "false"},
        also_good={
            "inside the cluster": {
                "service:spec.type": "ClusterIP",
                "service:metadata.annotations": ABSENT,
            },
            "the default is inside the cluster": {"service": in_namespace(_SERVICE, "service")},
        },
        also_bad={
            "other annotations": {"service:metadata.annotations": {"x": "true"}},
            "a patch that opens it": {"patch:metadata.annotations": {_INTERNAL: "false"}},
            "a type that is a number": {
                "service:spec.type": 7,
                "service:metadata.annotations": ABSENT,
            },
            "addresses from outside": {"service:spec.externalIPs": ["203.0.113.7"]},
        },
        also_undetermined={
            "a type that is not known": {
                "service:spec.type": UNKNOWN,
                "service:metadata.annotations": ABSENT,
            }
        },
    ),
    "k8s-default-deny": Case(
        good=(MODEL, DENY),
        at="churn:metadata.namespace",
        bad="elsewhere",
        also_good={"a namespace of an add-on": {"churn:metadata.namespace": "aks-istio-ingress"}},
        also_bad={
            "no policy": {"deny": ABSENT},
            "one direction": {"deny:spec.policyTypes": ["Ingress"]},
            "some pods": {"deny:spec.podSelector": {"matchLabels": LABELS}},
            "with a way in": {"deny:spec.ingress": [{}]},
            "with a way out": {"deny:spec.egress": [{}]},
            "in another namespace": {"deny:metadata.namespace": "elsewhere"},
        },
    ),
    "tag-k8s-labels": Case(
        good=(
            Made(
                "kubernetes:core/v1:Namespace",
                "models",
                {
                    "metadata": {
                        "labels": {
                            "app.kubernetes.io/part-of": "mlops",
                            "owner": "ml-platform",
                            "cost-center": "ML-1001",
                        }
                    }
                },
            ),
        ),
        at="models:metadata.labels.owner",
        bad="",
        also_bad={
            "no labels": {"models:metadata": ABSENT},
            "a pod without": {"churn": MODEL},
        },
        also_undetermined={"labels that are not known": {"models:metadata.labels": UNKNOWN}},
    ),
}
