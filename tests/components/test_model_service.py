"""One model service: how it signs in, and what its pods are."""

from typing import Any

import pulumi
import pytest

from components.shared.delivery import Delivery
from settings.identity import MAX_CREDENTIALS
from tests.components import workloads_lab as lab
from tests.components.serving_cluster_lab import CREDENTIAL, POOL, run


@pytest.mark.feature("I7", "managedidentity.FederatedIdentityCredential subject")
def test_a_service_signs_in_with_its_own_account_s_token_and_no_secret() -> None:
    plan = lab.service()
    credential = plan.one(CREDENTIAL).inputs
    assert credential["subject"] == "system:serviceaccount:models:churn"
    assert credential["issuer"] == lab.ISSUER
    assert credential["audiences"] == ["api://AzureADTokenExchange"]
    assert credential["resourceName"] == "id-serving"
    account = lab.objects(plan, "ServiceAccount")["churn"].inputs
    identity = {"azure.workload.identity/client-id": "${SERVING_CLIENT_ID}"}
    assert account["metadata"]["annotations"] == identity
    template = lab.spec(plan, "Deployment", "churn-stable")["template"]
    assert template["spec"]["serviceAccountName"] == "churn"
    assert template["metadata"]["labels"]["azure.workload.identity/use"] == "true"


def test_no_pod_can_speak_to_the_api_server() -> None:
    plan = lab.service()
    assert lab.pod(plan)["automountServiceAccountToken"] is False
    account = lab.objects(plan, "ServiceAccount")["churn"].inputs
    assert account["automountServiceAccountToken"] is False


def test_the_credential_follows_the_cluster_that_signs_the_tokens() -> None:
    plan = lab.applied(lab.stack(), preview=True)
    found = {one.name: one for one in plan.all(CREDENTIAL)}["churn-credential"]
    cluster = plan.one("azure-native:containerservice:ManagedCluster")
    assert cluster.urn in found.property_dependencies["issuer"]


def test_credentials_of_the_identity_are_written_one_after_another() -> None:
    services = dict.fromkeys(("a", "b", "c"), lab.CHURN)
    plan = lab.deployed(serving={"services": services})
    first, second, third = plan.all(CREDENTIAL)
    assert first.dependencies == []
    assert (second.dependencies, third.dependencies) == ([first.urn], [second.urn])
    assert MAX_CREDENTIALS == 20


