"""What is made of the grant table: narrow, once, under lasting names, waiting for nobody."""

from collections.abc import Callable
from uuid import UUID

import pulumi
import pytest
from pulumi_azure_native import managedidentity

from components.shared.conventions import Conventions
from components.shared.grants import (
    GRANTS,
    Eligibility,
    Grant,
    Principal,
    grant_name,
    grant_on,
    role_definition_id,
)
from preflight.plan import Plan
from preflight.stack_file import StackFile
from simulated_azure.monitor import Registration
from tests.support import SUBSCRIPTION, deploy, make_settings
from tests.test_stacks import STACKS, plan

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ELIGIBLE = "azure-native:authorization:PimRoleEligibilitySchedule"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
CONVENTIONS = Conventions(make_settings())
VAULT = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-test-eus2"
    "/providers/Microsoft.KeyVault/vaults/kv-one"
)


class Owner(pulumi.ComponentResource):
    """Stands for the component that owns a target."""

    def __init__(self, name: str, make: Callable[["Owner"], object]) -> None:
        super().__init__("azure-mlops:index:Owner", name)
        make(self)
        self.register_outputs({})


def identity(name: str) -> managedidentity.UserAssignedIdentity:
    return managedidentity.UserAssignedIdentity(name, resource_name_=name, resource_group_name="rg")


def one_of_each() -> dict[str, Principal]:
    made = identity("id-workspace")
    return {
        "workspace": Principal(made.principal_id, "ServicePrincipal"),
        "platform-engineers": Principal("00000000-0000-0000-0000-0000000000a3", "Group"),
        "break-glass": Principal(
            "00000000-0000-0000-0000-0000000000a9", "Group", Eligibility("2026-12-01", 180)
        ),
    }


def deployed(
    principals: Callable[[], dict[str, Principal]] = one_of_each,
    conventions: Conventions = CONVENTIONS,
    *,
    preview: bool = False,
) -> Plan:
    """Deploy the grants on one key vault."""

    def make(owner: Owner) -> None:
        opts = pulumi.ResourceOptions(parent=owner)
        grant_on("key-vault", VAULT, principals(), conventions, "stores", opts)

    plan = deploy(lambda: Owner("stores", make), preview=preview)
    assert plan.findings == []
    return plan


def test_every_row_of_a_target_is_granted_to_those_who_exist() -> None:
    plan = deployed()
    wanted = {"workspace", "platform-engineers", "break-glass"}
    rows = [grant for grant in GRANTS if grant.target == "key-vault" and grant.who in wanted]
    assert len(plan.all(ASSIGNMENT)) + len(plan.all(ELIGIBLE)) == len(rows)


def test_a_grant_says_role_scope_and_why() -> None:
    registry = VAULT.replace("KeyVault/vaults/kv-one", "ContainerRegistry/registries/crone")
    kubelet = {"kubelet": Principal("00000000-0000-0000-0000-0000000000b1", "ServicePrincipal")}
    plan = deploy(
        lambda: grant_on(
            "registry", registry, kubelet, CONVENTIONS, "stores", pulumi.ResourceOptions()
        )
    )
    assert plan.findings == []
    grant = plan.one(ASSIGNMENT, "stores-registry-kubelet-acrpull")
    assert grant.inputs["scope"] == registry
    assert grant.inputs["roleDefinitionId"].endswith(ACR_PULL)
    assert grant.inputs["principalId"] == "00000000-0000-0000-0000-0000000000b1"
    assert grant.inputs["description"] == "pull the images of pods"


def test_azure_is_told_the_kind_of_every_principal() -> None:
    kinds = {r.name: r.inputs["principalType"] for r in deployed().all(ASSIGNMENT)}
    assert kinds.pop("stores-key-vault-platform-engineers-reader") == "Group"
    assert set(kinds.values()) == {"ServicePrincipal"}


def test_a_replaced_grant_frees_its_name_first() -> None:
    plan = deployed()
    for grant in [*plan.all(ASSIGNMENT), *plan.all(ELIGIBLE)]:
        assert grant.options["delete_before_replace"] is True


def test_a_grant_belongs_to_the_owner_of_the_target_and_waits_for_its_principal() -> None:
    grant = deployed().one(ASSIGNMENT, "stores-key-vault-workspace-key-vault-administrator")
    assert "azure-mlops:index:Owner$" in grant.urn
    (principal,) = grant.property_dependencies["principalId"]
    assert principal.endswith("::id-workspace")


def test_eligible_rights_must_be_activated_and_lapse() -> None:
    plan = deployed()
    schedule = plan.one(ELIGIBLE)
    assert schedule.inputs["principalId"] == "00000000-0000-0000-0000-0000000000a9"
    assert schedule.inputs["scope"] == VAULT
    assert schedule.inputs["scheduleInfo"] == {
        "startDateTime": "2026-12-01T00:00:00Z",
        "expiration": {"type": "AfterDuration", "duration": "P180D"},
    }
    assert not [r for r in plan.all(ASSIGNMENT) if "break-glass" in r.name]


