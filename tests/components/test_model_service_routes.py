"""How requests find a model service, and which version answers."""

from typing import Any

import pytest

from tests.components import workloads_lab as lab

HOST = "churn.models.svc.cluster.local"


def route(**settings: Any) -> dict[str, Any]:
    plan = lab.service(**settings)
    (only,) = lab.spec(plan, "VirtualService", "churn")["http"]
    return only


def shares(**settings: Any) -> dict[str, int]:
    return {row["destination"]["subset"]: row["weight"] for row in route(**settings)["route"]}


@pytest.mark.feature("V1", "core/v1.Service spec.type")
def test_a_service_has_an_address_inside_the_cluster_only() -> None:
    found = lab.spec(lab.service(port=9000), "Service", "churn")
    assert found["type"] == "ClusterIP"
    assert found["selector"] == {"app": "churn"}
    assert [(row["port"], row["targetPort"]) for row in found["ports"]] == [(80, "http")]
    (port,) = lab.container(lab.service(port=9000))["ports"]
    assert port == {"name": "http", "containerPort": 9000}


@pytest.mark.feature("V10", "networking.istio.io/v1.VirtualService spec.http.route.weight")
def test_champion_and_challenger_share_requests_as_the_settings_say() -> None:
    assert shares(**lab.TWO_VERSIONS) == {"champion": 90, "challenger": 10}
    assert sum(shares(**lab.TWO_VERSIONS).values()) == 100


@pytest.mark.feature("V13", "networking.istio.io/v1.VirtualService spec.http.route.weight")
def test_two_versions_can_be_compared_on_half_of_the_requests_each() -> None:
    halves = {**lab.TWO_VERSIONS, "traffic": {"champion": 50, "challenger": 50}}
    assert shares(**halves) == {"champion": 50, "challenger": 50}


def test_a_version_without_a_share_runs_and_gets_no_request() -> None:
    silent = {**lab.TWO_VERSIONS, "traffic": {"champion": 100}}
    assert shares(**silent) == {"champion": 100}
    assert "churn-challenger" in lab.objects(lab.service(**silent), "Deployment")


def test_every_share_goes_to_a_version_that_pods_are_labelled_with() -> None:
    plan = lab.service(**lab.TWO_VERSIONS)
    subsets = {
        row["name"]: row["labels"]["version"]
        for row in lab.spec(plan, "DestinationRule", "churn")["subsets"]
    }
    assert set(shares(**lab.TWO_VERSIONS)) <= set(subsets)
    for name, version in subsets.items():
        found = lab.spec(plan, "Deployment", f"churn-{name}")["template"]["metadata"]["labels"]
        assert (found["app"], found["version"]) == ("churn", version)


def test_requests_to_the_service_s_path_reach_it_without_the_path() -> None:
    plan = lab.service()
    found = lab.spec(plan, "VirtualService", "churn")
    assert found["hosts"] == ["models.ml.example.com"]
    assert found["gateways"] == ["models"]
    assert route()["match"] == [{"uri": {"prefix": "/churn/"}}]
    assert route()["rewrite"] == {"uri": "/"}
    assert {row["destination"]["host"] for row in route()["route"]} == {HOST}


@pytest.mark.feature("V21", "networking.istio.io/v1.VirtualService spec.http.timeout")
def test_a_request_is_given_up_in_time_and_never_repeated_for_its_caller() -> None:
    assert route()["timeout"] == "60s"
    assert route(timeout_seconds=5)["timeout"] == "5s"
    assert route()["retries"] == {"attempts": 0}


def test_a_crowd_is_refused_and_a_failing_replica_rests() -> None:
    plan = lab.service(max_waiting_requests=7)
    found = lab.spec(plan, "DestinationRule", "churn")
    assert found["host"] == HOST
    policy = found["trafficPolicy"]
    assert policy["connectionPool"]["http"]["http1MaxPendingRequests"] == 7
    assert policy["outlierDetection"]["maxEjectionPercent"] == 50
    assert policy["tls"] == {"mode": "ISTIO_MUTUAL"}


def test_requests_come_from_the_gateway_only_and_signed_by_the_mesh() -> None:
    plan = lab.service(port=9000)
    policy = lab.spec(plan, "NetworkPolicy", "churn-from-gateway")
    assert policy["podSelector"] == {"matchLabels": {"app": "churn"}}
    assert policy["policyTypes"] == ["Ingress"]
    (rule,) = policy["ingress"]
    (peer,) = rule["from"]
    assert peer == {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "aks-istio-ingress"}},
        "podSelector": {"matchLabels": {"istio": "aks-istio-ingressgateway-internal"}},
    }
    assert rule["ports"] == [{"protocol": "TCP", "port": 9000}]
    assert lab.spec(plan, "AuthorizationPolicy", "churn") == {
        "selector": {"matchLabels": {"app": "churn"}},
        "action": "ALLOW",
        "rules": [{"from": [{"source": {"namespaces": ["aks-istio-ingress"]}}]}],
    }


def test_without_a_host_name_there_is_no_way_in() -> None:
    plan = lab.deployed(serving={"services": {"churn": lab.CHURN}})
    assert lab.objects(plan, "VirtualService") == {}
    assert lab.objects(plan, "Gateway") == {}


def test_without_a_mesh_there_is_a_service_and_nothing_of_the_mesh() -> None:
    plan = lab.deployed(serving={"istio": None, "services": {"churn": lab.CHURN}})
    assert lab.objects(plan, "Service").keys() == {"churn"}
    assert [r.type for r in plan.resources.values() if "istio.io" in r.type] == []
