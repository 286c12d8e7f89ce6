"""Roles of the company's own: what people may do, and what stops and starts."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from components.custom_roles import roles_of
from tests.bootstrap_lab import DEFINITION, bootstrap
from tests.support import SUBSCRIPTION

DATA = Path(__file__).parents[1] / "data"
SECRETS = (DATA / "secret_operations.txt").read_text().split()
PEOPLE = ("data_scientists", "ml_engineers", "viewers")
ML = "Microsoft.MachineLearningServices/workspaces"
TIERS = ("production", "non_production")


def may(tier: Any, who: str, action: str) -> bool:
    role = roles_of(tier)[who]

    def listed(patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)

    return listed(role.actions) and not listed(role.not_actions)


def definitions(changes: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    return {
        one.name: one.inputs
        for one in bootstrap(changes).all(DEFINITION)
        if one.name.startswith("roles-")
    }


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_is_answered_with_a_secret(tier: str, who: str) -> None:
    assert [action for action in SECRETS if may(tier, who, action)] == []
    assert len(SECRETS) > 10


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "action",
    [
        f"{ML}/write",
        f"{ML}/delete",
        f"{ML}/computes/write",
        f"{ML}/computes/delete",
        f"{ML}/outboundRules/write",
        f"{ML}/outboundRules/delete",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/locks/delete",
    ],
)
def test_nobody_changes_what_the_program_made(tier: str, who: str, action: str) -> None:
    assert not may(tier, who, action)


@pytest.mark.parametrize("kind", ["onlineEndpoints", "batchEndpoints", "schedules"])
@pytest.mark.parametrize("change", ["write", "delete", "deployments/write", "deployments/delete"])
def test_in_production_only_engineers_change_what_serves(kind: str, change: str) -> None:
    action = f"{ML}/{kind}/{change}"
    assert not may("production", "data_scientists", action)
    assert may("non_production", "data_scientists", action)
    assert may("production", "ml_engineers", action)
    assert not may("production", "viewers", action)


@pytest.mark.parametrize("tier", TIERS)
def test_data_scientists_still_train(tier: str) -> None:
    for action in ("jobs/write", "models/versions/write", "computes/start/action", "jobs/read"):
        assert may(tier, "data_scientists", f"{ML}/{action}")


def test_viewers_only_read() -> None:
    role = roles_of("production")["viewers"]
    assert [action for action in role.actions if not action.endswith("/read")] == []


def test_what_stops_and_starts_does_nothing_else() -> None:
    role = roles_of("non_production")["off_hours"]
    assert sorted(role.actions) == [
        "Microsoft.ContainerService/managedClusters/read",
        "Microsoft.ContainerService/managedClusters/start/action",
        "Microsoft.ContainerService/managedClusters/stop/action",
        f"{ML}/computes/read",
        f"{ML}/computes/stop/action",
    ]


def test_nothing_in_production_can_be_stopped() -> None:
    assert "off_hours" not in roles_of("production")
    assert set(bootstrap().outputs["off_hours_role_id"]) == {"dev"}


def test_a_role_can_be_given_in_the_group_of_its_environment_only() -> None:
    for name, role in definitions().items():
        group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-{name.split('-')[1]}-eus2"
        assert role["assignableScopes"] == [group]
        assert role["scope"] == group


def test_no_two_environments_have_a_role_of_the_same_name() -> None:
    names = sorted(role["roleName"] for role in definitions().values())
    assert names == sorted(set(names))
    assert "mlops prod eus2 Data Scientist" in names


@pytest.mark.feature("I2", "authorization.RoleDefinition permissions")
def test_ids_have_the_form_that_stack_files_take_and_are_those_of_the_roles() -> None:
    outputs, made = bootstrap().outputs, definitions()
    assert set(outputs["custom_roles"]["prod"]) == set(PEOPLE)
    prefix = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
    for who, role_id in outputs["custom_roles"]["prod"].items():
        guid = made[f"roles-prod-{who.replace('_', '-')}"]["roleDefinitionId"]
        assert role_id == f"{prefix}{guid}"


def test_a_role_grants_no_right_on_data() -> None:
    for role in definitions().values():
        (permissions,) = role["permissions"]
        assert permissions["dataActions"] == permissions["notDataActions"] == []
