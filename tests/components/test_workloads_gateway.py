"""The gateway of the model services, their metrics, GPUs, and how the engine reaches a cluster."""

import json
from typing import Any

import pytest

from preflight.plan import Plan
from simulated_azure.values import UNKNOWN
from tests.components import workloads_lab as lab

KUBECONFIG = "pulumi:providers:kubernetes"


def gateway() -> Plan:
    return lab.deployed(serving={"ingress": lab.INGRESS})


def test_the_gateway_answers_to_one_host_over_tls_and_to_nothing_in_the_clear() -> None:
    found = lab.spec(gateway(), "Gateway", "models")
    assert found["selector"] == {"istio": "aks-istio-ingressgateway-internal"}
    assert found["servers"] == [
        {
            "port": {"number": 443, "name": "https", "protocol": "HTTPS"},
            "hosts": ["models.ml.example.com"],
            "tls": {
                "mode": "SIMPLE",
                "minProtocolVersion": "TLSV1_2",
                "credentialName": "models-tls",
            },
        }
    ]


def test_its_address_is_fixed_and_the_rest_of_it_stays_the_add_on_s() -> None:
    (patch,) = gateway().all("kubernetes:core/v1:ServicePatch")
    assert patch.inputs["metadata"] == {
        "name": "aks-istio-ingressgateway-internal",
        "namespace": "aks-istio-ingress",
        "annotations": {
            "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.20.0.30",
            "kustomize.toolkit.fluxcd.io/ssa": "Merge",
            "kustomize.toolkit.fluxcd.io/prune": "disabled",
        },
    }
    assert "spec" not in patch.inputs


def test_the_certificate_is_read_from_the_vault_with_a_federated_identity() -> None:
    plan = gateway()
    account = lab.objects(plan, "ServiceAccount")["certificate-reader"].inputs
    assert account["metadata"]["namespace"] == "aks-istio-ingress"
    identity = {"azure.workload.identity/client-id": "${INGRESS_CLIENT_ID}"}
    assert account["metadata"]["annotations"] == identity
    source = lab.spec(plan, "SecretProviderClass", "models-tls")
    asked = source["parameters"]
    assert asked["clientID"] == "${INGRESS_CLIENT_ID}"
    assert asked["keyvaultName"] == "${KEY_VAULT_NAME}"
    assert asked["usePodIdentity"] == "false"
    (certificate,) = json.loads(asked["objects"])["array"]
    assert json.loads(certificate) == {"objectName": "models-tls", "objectType": "secret"}
    (copied,) = source["secretObjects"]
    assert {row["key"] for row in copied["data"]} == {"tls.crt", "tls.key"}
    assert copied["secretName"] == "models-tls"


def test_a_pod_mounts_the_certificate_for_as_long_as_the_gateway_needs_it() -> None:
    reader = lab.pod(gateway(), "certificate-reader")
    assert reader["serviceAccountName"] == "certificate-reader"
    (volume,) = reader["volumes"]
    assert volume["csi"]["volumeAttributes"] == {"secretProviderClass": "models-tls"}
    assert reader["containers"][0]["volumeMounts"][0]["name"] == volume["name"]
    assert reader["securityContext"]["runAsNonRoot"] is True
    assert reader["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_a_drained_node_does_not_take_the_certificate_away() -> None:
    plan = gateway()
    reader = lab.spec(plan, "Deployment", "certificate-reader")
    budget = lab.spec(plan, "PodDisruptionBudget", "certificate-reader")
    assert reader["replicas"] >= 2
    assert budget["maxUnavailable"] < reader["replicas"]
    assert budget["selector"] == reader["selector"]
    spread = reader["template"]["spec"]["topologySpreadConstraints"]
    assert {one["topologyKey"] for one in spread} == {
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    }
    assert all(one["labelSelector"] == reader["selector"] for one in spread)


@pytest.mark.feature("V9", "keda.sh/v1alpha1.TriggerAuthentication spec.podIdentity")
def test_no_object_holds_a_secret_and_scalers_sign_in_as_their_own_identity() -> None:
    plan = lab.service(**lab.KEDA)
    assert lab.objects(plan, "Secret") == {}
    assert lab.spec(plan, "TriggerAuthentication", "managed-prometheus") == {
        "podIdentity": {"provider": "azure-workload", "identityId": "${KEDA_CLIENT_ID}"}
    }


def test_agents_collect_requests_of_every_service_and_nothing_that_nobody_reads() -> None:
    monitor = lab.spec(lab.service(), "PodMonitor", "model-services")
    labels = lab.spec(lab.service(), "Deployment", "churn-stable")["template"]["metadata"]["labels"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    (endpoint,) = monitor["podMetricsEndpoints"]
    assert endpoint["port"] == "http-envoy-prom"
    (kept,) = endpoint["metricRelabelings"]
    assert kept["action"] == "keep"
    assert "istio_requests_total" in kept["regex"]


@pytest.mark.feature("K3", "apps/v1.DaemonSet spec.template.spec.nodeSelector")
def test_a_plugin_on_every_gpu_node_tells_of_its_gpus() -> None:
    plan = lab.deployed(serving={"gpu_pool": {"spot": True}})
    found = lab.spec(plan, "DaemonSet", "nvidia-device-plugin")["template"]["spec"]
    assert found["nodeSelector"] == {"pool": "gpu"}
    assert [(t["key"], t["value"], t["effect"]) for t in found["tolerations"]] == [
        ("sku", "gpu", "NoSchedule"),
        ("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule"),
    ]
    (container,) = found["containers"]
    assert container["image"] == "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert "gpu-resources" in lab.objects(plan, "Namespace")
    assert "gpu-resources" not in lab.objects(gateway(), "Namespace")


def provider(plan: Plan) -> dict[str, Any]:
    return plan.one(KUBECONFIG).inputs


def test_the_engine_signs_in_to_the_cluster_with_entra_and_holds_no_key() -> None:
    found = provider(lab.applied(lab.stack()))
    assert found["enableServerSideApply"] == "true"
    (user,) = json.loads(found["kubeconfig"])["users"]
    assert set(user["user"]) == {"exec"}
    assert user["user"]["exec"]["command"] == "kubelogin"


def test_a_preview_does_not_ask_for_a_cluster_that_is_not_there() -> None:
    plan = lab.applied(lab.stack(), preview=True)
    assert provider(plan)["kubeconfig"] is UNKNOWN
    assert set(plan.resources) == set(lab.applied(lab.stack()).resources)


def test_with_apply_objects_hold_the_values_themselves() -> None:
    plan = lab.applied(lab.stack(**lab.KEDA))
    written = str([r.inputs for r in plan.resources.values() if r.type.startswith("kubernetes:")])
    assert "${" not in written
    annotations = lab.objects(plan, "ServiceAccount")["churn"].inputs["metadata"]["annotations"]
    assert annotations == {"azure.workload.identity/client-id": lab.SERVING.client_id}
