"""What the deployer of an environment may do, and which roles it may give to whom."""

from collections.abc import Iterable, Sequence
from typing import get_args

from components.shared.grants import CUSTOM_ROLE, GRANTS, Group
from components.shared.role_definitions import Role
from components.shared.roles import ROLE_IDS

# Contributor may write nothing of Microsoft.Authorization
# (learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged#contributor).
_GROUP_ACTIONS = (
    "Microsoft.Authorization/locks/*",
    "Microsoft.Authorization/policyAssignments/*",
    "Microsoft.Authorization/policyExemptions/*",
)
# No condition narrows these: learn.microsoft.com/azure/role-based-access-control/
# conditions-authorization-actions-attributes knows role assignments only.
_ELIGIBILITY = (
    "Microsoft.Authorization/roleEligibilityScheduleRequests/read",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/cancel/action",
    "Microsoft.Authorization/roleEligibilitySchedules/read",
)


def group_role(*, eligible_grants: bool) -> Role:
    """Return the role that adds what Contributor lacks, for the group of an environment."""
    return Role(
        "Deployer",
        "What a deployer needs beside Contributor: locks and policies of its resource group.",
        (*_GROUP_ACTIONS, *(_ELIGIBILITY if eligible_grants else ())),
    )


def cost_role() -> Role:
    """Return the role for what lies on the subscription, because Azure counts costs there."""
    return Role(
        "Cost Deployer",
        "Writes budgets and cost exports on the subscription.",
        ("Microsoft.Consumption/budgets/*", "Microsoft.CostManagement/exports/*"),
    )


def assignable(custom_role_ids: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the GUIDs of roles that identities may be given, and those that groups may.

    Args:
        custom_role_ids: GUIDs of roles of the company's own; both may be given them, because the
            table does not say which role stands in for which.
    """
    people = get_args(Group)
    own = set(custom_role_ids)
    rows = [grant for grant in GRANTS if grant.role != CUSTOM_ROLE]
    parts = {ROLE_IDS[grant.role] for grant in rows if grant.who not in people}
    groups = {ROLE_IDS[grant.role] for grant in rows if grant.who in people}
    return tuple(sorted(parts | own)), tuple(sorted(groups | own))


def condition(identities: Sequence[str], groups: Sequence[str]) -> str:
    """Return the condition under which a deployer may give and take roles.

    Format: learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples.

    Args:
        identities: GUIDs of the roles that service principals may be given.
        groups: GUIDs of the roles that groups may be given; no person ever gets one.
    """
    return " AND ".join(
        f"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}})) OR "
        f"{_allowed(source, 'ServicePrincipal', identities)} OR "
        f"{_allowed(source, 'Group', groups)})"
        for action, source in (("write", "@Request"), ("delete", "@Resource"))
    )


def _allowed(source: str, kind: str, roles: Sequence[str]) -> str:
    attribute = f"{source}[Microsoft.Authorization/roleAssignments"
    return (
        f"({attribute}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'{kind}'}} AND "
        f"{attribute}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{', '.join(roles)}}})"
    )