def test_eligible_rights_may_last_where_the_tenant_allows_it() -> None:
    group = Principal(
        "00000000-0000-0000-0000-0000000000a9", "Group", Eligibility("2026-12-01", None)
    )
    schedule = deployed(lambda: {"break-glass": group}).one(ELIGIBLE)
    assert schedule.inputs["scheduleInfo"]["expiration"] == {"type": "NoExpiration"}


def test_a_preview_registers_the_same_grants() -> None:
    assert list(deployed(preview=True).resources) == list(deployed().resources)


def test_a_target_that_no_row_names_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no grant has the target 'keyvault'; known are .*key-"):
        grant_on("keyvault", VAULT, {}, CONVENTIONS, "stores", pulumi.ResourceOptions())


def granted_twice(*scopes: str, preview: bool = False) -> Plan:
    """Grant the workspace's Reader on its two endpoints, at these scopes."""
    targets = ("storage-blob-endpoint", "storage-file-endpoint")

    def program() -> None:
        principals = one_of_each()
        for target, scope in zip(targets, scopes, strict=True):
            grant_on(
                target,
                pulumi.Output.from_input(scope),
                principals,
                CONVENTIONS,
                "stores",
                pulumi.ResourceOptions(),
            )

    return deploy(program, preview=preview)


def test_two_targets_that_are_one_resource_are_refused_with_both_rows() -> None:
    rows = "storage-blob-endpoint/workspace/Reader and storage-file-endpoint/workspace/Reader"
    with pytest.raises(ValueError, match=f"{rows} are one right on /SUBSCRIPTIONS/"):
        granted_twice(VAULT, VAULT.upper())
    with pytest.raises(ValueError, match=rows):
        granted_twice(VAULT, VAULT, preview=True)


def test_the_same_role_on_two_resources_is_fine() -> None:
    assert len(granted_twice(VAULT, VAULT + "-2").all(ASSIGNMENT)) == 2


@pytest.mark.parametrize("scope", [f"/subscriptions/{SUBSCRIPTION}", VAULT.split("/providers")[0]])
def test_a_scope_wider_than_a_resource_is_refused(scope: str) -> None:
    with pytest.raises(ValueError, match="is no resource; grant on each resource in it"):
        granted_twice(scope, VAULT)


def test_a_grant_has_the_name_it_had_when_the_first_stack_was_made() -> None:
    """A change here replaces every grant of every stack."""
    row = Grant("kubelet", "AcrPull", "registry", "whatever")
    assert grant_name(row, CONVENTIONS) == "70c5e6c2-7f66-5433-841d-fa7c693e4ece"


def test_no_two_grants_share_a_name() -> None:
    names = {grant_name(grant, CONVENTIONS) for grant in GRANTS}
    assert len(names) == len(GRANTS)
    assert all(UUID(name).version == 5 for name in names)


@pytest.mark.parametrize(
    "change",
    [
        {"subscription_id": "33333333-3333-3333-3333-333333333333"},
        {"workload": "fraud"},
        {"environment": "prod"},
        {"location": "westus2"},
        {"name_generation": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_grants_of_another_stack_have_other_names(change: dict[str, object]) -> None:
    other = Conventions(make_settings(change))
    names = {grant_name(grant, CONVENTIONS) for grant in GRANTS}
    assert names.isdisjoint(grant_name(grant, other) for grant in GRANTS)


def test_a_role_is_named_in_the_subscription_of_the_stack() -> None:
    assert role_definition_id("AcrPull", CONVENTIONS) == (
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
        + ACR_PULL
    )


# The table and the program meet in the stacks that turn every option on.


def grants_of(whole: Plan) -> list[Registration]:
    return [*whole.all(ASSIGNMENT), *whole.all(ELIGIBLE)]


@pytest.mark.slow
@pytest.mark.feature("I3", "authorization.RoleAssignment of data-scientists on storage")
@pytest.mark.feature("I4", "authorization.RoleAssignment of training on storage, vault, registry")
@pytest.mark.feature("I5", "authorization.RoleAssignment of workspace on storage, vault, registry")
@pytest.mark.feature("I11", "authorization.RoleAssignment scope of the registry")
def test_the_program_makes_every_row_of_the_table() -> None:
    names = {grant.name for stack in STACKS for grant in grants_of(plan(stack))}
    rows = {f"-{row.target}-{row.who}-{row.role.lower().replace(' ', '-')}" for row in GRANTS}
    assert [row for row in rows if not any(name.endswith(row) for name in names)] == []
    assert [name for name in names if not name.endswith(tuple(rows))] == []


@pytest.mark.slow
@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.stack)
def test_no_stack_grants_a_right_twice_or_wider_than_a_resource(stack: StackFile) -> None:
    rights = [
        tuple(grant.inputs[key].lower() for key in ("principalId", "scope", "roleDefinitionId"))
        for grant in grants_of(plan(stack, "update"))
    ]
    assert sorted(rights) == sorted(set(rights))
    assert [scope for _, scope, _ in rights if "/providers/" not in scope] == []
