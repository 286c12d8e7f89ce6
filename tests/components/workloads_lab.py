"""A program of what runs in the cluster, alone, and where its neighbours would be."""

import functools
import json
from collections.abc import Callable
from typing import Any

import pulumi

from components.model_service import ModelService, ModelServiceArgs, ServiceTargets
from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from components.workloads import Workloads, WorkloadsArgs
from preflight.plan import Plan
from simulated_azure.monitor import Registration
from tests.components.serving_cluster_lab import IDENTITIES, INGRESS, identity, make_cluster, run
from tests.support import make_settings, merged

IMAGE = f"crmlopstest.azurecr.io/churn@sha256:{'a' * 64}"
NEXT_IMAGE = f"crmlopstest.azurecr.io/churn@sha256:{'b' * 64}"
SERVING = identity("serving", 40)
SCRATCH = "/tmp"  # noqa: S108 (a folder in the container)
ISSUER = "https://issuer.example.com/"

CHURN: dict[str, Any] = {"versions": {"stable": {"image": IMAGE}}}
TWO_VERSIONS: dict[str, Any] = {
    "versions": {"champion": {"image": IMAGE}, "challenger": {"image": NEXT_IMAGE}},
    "traffic": {"champion": 90, "challenger": 10},
}
KEDA: dict[str, Any] = {**CHURN, "scaler": {"keda": {}}}


def stack(**service: Any) -> dict[str, Any]:
    """Return the changes that make one service, churn, with a host name to call it by."""
    return {"serving": {"ingress": INGRESS, "services": {"churn": {**CHURN, **service}}}}


def make_workloads(
    changes: dict[str, Any],
    delivery: Delivery,
    opts: pulumi.ResourceOptions | None = None,
    cluster_name: pulumi.Input[str] = "aks-mlops-test-eus2",
    **replaced: Any,
) -> Workloads:
    """Register the shared part; `replaced` are arguments to give instead."""
    settings = make_settings(changes)
    given: dict[str, Any] = {
        "settings": settings.serving,
        "conventions": Conventions(settings),
        "delivery": delivery,
        "cluster_name": cluster_name,
        "client_ids": {role: one.client_id for role, one in IDENTITIES.items()},
        "key_vault_name": "kv-test",
        "prometheus_url": "https://amw.prometheus.monitor.azure.com",
        "egress": settings.network.egress,
        "endpoint_range": "10.20.4.0/26",
    }
    return Workloads("workloads", WorkloadsArgs(**given | replaced), opts)


TARGETS = ServiceTargets(
    model_store_url="https://st.blob.core.windows.net/",
    insights_connection="InstrumentationKey=0;IngestionEndpoint=https://in.example.com/",
    prometheus_url="https://amw.prometheus.monitor.azure.com",
)


def make_services(
    changes: dict[str, Any],
    delivery: Delivery,
    opts: pulumi.ResourceOptions | None = None,
    **replaced: Any,
) -> list[ModelService]:
    """Register every service of the settings."""
    settings = make_settings(changes)
    made: list[ModelService] = []
    for name, service in settings.serving.services.items():
        given: dict[str, Any] = {
            "service_name": name,
            "settings": service,
            "serving": settings.serving,
            "conventions": Conventions(settings),
            "delivery": delivery,
            "identity": SERVING,
            "issuer": ISSUER,
            "targets": TARGETS,
            "after_credentials": [one.credential for one in made[-1:]],
        }
        made.append(ModelService(name, ModelServiceArgs(**given | replaced), opts))
    return made


def deployed(*, preview: bool = False, **changes: Any) -> Plan:
    """Return the plan of workloads and services, made once for each set of settings."""
    return _deployed(json.dumps(changes), preview)


@functools.cache
def _deployed(changes: str, preview: bool) -> Plan:
    def program() -> None:
        chosen = json.loads(changes)
        delivery = Delivery("gitops", asked=True)
        make_workloads(chosen, delivery)
        make_services(chosen, delivery)

    return run(program, preview=preview)


def service(**settings: Any) -> Plan:
    """Return the plan of the one service churn with some settings."""
    return deployed(**stack(**settings))


def applied(changes: dict[str, Any], *, preview: bool = False) -> Plan:
    """Return the plan of cluster, workloads and services where the engine makes everything."""

    def program() -> None:
        chosen = merged(changes, {"serving": {"delivery": {"apply": {}}}})
        delivery = Delivery("apply")
        identities = {**IDENTITIES, "serving": SERVING}
        cluster = make_cluster(chosen, identities=identities)
        workloads = make_workloads(chosen, delivery, cluster_name=cluster.cluster_name)
        make_services(chosen, delivery, issuer=cluster.oidc_issuer_url, after=[workloads])

    return run(program, preview=preview)


def objects(plan: Plan, kind: str) -> dict[str, Registration]:
    """Return the Kubernetes objects of a kind by name."""
    return {
        one.inputs["metadata"]["name"]: one
        for one in plan.resources.values()
        if one.type.startswith("kubernetes:") and one.inputs.get("kind") == kind
    }


def spec(plan: Plan, kind: str, name: str) -> dict[str, Any]:
    """Return the specification of one object."""
    return objects(plan, kind)[name].inputs["spec"]


def pod(plan: Plan, deployment: str = "churn-stable") -> dict[str, Any]:
    """Return the pod that a deployment is a template of."""
    return spec(plan, "Deployment", deployment)["template"]["spec"]


def container(plan: Plan, deployment: str = "churn-stable") -> dict[str, Any]:
    """Return the only container of a pod."""
    (only,) = pod(plan, deployment)["containers"]
    return only


def programs(changes: dict[str, Any]) -> Callable[[], None]:
    """Return a program of workloads and services as the engine runs it: nobody asks for objects."""

    def program() -> None:
        delivery = Delivery("gitops")
        make_workloads(changes, delivery)
        make_services(changes, delivery)
        pulumi.export("substitutes", dict(delivery.substitutes))

    return program
