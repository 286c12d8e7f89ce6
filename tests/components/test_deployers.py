"""Who deploys an environment, and what the deployer may give to whom."""

from typing import Any, get_args

import pytest

from components.deployers.rights import assignable, condition
from components.shared.grants import GRANTS, Group
from components.shared.roles import ROLE_IDS
from tests.bootstrap_lab import (
    ASSIGNMENT,
    DEFINITION,
    allowed_roles,
    bootstrap,
    condition_of,
    rights_of,
    role_guid,
)
from tests.support import SUBSCRIPTION

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
FORBIDDEN = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
}
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-dev-eus2"
OTHER_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-prod-eus2"
EVERY_DEPLOYER = pytest.mark.parametrize("deployer", ["deployer-dev", "deployer-prod"])


def may(action: str, scope: str, changes: dict[str, Any] | None = None) -> bool:
    return any(
        right.allows(action, scope) for right in rights_of(bootstrap(changes), "deployer-dev")
    )


def test_each_environment_has_a_deployer_of_its_own_outside_its_group() -> None:
    made = {
        one.inputs["resourceName"]: one.inputs["resourceGroupName"]
        for one in bootstrap().all(IDENTITY)
    }
    assert made == {
        "id-mlops-deployer-dev-eus2": "rg-mlops-shared-eus2",
        "id-mlops-deployer-prod-eus2": "rg-mlops-shared-eus2",
    }
    assert set(bootstrap().outputs["deployers"]) == {"dev", "prod"}


@pytest.mark.feature("I8", "managedidentity.FederatedIdentityCredential subject")
def test_only_the_pipelines_of_the_settings_sign_in() -> None:
    plan = bootstrap()
    trusted = sorted(
        (one.inputs["resourceName"], one.inputs["issuer"], one.inputs["subject"])
        for one in plan.all(CREDENTIAL)
    )
    assert trusted == [
        (
            "id-mlops-deployer-dev-eus2",
            "https://token.actions.githubusercontent.com",
            "repo:contoso/platform:environment:dev",
        ),
        (
            "id-mlops-deployer-dev-eus2",
            "https://vstoken.dev.azure.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "sc://contoso/platform/dev",
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "audience"),
    [
        ({}, "api://AzureADTokenExchange"),
        ({"token_audience": "api://AzureADTokenExchangeUSGov"}, "api://AzureADTokenExchangeUSGov"),
    ],
)
def test_tokens_are_for_this_and_nothing_else(changes: dict[str, Any], audience: str) -> None:
    given = [one.inputs["audiences"] for one in bootstrap(changes).all(CREDENTIAL)]
    assert given == [[audience]] * 2


def test_credentials_are_written_one_after_another() -> None:
    first, second = sorted(bootstrap().all(CREDENTIAL), key=lambda one: len(one.dependencies))
    assert first.urn in second.dependencies
    assert second.urn not in first.dependencies


def test_nobody_is_given_a_password() -> None:
    packages = {one.type.partition(":")[0] for one in bootstrap().resources.values()}
    assert packages == {"azure-mlops", "azure-native", "pulumi"}


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.Storage/storageAccounts/write",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/locks/write",
        "Microsoft.Authorization/policyAssignments/write",
        "Microsoft.Authorization/policyExemptions/write",
    ],
)
def test_it_changes_things_in_its_own_group_only(action: str) -> None:
    assert may(action, GROUP)
    assert not may(action, OTHER_GROUP)
    assert not may(action, f"/subscriptions/{SUBSCRIPTION}")
    assert not may(action, f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-shared-eus2")


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.Authorization/roleDefinitions/write",
        "Microsoft.Authorization/elevateAccess/action",
        "Microsoft.Authorization/denyAssignments/write",
    ],
)
def test_it_makes_no_role_and_raises_nobody(action: str) -> None:
    assert not may(action, GROUP)


@pytest.mark.parametrize(("wanted", "expected"), [(True, True), (False, False)])
def test_it_writes_budgets_of_the_subscription_only_where_settings_say_so(
    wanted: bool, expected: bool
) -> None:
    changes = {"environments": {"dev": {"subscription_costs": wanted}}}
    subscription = f"/subscriptions/{SUBSCRIPTION}"
    assert may("Microsoft.Consumption/budgets/write", subscription, changes) is expected
    assert may("Microsoft.CostManagement/exports/write", subscription, changes) is expected