def test_containers_run_with_no_rights_and_write_to_their_scratch_folder_only() -> None:
    found, container = lab.pod(lab.service()), lab.container(lab.service())
    assert found["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "privileged": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert found["volumes"] == [{"name": "scratch", "emptyDir": {"sizeLimit": "1024Mi"}}]
    assert container["volumeMounts"] == [{"name": "scratch", "mountPath": lab.SCRATCH}]


@pytest.mark.feature("V2", "apps/v1.Deployment livenessProbe, readinessProbe")
def test_a_pod_is_asked_whether_it_lives_and_whether_it_is_ready() -> None:
    container = lab.container(lab.service(probes={"live": "/live", "start_seconds": 120}))
    start, live, ready = (
        container[f"{kind}Probe"] for kind in ("startup", "liveness", "readiness")
    )
    assert live["httpGet"] == start["httpGet"] == {"path": "/live", "port": "http"}
    assert ready["httpGet"] == {"path": "/ready", "port": "http"}
    assert (live["periodSeconds"], ready["periodSeconds"]) == (10, 5)
    assert start["periodSeconds"] * start["failureThreshold"] == 120


@pytest.mark.feature("V3", "apps/v1.Deployment resources")
def test_a_replica_says_what_it_needs_and_what_it_never_exceeds() -> None:
    assert lab.container(lab.service())["resources"] == {
        "requests": {"cpu": "500m", "memory": "1024Mi"},
        "limits": {"cpu": "2000m", "memory": "4096Mi"},
    }


@pytest.mark.feature("V19", "apps/v1.Deployment strategy, policy/v1.PodDisruptionBudget")
def test_an_update_and_a_drain_never_leave_requests_unanswered() -> None:
    plan = lab.service()
    found = lab.spec(plan, "Deployment", "churn-stable")
    assert found["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "25%"},
    }
    budget = lab.spec(plan, "PodDisruptionBudget", "churn-stable")
    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget
    assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
    assert budget["selector"]["matchLabels"] == found["selector"]["matchLabels"]


def test_a_pod_that_goes_answers_what_it_has_begun() -> None:
    plan = lab.service(timeout_seconds=90)
    goodbye = lab.container(plan)["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert goodbye > 0
    assert lab.pod(plan)["terminationGracePeriodSeconds"] == 90 + goodbye


@pytest.mark.feature("K5", "apps/v1.Deployment topologySpreadConstraints")
def test_replicas_spread_over_zones_and_nodes_and_start_all_the_same() -> None:
    found = lab.pod(lab.service())["topologySpreadConstraints"]
    assert [rule["topologyKey"] for rule in found] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    for rule in found:
        assert rule["maxSkew"] == 1
        assert rule["whenUnsatisfiable"] == "ScheduleAnyway"
        assert rule["labelSelector"]["matchLabels"] == {"app": "churn", "version": "stable"}


@pytest.mark.parametrize(
    ("pool", "tolerated"),
    [
        ("user", []),
        ("gpu", ["sku", "kubernetes.azure.com/scalesetpriority"]),
        ("spot", ["kubernetes.azure.com/scalesetpriority"]),
    ],
)
def test_pods_go_to_their_pool_and_tolerate_what_keeps_others_off(
    pool: str, tolerated: list[str]
) -> None:
    changes = lab.stack(pool=pool)
    changes["serving"] |= {"gpu_pool": {"spot": True}, "spot_pool": {}}
    found = lab.pod(lab.deployed(**changes))
    assert found["nodeSelector"] == {"pool": pool}
    assert [t["key"] for t in found["tolerations"]] == tolerated


def test_nodes_of_a_pool_have_the_label_and_the_taints_that_its_pods_name() -> None:
    changes = lab.stack(pool="gpu")
    changes["serving"]["gpu_pool"] = {"spot": True}
    plan = lab.applied(changes)
    pool = {one.name: one for one in plan.all(POOL)}["serving-pool-gpu"].inputs
    found = lab.pod(plan)
    assert found["nodeSelector"].items() <= pool["nodeLabels"].items()
    tolerated = {f"{t['key']}={t['value']}:{t['effect']}" for t in found["tolerations"]}
    assert tolerated == set(pool["nodeTaints"])


def test_gpus_are_asked_for_and_reserved() -> None:
    changes = lab.stack(pool="gpu", resources={"gpus": 2})
    changes["serving"]["gpu_pool"] = {}
    given = lab.container(lab.deployed(**changes))["resources"]
    assert given["requests"]["nvidia.com/gpu"] == given["limits"]["nvidia.com/gpu"] == "2"


def test_a_service_is_told_where_models_are_and_where_telemetry_goes_but_no_key() -> None:
    env = {row["name"]: row["value"] for row in lab.container(lab.service(env={"A": "1"}))["env"]}
    assert env == {
        "A": "1",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD",
        "APPLICATIONINSIGHTS_CONNECTION_STRING": "${INSIGHTS_CONNECTION_STRING}",
        "MODEL_STORE_URL": "${MODEL_STORE_URL}",
        "OTEL_RESOURCE_ATTRIBUTES": "service.namespace=models,service.version=stable",
        "OTEL_SERVICE_NAME": "churn",
    }


def test_images_are_those_of_the_settings_by_digest() -> None:
    plan = lab.service(**lab.TWO_VERSIONS)
    images = {
        version: lab.container(plan, f"churn-{version}")["image"]
        for version in ("champion", "challenger")
    }
    assert images == {"champion": lab.IMAGE, "challenger": lab.NEXT_IMAGE}


def test_a_service_without_versions_has_an_account_and_nothing_that_runs() -> None:
    plan = lab.deployed(serving={"services": {"churn": {}}})
    assert plan.one(CREDENTIAL).name == "churn-credential"
    kinds = {
        r.inputs["kind"]
        for r in plan.resources.values()
        if r.name.startswith("churn-") and r.type.startswith("kubernetes:")
    }
    assert kinds == {"ServiceAccount"}


def test_a_caller_s_options_stay_with_the_component() -> None:
    changes: dict[str, Any] = lab.stack()

    def program() -> None:
        delivery = Delivery("gitops", asked=True)
        lab.make_workloads(changes, delivery)
        opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old-name")])
        lab.make_services(changes, delivery, opts)

    plan = run(program)
    named = {one.name for one in plan.resources.values() if "old-name" in str(one.aliases)}
    assert named == {"churn"}
    mine = [one for one in plan.resources.values() if one.name.startswith("churn")]
    assert [one.urn for one in mine if "azure-mlops:index:ModelService" not in one.urn] == []
