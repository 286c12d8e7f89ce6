"""What may be decided about model services, and how objects get into the cluster."""

from typing import Any

import pytest

from settings.problems import SettingsError
from tests.support import make_settings

IMAGE = f"crmlops.azurecr.io/churn@sha256:{'a' * 64}"
STABLE = {"versions": {"stable": {"image": IMAGE}}}
REPOSITORY = {"url": "https://github.com/contoso/models", "path": "clusters/test"}


def churn(**changes: Any) -> dict[str, Any]:
    return {"serving": {"services": {"churn": {**STABLE, **changes}}}}


def image(value: str) -> dict[str, Any]:
    return churn(versions={"stable": {"image": value}})


def pulled(**changes: Any) -> dict[str, Any]:
    return {"serving": {"delivery": {"gitops": {"repository": {**REPOSITORY, **changes}}}}}


def said(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsError) as error:
        make_settings(changes)
    return [line.strip().removeprefix("serving.") for line in str(error.value).splitlines()[1:]]


MISTAKES: list[tuple[dict[str, Any], str]] = [
    (image("crmlops.azurecr.io/churn:1.0"), "versions.stable.image: is not an image by its digest"),
    (image("churn@sha256:abc"), "versions.stable.image: is not an image by its digest"),
    (
        churn(traffic={"canary": 100}),
        "traffic: names canary, which is not among the versions; share it among stable",
    ),
    (churn(replicas={"min": 3, "max": 2}), "replicas.max: must be >= min (3), got 2; raise it"),
    (
        churn(replicas={"min": 1}),
        "replicas.min: must be >= 2 in a production stack, or a drained node ends the service, "
        "got 1; raise it",
    ),
    (
        churn(resources={"cpu_limit_millicores": 100}),
        "resources.cpu_limit_millicores: is under the request (500), which Kubernetes refuses, "
        "got 100; raise it",
    ),
    (
        churn(resources={"memory_limit_mb": 512}),
        "resources.memory_limit_mb: is under the request (1024), which Kubernetes refuses, got "
        "512; raise it",
    ),
    (
        churn(pool="gpu"),
        "pool: is a pool that is not made, got 'gpu'; choose one of user, or set serving.gpu_pool",
    ),
    (
        churn(resources={"gpus": 1}),
        "resources.gpus: are only on pool gpu, got 1; set pool to gpu, or remove it",
    ),
    (churn(env={"API_KEY": "x"}), "env.API_KEY: is the name of a secret"),
    (churn(env={"DB_PASSWORD": "x"}), "env.DB_PASSWORD: is the name of a secret"),
    (churn(env={"AZURE_CLIENT_ID": "x"}), "env.AZURE_CLIENT_ID: is set by the platform"),
    (churn(env={"MODE": "${HOME}"}), "env.MODE: has ${ in it"),
    (churn(port=80), "port: must be >= 1024"),
    (churn(user_id=0), "user_id: must be >= 1000"),
    (churn(scaler={"hpa": {}, "keda": {}}), "scaler.hpa: unknown setting; remove it; it does not"),
]


