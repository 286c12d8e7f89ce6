"""What a Kubernetes API server refuses, each for its own reason."""

from typing import Any

import pytest

from simulated_azure.catalog import type_facts
from simulated_azure.kubernetes.kinds import known_kinds
from simulated_azure.sdk import resource_class
from simulated_azure.values import UNKNOWN, Secret
from tests.simulated_azure.clouds import DELETE, cloud
from tests.simulated_azure.kubernetes_bases import OBJECTS, request, settled

DEPLOYMENT, SERVICE = "apps/v1:Deployment", "core/v1:Service"
HPA, SCALED = "autoscaling/v2:HorizontalPodAutoscaler", "keda.sh/v1alpha1:ScaledObject"
ROUTES, RULE = "networking.istio.io/v1:VirtualService", "networking.istio.io/v1:DestinationRule"
POD = "spec.template.spec.containers[0]"
ROUTE = "spec.http[0].route[0]"

# Object | edits | code and property of the one refusal
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    # Shape, by the SDK's classes.
    (DEPLOYMENT, {"spec.replica": 3}, "unknown-property", "spec.replica"),
    (DEPLOYMENT, {"spec.replicas": "3"}, "wrong-type", "spec.replicas"),
    (DEPLOYMENT, {"spec.selector": DELETE}, "missing-required", "spec.selector"),
    (DEPLOYMENT, {f"{POD}.name": DELETE}, "missing-required", f"{POD}.name"),
    (DEPLOYMENT, {f"{POD}.readinesProbe": {}}, "unknown-property", f"{POD}.readinesProbe"),
    (SERVICE, {"spec.ports[0].port": "80"}, "wrong-type", "spec.ports[0].port"),
    ("core/v1:Namespace", {"status": {}}, "read-only", "status"),
    # Shape, by the definition of a custom resource.
    (SCALED, {"spec.maxReplicas": 3}, "unknown-property", "spec.maxReplicas"),
    (SCALED, {"spec.maxReplicaCount": "3"}, "wrong-type", "spec.maxReplicaCount"),
    (SCALED, {"spec.triggers": DELETE}, "missing-required", "spec.triggers"),
    (SCALED, {"metadata.label": {}}, "unknown-property", "metadata.label"),
    (ROUTES, {f"{ROUTE}.wieght": 10}, "unknown-property", f"{ROUTE}.wieght"),
    (ROUTES, {f"{ROUTE}.destination": DELETE}, "missing-required", f"{ROUTE}.destination"),
    (ROUTES, {"spec.http[0].timeout": 5}, "wrong-type", "spec.http[0].timeout"),
    (RULE, {"spec.host": DELETE}, "missing-required", "spec.host"),
    (RULE, {"spec.trafficPolicy": {"tls": {"mode": "MUTAL"}}}, "not-in-enum",
     "spec.trafficPolicy.tls.mode"),
    ("security.istio.io/v1:PeerAuthentication", {"spec.mtls.mode": "STRIKT"}, "not-in-enum",
     "spec.mtls.mode"),
    ("keda.sh/v1alpha1:TriggerAuthentication", {"spec.podIdentity.provider": "azure"},
     "not-in-enum", "spec.podIdentity.provider"),
    ("azmonitoring.coreos.com/v1:PodMonitor", {"spec.podMetricsEndpoints[0].interval": "30"},
     "out-of-limits", "spec.podMetricsEndpoints[0].interval"),
    ("secrets-store.csi.x-k8s.io/v1:SecretProviderClass", {"spec.parameters.keyvaultName": True},
     "wrong-type", "spec.parameters.keyvaultName"),
    ("networking.istio.io/v1:Gateway", {"status": {}}, "unknown-property", "status"),
    # Names.
    ("core/v1:Namespace", {"metadata.name": "models.dev"}, "bad-name", "metadata.name"),
    (DEPLOYMENT, {"metadata.name": "Churn"}, "bad-name", "metadata.name"),
    (DEPLOYMENT, {"metadata.name": "c" * 254}, "bad-name", "metadata.name"),
    (DEPLOYMENT, {"metadata.namespace": "c" * 64}, "bad-name", "metadata.namespace"),
    (SERVICE, {"metadata.name": "1churn"}, "bad-name", "metadata.name"),
    (DEPLOYMENT, {f"{POD}.name": "model_1"}, "bad-name", f"{POD}.name"),
    (DEPLOYMENT, {f"{POD}.ports[0].name": "a-port-of-16-let"}, "bad-name", f"{POD}.ports[0].name"),
    (SCALED, {"metadata.name": "churn_1"}, "bad-name", "metadata.name"),
    # Labels.
    (SERVICE, {"metadata.labels": {"-app": "churn"}}, "bad-label", "metadata.labels.-app"),
    (SERVICE, {"metadata.labels": {"app": "a b"}}, "bad-label", "metadata.labels.app"),
    (SERVICE, {"metadata.labels": {"app": "c" * 64}}, "bad-label", "metadata.labels.app"),
    (SERVICE, {"metadata.labels": {"Contoso.com/app": "a"}}, "bad-label",
     "metadata.labels.Contoso.com/app"),
    # What does not go together.
    (DEPLOYMENT, {"spec.template.metadata.labels": {"app": "fraud"}}, "pair",
     "spec.template.metadata.labels.app"),
    (DEPLOYMENT, {"spec.template.metadata": DELETE}, "pair", "spec.template.metadata.labels.app"),
    (HPA, {"spec.maxReplicas": 1}, "pair", "spec.maxReplicas"),
    (SCALED, {"spec.maxReplicaCount": 1}, "pair", "spec.maxReplicaCount"),
    ("core/v1:Namespace", {"metadata.namespace": "models"}, "pair", "metadata.namespace"),
]  # fmt: skip


