"""Objects of a plan as files, and what must not be one."""

from typing import Any

import kubernetes_validate
import pulumi
import pulumi_kubernetes as kubernetes
import pytest
from pulumi_azure_native import authorization, kubernetesconfiguration, managedidentity
from ruamel.yaml import YAML

from preflight.manifest_yaml import to_yaml
from preflight.manifests import Manifests, manifests_of
from tests.preflight.objects_lab import Make, Part, config_map, namespace, pulled

KUBERNETES = "1.36"


def files(make: Make, substitutes: dict[str, Any] | None = None) -> dict[str, str]:
    found = manifests_of(pulled(make, substitutes))
    assert found.problems == []
    return found.files


def problems(make: Make, substitutes: dict[str, Any] | None = None) -> list[str]:
    return manifests_of(pulled(make, substitutes)).problems


def data(value: Any) -> Make:
    return lambda opts: config_map(opts, data={"rate": value})


def identity() -> managedidentity.UserAssignedIdentity:
    return managedidentity.UserAssignedIdentity(
        "one", resource_name_="id", resource_group_name="rg"
    )


def test_each_object_is_a_file_in_the_folder_of_its_component() -> None:
    assert files(config_map) == {
        "workloads/configmap.limits.models.yaml": (
            "apiVersion: v1\n"
            "kind: ConfigMap\n"
            "metadata:\n"
            "  name: limits\n"
            "  namespace: models\n"
            "data:\n"
            '  rate: "10"\n'
        ),
        "workloads/kustomization.yaml": (
            "apiVersion: kustomize.config.k8s.io/v1beta1\n"
            "kind: Kustomization\n"
            "resources:\n"
            "  - configmap.limits.models.yaml\n"
            "  - namespace.models.yaml\n"
        ),
        "workloads/namespace.models.yaml": (
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: models\n"
        ),
    }


def test_files_are_what_kubernetes_of_the_stacks_version_takes() -> None:
    for path, text in files(config_map).items():
        if not path.endswith("kustomization.yaml"):
            kubernetes_validate.validate(YAML(typ="safe").load(text), KUBERNETES, strict=True)


@pytest.mark.parametrize(
    "text",
    ["10", "1e3", "0x10", "010", "12:30", "yes", "On", "n", "null", "~", "true", "", " a", "a: b",
     "#a", "- a", "${NAME}", "a\nb\n", "a\n\n  b", "tail \nb", "é", "2026-01-01", ".inf", "*a"],
)  # fmt: skip
@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
def test_a_text_stays_a_text_in_every_version_of_yaml(text: str, version: tuple[int, int]) -> None:
    reader = YAML(typ="safe", pure=True)
    reader.version = version
    assert reader.load(to_yaml({"data": {text: text}})) == {"data": {text: text}}


def test_a_secret_object_is_refused() -> None:
    def make(opts: pulumi.ResourceOptions) -> None:
        namespace(opts)
        metadata = {"name": "key", "namespace": "models"}
        kubernetes.core.v1.Secret("key", metadata=metadata, opts=opts)

    assert problems(make) == [
        "Secret key: is a Secret, which must not lie in a repository; let the vault's driver bring "
        "it"
    ]


def test_a_secret_value_is_refused_and_not_told() -> None:
    found = problems(lambda opts: data(pulumi.Output.secret("hunter2"))(opts))
    assert found == ["ConfigMap limits: data.rate: is a secret, which must not lie in a repository"]


def test_a_value_that_only_azure_knows_is_refused() -> None:
    assert problems(lambda opts: data(identity().client_id)(opts)) == [
        "ConfigMap limits: data.rate: is known to Azure only; let Delivery.fill give it a name"
    ]


def test_an_id_that_simulated_azure_made_up_is_refused() -> None:
    def make(opts: pulumi.ResourceOptions) -> None:
        data(authorization.get_client_config_output().client_id)(opts)

    assert problems(make) == [
        "ConfigMap limits: data.rate: holds an id that simulated Azure made up; let Delivery.fill "
        "give it a name"
    ]