@pytest.mark.parametrize(("changes", "line"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_mistake_in_a_service_is_told_with_what_to_do(changes: dict[str, Any], line: str) -> None:
    (told,) = said(changes)
    assert told.removeprefix("services.churn.").startswith(line)


@pytest.mark.feature("X-9", "serving.services.<name>.replicas.min")
def test_only_outside_production_may_one_replica_be_enough() -> None:
    one = churn(replicas={"min": 1})
    made = make_settings({**one, "tier": "non_production"}).serving.services["churn"]
    assert made.replicas.min == 1
    (told,) = said(one)
    assert "must be >= 2 in a production stack" in told


def test_names_of_keys_are_told_from_words_that_hold_one() -> None:
    env = {"KEYBOARD": "de", "MONKEY_TRAPS": "3", "TOKENIZER": "bpe"}
    assert make_settings(churn(env=env)).serving.services["churn"].env == env


def test_a_service_without_versions_is_ready_for_its_first_image() -> None:
    made = make_settings({"serving": {"services": {"churn": {}}}}).serving.services["churn"]
    assert made.versions == {}
    assert made.traffic == {"stable": 100}


def test_several_versions_need_a_mesh_to_share_requests() -> None:
    two = {"stable": {"image": IMAGE}, "canary": {"image": IMAGE}}
    changes = churn(versions=two, traffic={"stable": 90, "canary": 10})
    make_settings(changes)
    changes["serving"]["istio"] = None
    (told,) = said(changes)
    assert told.startswith("services.churn.versions: need a mesh to share requests among them")


def test_requests_are_not_scaled_on_where_nobody_counts_them() -> None:
    changes = churn(scaler={"keda": {}})
    make_settings(changes)
    changes["serving"]["istio"] = None
    (told,) = said(changes)
    assert told.startswith("services.churn.scaler.keda.query: is required where no mesh counts")
    changes["serving"]["services"]["churn"]["scaler"]["keda"]["query"] = "sum(queue_length)"
    make_settings(changes)


ISOLATED: dict[str, Any] = {
    "network": {"egress": "isolated"},
    "data_stores": {
        "registry": {
            "cache_rules": {
                "aks-managed-mcr": {
                    "source": "mcr.microsoft.com/*",
                    "target": "aks-managed-repository/*",
                }
            }
        }
    },
}


BROUGHT = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-spoke/providers"
BROUGHT += "/Microsoft.Network/virtualNetworks/vnet-ml"


def test_services_in_a_network_brought_by_id_are_told_where_its_endpoints_are() -> None:
    subnets = {role: f"{BROUGHT}/subnets/{role}" for role in ("nodes", "endpoints", "api-server")}
    network = {"virtual_network": {"address_space": None, "id": BROUGHT, "subnet_ids": subnets}}
    (told,) = said({"network": network, **churn()})
    assert told.startswith("reachable_ranges: is needed in a network brought by id")
    changes = churn()
    changes["serving"]["reachable_ranges"] = ["10.9.0.0/24"]
    make_settings({"network": network, **changes})


def test_two_versions_of_two_services_that_would_share_a_name_are_refused() -> None:
    first = {"versions": {"b-c": {"image": IMAGE}}, "traffic": {"b-c": 100}}
    second = {"versions": {"c": {"image": IMAGE}}, "traffic": {"c": 100}}
    (told,) = said({"serving": {"services": {"a": first, "a-b": second}}})
    assert told == (
        "services.a-b.versions.c: would be called a-b-c, as serving.services.a.versions.b-c is; "
        "rename one of the two"
    )


@pytest.mark.parametrize("name", ["default", "flux-applier"])
def test_a_service_does_not_take_over_an_account_of_the_cluster(name: str) -> None:
    (told,) = said({"serving": {"services": {name: STABLE}}})
    assert told.startswith(f"services.{name}: is the account of")


def test_without_a_way_out_nothing_is_pulled_and_nothing_asks_prometheus() -> None:
    make_settings(ISOLATED)
    (told,) = said(ISOLATED | pulled())
    assert told.startswith("delivery.gitops.repository: cannot be pulled without a way out")
    (told,) = said(ISOLATED | churn(scaler={"keda": {}}))
    assert told.startswith("services.churn.scaler.keda: cannot sign in to Prometheus without")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"url": "http://github.com/contoso/models"}, "url: is not the address of a repository"),
        ({"url": "https://user:pw@github.com/a/b"}, "url: is not the address of a repository"),
        ({"path": "../secrets"}, "path: is not a folder of the repository"),
        ({"path": "/etc"}, "path: is not a folder of the repository"),
        ({"branch": "a..b"}, "branch: is not the name of a branch"),
    ],
)
def test_a_repository_has_an_address_without_a_password_and_a_folder(
    changes: dict[str, Any], line: str
) -> None:
    (told,) = said(pulled(**changes))
    assert told.removeprefix("delivery.gitops.repository.").startswith(line)


def test_objects_are_pulled_by_the_cluster_unless_the_settings_say_otherwise() -> None:
    assert make_settings().serving.delivery.mode == "gitops"
    assert make_settings().serving.delivery.repository is None
    assert make_settings(pulled()).serving.delivery.repository is not None
    applied = make_settings({"serving": {"delivery": {"apply": {}}}}).serving.delivery
    assert (applied.mode, applied.repository) == ("apply", None)
