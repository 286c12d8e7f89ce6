"""The namespace of the model services, and who may talk to whom in it."""

from typing import Any

import pulumi
import pytest

from components.shared.delivery import Delivery
from preflight.plan import Plan
from tests.components import workloads_lab as lab

EGRESS_443 = [{"protocol": "TCP", "port": 443}]


def alone(**serving: Any) -> Plan:
    return lab.deployed(serving=serving)


def policies(plan: Plan) -> dict[str, dict[str, Any]]:
    return {
        name: one.inputs["spec"]
        for name, one in lab.objects(plan, "NetworkPolicy").items()
        if one.inputs["metadata"]["namespace"] == "models"
    }


@pytest.mark.feature("K7", "core/v1.Namespace metadata.name")
def test_services_have_a_namespace_that_takes_restricted_pods_only() -> None:
    plan = alone(kubernetes_version="1.36.2", model_namespace="scoring", upgrade_channel="none")
    labels = lab.objects(plan, "Namespace")["scoring"].inputs["metadata"]["labels"]
    for mode in ("enforce", "audit", "warn"):
        assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"
        assert labels[f"pod-security.kubernetes.io/{mode}-version"] == "v1.36"


@pytest.mark.feature("N11", "core/v1.Namespace metadata.labels istio.io/rev")
def test_pods_join_the_mesh_by_its_newest_revision_if_there_is_one() -> None:
    def revision(**serving: Any) -> Any:
        plan = alone(**serving)
        return (
            lab.objects(plan, "Namespace")["models"]
            .inputs["metadata"]["labels"]
            .get("istio.io/rev")
        )

    assert revision() == "asm-1-30"
    assert revision(istio={"revisions": ["asm-1-29", "asm-1-30"]}) == "asm-1-30"
    assert revision(istio=None) is None


@pytest.mark.feature("N10", "networking.k8s.io/v1.NetworkPolicy spec.policyTypes")
def test_what_no_policy_names_is_refused_both_ways() -> None:
    assert policies(alone())["deny-all"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_every_policy_says_why_it_is_there() -> None:
    for one in lab.objects(lab.service(), "NetworkPolicy").values():
        assert len(one.inputs["metadata"]["annotations"]["kubernetes.io/description"].split()) > 2


def test_pods_resolve_names_and_reach_the_mesh_and_nothing_else_of_the_cluster() -> None:
    found = policies(alone())
    to_dns, to_mesh = found["to-dns"]["egress"], found["to-mesh"]["egress"]
    assert to_dns == [
        {
            "to": [
                {
                    "namespaceSelector": {
                        "matchLabels": {"kubernetes.io/metadata.name": "kube-system"}
                    },
                    "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                }
            ],
            "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
        }
    ]
    assert to_mesh[0]["ports"] == [{"protocol": "TCP", "port": 15012}]
    assert set(found) == {
        "deny-all",
        "from-metrics",
        "to-dns",
        "to-endpoints",
        "to-mesh",
        "to-public-https",
    }


def test_without_a_mesh_there_is_no_path_to_one() -> None:
    found = policies(alone(istio=None))
    assert set(found) == {"deny-all", "to-dns", "to-endpoints", "to-public-https"}


def test_services_call_the_platform_s_endpoints_and_ranges_of_the_settings() -> None:
    (rule,) = policies(alone(reachable_ranges=["10.0.5.0/24"]))["to-endpoints"]["egress"]
    assert [peer["ipBlock"]["cidr"] for peer in rule["to"]] == ["10.20.4.0/26", "10.0.5.0/24"]
    assert rule["ports"] == EGRESS_443


def test_public_addresses_are_called_over_https_and_the_node_s_identity_never() -> None:
    (rule,) = policies(alone())["to-public-https"]["egress"]
    (peer,) = rule["to"]
    assert peer["ipBlock"]["cidr"] == "0.0.0.0/0"
    assert set(peer["ipBlock"]["except"]) == {
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    }
    assert rule["ports"] == EGRESS_443


def test_without_a_way_out_no_public_address_is_called() -> None:
    cache = {"source": "mcr.microsoft.com/*", "target": "aks-managed-repository/*"}
    plan = lab.deployed(
        network={"egress": "isolated"},
        data_stores={"registry": {"cache_rules": {"aks-managed-mcr": cache}}},
    )
    assert "to-public-https" not in policies(plan)


def test_pods_of_the_mesh_take_signed_requests_only() -> None:
    assert lab.spec(alone(), "PeerAuthentication", "default") == {"mtls": {"mode": "STRICT"}}
    assert lab.objects(alone(istio=None), "PeerAuthentication") == {}


def test_all_services_together_take_no_more_than_the_most_of_each() -> None:
    services = {
        "churn": {**lab.TWO_VERSIONS, "replicas": {"max": 8}},
        "fraud": {
            **lab.CHURN,
            "pool": "gpu",
            "replicas": {"max": 4},
            "resources": {
                "gpus": 1,
                "cpu_request_millicores": 1000,
                "memory_request_mb": 2048,
            },
        },
    }
    plan = alone(gpu_pool={}, services=services)
    assert lab.spec(plan, "ResourceQuota", "quota")["hard"] == {
        # Two versions of eight and one of four, each a quarter more while it is updated.
        "pods": "25",
        "requests.cpu": f"{20 * (500 + 100) + 5 * (1000 + 100)}m",
        "requests.memory": f"{20 * (1024 + 128) + 5 * (2048 + 128)}Mi",
        "requests.nvidia.com/gpu": "5",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        "persistentvolumeclaims": "0",
    }


def test_containers_that_ask_for_nothing_are_given_little() -> None:
    (limit,) = lab.spec(alone(), "LimitRange", "defaults")["limits"]
    assert limit["type"] == "Container"
    assert limit["defaultRequest"] == {"cpu": "100m", "memory": "128Mi"}
    assert limit["default"] == {"cpu": "500m", "memory": "512Mi"}


def test_a_preview_registers_what_an_update_registers() -> None:
    changes = lab.stack(**lab.KEDA)
    assert set(lab.deployed(**changes).resources) == set(
        lab.deployed(preview=True, **changes).resources
    )


def test_a_caller_s_options_stay_with_the_component() -> None:
    def program() -> None:
        opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old-workloads")])
        lab.make_workloads(lab.stack(), Delivery("gitops", asked=True), opts)

    plan = lab.run(program)
    children = [one for one in plan.resources.values() if one.name != "workloads"]
    named = {one.name for one in plan.resources.values() if "old-workloads" in str(one.aliases)}
    assert named == {"workloads"}
    assert [one.urn for one in children if "azure-mlops:index:Workloads" not in one.urn] == []
    assert plan.one("azure-mlops:index:Workloads").outputs == {"namespace": "models"}
