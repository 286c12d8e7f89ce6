"""What decides how many replicas of a version there are."""

from typing import Any

import pytest

from components.shared.delivery import Delivery
from preflight.plan import Plan
from tests.components import workloads_lab as lab
from tests.components.serving_cluster_lab import run

UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Percent", "value": 100, "periodSeconds": 30},
        {"type": "Pods", "value": 4, "periodSeconds": 30},
    ],
}
DOWN = {
    "stabilizationWindowSeconds": 300,
    "selectPolicy": "Min",
    "policies": [
        {"type": "Percent", "value": 50, "periodSeconds": 60},
        {"type": "Pods", "value": 2, "periodSeconds": 60},
    ],
}
SCALERS: list[dict[str, Any]] = [{}, {"hpa": {"cpu_percent": 60}}, {"keda": {}}]


def hpa(**settings: Any) -> dict[str, Any]:
    return lab.spec(lab.service(**settings), "HorizontalPodAutoscaler", "churn-stable")


def scaled_object(**keda: Any) -> dict[str, Any]:
    plan = lab.service(scaler={"keda": keda})
    return lab.spec(plan, "ScaledObject", "churn-stable")


def scaled(plan: Plan) -> list[str]:
    return [
        found.inputs["spec"]["scaleTargetRef"]["name"]
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
        for found in lab.objects(plan, kind).values()
    ]


@pytest.mark.parametrize("scaler", SCALERS)
def test_each_version_has_exactly_one_scaler_and_no_number_of_its_own(
    scaler: dict[str, Any],
) -> None:
    plan = lab.service(**lab.TWO_VERSIONS, scaler=scaler)
    assert sorted(scaled(plan)) == ["churn-challenger", "churn-champion"]
    for version in ("challenger", "champion"):
        assert "replicas" not in lab.spec(plan, "Deployment", f"churn-{version}")


@pytest.mark.feature("V4", "autoscaling/v2.HorizontalPodAutoscaler spec.metrics, maxReplicas")
def test_replicas_follow_cpu_and_memory_of_the_model_s_own_container() -> None:
    found = hpa()
    assert (found["minReplicas"], found["maxReplicas"]) == (2, 20)
    measured = {
        metric["containerResource"]["name"]: metric["containerResource"]
        for metric in found["metrics"]
    }
    assert {name: row["target"] for name, row in measured.items()} == {
        "cpu": {"type": "Utilization", "averageUtilization": 70},
        "memory": {"type": "Utilization", "averageUtilization": 80},
    }
    assert {row["container"] for row in measured.values()} == {"model"}
    assert found["scaleTargetRef"]["kind"] == "Deployment"


def test_limits_and_targets_are_those_of_the_settings() -> None:
    found = hpa(scaler={"hpa": {"cpu_percent": 55}}, replicas={"min": 3, "max": 9})
    assert (found["minReplicas"], found["maxReplicas"]) == (3, 9)
    targets = [m["containerResource"]["target"]["averageUtilization"] for m in found["metrics"]]
    assert targets == [55, 80]


@pytest.mark.feature("V7", "autoscaling/v2.HorizontalPodAutoscaler spec.behavior.scaleUp")
@pytest.mark.feature("V8", "autoscaling/v2.HorizontalPodAutoscaler spec.behavior.scaleDown")
def test_replicas_double_at_once_and_halve_slowly_whatever_scales_them() -> None:
    assert hpa()["behavior"] == {"scaleUp": UP, "scaleDown": DOWN}
    advanced = scaled_object()["advanced"]["horizontalPodAutoscalerConfig"]
    assert advanced["behavior"] == {"scaleUp": UP, "scaleDown": DOWN}


@pytest.mark.feature("V5", "keda.sh/v1alpha1.ScaledObject spec.triggers.metadata.query")
def test_replicas_follow_requests_to_their_own_version_ten_a_second_each() -> None:
    trigger = scaled_object()["triggers"][0]
    assert trigger["type"] == "prometheus"
    assert trigger["metadata"] == {
        "serverAddress": "${PROMETHEUS_URL}",
        "query": 'sum(rate(istio_requests_total{reporter="destination",'
        'destination_workload="churn-stable",destination_workload_namespace="models"}[2m]))',
        "threshold": "10",
    }


@pytest.mark.feature("V6", "keda.sh/v1alpha1.ScaledObject spec.triggers.metadata.serverAddress")
def test_replicas_follow_any_measure_of_managed_prometheus() -> None:
    trigger = scaled_object(query="sum(queue_length)", threshold=2.5)["triggers"][0]
    assert trigger["metadata"]["query"] == "sum(queue_length)"
    assert trigger["metadata"]["threshold"] == "2.5"
    assert trigger["authenticationRef"] == {"name": "managed-prometheus"}


@pytest.mark.feature("V9", "keda.sh/v1alpha1.ScaledObject spec.pollingInterval")
def test_a_measure_from_outside_does_not_hide_that_replicas_are_busy() -> None:
    found = scaled_object(cpu_percent=65, polling_seconds=15)
    assert found["pollingInterval"] == 15
    assert found["triggers"][1] == {
        "type": "cpu",
        "metricType": "Utilization",
        "metadata": {"value": "65", "containerName": "model"},
    }
    assert (found["minReplicaCount"], found["maxReplicaCount"]) == (2, 20)


def test_a_scaler_that_asks_prometheus_signs_in_the_way_that_the_namespace_offers() -> None:
    plan = lab.service(**lab.KEDA)
    reference = lab.spec(plan, "ScaledObject", "churn-stable")["triggers"][0]["authenticationRef"]
    assert reference["name"] in lab.objects(plan, "TriggerAuthentication")


def test_a_measure_that_nobody_keeps_is_an_error() -> None:
    changes = lab.stack(**lab.KEDA)
    targets = lab.ServiceTargets(
        model_store_url="https://st", insights_connection="x", prometheus_url=None
    )

    def program() -> None:
        delivery = Delivery("gitops", asked=True)
        lab.make_workloads(changes, delivery, prometheus_url=None)
        lab.make_services(changes, delivery, targets=targets)

    with pytest.raises(ValueError, match="KEDA asks Prometheus, and none is kept"):
        run(program)
