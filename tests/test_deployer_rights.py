"""May the deployer do what every stack asks of it? By the roles that bootstrap registers."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from preflight.plan import Plan
from preflight.stack_file import StackFile
from settings.platform import PlatformSettings
from settings.read import read
from simulated_azure import catalog, locations
from tests.bootstrap_lab import (
    ASSIGNMENT,
    allowed_roles,
    bootstrap,
    condition_of,
    rights_of,
    role_guid,
)
from tests.support import ROOT
from tests.test_stacks import STACKS, plan

LINKED = tomllib.loads((ROOT / "tests" / "data" / "linked_actions.toml").read_text())["linked"]
BY_HAND = ROOT / "docs" / "runbooks" / "bring_your_own.md"
# Azure's provider registers an eligible right by asking for it.
ASKED_FOR = {
    "Microsoft.Authorization/roleEligibilitySchedules": (
        "Microsoft.Authorization/roleEligibilityScheduleRequests"
    )
}
# What an assignment lies on, and the role it is of, it does not use.
NOT_REFERENCES = {"Microsoft.Authorization/roleAssignments"}
ARM_ID = re.compile(
    r"/subscriptions/[^/]+(/resourceGroups/[^/]+)?/providers/([^/]+)((/[^/]+/[^/]+)+)"
)
EVERYTHING = next(stack for stack in STACKS if stack.stack == "everything")
every_stack = pytest.mark.parametrize(
    "stack",
    [pytest.param(stack, id=stack.stack, marks=pytest.mark.slow) for stack in STACKS],
)


def settings_of(stack: StackFile) -> PlatformSettings:
    return read(stack.values["azure-mlops:platform"], PlatformSettings)


def bootstrap_of(stack: StackFile) -> tuple[Plan, str]:
    """Return the bootstrap that makes what a stack expects, and the name of the deployer."""
    given = settings_of(stack)
    brought = [*given.identity.custom_roles.given().values()]
    brought += [given.off_hours.role_id] if given.off_hours else []
    scopes = {part.scope for part in (given.budget, given.cost_export) if part}
    environment = {
        "tier": given.tier,
        "location": given.location,
        "resource_group": given.resource_group,
        "assignable_roles": sorted(set(brought)),
        "eligible_grants": bool(given.identity.break_glass and given.identity.break_glass.eligible),
        "subscription_costs": "subscription" in scopes,
    }
    changes = {
        "workload": given.workload,
        "subscription_id": given.subscription_id,
        "tenant_id": given.tenant_id,
        "environments": {"dev": None, "prod": None, given.environment: environment},
    }
    if given.environment in ("dev", "prod"):
        other = {"dev": "prod", "prod": "dev"}[given.environment]
        changes["environments"] = {other: None, given.environment: environment}
    return bootstrap(changes), f"deployer-{given.environment}"


def arm_type_of(arm_id: str) -> str:
    """Return the type of what an id names."""
    namespace, _, path = arm_id.rpartition("/providers/")[2].partition("/")
    return "/".join([namespace, *path.split("/")[::2]])


def needs(stack: StackFile) -> Iterator[tuple[str, str, str]]:
    """Yield what each resource of a stack asks of whoever makes it: type, action, scope."""
    for resource in plan(stack, "update").resources.values():
        facts = catalog.type_facts(resource.type)
        if facts is None or not resource.type.startswith("azure-native:"):
            continue
        arm_type = locations.arm_type(facts)
        own = ASKED_FOR.get(arm_type, arm_type)
        for change in ("read", "write", *(() if own != arm_type else ("delete",))):
            yield resource.type, f"{own}/{change}", str(resource.id)
        if arm_type in NOT_REFERENCES:
            continue
        for target in sorted(set(references(resource.inputs)) - {str(resource.id)}):
            for row in LINKED:
                named = row["type"].lower() == arm_type_of(target).lower()
                if named and arm_type in row.get("from", [arm_type]):
                    yield resource.type, row["action"], target


def references(value: Any) -> Iterator[str]:
    """Yield the ids in the inputs of a resource."""
    if isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, str) and ARM_ID.fullmatch(value):
        yield value


def missing(stack: StackFile, without: str = "nothing") -> set[tuple[str, str, str]]:
    """Return type, action and scope of what a deployer may not do without one of its rights."""
    made, deployer = bootstrap_of(stack)
    rights = [right for right in rights_of(made, deployer) if without not in right.actions]
    return {need for need in needs(stack) if not any(right.allows(*need[1:]) for right in rights)}


@every_stack
def test_the_deployer_may_make_every_resource_in_the_group_and_on_the_subscription(
    stack: StackFile,
) -> None:
    given = settings_of(stack)
    group = plan(stack, "update").outputs["resource_group"]
    subscription = f"/subscriptions/{given.subscription_id}"
    own = (f"{subscription}/resourceGroups/{group}/", f"{subscription}/providers/")
    lacking = [
        f"{kind} needs {action}"
        for kind, action, scope in sorted(missing(stack))
        if scope.lower().startswith(tuple(part.lower() for part in own))
    ]
    assert lacking == []


@every_stack
def test_what_it_lacks_on_what_is_brought_by_id_is_written_down_for_whoever_owns_it(
    stack: StackFile,
) -> None:
    group = plan(stack, "update").outputs["resource_group"]
    told = BY_HAND.read_text()
    unsaid = [
        f"{kind} needs {action} on {scope}"
        for kind, action, scope in sorted(missing(stack))
        if f"/resourceGroups/{group}/".lower() not in scope.lower() and f"`{action}`" not in told
    ]
    assert unsaid == []


@every_stack
def test_the_deployer_may_give_and_take_back_every_role_that_a_stack_gives(
    stack: StackFile,
) -> None:
    made, deployer = bootstrap_of(stack)
    condition = condition_of(made, deployer)
    for source in ("@Request", "@Resource"):
        allowed = allowed_roles(condition, source)
        refused = [
            f"{grant.name}: {grant.inputs['principalType']} gets {grant.inputs['roleDefinitionId']}"
            for grant in plan(stack, "update").all(ASSIGNMENT)
            if role_guid(grant.inputs["roleDefinitionId"])
            not in allowed[grant.inputs["principalType"]]
        ]
        assert refused == []


@pytest.mark.slow
def test_a_stack_asks_for_more_than_contributor_has() -> None:
    # Else the tests above would pass with rights that nobody looked at.
    asked = {action for _, action, _ in needs(EVERYTHING)}
    assert {
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
        "Microsoft.Consumption/budgets/write",
        "Microsoft.CostManagement/exports/write",
        "Microsoft.Network/virtualNetworks/subnets/join/action",
    } <= asked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("without", "kind", "action"),
    [
        ("*", "azure-native:storage:StorageAccount", "Microsoft.Storage/storageAccounts/write"),
        (
            "*",
            "azure-native:network:PrivateEndpoint",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
        ),
        (
            "Microsoft.Authorization/roleAssignments/write",
            "azure-native:authorization:RoleAssignment",
            "Microsoft.Authorization/roleAssignments/write",
        ),
        (
            "Microsoft.Authorization/locks/*",
            "azure-native:authorization:PimRoleEligibilitySchedule",
            "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
        ),
        (
            "Microsoft.Consumption/budgets/*",
            "azure-native:consumption:Budget",
            "Microsoft.Consumption/budgets/write",
        ),
    ],
)
def test_a_right_that_is_taken_away_is_missed(without: str, kind: str, action: str) -> None:
    assert (kind, action) in {(kind, action) for kind, action, _ in missing(EVERYTHING, without)}


@pytest.mark.slow
def test_what_is_written_down_for_owners_is_asked_for_by_a_stack() -> None:
    lacked = {action for stack in STACKS for _, action, _ in missing(stack)}
    told = set(re.findall(r"`(Microsoft\.[^`]+/\w+)`", BY_HAND.read_text()))
    assert told - lacked == set()
