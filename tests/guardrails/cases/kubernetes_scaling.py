"""Cases of the rules on numbers of replicas, who may take them away, and shares of requests."""

from typing import Any

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.kubernetes import LABELS, in_namespace, workload
from tests.guardrails.spec import ABSENT, Case

DEPLOYED = workload("churn")
SCALER = in_namespace(
    "autoscaling/v2:HorizontalPodAutoscaler",
    "scaler",
    spec={
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "churn"},
        "minReplicas": 2,
        "maxReplicas": 4,
    },
)
KEDA = in_namespace(
    "keda.sh/v1alpha1:ScaledObject",
    "keda",
    spec={
        "scaleTargetRef": {"name": "churn"},
        "minReplicaCount": 2,
        "maxReplicaCount": 4,
        "triggers": [],
    },
)
BUDGET = in_namespace(
    "policy/v1:PodDisruptionBudget",
    "budget",
    spec={"maxUnavailable": 1, "selector": {"matchLabels": LABELS}},
)
_SPREAD = "churn:spec.template.spec.topologySpreadConstraints"
_BUDGET = "budget:spec.maxUnavailable"


def _destination(version: str, weight: int) -> dict[str, Any]:
    return {"destination": {"host": "churn", "subset": version}, "weight": weight}


ROUTE = in_namespace(
    "networking.istio.io/v1:VirtualService",
    "route",
    spec={
        "hosts": ["models.example.com"],
        "http": [{"route": [_destination("canary", 10), _destination("stable", 90)]}],
    },
)
_SHARES = "route:spec.http[0].route"

CASES = {
    "k8s-autoscale-target": Case(
        good=(DEPLOYED, SCALER),
        at="scaler:spec.maxReplicas",
        bad=1,
        malformed=("4", "violation"),
        also_good={
            "a number instead": {"scaler": ABSENT, "churn:spec.replicas": 2},
            "a scaler of KEDA's": {"scaler": ABSENT, "keda": KEDA},
        },
        also_bad={
            "a target that nobody makes": {"scaler:spec.scaleTargetRef.name": "other"},
            "a scaler of nothing": {
                "scaler:spec.scaleTargetRef.name": "other",
                "churn:spec.replicas": 2,
            },
            "a target of another namespace": {"scaler:metadata.namespace": "elsewhere"},
            "a target without a name": {
                "scaler:spec.scaleTargetRef.name": ABSENT,
                "churn:spec.replicas": 2,
            },
            "two scalers": {"keda": KEDA},
            "a scaler and a number": {"churn:spec.replicas": 2},
            "neither": {"scaler": ABSENT},
        },
        also_undetermined={
            "a target that is not known": {"scaler:spec.scaleTargetRef.name": UNKNOWN}
        },
    ),
    "k8s-availability": Case(
        good=(workload("churn", replicas=2), BUDGET),
        at="churn:spec.replicas",
        bad=1,
        malformed=("2", "violation"),
        also_good={
            "a scaler that keeps two": {"scaler": SCALER, "churn:spec.replicas": ABSENT},
            "apart from its like": {
                _SPREAD: ABSENT,
                "churn:spec.template.spec.affinity": {"podAntiAffinity": {"x": []}},
            },
            "a share may go": {_BUDGET: "25%"},
        },
        also_bad={
            "a scaler that keeps one": {"scaler": SCALER, "scaler:spec.minReplicas": 1},
            "all on one node": {_SPREAD: []},
            "nothing about nodes": {_SPREAD: ABSENT},
            "no budget": {"budget": ABSENT},
            "a budget of other pods": {"budget:spec.selector.matchLabels": {"app": "vision"}},
            "a budget of no pods": {"budget:spec.selector": ABSENT},
            "a budget of another namespace": {"budget:metadata.namespace": "elsewhere"},
            "a budget that lets none go": {_BUDGET: 0},
            "a budget that lets no share go": {_BUDGET: "0%"},
            "a budget that says who stays": {_BUDGET: ABSENT, "budget:spec.minAvailable": 1},
        },
        also_undetermined={
            "spreading that is not known": {_SPREAD: UNKNOWN},
            "a budget that is not known": {_BUDGET: UNKNOWN},
        },
    ),
    "k8s-traffic-weights": Case(
        good=(ROUTE,),
        at=f"{_SHARES}[0].weight",
        bad=20,
        malformed=("10", "violation"),
        also_good={"one version": {_SHARES: [{"destination": {"host": "churn"}}]}},
        also_bad={
            "less than nothing": {f"{_SHARES}[0].weight": -10, f"{_SHARES}[1].weight": 110},
            "one version with a share": {_SHARES: [_destination("stable", 90)]},
            "bytes": {"route:spec.tcp": [{"route": [_destination("stable", 90)]}]},
        },
    ),
}