def refusals(kind: str, edits: dict[str, Any], *, preview: bool = False) -> list[tuple[str, str]]:
    found = cloud(preview=preview).create(request(kind, edits)).refusals
    assert all(refusal.source and refusal.allowed for refusal in found)
    return [(refusal.code, refusal.property) for refusal in found]


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("kind", OBJECTS)
def test_a_valid_object_is_refused_nowhere(kind: str, preview: bool) -> None:
    assert refusals(kind, {}, preview=preview) == []


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("kind", "edits", "code", "where"), MISTAKES, ids=lambda value: str(value)[:40]
)
def test_a_mistake_is_refused_for_its_one_reason(
    kind: str, edits: dict[str, Any], code: str, where: str, preview: bool
) -> None:
    assert refusals(kind, edits, preview=preview) == [(code, where)]


@pytest.mark.parametrize("kind", OBJECTS)
def test_a_value_that_is_not_known_yet_is_not_judged(kind: str) -> None:
    for part in ("spec", "metadata"):
        for path in OBJECTS[kind].get(part, {}):
            assert refusals(kind, {f"{part}.{path}": UNKNOWN}, preview=True) == []


@pytest.mark.parametrize(
    ("kind", "edits", "nearest"),
    [
        (DEPLOYMENT, {"spec.replica": 3}, "did you mean replicas?"),
        (SCALED, {"spec.minReplicasCount": 3}, "did you mean minReplicaCount?"),
        (RULE, {"spec.trafficPolicy": {"tls": {"mode": "MUTAL"}}}, "did you mean 'MUTUAL'?"),
    ],
)
def test_the_nearest_right_one_is_told(kind: str, edits: dict[str, Any], nearest: str) -> None:
    (refusal,) = cloud().create(request(kind, edits)).refusals
    assert nearest in refusal.allowed


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (SERVICE, "spec.ports[0].port"),
        (SERVICE, "metadata.name"),
        (SERVICE, "metadata.labels"),
        (SCALED, "spec.maxReplicaCount"),
        ("security.istio.io/v1:PeerAuthentication", "spec.mtls.mode"),
    ],
)
def test_the_value_of_a_secret_is_not_told(kind: str, path: str) -> None:
    value: Any = Secret("hunter 2")
    (refusal,) = (
        cloud()
        .create(request(kind, {path: {"app": value} if path.endswith("labels") else value}))
        .refusals
    )
    assert refusal.got == "a secret"
    assert "hunter" not in str(refusal)


