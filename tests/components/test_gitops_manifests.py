"""What the cluster pulls: the objects of workloads and services, as files."""

import functools
from typing import Any

import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from components.gitops import GitOps, GitOpsArgs
from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from preflight.manifests import INDEX, Manifests, manifests_of
from preflight.plan import Plan
from settings.serving import ServingSettings
from simulated_azure.kubernetes.kinds import known_kinds
from tests.components import workloads_lab as lab
from tests.components.serving_cluster_lab import identity
from tests.components.test_gitops import REPOSITORY
from tests.support import deploy, make_settings

pytestmark = pytest.mark.slow

SERVICES = {"churn": {**lab.TWO_VERSIONS, "scaler": {"keda": {}}}, "fraud": lab.CHURN}
EVERYTHING: dict[str, Any] = {
    "serving": {
        "ingress": lab.INGRESS,
        "gpu_pool": {},
        "services": SERVICES,
        "delivery": {"gitops": {"repository": REPOSITORY}},
    }
}
# Kinds that only the cluster's add-ons define; simulated Azure has checked them by their schemas.
CUSTOM = {api.rpartition(":")[2] for api, kind in known_kinds().items() if kind.schema}
NAMESPACED = {api.rpartition(":")[2] for api, kind in known_kinds().items() if kind.namespaced}


def program(*, asked: bool = True) -> None:
    settings = make_settings(EVERYTHING)
    delivery = Delivery("gitops", asked=asked)
    lab.make_workloads(EVERYTHING, delivery)
    lab.make_services(EVERYTHING, delivery, identity=identity("serving", 40))
    args = GitOpsArgs(
        settings=settings.serving,
        conventions=Conventions(settings),
        delivery=delivery,
        cluster_name="aks-test",
        platform_folder="workloads",
        service_folders=list(SERVICES),
    )
    GitOps("gitops", args)


@functools.cache
def plan(*, preview: bool = True, asked: bool = True) -> Plan:
    made = deploy(lambda: program(asked=asked), preview=preview)
    assert made.findings == []
    return made


@functools.cache
def manifests() -> Manifests:
    return manifests_of(plan())


def test_every_object_can_be_a_file_and_every_name_is_filled_in() -> None:
    assert manifests().problems == []
    assert manifests().pulled
    assert {path.partition("/")[0] for path in manifests().files} == {"workloads", "churn", "fraud"}


def test_every_object_is_one_file() -> None:
    files = [path for path in manifests().files if not path.endswith(INDEX)]
    assert len(files) == len(plan().pulled) > 20


def test_files_are_what_kubernetes_of_the_stacks_version_takes() -> None:
    version = ServingSettings().kubernetes_version
    checked = set()
    for path, text in manifests().files.items():
        found = YAML(typ="safe").load(text)
        if path.endswith(INDEX) or found["kind"] in CUSTOM:
            continue
        kubernetes_validate.validate(found, version, strict=True)
        checked.add(found["kind"])
    assert {"Deployment", "NetworkPolicy", "Namespace", "PodDisruptionBudget"} <= checked


def test_files_hold_nothing_that_a_deployment_would_change() -> None:
    """In an update everything is known, simulated ids among it: a file that differs has one."""
    assert manifests_of(plan(preview=False)).files == manifests().files


def test_no_file_holds_a_secret_object_or_lacks_a_namespace() -> None:
    for text in manifests().files.values():
        found = YAML(typ="safe").load(text)
        assert found["kind"] != "Secret"
        kind = next(
            (k for k in known_kinds().values() if k.api.endswith(f":{found['kind']}")), None
        )
        if kind and kind.namespaced:
            assert found["metadata"]["namespace"]


def test_the_engine_makes_the_same_with_and_without_the_objects() -> None:
    unasked = plan(asked=False)
    assert [r.urn for r in plan().made] == [r.urn for r in unasked.custom]
    assert not any(r.type.startswith("kubernetes:") for r in unasked.custom)
    inputs = [[r.inputs for r in rows] for rows in (plan().made, unasked.custom)]
    assert inputs[0] == inputs[1]


def test_objects_of_services_stay_in_their_namespace() -> None:
    for path, text in manifests().files.items():
        if not path.startswith("workloads/") and not path.endswith(INDEX):
            assert YAML(typ="safe").load(text)["metadata"]["namespace"] == "models"


@pytest.mark.parametrize("preview", [True, False])
def test_an_engine_that_applies_objects_leaves_nothing_open(preview: bool) -> None:
    serving = {key: value for key, value in EVERYTHING["serving"].items() if key != "delivery"}
    made = lab.applied({"serving": serving}, preview=preview)
    assert made.findings == []
    assert made.pulled == []
    assert "${" not in str([r.inputs for r in made.custom])