def test_an_object_without_a_name_of_its_own_is_refused() -> None:
    def make(opts: pulumi.ResourceOptions) -> None:
        namespace(opts)
        kubernetes.core.v1.ConfigMap("limits", metadata={"namespace": "models"}, opts=opts)

    assert problems(make) == [
        "ConfigMap limits: metadata.name: is required, or Pulumi makes one up; name it"
    ]


def test_an_object_without_a_namespace_is_refused() -> None:
    assert problems(lambda opts: config_map(opts, metadata={"name": "limits"})) == [
        "ConfigMap limits: metadata.namespace: is required, or it lands in another one; name it"
    ]


def test_what_the_api_server_would_refuse_is_refused() -> None:
    (problem,) = problems(data(10))
    assert problem.startswith("ConfigMap limits: data.rate: must be a string (got 10)")


def test_a_name_left_open_needs_something_that_fills_it_in() -> None:
    assert problems(data("${RATE}"), {"OTHER": "x"}) == [
        "${RATE}: nothing fills it in (workloads/configmap.limits.models.yaml); let Delivery.fill "
        "give it a name"
    ]


def test_names_left_open_are_told_with_their_files() -> None:
    plan = pulled(data("${RATE} and $${KEPT}"), {"RATE": "x"})
    found = manifests_of(plan)
    assert found.problems == []
    assert found.names == {"RATE": ["workloads/configmap.limits.models.yaml"]}
    assert not found.pulled


@pytest.mark.parametrize("text", ["${RATE:=5}", "${", "${lower"])
def test_a_dollar_that_flux_would_take_for_a_name_is_refused(text: str) -> None:
    (problem,) = problems(data(text), {"RATE": "x"})
    assert "nothing fills it in" in problem


def flux(*folders: str) -> None:
    kubernetesconfiguration.FluxConfiguration(
        "platform",
        cluster_name="aks",
        cluster_resource_name="managedClusters",
        cluster_rp="Microsoft.ContainerService",
        resource_group_name="rg",
        flux_configuration_name="platform",
        kustomizations={folder: {"path": f"./clusters/dev/{folder}"} for folder in folders},
    )


def with_flux(*folders: str) -> Manifests:
    def make(opts: pulumi.ResourceOptions) -> None:
        flux(*folders)
        config_map(opts)

    return manifests_of(pulled(make))


def test_folders_are_those_that_flux_pulls() -> None:
    assert with_flux("workloads").problems == []
    assert with_flux("workloads").pulled
    assert with_flux("workloads", "churn").problems == [
        "churn/: is pulled, but no component has objects there; pull it no more"
    ]
    assert with_flux("churn").problems[0] == (
        "workloads/: no kustomization of the stack pulls it; add one"
    )


def test_order_of_registration_does_not_matter() -> None:
    def backwards(opts: pulumi.ResourceOptions) -> None:
        data = {"b": "2", "a": "1"}
        kubernetes.core.v1.ConfigMap(
            "limits", data=data, metadata={"namespace": "models", "name": "limits"}, opts=opts
        )
        namespace(opts)

    forwards = files(lambda opts: config_map(opts, data={"a": "1", "b": "2"}))
    assert list(files(backwards).items()) == list(forwards.items())


def test_objects_of_components_with_one_name_do_not_share_a_file() -> None:
    def make(opts: pulumi.ResourceOptions) -> None:
        namespace(opts)
        again = pulumi.ResourceOptions(
            parent=Part(
                "Delivered", "again", {"delivered": "gitops"}, Part("Other", "workloads", {})
            )
        )
        gateways = kubernetes.apiextensions.CustomResource
        for kind, where in (("networking.istio.io/v1", opts), ("networking.istio.io/v1", again)):
            gateways(
                f"gateway-{where is again}",
                api_version=kind,
                kind="Gateway",
                metadata={"name": "models", "namespace": "models"},
                spec={"servers": []},
                opts=where,
            )

    assert any(
        "is written to workloads/gateway.models.models.yaml already" in problem
        for problem in problems(make)
    )