def test_a_kind_that_the_cluster_does_not_have_is_refused() -> None:
    asked = request(DEPLOYMENT)
    unknown = type(asked)("urn:x", "kubernetes:apps/v1:Deploiment", "x", asked.inputs)
    (refusal,) = cloud().create(unknown).refusals
    assert refusal.code == "unknown-type"
    assert "did you mean apps/v1:Deployment?" in refusal.allowed


def test_two_objects_of_a_kind_do_not_share_a_name() -> None:
    azure = cloud()
    azure.create(request(SERVICE))
    (refusal,) = azure.create(request(SERVICE, name="two")).refusals
    assert (refusal.code, refusal.property) == ("name-taken", "metadata.name")
    elsewhere = request(SERVICE, {"metadata.namespace": "other"}, name="three")
    assert azure.create(elsewhere).refusals == ()
    assert azure.create(request(DEPLOYMENT)).refusals == ()


def test_a_patch_is_of_an_object_that_somebody_else_made() -> None:
    azure = cloud()
    azure.create(request(SERVICE))
    asked = request(SERVICE, {"spec": DELETE})
    for urn in ("urn:one", "urn:other"):
        patch = type(asked)(urn, "kubernetes:core/v1:ServicePatch", urn, asked.inputs)
        assert azure.create(patch).refusals == ()


@pytest.mark.parametrize("preview", [True, False])
def test_objects_that_refer_to_each_other_are_fine_in_any_order(preview: bool) -> None:
    objects = [request(kind) for kind in OBJECTS if kind != HPA]
    assert settled(*objects, preview=preview) == {}
    assert settled(*objects[::-1], preview=preview) == {}


@pytest.mark.parametrize(
    ("without", "kind", "where"),
    [
        ("core/v1:Namespace", SERVICE, "metadata.namespace"),
        ("core/v1:ServiceAccount", DEPLOYMENT, "spec.template.spec.serviceAccountName"),
        (DEPLOYMENT, SERVICE, "spec.selector"),
        (DEPLOYMENT, SCALED, "spec.scaleTargetRef.name"),
    ],
)
def test_what_an_object_refers_to_is_there(without: str, kind: str, where: str) -> None:
    there = [other for other in OBJECTS if other not in (without, HPA)]
    found = settled(*(request(other) for other in there))
    assert ("missing-target", where) in found[f"urn:{kind}:one"]


def test_namespaces_of_the_cluster_need_no_making() -> None:
    gateway = request("networking.istio.io/v1:Gateway", {"metadata.namespace": "aks-istio-ingress"})
    assert settled(gateway) == {}


def test_a_deployment_has_one_scaler() -> None:
    objects = [request(kind) for kind in OBJECTS]
    assert settled(*objects) == {f"urn:{SCALED}:one": [("pair", "spec.scaleTargetRef.name")]}


@pytest.mark.parametrize("api", sorted(known_kinds()))
def test_a_kind_is_one_of_the_sdk_or_has_a_definition(api: str) -> None:
    kind = known_kinds()[api]
    assert (resource_class(f"kubernetes:{api}") is None) == (kind.schema is not None)
    assert "https://" in kind.source
    # Nothing of these definitions is immutable: a rule would compare with `oldSelf`.
    assert "oldSelf" not in str(kind.schema)


def test_what_the_api_server_never_changes_and_what_pulumi_replaces_are_told_apart() -> None:
    facts = type_facts("kubernetes:core/v1:ConfigMap")
    assert facts is not None
    assert facts.replaces == ("metadata.name", "metadata.namespace", "binaryData", "data")
    assert facts.refused == ()
