"""How Kubernetes objects reach the cluster."""

import pulumi
import pytest

from components.shared.delivery import Delivery
from tests.components import workloads_lab as lab


def test_with_gitops_the_engine_registers_no_object_and_no_provider_of_them() -> None:
    plan = lab.run(lab.programs(lab.stack(**lab.KEDA)))
    kinds = {one.type for one in plan.resources.values()}
    assert [kind for kind in kinds if "kubernetes" in kind or "Delivered" in kind] == []
    assert "azure-native:managedidentity:FederatedIdentityCredential" in kinds


def test_with_gitops_the_host_sees_every_object_if_it_asks() -> None:
    assert lab.objects(lab.service(), "Deployment").keys() >= {"churn-stable"}


@pytest.mark.parametrize("mode", ["gitops", "apply"])
def test_objects_hang_under_what_says_which_way_they_go(mode: str) -> None:
    plan = lab.service() if mode == "gitops" else lab.applied(lab.stack())
    found = [one for one in plan.resources.values() if one.type.startswith("kubernetes:")]
    assert len(found) > 20
    holders = {plan.resources[one.parent].type for one in found}
    ways = {plan.resources[one.parent].outputs["delivered"] for one in found}
    assert (holders, ways) == ({"azure-mlops:index:Delivered"}, {mode})


def test_all_objects_go_through_one_provider_that_hangs_there_too() -> None:
    for plan in (lab.service(), lab.applied(lab.stack())):
        provider = plan.one("pulumi:providers:kubernetes")
        assert plan.resources[provider.parent].type == "azure-mlops:index:Delivered"
        used = {
            one.provider.rpartition("::")[0]
            for one in plan.resources.values()
            if one.type.startswith("kubernetes:")
        }
        assert used == {provider.urn}


def test_with_gitops_the_provider_is_told_of_no_cluster() -> None:
    assert lab.service().one("pulumi:providers:kubernetes").inputs == {}


def test_values_that_azure_knows_are_names_in_files_and_filled_in_later() -> None:
    delivery = Delivery("gitops")
    assert delivery.fill("CHURN_CLIENT_ID", "8d1c") == "${CHURN_CLIENT_ID}"
    assert delivery.substitutes == {"CHURN_CLIENT_ID": "8d1c"}


def test_with_apply_values_go_straight_into_the_objects() -> None:
    delivery = Delivery("apply")
    assert delivery.fill("CHURN_CLIENT_ID", "8d1c") == "8d1c"
    assert delivery.substitutes == {}


def test_a_name_that_stands_for_two_values_is_refused() -> None:
    delivery = Delivery("gitops")
    delivery.fill("CLIENT_ID", "8d1c")
    delivery.fill("CLIENT_ID", "8d1c")
    with pytest.raises(ValueError, match="CLIENT_ID already stands for another value"):
        delivery.fill("CLIENT_ID", "77aa")


@pytest.mark.parametrize("mode", ["gitops", "apply"])
@pytest.mark.parametrize("name", ["client-id", "clientId", "_ID", "1ST", "ID_", ""])
def test_a_name_that_flux_would_not_find_is_refused(mode: str, name: str) -> None:
    with pytest.raises(ValueError, match="names no value"):
        Delivery(mode).fill(name, "8d1c")


def test_nobody_can_add_to_the_substitutes_but_by_filling_in() -> None:
    with pytest.raises(TypeError):
        Delivery("gitops").substitutes["X"] = "1"


def test_apply_without_a_way_to_the_cluster_says_what_to_make_first() -> None:
    def program() -> None:
        parent = pulumi.ComponentResource("test:index:Parent", "parent")
        Delivery("apply").objects("objects", parent)

    with pytest.raises(ValueError, match="make Workloads first"):
        lab.run(program)


def test_every_name_in_an_object_has_a_value_and_no_simulated_id_is_in_any() -> None:
    changes = lab.stack(**lab.KEDA)
    plan = lab.deployed(**changes)
    written = " ".join(
        str(one.inputs) for one in plan.resources.values() if one.type.startswith("kubernetes:")
    )
    filled = lab.run(lab.programs(changes)).outputs["substitutes"]
    assert {name for name in filled if f"${{{name}}}" in written} == set(filled)
    assert written.count("${") == sum(written.count(f"${{{name}}}") for name in filled)
    assert [value for value in filled.values() if value in written] == []