@pytest.mark.parametrize("wanted", [True, False])
def test_it_makes_rights_eligible_only_where_settings_say_so(wanted: bool) -> None:
    changes = {"environments": {"dev": {"eligible_grants": wanted}}}
    action = "Microsoft.Authorization/roleEligibilityScheduleRequests/write"
    assert may(action, GROUP, changes) is wanted


def test_it_reaches_state_and_key_of_its_environment_and_no_other() -> None:
    plan = bootstrap()
    for environment in ("dev", "prod"):
        reached = {
            one.inputs["scope"].rpartition("/")[2]
            for one in plan.all(ASSIGNMENT)
            if one.name.startswith(f"deployer-{environment}-")
            and "/providers/" in one.inputs["scope"]
        }
        assert reached == {f"state-{environment}", f"pulumi-{environment}"}


@EVERY_DEPLOYER
@pytest.mark.parametrize("source", ["@Request", "@Resource"])
def test_it_can_give_nobody_the_right_to_give_rights(deployer: str, source: str) -> None:
    allowed = allowed_roles(condition_of(bootstrap(), deployer), source)
    assert set(allowed) == {"ServicePrincipal", "Group"}
    for guids in allowed.values():
        assert guids.isdisjoint(FORBIDDEN.values())


def test_rights_over_rights_are_held_under_a_condition_only() -> None:
    for one in bootstrap().all(ASSIGNMENT):
        if role_guid(one.inputs["roleDefinitionId"]) in FORBIDDEN.values():
            assert one.inputs["condition"]
            assert one.inputs["conditionVersion"] == "2.0"


def test_groups_get_the_roles_of_groups_and_identities_those_of_identities() -> None:
    identities, groups = assignable([])
    names = {guid: name for name, guid in ROLE_IDS.items()}
    assert {names[guid] for guid in groups} == {g.role for g in GRANTS if g.who in get_args(Group)}
    assert "Contributor" in {names[guid] for guid in identities}
    assert "Contributor" not in {names[guid] for guid in groups}


def test_it_gives_the_roles_of_its_own_environment_and_not_those_of_another() -> None:
    plan = bootstrap()
    own = {
        environment: {
            one.inputs["roleDefinitionId"]
            for one in plan.all(DEFINITION)
            if one.name.startswith(f"roles-{environment}-")
        }
        for environment in ("dev", "prod")
    }
    allowed = allowed_roles(condition_of(plan, "deployer-dev"), "@Request")
    assert own["dev"] <= allowed["Group"]
    assert own["dev"] <= allowed["ServicePrincipal"]
    assert own["prod"].isdisjoint(allowed["Group"] | allowed["ServicePrincipal"])


def test_it_gives_a_role_that_settings_name() -> None:
    guid = "77777777-7777-7777-7777-777777777777"
    role = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    changes = {"environments": {"dev": {"assignable_roles": [role]}}}
    plan = bootstrap(changes)
    assert guid in allowed_roles(condition_of(plan, "deployer-dev"), "@Request")["Group"]
    assert guid not in allowed_roles(condition_of(plan, "deployer-prod"), "@Request")["Group"]


def test_a_condition_narrows_giving_and_taking_back_alike() -> None:
    text = condition(["a"], ["b"])
    assert allowed_roles(text, "@Request") == allowed_roles(text, "@Resource")
    for action in ("write", "delete"):
        unless = f"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}})) OR "
        assert unless in text
    assert text.count("(") == text.count(")")
    # github.com/MicrosoftDocs/azure-docs, role-based-access-control/conditions-faq: 8 KB.
    assert len(condition_of(bootstrap(), "deployer-dev")) < 8 * 1024


def test_a_right_waits_for_the_role_it_is_of() -> None:
    plan = bootstrap()
    for role, grant in (
        ("deployer-dev-role", "deployer-dev-deployer"),
        ("deployer-dev-cost-role", "deployer-dev-cost-deployer"),
    ):
        assert plan.one(DEFINITION, role).urn in plan.one(ASSIGNMENT, grant).dependencies
