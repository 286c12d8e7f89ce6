"""The groups that environments are deployed into."""

import pytest

from components.resource_groups import ResourceGroups, ResourceGroupsArgs
from components.shared.conventions import Conventions
from tests.bootstrap_lab import bootstrap, bootstrap_settings
from tests.support import deploy, make_settings
from tests.test_stacks import STACKS
from tests.test_stacks import plan as platform_plan

GROUP = "azure-native:resources:ResourceGroup"


def names(changes: dict | None = None) -> dict[str, str]:
    plan = bootstrap(changes)
    return {group.name: group.inputs["resourceGroupName"] for group in plan.all(GROUP)}


def test_each_environment_has_a_group_and_what_they_share_another() -> None:
    assert names() == {
        "groups-dev": "rg-mlops-dev-eus2",
        "groups-prod": "rg-mlops-prod-eus2",
        "groups-shared": "rg-mlops-shared-eus2",
    }


@pytest.mark.slow
def test_a_group_has_the_name_that_the_stack_of_its_environment_looks_for() -> None:
    expected = Conventions(make_settings({"environment": "prod"})).resource_group_name
    assert names()["groups-prod"] == expected
    for name in ("dev", "prod"):
        (stack,) = [stack for stack in STACKS if stack.stack == name]
        assert names()[f"groups-{name}"] == platform_plan(stack).outputs["resource_group"]


def test_a_group_with_a_name_of_the_companys_own_and_in_another_region() -> None:
    prod = {"resource_group": "rg-ml", "location": "westus2"}
    (group,) = [
        group
        for group in bootstrap({"environments": {"prod": prod}}).all(GROUP)
        if group.name == "groups-prod"
    ]
    assert (group.inputs["resourceGroupName"], group.inputs["location"]) == ("rg-ml", "westus2")


def test_no_group_is_deleted_by_accident() -> None:
    assert [group.name for group in bootstrap().all(GROUP) if not group.protect] == []


def test_a_group_says_whose_costs_are_in_it() -> None:
    tags = {group.name: group.inputs["tags"] for group in bootstrap().all(GROUP)}
    assert {one["Environment"] for one in tags.values()} == {"dev", "prod", "shared"}
    assert {one["CostCenter"] for one in tags.values()} == {"ML-1001"}


def test_ids_are_of_the_groups_of_environments_only() -> None:
    settings = bootstrap_settings()
    made: list[ResourceGroups] = []
    environments = {"dev": Conventions(settings.stack_of("dev"))}
    args = ResourceGroupsArgs(environments=environments, shared=Conventions(settings))
    deploy(lambda: made.append(ResourceGroups("groups", args)))
    assert list(made[0].ids) == list(made[0].names) == ["dev"]
